"""What Google, the network and the login refuse, as the ports' errors; sentences hold neither addresses nor texts.

    401                                      AuthRequired, once a fresh token has been refused as well
    403 by a rate, 429                       Unavailable, with what the server says of how long
    403 for want of a right, or of the API   AuthRequired: only the person can give it
    5xx, network, TLS, nonsense              Unavailable (501 is Trouble: the server lacks a method)
    anything else                            Trouble: what it means depends on what was asked

A login that cannot be renewed is `AuthRequired`, unless google-auth says that trying again may help.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from google.auth.exceptions import GoogleAuthError, TransportError
from googleapiclient.errors import Error as ClientError
from googleapiclient.errors import HttpError
from requests.exceptions import RequestException

from adapters.web.faults import Trouble, sentence_of, wait_in
from daemon.ports.errors import AuthRequired, PortError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

# Both are told as 403 as well as 429 (developers.google.com/workspace/calendar/api/guides/errors, November 2026); the
# others are what projects with older quotas are told.
_RATES: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})
_RIGHTS: Final = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientScopes"})
_SWITCHED_OFF: Final = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_REASON: Final = re.compile(r"[A-Za-z_]{1,60}")


@contextmanager
def translate(host: str) -> Iterator[None]:
    """Turn whatever the client libraries raise into the ports' errors; `NeverAsked` goes through, for it is a bug."""
    try:
        yield
    except HttpError as error:
        raise _refusal(error, host) from error
    except GoogleAuthError as error:
        raise _login(error, host) from error
    except (RequestException, OSError) as error:
        raise Unavailable(sentence_of(error, host)) from error
    except (ClientError, ValueError, TypeError, LookupError, RecursionError) as error:
        # What is inside this context is a call of the library, so these are its own, on an answer that makes no sense.
        raise Trouble(f"{host} answers in a way that cannot be understood ({type(error).__name__})") from error


def _refusal(error: HttpError, host: str) -> PortError:
    status, reason = int(error.resp.status), reason_in(error.content)
    told = f"{status} {reason}".strip()
    if status == 401:
        return AuthRequired("Google does not accept the login any more: sign in again with followupd auth")
    if status == 429 or (status == 403 and reason in _RATES):
        return Unavailable(f"{host} asks to be left alone ({told})", retry_after=wait_in(error.resp))
    if status == 403 and reason in _RIGHTS:
        return AuthRequired("the login was not given the right to do this: sign in again with followupd auth")
    if status == 403 and reason in _SWITCHED_OFF:
        return AuthRequired("an API is switched off in your project at Google: enable Calendar and Gmail there")
    if status >= 500 and status != 501:  # the latter is said of a method that is not there
        return Unavailable(f"{host} has trouble ({told})", retry_after=wait_in(error.resp))
    return Trouble(f"{host} answered {told}", status=status, reason=reason)


def _login(error: GoogleAuthError, host: str) -> PortError:
    if isinstance(error, TransportError):
        return Unavailable(f"there is no way to renew the login for {host}: the network or the server is in trouble")
    if error.retryable:
        return Unavailable(f"the login for {host} cannot be renewed for now; the server that does so is in trouble")
    return AuthRequired("the login can no longer be renewed: sign in again with followupd auth")


def reason_in(content: object) -> str:
    """The word that Google gives for a refusal, in its older form or the newer one; empty if there is none."""
    try:
        error = json.loads(content)["error"]  # type: ignore[arg-type]  # whatever it is, it is tried
        if not isinstance(error, dict):
            return _word(error)
        listed = [*(error.get("errors") or ()), *(error.get("details") or ())]
        reasons = [each.get("reason") for each in listed if isinstance(each, dict)]
        return _word(next((reason for reason in reasons if reason), error.get("status")))
    except (ValueError, TypeError, LookupError, RecursionError):
        return ""


def _word(reason: object) -> str:
    return reason if isinstance(reason, str) and _REASON.fullmatch(reason) else ""
