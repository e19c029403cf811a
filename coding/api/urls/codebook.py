from django.urls import URLPattern, path

from coding.api import codebook

urlpatterns: list[URLPattern] = [
    path("codebook/", codebook.VersionList.as_view(), name="codebook_list"),
    path("codebook/start/", codebook.CodebookStart.as_view(), name="codebook_start"),
    path("codebook/draft/", codebook.CodebookDraft.as_view(), name="codebook_draft"),
    path("codebook/draft/publish/", codebook.CodebookPublish.as_view(), name="codebook_publish"),
    path("codebook/<int:number>/", codebook.CodebookDetail.as_view(), name="codebook_detail"),
    path("codebook/<int:number>/revise/", codebook.CodebookRevise.as_view(), name="codebook_revise"),
]
