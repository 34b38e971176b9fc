"""Signing in to Microsoft once, with the person's or their organisation's app registration; and how a login stands.

Whether a person may decide for themselves what a program does in their mailbox is their organisation's matter, so they
are told beforehand what will be asked for and, where it is refused, what to ask the administrator for. What comes of it
is kept by `grants`; no token is ever told.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit
from warnings import catch_warnings, simplefilter

import requests
from msal import SerializableTokenCache

from adapters.microsoft365.applications import authority_of, public_application
from adapters.microsoft365.grants import Grant, GrantFile
from adapters.microsoft365.guard import guard_for
from adapters.microsoft365.refusals import reaching, refused
from adapters.microsoft365.scopes import missing, resource_of, scopes_for
from adapters.microsoft365.session import Session
from adapters.microsoft365.settings import Settings, Way, settings_from
from adapters.microsoft365.tokens import LoginByGrant, load_login
from adapters.microsoft365.trial import try_out
from adapters.web.transport import mount
from daemon.ports.adapter import Login
from daemon.ports.errors import AuthRequired, Rejected, Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msal import PublicClientApplication

    from daemon.ports.adapter import Desk, Setup

BEFORE: Final = """\
You are about to sign in to Microsoft, with the app registration {client_id}. Its page will ask whether this may:
"""

SENDING: Final = """\
followupd asks for no right to send mail, so Microsoft would let it send none. What a right to calendars would allow,
to invite people or to answer them, it has no code for, and what goes out passes a list of permitted requests.

If the page says that an administrator has to approve: in most organisations that is so. README says what to ask for.
"""

STRANGER: Final = (
    "you signed in as {address}, which is none of the emails in [person]: if mail reaches you there, add it, and if "
    "that is somebody else, sign in to the account you mean"
)

BY_CODE: Final = """\
Open {address} in any browser, type the code {code}, and sign in there. followupd waits here until you have.
"""


def begin(setup: Setup, desk: Desk, now: datetime) -> Login:
    """See `SignIn.begin`. With a certificate there is nobody to sign in, and it is only checked."""
    settings = settings_from(setup)
    if settings.certificate_file is not None:
        return check(setup, now)
    asked = [f"  - {scope.shown} ({scope.name}),\n    to {scope.purpose}" for scope in scopes_for(settings.uses)]
    desk.say("\n".join((BEFORE.format(client_id=settings.client_id), *asked, "", SENDING)))
    grant = _ask_person(settings, desk, now)
    file = GrantFile(settings.state, settings.account)
    _check_same_person(settings, file.find(), grant)
    wrong = _try_new(settings, grant)
    file.write(grant)
    return _told(settings, grant, wrong)


def check(setup: Setup, now: datetime) -> Login:  # noqa: ARG001 - Microsoft tells of no day on which a login ends
    """See `SignIn.check`."""
    settings = settings_from(setup)
    with closing(_session(settings)) as session:
        session.renew()
        wrong = try_out(session, settings)
    if settings.certificate_file is not None:
        return Login(well=not wrong, remarks=(f"the certificate is accepted for {settings.user}", *wrong))
    return _told(settings, GrantFile(settings.state, settings.account).read(), wrong)


def _ask_person(settings: Settings, desk: Desk, now: datetime) -> Grant:
    """What the person granted; nothing is kept yet."""
    cache = SerializableTokenCache()
    with requests.Session() as session:
        mount(session, guard_for(settings.login_endpoint), settings.ca_file)
        application = public_application(settings, session, cache)
        ask = _by_code if settings.way is Way.DEVICE else _by_browser
        result = ask(application, settings, desk)
    claims = result.get("id_token_claims") or {}
    person = next((str(each["home_account_id"]) for each in application.get_accounts()), "")
    if not result.get("refresh_token") or not person:
        raise Unavailable("Microsoft granted nothing that lasts: try again")
    return Grant(
        client_id=settings.client_id,
        authority=authority_of(settings),
        scopes=tuple(sorted(name.rpartition("/")[2] for name in str(result.get("scope", "")).split())),
        since=now.astimezone(UTC),
        person=person,
        address=str(claims.get("preferred_username") or "").lower(),
        cache=cache.serialize(),
    )


def _by_browser(application: PublicClientApplication, settings: Settings, desk: Desk) -> Mapping[str, Any]:
    """What the person's browser brings back, to where Microsoft lets every program on this machine wait."""
    with reaching(), catch_warnings():
        simplefilter("ignore", UserWarning)  # of an answer in the address, which alone a person can copy and paste
        flow = application.initiate_auth_code_flow(
            _scopes(settings),
            redirect_uri=f"http://localhost:{desk.port}",  # of this name Microsoft ignores the port, as RFC 8252 wants
            login_hint=settings.user,
            prompt="select_account",
        )
    came_back = desk.visit(flow["auth_uri"])
    answer = dict(parse_qsl(urlsplit(came_back).query))
    if answer.get("state") != flow["state"]:
        raise AuthRequired("this is the answer to another login: try again")
    with reaching():
        result = application.acquire_token_by_auth_code_flow(flow, answer)
    return _granted(result, settings)


