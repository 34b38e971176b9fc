"""Entries at Exchange: what is written, what the person did meanwhile, and where they are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapters.conformance.harness import WINDOW, ZONE
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from adapters.exchange.entries import look_into, new
from adapters.formats.marks import uid_of
from adapters.outlook.marks import CALENDAR, ENTRIES, FINGERPRINT, PROPERTY_SET, STEP, SUBJECT
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import Conflict, NotFound, Rejected, Unavailable
from daemon.ports.records import Entry, Written
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.exchange_harness import ExchangeHarness
from tests.fakes.exchange.events import mailbox_of
from tests.fakes.exchange.items import Item
from tests.fakes.exchange.soap import t
from tests.fakes.exchange.trouble import operation_in, refusing

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("&<>;#/\n \u2028"))


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[ExchangeHarness]:
    made = ExchangeHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def port(harness: ExchangeHarness) -> Iterator[CalendarPort]:
    connection = harness.open()
    yield connection.calendar
    connection.close()


def before(operation: str, act: Callable[[], object]) -> Callable[[Asked], Reply | None]:
    """Let this happen once, right before a request of this kind is answered."""
    left = [act]

    def handler(asked: Asked) -> Reply | None:
        if operation_in(asked) == operation and left:
            left.pop()()
        return None

    return handler


def ours(port: CalendarPort, operation: str, written: Written) -> None:
    """The write of ours that makes a request of this kind."""
    if operation == "DeleteItem":
        port.remove(written.ref, written.version)
    else:
        port.put(sample_entry(summary="Ours"), written.version)


def trash(harness: ExchangeHarness) -> list[Item]:
    """What lies among the deleted items."""
    return harness.box.within(harness.box.known("deleteditems").id)


class TestWhatIsWritten:
    def test_an_entry_blocks_no_time_and_has_all_our_marks(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        item = harness.item(port.put(sample_entry(), None).ref)
        marks = {name: str(value.text) for (space, name, _), value in item.extended.items() if space == PROPERTY_SET}
        entry = sample_entry()
        assert marks == {STEP: entry.key, FINGERPRINT: entry.fingerprint, SUBJECT: entry.subject}
        assert (item.text("UID"), item.text("LegacyFreeBusyStatus")) == (uid_of(entry.key), "Free")

    def test_of_several_alarms_the_last_one_rings(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        alarms = {(0,): 0, (10, 120): 10, (-5,): 0, (10**9,): 525_600}
        for number, (minutes, rings) in enumerate(alarms.items()):
            entry = replace(sample_entry(f"e-{number}"), alarms=tuple(timedelta(minutes=each) for each in minutes))
            assert harness.inside(port.put(entry, None).ref).alarms == (timedelta(minutes=rings),)

    def test_without_alarms_nothing_rings(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        written = port.put(replace(sample_entry(), alarms=()), None)
        assert harness.inside(written.ref).alarms == ()
        written = port.put(sample_entry(summary="Second"), written.version)
        assert harness.inside(written.ref).alarms == (timedelta(minutes=10),)
        written = port.put(replace(sample_entry(summary="Third"), alarms=()), written.version)
        assert harness.inside(written.ref).alarms == ()

    @pytest.mark.parametrize("zone", ["Asia/Kolkata", "Europe/Amsterdam", "Antarctica/Troll", "Pacific/Kiritimati"])
    def test_a_whole_day_is_that_day_in_any_zone(self, port: CalendarPort, zone: str) -> None:
        entry = replace(sample_entry(start=date(2026, 3, 29), end=date(2026, 3, 30)), zone=zone)
        port.put(entry, None)
        (found,) = port.entries().entries
        assert (found.entry.start, found.entry.end) == (entry.start, entry.end)

    @pytest.mark.parametrize(
        "entry",
        [
            replace(sample_entry(), zone="Nowhere/Else"),
            sample_entry(summary="bell \x07"),
            sample_entry(description="half a character \ud800"),
            replace(sample_entry(), end=datetime(2026, 3, 12, 7, tzinfo=UTC)),
            replace(sample_entry(), end=date(2026, 3, 14)),
        ],
    )
    def test_an_entry_that_no_calendar_can_hold_is_rejected_before_it_leaves(
        self, harness: ExchangeHarness, port: CalendarPort, entry: Entry
    ) -> None:
        port.put(sample_entry("first"), None)
        with harness.server.recording() as calls, pytest.raises(Rejected):
            port.put(entry, None)
        assert {call.operation for call in calls} <= {"SyncFolderItems", "GetItem"}

    @given(TEXTS, TEXTS)
    def test_any_text_is_read_as_it_was_written(self, summary: str, description: str) -> None:
        entry = sample_entry(summary=summary, description=description)
        item = etree.fromstring(etree.tostring(new(entry)))
        found = look_into(item, zone=ZONE).entry
        assert found is not None
        assert found.entry.fingerprint == entry.fingerprint == found.mark
        assert "\n" not in found.entry.summary


class TestMeanwhile:
    """The person acts between our look and our write."""

    def test_what_the_person_edits_at_the_last_moment_stays(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)

        def act() -> None:
            harness.edit_entry(written.ref, summary="Mine now")

        with harness.server.answering(before("UpdateItem", act)), pytest.raises(Conflict):
            ours(port, "UpdateItem", written)
        assert [each.entry.summary for each in port.entries().entries] == ["Mine now"]

    def test_what_the_person_edits_right_before_it_is_removed_lies_among_the_deleted_items(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)

        def act() -> None:
            harness.edit_entry(written.ref, summary="Mine now")

        with harness.server.answering(before("DeleteItem", act)):
            ours(port, "DeleteItem", written)
        assert [item.text("Subject") for item in trash(harness)] == ["Mine now"]

    @pytest.mark.parametrize("operation", ["UpdateItem", "DeleteItem"])
    def test_what_the_person_deletes_at_the_last_moment_stays_deleted(
        self, harness: ExchangeHarness, port: CalendarPort, operation: str
    ) -> None:
        written = port.put(sample_entry(), None)
        act = before(operation, lambda: harness.delete_entry(written.ref))
        with harness.server.answering(act), pytest.raises(NotFound):
            ours(port, operation, written)
        assert port.entries().entries == ()

    def test_an_entry_to_which_the_person_invited_others_is_theirs(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        guests = t("RequiredAttendees", t("Attendee", mailbox_of("hanna@elsewhere.example")))
        harness.person.change_event(written.ref, guests)
        (stands,) = port.entries().entries
        with pytest.raises(Conflict):
            port.put(sample_entry(summary="Ours"), stands.version)
        with pytest.raises(Conflict):
            port.remove(stands.ref, stands.version)

    def test_category_place_and_whether_it_blocks_time_are_the_persons(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        theirs = {"Location": "Desk", "LegacyFreeBusyStatus": "Busy", "Sensitivity": "Private"}
        harness.person.change_event(written.ref, *(t(name, value) for name, value in theirs.items()))
        (stands,) = port.entries().entries
        port.put(sample_entry(summary="Second"), stands.version)
        item = harness.item(written.ref)
        assert {name: item.text(name) for name in theirs} == theirs
        assert item.text("UID") == uid_of(sample_entry().key)

    def test_a_copy_that_the_person_makes_is_no_second_entry(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        item = harness.item(written.ref)
        copied = Item(id="", folder=item.folder, kind=item.kind)
        copied.set(*(value for name, value in item.fields.items() if name != "UID"), t("UID", "a-copy"))
        copied.extended = dict(item.extended)
        harness.box.add(copied)
        assert [each.ref for each in port.entries().entries] == [written.ref]
        harness.delete_entry(written.ref)
        assert [each.ref for each in port.entries().entries] == [copied.id]

    def test_an_entry_that_is_copied_elsewhere_is_no_event(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        item = harness.item(written.ref)
        copied = Item(id="", folder=harness.work, kind=item.kind)
        copied.set(*(value for name, value in item.fields.items() if name != "UID"), t("UID", "a-copy"))
        copied.extended = dict(item.extended)
        harness.box.add(copied)
        changes = port.changes(None, WINDOW)
        assert (changes.items, changes.problems) == ((), ())

    def test_what_the_person_formats_in_outlook_reads_as_the_same_text(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(description="Decide by?\nAnything else?"), None)
        html = "<html><body><div>Decide by?</div><div>Anything else?</div></body></html>"
        harness.person.change_event(written.ref, t("Body", html, BodyType="HTML"))
        (found,) = port.entries().entries
        assert found.entry.fingerprint == found.mark

    def test_an_entry_that_makes_no_sense_is_a_problem_and_no_absence(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)

        def spoilt(asked: Asked, reply: Reply) -> Reply:
            body = reply.body.replace(b"<t:Start>", b"<t:Start>when it suits you ")
            return replace(reply, body=body) if operation_in(asked) == "GetItem" else reply

        reopened = harness.open()
        with harness.server.spoiling(spoilt):
            found = reopened.calendar.entries()
        assert (found.entries, found.complete, [each.ref for each in found.problems]) == ((), False, [written.ref])
        reopened.close()

    def test_an_answer_that_was_lost_makes_no_second_entry(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        def lost(asked: Asked) -> Reply | None:
            if operation_in(asked) != "CreateItem":
                return None
            harness.server.forward(asked)
            return Reply(broken=True)

        with harness.server.answering(lost), pytest.raises(Unavailable):
            port.put(sample_entry(), None)
        written = port.put(sample_entry(), None)
        assert [item.id for item in harness.box.within(harness.own())] == [written.ref]


class TestRemoving:
    def test_what_is_removed_lies_among_the_deleted_items(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        port.remove(written.ref, written.version)
        assert [item.text("Subject") for item in trash(harness)] == [sample_entry().summary]

    def test_what_lies_there_does_not_stand_in_the_way(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        for _ in range(3):
            written = port.put(sample_entry(), None)
            port.remove(written.ref, written.version)
        port.put(sample_entry(), None)
        assert len(port.entries().entries) == 1
        assert len(trash(harness)) == 3


class TestRefusals:
    @pytest.mark.parametrize(
        ("code", "error"),
        [
            ("ErrorInvalidPropertySet", Rejected),
            ("ErrorCalendarDurationIsTooLong", Rejected),
            ("ErrorIrresolvableConflict", Conflict),
            ("ErrorStaleObject", Conflict),
            ("ErrorItemNotFound", NotFound),
            ("ErrorQuotaExceeded", Unavailable),
            ("ErrorCreateItemAccessDenied", Unavailable),
            ("ErrorInternalServerError", Unavailable),
        ],
    )
    def test_what_exchange_says_to_a_write_is_what_the_daemon_hears(
        self, harness: ExchangeHarness, port: CalendarPort, code: str, error: type[Exception]
    ) -> None:
        written = port.put(sample_entry(), None)
        with harness.server.answering(refusing({"CreateItem"}, code)), pytest.raises(error):
            port.put(sample_entry("new"), None)
        with harness.server.answering(refusing({"UpdateItem"}, code)), pytest.raises(error):
            port.put(sample_entry(summary="Second"), written.version)
        assert [each.entry for each in port.entries().entries] == [sample_entry()]


class TestPlace:
    """The calendar that entries are kept in."""

    def test_it_is_made_once_beneath_the_calendar_and_says_whose_it_is(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        assert port.entries().entries == ()
        before_ = set(harness.box.folders)
        port.put(sample_entry("first"), None)
        port.put(sample_entry("second"), None)
        (made,) = (each for name, each in harness.box.folders.items() if name not in before_)
        assert (made.name, made.parent) == ("Follow-up", harness.box.known("calendar").id)
        assert (made.kind, made.cls) == ("CalendarFolder", "IPF.Appointment")
        assert {name: value.text for (_, name, _), value in made.extended.items()} == {CALENDAR: ENTRIES}

    def test_it_is_found_again_whatever_the_person_calls_it(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        port.put(sample_entry("first"), None)
        harness.box.folders[harness.own()].name = "Stellensuche"
        reopened = harness.open()
        reopened.calendar.put(sample_entry("second"), None)
        assert len(reopened.calendar.entries().entries) == 2
        reopened.close()

    def test_one_of_that_name_that_the_person_made_is_used(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        theirs = harness.box.add_folder("Follow-up")
        port.put(sample_entry(), None)
        assert len(harness.box.within(theirs)) == 1

    def test_if_the_person_deletes_it_for_good_nothing_stands_and_the_next_entry_makes_another(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        port.put(sample_entry("first"), None)
        harness.box.drop_folder(harness.own())
        assert (port.entries().entries, port.entries().complete) == ((), True)
        port.put(sample_entry("second"), None)
        assert [each.entry.key for each in port.entries().entries] == ["second"]

    def test_one_that_was_thrown_away_is_made_anew(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        port.put(sample_entry("first"), None)
        thrown = harness.own()
        harness.box.folders[thrown].parent = harness.box.known("deleteditems").id
        reopened = harness.open()
        assert reopened.calendar.entries().entries == ()
        reopened.calendar.put(sample_entry("second"), None)
        assert len(harness.box.within(thrown)) == 1
        reopened.close()

    def test_where_none_can_be_made_the_person_is_told_what_to_do(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        refuse = refusing({"CreateFolder"}, "ErrorCreateSubfolderAccessDenied")
        with harness.server.answering(refuse), pytest.raises(Unavailable, match="follow_up"):
            port.put(sample_entry(), None)

    def test_entries_stand_in_the_calendar_that_was_named_and_no_other_event_is_touched(
        self, harness: ExchangeHarness
    ) -> None:
        theirs = [harness.seed(simple(f"theirs-{number}")) for number in range(3)]
        untouched = [harness.stored(each) for each in theirs]
        connection = harness.open(follow_up="Work", calendars=("Kalender", "Work"))
        written = connection.calendar.put(sample_entry(), None)
        again = connection.calendar.put(sample_entry(summary="Second"), written.version)
        assert [each.entry.summary for each in connection.calendar.entries().entries] == ["Second"]
        items = connection.calendar.changes(None, WINDOW).items
        assert sorted(each.uid for item in items for each in item.events) == ["theirs-0", "theirs-1", "theirs-2"]
        connection.calendar.remove(again.ref, again.version)
        for item in items:
            with pytest.raises(NotFound):
                connection.calendar.remove(item.ref, item.version)
        connection.close()
        assert [harness.stored(each) for each in theirs] == untouched

    def test_a_named_calendar_that_is_not_there_is_not_made(self, harness: ExchangeHarness) -> None:
        number = len(harness.box.folders)
        connection = harness.open(follow_up="Steps")
        with pytest.raises(Unavailable, match="Steps"):
            connection.calendar.put(sample_entry(), None)
        connection.close()
        assert len(harness.box.folders) == number

    def test_a_foreign_item_in_it_that_cannot_be_read_may_be_any_entry(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        port.put(sample_entry(), None)
        theirs = harness.seed_beside_entries(simple("theirs"))
        harness.break_item(theirs)
        found = port.entries()
        assert ([each.ref for each in found.problems], found.complete) == ([theirs], False)
        assert len(found.entries) == 1
