"""The mail of the fake Exchange, as the library sees it with which people reach the real one."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from email.policy import SMTP
from pathlib import Path

import pytest
from exchangelib import BASIC, DELEGATE, Account, Configuration, Credentials, EWSTimeZone
from exchangelib.extended_properties import ExtendedProperty
from exchangelib.items import MeetingRequest, Message
from exchangelib.version import EXCHANGE_2016, Version

from adapters.conformance.harness import OWNER
from adapters.conformance.texts import mail, parsed
from tests.adapters.exchange_mail_harness import ExchangeMailHarness
from tests.adapters.mail_program import saved
from tests.fakes.exchange.login import PASSWORD, USER

HEADERS = {
    "From": f"Robin Weiß <{OWNER}>",
    "To": '"Vogt, Hanna" <hanna@elsewhere.example>',
    "Subject": "Grüße",
    "Message-ID": "<ours@owner.example>",
    "In-Reply-To": "<theirs@elsewhere.example>",
    "X-Colour": "orange",
}


class Colour(ExtendedProperty):  # type: ignore[misc]  # the library leaves its classes untyped
    """A property of a program's own."""

    property_set_id = "1d7e9c52-6a40-4f0b-8a55-0c6f2f1b9e11"
    property_name = "Colour"
    property_type = "String"


class ColourHeader(ExtendedProperty):  # type: ignore[misc]  # the library leaves its classes untyped
    """A header, as a property."""

    distinguished_property_set_id = "InternetHeaders"
    property_name = "X-Colour"
    property_type = "String"


@pytest.fixture(autouse=True)
def own_properties() -> Iterator[None]:
    Message.register("colour", Colour)
    Message.register("colour_header", ColourHeader)
    yield
    Message.deregister("colour")
    Message.deregister("colour_header")


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[ExchangeMailHarness]:
    made = ExchangeMailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def account(harness: ExchangeMailHarness) -> Account:
    settings = Configuration(
        service_endpoint=harness.server.endpoint,
        credentials=Credentials(USER, PASSWORD),
        auth_type=BASIC,
        version=Version(EXCHANGE_2016),
    )
    return Account(OWNER, config=settings, access_type=DELEGATE, default_timezone=EWSTimeZone("Europe/Berlin"))


def test_a_draft_is_kept_as_what_it_says_and_not_as_it_was_written(
    account: Account, harness: ExchangeMailHarness
) -> None:
    written = mail(HEADERS, "Dear Hanna\n")
    Message(account=account, folder=account.drafts, mime_content=written, colour="red").save()
    (found,) = account.drafts.all()
    assert (found.colour, found.colour_header, found.is_draft) == ("red", "orange", True)
    assert (found.message_id, found.in_reply_to) == ("<ours@owner.example>", "<theirs@elsewhere.example>")
    assert [(each.name, each.email_address) for each in found.to_recipients] == [
        ("Vogt, Hanna", "hanna@elsewhere.example")
    ]
    (standing,) = harness.standing()
    assert standing == found.mime_content != written
    shown = parsed(standing)
    assert {name: str(shown[name]) for name in HEADERS} == HEADERS
    assert shown.get_content().splitlines() == ["Dear Hanna"]


def test_a_file_goes_with_a_draft_and_is_read(account: Account, harness: ExchangeMailHarness) -> None:
    message = parsed(mail(HEADERS))
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Grüße.pdf")
    Message(account=account, folder=account.drafts, mime_content=message.as_bytes(policy=SMTP)).save()
    (found,) = account.drafts.all()
    assert [(each.name, each.content) for each in found.attachments] == [("Grüße.pdf", b"%PDF")]
    (file,) = parsed(harness.standing()[0]).iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Grüße.pdf", b"%PDF")


def test_an_answer_is_saved_in_the_conversation(account: Account, harness: ExchangeMailHarness) -> None:
    harness.deliver(mail(HEADERS | {"From": "Hanna <hanna@elsewhere.example>", "To": OWNER}))
    (letter,) = account.inbox.all()
    letter.create_reply(subject="RE: Grüße", body="Yes").save(account.drafts)
    (answer,) = account.drafts.all()
    assert (answer.in_reply_to, answer.references) == ("<ours@owner.example>", "<ours@owner.example>")
    assert answer.conversation_id == letter.conversation_id
    assert [each.email_address for each in answer.to_recipients] == ["hanna@elsewhere.example"]


@pytest.mark.parametrize("subject", ["Re: Grüße", "Something else"])
def test_who_answers_is_in_the_conversation_by_its_index_and_subject(
    account: Account, harness: ExchangeMailHarness, subject: str
) -> None:
    harness.deliver(mail(HEADERS))
    (letter,) = account.inbox.all()
    index = base64.b64encode(letter.conversation_index + bytes(5)).decode()
    answer = {"From": OWNER, "Subject": subject, "In-Reply-To": HEADERS["Message-ID"]}
    for each in (answer, answer | {"Thread-Index": index}):
        Message(account=account, folder=account.drafts, mime_content=mail(each)).save()
    harness.deliver(mail(answer))
    found = [*account.drafts.all(), *account.inbox.all()]
    same = sorted(each.id for each in found if each.conversation_id == letter.conversation_id)
    assert len(same) == (3 if subject == "Re: Grüße" else 1)


def test_an_invitation_is_a_thing_of_its_own(account: Account, harness: ExchangeMailHarness) -> None:
    message = parsed(mail(HEADERS, "Come and see us"))
    message.add_alternative("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REQUEST"})
    harness.deliver(message.as_bytes(policy=SMTP))
    ((_, found),) = account.inbox.sync_items()
    (read,) = account.fetch([found])
    assert isinstance(read, MeetingRequest)
    assert (read.item_class, read.message_id) == ("IPM.Schedule.Meeting.Request", "<ours@owner.example>")
    assert read.text_body.strip() == "Come and see us"


def test_reading_a_message_is_told_as_nothing_more(account: Account, harness: ExchangeMailHarness) -> None:
    harness.deliver(mail(HEADERS))
    ((_, letter),) = account.inbox.sync_items()
    assert {each.name: each.value for each in account.inbox.get().headers}["X-Colour"] == "orange"
    letter.is_read = True
    letter.save(update_fields=["is_read"])
    state = account.inbox.item_sync_state
    ((kind, (identity, is_read)),) = account.inbox.sync_items(sync_state=state)
    assert (kind, identity.id, is_read) == ("read_flag_change", letter.id, True)


@pytest.mark.parametrize("marks", [True, False])
def test_a_draft_that_the_person_edits_and_sends_is_another_item(
    account: Account, harness: ExchangeMailHarness, marks: bool
) -> None:
    draft = Message(account=account, folder=account.drafts, mime_content=mail(HEADERS), colour="red").save()
    harness.rewrite(draft.id, lambda raw: saved(raw, subject="Mine now"))
    harness.person.post(draft.id, lambda raw: raw, marks=marks)
    assert account.drafts.all().count() == 0
    (found,) = account.sent.all()
    assert found.id != draft.id
    assert (found.subject, found.message_id, found.is_draft) == ("Mine now", "<ours@owner.example>", False)
    assert found.colour == ("red" if marks else None)
