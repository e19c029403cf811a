from django.urls import path

from dataset import views

urlpatterns = [
    path("road/", views.study_road, name="study_road"),
    path("snapshots/", views.snapshot_list, name="snapshot_list"),
    path("snapshots/new/", views.snapshot_create, name="snapshot_create"),
    path("snapshots/<int:number>/", views.snapshot_detail, name="snapshot_detail"),
    path("snapshots/<int:number>/manifest.json", views.snapshot_manifest, name="snapshot_manifest"),
    path("snapshots/<int:number>/<slug:table>.<slug:form>", views.snapshot_table, name="snapshot_table"),
    path("snapshots/<int:number>/figures/<slug:key>.<slug:form>", views.figure, name="figure"),
]
