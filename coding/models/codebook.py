"""The codebook of a study, version by version. A draft can change; a published version never does."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from studies.models import Study, User


class VersionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class VariableKind(models.TextChoices):
    SINGLE = "single", _("one category")
    MULTI = "multi", _("any categories")
    ORDINAL = "ordinal", _("one of an order")
    INTEGER = "integer", _("whole number")
    DECIMAL = "decimal", _("decimal number")
    YESNO = "yesno", _("yes or no")
    DATE = "date", _("date")
    TEXT = "text", _("text")
    QUOTE = "quote", _("quote from the message")


class Level(models.TextChoices):
    """Level of measurement: it decides how far apart two codes are."""

    NOMINAL = "nominal", _("nominal")
    ORDINAL = "ordinal", _("ordinal")
    INTERVAL = "interval", _("interval")
    RATIO = "ratio", _("ratio")
    SET = "set", _("set")
    NONE = "", _("not measured")


class TreeChoice(models.TextChoices):
    """What may be chosen where categories form a tree."""

    ANY = "any", _("any category")
    LEAVES = "leaves", _("only categories without others below")
    WITH_PARENTS = "with_parents", _("any, and a category chooses those above it too")


class Colour(models.TextChoices):
    """The colours of Okabe and Ito, which colour-blind people tell apart; by name, since pages allow no styles of their own."""

    NONE = "", _("none")
    ORANGE = "orange", _("orange")
    SKY = "sky", _("sky blue")
    GREEN = "green", _("green")
    YELLOW = "yellow", _("yellow")
    BLUE = "blue", _("blue")
    VERMILLION = "vermillion", _("vermillion")
    PURPLE = "purple", _("purple")
    GREY = "grey", _("grey")


@pghistory.track()
class CodebookVersion(models.Model):
    """One version of a study's codebook; at most one draft at a time."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="codebook_versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    note = models.TextField(_("what changed and why"), blank=True)
    meaning_changed = models.BooleanField(_("changes what codes mean"), default=True)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    # Rules across variables (codebook_rules.rules), and how codes of `based_on` are read by this version where categories
    # were merged or split (codebook_rules.mapping).
    rules = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=list, blank=True)
    # Counts the changes of a draft, so that nobody publishes what they have not seen.
    edits = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "number"], name="codebook_number_once"),
            models.UniqueConstraint(
                fields=["study"], condition=models.Q(state="draft"), name="codebook_one_draft"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="published_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            )
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT


# A row of a published version is as immutable as the version, whichever code path tries. Both sides of an update
# count: nothing is moved into a published version either.
_PUBLISHED_VARIABLE = """
    IF EXISTS (SELECT 1 FROM coding_codebookversion v
               WHERE v.id IN (OLD.version_id, NEW.version_id) AND v.state = 'published') THEN
        RAISE EXCEPTION 'codebook: a published version never changes';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
_PUBLISHED_CATEGORY = """
    IF EXISTS (SELECT 1 FROM coding_variable r JOIN coding_codebookversion v ON v.id = r.version_id
               WHERE r.id IN (OLD.variable_id, NEW.variable_id) AND v.state = 'published') THEN
        RAISE EXCEPTION 'codebook: a published version never changes';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def _frozen_once_published(body: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="frozen_once_published",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=body,
    )


class Variable(models.Model):
    """One question that every message is asked."""

    version = models.ForeignKey(CodebookVersion, on_delete=models.CASCADE, related_name="variables")
    key = models.SlugField(_("key"), max_length=60)
    label = models.CharField(_("label"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=VariableKind)
    level = models.CharField(_("level of measurement"), max_length=10, choices=Level, blank=True)
    group = models.CharField(_("group"), max_length=120, blank=True)
    instruction = models.TextField(_("instruction"), blank=True)
    required = models.BooleanField(_("required"), default=True)
    min_choices = models.PositiveSmallIntegerField(_("at least"), null=True, blank=True)
    max_choices = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)
    # Of a variable of any categories: whether "none of these" can be chosen, which excludes all others.
    offers_none = models.BooleanField(_("offers “none of these”"), default=True)
    tree_choice = models.CharField(
        _("choice in the tree"), max_length=12, choices=TreeChoice, default=TreeChoice.ANY
    )
    least = models.DecimalField(_("smallest value"), max_digits=20, decimal_places=6, null=True, blank=True)
    most = models.DecimalField(_("largest value"), max_digits=20, decimal_places=6, null=True, blank=True)
    # When it is asked (codebook_rules.conditions); None: always.
    condition = models.JSONField(_("condition"), null=True, blank=True)
    allows_uncodable = models.BooleanField(_("“cannot be coded” is offered"), default=True)
    allows_not_applicable = models.BooleanField(_("“does not apply” is offered"), default=False)
    # Asked no more, and kept since codes of earlier versions are stored by it.
    retired = models.BooleanField(_("retired"), default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "key"], name="variable_key_once"),
            models.UniqueConstraint(
                fields=["version", "position"],
                name="variable_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(max_choices__gte=models.F("min_choices"))
                | models.Q(min_choices=None)
                | models.Q(max_choices=None),
                name="variable_choices_in_order",
                violation_error_message=_("“At most” is smaller than “at least”: exchange the two."),
            ),
        ]
        triggers: ClassVar = [_frozen_once_published(_PUBLISHED_VARIABLE)]

    def __str__(self) -> str:
        return self.label


class Category(models.Model):
    """A value of a variable, with what a coder needs to apply it alike."""

    variable = models.ForeignKey(Variable, on_delete=models.CASCADE, related_name="categories")
    key = models.SlugField(_("key"), max_length=60)
    label = models.CharField(_("label"), max_length=120)
    definition = models.TextField(_("definition"), blank=True)
    include_when = models.TextField(_("include when"), blank=True)
    exclude_when = models.TextField(_("exclude when"), blank=True)
    examples = models.JSONField(_("examples"), default=list, blank=True)
    near_misses = models.JSONField(_("near misses"), default=list, blank=True)
    # Categories stand in the order of the tree, each behind the one above it.
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    number = models.IntegerField(_("number"), null=True, blank=True)
    colour = models.CharField(_("colour"), max_length=12, choices=Colour, default=Colour.NONE, blank=True)
    # Chosen no more, and kept since codes of earlier versions are stored by it.
    retired = models.BooleanField(_("retired"), default=False)
    score = models.DecimalField(_("score"), max_digits=12, decimal_places=4, null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "categories"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["variable", "key"], name="category_key_once"),
            models.UniqueConstraint(
                fields=["variable", "position"],
                name="category_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        triggers: ClassVar = [_frozen_once_published(_PUBLISHED_CATEGORY)]

    def __str__(self) -> str:
        return self.label
