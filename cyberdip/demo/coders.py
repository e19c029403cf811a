"""How do the demo's three coders code, and where do they err?

Each coder sees what a message was meant to be and slips at an own rate, towards the category that a person would mistake
it for: a warning for an attack, trust for security. The rates are chosen so that intent comes out reliable, tone does not,
and concepts lie between. Slips depend only on seed, coder and message, so a walk that is broken off goes on the same way.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from cyberdip.demo.messages import CONCEPTS, DemoMessage

__all__ = ["CODERS", "DemoCoder", "Values", "code"]

Values = dict[str, object]
"""What a coder submits: variable key to value, as the desk sends it."""


@dataclass(frozen=True, slots=True)
class DemoCoder:
    """A coder and the probabilities of slips: per value for intent and tone, per concept for concepts."""

    key: str
    name: str
    intent_slip: float
    tone_slip: float
    concept_missed: float
    concept_imagined: float


CODERS = (
    DemoCoder("ana", "Ana Demo", 0.04, 0.09, 0.03, 0.006),
    DemoCoder("ben", "Ben Demo", 0.08, 0.14, 0.06, 0.011),
    DemoCoder("chen", "Chen Demo", 0.11, 0.20, 0.09, 0.013),
)

_INTENT_SLIPS: Mapping[str, Mapping[str, int]] = {
    "extol": {"achieve": 4, "attack": 1},
    "achieve": {"extol": 5, "defend": 1},
    "attack": {"warn": 5, "defend": 1},
    "warn": {"attack": 5, "defend": 1},
    "defend": {"attack": 3, "extol": 2},
}
_TONE_SLIPS: Mapping[str, Mapping[str, int]] = {
    "aggressive": {"threatening": 3, "warning": 3, "defensive": 1},
    "warning": {"threatening": 4, "aggressive": 3, "expository": 2},
    "threatening": {"warning": 4, "aggressive": 4},
    "defensive": {"expository": 3, "aggressive": 2},
    "expository": {"laudatory": 3, "warning": 2, "defensive": 1},
    "laudatory": {"expository": 5},
}
_MISTAKEN_FOR: Mapping[str, str] = {
    "security": "threats_5g",
    "threats_5g": "security",
    "privacy": "security",
    "trust": "security",
    "communism": "china",
    "freedom": "democracy",
    "democracy": "freedom",
    "human_rights": "freedom",
}
_MISTAKEN_SHARE = 0.4  # of the missed concepts, where a neighbour lies at hand


def code(coder: DemoCoder, message: DemoMessage, seed: int = 5) -> Values:
    """The values this coder submits for this message; `uncodable` for intent and tone where the message says nothing."""
    rng = random.Random(f"{seed}:{coder.key}:{message.id}")
    if message.truth is None:
        return {"intent": {"special": "uncodable"}, "tone": {"special": "uncodable"}, "concepts": []}
    return {
        "intent": _with_slip(rng, message.truth.intent, coder.intent_slip, _INTENT_SLIPS),
        "tone": _with_slip(rng, message.truth.tone, coder.tone_slip, _TONE_SLIPS),
        "concepts": _concepts(rng, coder, message.truth.concepts),
    }


def _with_slip(
    rng: random.Random, meant: str, probability: float, slips: Mapping[str, Mapping[str, int]]
) -> str:
    if rng.random() >= probability:
        return meant
    neighbours = slips[meant]
    return rng.choices(list(neighbours), list(neighbours.values()))[0]


def _concepts(rng: random.Random, coder: DemoCoder, meant: tuple[str, ...]) -> list[str]:
    seen: set[str] = set()
    for concept in CONCEPTS:
        if concept not in meant:
            if rng.random() < coder.concept_imagined:
                seen.add(concept)
        elif rng.random() >= coder.concept_missed:
            seen.add(concept)
        elif concept in _MISTAKEN_FOR and rng.random() < _MISTAKEN_SHARE:
            seen.add(_MISTAKEN_FOR[concept])
    return [concept for concept in CONCEPTS if concept in seen]
