"""Write many rows at once: PostgreSQL's COPY, a row at a time, so that memory stays small whatever their number."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert `rows`, whose values stand in the order of `fields`, into the table of `model`; how many there were.

    Goes round `save()` and round defaults, so every column that has to be filled must be named. Triggers and constraints hold.
    """
    columns = [_column(model, name) for name in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(columns),
    )
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _column(model: type[models.Model], name: str) -> sql.Identifier:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field) and field.column  # noqa: S101, PT018 - a relation from elsewhere has no column here
    return sql.Identifier(field.column)
