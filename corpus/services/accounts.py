"""Accounts: known before a message of theirs is, and told about afterwards."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from corpus.fiveg_accounts import OfficialAccount
from corpus.models import Account
from studies.models import Study, User
from studies.services.logbook import record

CHANGEABLE = ("display_name", "country", "kind", "followers", "opened_on")


@transaction.atomic
def add_accounts(study: Study, accounts: Iterable[OfficialAccount], *, by: User, at: datetime) -> int:
    """Add the accounts of a template; those that the study has stay as they are. Returns how many are new."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    known = {
        (platform, handle.lower())
        for platform, handle in Account.objects.filter(study=study).values_list("platform", "handle")
    }
    new = [
        Account(
            study=study,
            platform=account.platform,
            handle=account.handle,
            country=account.country,
            kind=account.kind,
        )
        for account in accounts
        if (account.platform, account.handle.lower()) not in known
    ]
    Account.objects.bulk_create(new)
    if new:
        record(
            study,
            by=by,
            at=at,
            verb="accounts added",
            subject=", ".join(str(account) for account in new),
            detail={"count": len(new)},
        )
    return len(new)


@transaction.atomic
def change_account(
    account: Account,
    *,
    display_name: str,
    country: str,
    kind: str,
    followers: int | None,
    opened_on: date | None,
    by: User,
    at: datetime,
) -> Account:
    """Change what is known of an account; its handle is what its messages were imported with, and stays."""
    account = Account.objects.select_for_update(of=("self",)).select_related("study").get(pk=account.pk)
    before = _told(account)
    account.display_name, account.country, account.kind = display_name, country, kind
    account.followers, account.opened_on = followers, opened_on
    account.save()
    detail = {"before": before, "after": _told(account)}
    record(account.study, by=by, at=at, verb="account changed", subject=str(account), detail=detail)
    return account


def _told(account: Account) -> dict[str, Any]:
    values = {name: getattr(account, name) for name in CHANGEABLE}
    return {**values, "opened_on": account.opened_on.isoformat() if account.opened_on else None}
