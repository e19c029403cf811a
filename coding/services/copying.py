"""Write many rows at once: PostgreSQL's COPY, a row at a time, so that memory stays small whatever their number."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

# The triggers of the record ask which of them are to be ignored. Where that was never set the question fails in PostgreSQL and is
# rolled back, row by row, each time past all rows before it: 300,000 rulings would take minutes. An empty list ignores none.
_NONE_IGNORED = """
    SELECT set_config('pgtrigger.ignore', COALESCE(NULLIF(current_setting('pgtrigger.ignore', true), ''), '{}'), true)
"""


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert `rows`, whose values stand in the order of `fields`, into the table of `model`; how many there were.

    Goes round `save()` and round defaults, so every column that has to be filled must be named. Triggers and constraints hold.
    Needs a transaction; nothing else is asked of the connection while `rows` are made.
    """
    columns = [_column(model, name) for name in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(columns),
    )
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(_NONE_IGNORED)
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    return count


def _column(model: type[models.Model], name: str) -> sql.Identifier:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field) and field.column  # noqa: S101, PT018 - a relation from elsewhere has no column here
    return sql.Identifier(field.column)
