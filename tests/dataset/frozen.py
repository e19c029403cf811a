"""Frozen units of a small dataset, for the tests of the pure rooms."""

from datetime import UTC, datetime
from typing import Any

from dataset.reconcile import reconcile
from dataset.tables import FrozenCoding, FrozenUnit, FrozenVariable, Shape

AT = datetime(2020, 2, 12, 14, 3, 22, tzinfo=UTC)
INTENT = FrozenVariable("intent", "Intent", "single", (("attack", "Attack"), ("warn", "Warn")))
CONCEPTS = FrozenVariable("concepts", "Concepts", "multi", (("china", "China"), ("trust", "Trust")))
SHAPE = Shape((INTENT, CONCEPTS), ("coder_1", "coder_2"))


def coding(coder: str, number: int = 1, **values: Any) -> FrozenCoding:
    return FrozenCoding(number, coder, 1, AT, 4200, values)


def unit(
    *codings: FrozenCoding, message_id: str = "1227600000000000001", text: str = "5G", **fields: Any
) -> FrozenUnit:
    values = {
        variable.key: reconcile(variable.kind, [given.values for given in codings], variable.key)
        for variable in SHAPE.variables
    }
    plain: dict[str, Any] = {
        "platform": "twitter",
        "message_id": message_id,
        "account": "ArveniaMFA_demo",
        "country": "Arvenia",
        "account_kind": "institutional",
        "posted_at": AT,
        "language": "en",
        "kind": "original",
        "likes": 12,
        "retweets": None,
        "replies": 0,
        "text": text,
        "text_sha256": "0" * 64,
        "text_removed": False,
        "round": 1,
        "values": values,
        "codings": codings,
    }
    return FrozenUnit(**plain | fields)
