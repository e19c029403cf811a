from django.urls import path

from dataset.api import snapshots

urlpatterns = [
    path("snapshots/", snapshots.SnapshotList.as_view(), name="snapshot_list"),
    path("snapshots/<int:number>/", snapshots.SnapshotDetail.as_view(), name="snapshot_detail"),
    path(
        "snapshots/<int:number>/manifest.json", snapshots.SnapshotManifest.as_view(), name="snapshot_manifest"
    ),
    path(
        "snapshots/<int:number>/<slug:table>.<slug:form>",
        snapshots.SnapshotTable.as_view(),
        name="snapshot_table",
    ),
    path("snapshots/<int:number>/figures/<slug:key>.<slug:form>", snapshots.Figure.as_view(), name="figure"),
]
