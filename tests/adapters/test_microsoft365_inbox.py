"""Mail at Microsoft 365: what is new and whom it concerns, by its envelopes first, and never a message left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail
from adapters.microsoft365 import inbox, mail_cursor
from daemon.ports.adapter import Connection
from daemon.ports.errors import CursorExpired, PortError, Unavailable
from daemon.ports.inbox import InboxPort
from daemon.ports.records import Correspondents, Direction, MessageChanges
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_mail_harness import MicrosoftMailHarness
from tests.fakes.graph.asking import answer, refusal

HANNA = "hanna@elsewhere.example"
OWNER = "robin@owner.example"
ELSEWHERE = Correspondents(domains=frozenset({"elsewhere.example"}))


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
    made = MicrosoftMailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def account(harness: MicrosoftMailHarness) -> Iterator[Connection]:
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
    """Which letters a reading gave, each as often as it did."""
    return sorted(int(message.subject.split()[-1]) for message in changes.messages)


def cursor_of(changes: MessageChanges) -> str:
    assert changes.cursor is not None
    return changes.cursor


def paths(asked: list[Asked]) -> list[str]:
    """What was asked, without parameters."""
    return [each.path.partition("?")[0].removeprefix("/v1.0/me/") for each in asked]


def texts(asked: list[Asked]) -> int:
    """How many texts were fetched."""
    return sum(path.endswith("/$value") for path in paths(asked))


def read_on(port: InboxPort, cursor: str | None) -> tuple[list[int], str]:
    """What all readings from a cursor on give together, until one is complete."""
    found: list[int] = []
    for _ in range(100):
        changes = port.messages(cursor, ELSEWHERE)
        found += numbers(changes)
        cursor = cursor_of(changes)
        if changes.complete:
            return sorted(found), cursor
    raise AssertionError("it does not come to an end")


class TestNews:
    """What is new since the last reading."""

    def test_where_nothing_happened_each_folder_is_asked_once(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1))
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        with harness.server.counting() as asked:
            changes = port.messages(cursor, ELSEWHERE)
        assert paths(asked) == ["mailFolders/inbox/messages/delta", "mailFolders/sentitems/messages/delta"]
        assert (changes.messages, changes.complete) == ((), True)

    def test_what_is_told_again_is_reported_once(self, harness: MicrosoftMailHarness, port: InboxPort) -> None:
        for number in range(1, 4):
            harness.deliver(letter(number))
        found, cursor = read_on(port, None)
        assert found == [1, 2, 3]
        harness.deliver(letter(4))
        with harness.server.counting() as asked:
            found, cursor = read_on(port, cursor)
        assert (found, texts(asked)) == ([4], 1)

    def test_what_is_told_again_to_another_process_is_reported_once(self, harness: MicrosoftMailHarness) -> None:
        cursor: str | None = None
        seen: list[int] = []
        for number in range(1, 5):
            harness.deliver(letter(number))
            opened = harness.open()
            found, cursor = read_on(opened.inbox, cursor)
            opened.close()
            seen += found
        assert seen == [1, 2, 3, 4]

    def test_a_reading_that_was_not_kept_is_made_again(self, harness: MicrosoftMailHarness, port: InboxPort) -> None:
        cursor = cursor_of(port.messages(None, ELSEWHERE))
        harness.deliver(letter(1))
        for _ in range(3):
            assert read_on(port, cursor)[0] == [1]

    def test_a_letter_that_was_read_flagged_or_moved_back_is_no_news(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        handle = harness.deliver(letter(1))
        other = harness.deliver(letter(2))
        _, cursor = read_on(port, None)
        harness.api.read(handle)
        harness.api.edit(handle, categories=["Blue category"])
        harness.api.move(other, "archive")
        harness.api.move(other, "inbox")
        with harness.server.counting() as asked:
            found, _ = read_on(port, cursor)
        assert (found, texts(asked)) == ([], 0)

    def test_what_is_told_of_someone_elses_letter_is_remembered_of_none(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        handle = harness.deliver(letter(1))
        changes = port.messages(None, Correspondents(domains=frozenset({"y.example"})))
        harness.api.touch(handle)
        assert numbers(port.messages(cursor_of(changes), ELSEWHERE)) == [1]

    def test_junk_is_not_read_and_what_is_taken_out_of_it_is(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        _, cursor = read_on(port, None)
        handle = harness.api.deliver(letter(1), "junkemail")
        found, cursor = read_on(port, cursor)
        assert found == []
        harness.api.move(handle, "inbox")
        assert read_on(port, cursor)[0] == [1]

    def test_what_was_deleted_meanwhile_is_passed_over(self, harness: MicrosoftMailHarness, port: InboxPort) -> None:
        _, cursor = read_on(port, None)
        gone = harness.deliver(letter(1))
        harness.deliver(letter(2))

        def purge(asked: Asked) -> Reply | None:
            if asked.path.endswith("/$value"):
                harness.api.letter(gone).deleted = True
            return None

        with harness.server.answering(purge):
            changes = port.messages(cursor, ELSEWHERE)
        assert (numbers(changes), changes.problems, changes.complete) == ([2], (), True)

    def test_our_own_drafts_are_no_news_and_one_that_was_sent_is(
        self, harness: MicrosoftMailHarness, account: Connection
    ) -> None:
        everybody = Correspondents(domains=frozenset({"elsewhere.example", "owner.example"}))
        changes = account.inbox.messages(None, everybody)
        written = account.drafts.put(sample_draft(), None)
        harness.api.move(harness.handle(written.ref), "inbox")
        changes = account.inbox.messages(cursor_of(changes), everybody)
        assert changes.messages == ()
        harness.api.move(harness.handle(written.ref), "drafts")
        harness.send_draft(written.ref)
        (found,) = account.inbox.messages(cursor_of(changes), everybody).messages
        assert found.direction is Direction.SENT

    @pytest.mark.parametrize("ending", [0, 1, 2])
    def test_a_state_that_is_lost_is_an_expired_cursor(
        self, harness: MicrosoftMailHarness, port: InboxPort, ending: int
    ) -> None:
        harness.deliver(letter(1))
        _, cursor = read_on(port, None)
        harness.deliver(letter(2))
        harness.api.rounds.forget(ending)
        with pytest.raises(CursorExpired):
            port.messages(cursor, ELSEWHERE)
        found, cursor = read_on(port, None)
        assert found == [1, 2]
        assert read_on(port, cursor)[0] == []

    def test_a_state_that_is_lost_in_a_first_reading_is_waited_for(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1))

        def lost(asked: Asked) -> Reply | None:
            return refusal(410, "SyncStateNotFound") if "skiptoken" in asked.path else None

        with harness.server.answering(lost), pytest.raises(Unavailable):
            port.messages(None, ELSEWHERE)
        assert read_on(port, None)[0] == [1]

    @pytest.mark.parametrize(
        "cursor",
        [
            *("", "[]", "[" * 100_000, '{"format":1}', "7"),
            '{"format":1,"places":{"inbox":["",""]},"told":[]}',
            '{"format":2,"places":{"inbox":["",""],"sentitems":["",""]},"told":[]}',
            '{"format":1,"places":{"inbox":["",7],"sentitems":["",""]},"told":[]}',
            '{"format":1,"places":{"inbox":["https://else.example/v1.0/me",""],"sentitems":["",""]},"told":[]}',
        ],
    )
    def test_a_cursor_that_is_not_ours_has_expired(
        self, harness: MicrosoftMailHarness, port: InboxPort, cursor: str
    ) -> None:
        with harness.server.counting() as asked, pytest.raises(CursorExpired):
            port.messages(cursor, ELSEWHERE)
        assert asked == []

    def test_a_cursor_does_not_grow_without_end(
        self, harness: MicrosoftMailHarness, port: InboxPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mail_cursor, "REMEMBERED", 5)
        cursor: str | None = None
        for number in range(20):
            harness.deliver(letter(number))
            _, cursor = read_on(port, cursor)
        assert len(json.loads(cursor or "")["told"]) == 5


class TestReading:
    """Envelopes first, and texts only of what concerns somebody."""

    def test_only_the_texts_of_what_concerns_somebody_are_fetched(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        for number in range(10):
            harness.deliver(letter(number, "private@y.example" if number % 3 else HANNA))
        with harness.server.counting() as asked:
            changes = port.messages(None, ELSEWHERE)
        assert numbers(changes) == [0, 3, 6, 9]
        assert texts(asked) == 4
        listed = [each for each in asked if "$value" not in each.path]
        assert not any("ody" in each.path.partition("?")[2] for each in listed)

    def test_of_a_letter_with_a_large_file_only_the_beginning_is_fetched(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        message = EmailMessage()
        for name, value in {"From": HANNA, "To": OWNER, "Subject": "Number 1", "Message-ID": "<x@y.example>"}.items():
            message[name] = value
        message["Date"] = "Tue, 10 Mar 2026 09:00:00 +0000"
        message.set_content("Schöne Grüße\n", charset="iso-8859-1")
        message.add_alternative("<p>Schöne Grüße</p>", subtype="html")
        message.add_attachment(bytes(30_000_000), maintype="application", subtype="pdf", filename="offer.pdf")
        harness.deliver(message.as_bytes())
        harness.deliver(letter(2))
        changes = port.messages(None, ELSEWHERE)
        assert texts(harness.server.hung_up) == len(harness.server.hung_up) == 1
        assert numbers(changes) == [1, 2]
        (found,) = (each for each in changes.messages if each.message_id == "<x@y.example>")
        assert (found.text or "").strip() == "Schöne Grüße"
        assert (found.html or "").strip() == "<p>Schöne Grüße</p>"

    def test_where_headers_only_are_wanted_no_text_is_fetched(self, harness: MicrosoftMailHarness) -> None:
        thread = {"In_Reply_To": "<a@b.example>", "References": "<c@d.e> <a@b.example>"}
        sender = "Hanna Vogt <hanna@elsewhere.example>"
        harness.deliver(letter(1, sender, Cc="x@y.example", Auto_Submitted="auto-replied", **thread))
        harness.file_sent(letter(2, OWNER, To=HANNA))
        reading = harness.open(replies="headers").inbox
        with harness.server.counting() as asked:
            changes = reading.messages(None, ELSEWHERE)
        assert texts(asked) == 0
        came, sent = changes.messages
        assert (came.text, came.html, sent.text) == (None, None, None)
        assert (came.sender.name, came.sender.email) == ("Hanna Vogt", HANNA)
        assert [person.email for person in (*came.to, *came.cc)] == [OWNER, "x@y.example"]
        assert (came.message_id, came.subject) == ("<letter-1@elsewhere.example>", "Number 1")
        assert (came.in_reply_to, came.references) == ("<a@b.example>", ("<c@d.e>", "<a@b.example>"))
        assert came.headers["auto-submitted"] == "auto-replied"
        assert "subject" not in came.headers
        assert came.date.isoformat() == "2026-03-10T00:01:00+00:00"
        assert (came.direction, sent.direction) == (Direction.INBOUND, Direction.SENT)

    def test_what_the_owner_wrote_from_elsewhere_is_the_persons_own(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1, OWNER, To=HANNA))
        (found,) = port.messages(None, ELSEWHERE).messages
        assert found.direction is Direction.SENT

    def test_a_letter_without_a_date_has_that_of_its_arrival(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(mail({"From": HANNA, "Subject": "x"}))
        (found,) = port.messages(None, ELSEWHERE).messages
        assert found.date.isoformat().startswith("2026-03-02T08:00")

    def test_what_answers_in_the_place_of_a_text_leaves_no_letter_out(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1))
        answered: list[str] = []

        def portal(asked: Asked) -> Reply | None:
            if not asked.path.endswith("/$value") or answered:
                return None
            answered.append(asked.path)
            return Reply(headers={"Content-Type": "text/html"}, body=b"<html>Sign in to this network</html>")

        with harness.server.answering(portal):
            changes = port.messages(None, ELSEWHERE)
        assert answered
        assert (numbers(changes), changes.problems) == ([1], ())

    @pytest.mark.parametrize(
        "reply",
        [
            *(
                refusal(500, code)
                for code in ("ErrorMimeContentConversionFailed", "ErrorCorruptData", "ErrorItemCorrupt")
            ),
            *(refusal(400, "ErrorInvalidRequest"), refusal(412, "ErrorIrresolvableConflict")),
        ],
    )
    def test_a_letter_that_outlook_itself_cannot_read_is_told_of_and_the_others_are_read(
        self, harness: MicrosoftMailHarness, port: InboxPort, reply: Reply
    ) -> None:
        broken = harness.api.id_of(harness.api.letter(harness.deliver(letter(1))))
        harness.deliver(letter(2))
        with harness.server.answering(lambda asked: reply if asked.path.endswith(f"{broken}/$value") else None):
            changes = port.messages(None, ELSEWHERE)
        assert (numbers(changes), changes.complete) == ([2], True)
        (problem,) = changes.problems
        assert problem.ref == broken
        assert "hanna" not in problem.message.lower()

    @pytest.mark.parametrize(
        "page",
        [
            {},
            {"value": None},
            {"value": [7]},
            {"value": [{}]},
            {"value": []},
            {"value": [], "@odata.nextLink": "https://x"},
        ],
    )
    def test_a_page_that_makes_no_sense_is_no_page(
        self, harness: MicrosoftMailHarness, port: InboxPort, page: dict[str, object]
    ) -> None:
        harness.deliver(letter(1))
        _, cursor = read_on(port, None)
        harness.deliver(letter(2))
        for since in (None, cursor):
            with (
                harness.server.answering(lambda asked: answer(page) if "delta" in asked.path else None),
                pytest.raises(PortError),
            ):
                port.messages(since, ELSEWHERE)
        assert read_on(port, cursor)[0] == [2]

    def test_people_that_are_none_concern_nobody(self, harness: MicrosoftMailHarness, port: InboxPort) -> None:
        handle = harness.deliver(letter(1))
        harness.deliver(letter(2))
        harness.server.sound = False
        strange: list[object] = [
            None,
            7,
            {"emailAddress": None},
            {"emailAddress": {"address": 7}},
            {"emailAddress": {}},
        ]
        harness.api.edit(handle, toRecipients=strange, sender=None, internetMessageId=None, **{"from": {"x": 1}})
        assert read_on(port, None)[0] == [2]


class TestPages:
    """What is too much at once is read in pieces, each of which counts."""

    def test_what_is_too_much_for_one_reading_is_read_by_the_next(
        self, harness: MicrosoftMailHarness, port: InboxPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inbox, "LETTERS_AT_ONCE", 7)
        harness.api.page = 4
        for number in range(20):
            harness.deliver(letter(number))
        changes = port.messages(None, ELSEWHERE)
        assert not changes.complete
        assert len(changes.messages) == 8
        later, _ = read_on(port, cursor_of(changes))
        assert sorted([*numbers(changes), *later]) == list(range(20))

    def test_a_crash_in_the_middle_goes_on_from_the_last_whole_page(
        self, harness: MicrosoftMailHarness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inbox, "PAGES_AT_ONCE", 1)
        harness.api.page = 3
        for number in range(12):
            harness.deliver(letter(number))
        seen: list[int] = []
        cursor: str | None = None
        complete = False
        with harness.server.counting() as asked:
            while not complete:
                opened = harness.open()
                changes = opened.inbox.messages(cursor, ELSEWHERE)
                opened.close()
                seen += numbers(changes)
                cursor, complete = cursor_of(changes), changes.complete
        assert sorted(seen) == list(range(12))
        assert texts(asked) == 12

    def test_a_long_absence_is_caught_up_with(
        self, harness: MicrosoftMailHarness, port: InboxPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inbox, "PAGES_AT_ONCE", 2)
        _, cursor = read_on(port, None)
        for number in range(70):
            harness.deliver(letter(number))
        assert read_on(port, cursor)[0] == list(range(70))

    def test_a_beginning_reaches_back_a_year_from_the_newest_letter(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        for number, year in ((1, 2024), (2, 2025), (3, 2026)):
            harness.api.edit(harness.deliver(letter(number)), receivedDateTime=f"{year}-06-02T08:00:00Z")
        assert read_on(port, None)[0] == [2, 3]


class TestWithoutDelta:
    """A place that speaks the protocol and tracks no changes is asked by times."""

    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
        made = MicrosoftMailHarness(tmp_path)
        made.api.deltas = False
        yield made
        made.close()

    def test_letters_are_read_once_each(self, harness: MicrosoftMailHarness, port: InboxPort) -> None:
        harness.api.page = 3
        cursor: str | None = None
        seen: list[int] = []
        for number in range(12):
            harness.deliver(letter(number))
            found, cursor = read_on(port, cursor)
            seen += found
        assert seen == list(range(12))

    def test_what_comes_in_late_or_is_taken_out_of_junk_is_read(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        handle = harness.api.deliver(letter(1), "junkemail")
        harness.deliver(letter(2))
        found, cursor = read_on(port, None)
        assert found == [2]
        harness.api.move(handle, "inbox")
        assert read_on(port, cursor)[0] == [1]

    def test_where_nothing_happened_each_folder_is_asked_once(
        self, harness: MicrosoftMailHarness, port: InboxPort
    ) -> None:
        harness.deliver(letter(1))
        _, cursor = read_on(port, None)
        with harness.server.counting() as asked:
            assert read_on(port, cursor)[0] == []
        assert paths(asked) == ["mailFolders/inbox/messages", "mailFolders/sentitems/messages"]

    def test_a_delta_that_is_taken_away_is_done_without(self, harness: MicrosoftMailHarness, port: InboxPort) -> None:
        harness.api.deltas = True
        harness.deliver(letter(1))
        _, cursor = read_on(port, None)
        harness.api.deltas = False
        harness.deliver(letter(2))
        with pytest.raises(CursorExpired):
            port.messages(cursor, ELSEWHERE)
        assert read_on(port, None)[0] == [1, 2]
