"""Find accounts, messages and imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, Expression, F, Func, Max, Min, Prefetch, QuerySet, Value
from django.utils.translation import gettext as _

from corpus.faults import Fault
from corpus.formats import Cell, Layout, Row, read
from corpus.mapping import column_names
from corpus.models import Account, Import, Message, Observation, Translation
from corpus.report import blocks
from corpus.words import words_sought
from cyberdip.lib.problems import NotFound
from studies.models import UNFINISHED, Job, JobState, Study

# Rows from which columns are guessed; the first of them are shown.
SAMPLE_ROWS = 50
PREVIEW_ROWS = 20


@dataclass(frozen=True, slots=True)
class MessageFilters:
    """Which messages of a study. Everything that is set must hold; the days are UTC and both are inside."""

    search: str = ""
    account: int | None = None
    country: str = ""
    language: str = ""
    kind: str = ""
    posted_from: date | None = None
    posted_to: date | None = None

    def as_json(self) -> dict[str, Any]:
        """What is set, to be stored; `from_json` reads it."""
        set_ones = {name: value for name, value in asdict(self).items() if value}
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in set_ones.items()
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> MessageFilters:
        """The filters that `as_json` told."""
        days = {
            name: date.fromisoformat(stored[name]) for name in ("posted_from", "posted_to") if name in stored
        }
        return cls(**{**stored, **days})


def messages_of(study: Study, filters: MessageFilters | None = None) -> QuerySet[Message]:
    """The messages of a study, newest first, ready to be shown: with their accounts and their newest counts."""
    return for_cards(matching(study, filters or MessageFilters())).order_by("-posted_at", "-id")


def for_cards(messages: QuerySet[Message]) -> QuerySet[Message]:
    """The messages with what `corpus/_message.html` shows: `account`, and `newest_observations` (at most
    one).
    """
    newest = Observation.objects.order_by("message_id", "-observed_at", "-id").distinct("message_id")
    return (
        messages.select_related("account")
        .defer("words", "extra")
        .prefetch_related(Prefetch("observations", newest, to_attr="newest_observations"))
    )


def matching(study: Study, filters: MessageFilters) -> QuerySet[Message]:
    """The messages that the filters let through, in no order."""
    messages = Message.objects.filter(study=study)
    exact = {"account": filters.account, "account__country": filters.country, "kind": filters.kind}
    messages = messages.filter(**{name: value for name, value in exact.items() if value})
    if filters.language:
        messages = messages.filter(language=filters.language)
    if filters.posted_from:
        messages = messages.filter(posted_at__gte=datetime.combine(filters.posted_from, time.min, UTC))
    if filters.posted_to:
        messages = messages.filter(posted_at__lte=datetime.combine(filters.posted_to, time.max, UTC))
    if filters.search.strip():
        messages = messages.filter(_has_words(words_sought(filters.search)))
    return messages


def _has_words(words: Sequence[str]) -> Expression:
    """All of the words. The words are letters and digits only; quoted, they need no parser of PostgreSQL's."""
    query = " & ".join(f"'{word}'" for word in words)
    sought = Func(Value(query), template="%(expressions)s::tsquery")
    return Func(
        F("words"), sought, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField()
    )


def message_of(study: Study, message_id: int) -> Message:
    """One message of a study. Raises NotFound."""
    message = (
        for_cards(Message.objects.filter(study=study, pk=message_id))
        .defer(None)
        .defer("words")
        .select_related("account", "imported_by")
        .first()
    )
    if message is None:
        raise NotFound(_("There is no such message in this study."))
    return message


def observations_of(message: Message) -> QuerySet[Observation]:
    """The counts of a message over time, newest first."""
    return message.observations.select_related("imported_by").order_by("-observed_at", "-id")


def translations_of(message: Message) -> QuerySet[Translation]:
    """The translations of a message, the newest first; none once its text was removed."""
    if message.removed_at is not None:
        return message.translations.none()
    return message.translations.select_related("added_by").order_by("-added_at", "-id")


def neighbours_of(message: Message) -> tuple[Message | None, Message | None]:
    """The messages just newer and just older in the study."""
    beside = Message.objects.filter(study=message.study_id)
    key = (message.posted_at, message.pk)
    newer = beside.filter(_later(">", key)).order_by("posted_at", "id").first()
    older = beside.filter(_later("<", key)).order_by("-posted_at", "-id").first()
    return newer, older


def _later(sign: str, key: tuple[datetime, int]) -> Expression:
    """A comparison of rows, which the index on (study, posted_at, id) answers at once."""
    pair = Func(F("posted_at"), F("id"), template="(%(expressions)s)")
    other = Func(Value(key[0]), Value(key[1]), template="(%(expressions)s)")
    return Func(pair, other, template="%(expressions)s", arg_joiner=f" {sign} ", output_field=BooleanField())


