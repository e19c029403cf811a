"""What may stand in a codebook, and what may a coder answer by it?

`spec` is the codebook as plain data, `conditions` its conditions, `tree` what stands above and below what, `keys` by which keys
the parts are known, `changes` tells two codebooks apart, `faults` says what is wrong with one. `asking` says which variables are
asked, `answers` what is wrong with a coder's values, `rules` which rules across variables they break, `drafting` what follows
from a change of a draft, and `reverting` what it looks like when one is taken back. `mapping` says how codes of merged and split
categories are read, `regrouping` what that does to a draft, `impact` which codes a change touches; `comparison` and
`change_groups` tell two codebooks apart word by word and by kinds of change.
Sentences are marked with `_` and said by `say`, a function that translates; without it they are English.
"""

from coding.codebook_rules.answers import check_values, is_quote, normalise
from coding.codebook_rules.asking import (
    SPECIAL,
    asked,
    has_value,
    holds,
    is_special,
    measure,
    standing_alone,
    was_asked,
)
from coding.codebook_rules.changes import Change, find_changes
from coding.codebook_rules.conditions import Condition, condition_json, read_condition
from coding.codebook_rules.drafting import dropped_parts, numbered, with_retired
from coding.codebook_rules.fault import Fault
from coding.codebook_rules.faults import check_codebook, check_draft
from coding.codebook_rules.keys import fingerprint, suggest_key
from coding.codebook_rules.rules import BrokenRule, broken_rules, rule_json
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
    "BrokenRule",
    "CategorySpec",
    "Change",
    "CodebookSpec",
    "Condition",
    "Fault",
    "RuleSpec",
    "VariableSpec",
    "asked",
    "broken_rules",
    "check_codebook",
    "check_draft",
    "check_values",
    "condition_json",
    "dropped_parts",
    "find_changes",
    "fingerprint",
    "has_value",
    "holds",
    "is_quote",
    "is_special",
    "level_of",
    "measure",
    "normalise",
    "numbered",
    "read_condition",
    "rule_json",
    "standing_alone",
    "suggest_key",
    "was_asked",
    "with_retired",
]
