from celery import shared_task
from django.utils import timezone

from studies.services import jobs


@shared_task(name="studies.rescue_jobs")
def rescue_jobs() -> None:
    """Runs every 20 seconds."""
    jobs.rescue_jobs(at=timezone.now())
