from django.urls import URLPattern, path

from coding.api import codebook_files

urlpatterns: list[URLPattern] = [
    path("codebook/import/", codebook_files.CodebookImport.as_view(), name="codebook_import"),
    path("codebook/import/take-over/", codebook_files.CodebookTakeOver.as_view(), name="codebook_take_over"),
    path("codebook/templates/", codebook_files.TemplateList.as_view(), name="codebook_templates"),
    path(
        "codebook/templates/<slug:template>/use/", codebook_files.TemplateUse.as_view(), name="template_use"
    ),
    path(
        "codebook/<int:number>/codebook.<codebook_format:form>",
        codebook_files.CodebookFile.as_view(),
        name="codebook_file",
    ),
]
