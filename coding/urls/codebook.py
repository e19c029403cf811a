from django.urls import URLPattern, path

from coding.views import codebook, codebook_editor

_DRAFT = "codebook/draft/"
_VARIABLE = _DRAFT + "variables/<slug:variable>/"
_CATEGORY = _VARIABLE + "categories/<slug:category>/"

urlpatterns: list[URLPattern] = [
    path("codebook/", codebook.codebook_list, name="codebook_list"),
    path("codebook/start/", codebook.codebook_start, name="codebook_start"),
    path("codebook/<int:number>/", codebook.codebook_detail, name="codebook_detail"),
    path("codebook/<int:number>/revise/", codebook.codebook_revise, name="codebook_revise"),
    path(_DRAFT, codebook_editor.codebook_draft, name="codebook_draft"),
    path(_DRAFT + "publish/", codebook.codebook_publish, name="codebook_publish"),
    path(_DRAFT + "discard/", codebook.codebook_discard, name="codebook_discard"),
    path(_DRAFT + "variables/add/", codebook_editor.variable_add, name="variable_add"),
    path(_VARIABLE + "change/", codebook_editor.variable_change, name="variable_change"),
    path(_VARIABLE + "remove/", codebook_editor.variable_remove, name="variable_remove"),
    path(_VARIABLE + "move/", codebook_editor.variable_move, name="variable_move"),
    path(_VARIABLE + "categories/add/", codebook_editor.category_add, name="category_add"),
    path(_CATEGORY + "change/", codebook_editor.category_change, name="category_change"),
    path(_CATEGORY + "remove/", codebook_editor.category_remove, name="category_remove"),
    path(_CATEGORY + "move/", codebook_editor.category_move, name="category_move"),
]
