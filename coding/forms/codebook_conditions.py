"""A condition as rows of a form: variable, test, values; rows in groups.

The rows are plain inputs, named `<prefix>-<row>-variable`, `-test`, `-value`, `-group` and `-shown`; `<prefix>-join` says how the
rows of a group are joined, `<prefix>-shown` how they were when they were shown. A button called `do` adds or takes away:
`<prefix>-add-<group>`, `<prefix>-remove-<row>`, `<prefix>-clear`. So the rows work without JavaScript, and with it they are sent
whenever one of them changes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.codebook_rules import CategorySpec, Condition, VariableSpec
from coding.codebook_rules.asking import measure
from coding.codebook_rules.condition_rows import ConditionRows, condition_of, rows_of
from coding.codebook_rules.conditions import MOST_TESTS, OPERATORS_OF, Test

# Which tests a kind of variable offers. A form spells `answered: false` as "unanswered".
_ANSWERED = ("answered", "unanswered")
TESTS: Mapping[str, tuple[str, ...]] = {
    kind: (*(operator for operator in operators if operator != "answered"), *_ANSWERED)
    for kind, operators in OPERATORS_OF.items()
}

_NAMES = {
    "is": gettext_lazy("is one of"),
    "is_not": gettext_lazy("is none of"),
    "has_all": gettext_lazy("has all of"),
    "at_least": gettext_lazy("is at least"),
    "at_most": gettext_lazy("is at most"),
    "answered": gettext_lazy("is answered"),
    "unanswered": gettext_lazy("is not answered"),
}
_NAMES_BY_KIND = {
    "multi": _NAMES | {"is": gettext_lazy("has one of"), "is_not": gettext_lazy("has none of")},
    "yesno": _NAMES | {"is": gettext_lazy("is"), "is_not": gettext_lazy("is not")},
    "date": _NAMES | {"at_least": gettext_lazy("is on or after"), "at_most": gettext_lazy("is on or before")},
}

_DEED = re.compile(r"(add|remove)-(\d{1,4})|clear")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen in a row."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One test as it stands in the form, complete or not. `offered` are the variables that it may ask."""

    prefix: str
    number: int
    group: int
    key: str
    wanted: str
    sent: tuple[str, ...]
    offered: tuple[VariableSpec, ...]
    shown: str = ""

    @property
    def name(self) -> str:
        return f"{self.prefix}-{self.number}"

    @property
    def variable(self) -> VariableSpec | None:
        return next((variable for variable in self.offered if variable.key == self.key), None)

    @property
    def test(self) -> str:
        """The test that was chosen; the first of its kind where that does not offer it."""
        tests = TESTS[self.variable.kind] if self.variable else ()
        return self.wanted if self.wanted in tests else next(iter(tests), "")

    @property
    def shape(self) -> str:
        """What the values are entered by: many, one, yesno, number, date; "" where there are none."""
        variable = self.variable
        if variable is None or self.test in _ANSWERED:
            return ""
        if variable.has_categories:
            return "one" if self.test in ("at_least", "at_most") else "many"
        return variable.kind if variable.kind in ("yesno", "date") else "number"

    @property
    def form(self) -> str:
        """By which inputs the row is shown; a row that was shown by others has to be shown again."""
        return f"{self.key}:{self.shape}"

    @property
    def variables(self) -> list[Option]:
        known = [Option(each.key, each.label or each.key, each.key == self.key) for each in self.offered]
        if not self.key or self.variable:
            return known
        return [*known, Option(self.key, _("%(key)s, not asked before") % {"key": self.key}, True)]

    @property
    def tests(self) -> list[Option]:
        if self.variable is None:
            return []
        names = _NAMES_BY_KIND.get(self.variable.kind, _NAMES)
        return [Option(test, str(names[test]), test == self.test) for test in TESTS[self.variable.kind]]

    @property
    def choices(self) -> list[Option]:
        """What the values are chosen from: categories, yes and no."""
        if self.shape == "yesno":
            return [Option("yes", _("yes"), "yes" in self.values), Option("no", _("no"), "no" in self.values)]
        return [Option(c.key, c.label or c.key, c.key in self.values) for c in self._categories()]

    def _categories(self) -> list[CategorySpec]:
        """Retired ones are offered where they are chosen already."""
        found = self.variable.categories if self.variable else ()
        return [category for category in found if not category.retired or category.key in self.sent]

    @property
    def values(self) -> tuple[str, ...]:
        """What was sent of that which the row can take."""
        match self.shape:
            case "many":
                return tuple(category.key for category in self._categories() if category.key in self.sent)
            case "one":
                return tuple(category.key for category in self._categories() if category.key in self.sent)[:1]
            case "yesno":
                return tuple(value for value in self.sent if value in ("yes", "no"))[:1]
            case "number" | "date" as kind:
                return tuple(value for value in self.sent if measure(kind, value) is not None)[:1]
        return ()

    @property
    def value(self) -> str:
        """What stands in the field of a number or date, understood or not."""
        return next(iter(self.sent), "")

    @property
    def is_blank(self) -> bool:
        return not self.key

    @property
    def needs(self) -> str:
        """What a row has to have before it says something, whether it has it or not; "" if nothing."""
        if self.is_blank:
            return ""
        if self.variable is None:
            return _("This variable is not asked before, or cannot be tested: choose another.")
        match self.shape:
            case "":
                return ""
            case "number":
                return _("Enter a number.")
            case "date":
                return _("Enter a date.")
        return _("Choose what is meant.")

    @property
    def is_complete(self) -> bool:
        return not self.needs or bool(self.shape and self.values)

    @property
    def tested(self) -> Test:
        if self.test in _ANSWERED:
            return Test(self.key, "answered", ("true" if self.test == "answered" else "false",))
        return Test(self.key, self.test, self.values)


