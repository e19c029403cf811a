"""Cyber-diplomacy on 5G: intent, tone and concepts.

Follows what Munoz-Sastre, Rodrigo-Martin and Rodrigo-Martin (JANUS.NET, July 2021) report to have found in official messages on
5G: an intent, a tone and the concepts a message appeals to. That study prints no codebook; every definition, rule and message
below is our own wording.
"""

from __future__ import annotations

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec
from coding.study_templates.template import CodebookTemplate, category

_INTENT = VariableSpec(
    key="intent",
    label="Intent",
    kind="single",
    level="nominal",
    instruction=(
        "What does the sender want this message to achieve? Judge the message as a whole and choose the one intent that "
        "most of its words serve. When two seem equal, take the one that the first full sentence serves. A retweet is "
        "coded by the words that are passed on."
    ),
    required=True,
    categories=(
        CategorySpec(
            key="extol",
            label="Extol own capacity",
            definition=(
                "The message praises what the sender's country or its firms are able to do with 5G: strength, lead, "
                "talent, ambition. It speaks of ability or of what is to come, not of a result already reached."
            ),
            include_when="The sender's own side is said to lead, to be ready, to be able, or to be the better choice.",
            exclude_when=(
                "A finished, countable result is reported (Present achievements), or the praise is there only to make "
                "the other side look bad (Attack the opponent)."
            ),
            examples=(
                "Nobody builds faster networks than our engineers, and the next generation will be ours too.",
                "We have the talent, the industry and the will to lead in 5G.",
            ),
            near_misses=(
                "“Our firm has connected its ten thousandth village.” (Present achievements: it is done and counted.)",
            ),
        ),
        CategorySpec(
            key="achieve",
            label="Present achievements",
            definition=(
                "The message reports something done: stations built, an agreement signed, a service opened, a record "
                "reached. The fact itself carries the message."
            ),
            include_when="A completed act or a figure is given that could in principle be checked.",
            exclude_when="The result is only promised or hoped for (Extol own capacity).",
            examples=(
                "The 400th base station went on air this morning; every district hospital is now connected.",
                "Today eleven partners signed the declaration on secure networks.",
            ),
            near_misses=(
                "“By next summer every village will have 5G.” (Extol own capacity: it is promised, not done.)",
            ),
        ),
        CategorySpec(
            key="attack",
            label="Attack the opponent",
            definition=(
                "The message accuses, belittles or blames another state, its government or its firms. The opponent's "
                "conduct is the subject, and the judgement on it is negative."
            ),
            include_when="A wrong is ascribed to a named or clearly meant opponent.",
            exclude_when=(
                "The main point is what others should do to stay safe (Warn), or the accusation only answers one made "
                "against the sender (Defend)."
            ),
            examples=(
                "They call it competition; it is theft with an antenna on top.",
                "A government that silences its critics now wants to carry your calls.",
            ),
            near_misses=(
                "“Do not let their equipment into your network.” (Warn: the point is what others should do.)",
            ),
        ),
        CategorySpec(
            key="warn",
            label="Warn",
            definition=(
                "The message tells others of a danger and of what follows if they do not heed it. Its addressee is a "
                "third party: allies, citizens, firms."
            ),
            include_when="A risk is named together with somebody who should take care, wait, check or choose otherwise.",
            exclude_when="The opponent is blamed without any advice to others (Attack the opponent).",
            examples=(
                "Before you sign, ask who can read the traffic of your network at night.",
                "Partners should think twice: what is cheap today can be switched off tomorrow.",
            ),
            near_misses=(
                "“They listen in on everybody, as they always have.” (Attack the opponent: blame without advice.)",
            ),
        ),
        CategorySpec(
            key="defend",
            label="Defend",
            definition=(
                "The message answers a charge or a measure against the sender's side: it denies, justifies, corrects or "
                "asks for fair treatment."
            ),
            include_when="The message presupposes that somebody accused, excluded or restricted the sender's side.",
            exclude_when="The answer turns into a charge that takes most of the message (Attack the opponent).",
            examples=(
                "The claim is untrue: no authority has ever found such a door in our equipment.",
                "Excluding a firm for its passport is not security policy; we ask for equal treatment.",
            ),
            near_misses=(
                "“Those who accuse us tap the phones of their own friends.” (Attack the opponent: the answer became a charge.)",
            ),
        ),
    ),
)

