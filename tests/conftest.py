"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A slow or busy machine is no fault of an example.
settings.register_profile("followupd", deadline=None)
settings.load_profile("followupd")
