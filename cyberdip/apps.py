from django.apps import AppConfig


class RoofConfig(AppConfig):
    """Loads what has to exist in every process: the Celery application (so that web processes can send) and the system checks."""

    name = "cyberdip"

    def ready(self) -> None:
        from cyberdip import celery, checks  # noqa: F401, PLC0415 - both need the apps to be loaded
