from django.urls import path

from agreement.api import codebook, runs

urlpatterns = [
    path("codebook/<int:number>/print/", codebook.CodebookPrint.as_view(), name="codebook_print"),
    path("codebook/<int:number>/codebook.pdf", codebook.CodebookPdf.as_view(), name="codebook_pdf"),
    path("reliability/", runs.ReliabilityList.as_view(), name="reliability_list"),
    path("rounds/<int:number>/reliability/", runs.ReliabilityDetail.as_view(), name="reliability_detail"),
    path("rounds/<int:number>/stability/", runs.StabilityDetail.as_view(), name="stability_detail"),
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
