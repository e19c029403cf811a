"""In which tables does a snapshot tell what was found?

Three, each from the same frozen units: `long` (a row per message, coder and variable, as it was submitted), `matrix` (a row per
message and round, a column per variable and coder) and `reconciled` (a row per message, a column per variable, with status and
provenance). Multi-valued variables stand both as a list and as one 0/1 column per category. Where categories were merged or split
between the codebook versions of the rounds, `long` has beside each value what the newest version reads it as, and the other two
have that alone.

Rows are made one at a time from an iterator of units, so a table of any length fits into constant memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from coding.codebook_rules.tree import told_apart
from dataset.reconcile import Reconciled, Status, status_of

__all__ = ["Column", "FrozenCoding", "FrozenUnit", "FrozenVariable", "Shape", "Table", "TableName", "table"]


class TableName(StrEnum):
    """The tables of a snapshot, by the name they have in addresses."""

    LONG = "long"
    MATRIX = "matrix"
    RECONCILED = "reconciled"


@dataclass(frozen=True, slots=True)
class FrozenVariable:
    """A variable as the snapshot's codebook has it; categories are (key, label) in codebook order.

    `paths` are the keys from the top of the tree down to a category, by its key; empty where the categories form no tree.
    """

    key: str
    label: str
    kind: str
    categories: tuple[tuple[str, str], ...]
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, str]:
        """The label of each category by its key, told apart where two have the same in different places of the tree."""
        return told_apart(dict(self.categories), self.paths)


_TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class FrozenCoding:
    """The newest submission of one coder for a message in a round; `active_ms` is None where time was not measured.

    `repointed` are the values as the newest codebook version of the dataset reads them; None where it reads them as they stand.
    `aids` are what the coder had shown before: what their round hid (author, country, counts, date, links), or a translation.
    `late`: it came in after the close, and was accepted.
    """

    round: int
    coder: str
    codebook: int
    submitted_at: datetime
    active_ms: int | None
    values: Mapping[str, Any]
    repointed: Mapping[str, Any] | None = None
    aids: tuple[str, ...] = ()
    late: bool = False

    @property
    def unmasked(self) -> list[str]:
        return [kind for kind in self.aids if kind != _TRANSLATION]

    @property
    def is_helped(self) -> bool:
        """Whether the coder read a translation."""
        return _TRANSLATION in self.aids

    @property
    def read(self) -> Mapping[str, Any]:
        """The values by which the coding counts."""
        return self.values if self.repointed is None else self.repointed


@dataclass(frozen=True, slots=True)
class FrozenUnit:
    """A message of the dataset with everything that was found about it; `round` is the round that decides."""

    platform: str
    message_id: str
    account: str
    country: str
    account_kind: str
    posted_at: datetime
    language: str
    kind: str
    likes: int | None
    retweets: int | None
    replies: int | None
    text: str
    text_sha256: str
    text_removed: bool
    round: int
    values: Mapping[str, Reconciled]
    codings: tuple[FrozenCoding, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name and what stands in it."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides which columns a table has: the variables in codebook order and the pseudonyms of the coders.

    `questions` are the keys of the variables that each version of the codebook asks; a version that is not there asks all.
    `is_repointed` says that categories were merged or split between the codebook versions of the dataset.
    """

    variables: tuple[FrozenVariable, ...]
    coders: tuple[str, ...]
    is_repointed: bool = False
    questions: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @property
    def has_tree(self) -> bool:
        """Whether the categories of some variable form a tree."""
        return any(variable.paths for variable in self.variables)

    def asks(self, version: int, variable: str) -> bool:
        return version not in self.questions or variable in self.questions[version]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are made as they are read; a row has one cell per column.

    A cell is None (nothing stands there), a text, a number, True or False, a moment, a list of category keys, the place of a
    quote in code points ({"start": 3, "end": 8}, the end not included), or a special value as codings spell it:
    {"special": "uncodable"} or {"special": "not_applicable"}.
    """

    columns: tuple[Column, ...]
    rows: Iterator[tuple[Any, ...]]


def table(name: TableName, units: Iterable[FrozenUnit], shape: Shape) -> Table:
    """The table of that name over `units`."""
    match name:
        case TableName.LONG:
            return Table(_long_columns(shape), _long_rows(units, shape))
        case TableName.MATRIX:
            return Table(_matrix_columns(shape), _matrix_rows(units, shape))
        case TableName.RECONCILED:
            return Table(_reconciled_columns(shape), _reconciled_rows(units, shape))


_MESSAGE_COLUMNS = (
    Column("platform", "where the message was posted"),
    Column("message_id", "the message's id on its platform; text, as a number would lose digits"),
    Column("account", "handle of the account that posted it"),
    Column("country", "country of the account, as the study records it"),
    Column("account_kind", "personal or institutional, as the study records it"),
    Column("posted_at", "when it was posted, UTC; from the id where the id carries the time"),
    Column("language", "language as the imported file gave it"),
    Column("kind", "original, retweet, quote or reply"),
)


def _message_cells(unit: FrozenUnit) -> tuple[Any, ...]:
    return (
        unit.platform,
        unit.message_id,
        unit.account,
        unit.country,
        unit.account_kind,
        unit.posted_at,
        unit.language,
        unit.kind,
    )


_LONG_COLUMNS = (
    *_MESSAGE_COLUMNS,
    Column("round", "number of the round in which it was coded"),
    Column("codebook", "version of the codebook the coder had"),
    Column("coder", "pseudonym, the same in all tables of this snapshot"),
    Column("submitted_at", "when the newest submission was made, UTC"),
    Column("active_ms", "active time at the message in milliseconds, where it was measured"),
    Column(
        "unmasked",
        "what the round hid and the coder had shown before submitting: a list; nothing where nothing",
    ),
    Column("translation_used", "whether the coder had a translation shown before submitting"),
    Column("late", "whether it came in after the round was closed, and was accepted"),
    Column("variable", "key of the variable"),
    Column(
        "status",
        "valued, empty, uncodable, not_applicable (also where a condition did not hold), missing, or not_asked: the coder's "
        "version of the codebook does not ask it",
    ),
    Column(
        "value",
        "category key, list of keys, true or false, number, date, text, or the place of a quote; nothing unless the status is "
        "valued or empty",
    ),
)
_TREE_COLUMNS = (
    Column(
        "leaf",
        "where categories form a tree: what was chosen, without what stands above it; a list for a set",
    ),
    Column(
        "path", "where categories form a tree: the keys from the top down to the leaf, a slash between them"
    ),
)
_NOT_ASKED = "not_asked"


_TO_RECODE = "recode"

_REPOINTED_COLUMNS = (
    Column(
        "read_as",
        "the value as the newest codebook version of this snapshot reads it: categories were merged or split",
    ),
    Column(
        "read_status",
        f"as status, of read_as; {_TO_RECODE} where a split leaves it to coders, so that it counts as missing",
    ),
)


def _repointed_cells(coding: FrozenCoding, variable: str) -> tuple[Any, str]:
    value = coding.read.get(variable)
    if value is None and variable in coding.values:
        return None, _TO_RECODE
    status = status_of(value)
    return value if status in (Status.VALUED, Status.EMPTY) else None, status.value


def _long_columns(shape: Shape) -> tuple[Column, ...]:
    tree = _TREE_COLUMNS if shape.has_tree else ()
    return (*_LONG_COLUMNS, *tree, *(_REPOINTED_COLUMNS if shape.is_repointed else ()))


def _long_rows(units: Iterable[FrozenUnit], shape: Shape) -> Iterator[tuple[Any, ...]]:
    for unit in units:
        message = _message_cells(unit)
        for coding in unit.codings:
            head = (
                *message,
                coding.round,
                coding.codebook,
                coding.coder,
                coding.submitted_at,
                coding.active_ms,
                coding.unmasked or None,
                coding.is_helped,
                coding.late,
            )
            for variable in shape.variables:
                value = coding.values.get(variable.key)
                status = status_of(value)
                plain = value if status in (Status.VALUED, Status.EMPTY) else None
                told = status.value if shape.asks(coding.codebook, variable.key) else _NOT_ASKED
                tree = _in_tree(variable, plain) if shape.has_tree else ()
                read = _repointed_cells(coding, variable.key) if shape.is_repointed else ()
                yield (*head, variable.key, told, plain, *tree, *read)


def _in_tree(variable: FrozenVariable, value: Any) -> tuple[Any, Any]:
    """Leaf and path of a category, lists of them for a set; None where there is no tree."""
    if not variable.paths or value is None:
        return None, None
    if not isinstance(value, list):
        return value, _path(variable, value)
    above = {step for key in value for step in variable.paths.get(key, ())[:-1]}
    leaves = [key for key in value if key not in above]
    return leaves, [_path(variable, key) for key in leaves]


def _path(variable: FrozenVariable, key: str) -> str:
    return "/".join(variable.paths.get(key, (key,)))


def _matrix_columns(shape: Shape) -> tuple[Column, ...]:
    columns = [*_MESSAGE_COLUMNS, Column("round", "number of the round in which it was coded")]
    for variable in shape.variables:
        columns += [
            Column(f"{variable.key}.{coder}", f"{variable.label}, by {coder}") for coder in shape.coders
        ]
        for key, label in _indicators(variable):
            columns += [
                Column(
                    f"{variable.key}.{key}.{coder}",
                    f"{variable.label}: {label}, by {coder}; 1 chosen, 0 not chosen",
                )
                for coder in shape.coders
            ]
    return tuple(columns)


def _matrix_rows(units: Iterable[FrozenUnit], shape: Shape) -> Iterator[tuple[Any, ...]]:
    for unit in units:
        message = _message_cells(unit)
        for number in sorted({coding.round for coding in unit.codings}):
            by_coder = {coding.coder: coding.read for coding in unit.codings if coding.round == number}
            cells: list[Any] = []
            for variable in shape.variables:
                given = [by_coder.get(coder, {}).get(variable.key) for coder in shape.coders]
                cells += given
                for key, _label in _indicators(variable):
                    cells += [_indicator(value, key) for value in given]
            yield (*message, number, *cells)


def _reconciled_columns(shape: Shape) -> tuple[Column, ...]:
    columns = [
        *_MESSAGE_COLUMNS,
        Column("likes", "likes at the newest observation before the freeze"),
        Column("retweets", "retweets at the newest observation before the freeze"),
        Column("replies", "replies at the newest observation before the freeze"),
        Column("text", "the words as imported; nothing when the message has been removed since"),
        Column("text_sha256", "SHA-256 of the words as they were at the freeze (UTF-8)"),
        Column("text_removed", "true when the words have been removed"),
        Column("round", "number of the round that decides: the newest in which the message was coded"),
    ]
    for variable in shape.variables:
        columns += [
            Column(variable.key, variable.label),
            Column(f"{variable.key}.status", "valued, empty, uncodable, not_applicable or missing"),
            Column(f"{variable.key}.provenance", "unanimous, single, ruling, open, free or uncoded"),
            *_own_columns(variable),
        ]
        columns += [
            Column(f"{variable.key}.{key}", f"{variable.label}: {label}; 1 applies, 0 does not")
            for key, label in _indicators(variable)
        ]
    return tuple(columns)


def _own_columns(variable: FrozenVariable) -> tuple[Column, ...]:
    """What a tree and a quote have beside their value."""
    if variable.paths:
        meaning = "%s: the keys from the top of the tree down to the category, a slash between them; a list for a set"
        return (Column(f"{variable.key}.path", meaning % variable.label),)
    if variable.kind == "quote":
        meaning = "%s: the words of the quote; nothing when the message has been removed since"
        return (Column(f"{variable.key}.words", meaning % variable.label),)
    return ()


def _own_cells(variable: FrozenVariable, value: Any, text: str) -> tuple[Any, ...]:
    if variable.paths:
        return (_in_tree(variable, value)[1],) if isinstance(value, (str, list)) else (None,)
    if variable.kind == "quote":
        is_placed = isinstance(value, Mapping) and "start" in value
        return (text[value["start"] : value["end"]] or None if is_placed else None,)
    return ()


_UNCODED_CELLS = (None, Status.MISSING.value, "uncoded")


def _reconciled_rows(units: Iterable[FrozenUnit], shape: Shape) -> Iterator[tuple[Any, ...]]:
    for unit in units:
        cells: list[Any] = [
            *_message_cells(unit),
            unit.likes,
            unit.retweets,
            unit.replies,
            unit.text,
            unit.text_sha256,
            unit.text_removed,
            unit.round,
        ]
        for variable in shape.variables:
            found = unit.values.get(variable.key)
            cells += (found.value, found.status.value, found.provenance.value) if found else _UNCODED_CELLS
            value = found.value if found else None
            cells += _own_cells(variable, value, unit.text)
            cells += [_indicator(value, key) for key, _label in _indicators(variable)]
        yield tuple(cells)


def _indicators(variable: FrozenVariable) -> tuple[tuple[str, str], ...]:
    """The categories that get 0/1 columns: those of multi-valued variables only."""
    return tuple(variable.labels.items()) if variable.kind == "multi" else ()


def _indicator(value: Any, key: str) -> Any:
    """1 or 0 for a set; what is not a set (special or missing) says in each column why it is not."""
    return int(key in value) if isinstance(value, list) else value
