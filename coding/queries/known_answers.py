"""Finding messages whose answer is known, and dealing them: to everybody in a training, hidden among others as gold."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Collate
from django.utils.translation import gettext as _

from coding import allocation
from coding.known_answers import gold_wanted
from coding.models import Assignment, CodebookVersion, KnownAnswer, Round
from coding.queries.rounds import coders_of
from corpus.models import Message
from corpus.sampling import draw
from cyberdip.lib.problems import NotFound
from studies.models import Study, User


@dataclass(frozen=True, slots=True)
class Gold:
    """Hidden messages of a round: (message, known answer) of each, oldest first, and which of the messages each coder gets."""

    messages: tuple[tuple[int, int], ...]
    queues: Mapping[int, tuple[int, ...]]  # coder's id -> message ids


def known_answers_of(study: Study, *, q: str = "") -> QuerySet[KnownAnswer]:
    """The known answers that are in force, with message and person; `q` is looked for in messages and handles."""
    found = KnownAnswer.objects.filter(study=study, retired_at=None).select_related(
        "message__account", "created_by"
    )
    if not q.strip():
        return found
    return found.filter(Q(message__text__icontains=q) | Q(message__account__handle__icontains=q.lstrip("@")))


def known_answer_of(message: Message) -> KnownAnswer | None:
    """What is known of the message now; None where nothing is."""
    return (
        KnownAnswer.objects.filter(message=message, retired_at=None)
        .select_related("created_by", "study")
        .first()
    )


def known_answer_to(study: Study, message_id: int) -> KnownAnswer:
    """The known answer to a message of the study; raises NotFound."""
    found = known_answers_of(study).filter(message_id=message_id).first()
    if found is None:
        raise NotFound(_("Nothing is known of this message. The list of known answers shows what there is."))
    return found


def earlier_answers(message: Message) -> QuerySet[KnownAnswer]:
    """What was known of the message before, the latest first."""
    return message.known_answers.exclude(retired_at=None).select_related("created_by").order_by("-pk")


def usable_answers(study: Study, codebook: CodebookVersion) -> QuerySet[KnownAnswer]:
    """Known answers that say something about a variable of `codebook`, to messages whose text is still there; oldest first."""
    keys = list(codebook.variables.filter(retired=False).values_list("key", flat=True))
    return KnownAnswer.objects.filter(
        study=study, retired_at=None, message__removed_at=None, values__has_any_keys=keys
    ).order_by("message__posted_at", Collate("message__external_id", "C"), "message__platform")


def training_units(round: Round) -> list[tuple[int, int]]:
    """(message, known answer) of all that the codebook of a training can teach, or of a draw by its seed; oldest first."""
    answers = list(usable_answers(round.study, round.codebook).values_list("message", "pk"))
    if round.sample_size is None or round.sample_size >= len(answers):
        return answers
    return [answers[place] for place in draw(len(answers), round.sample_size, seed=round.seed)]


def gold_for(
    round: Round, loads: Mapping[int, int], *, sample: Collection[int], among: QuerySet[Message] | None = None
) -> Gold:
    """The messages that are hidden among those of the sample, coder by coder.

    `loads` is how many messages of the sample each coder (by id) gets, `sample` their ids, and `among` what the round draws
    from: a message that could not be in the round would give itself away. Nobody gets one that they have met before, in
    whichever round: of a training they know the answer. Where there are too few, there is less gold.
    """
    if not round.gold_percent:
        return Gold((), {})
    answers = usable_answers(round.study, round.codebook)
    if among is not None:
        answers = answers.filter(message__in=among.order_by().values("pk"))
    known = {message: pk for message, pk in answers.values_list("message", "pk") if message not in sample}
    met = _met(round, known)
    queues = {
        coder.coder_id: tuple(
            allocation.shuffled(
                [message for message in known if (coder.coder_id, message) not in met],
                seed=round.seed,
                stream=f"gold/{coder.letter}",
            )[: gold_wanted(loads.get(coder.coder_id, 0), round.gold_percent)]
        )
        for coder in coders_of(round)
    }
    dealt = {message for queue in queues.values() for message in queue}
    return Gold(tuple((message, pk) for message, pk in known.items() if message in dealt), queues)


def new_to(study: Study, codebook: CodebookVersion, coders: Collection[User]) -> dict[int, int]:
    """How many of the known answers each of the coders (by id) has not met yet, and could be given unawares."""
    known = list(usable_answers(study, codebook).values_list("message", flat=True))
    met = Counter(coder for coder, _message in _dealt(study, [coder.pk for coder in coders], known))
    return {coder.pk: len(known) - met[coder.pk] for coder in coders}


def _met(round: Round, messages: Collection[int]) -> set[tuple[int, int]]:
    """(coder, message) of what the coders of the round were ever dealt in this study."""
    return _dealt(round.study, list(round.coders.values_list("coder", flat=True)), messages)


def _dealt(study: Study, coders: Collection[int], messages: Collection[int]) -> set[tuple[int, int]]:
    dealt = Assignment.with_withdrawn.filter(
        round__study=study, coder__in=coders, unit__message__in=list(messages)
    )
    return set(dealt.values_list("coder", "unit__message"))
