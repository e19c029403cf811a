#!/usr/bin/env python3
"""The one command of cyberdip: ``up``, ``test``, ``check_all``, ``bench``, ``lock``, and every Django command.

This file is read by whatever Python the machine has, so it is written in the grammar of old ones: a Python that
is too old is then told so in a sentence and not by a SyntaxError. Everything else begins in cyberdip.launch.
"""

import sys

OLDEST, NEWEST = (3, 11), (3, 14)


def main():
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        sys.exit(
            "cyberdip needs Python %d.%d to %d.%d, and %s is %d.%d. Start it with another one, for instance:"
            " python%d.%d manage.py %s"
            % (
                OLDEST
                + NEWEST
                + (sys.executable,)
                + tuple(sys.version_info[:2])
                + NEWEST
                + (" ".join(sys.argv[1:]) or "up",)
            )
        )
    from cyberdip.launch.command_line import run

    run(sys.argv)


if __name__ == "__main__":
    main()
