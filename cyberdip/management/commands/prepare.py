"""``manage.py prepare``: wait for the database, bring it up to date, and say whether anybody is in it."""

import time
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import OperationalError, connection

from cyberdip.demo.progress import is_unfinished


class Command(BaseCommand):
    help = "Waits for the database, runs the migrations, and says as its last word: empty, or in use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", type=float, default=60, help="seconds to wait for the database (60)")

    def handle(self, *args: Any, wait: float, **options: Any) -> None:
        _await_database(wait)
        call_command("migrate", interactive=False, verbosity=options["verbosity"] - 1)
        # A demo study that was broken off is nobody's work yet: whoever fills an empty database goes on with it.
        in_use = get_user_model()._default_manager.exists() and not is_unfinished()
        self.stdout.write("in use" if in_use else "empty")


def _await_database(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise CommandError(f"The database does not answer: {error}") from error
            time.sleep(0.05)
        else:
            return