_TONE = VariableSpec(
    key="tone",
    label="Tone",
    kind="single",
    level="nominal",
    instruction=(
        "How does the message sound, whatever it wants? Read it aloud and choose the one tone that most of its words "
        "have. Tone is independent of intent: an attack can be expository, a defence can be aggressive."
    ),
    required=True,
    categories=(
        CategorySpec(
            key="aggressive",
            label="Aggressive",
            definition="Hostile wording: insult, contempt, mockery, moral condemnation, shouting.",
            include_when="Words are chosen to hurt or to degrade, beyond stating a disagreement.",
            exclude_when="A harm to come is announced (Threatening) or a risk is pointed out calmly (Warning).",
            examples=("Shameless. They lie, they steal, and they call it progress!",),
            near_misses=(
                "“If they go on like this, they will pay for it.” (Threatening: harm is announced.)",
            ),
        ),
        CategorySpec(
            key="warning",
            label="Warning",
            definition="Cautioning wording: urgency and concern, an appeal to take care.",
            include_when="The voice is that of somebody who points to a risk: beware, think twice, before it is too late.",
            exclude_when="The speaker says that he himself will cause the harm (Threatening).",
            examples=("Be careful: a network once built is not easily taken out again.",),
            near_misses=(
                "“We will answer every exclusion with one of our own.” (Threatening: the speaker would do it.)",
            ),
        ),
        CategorySpec(
            key="threatening",
            label="Threatening",
            definition="The speaker announces harm that his own side will do if something happens or does not happen.",
            include_when="Consequences, countermeasures or a price to pay are announced by the one who would impose them.",
            exclude_when="The harm comes from a third side or from circumstances (Warning).",
            examples=("Whoever shuts our firms out will feel the consequences.",),
            near_misses=(
                "“Cheap networks come at a high price, as others have learnt.” (Warning: the harm comes by itself.)",
            ),
        ),
        CategorySpec(
            key="defensive",
            label="Defensive",
            definition="Wording of one who feels wronged: denial, justification, appeal to fairness.",
            include_when="Denials and justifications carry the sound of the message: groundless, unfair, we have always.",
            exclude_when="A charge is refuted with facts in a neutral voice (Expository).",
            examples=("These accusations are groundless; we have always respected the rules.",),
            near_misses=(
                "“The report names three figures; all three are wrong: it was 12, 40 and 7.” (Expository: facts, no hurt.)",
            ),
        ),
        CategorySpec(
            key="expository",
            label="Expository",
            definition="Matter-of-fact wording: informs, reports or explains without visible feeling.",
            include_when="The sentence could stand in a news agency's report.",
            exclude_when="Evaluating words set the sound of the message, be they praise or blame.",
            examples=("The ministers met on Tuesday and discussed 5G, trade and export rules.",),
            near_misses=("“What a splendid meeting of ministers on 5G!” (Laudatory: the wording praises.)",),
        ),
        CategorySpec(
            key="laudatory",
            label="Laudatory",
            definition="Praising wording: pride, thanks, congratulation, enthusiasm.",
            include_when="Praise or joy sets the sound, whoever is praised.",
            exclude_when="A success is reported without evaluating words (Expository).",
            examples=("A proud day! Thank you to all the brilliant people who made it possible.",),
            near_misses=(
                "“The network now covers 98 per cent of the country.” (Expository: a success told without praise.)",
            ),
        ),
    ),
)


def _concept(
    key: str, label: str, definition: str, include: str, exclude: str, example: str, near_miss: str
) -> CategorySpec:
    return category(
        key, label, definition, include=include, exclude=exclude, examples=(example,), near=(near_miss,)
    )


