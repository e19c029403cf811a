"""Every Django command, on the database of the cyberdip that runs here."""

from __future__ import annotations

import os

from django.core.management import execute_from_command_line
from django.db.utils import OperationalError

from cyberdip.launch import application
from cyberdip.launch.data_folder import DataFolder
from cyberdip.launch.folders import data_folder
from cyberdip.launch.refusal import Refusal


def main(argv: list[str]) -> int:
    """Run the command; without DATABASE_URL on the servers of the running ``up``, if there is one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyberdip.settings")
    found = "DATABASE_URL" in os.environ or _use_running_servers()
    if not found:
        os.environ |= application.nowhere() | os.environ
    try:
        execute_from_command_line(["manage.py", *argv])
    except OperationalError as error:
        if found:
            raise
        raise Refusal(
            "this command needs the database. Start it in another terminal: manage.py up"
        ) from error
    return 0


def _use_running_servers() -> bool:
    data = DataFolder(data_folder())
    running = data.running()
    if running is None or not data.is_claimed():
        return False
    os.environ |= application.environment(
        data=data.path,
        database_url=running.database_url,
        redis_url=running.redis_url,
        secret_key=data.secret_key(),
        address=running.address,
        demo=False,
    )
    return True