def _by_code(application: PublicClientApplication, settings: Settings, desk: Desk) -> Mapping[str, Any]:
    """What comes of a code that the person types in another browser; the library waits for it."""
    with reaching():
        flow = application.initiate_device_flow(_scopes(settings))
    if "user_code" not in flow:
        raise refused(flow, settings, by_code=True)
    desk.say(BY_CODE.format(address=flow.get("verification_uri"), code=flow["user_code"]))
    with reaching():
        result = application.acquire_token_by_device_flow(flow)
    return _granted(result, settings, by_code=True)


def _granted(result: object, settings: Settings, *, by_code: bool = False) -> Mapping[str, Any]:
    found = result if isinstance(result, dict) else {}
    if "access_token" not in found:
        raise refused(found, settings, by_code=by_code)
    return found


def _scopes(settings: Settings) -> list[str]:
    return [f"{resource_of(settings.graph_endpoint)}{scope.name}" for scope in scopes_for(settings.uses)]


def _session(settings: Settings, grant: Grant | None = None) -> Session:
    login = load_login(settings) if grant is None else LoginByGrant(settings=settings, grant=grant)
    return Session(guard_for(settings.login_endpoint), login, ca_file=settings.ca_file)


def _try_new(settings: Settings, grant: Grant) -> tuple[str, ...]:
    """What is wrong with a grant; a Microsoft in trouble is no reason to lose it."""
    with closing(_session(settings, grant)) as session:
        try:
            return try_out(session, settings)
        except Unavailable as error:
            return (f"it could not be tried out yet: {error}",)


def _check_same_person(settings: Settings, before: Grant | None, grant: Grant) -> None:
    """`Rejected` if it was another mailbox so far, or is not the one that was configured.

    What stands in the one would be missed in the other, and so be taken for deleted by the person, for ever.
    """
    if before is not None and before.person != grant.person:
        expected = before.address
    elif settings.user and grant.address and settings.user.lower() != grant.address:
        expected = settings.user
    else:
        return
    raise Rejected(
        f"you signed in as {grant.address}, but this is the account of {expected}: sign in to that one, or give the "
        "other one a table of its own in the configuration. Nothing was changed"
    )


def _told(settings: Settings, grant: Grant, wrong: tuple[str, ...]) -> Login:
    lacking = missing(settings.uses, set(grant.scopes))
    excess = sorted(set(grant.scopes) & {"Mail.Send", "Mail.Send.Shared"})
    return Login(
        well=not lacking and not wrong,
        remarks=(
            f"signed in since {grant.since.astimezone(settings.zone):%d %B %Y, %H:%M}; Microsoft accepts the login",
            *wrong,
            *(f"not granted: {scope.name}, so followupd cannot {scope.purpose}" for scope in lacking),
            *(f"granted, but never used: {name}; take it from the app registration" for name in excess),
            *([STRANGER.format(address=grant.address)] if grant.address not in {"", *settings.owner} else ()),
        ),
    )
