"""What the network and servers do to a request, in words: sentences hold neither addresses nor texts."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import SSLError, Timeout

from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_WAIT: Final = timedelta(days=1)


class Trouble(Unavailable):
    """One answer is of no use, others may be: `status` is that of HTTP, `reason` the provider's own word for it."""

    def __init__(self, message: str, *, status: int = 0, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


def wait_in(headers: Mapping[str, str]) -> timedelta | None:
    """How long to wait: seconds, or until a date, which is reckoned from the server's own (RFC 9110 section 10.2.3).

    The names of headers are in lower case.
    """
    told = headers.get("retry-after", "").strip()
    try:
        if told.isdecimal():
            wait = timedelta(seconds=int(told[:9]))
        else:
            wait = parsedate_to_datetime(told) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None


def sentence_of(error: Exception, host: str) -> str:
    """What went wrong on the way to a server or back."""
    if isinstance(error, SSLError):
        return f"{host} cannot be talked to safely: its certificate is not trusted, or encryption failed"
    if isinstance(error, Timeout | TimeoutError):
        return f"{host} took too long to answer"
    if isinstance(error, NoConnection | ConnectionError):
        return f"there is no way to {host}, or it broke off; check the network"
    return f"{host} broke off in the middle of an answer, or gave one that is none ({type(error).__name__})"
