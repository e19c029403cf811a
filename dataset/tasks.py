from celery import shared_task

from dataset.services.snapshots import freeze_snapshot
from studies.services.jobs import run_job


@shared_task(name="dataset.snapshot")
def snapshot(job_id: int) -> None:
    """Freezes the dataset that the job asks for."""
    run_job(job_id, freeze_snapshot)
