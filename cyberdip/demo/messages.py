"""What did the nine invented accounts post on 5G, and what is each message meant to be?

275 messages in the proportions that the 5G study reports: 83 % English, 16 % retweets, months of silence and months of
dispute between 2017-01-20 and 2021-01-20, one account with a third of everything, likes that spread over five orders of
magnitude. Ids look like Twitter's: milliseconds since its epoch above 22 bits, so that the id carries the time.
Every message knows the codes that its words were chosen for; only the demo's coders may look.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cyberdip.demo.phrases import PHRASES, PLACES, SIGNS, UNCODABLE

__all__ = [
    "ACCOUNTS",
    "COLUMNS",
    "CONCEPTS",
    "DemoAccount",
    "DemoMessage",
    "Truth",
    "as_csv",
    "invent_messages",
]

CONCEPTS = (
    "security",
    "privacy",
    "china",
    "united_states",
    "threats_5g",
    "communism",
    "human_rights",
    "trust",
    "democracy",
    "freedom",
    "defence",
)
"""Keys of the concepts in the order of the codebook template."""

_EPOCH_MS = 1_288_834_974_657  # 2010-11-04T01:42:54.657Z, where Twitter's ids begin to count
_FIRST = datetime(2017, 1, 20, tzinfo=UTC)
_LAST = datetime(2021, 1, 20, tzinfo=UTC)
_LANGUAGES = {"zh": 27, "es": 17, "und": 3}  # of 275; the rest is English
_RETWEETS = 44
_CHINESE_ACCOUNT = "EmbBelmora_demo"
_LONGEST = 280


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An invented official account: how much it posts, and how widely it is liked (median likes of a message)."""

    handle: str
    country: str
    kind: str
    messages: int
    median_likes: int


ACCOUNTS = (
    DemoAccount("ArveniaMFA_demo", "Arvenia", "institutional", 96, 310),
    DemoAccount("BelmoraMFA_demo", "Belmora", "institutional", 61, 140),
    DemoAccount("EmbBelmora_demo", "Belmora", "institutional", 38, 24),
    DemoAccount("ArvTech_demo", "Arvenia", "personal", 27, 1_900),
    DemoAccount("BelSpokes_demo", "Belmora", "personal", 18, 820),
    DemoAccount("EmbArvenia_demo", "Arvenia", "institutional", 14, 35),
    DemoAccount("ArvDigital_demo", "Arvenia", "institutional", 11, 60),
    DemoAccount("BelDigital_demo", "Belmora", "institutional", 7, 15),
    DemoAccount("ArvPresid_demo", "Arvenia", "personal", 3, 58_000),
)

_FIRMS = {"Arvenia": "Arvecom", "Belmora": "Belnet"}
_OTHER = {"Arvenia": "Belmora", "Belmora": "Arvenia"}

_INTENTS = {
    "Arvenia": {"extol": 17, "achieve": 17, "attack": 27, "warn": 30, "defend": 9},
    "Belmora": {"extol": 24, "achieve": 27, "attack": 12, "warn": 8, "defend": 29},
}
_TONES = {
    "extol": {"laudatory": 60, "expository": 32, "aggressive": 4, "threatening": 4},
    "achieve": {"expository": 56, "laudatory": 44},
    "attack": {"aggressive": 50, "expository": 20, "threatening": 15, "warning": 15},
    "warn": {"warning": 60, "expository": 22, "threatening": 18},
    "defend": {"defensive": 58, "expository": 22, "aggressive": 12, "threatening": 8},
}
_CONCEPT_WEIGHTS = {
    "Arvenia": (26, 12, 16, 9, 15, 14, 10, 16, 9, 13, 6),
    "Belmora": (12, 5, 17, 19, 5, 3, 4, 15, 4, 6, 3),
}
_CONCEPT_COUNTS = (22, 40, 28, 10)  # weights of messages that appeal to none, one, two, three concepts
_SIGN_SHARE = 0.18
_LINK_SHARE = 0.22


