"""A codebook from a file becomes the draft; a template fills one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, draft_of, published_versions
from coding.queries.codebook_files import arrival_of
from coding.services.codebook import fill_from_template, replace_codebook, start_draft
from coding.services.codebook_draft import with_numbers
from coding.study_templates import TEMPLATES
from cyberdip.lib.problems import Conflict, Stale
from studies.models import Study, User
from studies.services.logbook import record


@transaction.atomic
def import_codebook(
    study: Study,
    spec: CodebookSpec,
    *,
    number: int | None,
    edits: int | None,
    file_name: str,
    by: User,
    at: datetime,
) -> CodebookVersion:
    """Let a codebook that came from a file take the place of the draft, and begin one where there is none.

    `number` and `edits` say which draft the person saw, None that they saw none. What was published and is not in the file stays,
    retired. The same file twice is one deed. Raises Stale if the draft is not what they saw any more, Invalid with all faults at
    once if it cannot be kept.
    """
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    draft = draft_of(study)
    spec = arrival_of(study, spec).spec
    if draft is not None and with_numbers(draft, spec) == codebook_spec(draft):
        return draft
    if (draft.number if draft else None) != number:
        raise Stale(
            _(
                "The draft is not the one that was there when the file was looked at. Nothing was done: send the file again and "
                "look at what it would replace now."
            ),
            extra={"your_number": number, "number": draft.number if draft else None},
        )
    if draft is None:
        draft = start_draft(study, based_on=published_versions(study).first(), by=by, at=at)
        edits = draft.edits
    draft = replace_codebook(draft, spec, edits=-1 if edits is None else edits, by=by, at=at)
    detail = {"file": file_name, "variables": len(spec.variables)}
    record(study, by=by, at=at, verb="codebook read from a file", subject=str(draft), detail=detail)
    return draft


@transaction.atomic
def begin_with_template(study: Study, *, template: str, by: User, at: datetime) -> CodebookVersion:
    """The draft of a study with a template in it: an empty draft is filled, and one is begun where there is none.

    Pressed twice it is one deed. Raises Conflict for a draft that holds something, Invalid for a template that there is not.
    """
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    draft, found = draft_of(study), TEMPLATES.get(template)
    if draft is None and published_versions(study).exists():
        raise Conflict(
            _(
                "This codebook is published already, and a template can only begin the first version. Found a study of its own "
                "with the template, or add what you need from it to a new draft."
            )
        )
    if draft is None:
        return start_draft(study, template=template, by=by, at=at)
    if found and found.variables and codebook_spec(draft) == with_numbers(draft, found.spec):
        return draft
    return fill_from_template(draft, template, by=by, at=at)
