"""Bringing a file in: what is new comes in once, what is known stays as it is, and a faulty file leaves
nothing behind.
"""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.mapping import Field, FieldMapping
from corpus.models import Account, Import, Message, Observation
from corpus.queries import MessageFilters, matching
from corpus.services.imports import NoRoom, check_import, save_mapping, start_import
from corpus.services.work import perform_check
from corpus.words import words_of
from cyberdip.lib.problems import Conflict, Invalid, NotFound, TooLarge
from studies.models import LogEntry, Study, User
from tests.corpus.files import as_csv, bring_in, remap, silent, tweet, upload

pytestmark = pytest.mark.django_db


def test_a_file_becomes_messages_with_accounts_and_counts(study: Study, pi: User, now: datetime) -> None:
    source = upload(
        study,
        as_csv([tweet(1), tweet(2, account="@Embassy_Demo"), tweet(3, account="mfa_demo")]),
        by=pi,
        at=now,
    )
    report = bring_in(source, by=pi, at=now)
    assert (report["rows"], report["new"], report["refused"]) == (3, 3, 0)
    first = Message.objects.select_related("account").get(text="Our network, message 1 #5G")
    assert (first.account.handle, first.account.country) == ("embassy_demo", "Arvenia")
    assert first.posted_at == datetime(2019, 5, 2, 9, 30, tzinfo=UTC)
    assert (first.language, first.kind, first.imported_by) == ("en", "original", source)
    counts = first.observations.get()
    assert (counts.likes, counts.retweets, counts.replies, counts.observed_at) == (10, 1, None, now)
    assert set(Account.objects.values_list("handle", flat=True)) == {"embassy_demo", "mfa_demo"}


def test_the_same_file_twice_adds_nothing(study: Study, pi: User, now: datetime) -> None:
    content = as_csv([tweet(1), tweet(2)])
    bring_in(upload(study, content, by=pi, at=now), by=pi, at=now)
    report = bring_in(upload(study, content, by=pi, at=now), by=pi, at=now)
    assert (report["new"], report["unchanged"]) == (0, 2)
    assert (Message.objects.count(), Observation.objects.count()) == (2, 2)


def test_other_counts_become_a_dated_observation(study: Study, pi: User, now: datetime) -> None:
    later = now + timedelta(days=1)
    bring_in(upload(study, as_csv([tweet(1), tweet(2)]), by=pi, at=now), by=pi, at=now)
    report = bring_in(
        upload(study, as_csv([tweet(1, likes="99"), tweet(2, likes="")]), by=pi, at=later), by=pi, at=later
    )
    assert (report["recounted"], report["unchanged"], report["new"]) == (1, 1, 0)
    assert list(Observation.objects.order_by("id").values_list("likes", flat=True)) == [10, 20, 99]


def test_another_text_is_told_and_never_written_over(study: Study, pi: User, now: datetime) -> None:
    bring_in(upload(study, as_csv([tweet(1)]), by=pi, at=now), by=pi, at=now)
    report = bring_in(upload(study, as_csv([tweet(1, text="Something else")]), by=pi, at=now), by=pi, at=now)
    assert report["changed"] == 1
    assert [change["line"] for change in report["changes"]] == [2]  # type: ignore[attr-defined]
    assert Message.objects.get().text == "Our network, message 1 #5G"


def test_the_same_row_twice_in_a_file_counts_once(study: Study, pi: User, now: datetime) -> None:
    report = bring_in(upload(study, as_csv([tweet(1), tweet(1), tweet(2)]), by=pi, at=now), by=pi, at=now)
    assert (report["rows"], report["new"], report["repeated"]) == (3, 2, 1)


def test_one_id_with_two_texts_is_refused_with_both_lines(study: Study, pi: User, now: datetime) -> None:
    source = upload(study, as_csv([tweet(1), tweet(2), tweet(1, text="Another")]), by=pi, at=now)
    with pytest.raises(Invalid, match=r"Line 4: The id \d+ stands on line 2 already"):
        bring_in(source, by=pi, at=now)
    assert not Message.objects.exists()


def test_one_faulty_row_keeps_the_whole_file_out(study: Study, pi: User, now: datetime) -> None:
    source = upload(study, as_csv([tweet(1), tweet(2, likes="many"), tweet(3)]), by=pi, at=now)
    with pytest.raises(Invalid, match=r"1 of 3 rows were refused\. Line 3: “many”"):
        bring_in(source, by=pi, at=now)
    assert not Message.objects.exists()
    assert not Account.objects.exists()
    source.refresh_from_db()
    assert (source.report["refused"], source.finished_at) == (1, None)


