"""Failures that a harness brings about, or declares that they cannot happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from adapters.conformance.harness import Gap, Harness
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unsupported

GAP_OF = {AuthRequired: Gap.AUTH_REQUIRED, Rejected: Gap.REJECTED}


@contextmanager
def provoked(harness: Harness, error: type[PortError]) -> Iterator[bool]:
    """Inside it the error happens (true), or the harness has refused to provoke what it declares a gap (false)."""
    if GAP_OF.get(error) in harness.gaps:
        with pytest.raises(Unsupported), harness.provoke(error):
            pass
        yield False
        return
    with harness.provoke(error):
        yield True
