"""Snapshots for people: like a list of releases."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from cyberdip.lib.keyset import page
from cyberdip.lib.problems import Conflict
from dataset.forms import SnapshotForm
from dataset.models import Snapshot
from dataset.queries import downloads, material, pages, snapshots
from dataset.queries.downloads import Download
from dataset.queries.road import facts_of
from dataset.road import is_behind, next_step, stations_for
from dataset.services import snapshots as services
from studies.access import Access, study_view
from studies.roles import Right

PAGE_SIZE = 30


@study_view(Right.SEE_STUDY)
def study_road(request: HttpRequest, access: Access) -> HttpResponse:
    """A fragment of the study's own page, which knows nothing of the floors above it."""
    facts = facts_of(access.study, access.user)
    step = next_step(facts, access.role)
    stations = [
        {
            "key": station,
            "is_behind": is_behind(station, facts),
            "is_here": step is not None and step.station == station,
        }
        for station in stations_for(access.role)
    ]
    return render(request, "dataset/_road.html", {"facts": facts, "step": step, "stations": stations})


@study_view(Right.SEE_DATASET)
def snapshot_list(request: HttpRequest, access: Access) -> HttpResponse:
    # The job is asked first: one that ends between the two questions has its snapshot found.
    job = snapshots.newest_job(access.study)
    rows = page(
        snapshots.snapshots_of(access.study),
        fields=("-number",),
        cursor=request.GET.get("after"),
        size=PAGE_SIZE,
    )
    context = {
        "page": rows,
        "releases": [(row, pages.change_since(row, snapshots.snapshot_before(row))) for row in rows.rows],
        "job": job,
        "can_freeze": material.rounds_to_freeze(access.study).exists(),
    }
    return render(request, "dataset/snapshot_list.html", context)


@study_view(Right.MAKE_SNAPSHOT, post=Right.MAKE_SNAPSHOT)
def snapshot_create(request: HttpRequest, access: Access) -> HttpResponse:
    rounds = material.rounds_to_freeze(access.study)
    form = SnapshotForm(rounds, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.take_snapshot(access.study, **form.cleaned_data, by=access.user, at=timezone.now())
            return redirect("snapshot_list", access.study.slug)
        except Conflict as problem:
            form.add_error("rounds" if rounds else None, problem.detail)
    status = 422 if form.is_bound else 200
    return render(request, "dataset/snapshot_create.html", {"form": form, "rounds": rounds}, status=status)


@study_view(Right.SEE_DATASET)
def snapshot_detail(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    snapshot = snapshots.snapshot_of(access.study, number)
    context = {
        "snapshot": snapshot,
        "change": pages.change_since(snapshot, snapshots.snapshot_before(snapshot)),
        "previews": pages.previews_of(snapshot),
        "provenances": pages.PROVENANCES,
        "values": pages.values_of(snapshot),
        "reliability": pages.reliability_of(snapshot),
        "figures": [pages.figure_table(figure) for figure in snapshots.figures_of(snapshot)],
        "removed": snapshots.removed_since(snapshot),
        "api": _api_address(snapshot),
    }
    return render(request, "dataset/snapshot_detail.html", context)


def _api_address(snapshot: Snapshot) -> str:
    return settings.BASE_URL + reverse(
        "api:snapshot_table", args=[snapshot.study.slug, snapshot.number, "reconciled", "csv"]
    )


@study_view(Right.SEE_DATASET)
def snapshot_table(
    request: HttpRequest, access: Access, number: int, table: str, form: str
) -> HttpResponseBase:
    snapshot = snapshots.snapshot_of(access.study, number)
    return _answer(request, downloads.table_download(snapshot, table, form))


@study_view(Right.SEE_DATASET)
def snapshot_manifest(request: HttpRequest, access: Access, number: int) -> HttpResponseBase:
    snapshot = snapshots.snapshot_of(access.study, number)
    return _answer(request, downloads.manifest_download(snapshot))


@study_view(Right.SEE_DATASET)
def figure(request: HttpRequest, access: Access, number: int, key: str, form: str) -> HttpResponseBase:
    snapshot = snapshots.snapshot_of(access.study, number)
    return _answer(request, downloads.figure_download(snapshot, key, form))


def _answer(request: HttpRequest, download: Download) -> HttpResponseBase:
    """The bytes, or only their tag to a browser that has them."""
    response = StreamingHttpResponse(download.pieces, headers=download.headers)
    # Takes any response; its types know only the plain one.
    plain = cast(HttpResponse, response)
    return get_conditional_response(request, etag=download.etag, response=plain) or response
