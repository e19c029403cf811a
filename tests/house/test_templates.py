"""Every template is used, and none needs a hole in the Content-Security-Policy."""

import re

import pytest

from cyberdip.launch.folders import ROOT

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html"))
APPS = ["cyberdip", "studies", "corpus", "coding", "agreement", "dataset"]

# Asked for by name in libraries, or by the number of an answer.
CALLED_FROM_OUTSIDE = re.compile(
    r"^(account|mfa|usersessions|allauth|rest_framework|drf_spectacular)/|^\d{3}(_csrf)?\.html$"
)


@pytest.fixture(scope="module")
def everything_written() -> str:
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return "\n".join(path.read_text() for path in [*sources, *TEMPLATES])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_template_is_used(path, everything_written):
    name = path.relative_to(ROOT / "templates").as_posix()
    assert CALLED_FROM_OUTSIDE.search(name) or f'"{name}"' in everything_written


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_template_has_nothing_inline(path):
    text = path.read_text()
    assert not re.search(r"<[^>{}]*\s(style|on[a-z]+|hx-on[^=\s]*)\s*=", text), "an inline style or handler"
    assert not re.search(r"<style\b", text), "an inline style sheet"
    scripts = re.findall(r"<script\b([^>]*)>", text)
    assert all("src=" in tag or "application/json" in tag for tag in scripts), "an inline script"
    assert not re.search(r"(src|href|action)=[\"']?(https?:)?//", text), "something from elsewhere"