def accounts_of(study: Study) -> QuerySet[Account]:
    """The accounts of a study by handle, each with `messages_count`, `first_posted` and `last_posted`."""
    return (
        Account.objects.filter(study=study)
        .annotate(
            messages_count=Count("messages"),
            first_posted=Min("messages__posted_at"),
            last_posted=Max("messages__posted_at"),
        )
        .order_by("country", "handle")
    )


def account_of(study: Study, account_id: int) -> Account:
    """One account of a study. Raises NotFound."""
    account = Account.objects.filter(study=study, pk=account_id).first()
    if account is None:
        raise NotFound(_("There is no such account in this study."))
    return account


def account_choices(study: Study) -> list[tuple[int, str]]:
    """(id, @handle) of every account of a study."""
    return [
        (pk, f"@{handle}")
        for pk, handle in Account.objects.filter(study=study).order_by("handle").values_list("pk", "handle")
    ]


def countries_of(study: Study) -> list[str]:
    """The countries that the accounts of a study name."""
    named = Account.objects.filter(study=study).exclude(country="")
    return list(named.order_by("country").values_list("country", flat=True).distinct())


def languages_of(study: Study) -> list[str]:
    """The languages that occur. From one to the next by the index, since a study may have a million messages
    and ten languages.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE found(language) AS ("
            "  SELECT min(language) FROM corpus_message WHERE study_id = %(study)s"
            "  UNION ALL SELECT ("
            "    SELECT min(language) FROM corpus_message WHERE study_id = %(study)s AND language > "
            "found.language"
            "  ) FROM found WHERE found.language IS NOT NULL"
            ") SELECT language FROM found WHERE language <> ''",
            {"study": study.pk},
        )
        return [language for (language,) in cursor.fetchall()]


def imports_of(study: Study) -> QuerySet[Import]:
    """The imports of a study, newest first."""
    return Import.objects.filter(study=study).select_related("created_by", "job").order_by("-number")


def import_of(study: Study, number: int) -> Import:
    """One import of a study. Raises NotFound."""
    source = (
        Import.objects.filter(study=study, number=number)
        .select_related("study", "created_by", "job", "check_job")
        .first()
    )
    if source is None:
        raise NotFound(_("There is no import with this number in this study."))
    return source


def job_key(source: Import) -> str:
    """Under which the jobs of an import are known; of one key, one job runs at a time."""
    return f"import:{source.pk}"


def jobs_of(source: Import) -> QuerySet[Job]:
    """The checks and runs of an import, newest first."""
    return (
        Job.objects.filter(study=source.study_id, key=job_key(source))
        .select_related("study", "requested_by")
        .order_by("-id")
    )


def import_and_job(study: Study, number: int) -> tuple[Import, Job | None]:
    """An import as its newest job left it, and that job. Raises NotFound.

    The import is asked again when the job has ended: a job that ends between two questions would seem to have left nothing.
    """
    source = import_of(study, number)
    job = jobs_of(source).first()
    return (import_of(study, number) if job is not None and job.is_finished else source), job


def unfinished_job(source: Import) -> Job | None:
    """The check or run of an import that waits or runs."""
    return jobs_of(source).filter(state__in=UNFINISHED).first()


@dataclass(frozen=True, slots=True)
class Check:
    """What the last dry run of an import said."""

    report: Mapping[str, Any]
    checked_at: datetime | None
    is_current: bool  # made with the columns as they are assigned now

    @property
    def is_blocked(self) -> bool:
        """Whether rows have to be left out knowingly, or the file cannot be imported at all."""
        return blocks(self.report, leave_out_refused=False)


def check_of(source: Import) -> Check | None:
    """The last dry run of an import, if there was one."""
    job = source.check_job
    if job is None or job.state != JobState.DONE:
        return None
    return Check(job.result, job.finished_at, is_current=job.result["mapping"] == source.mapping)


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file: its columns and first records, and what stands in the way of reading them."""

    columns: list[str]
    rows: list[Row]
    faults: list[Fault]

    @property
    def records(self) -> list[dict[str, Cell]]:
        return [dict(row.record) for row in self.rows]


def sample_of(source: Import, size: int = SAMPLE_ROWS) -> Sample:
    """The beginning of an import's file. Raises NotFound where the file is gone."""
    try:
        if not source.file:
            raise FileNotFoundError
        with source.file.open("rb") as file:
            readings = list(islice(read(file.file, Layout.from_json(source.reading)), size))
    except FileNotFoundError as error:
        raise NotFound(_("The file of this import is not in the folder of uploads any more.")) from error
    rows = [reading for reading in readings if isinstance(reading, Row)]
    return Sample(
        columns=column_names(row.record for row in rows),
        rows=rows,
        faults=[reading for reading in readings if isinstance(reading, Fault)],
    )


def columns_of(source: Import) -> list[str]:
    """The names of an import's columns."""
    return sample_of(source).columns


def count_of(messages: QuerySet[Any]) -> int:
    """How many there are, without what only showing them needs."""
    return messages.order_by().select_related(None).prefetch_related(None).count()
