"""InboxPort.messages without a cursor: whose messages are read, and what is read of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from adapters.conformance.base import InboxTests
from adapters.conformance.harness import OWNER, InboxHarness
from adapters.conformance.texts import NOT_ASCII, mail
from daemon.ports.inbox import InboxPort
from daemon.ports.records import Correspondents, Direction, Message

ELSEWHERE = Correspondents(domains=frozenset({"elsewhere.example"}))


def letter(number: int = 1, *, sender: str = "Hanna Vogt <hanna@elsewhere.example>", **headers: str) -> bytes:
    """A message to the owner; keyword names stand for headers, with `_` for `-`."""
    plain = {
        "From": sender,
        "To": f"Robin <{OWNER}>",
        "Subject": "Your visit",
        "Date": f"Tue, 10 Mar 2026 09:{number:02}:00 +0500",
        "Message-ID": f"<letter-{number}@elsewhere.example>",
    }
    return mail(plain | {name.replace("_", "-"): value for name, value in headers.items()}, "Dear Robin,\nyes.\n")


def read_messages(port: InboxPort, correspondents: Correspondents = ELSEWHERE) -> tuple[Message, ...]:
    """All messages that concern somebody; fails unless the read was complete and without problems."""
    changes = port.messages(None, correspondents)
    assert changes.complete
    assert changes.problems == ()
    return changes.messages


class InboxReading(InboxTests):
    """What a full read says of the mailbox."""

    def read_one(self, harness: InboxHarness, port: InboxPort, message: bytes) -> Message:
        """The only message of the mailbox after this one arrived."""
        harness.deliver(message)
        (found,) = read_messages(port)
        return found

    def test_an_empty_mailbox_is_read_whole(self, port: InboxPort) -> None:
        changes = port.messages(None, ELSEWHERE)
        assert (changes.messages, changes.problems) == ((), ())
        assert changes.complete
        assert changes.cursor is not None

    def test_a_message_that_came_in_is_read(self, harness: InboxHarness, port: InboxPort) -> None:
        found = self.read_one(harness, port, letter(Cc="board@elsewhere.example"))
        assert found.ref
        assert found.direction is Direction.INBOUND
        assert found.message_id == "<letter-1@elsewhere.example>"
        assert (found.sender.name, found.sender.email) == ("Hanna Vogt", "hanna@elsewhere.example")
        assert [(person.name, person.email) for person in found.to] == [("Robin", OWNER)]
        assert [person.email for person in found.cc] == ["board@elsewhere.example"]
        assert found.subject == "Your visit"
        assert found.text is not None
        assert found.text.split() == ["Dear", "Robin,", "yes."]
        assert found.html is None
        assert (found.in_reply_to, found.references) == (None, ())

    def test_the_date_keeps_the_offset_of_the_sender(self, harness: InboxHarness, port: InboxPort) -> None:
        found = self.read_one(harness, port, letter())
        assert found.date == datetime.fromisoformat("2026-03-10T09:01:00+05:00")
        assert found.date.utcoffset() == timedelta(hours=5)

    def test_a_message_that_the_person_sent_is_read(self, harness: InboxHarness, port: InboxPort) -> None:
        harness.file_sent(letter(sender=OWNER, To="hanna@elsewhere.example"))
        (found,) = read_messages(port)
        assert found.direction is Direction.SENT
        assert found.sender.email == OWNER

    def test_names_and_texts_beyond_ascii_are_read(self, harness: InboxHarness, port: InboxPort) -> None:
        headers = {"From": "Søn Żółw <s@elsewhere.example>", "Date": "Tue, 10 Mar 2026 09:00:00 +0000"}
        found = self.read_one(harness, port, mail(headers | {"Subject": NOT_ASCII, "Message-ID": "<x@y>"}, NOT_ASCII))
        assert found.sender.name == "Søn Żółw"
        assert found.subject == NOT_ASCII
        assert (found.text or "").strip() == NOT_ASCII

    def test_an_older_charset_is_read(self, harness: InboxHarness, port: InboxPort) -> None:
        typed = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\nMIME-Version: 1.0"
        head, _, _ = letter().partition(b"MIME-Version")
        head = b"\r\n".join(line for line in head.splitlines() if not line.lower().startswith(b"content-"))
        found = self.read_one(harness, port, head + b"\r\n" + typed.encode() + b"\r\n\r\nGr\xfc\xdfe\r\n")
        assert (found.text or "").strip() == "Grüße"

    def test_a_charset_that_nobody_knows_hides_no_message(self, harness: InboxHarness, port: InboxPort) -> None:
        harness.deliver(letter().replace(b"utf-8", b"x-no-such-charset"))
        changes = port.messages(None, ELSEWHERE)
        assert len(changes.messages) + len(changes.problems) == 1

    def test_a_message_in_html_only_has_no_text(self, harness: InboxHarness, port: InboxPort) -> None:
        message = letter().replace(b"text/plain", b"text/html").replace(b"yes.", b"<b>yes.</b>")
        found = self.read_one(harness, port, message)
        assert found.text is None
        assert "<b>yes.</b>" in (found.html or "")

    def test_both_versions_of_a_message_are_read(self, harness: InboxHarness, port: InboxPort) -> None:
        found = self.read_one(harness, port, MULTIPART)
        assert (found.text or "").strip() == "Plain version"
        assert (found.html or "").strip() == "<p>Other version</p>"
        assert found.subject == "Two versions and a file"

    def test_threading_headers_are_read(self, harness: InboxHarness, port: InboxPort) -> None:
        message = letter(In_Reply_To="<b@owner.example>", References="<a@owner.example> <b@owner.example>")
        found = self.read_one(harness, port, message)
        assert found.in_reply_to == "<b@owner.example>"
        assert found.references == ("<a@owner.example>", "<b@owner.example>")

    def test_headers_that_tell_machines_from_people_are_read(self, harness: InboxHarness, port: InboxPort) -> None:
        message = letter(
            Auto_Submitted="auto-replied", Precedence="bulk", List_Id="<news.elsewhere.example>", X_Private="not wanted"
        )
        found = self.read_one(harness, port, message)
        assert found.headers["auto-submitted"] == "auto-replied"
        assert found.headers["precedence"] == "bulk"
        assert found.headers["list-id"] == "<news.elsewhere.example>"
        assert found.headers["content-type"].startswith("text/plain")
        assert "x-private" not in found.headers
        assert "subject" not in found.headers

    def test_messages_are_reported_oldest_first(self, harness: InboxHarness, port: InboxPort) -> None:
        for number in (2, 3, 1):
            harness.deliver(letter(number))
        harness.file_sent(letter(4, sender=OWNER, To="hanna@elsewhere.example"))
        dates = [found.date.minute for found in read_messages(port)]
        assert dates == [1, 2, 3, 4]

    def test_each_message_has_its_own_ref(self, harness: InboxHarness, port: InboxPort) -> None:
        for number in range(3):
            harness.deliver(letter(number))
        assert len({found.ref for found in read_messages(port)}) == 3

    def test_reading_marks_nothing_as_read_and_changes_nothing(self, harness: InboxHarness, port: InboxPort) -> None:
        handle = harness.deliver(letter())
        before = harness.stored(handle)
        read_messages(port)
        assert harness.is_unread(handle)
        assert harness.stored(handle) == before


class InboxConcerns(InboxTests):
    """Only what concerns the people, domains and threads asked for is read."""

    @pytest.mark.parametrize(
        ("wanted", "sender", "concerns"),
        [
            (Correspondents(addresses=frozenset({"hanna@elsewhere.example"})), "Hanna@Elsewhere.example", True),
            (Correspondents(addresses=frozenset({"hanna@elsewhere.example"})), "johanna@elsewhere.example", False),
            (Correspondents(domains=frozenset({"elsewhere.example"})), "anybody@Elsewhere.Example", True),
            (Correspondents(domains=frozenset({"elsewhere.example"})), "jobs@mail.elsewhere.example", True),
            (Correspondents(domains=frozenset({"elsewhere.example"})), "jobs@notelsewhere.example", False),
            (Correspondents(domains=frozenset({"mail.elsewhere.example"})), "jobs@elsewhere.example", False),
            (Correspondents(threads=frozenset({"<letter-1@elsewhere.example>"})), "x@y.example", True),
            (Correspondents(threads=frozenset({"<letter-2@elsewhere.example>"})), "x@y.example", False),
            (Correspondents(), "hanna@elsewhere.example", False),
        ],
    )
    def test_the_sender_or_the_thread_decides(
        self, harness: InboxHarness, port: InboxPort, wanted: Correspondents, sender: str, concerns: bool
    ) -> None:
        harness.deliver(letter(sender=sender))
        assert len(read_messages(port, wanted)) == (1 if concerns else 0)

    @pytest.mark.parametrize("header", ["In-Reply-To", "References"])
    def test_an_answer_belongs_to_its_thread(self, harness: InboxHarness, port: InboxPort, header: str) -> None:
        wanted = Correspondents(threads=frozenset({"<mine@owner.example>"}))
        harness.deliver(letter(1, sender="private@y.example", **{header: "<mine@owner.example>"}))
        harness.deliver(letter(2, sender="private@y.example"))
        assert [found.message_id for found in read_messages(port, wanted)] == ["<letter-1@elsewhere.example>"]

    @pytest.mark.parametrize("header", ["To", "Cc"])
    def test_what_the_person_sent_to_somebody_concerns_them(
        self, harness: InboxHarness, port: InboxPort, header: str
    ) -> None:
        harness.file_sent(letter(1, sender=OWNER, **{"To": "other@y.example", header: "hanna@elsewhere.example"}))
        harness.file_sent(letter(2, sender=OWNER, To="other@y.example"))
        assert [found.message_id for found in read_messages(port)] == ["<letter-1@elsewhere.example>"]

    def test_drafts_are_never_read(self, harness: InboxHarness, port: InboxPort) -> None:
        harness.save_draft(letter(1, sender=OWNER, To="hanna@elsewhere.example"))
        harness.save_draft(letter(2, sender=OWNER, To="hanna@elsewhere.example", X_Followupd_Step="thanks-1"))
        harness.deliver(letter(3))
        assert [found.message_id for found in read_messages(port)] == ["<letter-3@elsewhere.example>"]


MULTIPART = b"""\
From: hanna@elsewhere.example
To: robin@owner.example
Date: Tue, 10 Mar 2026 09:00:00 +0000
Message-ID: <both@elsewhere.example>
Subject: Two versions
 and a file
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8

Plain version
--inner
Content-Type: text/html; charset=utf-8

<p>Other version</p>
--inner--
--outer
Content-Type: text/plain; name=notes.txt
Content-Disposition: attachment; filename=notes.txt

An attachment is no text of the message.
--outer--
""".replace(b"\n", b"\r\n")
