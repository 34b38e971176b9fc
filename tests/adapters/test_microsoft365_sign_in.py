"""Signing in to Microsoft: what is asked for, what the person is told, and what Microsoft refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.grants import GrantFile
from adapters.microsoft365.settings import settings_from
from daemon.ports.adapter import Login, Offer, OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_desk import PORT, Page, Place, begin, check, place_in, type_in_at_once
from tests.fakes.graph import entra
from tests.fakes.graph.asking import refusal
from tests.fakes.graph.entra import CLIENT_ID, TENANT

CALENDARS = "https://graph.microsoft.com/Calendars.ReadWrite"
MAIL = "https://graph.microsoft.com/Mail.ReadWrite"
ALWAYS = {"openid", "profile", "offline_access"}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with place_in(tmp_path) as place:
        yield place


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

    def test_an_address_that_is_not_known_as_the_persons_is_told(self, place: Place) -> None:
        place.entra.address = "R.Weiss@owner.example"
        login = place.sign_in()
        assert login.well
        assert any("signed in as r.weiss@owner.example" in remark for remark in login.remarks)

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
