"""Signing in to Google: what is asked for, what the person is told, what is kept, and what happens when it ends."""

from __future__ import annotations

import json
import logging
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.conformance import make_setup
from adapters.google import ADAPTER
from adapters.google.credentials import load_credentials
from adapters.google.grants import GrantFile
from adapters.google.guard import guard_for
from adapters.google.scopes import (
    COMPOSE,
    LIST_CALENDARS,
    OWN_CALENDAR,
    OWNED_EVENTS,
    READ_EVENTS,
    READ_HEADERS,
    READ_MAIL,
)
from adapters.google.session import Session
from adapters.google.settings import settings_from
from daemon.ports.adapter import Login, Offer, OptionValue, Setup
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_harness import options
from tests.fakes.google.calendar import CalendarApi
from tests.fakes.google.gmail import GmailApi
from tests.fakes.google.server import GoogleServer, refusal
from tests.fakes.google.tokens import CLIENT_ID, CLIENT_SECRET, SERVICE, TokenPlace

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PORT = 8765


@dataclass(slots=True)
class Page:
    """A person at a desk who does this at Google's page, and what they were told."""

    act: Callable[[str], str]
    told: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    port: int = PORT

    def say(self, text: str) -> None:
        self.told.append(text)

    def visit(self, address: str) -> str:
        self.visited.append(address)
        return self.act(address)


@dataclass(slots=True)
class Place:
    """A Google, an account's settings, and where its state is kept."""

    server: GoogleServer
    tokens: TokenPlace
    folder: Path

    def setup(self, *offers: Offer, **others: OptionValue) -> Setup:
        chosen = options(self.server, client_file=self.client_file(), **others)
        setup = make_setup(self.folder / "state", chosen)
        return replace(setup, offers=frozenset(offers)) if offers else setup

    def client_file(self, **others: object) -> Path:
        path = self.folder / "client.json"
        record = {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "auth_uri": "https://accounts.google.example/o/oauth2/auth",
            "token_uri": "https://oauth2.google.example/token",
            "redirect_uris": ["http://localhost"],
        }
        path.write_text(json.dumps({"installed": record | others}), encoding="utf-8")
        return path

    @property
    def file(self) -> Path:
        return self.folder / "state" / GrantFile.NAME

    def sign_in(self, setup: Setup | None = None, **consent: list[str]) -> Login:
        page = Page(lambda address: self.tokens.consent(address, **consent))
        return begin(setup or self.setup(), page)

    def renew(self, setup: Setup | None = None) -> None:
        settings = settings_from(setup or self.setup())
        session = Session(guard_for(settings.token_endpoint), load_credentials(settings))
        try:
            session.renew()
        finally:
            session.close()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # for the fake, which has no certificate
    server = GoogleServer(CalendarApi("robin@owner.example", "Europe/Berlin"), GmailApi())
    yield Place(server=server, tokens=TokenPlace(server), folder=tmp_path)
    server.close()


def begin(setup: Setup, page: Page) -> Login:
    assert ADAPTER.sign_in is not None
    return ADAPTER.sign_in.begin(setup, page, NOW)


def check(setup: Setup) -> Login:
    assert ADAPTER.sign_in is not None
    return ADAPTER.sign_in.check(setup, NOW)


class TestScopes:
    """What is asked for is the least for what the account is used for."""

    @pytest.mark.parametrize(
        ("offers", "others", "expected"),
        [
            ((Offer.CALENDAR,), {}, {READ_EVENTS, LIST_CALENDARS, OWN_CALENDAR}),
            ((Offer.CALENDAR,), {"follow_up": "Applications"}, {READ_EVENTS, LIST_CALENDARS, OWNED_EVENTS}),
            ((Offer.DRAFTS,), {}, {COMPOSE}),
            ((Offer.DRAFTS, Offer.INBOX), {}, {COMPOSE, READ_MAIL}),
            ((Offer.DRAFTS, Offer.INBOX), {"replies": "headers"}, {COMPOSE, READ_HEADERS}),
            ((Offer.INBOX,), {}, {READ_MAIL}),
            ((), {}, {READ_EVENTS, LIST_CALENDARS, OWN_CALENDAR, COMPOSE, READ_MAIL}),
        ],
    )
    def test_no_more_is_asked_for_than_is_used(
        self, place: Place, offers: tuple[Offer, ...], others: dict[str, OptionValue], expected: set[str]
    ) -> None:
        page = Page(place.tokens.consent)
        begin(place.setup(*offers, **others), page)
        (address,) = page.visited
        assert set(parse_qs(urlsplit(address).query)["scope"][0].split()) == expected

    def test_a_word_that_replies_does_not_know_is_refused(self, place: Place) -> None:
        with pytest.raises(Rejected, match="replies"):
            begin(place.setup(replies="all"), Page(place.tokens.consent))


