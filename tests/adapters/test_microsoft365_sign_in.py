"""Signing in to Microsoft: what is asked for, what the person is told, what is kept, and what happens when it ends."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.conformance import make_setup
from adapters.conformance.harness import OWNER, WINDOW
from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.grants import FILE_NAME, GrantFile
from adapters.microsoft365.guard import guard_for
from adapters.microsoft365.session import Session
from adapters.microsoft365.settings import settings_from
from adapters.microsoft365.tokens import load_login
from daemon.ports.adapter import Login, Offer, OptionValue, Setup
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable
from tests.adapters.caldav_proxy import Asked, Reply
from tests.fakes.graph import entra
from tests.fakes.graph.asking import refusal
from tests.fakes.graph.calendar import CalendarApi
from tests.fakes.graph.entra import CLIENT_ID, TENANT, Entra, certificate
from tests.fakes.graph.mail import MailApi
from tests.fakes.graph.server import GraphServer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PORT = 8765
CALENDARS = "https://graph.microsoft.com/Calendars.ReadWrite"
MAIL = "https://graph.microsoft.com/Mail.ReadWrite"
ALWAYS = {"openid", "profile", "offline_access"}


@dataclass(slots=True)
class Page:
    """A person at a desk who does this at Microsoft's page, and what they were told."""

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
    """A Microsoft 365, an account's settings, and where its state is kept."""

    server: GraphServer
    entra: Entra
    folder: Path

    def setup(self, *offers: Offer, **others: OptionValue) -> Setup:
        options: dict[str, OptionValue] = {
            "client_id": CLIENT_ID,
            "tenant": TENANT,
            "graph_endpoint": f"{self.server.root}v1.0/",
            "login_endpoint": self.server.root,
            "ca_file": self.server.ca_file,
            **others,
        }
        setup = make_setup(self.folder / "state", options)
        return replace(setup, offers=frozenset(offers)) if offers else setup

    @property
    def file(self) -> Path:
        return self.folder / "state" / FILE_NAME

    def sign_in(self, setup: Setup | None = None) -> Login:
        return begin(setup or self.setup(), Page(self.entra.consent))

    def renew(self, setup: Setup | None = None) -> None:
        settings = settings_from(setup or self.setup())
        session = Session(guard_for(settings.login_endpoint), load_login(settings), ca_file=settings.ca_file)
        try:
            session.renew()
        finally:
            session.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = GraphServer(CalendarApi(OWNER), MailApi(OWNER))
    yield Place(server=server, entra=Entra(server), folder=tmp_path)
    server.close()


def begin(setup: Setup, page: Page) -> Login:
    assert ADAPTER.sign_in is not None
    return ADAPTER.sign_in.begin(setup, page, NOW)


def check(setup: Setup) -> Login:
    assert ADAPTER.sign_in is not None
    return ADAPTER.sign_in.check(setup, NOW)


class TestScopes:
    """What is asked for is what the account is used for, and never a right to send."""

    @pytest.mark.parametrize(
        ("offers", "expected"),
        [
            ((Offer.CALENDAR,), {CALENDARS}),
            ((Offer.DRAFTS,), {MAIL}),
            ((Offer.INBOX,), {MAIL}),
            ((Offer.DRAFTS, Offer.INBOX), {MAIL}),
            ((), {CALENDARS, MAIL}),
        ],
    )
    @pytest.mark.parametrize("way", ["browser", "device"])
    def test_no_more_is_asked_for_than_is_used(
        self, place: Place, offers: tuple[Offer, ...], expected: set[str], way: str
    ) -> None:
        page = Page(place.entra.consent)
        if way == "browser":
            begin(place.setup(*offers), page)
            asked = set(parse_qs(urlsplit(page.visited[0]).query)["scope"][0].split())
        else:
            with place.server.answering(type_in_at_once(place.entra)):
                begin(place.setup(*offers, sign_in="device"), page)
            asked = set(GrantFile(place.file.parent, "x").read().scopes)
            expected = {scope.rpartition("/")[2] for scope in expected}
        assert asked - ALWAYS == expected

    def test_a_national_cloud_has_permissions_of_its_own(self, place: Place) -> None:
        settings = settings_from(place.setup(graph_endpoint="https://graph.microsoft.us/v1.0"))
        assert (settings.graph_endpoint, settings.mailbox) == (
            "https://graph.microsoft.us/v1.0/",
            "https://graph.microsoft.us/v1.0/me/",
        )

    @pytest.mark.parametrize(
        ("options", "named"),
        [
            ({"replies": "all"}, "replies"),
            ({"sign_in": "password"}, "sign_in"),
            ({"client_id": ""}, "client_id"),
            ({"client_id": "../x"}, "client_id"),
            ({"tenant": "a/b"}, "tenant"),
            ({"graph_endpoint": "http://graph.example/v1.0/"}, "graph_endpoint"),
            ({"login_endpoint": "https://robin@login.example/"}, "login_endpoint"),
        ],
    )
    def test_a_setting_that_cannot_work_is_named(
        self, place: Place, options: dict[str, OptionValue], named: str
    ) -> None:
        with pytest.raises(Rejected, match=named):
            ADAPTER.open(place.setup(**options))


