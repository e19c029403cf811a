"""``manage.py bench [--only NAME]``: run the measurements on throw-away servers, print their rows."""

import argparse
import importlib

import django

from tests.services import TestServices, claimed_folder

MEASUREMENTS = {
    "desk": "submit-and-next at the desk, beside a bare view on the same servers",
    "rounds": "opening 100,000 messages, three of twenty coders each, and the page of the PI; beside bare ones",
    "start": "from an empty machine to an application that answers, by phases",
}


def main() -> None:
    """Measure what is asked for; everything where nothing is named."""
    parser = argparse.ArgumentParser(prog="manage.py bench", description="Measure how long things take.")
    parser.add_argument(
        "--only", choices=MEASUREMENTS, action="append", help="only this one; may be repeated"
    )
    chosen = parser.parse_args().only or list(MEASUREMENTS)
    services = TestServices(claimed_folder(), "bench", owner=True)
    services.set_environment()
    try:
        django.setup()
        for name in chosen:
            print(f"\n{name}: {MEASUREMENTS[name]}", flush=True)
            for line in importlib.import_module(f"tests.bench.{name}").measure(services):
                print(f"  {line}", flush=True)
    finally:
        services.stop()


if __name__ == "__main__":
    main()