class TestBeginning:
    """What the person is told and what comes of it."""

    def test_a_login_that_was_granted_everything_is_well(self, place: Place) -> None:
        login = place.sign_in()
        assert login.well
        signed_in, testing = login.remarks
        assert signed_in == "signed in since 02 March 2026, 10:00; Google accepts the login"
        assert "if it is, this login ends on 09 March 2026" in testing

    def test_only_a_login_that_outlived_testing_is_known_not_to_be_of_it(self, place: Place) -> None:
        place.sign_in()
        assert ADAPTER.sign_in is not None
        for days, told in ((0, True), (6, True), (7, False), (200, False)):
            login = ADAPTER.sign_in.check(place.setup(), NOW + timedelta(days=days))
            assert login.well
            assert any("still Testing" in remark for remark in login.remarks) is told

    def test_the_browser_is_sent_back_to_this_machine_only(self, place: Place) -> None:
        page = Page(place.tokens.consent)
        begin(place.setup(), page)
        asked = parse_qs(urlsplit(page.visited[0]).query)
        assert asked["redirect_uri"] == [f"http://127.0.0.1:{PORT}/"]
        assert asked["access_type"] == ["offline"]

    def test_what_google_will_ask_and_warn_of_is_told_before_the_page(self, place: Place) -> None:
        told: list[str] = []

        def act(address: str) -> str:
            told.extend(page.told)
            return place.tokens.consent(address)

        page = Page(act)
        begin(place.setup(), page)
        before = "\n".join(told)
        for expected in ("Testing", "In production", "7 days", "hasn't verified", "never sends", "Manage drafts"):
            assert expected in before

    @pytest.mark.parametrize(
        ("scope", "lost"),
        [
            (READ_EVENTS, "find job interviews"),
            (LIST_CALENDARS, "know which calendars"),
            (OWN_CALENDAR, "write follow-up entries"),
            (COMPOSE, "write drafts"),
            (READ_MAIL, "read what employers answer"),
        ],
    )
    def test_a_box_left_unticked_is_told_with_what_is_lost(self, place: Place, scope: str, lost: str) -> None:
        login = place.sign_in(untick=[scope])
        assert not login.well
        assert [remark for remark in login.remarks if f"cannot {lost}" in remark]
        assert sum("cannot" in remark for remark in login.remarks) == 1
        assert not check(place.setup()).well

    def test_a_project_in_testing_is_told_with_the_day_on_which_the_login_ends(self, place: Place) -> None:
        place.tokens.testing = True
        login = place.sign_in()
        assert not login.well
        assert any("09 March 2026" in remark and "Publish app" in remark for remark in login.remarks)
        assert check(place.setup()).remarks == login.remarks

    def test_a_person_who_says_no_is_told_so_and_nothing_is_kept(self, place: Place) -> None:
        with pytest.raises(AuthRequired, match="nothing was granted"):
            begin(place.setup(), Page(place.tokens.refuse))
        assert not place.file.exists()

    def test_an_answer_to_another_login_is_refused(self, place: Place) -> None:
        def act(address: str) -> str:
            return place.tokens.consent(address).replace("state=", "state=x")

        with pytest.raises(PortError):
            begin(place.setup(), Page(act))
        assert not place.file.exists()

    def test_an_answer_that_was_used_before_is_refused(self, place: Place) -> None:
        def act(address: str) -> str:
            came = place.tokens.consent(address)
            place.tokens.consents.clear()
            return came

        with pytest.raises(AuthRequired, match="used before"):
            begin(place.setup(), Page(act))

    def test_a_client_that_google_does_not_know_any_more_is_told(self, place: Place) -> None:
        setup = place.setup()
        place.client_file(client_secret="an older one")
        with pytest.raises(Rejected, match="download the file again"):
            begin(setup, Page(place.tokens.consent))

    def test_a_failure_of_google_keeps_the_login_that_was_there(self, place: Place) -> None:
        place.sign_in()
        before = place.file.read_bytes()
        place.tokens.unwell = 1
        with pytest.raises(PortError):
            place.sign_in()
        assert place.file.read_bytes() == before


