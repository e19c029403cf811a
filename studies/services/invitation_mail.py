"""Tell somebody by mail that they are invited. The link is on the inviter's page too: mail that fails loses nothing."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from studies.models import Invitation


def invitation_address(secret: str) -> str:
    """The whole address to hand over."""
    address: str = settings.BASE_URL + reverse("invitation_accept", args=[secret])
    return address


def mail_invitation(invitation: Invitation, secret: str) -> None:
    """Send the link to the address that the invitation is for. Raises what the mail server says."""
    study = invitation.study
    subject = _("Invitation to the study “%(study)s”") % {"study": study.title}
    text = render_to_string(
        "studies/invitation_mail.txt",
        {"invitation": invitation, "study": study, "address": invitation_address(secret)},
    )
    # A header is one line, whatever a title holds.
    send_mail(" ".join(subject.split()), text, None, [invitation.email])
