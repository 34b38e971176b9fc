"""Mail at Exchange: what is new and whom it concerns, by its properties first, and never a message left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest

from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail, parsed
from adapters.exchange import asking, inbox
from daemon.ports.adapter import Connection
from daemon.ports.errors import AuthRequired, CursorExpired, PortError, Unavailable
from daemon.ports.inbox import InboxPort
from daemon.ports.records import Correspondents, Direction, Message, MessageChanges
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.exchange_drafts import whole
from tests.adapters.exchange_mail_harness import ExchangeMailHarness
from tests.fakes.exchange.server import Call
from tests.fakes.exchange.soap import busy, envelope, fault, find, m, t
from tests.fakes.exchange.trouble import operation_in

HANNA = "hanna@elsewhere.example"
OWNER = "robin@owner.example"
ELSEWHERE = Correspondents(domains=frozenset({"elsewhere.example"}))
QUIET = [("SyncFolderItems", ("inbox",)), ("SyncFolderItems", ("sentitems",))]


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[ExchangeMailHarness]:
    made = ExchangeMailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def account(harness: ExchangeMailHarness) -> Iterator[Connection]:
    opened = harness.open()
    yield opened
    opened.close()


@pytest.fixture
def port(account: Connection) -> InboxPort:
    return account.inbox


def letter(number: int, sender: str = HANNA, **headers: str) -> bytes:
    """A letter to the owner."""
    plain = {
        "From": sender,
        "To": OWNER,
        "Subject": f"Number {number}",
        "Date": f"Tue, 10 Mar 2026 {number // 60:02}:{number % 60:02}:00 +0000",
        "Message-ID": f"<letter-{number}@elsewhere.example>",
    }
    return mail(plain | {name.replace("_", "-"): value for name, value in headers.items()}, f"Text {number}\n")


def large(**headers: str) -> bytes:
    """A letter in two versions with large files, whose texts are in an older charset."""
    message = EmailMessage()
    plain = {"From": HANNA, "To": OWNER, "Subject": "Grüße 1", "Message-ID": "<x@y.example>"}
    for name, value in (plain | {"Date": "Tue, 10 Mar 2026 09:00:00 +0500"} | headers).items():
        message[name.replace("_", "-")] = value
    message.set_content("Schöne Grüße\n", charset="iso-8859-1")
    message.add_alternative("<p>Schöne Grüße</p>", subtype="html")
    message.add_attachment(bytes(1_000_000), maintype="application", subtype="pdf", filename="offer.pdf")
    message.add_attachment("not the letter", filename="notes.txt")
    return message.as_bytes(policy=SMTP)


def numbers(changes: MessageChanges) -> list[int]:
    """Which letters a reading gave."""
    return sorted(int(message.subject.split()[-1]) for message in changes.messages)


def cursor_of(changes: MessageChanges) -> str:
    assert changes.cursor is not None
    return changes.cursor


def operations(calls: list[Call]) -> list[tuple[str, tuple[str, ...]]]:
    """What was asked, and of which folders."""
    return [(each.operation, each.folders) for each in calls]


class TestNews:
    """What is new since the last reading."""

    def test_where_nothing_happened_one_request_for_each_folder_tells(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1))
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        for _ in range(3):
            with harness.server.recording() as calls:
                changes = port.messages(cursor, ELSEWHERE)
            assert operations(calls) == QUIET
            assert (changes.messages, changes.complete) == ((), True)
            cursor = cursor_of(changes)

    def test_what_the_person_reads_and_flags_is_no_news(self, harness: ExchangeMailHarness, port: InboxPort) -> None:
        handle = harness.deliver(letter(1))
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        item = harness.box.items[handle]
        item.set(t("IsRead", "true"))
        harness.box.touch(item, edited=False)
        cursor = cursor_of(port.messages(cursor, ELSEWHERE))
        item.set(t("Categories", t("String", "Orange")))
        harness.box.touch(item)
        with harness.server.recording() as calls:
            changes = port.messages(cursor, ELSEWHERE)
        assert (operations(calls), changes.messages) == (QUIET, ())

    def test_drafts_are_no_news(self, harness: ExchangeMailHarness, account: Connection) -> None:
        cursor = cursor_of(account.inbox.messages(None, ELSEWHERE))
        account.drafts.put(sample_draft(body="Better.\n"), account.drafts.put(sample_draft(), None).version)
        draft = harness.save_draft(letter(1, OWNER, To=HANNA))
        for number in range(10):
            harness.person.save(letter(number, OWNER, To=HANNA), draft)
        with harness.server.recording() as calls:
            changes = account.inbox.messages(cursor, ELSEWHERE)
        assert (operations(calls), changes.messages) == (QUIET, ())

    @pytest.mark.parametrize("is_draft", ["true", "false"])
    def test_a_draft_of_ours_that_strayed_into_the_inbox_is_no_news(
        self, harness: ExchangeMailHarness, account: Connection, is_draft: str
    ) -> None:
        written = account.drafts.put(sample_draft(), None)
        cursor = cursor_of(account.inbox.messages(None, ELSEWHERE))
        stray = harness.draft(written.ref)
        stray.set(t("IsDraft", is_draft))
        harness.box.move(stray.id, harness.box.known("inbox").id)
        changes = account.inbox.messages(cursor, ELSEWHERE)
        assert (changes.messages, changes.problems) == ((), ())

    def test_a_draft_that_was_sent_is_news(self, harness: ExchangeMailHarness, account: Connection) -> None:
        written = account.drafts.put(sample_draft(), None)
        cursor = cursor_of(account.inbox.messages(None, ELSEWHERE))
        harness.send_draft(written.ref)
        (found,) = account.inbox.messages(cursor, ELSEWHERE).messages
        assert (found.direction, found.message_id) == (Direction.SENT, sample_draft().message_id)

    def test_junk_is_not_read_and_what_is_taken_out_of_it_is(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        handle = harness.person.deliver(letter(1), "junkemail")
        changes = port.messages(cursor, ELSEWHERE)
        assert changes.messages == ()
        harness.box.move(handle, harness.box.known("inbox").id)
        assert numbers(port.messages(cursor_of(changes), ELSEWHERE)) == [1]

    def test_what_was_deleted_meanwhile_is_passed_over(self, harness: ExchangeMailHarness, port: InboxPort) -> None:
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        gone = [harness.deliver(letter(1)), harness.deliver(letter(3))]
        harness.deliver(letter(2))

        def delete_first(asked: Asked) -> None:
            if operation_in(asked) == "GetItem" and gone:
                harness.person.delete(gone.pop())

        with harness.server.answering(delete_first):
            changes = port.messages(cursor, ELSEWHERE)
        assert gone == []
        assert (numbers(changes), changes.problems, changes.complete) == ([2], (), True)

    def test_an_invitation_by_mail_is_a_letter_too(self, harness: ExchangeMailHarness, port: InboxPort) -> None:
        message = parsed(letter(1))
        message.add_alternative("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REQUEST"})
        harness.deliver(message.as_bytes(policy=SMTP))
        (found,) = port.messages(None, ELSEWHERE).messages
        assert (found.subject, (found.text or "").strip()) == ("Number 1", "Text 1")

    @pytest.mark.parametrize(
        "cursor",
        [
            *("", "[]", "[" * 100_000, '{"format":1}', '{"format":1,"folders":{"inbox":7}}'),
            '{"format":2,"folders":{}}',
            '{"format":1,"folders":{"inbox":{"state":7,"waiting":[],"begins":""}}}',
            '{"format":1,"folders":{"inbox":{"state":"x","waiting":[7],"begins":""}}}',
            '{"format":1,"folders":{"inbox":{"state":"x","waiting":[],"begins":""}}}',
        ],
    )
    def test_a_cursor_that_is_not_ours_has_expired(self, port: InboxPort, cursor: str) -> None:
        with pytest.raises(CursorExpired):
            port.messages(cursor, ELSEWHERE)


class TestReading:
    """People and threads first, and bodies only of what concerns somebody."""

    def test_only_what_concerns_somebody_is_read_whole(self, harness: ExchangeMailHarness, port: InboxPort) -> None:
        for number in range(10):
            harness.deliver(letter(number, "private@y.example" if number % 3 else HANNA))
        with harness.server.recording() as calls:
            changes = port.messages(None, ELSEWHERE)
        assert numbers(changes) == [0, 3, 6, 9]
        assert whole(calls) == 4
        for each in calls:
            names = [tuple(name.attrib.items()) for name in each.request.iterfind(".//{*}AdditionalProperties/*")]
            assert len(names) == len(set(names)), each.operation
        bodies = [each for each in calls if find(each.request, ".//t:FieldURI[@FieldURI='item:Body']") is not None]
        assert bodies == []

    @pytest.mark.parametrize("sent", [False, True])
    def test_a_large_letter_is_read_without_its_attachments(
        self, harness: ExchangeMailHarness, port: InboxPort, sent: bool
    ) -> None:
        if sent:
            handle = harness.file_sent(large(From=f'"Ashdown, Robin" <{OWNER}>', To=HANNA, In_Reply_To="<q@y.example>"))
        else:
            handle = harness.deliver(large(Auto_Submitted="no"))
        harness.box.items[handle].set(t("Size", "1400000"))
        with harness.server.recording() as calls:
            (found,) = port.messages(None, ELSEWHERE).messages
        assert whole(calls) == 0
        assert {each.operation for each in calls} == {"FindItem", "SyncFolderItems", "GetItem"}
        assert (found.text or "").strip() == "Schöne Grüße"
        assert (found.html or "").strip() == "<p>Schöne Grüße</p>"
        assert (found.message_id, found.subject) == ("<x@y.example>", "Grüße 1")
        assert found.date.isoformat() == ("2026-03-10T04:00:00+00:00" if sent else "2026-03-10T09:00:00+05:00")
        if sent:
            assert (found.sender.name, found.direction) == ("Ashdown, Robin", Direction.SENT)
            assert ([each.email for each in found.to], found.in_reply_to) == ([HANNA], "<q@y.example>")
        else:
            assert found.headers["auto-submitted"] == "no"

    def test_a_large_letter_of_one_part_is_read_whatever_its_headers_say_of_that(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        encoded = parsed(letter(1))
        encoded.set_content("<p>Schöne Grüße</p>", subtype="html", charset="iso-8859-1", cte="base64")
        handle = harness.deliver(encoded.as_bytes(policy=SMTP))
        harness.box.items[handle].set(t("Size", "1400000"))
        (found,) = port.messages(None, ELSEWHERE).messages
        assert (found.text, found.html) == ("Schöne Grüße", "<p>Schöne Grüße</p>\n")
        assert found.headers["content-type"].startswith("multipart/alternative")

    def test_what_the_owner_wrote_from_elsewhere_is_the_persons_own(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1, OWNER, To=HANNA))
        (found,) = port.messages(None, ELSEWHERE).messages
        assert found.direction is Direction.SENT

    def test_a_letter_without_a_date_has_that_of_its_arrival(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(mail({"From": HANNA, "Subject": "x"}))
        (found,) = port.messages(None, ELSEWHERE).messages
        assert found.date.isoformat().startswith("2026-03-01T08:00")

    @pytest.mark.parametrize(
        "name",
        [HANNA, f'x" <{HANNA}>, "y', f"x\r\nCc: {HANNA}", f"x\u2028Cc: {HANNA}", f'\\\\" <{HANNA}>, \\', "=?utf-8?q?"],
    )
    def test_a_name_is_not_taken_for_an_address(self, harness: ExchangeMailHarness, port: InboxPort, name: str) -> None:
        handle = harness.deliver(letter(1, "mallory@y.example"))
        for each in ("From", "Sender", "ToRecipients"):
            people = harness.box.items[handle].fields.get(each)
            if people is not None:
                find(people, ".//t:Name").text = name
        with harness.server.recording() as calls:
            assert port.messages(None, ELSEWHERE).messages == ()
        assert whole(calls) == 0

    @pytest.mark.parametrize("email", ["/O=OWNER/OU=EXCHANGE/CN=RECIPIENTS/CN=ROBIN", "a b@c", "<@>", ",,"])
    def test_people_without_an_address_that_mail_knows_concern_nobody(
        self, harness: ExchangeMailHarness, port: InboxPort, email: str
    ) -> None:
        handle = harness.deliver(letter(1, "mallory@y.example"))
        find(harness.box.items[handle].fields["From"], ".//t:EmailAddress").text = email
        changes = port.messages(None, ELSEWHERE)
        assert (changes.messages, changes.problems, changes.complete) == ((), (), True)

    def test_what_exchange_cannot_read_is_told_without_its_text(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        harness.person.damage(harness.deliver(letter(1)))
        harness.deliver(letter(2))
        changes = port.messages(None, ELSEWHERE)
        assert (numbers(changes), changes.complete) == ([2], True)
        assert [each.message for each in changes.problems] == ["a message at Exchange cannot be read: ErrorItemCorrupt"]

    def test_a_text_that_is_none_keeps_no_other_letter_from_being_read(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        for number in range(3):
            harness.deliver(letter(number))

        def garble(asked: Asked) -> Reply:
            reply = harness.server.forward(asked)
            return replace(reply, body=re.sub(rb"(<t:MimeContent[^>]*>)[^<]*", rb"\1A", reply.body, count=1))

        with harness.server.answering(garble):
            changes = port.messages(None, ELSEWHERE)
        assert (numbers(changes), len(changes.problems), changes.complete) == ([1, 2], 1, True)

    def test_a_letter_to_thousands_is_known_by_its_thread(self, harness: ExchangeMailHarness, port: InboxPort) -> None:
        crowd = ", ".join(f"Somebody With A Name <somebody-{number}@crowd.example>" for number in range(3000))
        harness.deliver(letter(1, "x@y.example", To=crowd, In_Reply_To="<mine@owner.example>"))
        found = port.messages(None, Correspondents(threads=frozenset({"<mine@owner.example>"})))
        assert numbers(found) == [1]


class TestBeginning:
    """The first reading, and that after a cursor has expired: page by page, and yet nothing is missed."""

    def read_on(self, port: InboxPort, cursor: str | None = None) -> tuple[list[int], list[bool], str]:
        """What comes of reading until all is read, whether each reading was complete, and the last cursor."""
        seen: list[int] = []
        complete: list[bool] = []
        while not complete or not complete[-1]:
            assert len(complete) < 50
            changes = port.messages(cursor, ELSEWHERE)
            seen += numbers(changes)
            complete.append(changes.complete)
            cursor = cursor_of(changes)
        return seen, complete, cursor or ""

    @pytest.mark.parametrize("page", [4, 512])
    def test_what_is_too_much_for_one_reading_is_read_by_the_next(
        self, harness: ExchangeMailHarness, port: InboxPort, page: int
    ) -> None:
        for number in range(20):
            harness.deliver(letter(number))
        with (
            patch.object(inbox, "HEADS_AT_ONCE", 7),
            patch.object(inbox, "ITEMS", 3),
            patch.object(asking, "PAGE", page),
        ):
            seen, complete, _ = self.read_on(port)
        assert complete == [False, False, True]
        assert sorted(seen) == list(range(20))

    def test_letters_are_told_in_pieces_too(self, harness: ExchangeMailHarness, port: InboxPort) -> None:
        for number in range(20):
            harness.deliver(letter(number))
        with patch.object(inbox, "LETTERS_AT_ONCE", 5), patch.object(inbox, "ITEMS", 2):
            seen, complete, _ = self.read_on(port)
        assert len(complete) > 2
        assert sorted(seen) == list(range(20))

    def test_a_reading_that_is_interrupted_goes_on_where_the_last_one_ended(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        for number in range(20):
            harness.deliver(letter(number))
        with patch.object(inbox, "HEADS_AT_ONCE", 6), patch.object(inbox, "ITEMS", 3), patch.object(asking, "PAGE", 4):
            begun = port.messages(None, ELSEWHERE)
            with harness.server.answering(lambda _: busy()), pytest.raises(Unavailable):
                port.messages(begun.cursor, ELSEWHERE)
            reopened = harness.open()
            seen, _, _ = self.read_on(reopened.inbox, begun.cursor)
            reopened.close()
        assert sorted(numbers(begun) + seen) == list(range(20))

    def test_what_comes_in_meanwhile_is_read_once(self, harness: ExchangeMailHarness, port: InboxPort) -> None:
        for number in range(10):
            harness.deliver(letter(number))
        with patch.object(inbox, "HEADS_AT_ONCE", 4), patch.object(inbox, "ITEMS", 2):
            begun = port.messages(None, ELSEWHERE)
            harness.deliver(letter(10))
            seen, _, cursor = self.read_on(port, begun.cursor)
        assert sorted(numbers(begun) + seen) == list(range(11))
        assert port.messages(cursor, ELSEWHERE).messages == ()

    def test_mail_from_long_before_the_newest_is_passed_over(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        for number, received in enumerate(("2025-02-27T08:00:00Z", "2025-03-05T08:00:00Z", "2026-03-02T08:00:00Z")):
            handle = harness.deliver(letter(number))
            harness.box.items[handle].set(t("DateTimeReceived", received))
        with harness.server.recording() as calls:
            changes = port.messages(None, ELSEWHERE)
        assert (numbers(changes), changes.complete, whole(calls)) == ([1, 2], True, 2)
        late = harness.deliver(letter(3))
        harness.box.items[late].set(t("DateTimeReceived", "2020-01-01T08:00:00Z"))
        assert numbers(port.messages(changes.cursor, ELSEWHERE)) == [3]

    def test_a_server_that_does_not_come_to_all_that_it_is_asked_is_asked_again(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        for number in range(7):
            harness.deliver(letter(number))
        harness.server.reading.stop_after = 2
        seen, complete, _ = self.read_on(port)
        assert sorted(set(seen)) == list(range(7))
        assert len(complete) > 2

    def test_a_server_that_does_not_come_to_an_end_is_left_alone_for_a_while(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1))

        def go_on(asked: Asked) -> Reply:
            reply = harness.server.forward(asked)
            more = reply.body.replace(b"IncludesLastItemInRange>true", b"IncludesLastItemInRange>false")
            return replace(reply, body=more)

        with harness.server.answering(go_on), harness.server.counting() as asked:
            changes = port.messages(None, ELSEWHERE)
        assert (numbers(changes), changes.complete) == ([1], False)
        assert len(asked) < inbox.PAGES_AT_ONCE + 10

    def test_what_is_told_twice_is_read_once(self, harness: ExchangeMailHarness, port: InboxPort) -> None:
        for number in range(4):
            harness.deliver(letter(number))
        told = count(1)

        def begin_again(asked: Asked) -> Reply | None:
            if operation_in(asked) != "SyncFolderItems" or next(told) > 2:
                return None
            forgotten = re.sub(rb"<m:SyncState>[^<]*</m:SyncState>", b"", asked.body)
            reply = harness.server.forward(replace(asked, body=forgotten))
            more = reply.body.replace(b"IncludesLastItemInRange>true", b"IncludesLastItemInRange>false")
            return replace(reply, body=more)

        with harness.server.answering(begin_again), harness.server.recording() as calls:
            changes = port.messages(None, ELSEWHERE)
        assert ([each.subject for each in changes.messages], whole(calls)) == ([f"Number {n}" for n in range(4)], 4)
        assert changes.complete

    def test_an_answer_that_is_too_large_is_asked_for_in_pieces(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        for number in range(6):
            harness.deliver(letter(number).replace(b"Text", b"Text " + b"word " * 8000))
        with patch("adapters.exchange.session.LARGEST_ANSWER", 150_000):
            seen, _, _ = self.read_on(port)
        assert sorted(seen) == list(range(6))


class TestFaults:
    """Whatever fails at whichever request, no message is left out."""

    HARMS: tuple[Callable[[ExchangeMailHarness, Asked], Reply], ...] = (
        lambda _harness, _asked: Reply(broken=True),
        lambda harness, asked: replace(harness.server.forward(asked), broken=True),
        lambda harness, asked: replace(harness.server.forward(asked), cut=300),
        lambda _harness, _asked: Reply(status=502, body=b"<html>"),
        lambda _harness, _asked: busy(17_000),
        lambda _harness, _asked: fault("ErrorInternalServerError"),
        lambda _harness, asked: envelope(m(f"{operation_in(asked)}Response", m("ResponseMessages"))),
        lambda _harness, _asked: Reply(body=b"<html>Sign in to the network of this hotel</html>"),
    )

    def play(self, harness: ExchangeMailHarness) -> set[str]:
        """Read at the beginning and once more after news; answers with all letters that were told of."""
        port = harness.open().inbox
        found: list[Message] = []
        cursor: str | None = None
        for batch in (range(2), range(2, 4)):
            for number in batch:
                harness.deliver(letter(number))
            for _ in range(3):
                try:
                    changes = port.messages(cursor, ELSEWHERE)
                except PortError:
                    continue
                assert changes.problems == ()
                found += changes.messages
                cursor = cursor_of(changes)
        return {message.subject for message in found}

    def test_every_letter_is_told_of(self, tmp_path: Path) -> None:
        calm = ExchangeMailHarness(tmp_path)
        expected = self.play(calm)
        total = len(calm.server.asked)
        calm.close()
        assert len(expected) == 4
        assert total > 15
        for kind, harm in enumerate(self.HARMS):
            for number in range(1, total + 1):
                harness = ExchangeMailHarness(tmp_path)
                counted = count(1)

                def at(asked: Asked, number: int = number, counted: Iterator[int] = counted) -> Reply | None:
                    return harm(harness, asked) if next(counted) == number else None  # noqa: B023 - used in this round

                with harness.server.answering(at):
                    assert self.play(harness) == expected, (kind, number)
                harness.close()

    def test_a_server_that_is_busy_says_how_long(self, harness: ExchangeMailHarness, port: InboxPort) -> None:
        with harness.server.answering(lambda _: busy(17_000)), pytest.raises(Unavailable) as caught:
            port.messages(None, ELSEWHERE)
        assert caught.value.retry_after is not None
        assert caught.value.retry_after.total_seconds() == 17

    def test_a_mailbox_that_may_not_be_read_is_the_administrators(
        self, harness: ExchangeMailHarness, port: InboxPort
    ) -> None:
        harness.box.known("inbox").broken = "ErrorAccessDenied"
        with pytest.raises(AuthRequired, match="ask your administrator"):
            port.messages(None, ELSEWHERE)
