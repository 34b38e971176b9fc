"""Why Microsoft refuses a login, and what to do about it, or what to ask the administrator for.

Microsoft tells reasons by number (learn.microsoft.com/entra/identity-platform/reference-error-codes, November 2026).
Its own sentences are not handed on: they hold addresses, and the ids of people and machines.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from msal.exceptions import MsalError
from requests.exceptions import RequestException

from adapters.microsoft365.scopes import scopes_for
from adapters.web.faults import sentence_of
from daemon.ports.errors import AuthRequired, PortError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapters.microsoft365.settings import Settings

_NUMBER: Final = re.compile(r"AADSTS(\d{4,9})")
_CODE: Final = re.compile(r"[a-z_]{1,40}")

_CONSENT: Final = (
    "your organisation lets people not decide for themselves what a program may do in their mailbox. Ask the "
    "administrator to open {consent} and to accept, which grants {scopes} to your app registration; then sign in again"
)
_POLICY: Final = (
    "a rule of your organisation (Conditional Access) blocks this login. Ask the administrator to look it up under "
    "Sign-in logs in Entra, where the rule is named, and to let the application {client_id} pass it"
)
_DEVICE_CODE: Final = (
    "a rule of your organisation (Conditional Access) blocks signing in by a code, as Microsoft recommends: leave out "
    'sign_in = "device" and sign in by a browser'
)
_DEVICE: Final = (
    "a rule of your organisation (Conditional Access) lets only computers in that it manages. Sign in on one of those, "
    "with the browser that it manages, or ask the administrator to let the application {client_id} pass that rule"
)
_SECOND_FACTOR: Final = "Microsoft asks for a second factor: sign in again"
_ENDED: Final = (
    "the login has ended: it was not used for too long, the password was changed, it was revoked, or your organisation "
    "wants people to sign in anew from time to time"
)
_DISABLED: Final = "the account is locked or no longer there: the administrator knows why"
_UNKNOWN_APPLICATION: Final = (
    "the app registration is not known there: client_id or tenant is wrong, or it is open to another kind of accounts"
)
_NOT_PUBLIC: Final = (
    "the app registration takes this for a web site: under Authentication in Entra, “Allow public client flows” has to "
    "be Yes, and the address http://localhost has to stand under “Mobile and desktop applications”"
)
_CERTIFICATE: Final = (
    "the certificate is not, or no longer, that of the app registration: upload it there under Certificates & secrets"
)

_SENTENCES: Final[Mapping[int, str]] = {
    65001: _CONSENT,
    65004: "you were signed in, but nothing was granted: sign in again, and accept",
    90094: _CONSENT,
    90095: _CONSENT,  # the person has asked the administrator for it, who has not answered yet
    90093: _CONSENT,
    900941: _CONSENT,
    53000: _DEVICE,
    53001: _DEVICE,
    53002: _DEVICE,
    53003: _POLICY,
    53004: _SECOND_FACTOR,
    53009: _DEVICE,
    50097: _DEVICE,
    530003: _DEVICE,
    50005: _DEVICE,
    500113: _NOT_PUBLIC,
    50011: _NOT_PUBLIC,
    7000218: _NOT_PUBLIC,
    700025: "the app registration is public, so it has no certificate: sign in instead of naming certificate_file",
    9002326: _NOT_PUBLIC,
    9002327: _NOT_PUBLIC,
    700016: _UNKNOWN_APPLICATION,
    50194: "the app registration is for one organisation only: set tenant to its directory (tenant) ID",
    9002346: "the app registration is for personal accounts only: set tenant to consumers",
    700082: _ENDED,
    700084: _ENDED,
    70008: _ENDED,
    70043: _ENDED,
    50173: _ENDED,
    50133: _ENDED,
    54005: "the answer of your browser was too old, or used before: sign in again",
    70000: _ENDED,
    50076: _SECOND_FACTOR,
    50078: _SECOND_FACTOR,
    50079: _SECOND_FACTOR,
    50072: _SECOND_FACTOR,
    50074: _SECOND_FACTOR,
    50158: _SECOND_FACTOR,
    50053: _DISABLED,
    50057: _DISABLED,
    50034: _DISABLED,
    50020: "this account is not of the organisation that tenant names: sign in with one that is, or set tenant",
    50105: (
        "the administrator has decided who may use the app registration, and you are not among them: ask to be added "
        "under Enterprise applications, Users and groups, for {client_id}"
    ),
    7000112: "the administrator has switched the application {client_id} off",
    90002: "there is no such organisation: tenant is wrong",
    900023: "there is no such organisation: tenant is wrong",
    50059: "set tenant to the directory (tenant) ID of your organisation",
    700027: _CERTIFICATE,
    7000215: _CERTIFICATE,
    7000222: _CERTIFICATE,
    700024: "the clock of this machine is wrong, or that of Microsoft",
    650052: "the organisation has no licence for a mailbox in the cloud",
}

_WORDS: Final[Mapping[str, str]] = {
    "access_denied": "you were signed in, but nothing was granted: sign in again, and accept",
    "authorization_declined": "you were signed in, but nothing was granted: sign in again, and accept",
    "consent_required": _CONSENT,
    "expired_token": "nobody typed the code in time: try again",
    "code_expired": "nobody typed the code in time: try again",
    "invalid_grant": _ENDED,
    "interaction_required": "Microsoft wants to see you sign in again",
    "login_required": "Microsoft wants to see you sign in again",
}
_PASSING: Final = frozenset({"temporarily_unavailable", "server_error"})


def refused(result: Mapping[str, Any] | None, settings: Settings, *, by_code: bool = False) -> PortError:
    """What it means that no token was given; `result` is what the login library tells of it."""
    told = result or {}
    word, number = _word(told.get("error")), _number(told)
    if word in _PASSING:
        return Unavailable(f"Microsoft has trouble with logins for now ({word})")
    sentence = _SENTENCES.get(number) or _WORDS.get(word)
    if by_code and sentence is _POLICY:
        sentence = _DEVICE_CODE
    if sentence is None:
        sentence = "Microsoft refuses the login"
    known = f"AADSTS{number}" if number else word or "no reason given"
    consent = f"{settings.login_endpoint}{settings.tenant}/adminconsent?client_id={settings.client_id}"
    scopes = " and ".join(scope.name for scope in scopes_for(settings.uses))
    return AuthRequired(
        f"{sentence.format(consent=consent, scopes=scopes, client_id=settings.client_id)} ({known}): "
        f"followupd auth {settings.account}"
    )


@contextmanager
def reaching() -> Iterator[None]:
    """Turn what the login library raises into the ports' errors."""
    try:
        yield
    except MsalError as error:
        raise Unavailable("Microsoft has trouble with logins for now") from error
    except (RequestException, OSError) as error:
        raise Unavailable(f"there is no way to sign in: {sentence_of(error, 'the login server')}") from error
    except (ValueError, TypeError, LookupError, RuntimeError, AttributeError) as error:
        # What is inside this context is a call of the library, so these are its own, on an answer that makes no sense.
        raise Unavailable("the login server answers in a way that cannot be understood") from error


def _word(value: object) -> str:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""


def _number(told: Mapping[str, Any]) -> int:
    """The number of the reason; Microsoft gives it in a list, and at its page in the text only."""
    codes = told.get("error_codes")
    if isinstance(codes, list) and codes and isinstance(codes[0], int):
        return codes[0]
    found = _NUMBER.search(str(told.get("error_description", ""))[:1000])
    return int(found[1]) if found else 0
