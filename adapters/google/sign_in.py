"""Signing in to Google once, in a browser, with the person's own OAuth client; and how a login stands.

Google's page is where a person decides, so they are told beforehand what it will ask and warn of, and afterwards what
each box that they left unticked costs. What comes of it is kept by `grants`; no token is ever told.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from google_auth_oauthlib.flow import InstalledAppFlow
from oauthlib.oauth2 import OAuth2Error
from requests.exceptions import RequestException

from adapters.google.client_file import OAuthClient
from adapters.google.credentials import load_credentials, login_by, read_key
from adapters.google.grants import Grant, GrantFile
from adapters.google.guard import guard_for
from adapters.google.scopes import missing, scopes_for
from adapters.google.session import Session
from adapters.google.settings import settings_from
from adapters.google.trial import Trial, try_out
from adapters.web.transport import mount
from daemon.ports.adapter import Login
from daemon.ports.errors import AuthRequired, Rejected, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from google.auth.credentials import Credentials

    from adapters.google.settings import Settings
    from daemon.ports.adapter import Desk, Setup

TIMEOUT = 60
TESTING = timedelta(days=7)
"""How long a login lives whose project is in Testing."""

BEFORE = """\
You are about to sign in to Google, with the OAuth client that you made. Three things to know before:

Publishing status. While that of your project is Testing, Google ends every login after 7 days. Open
  https://console.cloud.google.com/auth/audience
and press Publish app, so that it says In production, before you go on: a login that was made in Testing ends all the
same. A project of your Workspace's own (user type Internal) has no such status.

A warning. “Google hasn't verified this app” means that Google has not examined your client, which nobody but you uses.
Go on by Advanced, then Go to … (unsafe).

Boxes. Google asks for each right by itself, with a box that you have to tick:
"""

SENDING = """\
Google has no right to drafts that does not include sending. followupd never sends: it has no code for it, and what goes
out to Google passes a list of permitted requests that no sending one is on.
"""


def begin(setup: Setup, desk: Desk, now: datetime) -> Login:
    """See `SignIn.begin`. A service account has nobody to sign in, and is only checked."""
    settings = settings_from(setup)
    if settings.service_account_file is not None:
        return check(setup, now)
    client = _client(settings)
    scopes = scopes_for(settings.uses)
    desk.say("\n".join((BEFORE, *(f"  [x] {scope.box}\n      to {scope.purpose}" for scope in scopes), "", SENDING)))
    flow = InstalledAppFlow.from_client_config(
        {"installed": client.record(settings.token_endpoint)}, [scope.name for scope in scopes]
    )
    mount(flow.oauth2session, guard_for(settings.token_endpoint), settings.ca_file)
    flow.redirect_uri = f"http://127.0.0.1:{desk.port}/"
    address, _ = flow.authorization_url(prompt="consent", login_hint=settings.user)
    token = _exchange(flow, desk.visit(address))
    grant = _grant(client, token, flow.oauth2session.scope, now)
    trial = _try_new(settings, grant)
    file = GrantFile(settings.state, settings.account)
    file.write(replace(grant, address=_same_address(settings, file.find(), trial.address)))
    return _told(settings, grant, trial.wrong, now)


def check(setup: Setup, now: datetime) -> Login:
    """See `SignIn.check`."""
    settings = settings_from(setup)
    if settings.service_account_file is not None:
        return _check_service(settings, settings.service_account_file)
    grant = GrantFile(settings.state, settings.account).read()
    return _told(settings, grant, _try_kept(settings, grant.scopes).wrong, now)


def _try_new(settings: Settings, grant: Grant) -> Trial:
    """What the grant is good for; a Google in trouble is no reason to lose it."""
    with closing(_session(settings, login_by(grant, settings))) as session:
        try:
            return try_out(session, settings, grant.scopes)
        except Unavailable as error:
            return Trial(address=None, wrong=(f"it could not be tried out yet: {error}",))


def _try_kept(settings: Settings, granted: frozenset[str]) -> Trial:
    """What the login that is kept is good for, once it is renewed."""
    with closing(_session(settings, load_credentials(settings))) as session:
        session.renew()
        return try_out(session, settings, granted)


def _session(settings: Settings, login: Credentials) -> Session:
    return Session(guard_for(settings.token_endpoint), login, ca_file=settings.ca_file)


def _same_address(settings: Settings, before: Grant | None, address: str | None) -> str | None:
    """The address of the account; `Rejected` if it was another one so far, or is not the one that was configured.

    What stands in the one would be missed in the other, and so be taken for deleted by the person, for ever.
    """
    expected = settings.user.lower() if settings.user else before.address if before else None
    if expected is not None and address not in {None, expected}:
        raise Rejected(
            f"you signed in as {address}, but this is the account of {expected}: sign in to that one, "
            "or give the other one a table of its own in the configuration. Nothing was changed"
        )
    return address or expected


def _client(settings: Settings) -> OAuthClient:
    if settings.client_file is None:
        raise Rejected("client_file is not set: it names the file of your OAuth client, which README says how to make")
    return OAuthClient.from_file(settings.client_file)


def _exchange(flow: InstalledAppFlow, came_back: str) -> dict[str, Any]:
    """The answer of Google's token endpoint for the address that the browser was sent back to."""
    # oauthlib wants encryption also on the way back, which the loopback address has no need of.
    secure = came_back.replace("http://", "https://", 1)
    try:
        token = flow.fetch_token(authorization_response=secure, timeout=TIMEOUT)
    except Warning as changed:  # oauthlib raises this where boxes were left unticked; the token is good
        token = getattr(changed, "token", None)
    except OAuth2Error as error:
        raise _refusal(str(error.error)) from None  # its text may quote the address, which holds the code
    except (RequestException, OSError) as error:
        raise Unavailable("Google cannot be reached to finish the login: try again") from error
    if not isinstance(token, dict) or not token.get("refresh_token"):
        raise Unavailable("Google granted nothing that lasts: try again, and tick the boxes")
    return token


