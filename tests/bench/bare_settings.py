"""The settings of the bare view: the same database, users and sessions, and only what these and CSRF need."""

from cyberdip.settings import *  # noqa: F403
from cyberdip.settings import INSTALLED_APPS as ALL_APPS

ROOT_URLCONF = "tests.bench.bare_view"
INSTALLED_APPS = [name for name in ALL_APPS if not name.startswith(("allauth", "cyberdip"))]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
