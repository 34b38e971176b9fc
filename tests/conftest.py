"""What holds for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# A slow or busy machine is no fault of an example.
settings.register_profile("followupd", deadline=None)
settings.load_profile("followupd")


@pytest.fixture
def loose_umask() -> Iterator[None]:
    """Inside it new files are everybody's, unless who makes them says otherwise; afterwards it is as before."""
    before = os.umask(0)
    yield
    os.umask(before)
