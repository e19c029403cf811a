"""Tables of other people: codebooks in columns that are known by their names.

A table has to tell the labels. Categories form a tree by a column that names the parent (Code, Description, Parent), or by a
column for each level (Major Topic, Minor Topic); a column of variables makes several variables. The code of a category becomes
its key, and its number where all codes are whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from coding.codebook_formats.foreign_columns import Columns, find_columns
from coding.codebook_formats.layout import NotACodebook
from coding.codebook_formats.notes import Notes
from coding.codebook_formats.own_table import Row, Rows
from coding.codebook_formats.tree import in_tree_order
from coding.codebook_rules import KINDS, CategorySpec, CodebookSpec, VariableSpec, level_of, suggest_key
from coding.codebook_rules.faults import LONGEST_LABEL
from coding.codebook_rules.spec import FEWEST_CATEGORIES
from coding.codebook_rules.words import _

_WHOLE = re.compile(r"-?\d{1,9}")


def read_foreign(header: Sequence[str], rows: Rows, name: str, notes: Notes) -> CodebookSpec:
    """The codebook of a table; `name` is that of the file. Raises NotACodebook where no column tells the labels."""
    columns = find_columns(header)
    if not columns.levels and not columns.roles.keys() & {"label", "definition", "code"}:
        sentence = notes.say(
            _(
                "No column of this table tells the labels of categories. Name one “label”; its columns are called: "
                "%(columns)s."
            )
        )
        raise NotACodebook(sentence % {"columns": ", ".join(header)[:300]})
    if columns.rest:
        notes.drop(_("Columns whose names say nothing here: %(columns)s."), columns=", ".join(columns.rest))
    if "kind" in columns.roles and not _are_kinds(columns.roles["kind"], rows):
        notes.drop(
            _("The column “%(column)s”: it names no kinds of variables that are known here."),
            column=columns.roles["kind"],
        )
    taken: set[str] = set()
    return CodebookSpec(
        tuple(
            _variable(label, own, columns, taken, notes)
            for label, own in _by_variable(rows, columns, name, notes).items()
        )
    )


def _are_kinds(column: str, rows: Rows) -> bool:
    return all(row.get(column, "").strip().lower() in ("", *KINDS) for _number, row in rows)


def _by_variable(rows: Rows, columns: Columns, name: str, notes: Notes) -> dict[str, list[tuple[int, Row]]]:
    column = columns.roles.get("variable")
    if column is None:
        label = " ".join(re.findall(r"[^\W_]+", name.rpartition(".")[0] or name)).capitalize()[:LONGEST_LABEL]
        notes.guess(
            _("The table names no variables: its categories become one, called “%(label)s” after the file."),
            label=label,
        )
        return {label: list(rows)}
    found: dict[str, list[tuple[int, Row]]] = {}
    last = ""
    for number, row in rows:
        last = row.get(column, "").strip() or last
        found.setdefault(last, []).append((number, row))
    return found


def _variable(label: str, rows: Rows, columns: Columns, taken: set[str], notes: Notes) -> VariableSpec:
    key = suggest_key(label, taken, prefix="v")
    taken.add(key)
    kind = _kind(label, rows, columns, notes)
    categories: tuple[CategorySpec, ...] = ()
    if kind in FEWEST_CATEGORIES:
        categories = in_tree_order(_Categories(key, rows, columns, notes).read())
    return VariableSpec(
        key=key,
        label=label,
        kind=kind,
        level=level_of(kind),
        instruction=next((_cell(row, columns, "question") for _number, row in rows), ""),
        categories=categories,
        tree_choice=_tree_choice(label, columns, notes),
    )


def _kind(label: str, rows: Rows, columns: Columns, notes: Notes) -> str:
    column = columns.roles.get("kind", "")
    said = {row.get(column, "").strip().lower() for _number, row in rows} & set(KINDS)
    if len(said) == 1 and _are_kinds(column, rows):
        return said.pop()
    notes.guess(
        _(
            "How “%(variable)s” is answered is not said: one category a message. Change it if several can apply."
        ),
        variable=label,
    )
    return "single"


def _tree_choice(label: str, columns: Columns, notes: Notes) -> str:
    if not columns.levels:
        return "any"
    notes.guess(
        _("“%(variable)s” is a tree by the columns %(columns)s; only its last level can be chosen."),
        variable=label,
        columns=", ".join(columns.levels),
    )
    return "leaves"


def _cell(row: Row, columns: Columns, role: str) -> str:
    return row.get(columns.roles.get(role, ""), "").strip()


class _Categories:
    """The categories of one variable, row by row."""

    def __init__(self, variable: str, rows: Rows, columns: Columns, notes: Notes) -> None:
        self.variable, self.rows, self.columns, self.notes = variable, rows, columns, notes
        self.taken: set[str] = set()
        self.label_role = self._label_role()
        self.codes = [code for _number, row in rows if (code := self._cell(row, "code"))]
        self.are_whole = all(_WHOLE.fullmatch(code) for code in self.codes)
        if not self.are_whole:
            self.notes.guess(
                _(
                    "Not all codes in “%(column)s” are whole numbers: they become keys, and categories get no numbers."
                ),
                column=columns.roles["code"],
            )

    def read(self) -> list[CategorySpec]:
        self._tell_repeated_codes()
        return self._by_level() if self.columns.levels else self._by_parent()

    def _cell(self, row: Row, role: str) -> str:
        return _cell(row, self.columns, role)

    def _label_role(self) -> str:
        """Where no column is called a label, short descriptions are labels; else codes are."""
        if "label" in self.columns.roles or self.columns.levels:
            return "label"
        texts = [self._cell(row, "definition") for _number, row in self.rows]
        short = all(0 < len(text) <= LONGEST_LABEL for text in texts)
        role = "definition" if short or "code" not in self.columns.roles else "code"
        self.notes.guess(
            _("No column is called a label: “%(column)s” is taken for it."), column=self.columns.roles[role]
        )
        return role

    def _tell_repeated_codes(self) -> None:
        for code, times in Counter(self.codes).items():
            if times > 1:
                self.notes.fault(
                    _("The code “%(code)s” stands %(times)d times: every code may stand once."),
                    self.variable,
                    code=code,
                    times=times,
                )

    def _by_parent(self) -> list[CategorySpec]:
        rows = [row for number, row in self.rows if self._has_label(number, row)]
        found = [self._category(row, self._cell(row, self.label_role)) for row in rows]
        keys: dict[str, str] = {}  # as parents are named: by code, or else by label
        for role in ("code", self.label_role):
            for row, category in zip(rows, found, strict=True):
                keys.setdefault(self._cell(row, role).casefold(), category.key)
        return [self._hung(row, category, keys) for row, category in zip(rows, found, strict=True)]

    def _has_label(self, number: int, row: Row) -> bool:
        if self._cell(row, self.label_role):
            return True
        if self._cell(row, "code"):
            self.notes.fault(_("Row %(row)d has a code and no label."), self.variable, row=number)
        return False

    def _hung(self, row: Row, category: CategorySpec, keys: Mapping[str, str]) -> CategorySpec:
        parent = self._cell(row, "parent")
        if parent and parent.casefold() not in keys:
            self.notes.fault(
                _("“%(label)s” hangs below “%(parent)s”, which is no category of this table."),
                self.variable,
                category.key,
                label=category.label,
                parent=parent,
            )
        return replace(category, parent=keys.get(parent.casefold(), "") if parent else "")

    def _by_level(self) -> list[CategorySpec]:
        paths: dict[tuple[str, ...], CategorySpec] = {}
        bare: set[tuple[str, ...]] = set()  # there only because others hang below them
        for number, row in self.rows:
            path = tuple(label for column in self.columns.levels if (label := row.get(column, "").strip()))
            for length in range(1, len(path)):
                if path[:length] not in paths:
                    bare.add(path[:length])
                    paths[path[:length]] = self._category({}, path[length - 1], paths.get(path[: length - 1]))
            if path in bare:
                bare.remove(path)
                paths[path] = replace(
                    self._described(row, path[-1]), key=paths[path].key, parent=paths[path].parent
                )
            elif not path or path in paths:
                self._tell_repeated_path(number, path)
            else:
                paths[path] = self._category(row, path[-1], paths.get(path[:-1]))
        return list(paths.values())

    def _tell_repeated_path(self, number: int, path: tuple[str, ...]) -> None:
        if path:
            sentence = _("Row %(row)d: “%(path)s” stood before; every category may stand once.")
            self.notes.fault(sentence, self.variable, row=number, path=" > ".join(path))
        else:
            self.notes.fault(_("Row %(row)d names no category."), self.variable, row=number)

    def _category(self, row: Row, label: str, above: CategorySpec | None = None) -> CategorySpec:
        key = self._key(self._cell(row, "code") or label, above.label if above else "")
        return replace(self._described(row, label), key=key, parent=above.key if above else "")

    def _key(self, name: str, above: str) -> str:
        """From the code or label, with the label of the category above before it where it is taken."""
        key = suggest_key(name, self.taken, prefix="c")
        if above and key != suggest_key(name, (), prefix="c"):
            key = suggest_key(f"{above} {name}", self.taken, prefix="c")
        self.taken.add(key)
        return key

    def _described(self, row: Row, label: str) -> CategorySpec:
        """What the row says of a category, without its place."""
        code = self._cell(row, "code")
        return CategorySpec(
            key="",
            label=label,
            definition="" if self.label_role == "definition" else self._cell(row, "definition"),
            include_when=self._cell(row, "include_when"),
            exclude_when=self._cell(row, "exclude_when"),
            examples=_texts(row, self.columns.examples),
            near_misses=_texts(row, self.columns.near_misses),
            number=int(code) if code and self.are_whole else None,
        )


def _texts(row: Row, columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for column in columns if (text := row.get(column, "").strip()))