class TestTrial:
    """What a login does not show is found out by using it."""

    @pytest.mark.parametrize(("path", "name"), [("/calendar/", "Google Calendar"), ("/gmail/", "Gmail")])
    def test_an_api_that_is_not_switched_on_is_told(self, place: Place, path: str, name: str) -> None:
        def off(asked: Asked) -> Reply | None:
            return refusal(403, "accessNotConfigured", domain="usageLimits") if asked.path.startswith(path) else None

        with place.server.answering(off):
            login = place.sign_in()
        assert not login.well
        (told,) = [remark for remark in login.remarks if "switched off" in remark]
        assert told.startswith(f"{name}: ")
        assert check(place.setup()).well

    @pytest.mark.parametrize("offer", list(Offer))
    def test_another_account_than_the_persons_is_told(self, place: Place, offer: Offer) -> None:
        setup = replace(place.setup(offer), owner=frozenset({"robin@elsewhere.example"}))
        login = place.sign_in(setup)
        assert not login.well
        assert any("signed in as robin@owner.example" in remark for remark in login.remarks)

    def test_what_was_not_granted_is_not_tried(self, place: Place) -> None:
        login = place.sign_in(untick=[LIST_CALENDARS, COMPOSE, READ_MAIL])
        assert not any("Gmail:" in remark or "Calendar:" in remark for remark in login.remarks)

    def test_a_google_in_trouble_loses_no_login(self, place: Place) -> None:
        def down(asked: Asked) -> Reply | None:
            return None if asked.path == "/token" else refusal(503, "backendError")

        with place.server.answering(down):
            login = place.sign_in()
        assert not login.well
        assert any("could not be tried out yet" in remark for remark in login.remarks)
        assert check(place.setup()).well

    @pytest.mark.parametrize("configured", [False, True])
    def test_another_account_than_before_is_refused_and_the_login_stays(self, place: Place, configured: bool) -> None:
        if not configured:
            place.sign_in()
        before = place.file.read_bytes() if not configured else None
        place.server.apis = [CalendarApi("elsewhere@owner.example", "Europe/Berlin")]
        others = {"user": "Robin@owner.example"} if configured else {}
        setup = place.setup(Offer.CALENDAR, **others)
        both = frozenset({"robin@owner.example", "elsewhere@owner.example"})
        with pytest.raises(Rejected, match=r"this is the account of robin@owner\.example"):
            place.sign_in(replace(setup, owner=both))
        assert (place.file.read_bytes() if place.file.exists() else None) == before


class TestClientFile:
    """A file that is not the right one says which one is."""

    @pytest.mark.parametrize(
        ("content", "remedy"),
        [
            ("not JSON", "not the JSON file"),
            ("[]", "not the JSON file"),
            ('{"web": {}}', "Desktop app"),
            ('{"type": "service_account"}', "service_account_file"),
            ('{"installed": {"client_id": "x"}}', "lacks something"),
            ('{"installed": {"client_id": 1, "client_secret": 2, "auth_uri": 3}}', "lacks something"),
            (
                '{"installed": {"client_id": "x", "client_secret": "y", "auth_uri": "http://accounts.example/"}}',
                "without encryption",
            ),
        ],
    )
    def test_the_wrong_file_is_named_for_what_it_is(self, place: Place, content: str, remedy: str) -> None:
        setup = place.setup()
        (place.folder / "client.json").write_text(content, encoding="utf-8")
        with pytest.raises(Rejected, match=remedy):
            begin(setup, Page(place.tokens.consent))

    def test_a_missing_file_and_a_missing_setting_are_told(self, place: Place) -> None:
        setup = place.setup()
        (place.folder / "client.json").unlink()
        with pytest.raises(Rejected, match="cannot be read"):
            begin(setup, Page(place.tokens.consent))
        with pytest.raises(Rejected, match="client_file is not set"):
            begin(make_setup(place.folder, options(place.server)), Page(place.tokens.consent))


