"""Every form that writes can be sent without JavaScript: it has its own token, and its button says what it does."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from studies.models import Job
from tests.house.visiting import TABLE, all_addresses, path_of

pytestmark = pytest.mark.django_db


class _Forms(HTMLParser):
    """The forms of a page that write, with whether each holds a token."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, bool]] = []
        self._action: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._action = given.get("action") or ""
            self.found.append((self._action, False))
        elif tag == "input" and given.get("name") == "csrfmiddlewaretoken" and self._action is not None:
            self.found[-1] = (self._action, bool(given.get("value")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._action = None


@pytest.mark.parametrize(("person", "jobs"), [("pi", "failed"), ("pi", "running"), ("coder_a", "done")])
def test_forms_that_write_hold_a_token(person, jobs, request, furnished, client_of):
    Job.objects.update(state=jobs)
    client = client_of(request.getfixturevalue(person))
    without = []
    for name, pattern in all_addresses().items():
        if "GET" not in TABLE[name] or name.startswith("api:"):
            continue
        answer = client.get(path_of(name, pattern, furnished), follow=True)
        if answer.streaming or not re.match("text/html", answer["Content-Type"]):
            continue
        forms = _Forms()
        forms.feed(answer.content.decode())
        without += [f"{name}: {action}" for action, has_token in forms.found if not has_token]
    assert not without, "\n" + "\n".join(sorted(set(without)))
