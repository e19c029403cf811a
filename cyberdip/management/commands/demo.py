"""``manage.py demo``: the demo study, walked through from import to export; ``--links``: the ways in."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from cyberdip.demo.people import PEOPLE
from cyberdip.demo.walk import walk
from cyberdip.lib.problems import Problem
from studies.accounts import demo_link
from studies.models import ROLE_LABELS, User


class Command(BaseCommand):
    help = "Makes the demo study by walking the whole road over it. Run again, it adds what is missing and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--links", action="store_true", help="print the sign-in links of the demo's people"
        )

    def handle(self, *args: Any, links: bool, **options: Any) -> None:
        if links:
            self._print_links()
        else:
            self._walk()

    def _walk(self) -> None:
        try:
            walk(self._tell)
        except Problem as problem:
            raise CommandError(problem.detail) from problem

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _print_links(self) -> None:
        users = {
            user.email: user for user in User.objects.filter(email__in=[person.email for person in PEOPLE])
        }
        for person in PEOPLE:
            if person.email in users:
                link = settings.BASE_URL + demo_link(users[person.email])
                self.stdout.write(f"  {ROLE_LABELS[person.role]!s:<24} {person.name:<12} {link}")
