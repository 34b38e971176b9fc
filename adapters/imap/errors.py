"""What goes wrong on the wire, in the words of the ports.

Two things are told apart inside this adapter only: `Dropped`, after which a fresh connection may do, and `Garbled`, an
answer that makes no sense. Whoever calls the ports sees both as `Unavailable`. A server's own words are never passed
on, since they may quote an address; its response code (RFC 5530) is, and says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
    ProtocolError,
)

from daemon.ports.errors import AuthRequired, Rejected, Unavailable

_BAD = re.compile(r"command error: BAD\b")
_CODE = re.compile(r"\[([A-Z-]{1,40})[ \]]")

# Codes by which a server says that it is not what was asked that is wrong (RFC 5530), and words of those without one.
BUSY_CODES = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "OVERQUOTA", "THROTTLED"})
_BUSY_WORDS = re.compile(r"(?i)too many|temporar|try again|\blater\b|unavailable|internal|overload|not connected")

_REFUSING_CODES = frozenset({"TOOBIG", "LIMIT", "CANNOT", "PARSE", "BADCHARSET"})


class Missing(Unavailable):
    """A folder cannot be opened: it may have been renamed meanwhile."""


class Dropped(Exception):
    """The connection is gone or cannot be trusted any more: closed, BYE, silence, or more bytes than were asked for."""


class Garbled(Exception):
    """The server answered, but not in a way that could be understood; the connection is still good."""


@contextmanager
def translate(host: str) -> Iterator[None]:
    """Turn what the client library raises into the errors of this adapter and of the ports."""
    try:
        yield
    except IMAPClientReadOnlyError as error:
        raise Unavailable(f"{host} lets this account only read there") from error
    except (IMAPClientAbortError, OSError) as error:
        raise Dropped(f"the connection to {host} broke") from error
    except (ProtocolError, ValueError, TypeError, LookupError, AssertionError, RecursionError) as error:
        # The library's parsers raise all of these; what is theirs is only what is called inside this context.
        raise Garbled(f"{host} answers in a way that cannot be understood") from error
    except CapabilityError as error:
        raise Unavailable(f"{host} lacks what is needed: {error}") from error
    except IMAPClientError as error:
        raise Unavailable(f"{host} refuses for now{told(error)}") from error


@contextmanager
def translate_login(host: str) -> Iterator[None]:
    """A login that is refused: `AuthRequired`, unless the server says that it is only busy."""
    try:
        with translate(host):
            try:
                yield
            except LoginError as error:
                if isinstance(error.__context__, IMAPClientAbortError):  # the library takes every end for a refusal
                    raise Dropped(f"the connection to {host} broke during the login") from error
                if code_of(error) in BUSY_CODES or (not _is_final(error) and _BUSY_WORDS.search(str(error))):
                    raise Unavailable(f"{host} takes no logins for now{told(error)}") from error
                raise AuthRequired(
                    f"{host} does not accept the login{told(error)}: check user and password; "
                    "many providers want an app password here"
                ) from error
    except (Dropped, Garbled) as error:
        raise Unavailable(str(error)) from error


@contextmanager
def translate_append(folder: str) -> Iterator[None]:
    """A message that the server will not take: `Rejected` if it says that it never will."""
    try:
        yield
    except (IMAPClientAbortError, CapabilityError, ProtocolError):
        raise
    except IMAPClientError as error:
        if code_of(error) in _REFUSING_CODES:
            raise Rejected(f"the server does not take this draft{told(error)}") from error
        if _BAD.search(str(error)):  # what it says of the command, not of the draft, which is therefore kept for later
            raise Unavailable(
                f"the server does not understand how a draft is stored in {folder}{told(error)}"
            ) from error
        raise Unavailable(f"the server does not store a draft in {folder} for now{told(error)}") from error


def code_of(error: Exception) -> str:
    """The response code of a refusal, or the empty string."""
    found = _CODE.search(str(error))
    return found[1] if found else ""


def told(error: Exception) -> str:
    """The response code of a refusal, in brackets for the end of a sentence."""
    code = code_of(error)
    return f" ({code})" if code else ""


def _is_final(error: Exception) -> bool:
    return code_of(error) in {"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED"}