class ConditionForm:
    """The rows of one condition, from what is stored or from what was sent.

    `offered` are the variables that can be asked; `starts` is how many empty rows stand where there is no condition.
    """

    def __init__(
        self,
        prefix: str,
        offered: Sequence[VariableSpec],
        condition: Condition | None,
        data: QueryDict | None = None,
        *,
        starts: int = 0,
    ) -> None:
        self.prefix = prefix
        self.offered = tuple(offered)
        self.before = condition
        self.starts = starts
        self.faults: list[str] = []
        self.is_sent = data is not None and f"{prefix}-join" in data
        stored = rows_of(condition)
        self.is_too_long = stored is None
        self._deed = self._read_deed(data)
        if data is not None and self.is_sent:
            self.join = "any" if data.get(f"{prefix}-join") == "any" else "all"
            self._shown = data.get(f"{prefix}-shown", self.join)
            self.rows = self._after_deed(list(self._sent_rows(data)))
        else:
            self.join = self._shown = stored.join if stored else "all"
            self.rows = self._stored_rows(stored or ConditionRows())

    # --- what is there

    @cached_property
    def groups(self) -> list[list[Row]]:
        return [list(rows) for _group, rows in groupby(self.rows, key=lambda row: row.group)]

    @property
    def next_group(self) -> int:
        return self.rows[-1].group + 1 if self.rows else 0

    @property
    def has_room(self) -> bool:
        return len(self.rows) < MOST_TESTS

    @property
    def is_complete(self) -> bool:
        """Whether every row that is begun says something."""
        return all(row.is_complete for row in self.rows)

    @property
    def condition(self) -> Condition | None:
        """What the rows say; as it was stored where they say nothing else. Only of a complete form."""
        if self.is_too_long and not self._deed:
            return self.before
        said = condition_of(self._said())
        stored = rows_of(self.before)
        return self.before if stored is not None and said == condition_of(stored) else said

    @property
    def is_shown_rightly(self) -> bool:
        """Whether the rows look as the person sees them, so that nothing has to be taken from under the hand."""
        return not self._deed and self._shown == self.join and all(row.form == row.shown for row in self.rows)

    def _said(self) -> ConditionRows:
        groups = (tuple(row.tested for row in rows if not row.is_blank) for rows in self.groups)
        return ConditionRows(self.join, tuple(groups))

    # --- from what is stored

    def _stored_rows(self, stored: ConditionRows) -> list[Row]:
        tests = [(group, test) for group, tests in enumerate(stored.groups) for test in tests]
        rows = [self._stored_row(number, group, test) for number, (group, test) in enumerate(tests)]
        return rows or [self._row(number, 0) for number in range(self.starts)]

    def _stored_row(self, number: int, group: int, test: Test) -> Row:
        wanted, values = test.operator, test.values
        if wanted == "answered":
            wanted, values = ("answered" if values == ("true",) else "unanswered"), ()
        return self._row(number, group, test.variable, wanted, values)

    def _row(
        self,
        number: int,
        group: int,
        key: str = "",
        wanted: str = "",
        sent: tuple[str, ...] = (),
        shown: str = "",
    ) -> Row:
        return Row(self.prefix, number, group, key, wanted, sent, self.offered, shown)

    # --- from what was sent

    def _sent_rows(self, data: QueryDict) -> Iterator[Row]:
        name = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,4}})-group")
        numbers = sorted(int(found[1]) for key in data if (found := name.fullmatch(key)))
        rows = [self._sent_row(number, data) for number in numbers[:MOST_TESTS]]
        return iter(sorted(rows, key=lambda row: row.group))

    def _sent_row(self, number: int, data: QueryDict) -> Row:
        name = f"{self.prefix}-{number}"
        group = data.get(f"{name}-group", "")
        return self._row(
            number,
            int(group) if re.fullmatch(r"\d{1,4}", group) else 0,
            data.get(f"{name}-variable", ""),
            data.get(f"{name}-test", ""),
            tuple(value.strip() for value in data.getlist(f"{name}-value") if value.strip()),
            data.get(f"{name}-shown", ""),
        )

    def _read_deed(self, data: QueryDict | None) -> str:
        pressed = (data.get("do", "") if data is not None else "").removeprefix(f"{self.prefix}-")
        return pressed if _DEED.fullmatch(pressed) else ""

    def _after_deed(self, rows: list[Row]) -> list[Row]:
        match self._deed.split("-"):
            case ["clear"]:
                return []
            case ["remove", number]:
                return [row for row in rows if row.number != int(number)]
            case ["add", group] if len(rows) < MOST_TESTS:
                added = self._row(max((row.number for row in rows), default=-1) + 1, int(group))
                return sorted([*rows, added], key=lambda row: row.group)
        return rows
