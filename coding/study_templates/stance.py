"""Stance: on which side of a question a message stands, how firmly, and on what grounds."""

from coding.codebook_rules import CodebookSpec
from coding.codebook_rules.conditions import Test
from coding.study_templates.scale import step
from coding.study_templates.template import CodebookTemplate, category, variable

_SPEAKS = variable(
    "on_topic",
    "Speaks of the question",
    "yesno",
    "Write the question of your study here in one sentence, for example: “The city should close its centre to cars.” Does the "
    "message speak of it, in its words or by a plain hint?",
    group="Stance",
    allows_uncodable=True,
)
_WHEN_ON_TOPIC = Test("on_topic", "is", ("yes",))

_STANCE = variable(
    "stance",
    "Stance",
    "single",
    "On which side of the question does the writer stand? Code what the message says, not what you know of the writer. Words "
    "that are only quoted are not the writer's, unless the message agrees with them.",
    category(
        "favour",
        "In favour",
        "The message supports the proposal, wants it or defends it.",
        include="Agreement, praise of its effects, attacks on its opponents because of their opposition.",
        exclude="Only a part or a condition is supported while the rest is refused (Divided).",
        examples=("Close the centre to cars, and close it this year.",),
        near=("“The vote on the closed centre is on Sunday.” (No side taken.)",),
        colour="blue",
    ),
    category(
        "against",
        "Against",
        "The message opposes the proposal, warns of it or mocks it.",
        include="Refusal, blame of its effects, attacks on its supporters because of their support.",
        exclude="The writer doubts details and supports the aim (Divided, or In favour).",
        examples=("Whoever thought of this has never carried a wardrobe.",),
        near=("“Some shops fear for their trade.” (No side taken: a report on others.)",),
        colour="vermillion",
    ),
    category(
        "divided",
        "Divided",
        "The message gives weight to both sides, or supports one part and opposes another.",
        include="Yes, but; on the one hand; only if.",
        exclude="The other side is named only to be refuted (In favour, or Against).",
        examples=("The aim is right; but first the buses have to run at night.",),
        near=("“They say it kills trade. It never has.” (In favour: the objection is refuted.)",),
        colour="purple",
    ),
    category(
        "none",
        "No side taken",
        "The message speaks of the question without leaning to a side.",
        include="News, dates, questions, offers of information.",
        exclude="One evaluating word shows where the writer stands.",
        examples=("The council has published the plan of the closed streets.",),
        near=("“The council has at last published the plan.” (In favour: “at last”.)",),
        colour="grey",
    ),
    group="Stance",
    condition=_WHEN_ON_TOPIC,
)
_WHEN_SIDED = Test("stance", "is", ("favour", "against"))

_FIRMNESS = variable(
    "firmness",
    "Firmness",
    "ordinal",
    "How firmly is the side taken?",
    step(
        "leaning",
        "Leaning",
        1,
        "A preference with reserves: perhaps, rather, I would say.",
        include="The writer could still be won over.",
        exclude="The side is stated without reserve (Clear).",
        example="I would rather have it than not.",
        near="“We should have it.” (Clear.)",
    ),
    step(
        "clear",
        "Clear",
        2,
        "The side is stated plainly, without heat.",
        include="A plain yes or no, with or without reasons.",
        exclude="Only one answer is said to be possible (Absolute).",
        example="We should close the centre to cars.",
        near="“Anything else is madness.” (Absolute.)",
    ),
    step(
        "absolute",
        "Absolute",
        3,
        "Only this side is said to be possible; the other is excluded or condemned.",
        include="Never, always, must, only fools.",
        exclude="Strong words about details and not about the question itself.",
        example="There is no other way, and everybody knows it.",
        near="“It would be a good step.” (Clear.)",
    ),
    group="Stance",
    condition=_WHEN_SIDED,
)

_GROUNDS = variable(
    "grounds",
    "Grounds",
    "multi",
    "Which grounds does the message give for its side? Choose all. If it gives none, choose none.",
    category(
        "benefit",
        "Costs and benefits",
        "Money, time, trade, convenience: what people gain or lose.",
        include="Prices, jobs, trade, hours, comfort.",
        exclude="Harm to life or health (Safety and health).",
        examples=("Shops in closed streets sell more, not less.",),
        near=("“Fewer cars, fewer ambulances.” (Safety and health.)",),
    ),
    category(
        "safety",
        "Safety and health",
        "Protection of life, body and nerves.",
        include="Accidents, air, noise, illness.",
        exclude="Nature for its own sake (Nature).",
        examples=("My children could walk to school.",),
        near=("“The lime trees are dying.” (Nature.)",),
    ),
    category(
        "nature",
        "Nature",
        "Climate, animals, plants, landscape.",
        include="They are named as what is protected or harmed.",
        exclude="Clean air for people (Safety and health).",
        examples=("A city of trees needs no third ring road.",),
        near=("“I can breathe again.” (Safety and health.)",),
    ),
    category(
        "fairness",
        "Fairness and rights",
        "Equal treatment, freedom, what people are owed.",
        include="Just, unjust, right, discrimination, “why only us”.",
        exclude="A legal procedure is at stake (Procedure).",
        examples=("Those who cannot walk far have a right to the centre too.",),
        near=("“Nobody was heard before the vote.” (Procedure.)",),
    ),
    category(
        "procedure",
        "Procedure",
        "How the decision was or is to be made.",
        include="Votes, hearings, promises, competence, transparency.",
        exclude="The result itself is called unfair (Fairness and rights).",
        examples=("First ask the people who live there.",),
        near=("“It hits the poor.” (Fairness and rights.)",),
    ),
    group="Grounds",
    condition=_WHEN_SIDED,
)

_PASSAGE = variable(
    "passage",
    "Decisive words",
    "quote",
    "Mark the words by which you have told the side.",
    group="Stance",
    required=False,
    condition=_WHEN_SIDED,
)


STANCE = CodebookTemplate(
    key="stance",
    title="Stance on a question",
    summary="Whether messages speak of one question, which side they take, how firmly, and on what grounds.",
    spec=CodebookSpec((_SPEAKS, _STANCE, _FIRMNESS, _GROUNDS, _PASSAGE)),
)
