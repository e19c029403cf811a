"""News frames: from which side a message looks at what it reports.

The five generic frames go back to work on political news (Semetko and Valkenburg, Journal of Communication, 2000); definitions,
rules and messages are our own wording.
"""

from coding.codebook_rules import CategorySpec, CodebookSpec, RuleSpec
from coding.codebook_rules.conditions import Test
from coding.study_templates.scale import step
from coding.study_templates.template import CodebookTemplate, category, variable


def _frames() -> tuple[CategorySpec, ...]:
    return (
        category(
            "conflict",
            "Conflict",
            "The matter is a contest or a quarrel: sides, attacks, winners and losers.",
            include="Two sides at least are named, and what divides them is told.",
            exclude="Only one side speaks, and nobody is opposed.",
            examples=("Mayor and council clash over the harbour: neither will yield.",),
            near=("“The council discussed the harbour.” (No sides.)",),
        ),
        category(
            "human",
            "Human interest",
            "The matter is told by a person: a face, a fate, feelings.",
            include="Somebody is shown as a private person, so that readers feel with them.",
            exclude="A person is only quoted in office.",
            examples=("For Ada, 81, the closed ferry means that she has not seen her sister since March.",),
            near=("“The minister said that ferries matter.” (Quoted in office.)",),
        ),
        category(
            "economic",
            "Economic consequences",
            "The matter is money: costs, gains, jobs, growth, now or later.",
            include="Gains or losses are told for somebody.",
            exclude="A sum is named in passing.",
            examples=("The strike costs the port two million a day.",),
            near=("“The new two-million-euro ferry sails today.” (A sum in passing.)",),
        ),
        category(
            "morality",
            "Morality",
            "The matter is right and wrong: values, religion, conscience, decency.",
            include="Conduct is measured by a moral rule, by the writer or by somebody quoted.",
            exclude="Something is called useless or unwise.",
            examples=("To leave people at sea is a shame on all of us.",),
            near=("“To close the ferry was a mistake.” (Unwise, not wrong.)",),
        ),
        category(
            "responsibility",
            "Responsibility",
            "The matter is who has caused a problem, or who has to solve it.",
            include="A cause or a duty is ascribed to somebody.",
            exclude="A problem is told without anybody who has caused it or has to act.",
            examples=("It is up to the region to pay for the ferry, since the region has sold it.",),
            near=("“The ferry is closed since March.” (Nobody is responsible.)",),
        ),
    )


_PRESENT = variable(
    "frames",
    "Frames",
    "multi",
    "From which sides does the message look at its matter? Choose every frame that is there, however briefly. If there is none, "
    "as in a bare announcement, choose none.",
    *_frames(),
    group="Frames",
)
_SOME_FRAME = Test("frames", "is", tuple(frame.key for frame in _frames()))

_DOMINANT = variable(
    "dominant",
    "Dominant frame",
    "single",
    "Which of these frames takes most of the message? If two are equal, take the one that comes first.",
    *_frames(),
    group="Frames",
    condition=_SOME_FRAME,
)

_WHO = variable(
    "responsible",
    "Who is responsible",
    "single",
    "To whom does the message ascribe the cause or the duty? If to several, take the one that is named first.",
    category(
        "government",
        "Government and administration",
        "A government at any level, its offices or its members in office.",
        include="A state, a city, a ministry, a minister.",
        exclude="A party in opposition (Parties and groups).",
        examples=("The ministry knew for two years.",),
        near=("“The opposition blocked the law.” (Parties and groups.)",),
    ),
    category(
        "business",
        "Business",
        "A firm, a branch or its people.",
        include="A firm is named or described.",
        exclude="A public utility that belongs to the state (Government and administration).",
        examples=("The operator saved on maintenance.",),
        near=("“The city's waterworks failed.” (Government and administration.)",),
    ),
    category(
        "groups",
        "Parties and groups",
        "Parties, associations, churches, movements.",
        include="An organisation that neither governs nor trades.",
        exclude="People without an organisation (Individuals).",
        examples=("The unions chose the worst possible week.",),
        near=("“Commuters leave their litter.” (Individuals.)",),
    ),
    category(
        "individuals",
        "Individuals",
        "Persons by themselves, or people in general.",
        include="Citizens, drivers, parents, each of us.",
        exclude="A person in office (Government and administration).",
        examples=("Each of us has to save water now.",),
        near=("“The mayor has to act.” (Government and administration.)",),
    ),
    category(
        "abroad",
        "Somebody abroad",
        "Another state or an organisation of states.",
        include="The cause or the duty lies outside of the sender's country.",
        exclude="A foreign firm (Business).",
        examples=("The neighbours upstream keep the water.",),
        near=("“A foreign investor bought the dam.” (Business.)",),
    ),
    group="Responsibility",
    condition=Test("frames", "has_all", ("responsibility",)),
)

_SCOPE = variable(
    "scope",
    "Episode or theme",
    "ordinal",
    "Does the message tell a single case, or the larger matter behind it?",
    step(
        "episodic",
        "Single case",
        1,
        "One event, one person, one place; nothing beyond it.",
        include="The message could be a caption under a picture.",
        exclude="The case stands as an example of something larger (Case and matter).",
        example="A ferry ran aground off the northern pier this morning.",
        near="“Again a ferry ran aground: the third this year.” (Case and matter.)",
    ),
    step(
        "both",
        "Case and matter",
        2,
        "A case, and what it stands for.",
        include="A case is told and linked to a trend, a policy or other cases.",
        exclude="The case takes a word or two only (Larger matter).",
        example="The third ferry aground this year: the fleet is older than its captains.",
        near="“A ferry ran aground.” (Single case.)",
    ),
    step(
        "thematic",
        "Larger matter",
        3,
        "A trend, a policy, a state of things, without a case.",
        include="Figures over time, causes, comparisons, plans.",
        exclude="A case opens the message (Case and matter).",
        example="Two thirds of all ferries in service were built before 1990.",
        near="“Ada's ferry was built in 1971.” (Case and matter.)",
    ),
    group="Frames",
)

_RULES = tuple(
    RuleSpec(
        when=Test("dominant", "is", (frame.key,)),
        then=Test("frames", "has_all", (frame.key,)),
        severity="block",
        message=f"{frame.label} is the dominant frame and is not among the frames: add it, or choose another.",
    )
    for frame in _frames()
)

FRAMES = CodebookTemplate(
    key="frames",
    title="News frames",
    summary="Five generic frames, the dominant one, who is held responsible, and whether a case or the larger matter is told.",
    spec=CodebookSpec((_PRESENT, _DOMINANT, _WHO, _SCOPE), _RULES),
)
