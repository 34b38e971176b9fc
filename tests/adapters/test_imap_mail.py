"""Mail on a server: only what is new and concerns somebody is fetched, however much there is and whatever it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from adapters.conformance.harness import OWNER
from adapters.conformance.inbox_cursors import numbers
from adapters.conformance.inbox_reading import ELSEWHERE, MULTIPART, letter
from adapters.imap import inbox
from daemon.ports.errors import CursorExpired, Unavailable
from daemon.ports.records import Correspondents, Direction, Message
from tests.adapters.dovecot import Dovecot
from tests.adapters.imap_harness import ImapHarness
from tests.adapters.imap_relay import answering, no_script

OTHERS = "Somebody <somebody@private.example>"
NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
"""More parts within parts than any reader follows."""


@pytest.fixture
def harness(imap: ImapHarness) -> ImapHarness:
    return imap


def read_one(harness: ImapHarness) -> Message:
    """The one message that concerns somebody; fails if there was a problem."""
    found = harness.open().inbox.messages(None, ELSEWHERE)
    assert found.problems == ()
    (message,) = found.messages
    return message


def with_attachment(size: int, *, first: bool) -> bytes:
    """A letter with a text and a large file, in either order."""
    text = b"Content-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9fe, see you on Friday.\r\n"
    file = b"Content-Type: application/zip; name=film.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    file += (b"A" * 76 + b"\r\n") * (size // 78)
    parts = [file, text] if first else [text, file]
    body = b"".join(b"--outer\r\n" + part + b"\r\n" for part in parts) + b"--outer--\r\n"
    return letter(1).partition(b"Content-Type")[0] + b"Content-Type: multipart/mixed; boundary=outer\r\n\r\n" + body


class TestCost:
    """Commands and bytes, counted."""

    def test_a_folder_without_news_costs_one_command_however_full_it_is(self, harness: ImapHarness) -> None:
        harness.fill(letter(number % 60, sender=OTHERS) for number in range(3000))
        connection = harness.open()
        cursor = connection.inbox.messages(None, ELSEWHERE).cursor
        harness.relay.forget()
        again = connection.inbox.messages(cursor, ELSEWHERE)
        assert harness.relay.commands == ["EXAMINE", "EXAMINE"]
        assert harness.relay.received < 2000
        assert (again.messages, again.cursor, again.complete) == ((), cursor, True)

    def test_new_messages_cost_the_same_in_a_full_folder_as_in_an_empty_one(
        self, harness: ImapHarness, dovecot: Dovecot, tmp_path: Path
    ) -> None:
        (tmp_path / "other").mkdir()
        empty = ImapHarness(dovecot, tmp_path / "other")
        harness.fill(letter(number % 60, sender=OTHERS) for number in range(3000))
        costs = []
        for each in (harness, empty):
            connection = each.open()
            cursor = connection.inbox.messages(None, ELSEWHERE).cursor
            each.deliver(letter(7))
            each.deliver(letter(8, sender=OTHERS))
            each.relay.forget()
            assert numbers(connection.inbox.messages(cursor, ELSEWHERE)) == [7]
            costs.append((each.relay.commands, each.relay.received // 500))
        empty.close()
        assert costs[0] == costs[1]
        assert costs[0][0] == ["EXAMINE", "UID SEARCH", "UID FETCH", "UID FETCH", "EXAMINE"]

    def test_the_first_reading_of_a_full_folder_finds_old_letters_by_searching(self, harness: ImapHarness) -> None:
        wanted = {3: letter(3), 1500: letter(15), 2990: letter(29)}
        harness.fill(wanted.get(number, letter(number % 60, sender=OTHERS)) for number in range(3000))
        connection = harness.open()
        harness.relay.forget()
        found = connection.inbox.messages(None, ELSEWHERE)
        assert (numbers(found), found.complete) == ([3, 15, 29], True)
        assert len(harness.relay.commands) < 20
        thread = Correspondents(threads=frozenset({"<letter-3@elsewhere.example>", '<odd"(id)*%@x.example>', "<é@x>"}))
        found = connection.inbox.messages(None, thread)
        assert 3 in numbers(found)

    def test_the_bodies_of_other_peoples_letters_are_not_fetched(self, harness: ImapHarness) -> None:
        for number in range(5):
            harness.deliver(letter(number, sender=OTHERS) + b"x" * 10_000)
        connection = harness.open()
        harness.relay.forget()
        assert connection.inbox.messages(None, ELSEWHERE).messages == ()
        assert harness.relay.received < 5_000
        assert not any("BODY.PEEK[]" in line for line in harness.relay.lines)

    @pytest.mark.parametrize("first", [False, True])
    def test_a_large_attachment_stays_where_it_is(self, harness: ImapHarness, first: bool) -> None:
        harness.fill([with_attachment(50_000_000, first=first)])
        harness.relay.forget()
        message = read_one(harness)
        assert (message.text or "").strip() == "Grüße, see you on Friday."
        assert message.headers["content-type"].startswith("multipart/mixed")
        assert harness.relay.received < 20_000

    def test_a_letter_that_is_one_endless_text_is_read_in_part(self, harness: ImapHarness) -> None:
        harness.fill([letter(1) + b"and so on, " * 500_000])
        harness.relay.forget()
        assert (read_one(harness).text or "").startswith("Dear Robin,")
        assert harness.relay.received < 1_200_000


class TestLetters:
    """What is made of messages, and of strange ones."""

    def test_parts_of_a_large_letter_are_read_as_those_of_a_small_one(self, harness: ImapHarness) -> None:
        small = MULTIPART
        large = small.replace(b"An attachment is", b"An attachment is " + b"very large and " * 10_000)
        harness.deliver(small)
        harness.deliver(large.replace(b"<both@", b"<large@"))
        first, second = harness.open().inbox.messages(None, ELSEWHERE).messages
        assert (first.text, first.html, first.subject) == (second.text, second.html, second.subject)
        assert (first.text or "").strip() == "Plain version"
        assert first.message_id != second.message_id

    def test_a_large_file_without_text_is_a_letter_without_text(self, harness: ImapHarness) -> None:
        head = letter(1).partition(b"Content-Type")[0]
        harness.fill([head + b"Content-Type: application/pdf\r\n\r\n" + b"%PDF " * 100_000])
        message = read_one(harness)
        assert (message.text, message.html) == (None, None)

    @pytest.mark.parametrize("large", [False, True])
    def test_parts_within_parts_without_end_are_survived(self, harness: ImapHarness, large: bool) -> None:
        message = letter(1).partition(b"Content-Type")[0] + NESTED[: 300_000 if large else 60_000]
        harness.fill([message, letter(2)])
        found = harness.open().inbox.messages(None, ELSEWHERE)
        assert 2 in numbers(found)
        assert len(found.messages) + len(found.problems) == 2

    @pytest.mark.parametrize("charset", [b"x-no-such-charset", b"unicode_escape", b'"'])
    def test_charsets_that_nobody_knows_are_survived(self, harness: ImapHarness, charset: bytes) -> None:
        harness.fill([letter(1).replace(b"utf-8", charset)])
        assert "yes." in (read_one(harness).text or "")

    def test_headers_that_nobody_encoded_are_read(self, harness: ImapHarness) -> None:
        harness.fill([letter(1).replace(b"Hanna Vogt", "Hanna Žák".encode()).replace(b"Your visit", b"Gr\xfc\xdfe")])
        message = read_one(harness)
        assert (message.sender.name, message.subject) == ("Hanna Žák", "Grüße")

    def test_headers_without_end_are_survived(self, harness: ImapHarness) -> None:
        endless = b"References: " + b"<x@y.example>\r\n " * 100_000 + b"\r\n"
        harness.fill([endless + letter(1), letter(2)])
        found = harness.open().inbox.messages(None, ELSEWHERE)
        assert 2 in numbers(found)
        assert found.complete

    def test_a_letter_without_a_date_has_that_of_its_arrival(self, harness: ImapHarness) -> None:
        harness.deliver(letter(1).replace(b"Date: ", b"X-Date: "))
        arrived = read_one(harness).date
        assert arrived.tzinfo is not None
        assert arrived > datetime(2020, 1, 1, tzinfo=UTC)

    def test_drafts_and_stray_artefacts_in_the_inbox_are_not_read(self, harness: ImapHarness) -> None:
        harness.store("INBOX", letter(1), r"\Draft")
        harness.deliver(letter(2, X_Followupd_Step="thanks-1"))
        received = "by h.example; Tue, 10 Mar 2026 09:00:00 +0000"
        harness.deliver(letter(3, X_Followupd_Step="thanks-1", Received=received))
        assert read_one(harness).message_id == "<letter-3@elsewhere.example>"

    def test_what_the_person_wrote_is_sent_mail_in_any_folder(self, harness: ImapHarness) -> None:
        harness.deliver(letter(1, sender=f"Robin <{OWNER.upper()}>", To="hanna@elsewhere.example"))
        assert read_one(harness).direction is Direction.SENT

    def test_a_ref_tells_where_a_message_is(self, harness: ImapHarness) -> None:
        harness.deliver(letter(1))
        assert read_one(harness).ref.startswith("INBOX;UIDVALIDITY=")
        assert read_one(harness).ref.endswith("/;UID=1")


class TestCursors:
    """From where reading goes on."""

    def test_many_letters_come_in_several_readings_and_none_is_left_out(self, harness: ImapHarness) -> None:
        harness.fill(letter(number) for number in range(50))
        for number in range(50, 55):
            harness.file_sent(letter(number, sender=OWNER, To="hanna@elsewhere.example"))
        seen: list[int] = []
        cursor, complete = None, False
        with patch.object(inbox, "LETTERS_AT_ONCE", 20):
            while not complete:
                found = harness.open().inbox.messages(cursor, ELSEWHERE)
                seen += numbers(found)
                cursor, complete = found.cursor, found.complete
                assert len(found.messages) <= 20
        assert seen == list(range(55))

    def test_a_message_moved_back_from_another_folder_is_reported(self, harness: ImapHarness) -> None:
        handle = harness.deliver(letter(1))
        connection = harness.open()
        cursor = connection.inbox.messages(None, ELSEWHERE).cursor
        with harness.program() as program:
            program.select("INBOX")
            program.uid("MOVE", handle.rpartition(" ")[2], "Archive")
            program.select("Archive")
            program.uid("MOVE", "1", "INBOX")
        assert numbers(connection.inbox.messages(cursor, ELSEWHERE)) == [1]

    def test_a_server_that_does_not_tell_the_next_number_is_read_all_the_same(self, harness: ImapHarness) -> None:
        harness.deliver(letter(1))
        harness.relay.hidden = (b"[UIDNEXT",)
        connection = harness.open()
        first = connection.inbox.messages(None, ELSEWHERE)
        assert numbers(first) == [1]
        assert numbers(connection.inbox.messages(first.cursor, ELSEWHERE)) == []
        harness.deliver(letter(2))
        assert numbers(connection.inbox.messages(first.cursor, ELSEWHERE)) == [2]

    def test_what_arrives_during_a_reading_is_left_to_the_next(self, harness: ImapHarness) -> None:
        harness.deliver(letter(1))
        connection = harness.open()

        def arriving(_tag: bytes, line: bytes) -> bytes | None:
            if line.startswith(b"UID SEARCH"):
                harness.relay.script = no_script
                harness.deliver(letter(2))
            return None

        harness.relay.script = arriving
        first = connection.inbox.messages(None, ELSEWHERE)
        second = connection.inbox.messages(first.cursor, ELSEWHERE)
        assert (numbers(first), numbers(second)) == ([1], [2])

    def test_a_message_that_vanishes_during_a_reading_is_no_problem(self, harness: ImapHarness) -> None:
        first = harness.deliver(letter(1))
        harness.deliver(letter(2))
        connection = harness.open()

        def vanishing(_tag: bytes, line: bytes) -> bytes | None:
            if line.startswith(b"UID FETCH"):
                harness.relay.script = no_script
                harness.remove(*first.rsplit(" ", 1))
            return None

        harness.relay.script = vanishing
        found = connection.inbox.messages(None, ELSEWHERE)
        assert 2 in numbers(found)
        assert found.problems == ()

    @pytest.mark.parametrize(
        "cursor", ["", "{}", "[]", '{"format":1,"folders":{"INBOX":[1]}}', '{"format":2,"folders":{}}', '{"format":1}']
    )
    def test_a_strange_cursor_is_refused(self, harness: ImapHarness, cursor: str) -> None:
        with pytest.raises(CursorExpired):
            harness.open().inbox.messages(cursor, ELSEWHERE)

    def test_a_server_without_lasting_numbers_cannot_be_read(self, harness: ImapHarness) -> None:
        connection = harness.open()
        harness.relay.script = answering("EXAMINE", b"* 1 EXISTS\r\nTAG OK [READ-ONLY] Done.\r\n")
        with pytest.raises(Unavailable, match="UIDVALIDITY"):
            connection.inbox.messages(None, ELSEWHERE)

    @pytest.mark.parametrize("carried_out", [False, True])
    def test_a_reading_that_is_broken_off_at_any_command_loses_no_message(
        self, harness: ImapHarness, carried_out: bool
    ) -> None:
        harness.deliver(with_attachment(100_000, first=True))
        harness.deliver(letter(2))
        harness.file_sent(letter(3, sender=OWNER, To="hanna@elsewhere.example"))
        number, broken = 0, True
        while broken:
            number += 1
            connection = harness.open()
            harness.relay.cut_at(number, carried_out=carried_out)
            assert numbers(connection.inbox.messages(None, ELSEWHERE)) == [1, 2, 3]
            broken = not harness.relay.whole
        assert number > 8
