"""InboxPort.messages with a cursor, and when the provider fails: never a message left out."""

from __future__ import annotations

import pytest

from adapters.conformance.base import InboxTests
from adapters.conformance.failures import provoked
from adapters.conformance.harness import OWNER, Gap, InboxHarness
from adapters.conformance.inbox_reading import ELSEWHERE, letter, read_messages
from daemon.ports.errors import AuthRequired, CursorExpired, PortError, Unavailable, Unsupported
from daemon.ports.inbox import InboxPort
from daemon.ports.records import MessageChanges


def numbers(changes: MessageChanges) -> list[int]:
    """Which letters a read reported, by the minute they carry."""
    return sorted(message.date.minute for message in changes.messages)


def cursor_after(port: InboxPort) -> str:
    """The cursor of a full read."""
    changes = port.messages(None, ELSEWHERE)
    assert changes.cursor is not None
    return changes.cursor


class InboxCursors(InboxTests):
    """Incremental, expired, incomplete and failing reads."""

    def test_nothing_is_reported_when_nothing_arrived(self, harness: InboxHarness, port: InboxPort) -> None:
        harness.deliver(letter(1))
        changes = port.messages(cursor_after(port), ELSEWHERE)
        assert (changes.messages, changes.problems) == ((), ())
        assert changes.complete
        assert changes.cursor is not None

    def test_what_arrived_since_is_reported(self, harness: InboxHarness, port: InboxPort) -> None:
        harness.deliver(letter(1))
        cursor = cursor_after(port)
        harness.deliver(letter(2))
        harness.file_sent(letter(3, sender=OWNER, To="hanna@elsewhere.example"))
        changes = port.messages(cursor, ELSEWHERE)
        assert numbers(changes) == [2, 3]
        assert numbers(port.messages(changes.cursor, ELSEWHERE)) == []

    def test_a_late_message_with_an_old_date_is_reported(self, harness: InboxHarness, port: InboxPort) -> None:
        harness.deliver(letter(9))
        cursor = cursor_after(port)
        harness.deliver(letter(2))
        assert numbers(port.messages(cursor, ELSEWHERE)) == [2]

    def test_a_cursor_survives_a_reopen(self, harness: InboxHarness, port: InboxPort) -> None:
        harness.deliver(letter(1))
        cursor = cursor_after(port)
        harness.deliver(letter(2))
        reopened = harness.open()
        changes = reopened.inbox.messages(cursor, ELSEWHERE)
        reopened.close()
        assert numbers(changes) == [2]

    def test_a_read_whose_answer_was_lost_loses_no_message(self, harness: InboxHarness, port: InboxPort) -> None:
        cursor = cursor_after(port)
        harness.deliver(letter(1))
        port.messages(cursor, ELSEWHERE)
        try:
            again = port.messages(cursor, ELSEWHERE)
        except CursorExpired:
            again = port.messages(None, ELSEWHERE)
        assert numbers(again) == [1]

    def test_an_unknown_cursor_is_refused(self, port: InboxPort) -> None:
        with pytest.raises(CursorExpired):
            port.messages("a cursor that nobody gave out", ELSEWHERE)

    def test_after_an_expired_cursor_all_is_read_again(self, harness: InboxHarness, port: InboxPort) -> None:
        harness.deliver(letter(1))
        cursor = cursor_after(port)
        harness.deliver(letter(2))
        if Gap.EXPIRING_CURSORS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.expire_cursors()
            assert numbers(port.messages(cursor, ELSEWHERE)) == [2]
            return
        harness.expire_cursors()
        with pytest.raises(CursorExpired):
            port.messages(cursor, ELSEWHERE)
        assert numbers(port.messages(None, ELSEWHERE)) == [1, 2]
        assert port.messages(cursor_after(port), ELSEWHERE).messages == ()

    def test_what_an_incomplete_read_misses_is_reported_later(self, harness: InboxHarness, port: InboxPort) -> None:
        cursor = cursor_after(port)
        for number in range(1, 5):
            harness.deliver(letter(number))
        if Gap.INCOMPLETE_READS in harness.gaps:
            with pytest.raises(Unsupported), harness.incomplete_reads():
                pass
            assert numbers(port.messages(cursor, ELSEWHERE)) == [1, 2, 3, 4]
            return
        with harness.incomplete_reads():
            partial = port.messages(cursor, ELSEWHERE)
        assert not partial.complete
        assert len(partial.messages) < 4
        later = port.messages(partial.cursor, ELSEWHERE)
        assert later.complete
        assert {*numbers(partial), *numbers(later)} == {1, 2, 3, 4}

    @pytest.mark.parametrize("since_cursor", [False, True])
    def test_a_broken_message_is_reported_and_the_rest_is_read(
        self, harness: InboxHarness, port: InboxPort, since_cursor: bool
    ) -> None:
        cursor = cursor_after(port) if since_cursor else None
        handle, *_ = [harness.deliver(letter(number)) for number in (1, 2, 3)]
        if Gap.BROKEN_ITEMS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.break_message(handle)
            assert numbers(port.messages(cursor, ELSEWHERE)) == [1, 2, 3]
            return
        harness.break_message(handle)
        changes = port.messages(cursor, ELSEWHERE)
        assert numbers(changes) == [2, 3]
        (problem,) = changes.problems
        assert problem.ref.strip()
        assert problem.message.strip()
        assert "hanna" not in problem.message.lower()

    @pytest.mark.parametrize("error", [Unavailable, AuthRequired])
    def test_a_read_that_fails_loses_no_message(
        self, harness: InboxHarness, port: InboxPort, error: type[PortError]
    ) -> None:
        cursor = cursor_after(port)
        harness.deliver(letter(1))
        with provoked(harness, error) as happens:
            if happens:
                for since in (cursor, None):
                    with pytest.raises(error):
                        port.messages(since, ELSEWHERE)
        assert numbers(port.messages(cursor, ELSEWHERE)) == [1]
        assert len(read_messages(port)) == 1
