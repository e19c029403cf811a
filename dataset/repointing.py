"""How are codes of an older codebook version told in a dataset whose newest version merged or split their categories?

What was submitted is kept as it is; beside it stands what the newest version reads it as. A set keeps the order of the codebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coding.codebook_rules.mapping import Operation, repoint

__all__ = ["Reader", "places_of"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads values by the newest version of a dataset.

    `operations` are those that lead there from each version, by its number; `places` says where the categories of a variable
    stand in the codebook, by their keys.
    """

    operations: Mapping[int, Sequence[Operation]]
    places: Mapping[str, Mapping[str, int]]

    def reads_anew(self, version: int) -> bool:
        """Whether codes of the version may be read as others."""
        return bool(self.operations.get(version))

    def read(self, values: Mapping[str, Any], version: int, text: str) -> dict[str, Any]:
        """The values of a coding by `version`, of a message with this text. What has to be coded again is left out."""
        read, _to_recode = repoint(values, self.operations.get(version, ()), text)
        return {
            key: value if value == values[key] else self._in_order(key, value) for key, value in read.items()
        }

    def _in_order(self, variable: str, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        places = self.places.get(variable, {})
        return sorted(value, key=lambda key: places.get(key, len(places)))


def places_of(variables: Iterable[tuple[str, Iterable[str]]]) -> dict[str, dict[str, int]]:
    """`Reader.places` from the keys of variables and of their categories in codebook order."""
    return {key: {category: at for at, category in enumerate(categories)} for key, categories in variables}
