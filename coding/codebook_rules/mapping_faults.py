"""Does a codebook still hold what its merges and splits say?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coding.codebook_rules.fault import Fault
from coding.codebook_rules.mapping import Operation, replaced_by, results_of
from coding.codebook_rules.spec import CodebookSpec
from coding.codebook_rules.words import Say, _, short


def check_mapping(spec: CodebookSpec, operations: Sequence[Operation], *, say: Say = _) -> list[Fault]:
    """Categories that codes are read as and that are not there, and those that went and are offered again."""
    return [
        fault
        for place, operation in enumerate(operations)
        for fault in _faults(spec, operation, operations[place + 1 :], say)
    ]


def _faults(
    spec: CodebookSpec, operation: Operation, later: Sequence[Operation], say: Say
) -> Iterator[Fault]:
    variable = spec.variable(operation.variable)
    if variable is None:
        sentence = say(
            _("Categories of “%(key)s” were merged or split, and it is not there any more: undo that.")
        )
        yield Fault(sentence % {"key": short(operation.variable)})
        return
    offered = {category.key for category in variable.categories if not category.retired}
    others = [each for each in later if each.variable == variable.key]
    gone_later = {key for each in others for key in replaced_by(each)}
    come_later = {key for each in others for key in results_of(each)}
    for key in results_of(operation):
        if key not in offered | gone_later:
            sentence = say(
                _(
                    "Codes are read as “%(key)s” since a merge or split, and it is not offered: undo that, or bring it back."
                )
            )
            yield Fault(sentence % {"key": short(key)}, variable.key)
    for key in replaced_by(operation):
        if key in offered - come_later:
            category = variable.category(key)
            label = category.label if category else key
            sentence = say(
                _("“%(label)s” was merged or split, and is offered again: retire it, or undo that.")
            )
            yield Fault(sentence % {"label": short(label)}, variable.key, key)
