"""Keys for programs."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cyberdip.lib.problems import Conflict, NotFound
from studies.models import ApiToken, User


@transaction.atomic
def create_token(user: User, *, name: str, days: int) -> tuple[ApiToken, str]:
    """A new token for `user` and its text, which is nowhere else and cannot be shown again."""
    User.objects.select_for_update().get(pk=user.pk)
    limit = settings.REST_KNOX["TOKEN_LIMIT_PER_USER"]
    if ApiToken.objects.filter(user=user).count() >= limit:
        raise Conflict(
            _("You have %(limit)d tokens, which is the most: revoke one first.") % {"limit": limit}
        )
    token, text = ApiToken.objects.create(user=user, expiry=timedelta(days=days), name=name)
    return token, text


@transaction.atomic
def revoke_token(user: User, token_key: str) -> None:
    """End a token at once; `token_key` is the start of it, as the profile page lists it."""
    deleted, _by_model = ApiToken.objects.filter(user=user, token_key=token_key).delete()
    if not deleted:
        raise NotFound(_("There is no such token."))
