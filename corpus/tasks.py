"""What workers do for the corpus: ids in, nothing out."""

from celery import shared_task

from corpus.services import work
from studies.services.jobs import run_job


@shared_task(name="corpus.check")
def check(job_id: int) -> None:
    run_job(job_id, work.perform_check)


@shared_task(name="corpus.import")
def import_messages(job_id: int) -> None:
    run_job(job_id, work.perform_import)