_CONCEPTS = VariableSpec(
    key="concepts",
    label="Concepts",
    kind="multi",
    level="set",
    instruction=(
        "To which of these does the message appeal in words? Choose all that are named or plainly paraphrased; do not code "
        "what you only infer. If none is there, choose none: an empty answer is an answer. Names of accounts, hashtags "
        "and quoted words count as words of the message."
    ),
    required=True,
    categories=(
        _concept(
            "security",
            "Security",
            "Safety of networks, data or infrastructure against intrusion, failure or misuse.",
            "Secure, safe, protected, trusted hardware, vulnerabilities, cyberattacks.",
            "Military matters (Defence) or the protection of persons' data as a right (Privacy).",
            "Only a secure network is a network worth building.",
            "“The navy tests its new radios.” (Defence.) “Who reads your mail?” (Privacy.)",
        ),
        _concept(
            "privacy",
            "Privacy",
            "Protection of what people say, write and do from being watched or collected.",
            "Personal data, surveillance of citizens, eavesdropping, confidentiality of messages.",
            "Espionage between states or firms without reference to people's data (Security).",
            "Your messages belong to you, and to nobody's archive.",
            "“Their engineers copied our designs.” (Security: a theft between firms, not people's data.)",
        ),
        _concept(
            "china",
            "China",
            "China as a state, its government, its firms as Chinese firms, its people or territory.",
            "The name, the capital used for the government, or an unmistakable paraphrase.",
            "Only the party is named (Communism / CCP; code both when both are named).",
            "Talks with China on common standards continue next week.",
            "“The Party decides, and the firm obeys.” (Communism / CCP alone.)",
        ),
        _concept(
            "united_states",
            "United States",
            "The United States as a state, its government, its firms as US firms, its people or territory.",
            "The name, the capital used for the government, or an unmistakable paraphrase.",
            "The West or allies in general, without the United States being meant.",
            "The United States and its partners presented a list of suppliers.",
            "“The free world stands together.” (The West at large; code what it appeals to, such as Freedom.)",
        ),
        _concept(
            "threats_5g",
            "Threats of 5G",
            "5G itself, or its way of being built, is presented as bringing danger.",
            "Dependence, back doors, sabotage, remote switch-off, health fears, all tied to 5G.",
            "Dangers in general that are not tied to 5G networks (Security).",
            "A 5G network with a hidden door is a danger to all who use it.",
            "“Hackers attacked two hospitals last night.” (Security: no tie to 5G.)",
        ),
        _concept(
            "communism",
            "Communism / CCP",
            "Communism as an idea or order, or the Chinese Communist Party as an actor.",
            "The party is named or abbreviated, or communist rule is spoken of.",
            "China's government without reference to party or ideology (China).",
            "A firm that must answer to the Communist Party cannot promise to keep a secret.",
            "“Beijing has approved the plan.” (China: the government, without party or ideology.)",
        ),
        _concept(
            "human_rights",
            "Human rights",
            "Rights and dignity of persons as a standard: minorities, repression, forced labour, the right to speak.",
            "Human rights are named, or their violation is described.",
            "Freedom as a value without reference to persons' rights (Freedom).",
            "Technology must never serve to oppress a minority.",
            "“Everybody should be free to choose a provider.” (Freedom: a choice, not a person's right.)",
        ),
        _concept(
            "trust",
            "Trust",
            "Reliance on another's word or conduct: trusted vendors, reputation, credibility, openness.",
            "Trust, confidence, reliable partner, credibility, transparency as a ground for trust.",
            "Technical assurance without reference to relying on somebody (Security).",
            "Trust takes years to build and one update to lose.",
            "“Certified equipment with tested encryption.” (Security: technical assurance.)",
        ),
        _concept(
            "democracy",
            "Democracy",
            "Democratic order: elections, rule of law, parliaments, democratic states as a group.",
            "Democracy or democracies are named, or their institutions are appealed to.",
            "Freedom without reference to a political order (Freedom).",
            "Democracies should write the rules of the networks they live on.",
            "“Let ideas flow freely.” (Freedom: no political order is meant.)",
        ),
        _concept(
            "freedom",
            "Freedom",
            "Liberty as a value or aim: free people, free speech, free choice, an open internet, free markets.",
            "Free, freedom, liberty, open internet.",
            "Free of charge; free of faults.",
            "A free internet needs networks that nobody can close at will.",
            "“Free Wi-Fi on all trains from Monday.” (Free of charge: not coded.)",
        ),
        _concept(
            "defence",
            "Defence",
            "Armed forces, alliances, arms and military readiness.",
            "Military, armed forces, defence ministry, alliance in the military sense.",
            "Defending oneself against a charge: that is an intent, not a concept.",
            "The armed forces test 5G for the defence of the coast.",
            "“We defend ourselves against these lies.” (An intent, Defend; not a concept.)",
        ),
    ),
)

FIVEG = CodebookTemplate(
    key="fiveg",
    title="Cyber-diplomacy on 5G",
    summary="Official messages on 5G: the intent of each message, its tone, and the concepts it appeals to.",
    spec=CodebookSpec((_INTENT, _TONE, _CONCEPTS)),
)
