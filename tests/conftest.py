"""What holds for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# A slow or busy machine is no fault of an example.
settings.register_profile("followupd", deadline=None)
settings.load_profile("followupd")

LONGEST = "test_kill.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that in the end no worker is left alone with it."""
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture
def loose_umask() -> Iterator[None]:
    """Inside it new files are everybody's, unless who makes them says otherwise; afterwards it is as before."""
    before = os.umask(0)
    yield
    os.umask(before)
