from celery import shared_task
from django.utils import timezone

from coding.services import round_news


@shared_task(name="coding.new_messages")
def new_messages() -> None:
    """Runs every minute: what was imported since goes to the open rounds that take it."""
    round_news.take_new_messages_everywhere(at=timezone.now())
