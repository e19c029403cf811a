"""Who a program speaks for."""

from hmac import compare_digest

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed

from studies.models import ApiToken, User


class TokenAuthentication(KnoxAuthentication):
    """`Authorization: Token ...`, where a reading never writes: knox would delete expired tokens on the way."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        try:
            text = token.decode("ascii")
        except UnicodeDecodeError as error:
            raise AuthenticationFailed(
                _("This is not a token: copy it again from where you kept it.")
            ) from error
        digest = hash_token(text)
        candidates = ApiToken.objects.filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH]).select_related(
            "user"
        )
        found = next((row for row in candidates if compare_digest(digest, row.digest)), None)
        if found is None:
            raise AuthenticationFailed(
                _("This token is not known: it may have been revoked. Make one on your profile page.")
            )
        if found.expiry and found.expiry < timezone.now():
            raise AuthenticationFailed(
                _("This token expired on %(day)s: make a new one on your profile page.")
                % {"day": found.expiry.date().isoformat()}
            )
        user, row = self.validate_user(found)
        return user, row


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token <token>"}
