"""The versions of a codebook: the list, one of them, and the ways from draft to published and back to a new draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, RuleSpec, VariableSpec
from coding.codebook_rules.condition_words import condition_words
from coding.codebook_rules.tree import has_tree, paths
from coding.forms.codebook import EditsForm, StartForm
from coding.models.codebook import Level, TreeChoice, VariableKind
from coding.queries.codebook import codebook_spec, codebook_version, codebook_versions, open_draft
from coding.queries.codebook_files import files_of
from coding.services import codebook as services
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right


@study_view(Right.SEE_CODEBOOK)
def codebook_list(request: HttpRequest, access: Access) -> HttpResponse:
    versions = list(codebook_versions(access.study))
    draft = next((version for version in versions if version.is_draft), None)
    context = {
        "versions": versions,
        "draft": draft,
        "may_restore": draft is None and access.may(Right.EDIT_CODEBOOK),
        "newest": next((version for version in versions if not version.is_draft), None),
        "start_form": StartForm(),
    }
    return render(request, "coding/codebook_list.html", context)


@study_view(Right.SEE_CODEBOOK)
def codebook_detail(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    version = codebook_version(access.study, number)
    spec = codebook_spec(version)
    readings = [_reading(variable, spec) for variable in spec.variables]
    context = {
        "version": version,
        "readings": readings,
        "rules": [_rule_words(rule, spec) for rule in spec.rules],
        "files": files_of(spec),
    }
    return render(request, "coding/codebook_detail.html", context)


def _reading(variable: VariableSpec, spec: CodebookSpec) -> dict[str, Any]:
    """A variable with what its page says of it in words."""
    levels = paths(variable.categories)
    condition = variable.condition
    return {
        "variable": variable,
        "kind": VariableKind(variable.kind).label,
        "level": Level(variable.level).label,
        "condition": condition_words(condition, spec, say=_) if condition else "",
        "tree_choice": TreeChoice(variable.tree_choice).label if has_tree(variable) else "",
        "categories": [{"category": part, "level": len(levels[part.key])} for part in variable.categories],
    }


def _rule_words(rule: RuleSpec, spec: CodebookSpec) -> dict[str, str]:
    return {
        "when": condition_words(rule.when, spec, say=_),
        "then": condition_words(rule.then, spec, say=_),
        "severity": rule.severity,
        "message": rule.message,
    }


@study_view(post=Right.EDIT_CODEBOOK)
def codebook_start(request: HttpRequest, access: Access) -> HttpResponse:
    """Begins a first draft, empty or from a template."""
    form = StartForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose one of the templates, or a blank codebook."))
    services.start_draft(
        access.study, template=form.cleaned_data["template"], by=access.user, at=timezone.now()
    )
    return redirect("codebook_draft", access.study.slug)


@study_view(post=Right.EDIT_CODEBOOK)
def codebook_revise(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Begins a draft as a copy of a published version."""
    version = codebook_version(access.study, number)
    services.start_draft(access.study, based_on=version, by=access.user, at=timezone.now())
    return redirect("codebook_draft", access.study.slug)


@study_view(post=Right.EDIT_CODEBOOK)
def codebook_discard(request: HttpRequest, access: Access) -> HttpResponse:
    form = EditsForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Reload the draft and discard it from its page."))
    services.discard_draft(
        open_draft(access.study), edits=form.cleaned_data["edits"], by=access.user, at=timezone.now()
    )
    messages.success(request, _("The draft is gone. Published versions are as they were."))
    return redirect("codebook_list", access.study.slug)
