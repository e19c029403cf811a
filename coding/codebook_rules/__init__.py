"""What may stand in a codebook, and what may a coder answer by it?

`spec` is the codebook as plain data, `changes` tells two apart, `faults` says what is wrong with one, `answers` what is wrong
with a coder's values, `keys` by which keys the parts are known.
Sentences are marked with `_` and said by `say`, a function that translates; without it they are English.
"""

from coding.codebook_rules.answers import SPECIAL, check_values, normalise
from coding.codebook_rules.changes import Change, find_changes
from coding.codebook_rules.conditions import Condition, condition_json, read_condition
from coding.codebook_rules.faults import Fault, check_codebook, check_draft
from coding.codebook_rules.keys import fingerprint, suggest_key
from coding.codebook_rules.spec import (
    KINDS,
    LEVELS,
    CategorySpec,
    CodebookSpec,
    RuleSpec,
    VariableSpec,
    level_of,
)

__all__ = [
    "KINDS",
    "LEVELS",
    "SPECIAL",
    "CategorySpec",
    "Change",
    "CodebookSpec",
    "Condition",
    "Fault",
    "RuleSpec",
    "VariableSpec",
    "check_codebook",
    "check_draft",
    "check_values",
    "condition_json",
    "find_changes",
    "fingerprint",
    "level_of",
    "normalise",
    "read_condition",
    "suggest_key",
]
