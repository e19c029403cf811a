"""What must hold before anything runs."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.compatibility)
def refuse_other_databases(**_kwargs: object) -> list[CheckMessage]:
    """Refuse what is not PostgreSQL: the record of codings is kept by triggers, and would be lost in silence elsewhere."""
    return [
        Error(
            f"The database {alias!r} is {database['ENGINE'].rsplit('.', 1)[-1]}; cyberdip runs on PostgreSQL only.",
            hint="Set DATABASE_URL to a PostgreSQL 18 server, or leave it unset and start with: python3 manage.py up",
            id="cyberdip.E001",
        )
        for alias, database in settings.DATABASES.items()
        if database["ENGINE"] != "django.db.backends.postgresql"
    ]
