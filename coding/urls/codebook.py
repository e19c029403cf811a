from django.urls import URLPattern, path

from coding.views import (
    codebook,
    codebook_categories,
    codebook_editor,
    codebook_publishing,
    codebook_rules,
    codebook_variables,
)

_DRAFT = "codebook/draft/"
_VARIABLE = _DRAFT + "variables/<slug:variable>/"
_CATEGORY = _VARIABLE + "categories/<slug:category>/"
_RULE = _DRAFT + "rules/<int:rule>/"

urlpatterns: list[URLPattern] = [
    path("codebook/", codebook.codebook_list, name="codebook_list"),
    path("codebook/start/", codebook.codebook_start, name="codebook_start"),
    path("codebook/<int:number>/", codebook.codebook_detail, name="codebook_detail"),
    path("codebook/<int:number>/revise/", codebook.codebook_revise, name="codebook_revise"),
    path(_DRAFT, codebook_editor.codebook_draft, name="codebook_draft"),
    path(_DRAFT + "publish/", codebook_publishing.codebook_publish, name="codebook_publish"),
    path(_DRAFT + "discard/", codebook.codebook_discard, name="codebook_discard"),
    path(_DRAFT + "variables/add/", codebook_variables.variable_add, name="variable_add"),
    path(_VARIABLE + "change/", codebook_variables.variable_change, name="variable_change"),
    path(_VARIABLE + "condition/", codebook_variables.variable_condition, name="variable_condition"),
    path(_VARIABLE + "retire/", codebook_variables.variable_retire, name="variable_retire"),
    path(_VARIABLE + "bring-back/", codebook_variables.variable_bring_back, name="variable_bring_back"),
    path(_VARIABLE + "remove/", codebook_variables.variable_remove, name="variable_remove"),
    path(_VARIABLE + "move/", codebook_variables.variable_move, name="variable_move"),
    path(_VARIABLE + "categories/add/", codebook_categories.category_add, name="category_add"),
    path(_CATEGORY + "change/", codebook_categories.category_change, name="category_change"),
    path(_CATEGORY + "retire/", codebook_categories.category_retire, name="category_retire"),
    path(_CATEGORY + "bring-back/", codebook_categories.category_bring_back, name="category_bring_back"),
    path(_CATEGORY + "remove/", codebook_categories.category_remove, name="category_remove"),
    path(_CATEGORY + "move/", codebook_categories.category_move, name="category_move"),
    path(_DRAFT + "rules/add/", codebook_rules.rule_add, name="rule_add"),
    path(_RULE + "change/", codebook_rules.rule_change, name="rule_change"),
    path(_RULE + "remove/", codebook_rules.rule_remove, name="rule_remove"),
]
