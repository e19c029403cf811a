from django.urls import URLPattern, path

from coding.api import codebook_mapping, codebook_versions

_DRAFT = "codebook/draft/"
_CATEGORY = _DRAFT + "variables/<slug:variable>/categories/<slug:category>/"
_MESSAGE = "rounds/<int:number>/rulings/<int:message_id>/"

urlpatterns: list[URLPattern] = [
    path("codebook/compare/", codebook_versions.CodebookCompare.as_view(), name="codebook_compare"),
    path("codebook/<int:number>/impact/", codebook_versions.CodebookImpact.as_view(), name="codebook_impact"),
    path(
        "codebook/<int:number>/impact/messages/",
        codebook_versions.ImpactMessages.as_view(),
        name="impact_messages",
    ),
    path("codebook/<int:number>/recode/", codebook_versions.CodebookRecode.as_view(), name="codebook_recode"),
    path(_DRAFT + "operations/", codebook_mapping.Operations.as_view(), name="codebook_operations"),
    path(
        _DRAFT + "operations/<int:operation>/undo/",
        codebook_mapping.MappingUndo.as_view(),
        name="mapping_undo",
    ),
    path(
        _DRAFT + "operations/take-back/",
        codebook_mapping.ChangeTakeBack.as_view(),
        name="change_take_back",
    ),
    path(_CATEGORY + "merge/", codebook_mapping.CategoryMerge.as_view(), name="category_merge"),
    path(_CATEGORY + "split/", codebook_mapping.CategorySplit.as_view(), name="category_split"),
    path(_MESSAGE + "example/", codebook_mapping.ExampleAdd.as_view(), name="example_add"),
]
