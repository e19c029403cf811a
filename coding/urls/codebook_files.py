from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from coding.codebook_formats import WRITTEN
from coding.views import codebook_files


class WrittenFormat(StringConverter):
    """The endings of the files in which a codebook leaves."""

    regex = f"(?:{'|'.join(WRITTEN)})"


register_converter(WrittenFormat, "codebook_format")

urlpatterns: list[URLPattern] = [
    path("codebook/import/", codebook_files.codebook_import, name="codebook_import"),
    path("codebook/import/take-over/", codebook_files.codebook_take_over, name="codebook_take_over"),
    path("codebook/templates/", codebook_files.codebook_templates, name="codebook_templates"),
    path("codebook/templates/<slug:template>/use/", codebook_files.template_use, name="template_use"),
    path(
        "codebook/<int:number>/codebook.<codebook_format:form>",
        codebook_files.codebook_file,
        name="codebook_file",
    ),
]
