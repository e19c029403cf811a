"""Hand work to the workers, by name.

Services know the name of a task and never its module: so a lower floor can ask for the work of a higher one, and services and
tasks do not import each other in a circle.
"""

from functools import partial

from celery import current_app
from django.db import transaction


def send_on_commit(task: str, job_id: int) -> None:
    """Send `task` with the id of its job once the surrounding transaction has committed, never before."""
    transaction.on_commit(partial(_send, task, job_id))


def _send(task: str, job_id: int) -> None:
    current_app.send_task(task, args=[job_id])
