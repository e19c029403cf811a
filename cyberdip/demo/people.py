"""Who takes part in the demo study? Invented people, who sign in by the demo's links and by no password."""

from __future__ import annotations

from dataclasses import dataclass

from cyberdip.demo.coders import CODERS
from studies.roles import Role

__all__ = ["CODING_PEOPLE", "PEOPLE", "PI", "DemoPerson"]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demo study."""

    email: str
    name: str
    role: Role


PI = DemoPerson("pi@demo.example", "Petra Demo", Role.PI)
ADJUDICATOR = DemoPerson("adjudicator@demo.example", "Amos Demo", Role.ADJUDICATOR)
CODING_PEOPLE = tuple(DemoPerson(f"{coder.key}@demo.example", coder.name, Role.CODER) for coder in CODERS)
OBSERVER = DemoPerson("observer@demo.example", "Olga Demo", Role.OBSERVER)
PEOPLE = (PI, ADJUDICATOR, *CODING_PEOPLE, OBSERVER)
"""In the order in which they are presented."""
