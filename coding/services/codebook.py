"""Codebooks: begin a draft, fill it, replace it as a whole, publish it, discard it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coding.codebook_rules import (
    CodebookSpec,
    Fault,
    check_codebook,
    check_draft,
    dropped_parts,
)
from coding.codebook_rules.mapping import read_mapping
from coding.codebook_rules.mapping_faults import check_mapping
from coding.models import CodebookVersion
from coding.models.codebook import VersionState
from coding.queries.codebook import codebook_spec, draft_of
from coding.services.codebook_draft import (
    base_of,
    check_edits,
    lock_draft,
    lock_version,
    note_edit,
    refuse,
    with_numbers,
)
from coding.services.codebook_rows import insert_codebook
from coding.study_templates import TEMPLATES
from cyberdip.lib.problems import Conflict, Invalid
from studies.models import Study, User
from studies.services.logbook import record


@transaction.atomic
def start_draft(
    study: Study, *, based_on: CodebookVersion | None = None, template: str = "", by: User, at: datetime
) -> CodebookVersion:
    """Begin the next version: empty, from a template, or as a copy of `based_on`.

    A study has one draft at a time: asked for the same draft twice in a row (a double click) this returns the first, and
    otherwise raises Conflict.
    """
    # Without the lock two people could both find that there is no draft.
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    draft = draft_of(study)
    if draft is not None:
        return _same_draft(draft, based_on, template, by)
    newest = study.codebook_versions.aggregate(newest=Max("number"))["newest"] or 0
    draft = CodebookVersion.objects.create(
        study=study, number=newest + 1, based_on=based_on, created_by=by, created_at=at
    )
    if based_on is not None:
        insert_codebook(draft, with_numbers(draft, codebook_spec(based_on)))
    detail = {"based_on": based_on.number if based_on else None}
    record(study, by=by, at=at, verb="codebook draft started", subject=str(draft), detail=detail)
    return fill_from_template(draft, template, by=by, at=at) if template else draft


def _same_draft(
    draft: CodebookVersion, based_on: CodebookVersion | None, template: str, by: User
) -> CodebookVersion:
    """The draft, if this very start has just made it. Raises Conflict if it is another."""
    edits_of_a_start = 1 if template in TEMPLATES and TEMPLATES[template].variables else 0
    same_start = draft.created_by_id == by.pk and draft.based_on_id == (based_on.pk if based_on else None)
    if same_start and draft.edits == edits_of_a_start:
        return draft
    raise Conflict(
        _("There is a draft already, version %(number)d. Go on with it, or discard it first.")
        % {"number": draft.number},
        extra={"number": draft.number},
    )


@transaction.atomic
def fill_from_template(version: CodebookVersion, template: str, *, by: User, at: datetime) -> CodebookVersion:
    """Put the variables of a template (a key of `study_templates.TEMPLATES`) into an empty draft.

    The blank template has none, and changes nothing.
    """
    found = TEMPLATES.get(template)
    if found is None:
        sentence = _("There is no template “%(template)s”: choose one of %(templates)s.") % {
            "template": template[:60],
            "templates": ", ".join(TEMPLATES),
        }
        raise Invalid(sentence, fields={"template": [sentence]})
    draft = lock_draft(version)
    if draft.variables.exists():
        raise Conflict(_("The draft holds variables already: a template can only fill an empty one."))
    if not found.variables:
        return draft
    insert_codebook(draft, with_numbers(draft, found.spec))
    note_edit(
        draft, "codebook filled from template", found.title, by=by, at=at, detail={"template": template}
    )
    return draft


@transaction.atomic
def replace_codebook(
    version: CodebookVersion,
    spec: CodebookSpec,
    *,
    edits: int,
    faults: Sequence[Fault] = (),
    by: User,
    at: datetime,
) -> CodebookVersion:
    """Let `spec` take the place of everything in a draft.

    Raises Stale unless the draft is as it was after `edits` changes, Invalid with all faults at once if it cannot be kept, or
    does without what was published. `faults` are those that were found while `spec` was read.
    """
    draft = lock_draft(version)
    check_edits(draft, edits)
    found = [*faults, *check_draft(spec, say=_), *dropped_parts(spec, base_of(draft), say=_)]
    refuse(found, _("The codebook was not saved: %(faults)s"))
    spec = with_numbers(draft, spec)
    if spec == codebook_spec(draft):
        return draft
    draft.variables.all().delete()
    insert_codebook(draft, spec)
    detail = {"variables": [variable.key for variable in spec.variables]}
    note_edit(draft, "codebook replaced", str(len(spec.variables)), by=by, at=at, detail=detail)
    return draft


@transaction.atomic
def publish_codebook(
    version: CodebookVersion, *, note: str, meaning_changed: bool, edits: int, by: User, at: datetime
) -> CodebookVersion:
    """Make a draft the version that rounds can use, for ever.

    1. A second press of the same button by the same person finds it done and changes nothing.
    2. Stale if the draft was changed after `edits`: nobody publishes what they have not seen.
    3. Invalid, with all faults at once, if coders could not work by it.
    """
    draft = lock_version(version)
    if not draft.is_draft:
        return _published_before(draft, edits, by)
    check_edits(draft, edits)
    if not note.strip():
        sentence = _("Say in a sentence what changed and why: the note stands in the methods text.")
        raise Invalid(sentence, fields={"note": [sentence]})
    spec = codebook_spec(draft)
    faults = check_codebook(spec, say=_) + check_mapping(spec, read_mapping(draft.mapping), say=_)
    refuse(faults, _("The codebook cannot be published yet. %(faults)s"))
    draft.state = VersionState.PUBLISHED
    draft.note = note.strip()
    draft.meaning_changed = meaning_changed
    draft.published_by, draft.published_at = by, at
    draft.save()
    detail = {"note": draft.note, "meaning_changed": meaning_changed, "variables": len(spec.variables)}
    record(draft.study, by=by, at=at, verb="codebook published", subject=str(draft), detail=detail)
    return draft


def _published_before(version: CodebookVersion, edits: int, by: User) -> CodebookVersion:
    if version.published_by_id == by.pk and version.edits == edits:
        return version
    raise Conflict(_("Version %(number)d is published already.") % {"number": version.number})


@transaction.atomic
def discard_draft(version: CodebookVersion, *, edits: int, by: User, at: datetime) -> None:
    """Remove a draft with all that is in it; published versions stay. Raises Stale if it was changed after `edits`."""
    draft = lock_draft(version)
    check_edits(draft, edits)
    spec = codebook_spec(draft)
    study, name = draft.study, str(draft)
    draft.delete()
    detail = {"variables": [variable.label for variable in spec.variables]}
    record(study, by=by, at=at, verb="codebook draft discarded", subject=name, detail=detail)
