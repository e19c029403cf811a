"""Which part of the draft is open, and under which address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from coding.codebook_rules import CodebookSpec

NEW_RULE = "new"


@dataclass(frozen=True, slots=True)
class Place:
    """The selected variable and category by their keys, or a rule by its number from 1 ("new" for one to come); "" for none."""

    variable: str = ""
    category: str = ""
    rule: str = ""

    @classmethod
    def asked_for(cls, request: HttpRequest) -> "Place":
        return cls(*(request.GET.get(name, "") for name in ("variable", "category", "rule")))

    def query(self) -> str:
        """“?variable=tone”; "" for none."""
        parts = (("variable", self.variable), ("category", self.category), ("rule", self.rule))
        found = {name: key for name, key in parts if key}
        return f"?{urlencode(found)}" if found else ""

    def address(self, slug: str) -> str:
        return reverse("codebook_draft", args=[slug]) + self.query()

    def within(self, spec: CodebookSpec) -> "Place":
        """What is there of what was asked for; the first variable where nothing is."""
        if self.rule == NEW_RULE or self.rule in map(str, range(1, len(spec.rules) + 1)):
            return Place(rule=self.rule)
        variable = spec.variable(self.variable) or next(iter(spec.variables), None)
        if variable is None:
            return Place()
        return Place(variable.key, self.category if variable.category(self.category) else "")