def test_unless_refused_rows_are_left_out_knowingly(study: Study, pi: User, now: datetime) -> None:
    source = upload(study, as_csv([tweet(1), tweet(2, likes="many"), tweet(3)]), by=pi, at=now)
    report = bring_in(source, by=pi, at=now, leave_out_refused=True)
    assert (report["new"], report["refused"]) == (2, 1)


def test_a_file_that_breaks_off_is_never_imported_in_part(study: Study, pi: User, now: datetime) -> None:
    content = as_csv([tweet(1), tweet(2)]) + b'"never closed,\n'
    source = upload(study, content, by=pi, at=now)
    with pytest.raises(Invalid, match="Line 4: A quotation mark"):
        bring_in(source, by=pi, at=now, leave_out_refused=True)
    assert not Message.objects.exists()


def test_ids_that_were_rounded_are_not_imported(study: Study, pi: User, now: datetime) -> None:
    rows = [{**tweet(number), "tweet_id": tweet(number)["tweet_id"][:15] + "0000"} for number in range(5)]
    source = upload(study, as_csv(rows), by=pi, at=now)
    with pytest.raises(Invalid, match="5 of 5 ids end in a run of zeros"):
        bring_in(source, by=pi, at=now, leave_out_refused=True)


def test_a_dry_run_tells_the_same_and_changes_nothing(study: Study, pi: User, now: datetime) -> None:
    rows = [tweet(1), tweet(2), tweet(3, likes="-1")]
    source = upload(study, as_csv(rows), by=pi, at=now)
    result = perform_check(check_import(source, by=pi, at=now), silent)
    assert (result["new"], result["refused"], result["new_accounts"]) == (2, 1, ["embassy_demo"])
    assert [(fault["code"], fault["line"]) for fault in result["faults"]] == [("count", 4)]
    assert not Message.objects.exists()
    assert not Account.objects.exists()


def test_what_an_account_says_of_itself_is_kept_and_what_it_lacks_is_filled(
    study: Study, pi: User, now: datetime
) -> None:
    Account.objects.create(study=study, handle="Embassy_Demo", kind="institutional")
    bring_in(upload(study, as_csv([tweet(1, account_type="personal")]), by=pi, at=now), by=pi, at=now)
    account = Account.objects.get()
    assert (account.handle, account.kind, account.country) == ("Embassy_Demo", "institutional", "Arvenia")


def test_a_study_does_not_see_the_messages_of_another(study: Study, pi: User, now: datetime) -> None:
    other = Study.objects.create(slug="other", title="Other", created_by=pi, created_at=now)
    content = as_csv([tweet(1)])
    bring_in(upload(study, content, by=pi, at=now), by=pi, at=now)
    assert bring_in(upload(other, content, by=pi, at=now), by=pi, at=now)["new"] == 1


def test_the_mapping_is_what_counts(study: Study, pi: User, now: datetime) -> None:
    source = upload(study, as_csv([tweet(1, comment="Read this instead")]), by=pi, at=now)
    source = remap(
        source, lambda guess: replace(guess, columns={**guess.columns, Field.TEXT: "comment"}), by=pi, at=now
    )
    bring_in(source, by=pi, at=now)
    assert Message.objects.get().text == "Read this instead"


def test_a_mapping_without_an_id_is_refused_at_its_field(study: Study, pi: User, now: datetime) -> None:
    source = upload(study, as_csv([tweet(1)]), by=pi, at=now)
    with pytest.raises(Invalid) as refused:
        save_mapping(
            source, mapping=FieldMapping({Field.TEXT: "text", Field.ACCOUNT: "account"}), by=pi, at=now
        )
    assert set(refused.value.fields) == {"id"}


