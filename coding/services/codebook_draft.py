"""What every change of a draft begins and ends with."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from coding.codebook_rules import CategorySpec, CodebookSpec, Fault, VariableSpec, check_draft, numbered
from coding.models import Category, CodebookVersion
from coding.queries.codebook import category_numbers, codebook_spec
from coding.services.codebook_rows import write_changes
from cyberdip.lib.problems import Conflict, Invalid, Stale
from studies.models import User
from studies.services.logbook import record


def lock_draft(version: CodebookVersion) -> CodebookVersion:
    """The draft, locked until the transaction ends, so that changes come one after the other. Raises Conflict if published."""
    locked = lock_version(version)
    if not locked.is_draft:
        raise Conflict(
            _("Version %(number)d is published and never changes. Start a new draft from it.")
            % {"number": locked.number}
        )
    return locked


def lock_version(version: CodebookVersion) -> CodebookVersion:
    """The version as it stands now, locked. Raises Conflict if the draft was discarded meanwhile."""
    locked = (
        CodebookVersion.objects.select_for_update(of=("self",))
        .select_related("study")
        .filter(pk=version.pk)
        .first()
    )
    if locked is None:
        raise Conflict(_("This draft was discarded meanwhile. The list of versions shows what there is."))
    return locked


def note_edit(
    draft: CodebookVersion,
    verb: str,
    subject: str,
    *,
    by: User,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """Count one change of a draft, and write it into the logbook."""
    draft.edits += 1
    draft.save(update_fields=["edits"])
    record(draft.study, by=by, at=at, verb=verb, subject=f"{draft}: {subject}", detail=detail)


def check_edits(version: CodebookVersion, edits: int) -> None:
    """Raise Stale unless the draft is still as somebody saw it, after so many `edits`."""
    if version.edits != edits:
        raise Stale(
            _(
                "Somebody has changed the draft since you loaded it. Nothing was done: reload it, look at what is new, and "
                "try again."
            ),
            extra={"your_edits": edits, "edits": version.edits},
        )


def base_of(draft: CodebookVersion) -> CodebookSpec:
    """The published version that a draft was begun from; empty where there is none."""
    return codebook_spec(draft.based_on) if draft.based_on else CodebookSpec()


def keep_changes(draft: CodebookVersion, before: CodebookSpec, after: CodebookSpec) -> None:
    """Write what differs between the draft as it is and as it shall be; new categories get their numbers.

    Raises Invalid, with all faults at once, if it cannot be kept.
    """
    check_shape(after)
    write_changes(draft, before, with_numbers(draft, after))


def with_numbers(draft: CodebookVersion, spec: CodebookSpec) -> CodebookSpec:
    """`spec` with a number for every category: the one it had in any version of the study, else one that none ever had."""
    missing = any(part.number is None for variable in spec.variables for part in variable.categories)
    return numbered(spec, category_numbers(draft.study)) if missing else spec


def check_shape(spec: CodebookSpec) -> None:
    """Raise Invalid, with all faults at once, if a draft cannot be kept like this."""
    refuse(check_draft(spec, say=_), _("The codebook was not saved: %(faults)s"))


def refuse(faults: list[Fault], sentence: str) -> None:
    """Raise Invalid for `faults`, if there are any: sentences by place (`tone.warning`, `tone`, `codebook`)."""
    if faults:
        fields: dict[str, list[str]] = {}
        for fault in faults:
            fields.setdefault(fault.where, []).append(fault.sentence)
        raise Invalid(sentence % {"faults": " ".join(fault.sentence for fault in faults)}, fields=fields)


Parts = Iterable[VariableSpec] | Iterable[CategorySpec] | Iterable[Category]


def refuse_second_label(label: str, others: Parts) -> None:
    """Raise Invalid if one of `others` that is not retired has this label: coders could not tell the two apart."""
    wanted = " ".join(label.casefold().split())
    asked = (other.label for other in others if not other.retired)
    if wanted and any(" ".join(other.casefold().split()) == wanted for other in asked):
        sentence = _("The label “%(label)s” is there already: choose another.") % {"label": label}
        raise Invalid(sentence, fields={"label": [sentence]})


def refuse_second_key(key: str, others: Parts) -> None:
    """Raise Invalid if one of `others` has this key already."""
    if any(other.key == key for other in others):
        sentence = _("The key “%(key)s” is there already: every key may stand once.") % {"key": key}
        raise Invalid(sentence, fields={"key": [sentence]})


def refuse_published(base: CodebookSpec, parts: Iterable[tuple[str, str, str]]) -> None:
    """Raise Invalid if one of `parts` (keys of variable and category, label) stands in the published version `base`."""
    for key, category, label in parts:
        variable = base.variable(key)
        if variable is not None and (not category or variable.category(category)):
            raise Invalid(
                _(
                    "“%(label)s” was published and codes are stored by it. Retire it: then it is not offered any more."
                )
                % {"label": label}
            )


def refuse_new_key(before: str) -> None:
    """Raise Invalid for a key that was published: codes are stored by it, so it stays, and the label may change."""
    sentence = _("The key “%(key)s” was published and stays. Change the label: data keep their key.") % {
        "key": before
    }
    raise Invalid(sentence, fields={"key": [sentence]})


def refuse_stale_part(seen: str, now: str, label: str) -> None:
    """Raise Stale unless a variable or category is still as somebody saw it (fingerprints; "" for who does not ask)."""
    if seen and seen != now:
        raise Stale(
            _(
                "“%(label)s” was changed meanwhile, perhaps in another window. Nothing was saved: copy what you have typed, "
                "reload the page, and change it again."
            )
            % {"label": label},
            extra={"your_fingerprint": seen, "fingerprint": now},
        )
