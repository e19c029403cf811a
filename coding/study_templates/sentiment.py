"""Sentiment: how favourable a message is, to whom, and with which emotions."""

from coding.codebook_rules import CodebookSpec
from coding.codebook_rules.conditions import Test
from coding.study_templates.scale import step
from coding.study_templates.template import CodebookTemplate, category, variable

_SENTIMENT = variable(
    "sentiment",
    "Sentiment",
    "ordinal",
    "How favourable is the message to what it speaks of? Judge the words, not the event: a sober report of bad news is neutral. "
    "Irony is coded by what is meant. Where praise and blame stand side by side, weigh them; if neither prevails, code neutral "
    "and say so in the next question.",
    step(
        "very_negative",
        "Very negative",
        -2,
        "Strong disapproval: contempt, outrage, disgust, or blame without any reserve.",
        include="Strong words, capitals, insults or several negative judgements.",
        exclude="A single mild reproach (Negative).",
        example="A disgrace from the first day to the last. Nobody should ever trust them again!",
        near="“We regret the decision.” (Negative: disapproval without heat.)",
    ),
    step(
        "negative",
        "Negative",
        -1,
        "Disapproval, disappointment or worry, put with measure.",
        include="A negative judgement that the writer could repeat in a meeting.",
        exclude="A bad event is only reported (Neutral).",
        example="The new timetable makes the way to school longer, and nobody was asked.",
        near="“Three people were hurt.” (Neutral: the event is bad, the words do not judge.)",
    ),
    step(
        "neutral",
        "Neutral",
        0,
        "No judgement, or praise and blame in balance.",
        include="Announcements, figures, questions without a slant, and messages that are as much for as against.",
        exclude="One evaluating word sets the sound (Positive or Negative).",
        example="The council meets on Thursday at ten; the agenda is on the board.",
        near="“At last the council meets.” (Positive: “at last” welcomes it.)",
    ),
    step(
        "positive",
        "Positive",
        1,
        "Approval, hope, thanks or satisfaction, put with measure.",
        include="A favourable judgement, or thanks for something.",
        exclude="Praise without any reserve (Very positive).",
        example="A useful meeting: we know now what to do first.",
        near="“The meeting took two hours.” (Neutral.)",
    ),
    step(
        "very_positive",
        "Very positive",
        2,
        "Strong approval: enthusiasm, pride, delight.",
        include="Superlatives, exclamations, several favourable judgements.",
        exclude="A single friendly word (Positive).",
        example="What a night! The best team in the world, and it is ours!",
        near="“Congratulations to the winners.” (Positive: a courtesy.)",
    ),
    group="Sentiment",
)

_MIXED = variable(
    "mixed",
    "Praise and blame together",
    "yesno",
    "Only for neutral messages: does the message hold both praise and blame? No means that it does not judge at all.",
    group="Sentiment",
    condition=Test("sentiment", "is", ("neutral",)),
)

_TARGET = variable(
    "target",
    "What is judged",
    "single",
    "At what is the judgement aimed? If at several, choose what most of the evaluating words are about.",
    category(
        "own_side",
        "The sender's own side",
        "The sender, their organisation, party, team or country.",
        include="We, our, or the sender's own name is what is praised or blamed.",
        exclude="Partners are praised who are not part of the sender's side (Other people or organisations).",
        examples=("We have made mistakes, and we have learnt from them.",),
        near=("“Our neighbours have been generous.” (Other people or organisations.)",),
    ),
    category(
        "others",
        "Other people or organisations",
        "Somebody else: a person, a firm, a government, a group.",
        include="The judgement is on who they are or how they act.",
        exclude="The judgement is on a plan or an event, whoever is behind it (A measure or an event).",
        examples=("The ministry has been deaf to every warning.",),
        near=("“The ban is too broad.” (A measure or an event.)",),
    ),
    category(
        "event",
        "A measure or an event",
        "A decision, a law, a plan, a product or something that happened.",
        include="What is judged could stay the same if other people had done it.",
        exclude="The people behind it are what is judged (Other people or organisations).",
        examples=("This bridge is exactly what the valley needed.",),
        near=("“The builders deserve a medal.” (Other people or organisations.)",),
    ),
    category(
        "other",
        "Something else",
        "The world at large, the weather, life.",
        include="None of the others fits, and yet something is judged.",
        exclude="You hesitate between two of the others: choose the likelier.",
        examples=("What times we live in.",),
        near=("“What a government.” (Other people or organisations.)",),
    ),
    group="Sentiment",
    condition=Test("sentiment", "is_not", ("neutral",)),
)

_EMOTIONS = variable(
    "emotions",
    "Emotions",
    "multi",
    "Which emotions does the writer show? Choose all that are named or plain from the wording, of the writer and not of people "
    "the message speaks of. If there is none, choose none.",
    category(
        "joy",
        "Joy",
        "Happiness, relief, amusement.",
        include="Glad, happy, delighted, laughter, celebration.",
        exclude="Pride in something achieved (Pride).",
        examples=("So glad that everybody came home safe!",),
        near=("“We wish you a happy holiday.” (A formula: none.)",),
    ),
    category(
        "pride",
        "Pride",
        "Satisfaction with what one's own side is or has done.",
        include="Proud, honoured, “we did it”.",
        exclude="Praise of others (no emotion of the writer, or Joy).",
        examples=("I am proud of every one of our volunteers.",),
        near=("“They may be proud of themselves.” (Somebody else's pride.)",),
    ),
    category(
        "anger",
        "Anger",
        "Indignation, outrage, resentment.",
        include="Outrageous, fed up, how dare they.",
        exclude="Calm criticism (no emotion).",
        examples=("How dare they call this a compromise!",),
        near=("“We do not agree with the draft.” (Criticism without anger.)",),
    ),
    category(
        "fear",
        "Fear",
        "Worry about what may come.",
        include="Afraid, worried, alarming, “what if”.",
        exclude="Danger is reported without worry.",
        examples=("I dread the next winter if nothing is done.",),
        near=("“The risk is rated as low.” (A report.)",),
    ),
    category(
        "sadness",
        "Sadness",
        "Grief, regret, disappointment.",
        include="Sad, sorry for a loss, mourning, let down.",
        exclude="An apology as a mere formula.",
        examples=("We mourn a friend who never said no.",),
        near=("“Sorry for the late reply.” (A formula: none.)",),
    ),
    group="Emotions",
)

_CUE = variable(
    "cue",
    "Words that show it",
    "quote",
    "Mark the words that carry the sentiment best. They settle most disagreements later.",
    group="Sentiment",
    required=False,
    condition=Test("sentiment", "is_not", ("neutral",)),
)

SENTIMENT = CodebookTemplate(
    key="sentiment",
    title="Sentiment",
    summary="How favourable messages are, on a scale of five steps; what they judge, which emotions they show, in which words.",
    spec=CodebookSpec((_SENTIMENT, _MIXED, _TARGET, _CUE, _EMOTIONS)),
)
