"""A codebook that comes from a file: looked at, taken over, and given out again, on the page and by a program."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from coding.codebook_formats import Format, codebook_document, read, write
from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, draft_of
from coding.services.codebook import publish_codebook, replace_codebook, start_draft
from coding.services.codebook_files import begin_with_template, import_codebook
from coding.services.codebook_variables import add_variable
from coding.study_templates import TEMPLATES
from cyberdip.lib.problems import Conflict, Invalid, Stale
from studies.models import LogEntry, Study, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("study")]

SPEC = TEMPLATES["frames"].spec
TREE = TEMPLATES["crisis"].spec


@pytest.fixture
def web(client_of: Callable[[User], Client], pi: User) -> Client:
    return client_of(pi)


def _url(name: str, *args: Any) -> str:
    return reverse(name, args=["a-study", *args])


def _file(data: bytes, name: str = "codebook.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def _look(web: Client, data: bytes, name: str = "codebook.json") -> Any:
    return web.post(_url("codebook_import"), {"file": _file(data, name)})


def _hidden(answer: Any) -> dict[str, str]:
    """The fields that the page carries to the next press."""
    form = re.search(r'action="[^"]*take-over/".*?</form>', answer.content.decode(), re.DOTALL)
    assert form is not None
    found = dict(re.findall(r'name="(document|number|edits)"(?: value="([^"]*)")?', form[0]))
    return {name: value for name, value in found.items() if value}


def _without_numbers(spec: CodebookSpec) -> CodebookSpec:
    """The draft gives every category a number."""
    document = codebook_document(spec)
    for variable in document["variables"]:
        for category in variable["categories"]:
            category["number"] = None
    return read(json.dumps(document).encode(), "x").spec


@pytest.fixture
def published(study: Study, pi: User, now: datetime) -> CodebookVersion:
    draft = start_draft(study, template="sentiment", by=pi, at=now)
    return publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=pi, at=now)


@pytest.mark.parametrize("form", [Format.JSON, Format.XLSX])
def test_a_file_is_looked_at_and_becomes_the_draft(web: Client, study: Study, form: Format) -> None:
    looked = _look(web, write(SPEC, form)[0], f"frames.{form}")
    assert looked.status_code == 200
    assert "Human interest" in looked.content.decode()
    assert "There is no draft" in looked.content.decode()
    assert draft_of(study) is None
    taken = web.post(_url("codebook_take_over"), _hidden(looked), follow=True)
    assert taken.redirect_chain[-1][0] == _url("codebook_draft")
    draft = draft_of(study)
    assert draft is not None
    assert _without_numbers(codebook_spec(draft)) == SPEC
    assert LogEntry.objects.filter(study=study, verb="codebook read from a file").count() == 1


def test_a_second_press_of_the_button_changes_nothing(web: Client, study: Study) -> None:
    fields = _hidden(_look(web, write(SPEC, Format.JSON)[0]))
    for _press in range(2):
        assert web.post(_url("codebook_take_over"), fields).status_code == 302
    assert LogEntry.objects.filter(study=study, verb="codebook read from a file").count() == 1


def test_a_draft_is_replaced_knowingly_and_not_when_somebody_has_changed_it(
    web: Client, study: Study, pi: User, now: datetime
) -> None:
    draft = start_draft(study, template="stance", by=pi, at=now)
    looked = _look(web, write(SPEC, Format.JSON)[0])
    assert "whose 5 variables go" in looked.content.decode()
    add_variable(draft, label="New", kind="yesno", by=pi, at=now)
    assert web.post(_url("codebook_take_over"), _hidden(looked)).status_code == 409
    assert codebook_spec(draft).variable("stance") is not None
    again = _look(web, write(SPEC, Format.JSON)[0])
    assert web.post(_url("codebook_take_over"), _hidden(again)).status_code == 302
    assert _without_numbers(codebook_spec(draft)) == SPEC


def test_what_the_page_carries_cannot_be_changed_or_carried_elsewhere(
    web: Client, study: Study, pi: User, now: datetime
) -> None:
    fields = _hidden(_look(web, write(SPEC, Format.JSON)[0]))
    forged = fields | {"document": fields["document"][:-3] + "abc"}
    assert web.post(_url("codebook_take_over"), forged).status_code == 422
    Study.objects.filter(pk=study.pk).update(slug="elsewhere")
    other = Study.objects.create(slug="a-study", title="Other", created_by=pi, created_at=now)
    pi.memberships.create(study=other, role="pi", added_by=pi, added_at=now)
    assert web.post(_url("codebook_take_over"), fields).status_code == 422
    assert draft_of(other) is None


def test_all_faults_are_told_and_nothing_can_be_taken_over(web: Client, study: Study) -> None:
    rows = b"variable_label,kind,category_key,category_label,parent\nA,mood,x,X,y\nA,,y,Y,x\nA,,y,Again,\n"
    looked = _look(web, rows, "broken.csv")
    words = looked.content.decode()
    assert looked.status_code == 422
    assert "no kind of variable" in words
    assert "stands 2 times" in words
    assert "take-over" not in words
    assert draft_of(study) is None


def test_what_is_no_codebook_is_told_at_the_field(web: Client) -> None:
    looked = _look(web, b"PK\x03\x04 rubbish", "x.xlsx")
    assert looked.status_code == 422
    assert "damaged or locked" in looked.content.decode()


def test_words_of_a_file_are_words_and_no_markup(web: Client) -> None:
    spec = CodebookSpec(
        (VariableSpec("a", "<script>alert(1)</script>", "text", "", instruction="{% now %} &amp;"),)
    )
    words = _look(web, write(spec, Format.JSON)[0], "<b>.json").content.decode()
    assert "<script>alert" not in words
    assert "&lt;script&gt;alert(1)" in words
    assert "<b>.json" not in words


def test_what_was_published_stays_retired(web: Client, study: Study, published: CodebookVersion) -> None:
    looked = _look(web, write(SPEC, Format.JSON)[0])
    assert "What was published and is not in the file stays, retired" in looked.content.decode()
    web.post(_url("codebook_take_over"), _hidden(looked))
    draft = draft_of(study)
    assert draft is not None
    assert draft.based_on == published
    spec = codebook_spec(draft)
    assert [v.key for v in spec.variables if not v.retired] == [v.key for v in SPEC.variables]
    assert {v.key for v in spec.variables if v.retired} == {v.key for v in codebook_spec(published).variables}


def test_a_published_variable_of_another_kind_is_a_fault(web: Client, published: CodebookVersion) -> None:
    other = CodebookSpec((VariableSpec("sentiment", "Sentiment", "text", ""),))
    looked = _look(web, write(other, Format.JSON)[0])
    assert looked.status_code == 422
    assert "another kind of answer" in looked.content.decode()


# --- out


@pytest.mark.parametrize("form", [Format.JSON, Format.CSV, Format.XLSX, Format.QDC])
def test_every_version_leaves_as_a_file_that_comes_in_again(
    web: Client, study: Study, published: CodebookVersion, form: Format
) -> None:
    answer = web.get(_url("codebook_file", 1, form))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="a-study-codebook-v1.{form}"'
    assert bool(json.loads(answer["X-Codebook-Lost"])) == (form is Format.QDC)
    again = read(answer.content, "x").spec
    assert [v.key for v in again.variables] == [v.key for v in codebook_spec(published).variables]
    if form is not Format.QDC:
        assert again == codebook_spec(published)


def test_the_page_of_a_version_says_what_a_format_loses(web: Client, published: CodebookVersion) -> None:
    words = web.get(_url("codebook_detail", 1)).content.decode()
    assert _url("codebook_file", 1, "xlsx") in words
    assert "The scale values of Sentiment" in words


def test_there_is_no_other_format(web: Client, published: CodebookVersion) -> None:
    assert web.get("/studies/a-study/codebook/1/codebook.docx").status_code == 404


def test_the_file_is_the_document_of_the_api(
    api_of: Callable[[User], APIClient], pi: User, study: Study, now: datetime
) -> None:
    draft = start_draft(study, by=pi, at=now)
    spec = CodebookSpec((*SPEC.variables, *TREE.variables, *TEMPLATES["engagement"].variables), SPEC.rules)
    replace_codebook(draft, spec, edits=draft.edits, by=pi, at=now)
    program = api_of(pi)
    document = program.get(reverse("api:codebook_detail", args=["a-study", 1])).json()
    file = json.loads(program.get(reverse("api:codebook_file", args=["a-study", 1, "json"])).content)
    assert file["variables"] == document["variables"]
    assert file["rules"] == document["rules"]
    assert read(json.dumps(document).encode(), "x").spec == codebook_spec(draft)


# --- by a program


def test_a_program_looks_and_takes_over(api_of: Callable[[User], APIClient], pi: User, study: Study) -> None:
    program = api_of(pi)
    looked = program.post(
        reverse("api:codebook_import", args=["a-study"]),
        {"file": _file(write(SPEC, Format.XLSX)[0])},
        format="multipart",
    )
    assert looked.status_code == 200
    assert looked.json()["format"] == "xlsx"
    assert (looked.json()["faults"], looked.json()["draft"]) == ([], None)
    assert draft_of(study) is None
    taken = program.post(
        reverse("api:codebook_take_over", args=["a-study"]),
        {"file": _file(write(SPEC, Format.JSON)[0])},
        format="multipart",
    )
    assert taken.status_code == 200
    assert [v["key"] for v in taken.json()["variables"]] == [v.key for v in SPEC.variables]
    stale = program.post(
        reverse("api:codebook_take_over", args=["a-study"]),
        {"file": _file(write(TREE, Format.JSON)[0])},
        format="multipart",
    )
    assert stale.status_code == 409


def test_a_program_hears_all_faults(api_of: Callable[[User], APIClient], pi: User, study: Study) -> None:
    broken = (
        b'{"variables": [{"label": "A", "kind": "mood"}, {"label": "B", "kind": "single", "required": 3}]}'
    )
    for name in ("codebook_import", "codebook_take_over"):
        answer = api_of(pi).post(
            reverse(f"api:{name}", args=["a-study"]), {"file": _file(broken)}, format="multipart"
        )
        told = json.dumps(answer.json(), ensure_ascii=False)
        assert "no kind of variable" in told
        assert "takes true or false" in told
    assert draft_of(study) is None


# --- services


def test_an_import_is_one_deed_and_stale_if_the_draft_is_another(
    study: Study, pi: User, now: datetime
) -> None:
    words = {"file_name": "x.json", "by": pi, "at": now}
    draft = import_codebook(study, SPEC, number=None, edits=None, **words)
    assert import_codebook(study, SPEC, number=None, edits=None, **words) == draft
    with pytest.raises(Stale):
        import_codebook(study, TREE, number=None, edits=None, **words)
    with pytest.raises(Stale):
        import_codebook(study, TREE, number=draft.number, edits=draft.edits + 9, **words)
    loop = CodebookSpec(
        (VariableSpec("a", "A", "single", "nominal", categories=(CategorySpec("x", "X", parent="x"),)),)
    )
    draft.refresh_from_db()
    with pytest.raises(Invalid):
        import_codebook(study, loop, number=draft.number, edits=draft.edits, **words)
    assert _without_numbers(codebook_spec(draft)) == SPEC


# --- the gallery


def test_the_gallery_shows_every_template(web: Client) -> None:
    words = web.get(_url("codebook_templates")).content.decode()
    for template in TEMPLATES.values():
        assert (template.title in words) == bool(template.variables)


@pytest.mark.parametrize("key", [key for key in TEMPLATES if key != "blank"])
def test_a_study_begins_with_a_template_of_the_gallery(
    web: Client, study: Study, pi: User, now: datetime, key: str
) -> None:
    start_draft(study, by=pi, at=now)
    for _press in range(2):
        assert web.post(_url("template_use", key)).status_code == 302
    draft = draft_of(study)
    assert draft is not None
    assert _without_numbers(codebook_spec(draft)) == TEMPLATES[key].spec


def test_a_template_replaces_nothing(study: Study, pi: User, now: datetime) -> None:
    begin_with_template(study, template="frames", by=pi, at=now)
    with pytest.raises(Conflict):
        begin_with_template(study, template="crisis", by=pi, at=now)
    with pytest.raises(Invalid):
        begin_with_template(study, template="nonsense", by=pi, at=now)


def test_a_template_does_not_follow_a_published_version(
    study: Study, published: CodebookVersion, pi: User, now: datetime
) -> None:
    with pytest.raises(Conflict):
        begin_with_template(study, template="frames", by=pi, at=now)