class TestBeginning:
    """What the person is told and what comes of it."""

    def test_a_login_that_was_granted_everything_is_well(self, place: Place) -> None:
        login = place.sign_in()
        assert login == Login(well=True, remarks=("signed in since 02 March 2026, 10:00; Microsoft accepts the login",))
        assert check(place.setup()) == login

    def test_the_browser_is_sent_back_to_this_machine_only(self, place: Place) -> None:
        page = Page(place.entra.consent)
        begin(place.setup(user="robin@owner.example"), page)
        asked = parse_qs(urlsplit(page.visited[0]).query)
        assert asked["redirect_uri"] == [f"http://localhost:{PORT}"]
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["login_hint"] == ["robin@owner.example"]

    def test_the_address_may_be_pasted_as_the_desk_heard_it(self, place: Place) -> None:
        def act(address: str) -> str:
            came = urlsplit(place.entra.consent(address))
            return came._replace(netloc=f"127.0.0.1:{PORT}", path="/").geturl()

        assert begin(place.setup(), Page(act)).well

    def test_what_microsoft_will_ask_is_told_before_the_page(self, place: Place) -> None:
        told: list[str] = []

        def act(address: str) -> str:
            told.extend(page.told)
            return place.entra.consent(address)

        page = Page(act)
        begin(place.setup(), page)
        before = "\n".join(told)
        for expected in ("Calendars.ReadWrite", "Mail.ReadWrite", "no right to send", "administrator has to approve"):
            assert expected in before

    def test_a_code_is_told_and_waited_for(self, place: Place) -> None:
        page = Page(place.entra.consent)
        with place.server.answering(type_in_at_once(place.entra)):
            assert begin(place.setup(sign_in="device"), page).well
        assert page.visited == []
        assert "F7KQ-2WPN" in page.told[-1]

    def test_a_person_who_says_no_is_told_so_and_nothing_is_kept(self, place: Place) -> None:
        with pytest.raises(AuthRequired, match="nothing was granted"):
            begin(place.setup(), Page(place.entra.refuse))
        assert not place.file.exists()

    def test_an_answer_to_another_login_is_refused(self, place: Place) -> None:
        def act(address: str) -> str:
            return place.entra.consent(address).replace("state=", "state=x")

        with pytest.raises(AuthRequired, match="another login"):
            begin(place.setup(), Page(act))
        assert not place.file.exists()

    def test_an_answer_that_was_used_before_is_refused(self, place: Place) -> None:
        def act(address: str) -> str:
            came = place.entra.consent(address)
            place.entra.consents.clear()
            return came

        with pytest.raises(AuthRequired, match="AADSTS70008"):
            begin(place.setup(), Page(act))

    def test_a_failure_of_microsoft_keeps_the_login_that_was_there(self, place: Place) -> None:
        place.sign_in()
        before = place.file.read_bytes()
        place.entra.unwell = 1
        with pytest.raises(PortError):
            place.sign_in()
        assert place.file.read_bytes() == before

    def test_another_person_than_before_is_refused_and_the_login_stays(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place.sign_in()
        before = place.file.read_bytes()
        monkeypatch.setattr(entra, "PERSON", "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee")
        place.entra.address = "sam@owner.example"
        with pytest.raises(Rejected, match=r"signed in as sam@.*this is the account of robin@owner\.example"):
            place.sign_in()
        assert place.file.read_bytes() == before

    def test_another_person_than_was_configured_is_refused(self, place: Place) -> None:
        with pytest.raises(Rejected, match=r"this is the account of sam@owner\.example"):
            place.sign_in(place.setup(user="sam@owner.example"))
        assert not place.file.exists()


class TestRefusals:
    """What Microsoft refuses is told with what to do, or what to ask the administrator for, and nothing of its own."""

    @pytest.mark.parametrize(
        ("trouble", "remedy"),
        [
            (entra.ADMIN_CONSENT, "adminconsent"),
            (entra.NO_CONSENT, "adminconsent"),
            (entra.CONDITIONAL_ACCESS, "Conditional Access"),
            (entra.SECOND_FACTOR, "second factor"),
            (entra.NOT_PUBLIC, "Allow public client flows"),
            (entra.UNKNOWN_APP, "client_id or tenant is wrong"),
            (entra.REVOKED, "password was changed"),
        ],
    )
    @pytest.mark.parametrize("at_the_page", [True, False])
    def test_each_has_its_remedy(self, place: Place, trouble: entra.Trouble, remedy: str, at_the_page: bool) -> None:
        def act(address: str) -> str:
            return place.entra.consent(address, trouble=trouble if at_the_page else None)

        place.entra.trouble = trouble
        with pytest.raises(AuthRequired, match=remedy) as caught:
            begin(place.setup(), Page(act))
        told = str(caught.value)
        assert f"AADSTS{trouble.number}" in told
        assert told.endswith("followupd auth conformance")
        assert trouble.text not in told

    def test_what_the_administrator_is_to_open_names_the_application_and_the_rights(self, place: Place) -> None:
        place.entra.trouble = entra.ADMIN_CONSENT
        with pytest.raises(AuthRequired) as caught:
            place.sign_in()
        told = str(caught.value)
        assert f"{place.server.root}{TENANT}/adminconsent?client_id={CLIENT_ID}" in told
        assert "Calendars.ReadWrite and Mail.ReadWrite" in told

    def test_a_rule_that_blocks_codes_leads_to_the_browser(self, place: Place) -> None:
        place.entra.trouble = entra.CONDITIONAL_ACCESS
        with pytest.raises(AuthRequired, match="sign in by a browser"):
            begin(place.setup(sign_in="device"), Page(place.entra.consent))

    @pytest.mark.parametrize(
        ("trouble", "told"), [(entra.DECLINED, "nothing was granted"), (entra.TYPED_TOO_LATE, "in time")]
    )
    def test_what_comes_of_a_code_that_is_not_typed_in_is_told(
        self, place: Place, trouble: entra.Trouble, told: str
    ) -> None:
        with place.server.answering(type_in_at_once(place.entra, trouble)), pytest.raises(AuthRequired, match=told):
            begin(place.setup(sign_in="device"), Page(place.entra.consent))

    def test_an_organisation_that_does_not_exist_is_told(self, place: Place) -> None:
        with pytest.raises(AuthRequired, match=r"nowhere\.example"):
            place.sign_in(place.setup(tenant="nowhere.example"))

    def test_a_reason_that_nobody_foresaw_is_told_by_its_number(self, place: Place) -> None:
        place.entra.trouble = entra.Trouble(
            number=999999, error="invalid_request", text="Something with robin@x.example"
        )
        with pytest.raises(AuthRequired, match=r"refuses the login \(AADSTS999999\)"):
            place.sign_in()

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"error": 7}', b"<html>", b'{"access_token": []}', b"\xff"])
    def test_an_answer_that_makes_no_sense_is_none(self, place: Place, body: bytes) -> None:
        def nonsense(asked: Asked) -> Reply | None:
            return Reply(headers={"Content-Type": "application/json"}, body=body) if asked.method == "POST" else None

        with place.server.answering(nonsense), pytest.raises((AuthRequired, Unavailable)):
            place.sign_in()
        assert not place.file.exists()


