"""What the session shows Google: an access token, renewed from the person's grant or a service account's key.

The grant is read again at each renewal, so a person who signs in anew is believed at once by a service that goes on
running, and an older grant that is still in memory never takes the place of a newer one in the file.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, MalformedError, RefreshError, TransportError
from google.auth.transport import Request
from google.oauth2.credentials import Credentials as UserCredentials
from google.oauth2.service_account import Credentials as ServiceCredentials

from adapters.google.grants import GrantFile
from adapters.google.scopes import scopes_for
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable

if TYPE_CHECKING:
    from adapters.google.grants import Grant
    from adapters.google.settings import Settings

LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Access:
    """An access token and when it has to be renewed, aware."""

    token: str
    expires: datetime


Renew: TypeAlias = Callable[[Request], Access]


class Login(Credentials):
    """An access token that is renewed when need be; renewing raises `AuthRequired` or `Unavailable`."""

    def __init__(self, renew: Renew, access: Access | None = None) -> None:
        """Store how to renew it, and an access token that may still be good."""
        super().__init__()  # type: ignore[no-untyped-call]  # the library is typed in part
        self._renew = renew
        if access is not None:
            self._take(access)

    def refresh(self, request: Request) -> None:
        """Get a new access token."""
        self._take(self._renew(request))

    def _take(self, access: Access) -> None:
        self.token = access.token
        self.expiry = access.expires.astimezone(UTC).replace(tzinfo=None)  # the library counts in naive UTC


def load_credentials(settings: Settings) -> Login:
    """The login of an account by its settings; `AuthRequired` if nobody has signed in."""
    return login_of_service(settings) if settings.service_account_file is not None else login_of_person(settings)


def login_of_person(settings: Settings) -> Login:
    """The login of a person who has signed in."""
    file = GrantFile(settings.state, settings.account)
    grant = file.read()

    def renew(request: Request) -> Access:
        renewed = renew_grant(file.read(), settings, request)
        if file.is_ours():  # not so for somebody who looks with more rights than the service has
            with suppress(Unavailable):  # the next one to need a token gets one of its own
                file.write(renewed)
        return Access(renewed.access_token, renewed.expires)

    return Login(renew, Access(grant.access_token, grant.expires))


def login_by(grant: Grant, settings: Settings) -> Login:
    """A login by a grant that is not kept yet."""

    def renew(request: Request) -> Access:
        renewed = renew_grant(grant, settings, request)
        return Access(renewed.access_token, renewed.expires)

    return Login(renew, Access(grant.access_token, grant.expires))


def renew_grant(grant: Grant, settings: Settings, request: Request) -> Grant:
    """The grant with a new access token; `AuthRequired` with the likely reasons if Google says that it has ended."""
    login = UserCredentials(  # type: ignore[no-untyped-call]  # as above
        None,
        refresh_token=grant.refresh_token,
        token_uri=settings.token_endpoint,
        client_id=grant.client_id,
        client_secret=grant.client_secret,
    )
    with translated(lambda code: _ended(code, grant, settings)):
        login.refresh(request)  # type: ignore[no-untyped-call]  # as above
    return replace(
        grant,
        refresh_token=str(login.refresh_token),
        access_token=str(login.token),
        expires=_aware(login.expiry),
    )


def login_of_service(settings: Settings) -> Login:
    """The login of a service account that acts for a user of its Workspace domain."""
    assert settings.service_account_file is not None
    if settings.user is None:
        raise Rejected("user is not set: it names the mailbox in your domain that the service account is to act for")
    info = {**read_key(settings.service_account_file), "token_uri": settings.token_endpoint}
    scopes = [scope.name for scope in scopes_for(settings.uses)]
    try:
        key = ServiceCredentials.from_service_account_info(info, scopes=scopes, subject=settings.user)  # type: ignore[no-untyped-call]  # as above
    except (MalformedError, ValueError) as error:
        raise Rejected(f"service_account_file: {settings.service_account_file} is not a whole key") from error

    def renew(request: Request) -> Access:
        with translated(_not_delegated):
            key.refresh(request)
        return Access(str(key.token), _aware(key.expiry))

    return Login(renew)


def read_key(path: Path) -> dict[str, str]:
    """The key of a service account, which can act for everybody in its domain, so only its owner may read it."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = json.loads(file.read(LONGEST))
    except OSError as error:
        raise AuthRequired(f"the key cannot be read from {path}: {error.strerror}") from error
    except ValueError:
        key = None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise AuthRequired(f"others may use the key in {path}: take that from them with chmod 600")
    if not isinstance(key, dict) or key.get("type") != "service_account":
        raise Rejected(f"service_account_file: {path} is not the key of a service account")
    return key


@contextmanager
def translated(refused: Callable[[str], PortError]) -> Iterator[None]:
    """Turn what renewing a token raises into port errors; `refused` gets Google's code for a refusal that lasts."""
    try:
        yield
    except TransportError as error:
        raise Unavailable("Google cannot be reached to renew the login") from error
    except RefreshError as error:
        if error.retryable:
            raise Unavailable("Google does not renew the login for now") from error
        raise refused(code_of(error)) from error
    except GoogleAuthError as error:
        raise Unavailable("Google answers in a way that cannot be understood when the login is renewed") from error


def code_of(error: RefreshError) -> str:
    """Google's code for why it renews nothing, such as invalid_grant, or the empty string."""
    details = error.args[1] if len(error.args) > 1 else None
    code = details.get("error") if isinstance(details, dict) else None
    return code if isinstance(code, str) and code.isascii() and code.isidentifier() else ""


def _ended(code: str, grant: Grant, settings: Settings) -> PortError:
    remedy = f"sign in with: followupd auth {settings.account}"
    if code != "invalid_grant":
        return AuthRequired(f"Google refuses the login ({code or 'no reason given'}): {remedy}")
    if grant.ends is not None:
        cause = "its time was up, as it is after 7 days if your project's publishing status is Testing"
    else:
        cause = (
            "it was revoked, the password was changed, it was not used for half a year, or, if that was a week ago, "
            "your project's publishing status is still Testing"
        )
    return AuthRequired(f"the login to Google of {grant.since:%d %B %Y} has ended ({cause}): {remedy}")


def _not_delegated(code: str) -> PortError:
    if code == "unauthorized_client":
        return AuthRequired(
            "the administrator of the domain has not allowed the service account to do this; followupd auth says how"
        )
    if code == "invalid_grant":
        return AuthRequired("Google knows no such user in the domain, or the clock of this machine is wrong")
    return AuthRequired(f"Google refuses the service account ({code or 'no reason given'})")


def _aware(expiry: datetime | None) -> datetime:
    assert expiry is not None  # a token that was just renewed has one
    return expiry.replace(tzinfo=UTC)
