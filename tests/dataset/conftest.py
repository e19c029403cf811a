"""Fixtures of the dataset's tests."""

from tests.dataset.scene import scene

__all__ = ["scene"]