class TestTrial:
    """What a login does not show is found out by using it."""

    def test_a_mailbox_that_is_not_in_the_cloud_is_told(self, place: Place) -> None:
        def elsewhere(asked: Asked) -> Reply | None:
            return refusal(404, "MailboxNotEnabledForRESTAPI") if asked.path.startswith("/v1.0/me/mail") else None

        with place.server.answering(elsewhere):
            login = place.sign_in()
        assert not login.well
        (told,) = [remark for remark in login.remarks if "adapter exchange" in remark]
        assert told.startswith("mail: ")
        assert check(place.setup()).well

    def test_a_microsoft_in_trouble_loses_no_login(self, place: Place) -> None:
        def down(asked: Asked) -> Reply | None:
            return refusal(503, "ServiceUnavailable") if asked.path.startswith("/v1.0/") else None

        with place.server.answering(down):
            login = place.sign_in()
        assert not login.well
        assert any("could not be tried out yet" in remark for remark in login.remarks)
        assert check(place.setup()).well

    def test_a_right_that_is_missing_is_told(self, place: Place) -> None:
        place.sign_in(place.setup(Offer.CALENDAR))
        with pytest.raises(AuthRequired, match="adminconsent"):
            check(place.setup())


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
        assert [path.name for path in place.file.parent.iterdir()] == [FILE_NAME]

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 2}', "\xff", '{"format": 1, "scopes": 3}'])
    def test_a_damaged_one_is_told_with_the_remedy(self, place: Place, content: str) -> None:
        place.sign_in()
        place.file.write_text(content, encoding="latin-1")
        with pytest.raises(AuthRequired, match="followupd auth"):
            ADAPTER.open(place.setup())

    def test_what_the_library_kept_may_be_damaged_too(self, place: Place) -> None:
        place.sign_in()
        file = GrantFile(place.file.parent, "x")
        file.write(replace(file.read(), cache='{"RefreshToken": 7}'))
        with pytest.raises((AuthRequired, Unavailable)):
            place.renew()

    def test_one_for_another_application_is_not_shown_to_this_one(self, place: Place) -> None:
        place.sign_in()
        for others in ({"client_id": "another"}, {"tenant": "common"}):
            with pytest.raises(AuthRequired, match="sign in again"):
                ADAPTER.open(place.setup(**others))

    def test_no_token_is_told_or_logged(self, place: Place, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        page = Page(place.entra.consent)
        login = begin(place.setup(), page)
        login_again = check(place.setup())
        settings = settings_from(place.setup())
        told = "\n".join([*page.told, *login.remarks, *login_again.remarks])
        shown = told + repr(GrantFile(place.file.parent, "x").read()) + repr(settings) + repr(load_login(settings))
        place.entra.end_logins()
        with pytest.raises(AuthRequired) as caught:
            place.renew()
        chain = "".join(str(each) for each in (caught.value, caught.value.__cause__))
        assert len(place.entra.secrets) > 3
        assert [secret for secret in place.entra.secrets if secret in shown + chain] == []
        logged = "\n".join(record.getMessage() for record in caplog.records)
        assert [secret for secret in place.entra.secrets if secret in logged] == []
        assert OWNER not in logged


class TestRenewing:
    """Access tokens live for an hour; the login for as long as Microsoft lets it."""

    def test_a_renewed_token_is_kept_for_the_next_command(self, place: Place) -> None:
        place.sign_in()
        file = GrantFile(place.file.parent, "x")
        before = file.read()
        place.renew()
        after = file.read()
        assert after.cache != before.cache
        assert replace(after, cache="") == replace(before, cache="")
        assert stat.S_IMODE(place.file.stat().st_mode) == 0o600

    def test_a_server_that_takes_each_renewal_once_is_coped_with(self, place: Place) -> None:
        place.entra.strict = True
        place.sign_in()
        for _ in range(3):
            place.renew()

    def test_a_token_that_is_still_good_is_not_renewed_by_the_next_command(self, place: Place) -> None:
        place.sign_in()
        opened = ADAPTER.open(place.setup())
        with place.server.counting() as asked:
            opened.calendar.entries()
        opened.close()
        assert [each.path for each in asked if each.method == "POST"] == []

    def test_a_token_that_microsoft_takes_no_more_though_its_time_has_not_come_is_renewed_at_once(
        self, place: Place
    ) -> None:
        place.sign_in()
        opened = ADAPTER.open(place.setup())
        opened.calendar.entries()
        place.server.grants.clear()
        assert opened.calendar.entries().complete
        opened.close()

    def test_a_token_is_renewed_before_its_time_comes(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        place.sign_in()
        opened = ADAPTER.open(place.setup())
        opened.calendar.entries()
        monkeypatch.setattr("adapters.microsoft365.tokens.monotonic", lambda: 1e12)
        with place.server.counting() as asked:
            opened.calendar.changes(None, WINDOW)
        opened.close()
        assert asked[0].path.endswith("/openid-configuration")

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
        opened = ADAPTER.open(place.setup())
        opened.calendar.entries()
        place.entra.end_logins()
        place.sign_in()
        assert opened.calendar.entries().complete
        opened.close()

    def test_a_login_that_has_ended_says_why_it_may_have(self, place: Place) -> None:
        place.sign_in()
        place.entra.end_logins()
        with pytest.raises(AuthRequired, match=r"has ended.*AADSTS700082.*followupd auth conformance"):
            place.renew()
        with pytest.raises(AuthRequired):
            check(place.setup())

    def test_a_failure_of_microsoft_is_waited_out(self, place: Place) -> None:
        place.sign_in()
        place.entra.unwell = 99
        with pytest.raises(Unavailable):
            place.renew()
        place.entra.unwell = 0
        place.renew()

    def test_without_a_network_it_is_waited(self, place: Place) -> None:
        place.sign_in()
        file = GrantFile(place.file.parent, "x")
        file.write(replace(file.read(), authority=f"https://localhost:9/{TENANT}"))
        with pytest.raises(Unavailable):
            place.renew(place.setup(login_endpoint="https://localhost:9/"))

    def test_checking_asks_microsoft_and_keeps_the_grant(self, place: Place) -> None:
        place.sign_in()
        before = GrantFile(place.file.parent, "x").read()
        with place.server.counting() as asked:
            assert check(place.setup()).well
        assert [each.path.partition("?")[0].partition(TENANT)[2] or each.path for each in asked] == [
            "/v2.0/.well-known/openid-configuration",
            "/oauth2/v2.0/token",
            "/v1.0/me/calendars?$top=1",
            "/v1.0/me/mailFolders?$top=1",
        ]
        assert replace(GrantFile(place.file.parent, "x").read(), cache="") == replace(before, cache="")

    def test_nobody_signed_in_is_told(self, place: Place) -> None:
        with pytest.raises(AuthRequired, match="followupd auth conformance"):
            check(place.setup())


class TestCertificate:
    """A certificate with which the administrator of an organisation lets followupd act for a mailbox."""

    @pytest.fixture
    def file(self, place: Place) -> Path:
        path = place.folder / "certificate.pem"
        path.touch(0o600)
        path.write_text("".join(certificate()), encoding="utf-8")
        place.entra.roles = frozenset({"Calendars.ReadWrite", "Mail.ReadWrite"})
        return path

    def setup(self, place: Place, file: Path, **others: OptionValue) -> Setup:
        return place.setup(certificate_file=file, **{"user": "robin@owner.example", **others})

    def test_it_acts_for_the_mailbox_that_is_named(self, place: Place, file: Path) -> None:
        with place.server.counting() as asked:
            login = check(self.setup(place, file))
        assert login == Login(well=True, remarks=("the certificate is accepted for robin@owner.example",))
        graph = [each.path for each in place.server.asked_of_graph(asked)]
        assert graph == [f"/v1.0/users/robin@owner.example/{name}?$top=1" for name in ("calendars", "mailFolders")]

    def test_signing_in_asks_nobody_and_keeps_nothing(self, place: Place, file: Path) -> None:
        page = Page(place.entra.consent)
        assert begin(self.setup(place, file), page).well
        assert page.visited == []
        assert not place.file.exists()

    def test_entries_are_written_with_it(self, place: Place, file: Path) -> None:
        opened = ADAPTER.open(self.setup(place, file))
        assert opened.calendar.entries().complete
        place.server.grants.clear()
        assert opened.calendar.entries().complete
        opened.close()

    def test_a_mailbox_that_it_may_not_open_is_told(self, place: Place, file: Path) -> None:
        place.entra.roles = frozenset()
        login = check(self.setup(place, file))
        assert not login.well
        assert all("permissions that README names" in remark for remark in login.remarks[1:])

    def test_a_certificate_that_is_not_that_of_the_application_is_told(self, place: Place, file: Path) -> None:
        place.entra.trouble = entra.BAD_ASSERTION
        with pytest.raises(AuthRequired, match="upload it there"):
            check(self.setup(place, file))

    def test_one_that_others_can_read_is_not_used(self, place: Place, file: Path) -> None:
        file.chmod(0o644)
        with pytest.raises(AuthRequired, match="chmod 600"):
            check(self.setup(place, file))

    def test_one_that_is_not_whole_is_told(self, place: Place, file: Path) -> None:
        file.write_text(certificate()[1], encoding="utf-8")
        with pytest.raises(AuthRequired, match="private key"):
            check(self.setup(place, file))
        file.unlink()
        with pytest.raises(AuthRequired, match="no certificate"):
            check(self.setup(place, file))

    def test_a_mailbox_and_an_organisation_have_to_be_named(self, place: Place, file: Path) -> None:
        for others, told in (({"user": None}, "user"), ({"user": "robin"}, "user"), ({"tenant": "common"}, "tenant")):
            with pytest.raises(Rejected, match=f"{told} is not set"):
                ADAPTER.open(self.setup(place, file, **others))


def type_in_at_once(page: Entra, state: entra.Trouble | None = None) -> Callable[[Asked], Reply | None]:
    """A person who types every code in before it is asked for the first time whether they have."""

    def act(asked: Asked) -> Reply | None:
        if asked.path.endswith("/token"):
            page.type_in(state)
        return None

    return act
