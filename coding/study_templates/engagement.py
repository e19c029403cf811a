"""Engagement and dialogue: what messages are for, and how far they let others take part.

Information, community and action as functions of messages go back to Lovejoy and Saxton (Journal of Computer-Mediated
Communication, 2012); definitions, rules and messages are our own wording.
"""

from decimal import Decimal

from coding.codebook_rules import CodebookSpec, RuleSpec
from coding.codebook_rules.conditions import Test
from coding.study_templates.scale import step
from coding.study_templates.template import CodebookTemplate, category, variable

_FUNCTION = variable(
    "function",
    "Function",
    "single",
    "What is the message for, above all? If two things, choose what it asks of its readers rather than what it tells them.",
    category(
        "information",
        "Information",
        "It tells something: news, facts, reports, links to read.",
        include="Readers are to know something afterwards.",
        exclude="Readers are to do something (Action) or to feel part of something (Community).",
        examples=("The library has opened a reading room on the third floor.",),
        near=("“Come and see our new reading room on Friday!” (Action.)",),
        colour="blue",
    ),
    category(
        "community",
        "Community",
        "It ties people together: thanks, greetings, congratulations, conversation.",
        include="Readers are to feel seen, thanked or part of a group.",
        exclude="The thanks are a way to ask for more (Action).",
        examples=("Happy birthday to the oldest of our readers, 102 today!",),
        near=("“Thank you for your gifts; we still need chairs.” (Action.)",),
        colour="green",
    ),
    category(
        "action",
        "Action",
        "It asks readers to do something.",
        include="Come, give, sign, vote, buy, share, write to us.",
        exclude="A link that only leads to more information (Information).",
        examples=("Sign the petition before Friday.",),
        near=("“Read the report here.” (Information.)",),
        colour="orange",
    ),
    group="Function",
)

_CALL = variable(
    "call",
    "What readers are to do",
    "multi",
    "Choose everything that the message asks for.",
    category(
        "attend",
        "Attend",
        "Come to a place or an event, in person or online.",
        include="A time or a place is given, and readers are invited.",
        exclude="An event is only reported.",
        examples=("Join us at seven on the market square.",),
        near=("“Three hundred people came.” (A report.)",),
    ),
    category(
        "give",
        "Give",
        "Give money, goods, blood or time.",
        include="Donate, volunteer, bring along.",
        exclude="Buy something for its own sake (Buy or use).",
        examples=("One hour a week is enough: become a reading mentor.",),
        near=("“Our calendar costs ten.” (Buy or use.)",),
    ),
    category(
        "support",
        "Take a stand",
        "Sign, vote, protest, write to somebody in power.",
        include="Readers are to show publicly where they stand.",
        exclude="Answer a poll of the account itself (Answer).",
        examples=("Write to your councillor today.",),
        near=("“Which cover do you like best?” (Answer.)",),
    ),
    category(
        "share",
        "Spread",
        "Pass the message on, use a hashtag, follow an account.",
        include="Share, retweet, tag a friend, follow.",
        exclude="A hashtag stands there without a request.",
        examples=("Please pass this on to anybody in the valley.",),
        near=("“#valley” (A hashtag without a request.)",),
    ),
    category(
        "answer",
        "Answer",
        "Reply, vote in a poll, send pictures or questions.",
        include="Readers are to say something back to the account.",
        exclude="A rhetorical question.",
        examples=("What should we read next? Tell us below.",),
        near=("“Who does not love spring?” (Rhetorical.)",),
    ),
    category(
        "buy",
        "Buy or use",
        "Buy, order, download or use something.",
        include="A product or a service is offered.",
        exclude="A free text to read (Information).",
        examples=("The app is out: install it and never miss the ferry.",),
        near=("“The timetable is on our page.” (Information.)",),
    ),
    group="Function",
    offers_none=False,
    condition=Test("function", "is", ("action",)),
)

_ADDRESSEE = variable(
    "addressee",
    "Addressee",
    "single",
    "To whom does the message speak?",
    category(
        "everybody",
        "Everybody",
        "Nobody in particular.",
        include="No addressee can be made out.",
        exclude="A group is addressed by name (A group).",
        examples=("The bridge is open again.",),
        near=("“Cyclists: the bridge is open again.” (A group.)",),
    ),
    category(
        "group",
        "A group",
        "Readers who share something: a place, a trade, a need.",
        include="A group is addressed: students, neighbours, dear members.",
        exclude="A group is spoken of and not to.",
        examples=("Parents: the school stays closed on Monday.",),
        near=("“Many parents were worried.” (Spoken of: Everybody.)",),
    ),
    category(
        "one",
        "One account or person",
        "Somebody by name, seen by all.",
        include="A reply or a mention that speaks to somebody.",
        exclude="Somebody is named as the source or the subject.",
        examples=("@reader_demo Thank you, we have corrected the date.",),
        near=("“Photo: @reader_demo” (A source: Everybody.)",),
    ),
    group="Dialogue",
)

_DIALOGUE = variable(
    "dialogue",
    "Room for dialogue",
    "ordinal",
    "How much room does the message leave for an answer?",
    step(
        "broadcast",
        "None",
        0,
        "The message speaks and expects nothing back.",
        include="Statements, announcements, slogans.",
        exclude="A question is asked in earnest (Invites).",
        example="The museum is closed on Mondays.",
        near="“Which wing of the museum shall open first? Tell us.” (Invites.)",
    ),
    step(
        "invites",
        "Invites",
        1,
        "An answer is asked for.",
        include="Questions in earnest, polls, “tell us”.",
        exclude="The message itself is an answer (Answers).",
        example="Which room shall we renovate first?",
        near="“As many of you asked: yes, on Sundays too.” (Answers.)",
    ),
    step(
        "answers",
        "Answers",
        2,
        "The message takes up what somebody has said.",
        include="Replies, corrections after a hint, answers to questions.",
        exclude="The reply is a formula that would fit anything (None).",
        example="@reader_demo You are right, the lift was missing on the plan. Here is the new one.",
        near="“@reader_demo Thank you for your message!” (None: a formula.)",
    ),
    step(
        "exchanges",
        "Exchanges",
        3,
        "The message takes up what somebody has said and asks on.",
        include="An answer with a question back, a thread of several turns.",
        exclude="The question back is a formula (Answers).",
        example="@reader_demo Good point about the stairs. Would a ramp at the side door help you?",
        near="“@reader_demo Fixed. Anything else?” (Answers: a formula.)",
    ),
    group="Dialogue",
)

_MENTIONS = variable(
    "mentions",
    "Accounts mentioned",
    "integer",
    "Count the accounts that are mentioned with @, each once; an account at the very start of a reply counts too.",
    group="Form",
    least=Decimal(0),
    most=Decimal(50),
)
_LINK = variable(
    "link", "Holds a link", "yesno", "Is there a link to a page outside of the platform?", group="Form"
)

_ANSWER_IS_INVITED = RuleSpec(
    when=Test("call", "is", ("answer",)),
    then=Test("dialogue", "at_least", ("invites",)),
    severity="warn",
    message="Readers are asked to answer, so there is room for dialogue: look at it again.",
)

ENGAGEMENT = CodebookTemplate(
    key="engagement",
    title="Engagement and dialogue",
    summary="What messages are for, what they ask of readers, whom they address and how much dialogue they allow.",
    spec=CodebookSpec((_FUNCTION, _CALL, _ADDRESSEE, _DIALOGUE, _MENTIONS, _LINK), (_ANSWER_IS_INVITED,)),
)
