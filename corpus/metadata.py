"""What messages can be told apart by: who posted them, what they are, when they were posted, and the columns of their file.

A name stands for one of these: one of `NAMES`, or `column:` and the name of a column that no field took. The value that a message
has is always text, empty where nothing is known, so that a sample can be stratified by any of them in the same way.
"""

from django.db import connection
from django.db.models import Expression, F, Func, TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corpus.models import AccountKind, Message, MessageKind
from studies.models import Study

COLUMN = "column:"

NAMES = {
    "account": gettext_lazy("account"),
    "country": gettext_lazy("country"),
    "account_kind": gettext_lazy("kind of account"),
    "platform": gettext_lazy("platform"),
    "language": gettext_lazy("language"),
    "kind": gettext_lazy("kind of message"),
    "year": gettext_lazy("year (UTC)"),
    "month": gettext_lazy("month (UTC)"),
}

_FIELDS = {
    "account": "account__handle",
    "country": "account__country",
    "account_kind": "account__kind",
    "platform": "platform",
    "language": "language",
    "kind": "kind",
}
_DATES = {"year": "YYYY", "month": "YYYY-MM"}
_CHOICES = {"account_kind": AccountKind, "kind": MessageKind}

# Columns are looked for in so many messages of every import: a table has the same in all of them.
_LOOKED_AT = 100


def metadata_of(study: Study) -> dict[str, str]:
    """What the messages of a study can be told apart by: name -> what it is called."""
    return {name: str(label) for name, label in NAMES.items()} | {
        f"{COLUMN}{column}": column for column in columns_of(study)
    }


def columns_of(study: Study) -> list[str]:
    """The columns of the study's files that no field takes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT jsonb_object_keys(looked_at.extra) AS name"
            "  FROM corpus_import AS import CROSS JOIN LATERAL ("
            "    SELECT extra FROM corpus_message WHERE imported_by_id = import.id LIMIT %s"
            "  ) AS looked_at"
            " WHERE import.study_id = %s ORDER BY name",
            [_LOOKED_AT, study.pk],
        )
        return [name for (name,) in cursor.fetchall()]


def is_known(study: Study, name: str) -> bool:
    """Whether messages of the study can be told apart by `name`."""
    if not name.startswith(COLUMN):
        return name in NAMES
    column = name.removeprefix(COLUMN)
    return Message.objects.filter(study=study, extra__has_key=column).exists()


def value_of(name: str) -> Expression:
    """The value of a message, as a part of a query on messages. Raises KeyError for a name that stands for nothing."""
    if name.startswith(COLUMN):
        column = Value(name.removeprefix(COLUMN), output_field=TextField())
        text = Func(F("extra"), column, function="jsonb_extract_path_text", output_field=TextField())
    elif name in _DATES:
        moment = Func(F("posted_at"), template="(%(expressions)s AT TIME ZONE 'UTC')")
        text = Func(moment, Value(_DATES[name]), function="to_char", output_field=TextField())
    else:
        return Coalesce(F(_FIELDS[name]), Value(""), output_field=TextField())
    return Coalesce(text, Value(""), output_field=TextField())


def label_of(name: str) -> str:
    """What the metadata is called, for people."""
    return str(NAMES.get(name, name.removeprefix(COLUMN)))


def label_of_value(name: str, value: str) -> str:
    """A value of it, for people."""
    if name in _CHOICES and value in _CHOICES[name].values:
        return str(_CHOICES[name](value).label)
    if not value:
        return _("not said")
    return f"@{value}" if name == "account" else value
