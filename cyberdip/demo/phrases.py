"""Of which words are the demo's messages made?

Pure data, all of it our own wording. A message is put together from an opener that sets the tone, a core that carries the
intent, and a clause for each concept. The cores name no concept and the clauses carry no intent, so that the words of a
message show what it was meant to be coded as. `{them}` is the other country, `{ours}` and `{theirs}` are invented firms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["PHRASES", "PLACES", "SIGNS", "UNCODABLE", "Phrases"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language, by the category they express."""

    openers: Mapping[str, tuple[str, ...]]
    cores: Mapping[str, tuple[str, ...]]
    clauses: Mapping[str, tuple[str, ...]]
    space: str


_ENGLISH = Phrases(
    openers={
        "aggressive": (
            "Shameful.",
            "What a disgrace!",
            "Enough of these lies!",
            "Pathetic.",
            "They know no shame.",
            "How low can one sink?",
        ),
        "warning": (
            "Take care:",
            "A word of caution.",
            "Think twice.",
            "Before it is too late:",
            "Let nobody say they were not told.",
            "Beware.",
        ),
        "threatening": (
            "There will be a price to pay.",
            "We shall answer in kind.",
            "Do not test our patience.",
            "Those responsible will feel the consequences.",
            "Our countermeasures are ready.",
        ),
        "defensive": (
            "This is simply unfair.",
            "We reject these groundless charges.",
            "Once more for the record: we did nothing wrong.",
            "We have always kept to the rules.",
            "We regret being treated like this.",
        ),
        "expository": (
            "For information:",
            "In brief:",
            "From today's briefing:",
            "Statement of the ministry:",
            "Noted this week:",
            "Background:",
        ),
        "laudatory": (
            "What a day!",
            "We are so proud.",
            "Bravo to everyone involved!",
            "A wonderful moment.",
            "Hats off to our engineers!",
            "Thank you, brilliant colleagues!",
        ),
    },
    cores={
        "extol": (
            "Nobody builds #5G faster than our engineers.",
            "Our industry is ready to lead the next generation of networks.",
            "{ours} can cover a whole valley with a single 5G mast.",
            "No other country has as much talent in 5G as we have.",
            "What others plan for ten years, {ours} is able to do in three.",
            "Our laboratories are the place where 5G grows up and 6G is born.",
            "With {ours} our country stands at the very top of #5G.",
            "We can lead in 5G, and we will.",
        ),
        "achieve": (
            "{number} new #5G stations went on air in {place}.",
            "{number} schools in {place} have been connected to 5G since this morning.",
            "{ours} has completed the 5G line between {place} and {other_place}.",
            "The 5G agreement with {few} partners is signed.",
            "Mast number {number} of our #5G network was switched on in {place}.",
            "Download speeds in {place} have doubled since 5G was opened.",
            "The hospital of {place} carried out its first operation over 5G.",
            "Our 5G fund has paid out grant number {number}.",
        ),
        "attack": (
            "{them} copies what others invent and calls it 5G.",
            "The 5G firms of {them} win contracts with bribes, not with quality.",
            "{them} bullies small countries into its 5G deals.",
            "The #5G promises of {them} are as empty as last year's.",
            "{them} has broken every 5G agreement it ever signed.",
            "Behind the 5G campaign of {them} stands nothing but greed.",
            "{them} speaks of fair play and cheats in every #5G tender.",
        ),
        "warn": (
            "Partners should read the small print before they sign a 5G contract with {them}.",
            "Whoever buys #5G from {them} today will pay for it twice tomorrow.",
            "Every city should check a 5G offer from {theirs} before it signs.",
            "Our neighbours should wait before they let {theirs} build 5G.",
            "Cheap 5G offers from {them} may turn out dear for all who accept them.",
            "Operators should ask who owns {theirs} before they order #5G from it.",
        ),
        "defend": (
            "The reports about {ours} and 5G are false.",
            "{ours} has passed every #5G inspection it was ever asked to pass.",
            "To exclude {ours} from 5G for its passport is not fair play.",
            "Nobody has shown any evidence against our 5G firms.",
            "We ask for the same #5G rules for everyone, no more.",
            "The 5G measures against {ours} break what was agreed.",
        ),
    },
    clauses={
        "security": (
            "Network security comes first.",
            "Secure networks protect hospitals and power plants.",
            "Cyberattacks on infrastructure concern us all.",
        ),
        "privacy": (
            "What people write to each other is nobody else's business.",
            "Personal data must stay private.",
            "Nobody should read citizens' private messages.",
        ),
        "china": (
            "Talks with China on standards continue.",
            "Suppliers from China took part.",
            "China was mentioned several times.",
        ),
        "united_states": (
            "Talks with the United States on standards continue.",
            "Suppliers from the United States took part.",
            "Washington has been informed.",
        ),
        "threats_5g": (
            "A 5G network with a back door is a danger in itself.",
            "5G can make a whole country dependent overnight.",
            "One switch abroad could turn a 5G network off.",
        ),
        "communism": (
            "No Communist Party should sit in the control room.",
            "The role of the CCP as an owner was discussed.",
            "Communism and open standards do not go together.",
        ),
        "human_rights": (
            "Human rights apply online as well.",
            "Nobody may be persecuted with the help of technology.",
            "Technology must not serve to oppress minorities.",
        ),
        "trust": (
            "Trust is the true currency of this trade.",
            "Only trusted vendors deserve a place.",
            "Credibility is earned over years.",
        ),
        "democracy": (
            "Democracies must agree on common rules.",
            "Parliament will vote on it: that is democracy.",
            "The rules belong to elected parliaments.",
        ),
        "freedom": (
            "A free internet is worth the effort.",
            "Free people choose freely.",
            "Freedom of speech needs open networks.",
        ),
        "defence": (
            "The armed forces take part in the trial.",
            "Military planners follow it closely.",
            "The defence ministers of the alliance were informed.",
        ),
    },
    space=" ",
)