@dataclass(frozen=True, slots=True)
class Truth:
    """What a message was written to be coded as; concepts in codebook order."""

    intent: str
    tone: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """One invented post. `truth` is None where nobody could code the message."""

    id: str
    posted_at: datetime
    account: DemoAccount
    text: str
    language: str
    is_retweet: bool
    likes: int
    retweets: int
    replies: int
    truth: Truth | None


def invent_messages(seed: int = 5) -> list[DemoMessage]:
    """The 275 messages in order of time; the same seed gives the same messages."""
    rng = random.Random(seed)
    times = _times(rng)
    accounts = _accounts(rng)
    languages = _languages(rng, accounts)
    retweets = _retweet_places(rng, languages)
    messages: list[DemoMessage] = []
    seen: set[str] = set()
    uncodable = iter(UNCODABLE)
    for place, (at, account, language) in enumerate(zip(times, accounts, languages, strict=True)):
        if place in retweets:
            text, truth = _retweet(rng, account, messages)
        elif language == "und":
            text, truth = next(uncodable), None
        else:
            text, truth = _new_text(rng, account, language, seen)
        seen.add(text)
        messages.append(_message(rng, at, account, text, language, place in retweets, truth))
    return messages


def _times(rng: random.Random) -> list[datetime]:
    """As many moments as there are messages, dense in the months of dispute, in order and never twice the same."""
    months = [datetime(year, month, 1, tzinfo=UTC) for year in range(2017, 2022) for month in range(1, 13)]
    months = [month for month in months if month <= _LAST]
    weights = [_month_weight(month) for month in months]
    moments: set[datetime] = set()
    while len(moments) < sum(account.messages for account in ACCOUNTS):
        month = rng.choices(months, weights)[0]
        moment = month + timedelta(milliseconds=int(rng.random() * 28 * 86_400_000))
        if _FIRST <= moment <= _LAST:
            moments.add(moment)
    return sorted(moments)


def _month_weight(month: datetime) -> float:
    peaks = {
        (2018, 12): 9,
        (2019, 2): 12,
        (2019, 5): 22,
        (2019, 6): 9,
        (2020, 1): 12,
        (2020, 2): 26,
        (2020, 7): 30,
    }
    usual = {2017: 0.7, 2018: 1.2, 2019: 4.0, 2020: 7.0, 2021: 3.0}
    return peaks.get((month.year, month.month), usual[month.year])


def _accounts(rng: random.Random) -> list[DemoAccount]:
    accounts = [account for account in ACCOUNTS for _ in range(account.messages)]
    rng.shuffle(accounts)
    return accounts


def _languages(rng: random.Random, accounts: Sequence[DemoAccount]) -> list[str]:
    """A language for each message: the Chinese ones come from a single account, as in the study."""
    languages = ["en"] * len(accounts)
    chinese = [place for place, account in enumerate(accounts) if account.handle == _CHINESE_ACCOUNT]
    for place in rng.sample(chinese, _LANGUAGES["zh"]):
        languages[place] = "zh"
    for language in ("es", "und"):
        english = [place for place, known in enumerate(languages) if known == "en"]
        for place in rng.sample(english, _LANGUAGES[language]):
            languages[place] = language
    return languages


def _retweet_places(rng: random.Random, languages: Sequence[str]) -> set[int]:
    """Which messages pass on another's: English ones, and not before there is something to pass on."""
    english = [place for place, language in enumerate(languages) if language == "en" and place >= 25]
    return set(rng.sample(english, _RETWEETS))


