"""What is wrong with the conditions and the rules across variables of a codebook?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from coding.codebook_rules.asking import measure
from coding.codebook_rules.conditions import OPERATORS_OF, Test, tests_of
from coding.codebook_rules.fault import Fault
from coding.codebook_rules.spec import SEVERITIES, CodebookSpec, RuleSpec, VariableSpec
from coding.codebook_rules.words import Say, _, is_storable, short

LONGEST_MESSAGE = 500  # what a coder is told who breaks a rule


def condition_faults(spec: CodebookSpec, say: Say) -> Iterator[Fault]:
    """Why a variable cannot be asked depending on what its condition tests; only what is asked before it can decide that."""
    before: set[str] = set()
    for variable in spec.variables:
        tests = () if variable.retired else tuple(tests_of(variable.condition))
        for sentence in dict.fromkeys(
            s for test in tests for s in _premature(spec, variable, test, before, say)
        ):
            yield Fault(sentence, variable.key)
        before.add(variable.key)


def _premature(
    spec: CodebookSpec, variable: VariableSpec, test: Test, before: set[str], say: Say
) -> Iterator[str]:
    tested = spec.variable(test.variable)
    names = {"variable": short(variable.label), "other": short(tested.label if tested else test.variable)}
    if test.variable == variable.key:
        yield (
            say(_("“%(variable)s” cannot depend on itself: let its condition test another variable.")) % names
        )
    elif tested is not None and test.variable not in before:
        sentence = say(
            _("“%(variable)s” depends on “%(other)s”, which is asked later: put “%(other)s” before it.")
        )
        yield sentence % names
    else:
        yield from _untestable(tested, test, variable.label, say)


def rule_faults(spec: CodebookSpec, say: Say) -> Iterator[Fault]:
    """Why a rule across variables cannot be followed."""
    for number, rule in enumerate(spec.rules, start=1):
        sentences = [*_malformed_rule(rule, say)]
        name = say(_("Rule %(number)d")) % {"number": number}
        for test in (*tests_of(rule.when), *tests_of(rule.then)):
            sentences += _untestable(spec.variable(test.variable), test, name, say)
        yield from (Fault(sentence, rule=number) for sentence in dict.fromkeys(sentences))


def _malformed_rule(rule: RuleSpec, say: Say) -> Iterator[str]:
    if rule.severity not in SEVERITIES:
        sentence = say(_("“%(severity)s” is no severity of a rule: use one of %(severities)s."))
        yield sentence % {"severity": short(rule.severity), "severities": ", ".join(SEVERITIES)}
    if len(rule.message) > LONGEST_MESSAGE:
        sentence = say(_("The message of a rule has at most %(most)d characters, this one has %(found)d."))
        yield sentence % {"most": LONGEST_MESSAGE, "found": len(rule.message)}
    if not is_storable(rule.message):
        yield say(_("The message of the rule contains a character that cannot be stored."))


# --- one test


def _untestable(tested: VariableSpec | None, test: Test, of: str, say: Say) -> Iterator[str]:
    """Why a test makes no sense; `of` is whose condition it is."""
    names = {"of": short(of), "other": short(tested.label if tested else test.variable)}
    if tested is None:
        yield say(_("“%(of)s” tests “%(other)s”, which is no variable of the codebook.")) % names
    elif tested.retired:
        yield say(_("“%(of)s” tests “%(other)s”, which is retired and never answered.")) % names
    elif test.operator not in OPERATORS_OF.get(tested.kind, (test.operator,)):
        sentence = say(_("“%(of)s” tests “%(other)s” for “%(operator)s”: use one of %(operators)s."))
        fitting = ", ".join(OPERATORS_OF[tested.kind])
        yield sentence % (names | {"operator": test.operator, "operators": fitting})
    elif test.operator != "answered":
        sentence = say(_("“%(of)s” tests “%(other)s” for “%(value)s”, which is none of its answers."))
        strange = (value for value in test.values if not _can_be(tested, value))
        yield from (sentence % (names | {"value": short(value)}) for value in strange)


def _can_be(variable: VariableSpec, value: str) -> bool:
    if variable.has_categories:
        return variable.category(value) is not None
    is_answer = _IS_ANSWER.get(variable.kind)
    return is_answer is None or is_answer(value)


_IS_ANSWER: Mapping[str, Callable[[str], bool]] = {
    "yesno": lambda value: value in ("yes", "no"),
    "integer": lambda value: measure("integer", value) is not None,
    "decimal": lambda value: measure("decimal", value) is not None,
    "date": lambda value: measure("date", value) is not None,
}