_SPANISH = Phrases(
    openers={
        "aggressive": ("¡Qué vergüenza!", "¡Basta de mentiras!"),
        "warning": ("Cuidado:", "Piénsenlo dos veces."),
        "threatening": ("Habrá consecuencias.", "Responderemos con la misma moneda."),
        "defensive": ("Rechazamos estas acusaciones sin fundamento.", "Siempre hemos respetado las reglas."),
        "expository": ("Para su información:", "Nota del ministerio:"),
        "laudatory": ("¡Qué orgullo!", "¡Enhorabuena a todo el equipo!"),
    },
    cores={
        "extol": (
            "Nadie construye redes #5G tan rápido como nuestros ingenieros.",
            "{ours} puede cubrir un valle entero con una sola antena 5G.",
            "Nuestra industria está lista para liderar la 5G.",
        ),
        "achieve": (
            "{number} nuevas estaciones #5G ya funcionan en {place}.",
            "{number} escuelas de {place} ya tienen 5G.",
            "{ours} terminó la línea 5G entre {place} y {other_place}.",
        ),
        "attack": (
            "{them} copia lo que otros inventan y lo llama 5G.",
            "{them} hace trampa en cada concurso de #5G.",
        ),
        "warn": (
            "Conviene leer la letra pequeña antes de firmar un contrato 5G con {them}.",
            "Cada ciudad debería revisar las ofertas #5G de {theirs} antes de firmar.",
        ),
        "defend": (
            "Las noticias sobre {ours} y la 5G son falsas.",
            "Pedimos las mismas reglas #5G para todos.",
        ),
    },
    clauses={
        "security": ("La seguridad de las redes es lo primero.",),
        "privacy": ("Los datos personales deben seguir siendo privados.",),
        "china": ("Siguen las conversaciones con China.",),
        "united_states": ("Siguen las conversaciones con Estados Unidos.",),
        "threats_5g": ("Una red 5G con puerta trasera es un peligro.",),
        "communism": ("Se habló del papel del Partido Comunista.",),
        "human_rights": ("Los derechos humanos valen también en la red.",),
        "trust": ("La confianza se gana con los años.",),
        "democracy": ("Las democracias deben acordar reglas comunes.",),
        "freedom": ("Una internet libre vale el esfuerzo.",),
        "defence": ("Las fuerzas armadas participan en la prueba.",),
    },
    space=" ",
)

_CHINESE = Phrases(
    openers={
        "aggressive": ("可耻！", "谎言该结束了！"),
        "warning": ("请当心：", "请三思。"),
        "threatening": ("后果自负。", "我们必将反制。"),
        "defensive": ("我们拒绝毫无根据的指责。", "我们一贯遵守规则。"),
        "expository": ("消息：", "本周通报："),
        "laudatory": ("令人自豪的一天！", "向全体工程师致敬！"),
    },
    cores={
        "extol": (
            "没有谁比我们的工程师更快建成#5G 网络。",
            "我们的产业已准备好引领5G。",
            "{ours}用一座5G基站就能覆盖整个山谷。",
        ),
        "achieve": (
            "{place}新开通{number}座5G基站。",
            "{place}已有{number}所学校接入#5G 网络。",
            "{ours}完成了{place}到{other_place}的5G线路。",
        ),
        "attack": (
            "{them}抄袭别人的发明，还称之为5G。",
            "{them}在每一次5G招标中都作弊。",
        ),
        "warn": (
            "与{them}签订5G合同之前，请先读清细则。",
            "各城市应先检查{theirs}的5G报价再签字。",
        ),
        "defend": (
            "关于{ours}和5G的报道不属实。",
            "我们只要求对所有企业适用同样的5G规则。",
            "没有人拿出过针对我们5G企业的证据。",
        ),
    },
    clauses={
        "security": ("网络安全是第一位的。",),
        "privacy": ("个人数据必须保密。",),
        "china": ("与中国的标准会谈仍在继续。",),
        "united_states": ("与美国的标准会谈仍在继续。",),
        "threats_5g": ("留有后门的5G网络本身就是危险。",),
        "communism": ("会上谈到了共产党的作用。",),
        "human_rights": ("人权在网上同样适用。",),
        "trust": ("信任要靠多年积累。",),
        "democracy": ("民主国家应商定共同规则。",),
        "freedom": ("自由的互联网值得努力。",),
        "defence": ("军队参加了这次试验。",),
    },
    space="",
)

PHRASES: Mapping[str, Phrases] = {"en": _ENGLISH, "es": _SPANISH, "zh": _CHINESE}
"""The phrases by language code."""

PLACES = ("Lindhaven", "Port Osk", "Varmouth", "Tellin", "Kaldera", "Mirrow", "Old Quay", "Sandrel")
"""Invented towns."""

SIGNS: Mapping[str, tuple[str, ...]] = {
    "extol": ("🚀", "💪", "👩‍🔬"),
    "achieve": ("📶", "🎉", "🤝"),
    "attack": ("👎", "😡"),
    "warn": ("⚠️", "🔍"),
    "defend": ("⚖️", "🙏"),
}
"""Emoji that some messages carry, by intent; one of them is a sequence joined by U+200D."""

UNCODABLE = ("📶📶📶 https://demo.example/5g/clip", "5G 👀", "➡️ 5G https://demo.example/5g/thread")
"""Messages of which no coder can say what they want: nothing but signs and a link."""
