from functools import partial

from celery import shared_task
from django.utils import timezone

from agreement import services
from studies.services.jobs import run_job


@shared_task(name="agreement.reliability")
def compute_reliability(job_id: int) -> None:
    run_job(job_id, partial(services.compute_reliability, at=timezone.now()))
