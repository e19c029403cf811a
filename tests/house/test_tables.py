"""Tables point down, and research records outlive the people who made them."""

import pytest
from django.apps import apps
from django.db import models

FLOORS = ["studies", "corpus", "coding", "agreement", "dataset"]
OURS = [model for name in FLOORS for model in apps.get_app_config(name).get_models()]

# What may go with its owner: nothing that a person judged.
MAY_CASCADE = {
    ("studies.ApiToken", "user"),  # a key dies with its person
    (
        "coding.Variable",
        "version",
    ),  # only drafts of a codebook can be deleted: triggers keep the published ones
    ("coding.Category", "variable"),
    ("coding.Category", "parent"),
}


def _foreign_keys(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]


def _is_record_of_triggers(model: type[models.Model]) -> bool:
    return model.__name__.endswith("Event")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    floor = FLOORS.index(model._meta.app_label)
    for field in _foreign_keys(model):
        target = field.related_model._meta.app_label
        if target in FLOORS:
            assert FLOORS.index(target) <= floor, f"{field} points up to {target}"


@pytest.mark.parametrize(
    "model",
    [model for model in OURS if not _is_record_of_triggers(model)],
    ids=lambda model: model._meta.label,
)
def test_nothing_goes_with_its_owner(model):
    for field in _foreign_keys(model):
        if (model._meta.label, field.name) not in MAY_CASCADE:
            assert field.remote_field.on_delete is models.PROTECT, f"{field} is not PROTECT"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_table_is_sorted_behind_the_back_of_a_query(model):
    assert not model._meta.ordering
