"""The roof: wires the floors together and decides nothing.

Settings, addresses, middleware, the Celery application, health pages, the launcher and the demo live here, since each of them has
to know every floor. Whatever would decide something about a study belongs on a floor below.

This file imports nothing: `manage.py` reads `cyberdip.launch` with the standard library alone, before any package is installed.
"""
