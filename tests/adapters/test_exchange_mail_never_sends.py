"""The client library can send in a dozen ways; through our connections none of them reaches Exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from exchangelib import Account, Body, CalendarItem, Credentials, Mailbox, Message, OofSettings
from exchangelib.items import SEND_ONLY_TO_ALL

from adapters.conformance import make_setup
from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail
from adapters.exchange.guard import Guard
from adapters.exchange.session import connect
from adapters.exchange.settings import settings_from
from adapters.web.asking import NeverAsked
from tests.adapters.exchange_harness import options
from tests.adapters.exchange_mail_harness import ExchangeMailHarness
from tests.fakes.exchange.login import PASSWORD, USER

HANNA = Mailbox(email_address="hanna@elsewhere.example")
READS = {"GetFolder", "FindFolder", "FindItem", "GetItem"}

Way: TypeAlias = Callable[[Account, Any, Any], object]
"""Something done with an account, a letter that came in, and a draft of followupd."""


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[ExchangeMailHarness]:
    made = ExchangeMailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def account(harness: ExchangeMailHarness) -> Iterator[Account]:
    """The library's account on a mailbox with a letter and a draft of ours, which the guard knows."""
    opened = harness.open()
    written = opened.drafts.put(sample_draft(), None)
    opened.close()
    harness.deliver(mail({"From": "hanna@elsewhere.example", "Subject": "Your visit", "Message-ID": "<q@y.example>"}))
    setup = make_setup(harness.folder / "state", options(harness.server, harness.folder))
    guard = Guard(harness.server.endpoint, drafts={harness.draft(written.ref).id})
    made = connect(guard, Credentials(USER, PASSWORD), settings_from(setup))
    yield made
    made.protocol.close()


def message(account: Account, folder: Any = None) -> Message:
    """A new message to somebody."""
    return Message(account=account, folder=folder, subject="Hello", body="Hello", to_recipients=[HANNA])


def meeting(account: Account) -> CalendarItem:
    """A new meeting with somebody."""
    hour = [datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10)]
    return CalendarItem(
        account=account,
        folder=account.calendar,
        start=hour[0],
        end=hour[1],
        subject="x",
        required_attendees=[HANNA.email_address],
    )


def _change(draft: Message) -> None:
    draft.to_recipients = [HANNA]
    draft.save(update_fields=["to_recipients"])


def _mark(letter: Message) -> None:
    letter.is_read = True
    letter.save(update_fields=["is_read"])


def _leave(account: Account) -> None:
    account.oof_settings = OofSettings(state=OofSettings.ENABLED, internal_reply="x", external_reply="x")


WAYS: dict[str, Way] = {
    "send": lambda account, _letter, _draft: message(account).send(save_copy=False),
    "send and keep": lambda account, _letter, _draft: message(account, account.drafts).send_and_save(),
    "send the draft": lambda _account, _letter, draft: draft.send(),
    "send the draft and keep no copy": lambda _account, _letter, draft: draft.send(save_copy=False),
    "send several": lambda account, _letter, draft: account.bulk_send([draft]),
    "answer": lambda _account, letter, _draft: letter.reply("Re: x", Body("x")),
    "answer all": lambda _account, letter, _draft: letter.reply_all("Re: x", Body("x")),
    "forward": lambda _account, letter, _draft: letter.forward("Fw: x", Body("x"), [HANNA]),
    "draft an answer": lambda account, letter, _draft: letter.create_reply("Re: x", "x").save(account.drafts),
    "invite": lambda account, _letter, _draft: meeting(account).save(send_meeting_invitations=SEND_ONLY_TO_ALL),
    "invite and tell nobody": lambda account, _letter, _draft: meeting(account).save(),
    "write another draft": lambda account, _letter, _draft: message(account, account.drafts).save(),
    "address the draft": lambda _account, _letter, draft: _change(draft),
    "mark as read": lambda _account, letter, _draft: _mark(letter),
    "throw away the letter": lambda _account, letter, _draft: letter.move_to_trash(),
    "destroy the draft": lambda _account, _letter, draft: draft.delete(),
    "move the letter": lambda account, letter, _draft: letter.move(account.drafts),
    "answer whoever writes": lambda account, _letter, _draft: _leave(account),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_it_does_not_reach_exchange(way: Way, account: Account, harness: ExchangeMailHarness) -> None:
    letter, draft = account.inbox.get(), account.drafts.get()
    account.calendar.refresh()
    before = [(each.id, each.change_key) for each in harness.box.items.values()]
    with harness.server.recording() as calls, pytest.raises(NeverAsked):
        way(account, letter, draft)
    assert {each.operation for each in calls} <= READS
    assert [(each.id, each.change_key) for each in harness.box.items.values()] == before
