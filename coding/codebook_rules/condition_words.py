"""How is a condition said in a sentence?"""

from __future__ import annotations

from collections.abc import Sequence

from coding.codebook_rules.conditions import All, AnyOf, Condition, Test
from coding.codebook_rules.spec import CodebookSpec, VariableSpec
from coding.codebook_rules.words import Say, _, short

# What a test says, by its operator; of any categories it says it otherwise than of one.
_WORDS = {
    "is": _("%(variable)s is %(values)s"),
    "is_not": _("%(variable)s is not %(values)s"),
    "has_all": _("%(variable)s has %(values)s"),
    "at_least": _("%(variable)s is at least %(values)s"),
    "at_most": _("%(variable)s is at most %(values)s"),
    "answered": _("%(variable)s is answered"),
    "unanswered": _("%(variable)s is not answered"),
}
_WORDS_OF_MANY = _WORDS | {
    "is": _("%(variable)s has %(values)s"),
    "is_not": _("%(variable)s has not %(values)s"),
}
_AND = _(" and ")
_OR = _(" or ")


def condition_words(condition: Condition, spec: CodebookSpec, *, say: Say = _) -> str:
    """A condition by the labels of what it names: “Intent is Attack or Warn, and …”; what is unknown goes by its key."""
    match condition:
        case Test():
            return _test_words(condition, spec, say)
        case All(parts):
            return say(_AND).join(_part_words(part, spec, say) for part in parts)
        case AnyOf(parts):
            return say(_OR).join(_part_words(part, spec, say) for part in parts)


def _part_words(part: Condition, spec: CodebookSpec, say: Say) -> str:
    words = condition_words(part, spec, say=say)
    return words if isinstance(part, Test) else f"({words})"


def _test_words(test: Test, spec: CodebookSpec, say: Say) -> str:
    variable = spec.variable(test.variable)
    operator = "unanswered" if (test.operator, test.values) == ("answered", ("false",)) else test.operator
    words = _WORDS_OF_MANY if variable and variable.kind == "multi" else _WORDS
    joint = _AND if operator == "has_all" else _OR
    return say(words[operator]) % {
        "variable": f"“{short(variable.label)}”" if variable else f"“{short(test.variable)}”",
        "values": say(joint).join(_value_words(variable, test.values, say)),
    }


def _value_words(variable: VariableSpec | None, values: Sequence[str], say: Say) -> list[str]:
    if variable and variable.kind == "yesno":
        named = {"yes": say(_("yes")), "no": say(_("no"))}
        return [named.get(value, short(value)) for value in values]
    found = [variable.category(value) if variable else None for value in values]
    return [
        f"“{short(category.label)}”" if category else short(value)
        for category, value in zip(found, values, strict=True)
    ]
