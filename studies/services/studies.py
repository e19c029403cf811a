"""Found a study and change its description."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cyberdip.lib.problems import Invalid
from studies.models import Membership, Study, User
from studies.roles import Role
from studies.services.logbook import record

# Words that stand where a study's short name stands in addresses.
RESERVED_SLUGS = frozenset({"new"})


@transaction.atomic
def create_study(
    *,
    title: str,
    description: str = "",
    window_start: date | None = None,
    window_end: date | None = None,
    slug: str = "",
    by: User,
    at: datetime,
) -> Study:
    """Found a study; whoever founds it is its PI. Without a `slug` one is made from the title, and made unique."""
    _check_window(window_start, window_end)
    study = _insert(
        Study(
            title=title,
            description=description,
            window_start=window_start,
            window_end=window_end,
            created_by=by,
            created_at=at,
        ),
        slug,
    )
    Membership.objects.create(study=study, user=by, role=Role.PI, added_by=by, added_at=at)
    record(study, by=by, at=at, verb="study created", subject=study.title)
    return study


@transaction.atomic
def change_study(
    study: Study,
    *,
    title: str,
    description: str,
    window_start: date | None,
    window_end: date | None,
    by: User,
    at: datetime,
) -> Study:
    """Change what a study says of itself; its short name stays, as addresses are quoted in papers."""
    _check_window(window_start, window_end)
    study = Study.objects.select_for_update().get(pk=study.pk)
    before = {"title": study.title, "description": study.description, "window": _window(study)}
    study.title, study.description = title, description
    study.window_start, study.window_end = window_start, window_end
    study.save()
    after = {"title": study.title, "description": study.description, "window": _window(study)}
    record(
        study,
        by=by,
        at=at,
        verb="study changed",
        subject=study.title,
        detail={"before": before, "after": after},
    )
    return study


def _window(study: Study) -> list[str | None]:
    return [day.isoformat() if day else None for day in (study.window_start, study.window_end)]


def _check_window(start: date | None, end: date | None) -> None:
    if start and end and end < start:
        sentence = _("The window ends before it begins: exchange the two days.")
        raise Invalid(sentence, fields={"window_end": [sentence]})


def _insert(study: Study, slug: str) -> Study:
    if slug:
        if slug in RESERVED_SLUGS or Study.objects.filter(slug=slug).exists():
            raise _slug_taken(slug)
        study.slug = slug
        try:
            with transaction.atomic():
                study.save()
        except IntegrityError as error:
            raise _slug_taken(slug) from error
        return study
    stem = slugify(study.title)[:50].strip("-") or "study"
    taken = {*Study.objects.filter(slug__startswith=stem).values_list("slug", flat=True), *RESERVED_SLUGS}
    number = 1
    while True:
        study.slug = stem if number == 1 else f"{stem}-{number}"
        number += 1
        if study.slug in taken:
            continue
        try:
            with transaction.atomic():
                study.save()
        except IntegrityError:  # somebody else took it a moment ago
            continue
        return study


def _slug_taken(slug: str) -> Invalid:
    sentence = _("The short name “%(slug)s” is taken: choose another.") % {"slug": slug}
    return Invalid(sentence, fields={"slug": [sentence]})
