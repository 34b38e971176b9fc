"""The fake Exchange, as the library sees it with which people reach the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from exchangelib import BASIC, DELEGATE, NTLM, Account, Configuration, Credentials, EWSDateTime, EWSTimeZone
from exchangelib.errors import (
    ErrorAccessDenied,
    ErrorInvalidSyncStateData,
    ErrorIrresolvableConflict,
    UnauthorizedError,
)
from exchangelib.items import NEVER_OVERWRITE, CalendarItem, Message
from exchangelib.version import EXCHANGE_2016, Version

from tests.fakes.exchange import schema
from tests.fakes.exchange.login import PASSWORD, USER
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.server import ExchangeServer

OWNER = "robin@owner.example"
BERLIN = EWSTimeZone("Europe/Berlin")


@pytest.fixture
def server() -> Iterator[ExchangeServer]:
    schema.folder()
    made = ExchangeServer(Mailbox(OWNER))
    yield made
    made.close()


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


def saved(account: Account, **others: object) -> CalendarItem:
    start, end = (EWSDateTime(2026, 3, 12, hour, tzinfo=BERLIN) for hour in (9, 10))
    fields = {"subject": "Lunch", "start": start, "end": end, **others}
    return CalendarItem(account=account, folder=account.calendar, **fields).save()


def test_what_is_saved_is_found_and_read(account: Account) -> None:
    item = saved(account, body="With Hanna", categories=["Green"])
    (found,) = account.calendar.filter(subject="lunch")
    assert (found.id, found.body, found.categories) == (item.id, "With Hanna", ["Green"])
    assert found.start == EWSDateTime(2026, 3, 12, 9, tzinfo=BERLIN)


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
