"""Accounts that are known before a message of theirs is."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from corpus.fiveg_accounts import OfficialAccount
from corpus.models import Account
from studies.models import Study, User
from studies.services.logbook import record


@transaction.atomic
def add_accounts(study: Study, accounts: Iterable[OfficialAccount], *, by: User, at: datetime) -> int:
    """Add the accounts of a template; those that the study has already stay as they are. Returns how many are
    new.
    """
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
