"""The Celery application. Start a worker with `celery -A cyberdip.celery worker`."""

import os

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyberdip.settings")

app = Celery("cyberdip")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)  # binds the request id that the message carries
app.autodiscover_tasks()
app.set_default()


@setup_logging.connect
def keep_django_logging(**_kwargs: object) -> None:
    """Leave logging as the settings made it: connecting to this signal is what tells Celery not to set up its own."""