def _retweet(
    rng: random.Random, account: DemoAccount, earlier: Sequence[DemoMessage]
) -> tuple[str, Truth | None]:
    """The words of a countryman's earlier message, marked as Twitter marks a retweet, with the codes of the original."""
    candidates = [
        message
        for message in earlier
        if message.account.country == account.country
        and message.account != account
        and message.language == "en"
        and not message.is_retweet
        and message.truth is not None
    ]
    original = rng.choice(candidates)
    text = f"RT @{original.account.handle}: {original.text}"
    return (text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"), original.truth


def _new_text(rng: random.Random, account: DemoAccount, language: str, seen: set[str]) -> tuple[str, Truth]:
    """A text that no earlier message has, and what it is meant to be."""
    while True:
        truth = _truth(rng, account.country)
        text = _text(rng, account, language, truth)
        if text not in seen and len(text) <= _LONGEST:
            return text, truth


def _truth(rng: random.Random, country: str) -> Truth:
    intent = _pick(rng, _INTENTS[country])
    tone = _pick(rng, _TONES[intent])
    wanted = rng.choices(range(len(_CONCEPT_COUNTS)), _CONCEPT_COUNTS)[0]
    chosen: set[str] = set()
    while len(chosen) < wanted:
        chosen.update(rng.choices(CONCEPTS, _CONCEPT_WEIGHTS[country]))
    return Truth(intent, tone, tuple(concept for concept in CONCEPTS if concept in chosen))


def _text(rng: random.Random, account: DemoAccount, language: str, truth: Truth) -> str:
    phrases = PHRASES[language]
    place, other_place = rng.sample(PLACES, 2)
    core = rng.choice(phrases.cores[truth.intent]).format(
        them=_OTHER[account.country],
        ours=_FIRMS[account.country],
        theirs=_FIRMS[_OTHER[account.country]],
        place=place,
        other_place=other_place,
        number=rng.randrange(20, 900),
        few=rng.randrange(3, 20),
    )
    parts = [rng.choice(phrases.openers[truth.tone]), core]
    parts += [rng.choice(phrases.clauses[concept]) for concept in truth.concepts]
    text = phrases.space.join(parts)
    if rng.random() < _SIGN_SHARE:
        text += " " + rng.choice(SIGNS[truth.intent])
    if rng.random() < _LINK_SHARE:
        text += f" https://demo.example/{rng.randrange(16**6):06x}"
    return text


def _message(
    rng: random.Random,
    at: datetime,
    account: DemoAccount,
    text: str,
    language: str,
    is_retweet: bool,
    truth: Truth | None,
) -> DemoMessage:
    """The post with its counts; a retweet has no likes of its own, as on Twitter."""
    likes = int(account.median_likes * rng.lognormvariate(0, 1.1))
    shared = int(likes * rng.uniform(0.15, 0.5))
    return DemoMessage(
        id=_snowflake(rng, at),
        posted_at=at,
        account=account,
        text=text,
        language=language,
        is_retweet=is_retweet,
        likes=0 if is_retweet else likes,
        retweets=shared,
        replies=0 if is_retweet else int(shared * rng.uniform(0.1, 0.6)),
        truth=truth,
    )


def _snowflake(rng: random.Random, at: datetime) -> str:
    milliseconds = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return str((milliseconds - _EPOCH_MS) << 22 | rng.getrandbits(22))


def _pick(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


COLUMNS = (
    "id",
    "created_at",
    "account",
    "country",
    "account_kind",
    "text",
    "language",
    "is_retweet",
    "likes",
    "retweets",
    "replies",
)
"""Header of the file that the demo uploads."""


def as_csv(messages: Iterable[DemoMessage]) -> str:
    """The messages as the CSV file a researcher would upload; times to the second, in UTC."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for message in messages:
        writer.writerow(
            (
                message.id,
                f"{message.posted_at:%Y-%m-%dT%H:%M:%SZ}",
                message.account.handle,
                message.account.country,
                message.account.kind,
                message.text,
                message.language,
                "true" if message.is_retweet else "false",
                message.likes,
                message.retweets,
                message.replies,
            )
        )
    return out.getvalue()
