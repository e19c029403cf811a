"""How do the versions of a codebook descend from each other, and what lies between two of them?"""

from collections.abc import Iterable, Mapping, Sequence

from coding.codebook_rules.mapping import Operation, read_mapping
from coding.models import CodebookVersion
from studies.models import Study

Versions = Mapping[int, CodebookVersion]  # id -> version


def all_versions(study: Study) -> Versions:
    """Every version of a study by its id, oldest first; in one statement."""
    return {version.pk: version for version in study.codebook_versions.order_by("number")}


def line_of(versions: Versions, version: CodebookVersion) -> list[CodebookVersion]:
    """The version and those it is based on, the first one first."""
    line = [version]
    while (before := line[-1].based_on_id) is not None:
        line.append(versions[before])
    return line[::-1]


def way_between(
    versions: Versions, earlier: CodebookVersion, later: CodebookVersion
) -> list[CodebookVersion] | None:
    """The versions that lead from `earlier` (left out) to `later` (the last); None where `later` does not descend from it."""
    line = line_of(versions, later)
    keys = [version.pk for version in line]
    return line[keys.index(earlier.pk) + 1 :] if earlier.pk in keys else None


def mapping_between(
    versions: Versions, earlier: CodebookVersion, later: CodebookVersion
) -> tuple[Operation, ...]:
    """How codes of `earlier` are read by `later`: nothing changes where it does not descend from it."""
    way: Sequence[CodebookVersion] = way_between(versions, earlier, later) or ()
    return tuple(operation for version in way for operation in read_mapping(version.mapping))


def changes_meaning_between(versions: Versions, earlier: CodebookVersion, later: CodebookVersion) -> bool:
    """Whether a version on the way from one to the other, up to where they part and down again, changed what codes mean."""
    first, second = line_of(versions, earlier), line_of(versions, later)
    common = {version.pk for version in first} & {version.pk for version in second}
    return any(version.meaning_changed for version in (*first, *second) if version.pk not in common)


def mappings_to_newest(versions: Iterable[CodebookVersion]) -> dict[int, tuple[Operation, ...]]:
    """How codes of each of some versions (by number) of one study are read by the newest of them.

    Versions whose codes are read as they stand are left out.
    """
    ordered = sorted(versions, key=lambda version: version.number)
    if len(ordered) < 2:
        return {}
    every = all_versions(ordered[0].study)
    found = {version.number: mapping_between(every, version, ordered[-1]) for version in ordered[:-1]}
    return {number: mapping for number, mapping in found.items() if mapping}
