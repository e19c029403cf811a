"""Messages that were decided on, as examples and near misses of the codebook."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook_rules import CategorySpec, CodebookSpec
from coding.models import CodebookVersion
from coding.queries.codebook import (
    category_spec,
    draft_category,
    draft_of,
    draft_variable,
    published_versions,
    variable_spec,
)
from coding.services.codebook import start_draft
from coding.services.codebook_draft import check_shape, lock_draft, note_edit
from corpus.models import Message
from cyberdip.lib.problems import Conflict
from studies.models import Study, User


@transaction.atomic
def use_as_example(
    message: Message, *, variable: str, category: str, near_miss: bool = False, by: User, at: datetime
) -> CodebookVersion:
    """Put the words of a message among the examples of a category (by keys), or among its near misses.

    It goes into the draft of the study's codebook; without one a draft is begun from the newest version. Where it stands already,
    nothing is written; where it stands among the others, it changes sides. Raises NotFound, Conflict, or Invalid where the
    category holds no more.
    """
    if not message.text.strip():
        raise Conflict(_("The words of this message were removed: it cannot be an example."))
    draft = lock_draft(_draft_for(message.study, by, at))
    row = draft_category(draft_variable(draft, variable), category)
    before = category_spec(row)
    after = _with_example(before, message.text.strip(), near_miss)
    if after == before:
        return draft
    whole = variable_spec(row.variable)
    categories = tuple(after if one.key == category else one for one in whole.categories)
    check_shape(CodebookSpec((replace(whole, categories=categories, condition=None),)))
    row.examples, row.near_misses = list(after.examples), list(after.near_misses)
    row.save(update_fields=["examples", "near_misses"])
    verb = "near miss taken" if near_miss else "example taken"
    detail = {"variable": variable, "category": category, "message": message.external_id}
    note_edit(draft, verb, f"{row.variable.label}: {row.label}", by=by, at=at, detail=detail)
    return draft


def _draft_for(study: Study, by: User, at: datetime) -> CodebookVersion:
    # Without the lock two people could both find that there is no draft.
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    return draft_of(study) or start_draft(study, based_on=published_versions(study).first(), by=by, at=at)


def _with_example(category: CategorySpec, text: str, near_miss: bool) -> CategorySpec:
    examples = tuple(each for each in category.examples if each != text)
    near_misses = tuple(each for each in category.near_misses if each != text)
    if near_miss:
        near_misses = category.near_misses if text in category.near_misses else (*near_misses, text)
    else:
        examples = category.examples if text in category.examples else (*examples, text)
    return replace(category, examples=examples, near_misses=near_misses)
