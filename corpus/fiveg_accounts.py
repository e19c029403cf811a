"""Whose messages does the 5G study look at?

Public handles of official accounts of the two countries, as facts about who posts; no message stands here. Four of the
nine are named as the study's accounts in the collections at hand; the printed study speaks of nine without our having
seen its list, so the other five are a proposal that `confirmed` tells apart: compare before citing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["FIVEG_ACCOUNTS", "FIVEG_WINDOW", "OfficialAccount"]


@dataclass(frozen=True, slots=True)
class OfficialAccount:
    """An account as a study's template proposes it; `kind` is personal or institutional, `country` ISO 3166-1 alpha-2."""

    platform: str
    handle: str
    country: str
    kind: str
    confirmed: bool


FIVEG_WINDOW = (datetime(2017, 1, 20, tzinfo=UTC), datetime(2021, 1, 20, 23, 59, 59, tzinfo=UTC))
"""First and last moment of the study's window, both inside it (UTC)."""

FIVEG_ACCOUNTS = (
    OfficialAccount("twitter", "realDonaldTrump", "US", "personal", confirmed=True),
    OfficialAccount("twitter", "SecPompeo", "US", "personal", confirmed=True),
    OfficialAccount("twitter", "POTUS", "US", "institutional", confirmed=False),
    OfficialAccount("twitter", "WhiteHouse", "US", "institutional", confirmed=False),
    OfficialAccount("twitter", "StateDept", "US", "institutional", confirmed=False),
    OfficialAccount("twitter", "MFA_China", "CN", "institutional", confirmed=True),
    OfficialAccount("twitter", "ChineseEmbinUS", "CN", "institutional", confirmed=True),
    OfficialAccount("twitter", "AmbCuiTiankai", "CN", "personal", confirmed=False),
    OfficialAccount("twitter", "zlj517", "CN", "personal", confirmed=False),
)
