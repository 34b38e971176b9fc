"""Mail at Gmail: what is new and whom it concerns, by its headers first, and never a message left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from time import monotonic
from unittest.mock import patch

import pytest

from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail
from adapters.google import inbox, mail_search, mailbox
from adapters.google.mail_search import concerning, in_threads
from adapters.google.scopes import COMPOSE, READ_HEADERS
from daemon.ports.adapter import Connection
from daemon.ports.errors import AuthRequired, CursorExpired, PortError, Unavailable
from daemon.ports.inbox import InboxPort
from daemon.ports.records import Correspondents, Direction, DraftRef, DraftState, Message, MessageChanges
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_mail_harness import GmailHarness
from tests.fakes.google.server import refusal

HANNA = "hanna@elsewhere.example"
OWNER = "robin@owner.example"
ELSEWHERE = Correspondents(domains=frozenset({"elsewhere.example"}))


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GmailHarness]:
    made = GmailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def account(harness: GmailHarness) -> Iterator[Connection]:
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


def numbers(changes: MessageChanges) -> list[int]:
    """Which letters a reading gave."""
    return sorted(int(message.subject.split()[-1]) for message in changes.messages)


def cursor_of(changes: MessageChanges) -> str:
    assert changes.cursor is not None
    return changes.cursor


def paths(asked: list[Asked]) -> list[str]:
    """What was asked, without parameters."""
    return [each.path.partition("?")[0].removeprefix("/gmail/v1/users/me/") for each in asked]


def bodies(asked: list[Asked]) -> int:
    """How many messages were read whole."""
    return sum("format=raw" in each.path or "format=full" in each.path for each in asked)


class TestNews:
    """What is new since the last reading."""

    def test_where_nothing_happened_one_request_tells(self, harness: GmailHarness, port: InboxPort) -> None:
        harness.deliver(letter(1))
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        with harness.server.counting() as asked:
            changes = port.messages(cursor, ELSEWHERE)
        assert paths(asked) == ["history"]
        assert (changes.messages, changes.complete, changes.cursor) == ((), True, cursor)

    @pytest.mark.parametrize("drafts_first", [False, True])
    def test_drafts_and_mail_of_a_pass_without_news_cost_one_request_together(
        self, harness: GmailHarness, account: Connection, drafts_first: bool
    ) -> None:
        written = account.drafts.put(sample_draft(), None)
        refs = [DraftRef(key=sample_draft().key, message_id=sample_draft().message_id, ref=written.ref)]
        cursors = [cursor_of(account.inbox.messages(None, ELSEWHERE))]

        def look() -> None:
            assert account.drafts.look(refs)[0].state is DraftState.UNTOUCHED

        def read() -> None:
            cursors.append(cursor_of(account.inbox.messages(cursors[-1], ELSEWHERE)))

        steps = [look, read] if drafts_first else [read, look]
        for step in steps * 2:
            step()
        for _ in range(3):
            with harness.server.counting() as asked:
                for step in steps:
                    step()
            assert paths(asked) == ["history"]

    @pytest.mark.parametrize("drafts_first", [False, True])
    def test_an_answer_that_is_not_fresh_is_not_shared(
        self, harness: GmailHarness, account: Connection, drafts_first: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written = account.drafts.put(sample_draft(), None)
        refs = [DraftRef(key=sample_draft().key, message_id=sample_draft().message_id, ref=written.ref)]
        account.drafts.look(refs)
        cursor = cursor_of(account.inbox.messages(None, ELSEWHERE))
        if drafts_first:
            account.drafts.look(refs)
        else:
            account.inbox.messages(cursor, ELSEWHERE)
        harness.deliver(letter(1))
        harness.edit_draft(written.ref, body="Mine.\n")
        later = monotonic() + mailbox.FRESH
        monkeypatch.setattr("adapters.google.mailbox.monotonic", lambda: later)
        if drafts_first:
            assert numbers(account.inbox.messages(cursor, ELSEWHERE)) == [1]
        else:
            assert account.drafts.look(refs)[0].state is DraftState.EDITED

    @pytest.mark.parametrize("drafts_first", [False, True])
    def test_sharing_an_answer_hides_nothing_from_either(
        self, harness: GmailHarness, account: Connection, drafts_first: bool
    ) -> None:
        written = account.drafts.put(sample_draft(), None)
        refs = [DraftRef(key=sample_draft().key, message_id=sample_draft().message_id, ref=written.ref)]
        cursor = cursor_of(account.inbox.messages(None, ELSEWHERE))
        account.drafts.look(refs)
        for number in range(1, 4):
            harness.deliver(letter(number))
            harness.edit_draft(written.ref, body=f"Version {number}\n")
            version = harness.api.drafts[written.ref.split(" ")[2]]
            if drafts_first:
                assert account.drafts.look(refs)[0].version == version
            changes = account.inbox.messages(cursor, ELSEWHERE)
            assert numbers(changes) == [number]
            cursor = cursor_of(changes)
            if not drafts_first:
                assert account.drafts.look(refs)[0].version == version

    def test_an_older_cursor_is_answered_from_where_it_ends(self, harness: GmailHarness, account: Connection) -> None:
        account.drafts.put(sample_draft(), None)
        refs = [DraftRef(key=sample_draft().key, message_id=sample_draft().message_id)]
        older = cursor_of(account.inbox.messages(None, ELSEWHERE))
        account.drafts.look(refs)
        harness.deliver(letter(1))
        newer = cursor_of(account.inbox.messages(older, ELSEWHERE))
        account.drafts.look(refs)
        account.drafts.look(refs)
        assert newer != older
        assert numbers(account.inbox.messages(older, ELSEWHERE)) == [1]

    def test_what_was_written_since_the_mail_was_read_is_seen(self, harness: GmailHarness, account: Connection) -> None:
        first, second = sample_draft("first"), sample_draft("second")
        refs = [DraftRef(key=each.key, message_id=each.message_id) for each in (first, second)]
        account.drafts.put(first, None)
        account.drafts.look(refs)
        account.inbox.messages(cursor_of(account.inbox.messages(None, ELSEWHERE)), ELSEWHERE)
        account.drafts.put(second, None)
        assert {found.state for found in account.drafts.look(refs)} == {DraftState.UNTOUCHED}
        assert len(harness.standing()) == 2

    def test_autosaves_of_drafts_are_no_news(self, harness: GmailHarness, port: InboxPort) -> None:
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        draft = harness.save_draft(letter(1, OWNER, To=HANNA))
        for number in range(30):
            harness.api.save(letter(number, OWNER, To=HANNA), draft)
        with harness.server.counting() as asked:
            changes = port.messages(cursor, ELSEWHERE)
        assert changes.messages == ()
        assert changes.complete
        assert bodies(asked) == 0
        assert sum(path.startswith("messages/") for path in paths(asked)) == 1

    def test_our_own_drafts_are_no_news(self, harness: GmailHarness, account: Connection) -> None:
        cursor = cursor_of(account.inbox.messages(None, ELSEWHERE))
        written = account.drafts.put(sample_draft(), None)
        account.drafts.put(sample_draft(body="Better.\n"), written.version)
        changes = account.inbox.messages(cursor, Correspondents(addresses=frozenset({"agnes.vogt@elsewhere.example"})))
        assert changes.messages == ()
        assert len(harness.standing()) == 1

    def test_a_draft_of_ours_that_strayed_into_the_inbox_is_no_news(
        self, harness: GmailHarness, account: Connection
    ) -> None:
        account.drafts.put(sample_draft(), None)
        cursor = cursor_of(account.inbox.messages(None, ELSEWHERE))
        harness.api.append(harness.standing()[0])
        assert account.inbox.messages(cursor, ELSEWHERE).messages == ()

    def test_a_draft_that_was_sent_is_news(self, harness: GmailHarness, account: Connection) -> None:
        written = account.drafts.put(sample_draft(), None)
        cursor = cursor_of(account.inbox.messages(None, ELSEWHERE))
        harness.send_draft(written.ref)
        (found,) = account.inbox.messages(cursor, ELSEWHERE).messages
        assert found.direction is Direction.SENT

    def test_spam_is_not_read_and_what_is_taken_out_of_it_is(self, harness: GmailHarness, port: InboxPort) -> None:
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        handle = harness.api.deliver(letter(1), "SPAM")
        changes = port.messages(cursor, ELSEWHERE)
        assert changes.messages == ()
        harness.api.move(handle, remove=["SPAM"], add=["INBOX"])
        assert numbers(port.messages(cursor_of(changes), ELSEWHERE)) == [1]

    def test_what_was_archived_by_a_filter_is_read(self, harness: GmailHarness, port: InboxPort) -> None:
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        harness.api.deliver(letter(1), "Label_7", "UNREAD")
        assert numbers(port.messages(cursor, ELSEWHERE)) == [1]

    def test_what_was_deleted_meanwhile_is_passed_over(self, harness: GmailHarness, port: InboxPort) -> None:
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        gone = harness.deliver(letter(1))
        harness.deliver(letter(2))
        del harness.api.messages[gone]
        changes = port.messages(cursor, ELSEWHERE)
        assert (numbers(changes), changes.problems, changes.complete) == ([2], (), True)

    def test_a_history_that_is_forgotten_is_an_expired_cursor(self, harness: GmailHarness, port: InboxPort) -> None:
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        harness.deliver(letter(1))
        harness.api.forget()
        with pytest.raises(CursorExpired):
            port.messages(cursor, ELSEWHERE)
        again = port.messages(None, ELSEWHERE)
        assert numbers(again) == [1]
        assert port.messages(cursor_of(again), ELSEWHERE).messages == ()

    def test_drafts_are_looked_at_also_when_the_history_is_forgotten(
        self, harness: GmailHarness, account: Connection
    ) -> None:
        written = account.drafts.put(sample_draft(), None)
        refs = [DraftRef(key=sample_draft().key, message_id=sample_draft().message_id, ref=written.ref)]
        account.drafts.look(refs)
        harness.edit_draft(written.ref, body="Mine.\n")
        harness.api.forget()
        assert account.drafts.look(refs)[0].state is DraftState.EDITED

    @pytest.mark.parametrize(
        "cursor",
        [
            *("", "[]", "[" * 100_000, '{"format":1}', '{"format":1,"reached":"7","waiting":[3]}'),
            *('{"format":2,"reached":"7","waiting":[]}', '{"format":1,"reached":"x","waiting":[]}'),
        ],
    )
    def test_a_cursor_that_is_not_ours_has_expired(self, port: InboxPort, cursor: str) -> None:
        with pytest.raises(CursorExpired):
            port.messages(cursor, ELSEWHERE)


class TestReading:
    """Headers first, and bodies only of what concerns somebody."""

    def test_only_what_concerns_somebody_is_read_whole(self, harness: GmailHarness, port: InboxPort) -> None:
        for number in range(10):
            harness.deliver(letter(number, "private@y.example" if number % 3 else HANNA))
        with harness.server.counting() as asked:
            changes = port.messages(None, ELSEWHERE)
        assert numbers(changes) == [0, 3, 6, 9]
        assert bodies(asked) == 4

    def test_a_large_letter_is_read_without_its_attachments(self, harness: GmailHarness, port: InboxPort) -> None:
        message = EmailMessage()
        for name, value in {"From": HANNA, "To": OWNER, "Subject": "Number 1", "Message-ID": "<x@y.example>"}.items():
            message[name] = value
        message["Date"] = "Tue, 10 Mar 2026 09:00:00 +0000"
        message.set_content("Schöne Grüße\n", charset="iso-8859-1")
        message.add_alternative("<p>Schöne Grüße</p>", subtype="html")
        message.add_attachment(bytes(1_000_000), maintype="application", subtype="pdf", filename="offer.pdf")
        message.add_attachment("not the letter", filename="notes.txt")
        harness.deliver(message.as_bytes())
        with harness.server.counting() as asked:
            (found,) = port.messages(None, ELSEWHERE).messages
        assert bodies(asked) == 1
        assert not any("attachments" in each.path or "format=raw" in each.path for each in asked)
        assert (found.text or "").strip() == "Schöne Grüße"
        assert (found.html or "").strip() == "<p>Schöne Grüße</p>"
        assert (found.message_id, found.subject) == ("<x@y.example>", "Number 1")

    @pytest.mark.parametrize("wide", [False, True])
    def test_of_a_letter_that_is_all_text_the_beginning_is_read(
        self, harness: GmailHarness, port: InboxPort, wide: bool
    ) -> None:
        text = ("ü" if wide else "u") * 3_000_000
        harness.deliver(mail({"From": HANNA, "Date": "Tue, 10 Mar 2026 09:00:00 +0000"}, f"Begin\n{text}"))
        (found,) = port.messages(None, ELSEWHERE).messages
        assert (found.text or "").startswith("Begin\n" + text[:1000])
        assert len(found.text or "") < 300_000

    def test_where_headers_only_may_be_read_nothing_else_is_asked_for(self, tmp_path: Path) -> None:
        harness = GmailHarness(tmp_path, frozenset({COMPOSE, READ_HEADERS}))
        harness.deliver(letter(1, "Hanna Vogt <hanna@elsewhere.example>", Auto_Submitted="auto-replied"))
        port = harness.open(replies="headers").inbox
        with harness.server.counting() as asked:
            changes = port.messages(None, ELSEWHERE)
        (found,) = changes.messages
        assert (found.text, found.html) == (None, None)
        assert (found.sender.name, found.subject, found.headers["auto-submitted"]) == (
            "Hanna Vogt",
            "Number 1",
            "auto-replied",
        )
        assert not any("q=" in each.path or "format=raw" in each.path for each in asked)
        harness.deliver(letter(2))
        assert numbers(port.messages(cursor_of(changes), ELSEWHERE)) == [2]
        harness.close()

    def test_a_right_that_was_not_granted_is_told(self, tmp_path: Path) -> None:
        harness = GmailHarness(tmp_path, frozenset({COMPOSE}))
        with pytest.raises(AuthRequired, match="not given the right"):
            harness.open().inbox.messages(None, ELSEWHERE)
        harness.close()

    def test_what_the_owner_wrote_from_elsewhere_is_the_persons_own(
        self, harness: GmailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1, OWNER, To=HANNA))
        (found,) = port.messages(None, ELSEWHERE).messages
        assert found.direction is Direction.SENT

    def test_a_letter_without_a_date_has_that_of_its_arrival(self, harness: GmailHarness, port: InboxPort) -> None:
        harness.deliver(mail({"From": HANNA, "Subject": "x"}))
        (found,) = port.messages(None, ELSEWHERE).messages
        assert found.date.isoformat().startswith("2026-03-02T08:00")


class TestBeginning:
    """The first reading, and that after a cursor has expired: bounded, and yet nothing is missed."""

    def test_what_has_just_come_in_is_read_though_no_search_finds_it(
        self, harness: GmailHarness, port: InboxPort
    ) -> None:
        harness.api.lag = 5
        for number in range(5):
            harness.deliver(letter(number))
        assert numbers(port.messages(None, ELSEWHERE)) == [0, 1, 2, 3, 4]

    def test_older_letters_are_found_by_searching(self, harness: GmailHarness, port: InboxPort) -> None:
        harness.deliver(letter(1))
        harness.file_sent(letter(2, OWNER, To="x@y.example", Cc="board@mail.elsewhere.example"))
        for number in range(3, 40):
            harness.deliver(letter(number, "private@y.example"))
        with patch.object(inbox, "NEWEST", 2), harness.server.counting() as asked:
            assert numbers(port.messages(None, ELSEWHERE)) == [1, 2]
        assert sum(path.startswith("messages/") for path in paths(asked)) < 8

    def test_older_answers_in_a_thread_are_found_by_their_conversation(
        self, harness: GmailHarness, port: InboxPort
    ) -> None:
        harness.file_sent(letter(1, OWNER, To="relay@ats.example", Message_ID="<mine@owner.example>"))
        harness.deliver(letter(2, "x@y.example", In_Reply_To="<mine@owner.example>"))
        for number in range(3, 20):
            harness.deliver(letter(number, "private@y.example"))
        wanted = Correspondents(threads=frozenset({"<mine@owner.example>"}))
        with patch.object(inbox, "NEWEST", 2):
            assert numbers(port.messages(None, wanted)) == [1, 2]

    def test_words_of_strangers_cannot_change_what_is_searched_for(self) -> None:
        hostile = Correspondents(
            addresses=frozenset(
                {'a"@b.example', "a@b.example} in:anywhere {", "a b@c.example", "(a)@b.example", "ü@b.example"}
            ),
            domains=frozenset({"good.example", "x" * 300}),
            threads=frozenset({"<a} from:me {b@c.example>", "<fine@c.example>", "<" + "x" * 999 + ">"}),
        )
        words = "{from:good.example to:good.example cc:good.example bcc:good.example} newer_than:1y"
        assert list(concerning(hostile)) == [words]
        assert list(in_threads(hostile)) == ["{rfc822msgid:fine@c.example}"]

    def test_a_search_that_is_too_long_for_an_address_is_asked_in_a_body(
        self, harness: GmailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1))
        for number in range(2, 6):
            harness.deliver(letter(number, "private@y.example"))
        many = frozenset(f"{'a' * 60}{number}@example.example" for number in range(9)) | {HANNA}
        with patch.object(inbox, "NEWEST", 2), harness.server.counting() as asked:
            assert numbers(port.messages(None, Correspondents(addresses=many))) == [1]
        assert [each.method for each in asked if "x-http-method-override" in each.headers] == ["POST"]

    def test_searches_are_short_enough_for_an_address(self) -> None:
        many = Correspondents(addresses=frozenset(f"{'a' * 60}{number}@example.example" for number in range(95)))
        queries = list(concerning(many))
        assert len(queries) == 10
        assert all(len(query) < 5000 for query in queries)
        assert mail_search.WORDS_IN_ONE_SEARCH == 10

    def test_what_is_too_much_for_one_reading_is_read_by_the_next(self, harness: GmailHarness, port: InboxPort) -> None:
        for number in range(20):
            harness.deliver(letter(number))
        seen: list[int] = []
        complete: list[bool] = []
        cursor: str | None = None
        with patch.object(inbox, "HEADS_AT_ONCE", 7):
            for _ in range(3):
                changes = port.messages(cursor, ELSEWHERE)
                seen += numbers(changes)
                complete.append(changes.complete)
                cursor = cursor_of(changes)
        assert complete == [False, False, True]
        assert sorted(seen) == list(range(20))

    def test_a_long_absence_is_caught_up_with_in_pieces(self, harness: GmailHarness, port: InboxPort) -> None:
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        for number in range(40):
            harness.deliver(letter(number))
        seen: list[int] = []
        rounds = 0
        with patch("adapters.google.mailbox.RECORDS", 10):
            while True:
                rounds += 1
                changes = port.messages(cursor, ELSEWHERE)
                seen += numbers(changes)
                cursor = cursor_of(changes)
                if changes.complete:
                    break
        assert sorted(set(seen)) == list(range(40))
        assert 3 <= rounds <= 6


class TestFaults:
    """Whatever fails at whichever request, no message is left out."""

    HARMS: tuple[Callable[[GmailHarness, Asked], Reply], ...] = (
        lambda harness, asked: replace(harness.server.forward(asked), broken=True),
        lambda harness, asked: replace(harness.server.forward(asked), cut=9),
        lambda _harness, _asked: Reply(status=502, body=b"<html>"),
        lambda _harness, _asked: refusal(429, "rateLimitExceeded", headers={"Retry-After": "17"}),
        lambda _harness, _asked: Reply(status=200, body=b"[]"),
        lambda _harness, _asked: refusal(401, "authError"),
    )

    def play(self, harness: GmailHarness) -> set[str]:
        """Read at the beginning and once more after news; answers with all letters that were told of."""
        port = harness.open().inbox
        found: list[Message] = []
        cursor: str | None = None
        harness.api.page = 4
        for batch in (range(2), range(2, 4)):
            for number in batch:
                harness.deliver(letter(number))
            for _ in range(3):
                try:
                    changes = port.messages(cursor, ELSEWHERE)
                except PortError:
                    continue
                found += changes.messages
                cursor = cursor_of(changes)
        return {message.subject for message in found}

    def test_every_letter_is_told_of(self, tmp_path: Path) -> None:
        calm = GmailHarness(tmp_path / "calm")
        expected = self.play(calm)
        total = len(calm.server.asked)
        calm.close()
        assert len(expected) == 4
        assert total > 15
        for kind, harm in enumerate(self.HARMS):
            for number in range(1, total + 1):
                harness = GmailHarness(tmp_path / f"{kind}-{number}")
                counted = count(1)

                def at(asked: Asked, number: int = number, counted: Iterator[int] = counted) -> Reply | None:
                    return harm(harness, asked) if next(counted) == number else None  # noqa: B023 - used in this round

                with harness.server.answering(at):
                    assert self.play(harness) == expected, (kind, number)
                harness.close()

    def test_a_quota_is_handed_on_with_how_long_it_lasts(self, harness: GmailHarness, port: InboxPort) -> None:
        with (
            harness.server.answering(lambda _: refusal(429, "rateLimitExceeded", headers={"Retry-After": "17"})),
            pytest.raises(Unavailable) as caught,
        ):
            port.messages(None, ELSEWHERE)
        assert caught.value.retry_after is not None
        assert caught.value.retry_after.total_seconds() == 17
