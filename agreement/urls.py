from django.urls import path

from agreement import views

urlpatterns = [
    path("codebook/<int:number>/print/", views.codebook_print, name="codebook_print"),
    path("codebook/<int:number>/codebook.pdf", views.codebook_pdf, name="codebook_pdf"),
    path("reliability/", views.reliability_list, name="reliability_list"),
    path("rounds/<int:number>/reliability/", views.reliability_detail, name="reliability_detail"),
    path("rounds/<int:number>/stability/", views.stability_detail, name="stability_detail"),
    path("rounds/<int:number>/reliability/compute/", views.reliability_compute, name="reliability_compute"),
    path("rounds/<int:number>/reliability/<int:run>/", views.reliability_run, name="reliability_run"),
    path(
        "rounds/<int:number>/reliability/<int:run>/table.csv",
        views.reliability_table,
        name="reliability_table",
    ),
]
