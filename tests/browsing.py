"""Browsers of people who are signed in already; the stories sign in by the form."""

from django.test import Client
from playwright.sync_api import BrowserContext


def enter(context: BrowserContext, server: object, client: Client) -> None:
    """Let the browser go on with the session of `client` on `server`."""
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": str(server)}])