class TestKeeping:
    """The login in the state folder."""

    @pytest.mark.usefixtures("loose_umask")
    def test_only_the_person_can_read_it(self, place: Place) -> None:
        place.sign_in()
        assert stat.S_IMODE(place.file.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.file.parent.stat().st_mode) == 0o700

    def test_one_that_others_can_read_is_not_used(self, place: Place) -> None:
        place.sign_in()
        place.file.chmod(0o640)
        with pytest.raises(AuthRequired, match="chmod 600"):
            ADAPTER.open(place.setup())

    def test_a_disk_that_is_full_leaves_the_old_one_whole(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        place.sign_in()
        before = place.file.read_bytes()

        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(Unavailable, match="No space left"):
                place.sign_in()
        assert place.file.read_bytes() == before
        assert [path.name for path in place.file.parent.iterdir()] == [GrantFile.NAME]

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 2}', "\xff", '{"format": 1, "scopes": 3}'])
    def test_a_damaged_one_is_told_with_the_remedy(self, place: Place, content: str) -> None:
        place.sign_in()
        place.file.write_text(content, encoding="latin-1")
        with pytest.raises(AuthRequired, match="followupd auth"):
            ADAPTER.open(place.setup())

    def test_no_token_is_told_or_logged(self, place: Place, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        page = Page(place.tokens.consent)
        login = begin(place.setup(), page)
        login_again = check(place.setup())
        place.renew()
        told = "\n".join([*page.told, *login.remarks, *login_again.remarks])
        shown = told + repr(GrantFile(place.file.parent, "x").read()) + repr(settings_from(place.setup()))
        place.tokens.ended = True
        with pytest.raises(AuthRequired) as caught:
            place.renew()
        chain = "".join(str(each) for each in (caught.value, caught.value.__cause__))
        secrets = [secret for secret in place.tokens.secrets if not secret.startswith("code/")] + [CLIENT_SECRET]
        assert len(secrets) > 3
        assert [secret for secret in secrets if secret in shown + chain] == []
        # What libraries say below a warning is never shown; see `daemon.log`.
        ours = "\n".join(
            record.getMessage()
            for record in caplog.records
            if record.name.startswith(("daemon", "adapters")) or record.levelno >= logging.WARNING
        )
        assert [secret for secret in secrets if secret in ours] == []


class TestRenewing:
    """Access tokens live for an hour; the grant for as long as Google lets it."""

    def test_a_renewed_token_is_kept_for_the_next_command(self, place: Place) -> None:
        place.sign_in()
        file = GrantFile(place.file.parent, "x")
        before = file.read()
        place.renew()
        after = file.read()
        assert after.access_token != before.access_token
        assert (after.refresh_token, after.scopes, after.since) == (before.refresh_token, before.scopes, before.since)
        assert stat.S_IMODE(place.file.stat().st_mode) == 0o600

    def test_a_token_that_google_takes_no_more_though_its_time_has_not_come_is_renewed_at_once(
        self, place: Place
    ) -> None:
        place.sign_in()
        opened = ADAPTER.open(place.setup())
        assert opened.drafts.look([]) == ()
        place.server.grants.clear()
        assert opened.drafts.look([]) == ()
        opened.close()

    def test_who_looks_with_the_rights_of_another_user_does_not_take_the_file(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place.sign_in()
        before = place.file.read_bytes()
        monkeypatch.setattr(os, "geteuid", lambda: place.file.stat().st_uid + 1)
        place.renew()
        assert place.file.read_bytes() == before

    def test_who_signed_in_anew_is_believed_by_a_session_that_goes_on(self, place: Place) -> None:
        place.sign_in()
        settings = settings_from(place.setup())
        session = Session(guard_for(settings.token_endpoint), load_credentials(settings))
        place.tokens.refreshing.clear()  # the old grant is revoked
        place.sign_in()
        newest = GrantFile(place.file.parent, "x").read().refresh_token
        session.renew()
        session.close()
        assert GrantFile(place.file.parent, "x").read().refresh_token == newest

    def test_a_login_that_has_ended_says_why_it_may_have(self, place: Place) -> None:
        place.sign_in()
        place.tokens.ended = True
        with pytest.raises(AuthRequired, match=r"02 March 2026.*password.*Testing.*followupd auth conformance"):
            place.renew()
        with pytest.raises(AuthRequired):
            check(place.setup())

    def test_a_login_of_testing_that_has_ended_says_so(self, place: Place) -> None:
        place.tokens.testing = True
        place.sign_in()
        place.tokens.ended = True
        with pytest.raises(AuthRequired, match="publishing status is Testing") as caught:
            place.renew()
        assert "password" not in str(caught.value)

    def test_a_failure_of_google_is_waited_out(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("time.sleep", lambda _seconds: None)  # the library waits between its attempts
        place.sign_in()
        place.tokens.unwell = 99
        with pytest.raises(Unavailable):
            place.renew()
        place.tokens.unwell = 0
        place.renew()

    def test_without_a_network_it_is_waited(self, place: Place) -> None:
        place.sign_in()
        setup = place.setup(token_endpoint="http://127.0.0.1:9/token")
        with pytest.raises(Unavailable):
            place.renew(setup)

    def test_checking_asks_google_and_keeps_the_grant(self, place: Place) -> None:
        place.sign_in()
        before = GrantFile(place.file.parent, "x").read()
        with place.server.counting() as asked:
            assert check(place.setup()).well
        assert [each.path.partition("?")[0] for each in asked] == [
            "/token",
            "/calendar/v3/users/me/calendarList",
            "/gmail/v1/users/me/profile",
        ]
        after = GrantFile(place.file.parent, "x").read()
        assert (after.refresh_token, after.scopes, after.since) == (before.refresh_token, before.scopes, before.since)

    def test_nobody_signed_in_is_told(self, place: Place) -> None:
        with pytest.raises(AuthRequired, match="followupd auth conformance"):
            check(place.setup())

    def test_what_is_granted_and_no_longer_needed_is_told(self, place: Place) -> None:
        place.sign_in()
        login = check(place.setup(Offer.CALENDAR))
        assert login.well
        assert any("gmail.compose, gmail.readonly" in remark for remark in login.remarks)


class TestServiceAccount:
    """A key with which the administrator of a domain lets followupd act for one user."""

    @pytest.fixture
    def key(self, place: Place) -> Path:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        record = {
            "type": "service_account",
            "client_id": "1234567890",
            "client_email": SERVICE,
            "private_key": private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            "token_uri": "https://oauth2.google.example/token",
        }
        path = place.folder / "key.json"
        path.touch(0o600)
        path.write_text(json.dumps(record), encoding="utf-8")
        return path

    def setup(self, place: Place, key: Path, **others: OptionValue) -> Setup:
        chosen = {"service_account_file": key, "user": "robin@owner.example", **others}
        return replace(
            make_setup(place.folder / "state", options(place.server, **chosen)), offers=frozenset({Offer.DRAFTS})
        )

    def test_it_acts_for_the_user_with_what_is_needed_and_no_more(self, place: Place, key: Path) -> None:
        place.tokens.delegated = frozenset({COMPOSE})
        login = check(self.setup(place, key))
        assert login.well
        assert COMPOSE in login.remarks[0]
        assert place.server.grants[place.tokens.secrets[-1]] == frozenset({COMPOSE})

    def test_signing_in_asks_nobody(self, place: Place, key: Path) -> None:
        place.tokens.delegated = frozenset({COMPOSE})
        page = Page(place.tokens.consent)
        assert begin(self.setup(place, key), page).well
        assert page.visited == []

    def test_what_the_administrator_has_to_allow_is_told(self, place: Place, key: Path) -> None:
        login = check(self.setup(place, key))
        assert not login.well
        assert "administrator" in login.remarks[0]
        assert "1234567890" in login.remarks[1]
        assert COMPOSE in login.remarks[1]

    def test_a_user_that_the_domain_does_not_know_is_told(self, place: Place, key: Path) -> None:
        place.tokens.delegated = frozenset({COMPOSE})
        login = check(self.setup(place, key, user="robin@elsewhere.example"))
        assert not login.well
        assert "no such user" in login.remarks[0]

    def test_a_clock_that_is_wrong_is_told(self, place: Place, key: Path) -> None:
        place.tokens.delegated = frozenset({COMPOSE})
        place.tokens.skewed = True
        login = check(self.setup(place, key))
        assert not login.well
        assert "clock of this machine" in login.remarks[0]

    def test_a_key_that_others_can_read_is_not_used(self, place: Place, key: Path) -> None:
        key.chmod(0o644)
        with pytest.raises(AuthRequired, match="chmod 600"):
            ADAPTER.open(self.setup(place, key))

    def test_without_a_user_or_a_whole_key_it_says_so(self, place: Place, key: Path) -> None:
        with pytest.raises(Rejected, match="user is not set"):
            ADAPTER.open(self.setup(place, key, user=None))
        key.write_text('{"type": "service_account", "private_key": "x"}', encoding="utf-8")
        with pytest.raises(Rejected, match="not a whole key"):
            ADAPTER.open(self.setup(place, key))
        key.write_text("{}", encoding="utf-8")
        with pytest.raises(Rejected, match="not the key of a service account"):
            ADAPTER.open(self.setup(place, key))

    def test_google_is_waited_for(self, place: Place, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("time.sleep", lambda _seconds: None)
        place.tokens.unwell = 99
        with pytest.raises(Unavailable):
            check(self.setup(place, key))
