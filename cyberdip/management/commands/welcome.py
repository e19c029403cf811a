"""``manage.py welcome``: where to go with a browser, and who one can be there."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command
from django.urls import reverse


class Command(BaseCommand):
    help = "Prints the address, with the demo's sign-in links or, where nobody is yet, the page for the first account."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"\ncyberdip is at {settings.BASE_URL}")
        if not get_user_model()._default_manager.exists():
            page = settings.BASE_URL + reverse("account_signup")
            self.stdout.write(f"Nobody has an account yet. The first one is made at {page}")
        elif settings.DEMO:
            self.stdout.write("Ways in without a password, on this machine only:")
            call_command("demo", links=True)
