from django.urls import URLPattern, path

from coding.views import codebook_examples, codebook_mapping, codebook_versions

_DRAFT = "codebook/draft/"
_CATEGORY = _DRAFT + "variables/<slug:variable>/categories/<slug:category>/"
_MESSAGE = "rounds/<int:number>/rulings/<int:message_id>/"

urlpatterns: list[URLPattern] = [
    path("codebook/compare/", codebook_versions.codebook_compare, name="codebook_compare"),
    path("codebook/<int:number>/impact/", codebook_versions.codebook_impact, name="codebook_impact"),
    path("codebook/<int:number>/recode/", codebook_versions.codebook_recode, name="codebook_recode"),
    path(_DRAFT + "operations/", codebook_mapping.codebook_operations, name="codebook_operations"),
    path(_DRAFT + "operations/<int:operation>/undo/", codebook_mapping.mapping_undo, name="mapping_undo"),
    path(_DRAFT + "operations/take-back/", codebook_mapping.change_take_back, name="change_take_back"),
    path(_CATEGORY + "merge/", codebook_mapping.category_merge, name="category_merge"),
    path(_CATEGORY + "split/", codebook_mapping.category_split, name="category_split"),
    path(_MESSAGE + "example/", codebook_examples.example_add, name="example_add"),
]
