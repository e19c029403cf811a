"""Is what a coder chose what the message is known to be?

Judged variable by variable, and only what the answer is known of. One category, an order, yes or no, dates and numbers are right
when they are equal; a set when it is the same set, with what is missing and what is too much told; a quote when the two passages
share at least half of the longer one. Free words are not judged: nobody words a thing twice alike. A special value is an answer
like any other.

What a version of the codebook cannot say (a category that it does not have, or has retired) is not judged by it either.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coding.codebook_rules.asking import is_special
from coding.codebook_rules.spec import CodebookSpec, VariableSpec
from coding.codebook_rules.tree import choosable
from coding.codebook_rules.words import Say, _

Values = Mapping[str, Any]

NOT_JUDGED = frozenset({"text"})

# Two quotes are the same when they have in common this much of the longer one.
QUOTE_OVERLAP = Fraction(1, 2)

# Of fewer messages than this a share of right answers says nothing: nobody is alarmed by it.
ENOUGH = 5

# No more than half of a queue is hidden messages.
MOST_GOLD_PERCENT = 50


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one variable. `given` is None where nothing was answered.

    `alike` is the share of the variable's categories that were decided alike, for a set; `missing` and `too_many` are category
    keys.
    """

    variable: str
    right: bool
    known: Any
    given: Any
    alike: Fraction | None = None
    missing: tuple[str, ...] = ()
    too_many: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """So many right answers of so many."""

    right: int
    of: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down, so that 100 means all; None of none."""
        return self.right * 100 // self.of if self.of else None

    def reaches(self, percent: int) -> bool:
        """Whether at least `percent` of a hundred are right; what was never asked is not missed."""
        return self.right * 100 >= percent * self.of


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A variable that did not reach what the pass rule asks for."""

    variable: str
    score: Score
    needed: int


def judge(spec: CodebookSpec, given: Values, known: Values) -> tuple[Judgement, ...]:
    """Compare a coding with the known answer, in the order of the codebook."""
    return tuple(
        _judge_one(variable, given.get(variable.key), known[variable.key])
        for variable in spec.variables
        if is_judged(variable, known)
    )


def is_judged(variable: VariableSpec, known: Values) -> bool:
    """Whether the known answer says something of this variable that its coders could have chosen."""
    if variable.retired or variable.kind in NOT_JUDGED or variable.key not in known:
        return False
    value = known[variable.key]
    if not variable.has_categories or isinstance(value, Mapping):
        return True
    offered = {category.key for category in choosable(variable)}
    return set(value if isinstance(value, list) else [value]) <= offered


def is_right(kind: str, given: Any, known: Any) -> bool:
    """Whether `given` is what is known, of a variable of `kind`; None is no answer."""
    if given is None or is_special(given) or is_special(known):
        return bool(given == known)
    if kind == "multi":
        return set(given) == set(known)
    if kind == "quote":
        return shared_part(given, known) >= QUOTE_OVERLAP
    return bool(given == known)


def shared_part(one: Mapping[str, Any], other: Mapping[str, Any]) -> Fraction:
    """What two passages have in common, as a share of the longer one; `start` and `end` count code points, the end is outside."""
    common = min(one["end"], other["end"]) - max(one["start"], other["start"])
    longest = max(one["end"] - one["start"], other["end"] - other["start"])
    return Fraction(max(common, 0), longest) if longest > 0 else Fraction(0)


def scores(judged: Iterable[Sequence[Judgement]]) -> dict[str, Score]:
    """Of many codings: how often each variable was right, of how often it was judged."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for judgements in judged:
        for judgement in judgements:
            of[judgement.variable] += 1
            right[judgement.variable] += judgement.right
    return {variable: Score(right[variable], count) for variable, count in of.items()}


def shortfalls(results: Mapping[str, Score], rule: Mapping[str, int]) -> tuple[Shortfall, ...]:
    """What stands in the way of passing: `rule` says by variable how many per cent have to be right. Nothing: it is passed."""
    return tuple(
        Shortfall(variable, results[variable], needed)
        for variable, needed in rule.items()
        if variable in results and not results[variable].reaches(needed)
    )


def shortfall_sentence(shortfall: Shortfall, label: str, *, say: Say = _) -> str:
    """What failed, in a sentence."""
    sentence = say(
        _("%(variable)s: %(right)d of %(of)d right, that is %(percent)d %%; %(needed)d %% are needed.")
    )
    return sentence % {
        "variable": label,
        "right": shortfall.score.right,
        "of": shortfall.score.of,
        "percent": shortfall.score.percent or 0,
        "needed": shortfall.needed,
    }


def is_alarming(score: Score, alert_percent: int) -> bool:
    """Whether there are enough messages to tell, and too few of them right."""
    return score.of >= ENOUGH and not score.reaches(alert_percent)


def gold_wanted(load: int, percent: int) -> int:
    """How many hidden messages go with `load` others, so that they are about `percent` of the whole queue; at least one."""
    share = min(percent, MOST_GOLD_PERCENT)
    if load <= 0 or share <= 0:
        return 0
    rest = 100 - share
    return max(1, (2 * load * share + rest) // (2 * rest))


def _judge_one(variable: VariableSpec, given: Any, known: Any) -> Judgement:
    right = is_right(variable.kind, given, known)
    if not isinstance(given, list) or not isinstance(known, list):
        return Judgement(variable.key, right, known, given)
    missing = tuple(key for key in known if key not in given)
    too_many = tuple(key for key in given if key not in known)
    categories = sum(not category.retired for category in variable.categories)
    wrong = len(missing) + len(too_many)
    return Judgement(
        variable.key, right, known, given, Fraction(max(categories - wrong, 0), categories), missing, too_many
    )
