"""Bring in a file, say what its columns are, have it checked, have it imported."""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from corpus.faults import Fault, gettext_noop
from corpus.formats import Cell, Layout, Row, read, recognise
from corpus.mapping import FieldMapping, column_names, guess_mapping, mapping_faults
from corpus.models import Import
from corpus.queries import SAMPLE_ROWS, columns_of, job_key, unfinished_job
from corpus.records import character_damage
from corpus.sentences import said, said_with_line
from cyberdip.lib.problems import Conflict, Invalid, Problem, TooLarge
from studies.models import Job, Study, User
from studies.services.jobs import request_job
from studies.services.logbook import record

MAX_NAME = 255
CHUNK = 1 << 20
MAX_COLUMNS = 1000
TOO_MANY_COLUMNS = gettext_noop(
    "The file has %(found)s columns, and %(limit)s is the limit. Leave out those that the study does not need."
)
NO_RECORDS = Fault(
    "file.no_records",
    gettext_noop("The file holds no message: below its header, or inside its brackets, is nothing."),
)


class NoRoom(Problem):
    """The folder for uploads is full or cannot be written."""

    status = 507
    code = "no_room"


def create_import(study: Study, *, file: File[bytes], by: User, at: datetime) -> Import:
    """Keep a file, recognise what is in it and guess what its columns are. Nothing is imported yet.

    Raises TooLarge, Invalid for a file that cannot be read (which is then not kept), and NoRoom.
    """
    if file.size > settings.MAX_UPLOAD_BYTES:
        raise TooLarge(
            _(
                "The file has %(size)s; %(limit)s is the limit. Divide it into parts and import them one "
                "after another."
            )
            % {"size": filesizeformat(file.size), "limit": filesizeformat(settings.MAX_UPLOAD_BYTES)}
        )
    name = _bare_name(file.name or "")
    content = cast(BinaryIO, file.file)
    layout = _recognised(content, name)
    samples = _sample(content, layout)
    guess = guess_mapping(_columns(samples), samples)
    source = Import(
        study=study,
        file_name=name,
        size=file.size,
        sha256=_sha256(content),
        reading={**layout.as_json(), "reasons": {key.value: r.as_json() for key, r in guess.reasons.items()}},
        mapping=guess.mapping.as_json(),
        created_by=by,
        created_at=at,
    )
    return _keep(source, file)


def _bare_name(name: str) -> str:
    """The name for people, without a path and without what cannot be shown."""
    shown = "".join(
        character for character in PurePath(name.replace("\\", "/")).name if character.isprintable()
    )
    return shown[-MAX_NAME:] or _("unnamed file")


def _recognised(stream: BinaryIO, name: str) -> Layout:
    layout = recognise(stream, name)
    if isinstance(layout, Fault):
        raise _cannot_be_read(layout)
    return layout


def _sample(stream: BinaryIO, layout: Layout) -> list[dict[str, Cell]]:
    """The first records. A file without a single one is refused, with the first thing that is wrong with it."""
    readings = list(islice(read(stream, layout), SAMPLE_ROWS))
    rows = [dict(reading.record) for reading in readings if isinstance(reading, Row)]
    if not rows:
        raise _cannot_be_read(next((r for r in readings if isinstance(r, Fault)), NO_RECORDS))
    return rows


def _columns(samples: list[dict[str, Cell]]) -> list[str]:
    """The names of the columns, if they can be stored and chosen from."""
    columns = column_names(samples)
    fault = character_damage(dict.fromkeys(columns))
    if fault is None and len(columns) > MAX_COLUMNS:
        fault = Fault("file.columns", TOO_MANY_COLUMNS, {"found": len(columns), "limit": MAX_COLUMNS})
    if fault is not None:
        raise _cannot_be_read(fault.at(1))
    return columns


def _cannot_be_read(fault: Fault) -> Invalid:
    sentence = said_with_line(fault)
    return Invalid(sentence, fields={"file": [sentence]}, code=fault.code)


