from django.urls import path

from agreement.api import runs

urlpatterns = [
    path("reliability/", runs.ReliabilityList.as_view(), name="reliability_list"),
    path("rounds/<int:number>/reliability/", runs.ReliabilityDetail.as_view(), name="reliability_detail"),
    path(
        "rounds/<int:number>/reliability/compute/",
        runs.ReliabilityCompute.as_view(),
        name="reliability_compute",
    ),
    path("rounds/<int:number>/reliability/<int:run>/", runs.ReliabilityRun.as_view(), name="reliability_run"),
    path(
        "rounds/<int:number>/reliability/<int:run>/table.csv",
        runs.ReliabilityTable.as_view(),
        name="reliability_table",
    ),
]
