"""What the session shows Graph: an access token, renewed from the person's grant or by an organisation's certificate.

The grant is read again at each renewal, so a person who signs in anew is believed at once by a service that goes on
running, and an older grant that is still in memory never takes the place of a newer one in the file.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from msal import SerializableTokenCache

from adapters.microsoft365.applications import authority_of, confidential_application, public_application
from adapters.microsoft365.grants import GrantFile
from adapters.microsoft365.refusals import reaching, refused
from adapters.microsoft365.scopes import resource_of, scopes_for
from daemon.ports.errors import AuthRequired, Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from adapters.microsoft365.grants import Grant
    from adapters.microsoft365.session import Login
    from adapters.microsoft365.settings import Settings

MARGIN: Final = 300.0  # seconds before its end in which a token is renewed already


@dataclass(slots=True, kw_only=True)
class _Login(ABC):
    """An access token, and until when it is good."""

    settings: Settings
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    def token(self, session: requests.Session) -> str:
        """See `Login.token`."""
        if not self._token or monotonic() >= self._until:
            self._take(session, anew=False)
        return self._token

    def renew(self, session: requests.Session) -> None:
        """See `Login.renew`."""
        self._take(session, anew=True)

    @abstractmethod
    def _get(self, session: requests.Session, *, anew: bool) -> Mapping[str, Any] | None:
        """What the login library answers when asked for a token; `anew` if a kept one is known to be bad."""

    def _take(self, session: requests.Session, *, anew: bool) -> None:
        result = self._get(session, anew=anew)
        if not result or not isinstance(token := result.get("access_token"), str):
            raise refused(result, self.settings)
        self._token = token
        self._until = monotonic() + _seconds(result.get("expires_in")) - MARGIN


class LoginOfPerson(_Login):
    """The login of a person who has signed in."""

    def _get(self, session: requests.Session, *, anew: bool) -> Mapping[str, Any] | None:
        file = GrantFile(self.settings.state, self.settings.account)
        grant = _checked(file.read(), self.settings)
        result, renewed = renew_grant(grant, self.settings, session, anew=anew)
        if renewed != grant and file.is_ours():  # not so for somebody who looks with more rights than the service has
            with suppress(Unavailable):  # the next one to need a token gets one of its own
                file.write(renewed)
        return result


class LoginOfApplication(_Login):
    """The login of an organisation's app registration, which acts by itself."""

    def _get(self, session: requests.Session, *, anew: bool) -> Mapping[str, Any] | None:  # noqa: ARG002 - none is kept
        application = confidential_application(self.settings, session)
        with reaching():
            result = application.acquire_token_for_client([f"{resource_of(self.settings.graph_endpoint)}.default"])
        return dict(result) if isinstance(result, dict) else None


@dataclass(slots=True, kw_only=True)
class LoginByGrant(_Login):
    """A login by a grant that is not kept yet."""

    grant: Grant

    def _get(self, session: requests.Session, *, anew: bool) -> Mapping[str, Any] | None:
        result, self.grant = renew_grant(self.grant, self.settings, session, anew=anew)
        return result


def load_login(settings: Settings) -> Login:
    """The login of an account by its settings; `AuthRequired` if nobody has signed in."""
    if settings.certificate_file is not None:
        return LoginOfApplication(settings=settings)
    _checked(GrantFile(settings.state, settings.account).read(), settings)
    return LoginOfPerson(settings=settings)


def address_of(settings: Settings) -> str:
    """Whose mailbox it is: who signed in, or whom a certificate acts for. `AuthRequired` as above."""
    if settings.certificate_file is not None:
        return settings.user or ""
    return GrantFile(settings.state, settings.account).read().address


def renew_grant(
    grant: Grant, settings: Settings, session: requests.Session, *, anew: bool
) -> tuple[Mapping[str, Any] | None, Grant]:
    """An access token by a grant, and the grant with what the library keeps now."""
    cache = SerializableTokenCache()
    with reaching():
        cache.deserialize(grant.cache)
    application = public_application(settings, session, cache)
    scopes = [f"{resource_of(settings.graph_endpoint)}{scope.name}" for scope in scopes_for(settings.uses)]
    with reaching():
        found = [each for each in application.get_accounts() if each.get("home_account_id") == grant.person]
        result = application.acquire_token_silent_with_error(scopes, next(iter(found), None), force_refresh=anew)
    return result, replace(grant, cache=cache.serialize()) if cache.has_state_changed else grant


def _checked(grant: Grant, settings: Settings) -> Grant:
    """A grant is good for the app registration and the organisation that it was given to."""
    if (grant.client_id, grant.authority) != (settings.client_id, authority_of(settings)):
        raise AuthRequired(
            "client_id, tenant or login_endpoint is another than when you signed in: sign in again with "
            f"followupd auth {settings.account}"
        )
    return grant


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