def _sha256(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


@transaction.atomic
def _keep(source: Import, file: File[bytes]) -> Import:
    # The row of the study is the lock under which the next number is free.
    study = Study.objects.select_for_update().get(pk=source.study_id)
    source.number = (study.imports.aggregate(last=Max("number"))["last"] or 0) + 1
    file.seek(0)
    try:
        # Where it is kept has nothing to do with what somebody called it.
        source.file.save(f"{study.pk}-{source.number}", file, save=False)
    except OSError as error:
        raise NoRoom(
            _("The file could not be kept: %(reason)s. Nothing was changed; tell whoever runs the server.")
            % {"reason": error.strerror or str(error)}
        ) from error
    source.save()
    record(
        study,
        by=source.created_by,
        at=source.created_at,
        verb="file uploaded",
        subject=source.file_name,
        detail={"import": source.number, "size": source.size, "sha256": source.sha256},
    )
    return source


@transaction.atomic
def save_mapping(source: Import, *, mapping: FieldMapping, by: User, at: datetime) -> Import:
    """Say which column holds what. Raises Invalid with sentences by field."""
    source = _open_import(source)
    faults = mapping_faults(mapping, columns_of(source))
    if faults:
        fields = {name: [said(fault) for fault in found] for name, found in faults.items()}
        raise Invalid(" ".join(sentence for found in fields.values() for sentence in found), fields=fields)
    if mapping.as_json() != source.mapping:
        record(
            source.study,
            by=by,
            at=at,
            verb="columns assigned",
            subject=source.file_name,
            detail={"import": source.number, "before": source.mapping, "after": mapping.as_json()},
        )
        source.mapping = mapping.as_json()
        source.save(update_fields=["mapping"])
    return source


@transaction.atomic
def check_import(source: Import, *, by: User, at: datetime) -> Job:
    """Have a dry run made: what would be new, unchanged, changed, refused."""
    source = _ready_import(source)
    title = _("Checking %(file)s") % {"file": source.file_name}
    return _request(source, "check", title, {"import": source.pk}, by=by, at=at)


@transaction.atomic
def start_import(source: Import, *, leave_out_refused: bool, by: User, at: datetime) -> Job:
    """Have the messages imported: all, or none where a row is refused and `leave_out_refused` is false."""
    source = _ready_import(source)
    title = _("Importing %(file)s") % {"file": source.file_name}
    params = {"import": source.pk, "leave_out_refused": leave_out_refused}
    return _request(source, "import", title, params, by=by, at=at)


def _request(source: Import, kind: str, title: str, params: dict[str, Any], *, by: User, at: datetime) -> Job:
    return request_job(
        source.study,
        kind=f"corpus.{kind}",
        title=title,
        task=f"corpus.{kind}",
        params=params,
        key=job_key(source),
        by=by,
        at=at,
    )


def _ready_import(source: Import) -> Import:
    """An import whose mapping can be used."""
    source = _open_import(source)
    faults = mapping_faults(FieldMapping.from_json(source.mapping), columns_of(source))
    if faults:
        fields = {name: [said(fault) for fault in found] for name, found in faults.items()}
        raise Invalid(
            _("Say first which column holds what. %(faults)s")
            % {"faults": " ".join(sentence for found in fields.values() for sentence in found)},
            fields=fields,
        )
    return source


def _open_import(source: Import) -> Import:
    """The row, locked, of an import that has not been done and is not being worked on."""
    source = Import.objects.select_for_update(of=("self",)).select_related("study").get(pk=source.pk)
    if source.finished_at is not None:
        raise Conflict(
            _("This file has been imported. To import it again, upload it again: nothing comes in twice.")
        )
    if unfinished_job(source) is not None:
        raise Conflict(_("This file is being worked on. Wait for the end, or cancel the job."))
    return source
