"""``python -m cyberdip.launch.healthcheck PORT``: ends with 0 when the application in this container is ready, else 1."""

from __future__ import annotations

import sys

from cyberdip.launch import address


def main(port: str) -> int:
    """Ask for readiness: the database, its migrations, and Redis."""
    return 0 if address.answers(int(port), "/readyz") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
