"""The kinds of rounds: where their messages come from, and which answers of a plan each has."""

from enum import StrEnum


class Source(StrEnum):
    """Where the messages of a round come from."""

    STUDY = "study"  # a sample of the study's messages, shared out among the coders
    KNOWN = "known"  # messages whose answer is known, all of them to every coder
    OWN = "own"  # what each coder has coded before, to that coder again


_SAMPLED = frozenset(
    {
        "sample_size",
        "filters",
        "strata_by",
        "split",
        "coders_per_message",
        "overlap_percent",
        "overlap_size",
        "takes_new",
        "training",
    }
)

# Every kind has the answers that are not named here: codebook, coders, order, blocks, seed and what is hidden.
ANSWERS: dict[str, frozenset[str]] = {
    "training": frozenset({"sample_size", "pass_rule"}),
    "pilot": _SAMPLED,
    "reliability": _SAMPLED,
    "production": _SAMPLED | {"gold_percent", "gold_alert_percent"},
    "recode": frozenset({"training"}),
    "stability": frozenset({"sample_size", "training", "repeats", "rest_days"}),
}

OF_SOME_KINDS = frozenset().union(*ANSWERS.values())

_SOURCES = {"training": Source.KNOWN, "recode": Source.OWN, "stability": Source.OWN}


def source_of(kind: str) -> Source:
    """Where a round of this kind has its messages from."""
    return _SOURCES.get(kind, Source.STUDY)


def lacks(kind: str) -> frozenset[str]:
    """The answers that other kinds have and this one has not."""
    return OF_SOME_KINDS - ANSWERS.get(kind, OF_SOME_KINDS)
