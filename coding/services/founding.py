"""Found a study, blank or from a template: the study, its accounts and the first draft of its codebook in one deed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.services.codebook import start_draft
from coding.study_templates import TEMPLATES
from corpus.fiveg_accounts import FIVEG_ACCOUNTS, FIVEG_WINDOW
from corpus.services.accounts import add_accounts
from cyberdip.lib.problems import Invalid
from studies.models import Study, User
from studies.services.studies import create_study

BLANK = "blank"
FIVEG = "fiveg"


@transaction.atomic
def found_study(
    *,
    template: str,
    title: str,
    description: str = "",
    window_start: date | None = None,
    window_end: date | None = None,
    slug: str = "",
    with_accounts: bool = True,
    by: User,
    at: datetime,
) -> Study:
    """A new study of `by`. A template brings a draft of the codebook, and the 5G template its accounts and its window too, where
    no other window is given. Raises Invalid for a template that there is not."""
    if template not in TEMPLATES:
        sentence = _("There is no template “%(template)s”: choose one of %(known)s.") % {
            "template": template,
            "known": ", ".join(TEMPLATES),
        }
        raise Invalid(sentence, fields={"template": [sentence]})
    if template == FIVEG and not (window_start or window_end):
        window_start, window_end = (moment.date() for moment in FIVEG_WINDOW)
    study = create_study(
        title=title,
        description=description,
        window_start=window_start,
        window_end=window_end,
        slug=slug,
        by=by,
        at=at,
    )
    if template != BLANK:
        start_draft(study, template=template, by=by, at=at)
    if template == FIVEG and with_accounts:
        add_accounts(study, FIVEG_ACCOUNTS, by=by, at=at)
    return study
