"""The accounts of a study, and what is known of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from corpus import queries
from corpus.forms import AccountForm
from corpus.services.accounts import change_account
from studies.access import Access, study_view
from studies.roles import Right


@study_view(Right.SEE_CORPUS)
def account_list(request: HttpRequest, access: Access) -> HttpResponse:
    return render(request, "corpus/account_list.html", {"accounts": queries.accounts_of(access.study)})


@study_view(Right.IMPORT_MESSAGES, post=Right.IMPORT_MESSAGES)
def account_change(request: HttpRequest, access: Access, account_id: int) -> HttpResponse:
    account = queries.account_of(access.study, account_id)
    form = AccountForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        change_account(account, **form.cleaned_data, by=access.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("account_list", access.study.slug)
    status = 422 if form.errors else 200
    return render(request, "corpus/account_change.html", {"account": account, "form": form}, status=status)
