"""What Exchange, the network and the login refuse, as the ports' errors; sentences hold neither addresses nor texts.

    401, a login that is locked or not let in   AuthRequired: only the person or the administrator can help
    a redirection to Microsoft's own servers    AuthRequired, with what to use instead
    ErrorServerBusy, 429, 503                   Unavailable, with how long the server wants to be left alone
    5xx, network, TLS, nonsense                 Unavailable
    anything else                               Trouble: what it means depends on what was asked

The texts of exchangelib's errors quote whole answers and requests, so nothing of them is ever passed on but the name of
the error, which is the response code of EWS.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from exchangelib import errors as ews
from requests.exceptions import RequestException, SSLError

from adapters.exchange.settings import IN_THE_CLOUD, is_cloud
from adapters.web.faults import LONGEST_WAIT, sentence_of
from daemon.ports.errors import AuthRequired, PortError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRONG_LOGIN: Final = (
    "{host} does not accept the login: check the password, user (often DOMAIN\\name) and login; a password that was "
    "refused is not tried again for some hours, unless it is changed, lest the account be locked"
)
_UNSPEAKABLE: Final = (
    'the user or the password for {host} holds letters that login = "basic" has no way to tell: use login = "ntlm"'
)
_LOCKED: Final = "the login at {host} is locked or expired: ask your administrator, or set a new password there"
_NOT_ALLOWED: Final = (
    "{host} does not let this login open the mailbox: ask your administrator for full access to it, or, with access = "
    '"impersonation", for the role ApplicationImpersonation'
)
_NO_MAILBOX: Final = "{host} has no mailbox of this address: check email, which must be the mailbox's main address"

# By the response codes of EWS, which are the names of exchangelib's errors.
_AUTH: Final = {
    **dict.fromkeys(("ErrorAccountDisabled", "ErrorPasswordExpired", "ErrorPasswordChangeRequired"), _LOCKED),
    **dict.fromkeys(
        (
            *("ErrorAccessDenied", "ErrorImpersonateUserDenied", "ErrorImpersonationDenied", "ErrorMailboxLogonFailed"),
            *("ErrorImpersonationFailed", "ErrorLogonAsNetworkServiceFailed", "ErrorProxyRequestNotAllowed"),
            "ErrorCallerIsInvalidADAccount",
        ),
        _NOT_ALLOWED,
    ),
    **dict.fromkeys(
        (
            *("ErrorNonExistentMailbox", "ErrorMissingEmailAddress", "ErrorInvalidSmtpAddress", "ErrorInvalidMailbox"),
            *("ErrorNonPrimarySmtpAddress", "ErrorInvalidUserPrincipalName", "ErrorEmailAddressMismatch"),
            "ErrorMailboxConfiguration",
        ),
        _NO_MAILBOX,
    ),
}


OF_THE_SERVER: Final = (
    *(ews.ErrorServerBusy, ews.ErrorTimeoutExpired, ews.ErrorTooManyObjectsOpened, ews.ErrorExceededConnectionCount),
    *(ews.ErrorInternalServerTransientError, ews.ErrorMailboxStoreUnavailable, ews.ErrorMailboxMoveInProgress),
    *(ews.ErrorMailboxFailover, ews.ErrorConnectionFailed, ews.ErrorADUnavailable, ews.ErrorInsufficientResources),
)
"""What is wrong with more than what was asked for, although it may be said of a single item."""


class Trouble(Unavailable):
    """One answer is of no use, others may be: `code` is the response code of EWS, such as `ErrorItemNotFound`."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class TooLarge(Trouble):
    """An answer that is larger than anybody should give; a smaller question may be answered."""


class Endless(RequestException):
    """What is read of an answer until it is `TooLarge`."""


class Unheard(Exception):
    """The network or the server broke off; the cause is what `requests` says of it."""


class Refused(Exception):
    """An HTTP status that is no answer to a question in SOAP; `wait` is what the server says of how long."""

    def __init__(self, status: int, *, wait: timedelta | None = None, location: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.wait = wait
        self.location = location


@contextmanager
def translate(host: str) -> Iterator[None]:
    """Turn whatever exchangelib and what is below it raise into the ports' errors.

    `NeverAsked` goes through, for it is a bug.
    """
    try:
        yield
    except Unheard as error:
        raise _on_the_way(error.__cause__, host) from error
    except Refused as error:
        raise _refusal(error, host) from error
    except (ews.ErrorServerBusy, ews.RateLimitError) as error:
        asked = error.wait if isinstance(error, ews.RateLimitError) else error.back_off
        raise Unavailable(f"{host} asks to be left alone", retry_after=_within_reason(asked)) from error
    except ews.EWSError as error:
        raise _answer(error, host) from error
    except OSError as error:
        raise Unavailable(sentence_of(error, host)) from error
    except UnicodeEncodeError as error:
        raise AuthRequired(_UNSPEAKABLE.format(host=host)) from error
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        # What is inside this context is a call of the library, so these are its own, on an answer that makes no sense.
        raise Trouble(f"{host} answers in a way that cannot be understood ({type(error).__name__})") from error


def trouble_of(error: Exception, host: str) -> PortError:
    """What the library found wrong with a single item of an answer, as `translate` would have it."""
    try:
        with translate(host):
            raise error
    except PortError as translated:
        return translated


def wrong_login(host: str) -> AuthRequired:
    """The login was refused."""
    return AuthRequired(_WRONG_LOGIN.format(host=host))


def _refusal(error: Refused, host: str) -> PortError:
    if error.status == 401:
        return wrong_login(host)
    if error.location:
        return _elsewhere(urlsplit(error.location).hostname or "", host)
    if error.status == 403:
        return AuthRequired(f"{host} forbids this way in: ask your administrator to allow EWS for your mailbox")
    if error.status in {404, 405, 410}:
        return Trouble(f"{host} has no web services at that address ({error.status}): check url")
    trouble = "asks to be left alone" if error.status in {429, 503} else "has trouble"
    return Unavailable(f"{host} {trouble} ({error.status})", retry_after=error.wait)


def _on_the_way(error: BaseException | None, host: str) -> PortError:
    if isinstance(error, Endless):
        return TooLarge(f"{host} gives an answer that does not end")
    told = sentence_of(error if isinstance(error, Exception) else OSError(), host)
    own = "; if it is signed by an authority of your organisation, name that in ca_file"
    return Unavailable(told + own if isinstance(error, SSLError) else told)


def _elsewhere(other: str, host: str) -> PortError:
    if is_cloud(other.lower()):
        return AuthRequired(IN_THE_CLOUD)
    return Trouble(f"{host} sends us on to {other or 'another page'}: write the right address as url")


def _answer(error: ews.EWSError, host: str) -> PortError:
    code = type(error).__name__
    if sentence := _AUTH.get(code):
        return AuthRequired(sentence.format(host=host))
    if isinstance(error, ews.ResponseMessageError | ews.EWSWarning):
        return Trouble(f"{host} answered {code}", code=code)
    return Trouble(f"{host} answers in a way that cannot be understood ({code})")


def _within_reason(seconds: float | None) -> timedelta | None:
    if seconds is None or not seconds > 0:
        return None
    return timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds()))
