"""The fake Exchange, as the library sees it with which people reach the real one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from exchangelib import BASIC, DELEGATE, NTLM, Account, Configuration, Credentials, EWSDateTime, EWSTimeZone
from exchangelib.autodiscover.protocol import AutodiscoverProtocol
from exchangelib.errors import (
    ErrorAccessDenied,
    ErrorExceededFindCountLimit,
    ErrorInvalidSyncStateData,
    ErrorIrresolvableConflict,
    UnauthorizedError,
)
from exchangelib.items import NEVER_OVERWRITE, CalendarItem, Message
from exchangelib.version import EXCHANGE_2016, Version

from adapters.conformance.texts import calendar, component
from tests.adapters.exchange_harness import ExchangeHarness
from tests.fakes.exchange import schema
from tests.fakes.exchange.certificate import certificate
from tests.fakes.exchange.discover import Directory
from tests.fakes.exchange.login import PASSWORD, USER
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.server import ExchangeServer, would_send
from tests.fakes.exchange.soap import m

OWNER = "robin@owner.example"
BERLIN = EWSTimeZone("Europe/Berlin")


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[ExchangeHarness]:
    made = ExchangeHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def server(harness: ExchangeHarness) -> ExchangeServer:
    return harness.server


@pytest.fixture
def account(server: ExchangeServer) -> Account:
    return login(server, PASSWORD, BASIC)


def login(server: ExchangeServer, password: str, way: str) -> Account:
    settings = Configuration(
        service_endpoint=server.endpoint,
        credentials=Credentials(USER, password),
        auth_type=way,
        version=Version(EXCHANGE_2016),
    )
    return Account(OWNER, config=settings, access_type=DELEGATE, default_timezone=BERLIN)


def at(day: int, hour: int, minute: int = 0) -> EWSDateTime:
    """A time in Berlin, on a day that is counted from the beginning of March 2026."""
    return EWSDateTime(2026, 3, 1, hour, minute, tzinfo=BERLIN) + timedelta(days=day - 1)


def saved(account: Account, **others: object) -> CalendarItem:
    fields = {"subject": "Lunch", "start": at(12, 9), "end": at(12, 10), **others}
    return CalendarItem(account=account, folder=account.calendar, **fields).save()


def test_what_is_saved_is_found_and_read(account: Account) -> None:
    item = saved(account, body="With Hanna", categories=["Green"])
    (found,) = account.calendar.filter(subject="lunch")
    assert (found.id, found.body, found.categories) == (item.id, "With Hanna", ["Green"])
    assert found.start == at(12, 9)


def test_a_change_of_what_somebody_else_changed_is_refused(account: Account) -> None:
    item = saved(account)
    (before,) = account.calendar.all()
    item.save(update_fields=["subject"], conflict_resolution=NEVER_OVERWRITE)
    with pytest.raises(ErrorIrresolvableConflict):
        before.save(update_fields=["subject"], conflict_resolution=NEVER_OVERWRITE)


def test_what_changed_is_told_page_by_page_until_the_state_is_forgotten(
    account: Account, server: ExchangeServer
) -> None:
    known = [saved(account) for _ in range(5)]
    told = list(account.calendar.sync_items(max_changes_returned=2))
    assert [(kind, item.id) for kind, item in told] == [("create", item.id) for item in known]
    known[0].delete()
    state = account.calendar.item_sync_state
    assert [kind for kind, _ in account.calendar.sync_items(sync_state=state)] == ["delete"]
    server.box.forget_states()
    with pytest.raises(ErrorInvalidSyncStateData):
        list(account.calendar.sync_items(sync_state=state))


SERIES = (
    "DTSTART;TZID=Europe/Berlin:20260316T093000",
    "DTEND;TZID=Europe/Berlin:20260316T100000",
    "RRULE:FREQ=WEEKLY;COUNT=4",
    "EXDATE;TZID=Europe/Berlin:20260406T093000",
    "SUMMARY:Team",
)
MOVED = (
    "RECURRENCE-ID;TZID=Europe/Berlin:20260323T093000",
    "DTSTART;TZID=Europe/Berlin:20260324T110000",
    "DTEND;TZID=Europe/Berlin:20260324T120000",
    "SUMMARY:Team\\, later",
)


def test_a_series_is_one_item_among_all_and_its_occurrences_in_a_view(
    account: Account, harness: ExchangeHarness
) -> None:
    harness.work = account.calendar.id
    harness.seed(calendar(component("team", *SERIES), component("team", *MOVED)))
    (master,) = account.calendar.all()
    assert (master.type, master.uid) == ("RecurringMaster", "team")
    assert [each.original_start for each in master.modified_occurrences] == [at(23, 9, 30)]
    assert [each.start for each in master.deleted_occurrences] == [at(37, 9, 30)]
    found = list(account.calendar.view(at(1, 0), at(60, 0)))
    assert [(each.type, each.start) for each in found] == [
        ("Occurrence", at(16, 9, 30)),
        ("Exception", at(24, 11)),
        ("Occurrence", at(30, 9, 30)),
    ]
    assert [found[1].end, found[1].subject] == [at(24, 12), "Team, later"]
    assert [each for kind, each in account.calendar.sync_items()] == [master]


def test_a_view_of_more_than_a_server_shows_at_once_is_refused(account: Account, server: ExchangeServer) -> None:
    server.reading.most = 2
    for _ in range(3):
        saved(account)
    with pytest.raises(ErrorExceededFindCountLimit):
        list(account.calendar.view(at(1, 0), at(60, 0)))
    assert len(list(account.calendar.all().order_by("subject"))) == 3


def test_a_connection_is_let_in_by_ntlm_once(server: ExchangeServer) -> None:
    account = login(server, PASSWORD, NTLM)
    saved(account)
    saved(account)
    words = [asked.headers.get("authorization", "")[:4] for asked in server.asked]
    assert words.count("NTLM") == 2  # its own words are two, and then nothing more is said
    assert len(words) == len(server.calls) + 2


@pytest.mark.parametrize("way", [BASIC, NTLM])
def test_a_wrong_password_is_counted(server: ExchangeServer, way: str) -> None:
    with pytest.raises(UnauthorizedError):
        _ = login(server, "a guess", way).calendar
    assert server.logins.wrong == 1
    assert server.calls == []


def test_a_client_that_sends_fails_its_test(account: Account, server: ExchangeServer) -> None:
    with pytest.raises(ErrorAccessDenied):
        Message(account=account, subject="Hello", body="", to_recipients=["hanna@elsewhere.example"]).send()
    assert len(server.sends) == 1
    with pytest.raises(AssertionError):
        server.close()
    server.sends.clear()


@pytest.mark.parametrize(
    ("operation", "attribute", "described"),
    [
        ("CreateItem", "MessageDisposition", "MessageDispositionType"),
        ("CreateItem", "SendMeetingInvitations", "CalendarItemCreateOrDeleteOperationType"),
        ("UpdateItem", "MessageDisposition", "MessageDispositionType"),
        ("UpdateItem", "SendMeetingInvitationsOrCancellations", "CalendarItemUpdateOperationType"),
        ("DeleteItem", "SendMeetingCancellations", "CalendarItemCreateOrDeleteOperationType"),
    ],
)
def test_of_all_that_may_be_done_beside_a_write_only_nothing_is_harmless(
    operation: str, attribute: str, described: str
) -> None:
    said = schema.values(described)
    assert len(said) >= 3
    harmless = [each for each in said if would_send(m(operation, **{attribute: each})) is None]
    assert harmless == (["SaveOnly"] if "SaveOnly" in said else ["SendToNone"])


def test_what_is_said_by_ntlm_belongs_to_the_connection_that_is_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made.ca_file))
    server = ExchangeServer(Mailbox(OWNER), tls=made.tls)
    server.logins.ways = ("NTLM",)
    server.logins.certificate = made.der
    assert login(server, PASSWORD, NTLM).calendar.name == "Kalender"
    server.logins.certificate = b"that of somebody in between"
    server.logins.forget()
    with pytest.raises(UnauthorizedError):
        _ = login(server, PASSWORD, NTLM).inbox
    server.close()


class TestDirectory:
    ASKED = f"<Autodiscover><Request><EMailAddress>{OWNER}</EMailAddress></Request></Autodiscover>"

    def ask(self, server: ExchangeServer) -> str:
        """What is told of the person."""
        address = f"{server.url}Autodiscover/Autodiscover.xml"
        return requests.post(address, self.ASKED, auth=(USER, PASSWORD), timeout=10).text

    def test_it_tells_where_a_mailbox_is(self, server: ExchangeServer) -> None:
        Directory(server)
        assert f"<EwsUrl>{server.endpoint}</EwsUrl>" in self.ask(server)

    def test_it_may_know_another_address(self, server: ExchangeServer) -> None:
        Directory(server, address="robin@elsewhere.example")
        assert "<RedirectAddr>robin@elsewhere.example</RedirectAddr>" in self.ask(server)

    def test_it_answers_the_library(self, server: ExchangeServer) -> None:
        Directory(server)
        settings = Configuration(
            service_endpoint=f"{server.url}autodiscover/autodiscover.svc",
            credentials=Credentials(USER, PASSWORD),
            auth_type=BASIC,
        )
        assert AutodiscoverProtocol(config=settings).get_user_settings(OWNER).ews_url == server.endpoint