def _refusal(code: str) -> AuthRequired | Rejected:
    if code == "access_denied":
        return AuthRequired("you were signed in, but nothing was granted: try again, and tick the boxes")
    if code == "invalid_client":
        return Rejected("client_file: Google does not know this client any more: download the file again")
    if code == "invalid_grant":
        return AuthRequired("the answer of your browser was too old, or used before: try again")
    return AuthRequired(f"Google refused the login ({code if code.isidentifier() else 'no reason given'})")


def _grant(client: OAuthClient, token: dict[str, Any], asked: list[str], now: datetime) -> Grant:
    granted = token.get("scope") or asked
    ends = token.get("refresh_token_expires_in")  # told only where it ends by itself, as in Testing
    return Grant(
        client_id=client.client_id,
        client_secret=client.client_secret,
        scopes=frozenset(granted.split() if isinstance(granted, str) else granted),
        since=now.astimezone(UTC),
        ends=now.astimezone(UTC) + timedelta(seconds=int(ends)) if ends else None,
        refresh_token=str(token["refresh_token"]),
        access_token=str(token["access_token"]),
        expires=now.astimezone(UTC) + timedelta(seconds=int(token.get("expires_in") or 0)),
    )


def _told(settings: Settings, grant: Grant, wrong: tuple[str, ...], now: datetime) -> Login:
    lacking = missing(settings.uses, grant.scopes)
    return Login(
        well=not lacking and not wrong and grant.ends is None,
        remarks=(
            f"signed in since {grant.since.astimezone(settings.zone):%d %B %Y, %H:%M}; Google accepts the login",
            *wrong,
            *(f"not granted: “{scope.box}”, so followupd cannot {scope.purpose}" for scope in lacking),
            *([f"sign in again and tick what is missing: followupd auth {settings.account}"] if lacking else ()),
            *_told_end(settings, grant, now),
            *_told_excess(settings, grant),
        ),
    )


def _told_end(settings: Settings, grant: Grant, now: datetime) -> Iterator[str]:
    """Of a login older than those of Testing ever get there is nothing to tell."""
    ends = (grant.ends or grant.since + TESTING).astimezone(settings.zone)
    remedy = (
        "press Publish app at https://console.cloud.google.com/auth/audience, then sign in again with followupd auth"
    )
    if grant.ends is not None:
        yield (
            f"it ends on {ends:%d %B %Y, %H:%M}, as Google says, which is what it does to projects whose publishing "
            f"status is Testing: {remedy} {settings.account}"
        )
    elif now < ends:
        yield (
            "whether your project's publishing status is still Testing Google does not say; if it is, this login ends "
            f"on {ends:%d %B %Y, %H:%M}: {remedy} {settings.account}"
        )


def _told_excess(settings: Settings, grant: Grant) -> Iterator[str]:
    excess = sorted(grant.scopes - {scope.name for scope in scopes_for(settings.uses)})
    if excess:
        names = ", ".join(name.rpartition("/")[2] for name in excess)
        yield f"granted, but no longer needed: {names}; to give less, revoke the access at Google and sign in again"


def _check_service(settings: Settings, path: Path) -> Login:
    key = read_key(path)
    scopes = [scope.name for scope in scopes_for(settings.uses)]
    told = f"client id {key.get('client_id')}, scopes {','.join(scopes)}"
    try:
        wrong = _try_kept(settings, frozenset(scopes)).wrong
    except AuthRequired as error:
        place = "https://admin.google.com/ac/owl/domainwidedelegation"
        return Login(well=False, remarks=(str(error), f"the administrator of the domain allows it at {place}: {told}"))
    return Login(well=not wrong, remarks=(f"the service account may act for {settings.user}, with {told}", *wrong))
