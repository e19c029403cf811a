"""Walks from link to link, as one person, and reads what every page says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

SILENT = {"script", "style", "code", "pre", "svg", "template", "kbd"}
SPOKEN = {"aria-label", "alt", "title", "placeholder", "data-cd-confirm", "data-cd-copied"}
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Read(HTMLParser):
    """What a page holds: where it leads, what it says, what it is made of."""

    links: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    primary_buttons: int = 0
    _open: list[tuple[str, bool]] = field(
        default_factory=list
    )  # elements, and whether what they say is to be read

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, tag not in SILENT and said.get("translate") != "no"))
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if "button-primary" in said.get("class", "").split():
            self.primary_buttons += not any(tag in {"dialog", "template"} for tag, _read in self._open)
        if "id" in said:
            self.ids.append(said["id"])
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(tag)
        if said.get("translate") != "no" and self._is_read():
            self.words += [said[name] for name in SPOKEN & said.keys() if said[name].strip()]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._is_read():
            self.words.append(" ".join(data.split()))

    def _is_read(self) -> bool:
        return all(read for _tag, read in self._open)


@dataclass(frozen=True)
class Visited:
    """A page, and the link on another that led there."""

    path: str
    came_from: str
    name: str
    status: int
    read: Read


def walk(client: Client, start: str) -> Iterator[Visited]:
    """Every page that links lead to from `start`, one for each name of an address; downloads are asked for and not read."""
    client.raise_request_exception = False  # a page that breaks is told of with the link that led there
    seen_paths, seen_names = {start}, set[str]()
    ahead = [(start, "")]
    while ahead:
        path, came_from = ahead.pop(0)
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            name = ""
        if name and name in seen_names:
            continue
        seen_names.add(name)
        answer = client.get(path)
        read = Read(links=[answer.headers["Location"]] if "Location" in answer.headers else [])
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            read.feed(answer.content.decode())
        yield Visited(path, came_from, name, answer.status_code, read)
        for link in read.links:
            target = urldefrag(urljoin(path, link)).url
            if target.startswith("/") and target not in seen_paths:
                seen_paths.add(target)
                ahead.append((target, path))
