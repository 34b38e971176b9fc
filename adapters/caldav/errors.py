"""What a network and a server refuse, as the ports' errors, in sentences that name hosts and never addresses."""

from __future__ import annotations

import socket
import ssl
import zlib
from contextlib import contextmanager
from http.client import HTTPException
from typing import TYPE_CHECKING

from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


class Trouble(Unavailable):
    """One answer is of no use, others may be: what it was about is left as it was known, and tried again.

    `status` is that of HTTP, `conditions` the names of the preconditions that the server gave (RFC 4918 section 16).
    """

    def __init__(self, message: str, *, status: int = 0, conditions: frozenset[str] = frozenset()) -> None:
        super().__init__(message)
        self.status = status
        self.conditions = conditions


class NeverAsked(Exception):
    """A request that followupd must not make was about to be made; nothing has left."""


@contextmanager
def translate(host: str) -> Iterator[None]:
    """Turn every failure of the network, of TLS and of HTTP itself into `Unavailable`, which says what to do."""
    try:
        yield
    except (OSError, HTTPException, zlib.error, UnicodeError) as error:
        raise Unavailable(sentence(error, host)) from error


def sentence(error: Exception, host: str) -> str:
    """What happened on the way to a host and what helps."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {host} is not trusted ({error.verify_message}); if it is signed by an authority of "
            "your own, name that in ca_file"
        )
    if isinstance(error, ssl.SSLError):
        return f"{host} cannot be talked to safely ({error.reason or 'TLS failed'})"
    if isinstance(error, TimeoutError):
        return f"{host} took too long to answer"
    if isinstance(error, socket.gaierror | UnicodeError):
        return f"there is no way to {host}: the name is not known; check the network and the account's url"
    if isinstance(error, OSError):
        return f"there is no way to {host}: {error.strerror or type(error).__name__}"
    return f"{host} broke off in the middle of an answer, or gave one that is none ({type(error).__name__})"
