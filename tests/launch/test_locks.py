"""The lock files: everything pinned and hashed, no address of a package host, each a part of the next."""

import re

import pytest

from cyberdip.launch import locking
from cyberdip.launch.bootstrap import Packages
from cyberdip.launch.folders import REQUIREMENTS
from cyberdip.launch.refusal import Refusal

LOCKS = sorted(REQUIREMENTS.glob("*.lock"))


def pins(text):
    """What is installed by which requirement line, and by which hashes."""
    found = re.findall(r"^(\S+)==(\S+)([^\n]*)((?:\n    --hash=\S+(?: \\)?)+)", text, re.MULTILINE)
    return {
        name: (version, frozenset(re.findall(r"sha256:\w{64}", hashes))) for name, version, _, hashes in found
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_and_hashed_and_has_no_address(lock):
    text = lock.read_text()
    requirements = [line for line in text.splitlines() if not line.startswith(" ")]
    assert len(pins(text)) == len(requirements) > 0
    assert all(hashes for _, hashes in pins(text).values())
    assert "://" not in text


@pytest.mark.parametrize(("part", "whole"), [(Packages.WEB, Packages.UP), (Packages.UP, Packages.TEST)])
def test_each_lock_is_a_part_of_the_next(part, whole):
    assert pins(part.lock.read_text()).items() <= pins(whole.lock.read_text()).items()


def test_every_lock_has_its_groups():
    assert set(locking.GROUPS) == set(Packages)
    assert list(locking.GROUPS) == sorted(Packages, reverse=True), "the largest binds the others"


def test_an_unknown_option_is_refused():
    with pytest.raises(Refusal, match="--upgrade"):
        locking.main(["--all"])