def test_a_file_without_ids_can_be_uploaded_but_not_imported(study: Study, pi: User, now: datetime) -> None:
    rows = [{name: cell for name, cell in tweet(1).items() if name != "tweet_id"}]
    source = upload(study, as_csv(rows), by=pi, at=now)
    with pytest.raises(Invalid, match="No column is chosen for the id"):
        start_import(source, leave_out_refused=False, by=pi, at=now)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"tweet_id,text\n", "below its header"),
        (b"[]", "inside its brackets"),
        (b"PK\x03\x04", "Excel workbook"),
        (b"[{]", "not valid JSON"),
        (",".join(f"c{n}" for n in range(1001)).encode() + b"\n" + b"," * 1000, "The file has 1001 columns"),
        ("id,中文,".encode() + b"\xff" + b"\n1,a,b\n", "bytes that are no UTF-8"),
        (b'[{"id": 1, "a\\u0000": 2}]', "zero character"),
    ],
)
def test_a_file_that_cannot_be_read_is_not_kept(
    study: Study, pi: User, now: datetime, content: bytes, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        upload(study, content, by=pi, at=now)
    assert not Import.objects.exists()


def test_a_file_above_the_limit_is_refused(
    study: Study, pi: User, now: datetime, settings: pytest.FixtureRequest
) -> None:
    settings.MAX_UPLOAD_BYTES = 100  # type: ignore[attr-defined]
    with pytest.raises(TooLarge, match="100\xa0bytes is the limit"):
        upload(study, as_csv([tweet(1)]), by=pi, at=now)


def test_an_import_is_done_once(study: Study, pi: User, now: datetime) -> None:
    source = upload(study, as_csv([tweet(1)]), by=pi, at=now)
    bring_in(source, by=pi, at=now)
    with pytest.raises(Conflict, match="has been imported"):
        start_import(source, leave_out_refused=False, by=pi, at=now)


def test_while_it_is_worked_on_nothing_else_is_begun(study: Study, pi: User, now: datetime) -> None:
    source = upload(study, as_csv([tweet(1)]), by=pi, at=now)
    check_import(source, by=pi, at=now)
    with pytest.raises(Conflict, match="being worked on"):
        start_import(source, leave_out_refused=False, by=pi, at=now)
    with pytest.raises(Conflict, match="being worked on"):
        save_mapping(source, mapping=FieldMapping.from_json(source.mapping), by=pi, at=now)


def test_the_logbook_has_a_line_for_the_upload_and_one_for_the_import(
    study: Study, pi: User, now: datetime
) -> None:
    bring_in(upload(study, as_csv([tweet(1)]), by=pi, at=now), by=pi, at=now)
    assert list(LogEntry.objects.order_by("id").values_list("verb", flat=True))[-2:] == [
        "file uploaded",
        "messages imported",
    ]


@given(
    text=st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), min_size=1).filter(
        str.strip
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(text="NULL null {} \\ \\N \t \" ' , % 5G")
def test_any_text_comes_in_as_it_was_written_and_is_found(
    study: Study, pi: User, now: datetime, text: str
) -> None:
    number = Import.objects.count() + 1
    source = upload(study, as_csv([tweet(number, text=text)]), by=pi, at=now)
    source = remap(source, lambda guess: replace(guess, decode_entities=False), by=pi, at=now)
    bring_in(source, by=pi, at=now)
    message = Message.objects.get(imported_by=source)
    assert message.text == text
    if words_of(text):
        assert message in matching(study, MessageFilters(search=text))


@pytest.mark.shared_data
def test_real_messages_come_in_once(study: Study, pi: User, now: datetime, shared_data: Path) -> None:
    content = (shared_data / "data/study_accounts/fiveg_official_us_cn_2017-2021.csv").read_bytes()
    first, second = (bring_in(upload(study, content, by=pi, at=now), by=pi, at=now) for _ in range(2))
    assert [first[name] for name in ("rows", "new", "entities", "refused")] == [386, 386, 39, 0]
    assert [second[name] for name in ("rows", "new", "unchanged")] == [386, 0, 386]
    assert Message.objects.filter(kind="retweet").count() == 69


def test_a_name_of_a_file_is_no_path(study: Study, pi: User, now: datetime) -> None:
    assert (
        upload(study, as_csv([tweet(1)]), by=pi, at=now, name="../../etc/passwd.csv").file_name
        == "passwd.csv"
    )


def test_a_message_cannot_be_stored_twice_by_any_path(study: Study, pi: User, now: datetime) -> None:
    bring_in(upload(study, as_csv([tweet(1)]), by=pi, at=now), by=pi, at=now)
    first = Message.objects.get()
    again = Message(
        study=study,
        account=first.account,
        external_id=first.external_id,
        posted_at=now,
        text="Again",
        imported_by=first.imported_by,
    )
    with pytest.raises(IntegrityError, match="message_once"):
        again.save()


def test_a_full_disk_is_told_and_changes_nothing(
    study: Study, pi: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(NoRoom, match="No space left on device"):
        upload(study, as_csv([tweet(1)]), by=pi, at=now)
    assert not Import.objects.exists()


def test_a_file_that_has_gone_is_told(study: Study, pi: User, now: datetime) -> None:
    source = upload(study, as_csv([tweet(1)]), by=pi, at=now)
    source.file.delete(save=False)
    source.refresh_from_db()
    with pytest.raises(NotFound, match="not in the folder of uploads"):
        check_import(source, by=pi, at=now)
