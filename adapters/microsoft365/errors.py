"""What Graph, the network and the login refuse, as the ports' errors; sentences hold neither addresses nor texts.

401                                AuthRequired, once a fresh token has been refused as well
403 for want of a right            AuthRequired: only the person, or their administrator, can give it
404 of a mailbox that has no Graph AuthRequired: it lies elsewhere, or has no licence
410, or a word for a lost state    CursorExpired
429, 503, 504, 509                 Unavailable, with what the server says of how long
5xx, network, TLS, nonsense        Unavailable (501 is Trouble: the server lacks a method; so is one broken message)
anything else                      Trouble: what it means depends on what was asked
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from requests.exceptions import RequestException

from adapters.web.faults import Trouble, sentence_of, wait_in
from daemon.ports.errors import AuthRequired, CursorExpired, PortError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What delta calls answer with, beside 410, when a token is no longer good (learn.microsoft.com/graph/delta-query-
# overview, November 2026); the last is what Exchange calls it.
_STATE_LOST: Final = frozenset(
    {"syncstatenotfound", "resyncrequired", "syncstateinvalid", "errorinvalidsyncstatedata", "fullsyncrequired"}
)
_NO_MAILBOX: Final = frozenset(
    {"mailboxnotenabledforrestapi", "mailboxnotsupportedforrestapi", "errornonexistentmailbox", "errorinvaliduser"}
)
# One message that Exchange cannot make MIME of, which it calls trouble of the server's.
BROKEN: Final = frozenset(
    {"errorcorruptdata", "erroritemcorrupt", "errormimecontentconversionfailed", "errorcontentconversionfailed"}
)
_BUSY: Final = frozenset({429, 503, 504, 509})
_BUSY_WORDS: Final = frozenset({"applicationthrottled", "toomanyrequests", "errorserverbusy", "errortoomanyrequests"})
_WORD: Final = re.compile(r"[A-Za-z0-9_.]{1,80}")


class Forbidden(AuthRequired):
    """A right is missing: for everything, or only for what was asked for, as a calendar that somebody else shares."""


@contextmanager
def translate(host: str) -> Iterator[None]:
    """Turn what `requests` raises into the ports' errors; `NeverAsked` goes through, for it is a bug."""
    try:
        yield
    except (RequestException, OSError) as error:
        raise Unavailable(sentence_of(error, host)) from error


def refusal(status: int, headers: Mapping[str, str], content: bytes, host: str) -> PortError:
    """What an answer that is none means; the names of headers are in lower case."""
    reason = reason_in(content)
    told = f"{status} {reason}".strip()
    if status in _BUSY or reason.lower() in _BUSY_WORDS:
        return Unavailable(f"{host} asks to be left alone ({told})", retry_after=wait_in(headers))
    if (expected := _expected(status, reason.lower(), told)) is not None:
        return expected
    # The latter is said of a method that is not there.
    if status >= 500 and status != 501 and reason.lower() not in BROKEN:
        return Unavailable(f"{host} has trouble ({told})", retry_after=wait_in(headers))
    return Trouble(f"{host} answered {told}", status=status, reason=reason)


def _expected(status: int, reason: str, told: str) -> PortError | None:
    if status == 401:
        return AuthRequired("Microsoft does not accept the login any more: sign in again with followupd auth")
    if reason in _NO_MAILBOX:
        return AuthRequired(
            f"there is no mailbox in the cloud for this login ({told}): it has no licence for Exchange Online, or lies "
            "on a server of the organisation's own, which the adapter exchange speaks to"
        )
    if status == 403:
        return Forbidden(
            f"the login was not given the right to do this ({told}): sign in again with followupd auth, or ask the "
            "administrator for the permissions that README names"
        )
    return None


@contextmanager
def going_on() -> Iterator[None]:
    """Turn what a delta answers whose token is no longer good into `CursorExpired`."""
    try:
        yield
    except Trouble as trouble:
        if trouble.status == 410 or trouble.reason.lower() in _STATE_LOST:
            raise CursorExpired("Microsoft no longer knows what was last read") from trouble
        raise


def reason_in(content: bytes) -> str:
    """The word that Graph gives for a refusal; empty if there is none."""
    try:
        reason = json.loads(content)["error"]["code"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return ""
    return reason if isinstance(reason, str) and _WORD.fullmatch(reason) else ""
