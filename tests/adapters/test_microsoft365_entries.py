"""Entries at Microsoft 365: how they are known, what the person may do meanwhile, and where they are kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.conformance.harness import WINDOW, ZONE
from adapters.conformance.samples import sample_entry
from adapters.microsoft365.entries import body_of, look_into, new
from adapters.outlook.marks import FINGERPRINT, STEP, graph_id
from adapters.outlook.zones import zone_called
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import AuthRequired, Conflict, NotFound, Rejected, Unavailable
from daemon.ports.records import Entry, Written
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_events import event, read
from tests.adapters.microsoft365_harness import MicrosoftHarness
from tests.fakes.graph.asking import refusal

KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}", fullmatch=True)


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[MicrosoftHarness]:
    harness = MicrosoftHarness(tmp_path)
    yield harness
    harness.close()


@pytest.fixture
def port(harness: MicrosoftHarness) -> Iterator[CalendarPort]:
    connection = harness.open()
    yield connection.calendar
    connection.close()


def before(method: str, act: Callable[[], object]) -> Callable[[Asked], Reply | None]:
    """Let this happen once, right before a request of this kind is answered."""
    left = [act]

    def handler(asked: Asked) -> Reply | None:
        if asked.method == method and "/events" in asked.path and left:
            left.pop()()
        return None

    return handler


def ours(port: CalendarPort, method: str, written: Written) -> None:
    """The write of ours that makes a request of this kind."""
    if method == "DELETE":
        port.remove(written.ref, written.version)
    else:
        port.put(sample_entry(summary="Ours"), written.version)


class TestMarks:
    @given(KEYS, st.integers(0, 49))
    def test_the_name_that_an_entry_is_made_under_tells_its_key(self, key: str, generation: int) -> None:
        made = new(sample_entry(key), generation)
        stripped = {name: value for name, value in made.items() if name != "singleValueExtendedProperties"}
        found = look_into({"id": "x", "@odata.etag": "1", **stripped}, ref="x", zone=ZONE)
        assert found.entry is not None
        assert (found.entry.entry.key, found.entry.mark, found.by_uid) == (key, None, True)

    @pytest.mark.parametrize("name", ["followup", "Followupd-x.0", "7E163156-7762-4BEB-A1C6-729EA81755A7", "", None, 7])
    def test_what_others_make_events_under_is_not_ours(self, name: object) -> None:
        assert look_into({"id": "x", **event(), "transactionId": name}, ref="x", zone=ZONE).entry is None

    def test_a_mark_is_known_however_outlook_writes_its_name(self) -> None:
        marks = [{"id": graph_id(STEP).upper(), "value": "a"}, {"id": graph_id(FINGERPRINT).lower(), "value": "b"}]
        found = look_into({"id": "x", **event(), "singleValueExtendedProperties": marks}, ref="x", zone=ZONE)
        assert found.entry is not None
        assert (found.entry.entry.key, found.entry.mark, found.by_uid) == ("a", "b", False)

    def test_a_copy_that_the_person_made_is_no_second_entry(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        entry = harness.entry(written.ref)
        content = {name: value for name, value in entry.resource.items() if name != "transactionId"}
        copy = harness.api.store(harness.own(), content)
        for name, value in entry.properties.items():
            harness.api.set_property(copy, name, value)
        assert [each.ref for each in port.entries().entries] == [written.ref]
        assert read(port) == []

    def test_an_entry_that_is_moved_or_copied_elsewhere_is_no_event(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        first, second = (port.put(sample_entry(key), None) for key in ("first", "second"))
        harness.strip_marks(first.ref)
        harness.api.change(harness.handle(second.ref), transactionId=None)
        for each in (first, second):
            harness.move_entry(each.ref)
        harness.api.store(harness.api.default, event())
        assert [each.summary for each in read(port)] == ["Lunch"]

    def test_an_entry_that_comes_back_from_elsewhere_is_no_event_that_changed(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        cursor = port.changes(None, WINDOW).cursor
        harness.move_entry(written.ref)
        changes = port.changes(cursor, WINDOW)
        assert (changes.items, changes.gone) == ((), ())


class TestOnce:
    """A create is done once, whatever answers get lost and however often an entry was removed."""

    def test_an_entry_that_was_removed_is_written_again(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        refs = []
        for _ in range(3):
            written = port.put(sample_entry(), None)
            refs.append(written.ref)
            port.remove(written.ref, written.version)
        last = port.put(sample_entry(), None)
        assert len({*refs, last.ref}) == 4
        assert [each.ref for each in port.entries().entries] == [last.ref]
        reopened = harness.open()
        assert reopened.calendar.put(sample_entry(), None) == last
        reopened.close()

    def test_a_create_whose_answer_was_lost_is_found_again(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        port.put(sample_entry("first"), None)

        def lose(asked: Asked, reply: Reply) -> Reply:
            return Reply(broken=True) if asked.method == "POST" else reply

        with harness.server.spoiling(lose), pytest.raises(Unavailable):
            port.put(sample_entry(), None)
        written = port.put(sample_entry(), None)
        assert len(harness.api.standing(harness.own())) == 2
        assert written.ref in {each.ref for each in port.entries().entries}

    def test_an_entry_that_the_list_does_not_have_yet_is_not_doubled(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        first = port.put(sample_entry(), None)
        other = harness.open()
        empty = Reply(headers={"Content-Type": "application/json"}, body=b'{"value": []}')

        def stale(asked: Asked) -> Reply | None:
            return empty if asked.method == "GET" and urlsplit(asked.path).path.endswith("/events") else None

        with harness.server.answering(stale):
            assert other.calendar.put(sample_entry(), None) == first
        other.close()
        assert len(harness.api.standing(harness.own())) == 1

    def test_what_outlook_claims_to_have_made_and_has_not_is_made_again(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        ghost = json.dumps({"id": harness.handle(written.ref), "@odata.etag": "1"}).encode()
        port.remove(written.ref, written.version)
        answers = [Reply(status=201, headers={"Content-Type": "application/json"}, body=ghost)]

        def claim(asked: Asked) -> Reply | None:
            return answers.pop() if asked.method == "POST" and answers else None

        with harness.server.answering(claim):
            again = port.put(sample_entry(), None)
        assert [each.ref for each in port.entries().entries] == [again.ref]


class TestMeanwhile:
    """The person acts between our look and our write."""

    def test_what_the_person_edits_at_the_last_moment_stays(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)

        def act() -> None:
            harness.edit_entry(written.ref, summary="Mine now")

        with harness.server.answering(before("PATCH", act)), pytest.raises(Conflict):
            ours(port, "PATCH", written)
        assert [each.entry.summary for each in port.entries().entries] == ["Mine now"]

    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    def test_what_the_person_deletes_at_the_last_moment_stays_deleted(
        self, harness: MicrosoftHarness, port: CalendarPort, method: str
    ) -> None:
        written = port.put(sample_entry(), None)
        act = before(method, lambda: harness.delete_entry(written.ref))
        with harness.server.answering(act), pytest.raises(NotFound):
            ours(port, method, written)
        assert port.entries().entries == ()

    def test_every_change_is_on_condition_of_the_version(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        with harness.server.counting() as asked:
            second = port.put(sample_entry(summary="Second"), written.version)
            port.remove(second.ref, second.version)
        changing = {each.method: each.headers["if-match"] for each in asked if each.method in {"PATCH", "DELETE"}}
        assert changing == {"PATCH": written.version, "DELETE": second.version}

    def test_an_entry_to_which_the_person_invited_others_is_theirs(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        guests = [{"type": "required", "emailAddress": {"name": "Hanna", "address": "hanna@elsewhere.example"}}]
        harness.api.change(harness.handle(written.ref), attendees=guests)
        (stands,) = port.entries().entries
        with pytest.raises(Conflict):
            port.put(sample_entry(summary="Ours"), stands.version)
        with pytest.raises(Conflict):
            port.remove(stands.ref, stands.version)

    def test_category_privacy_and_whether_it_blocks_time_are_the_persons(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        assert harness.entry(written.ref).resource["showAs"] == "free"
        theirs = {"categories": ["Red"], "sensitivity": "private", "showAs": "busy", "importance": "high"}
        harness.api.change(harness.handle(written.ref), **theirs)
        port.put(sample_entry(summary="Second"), port.entries().entries[0].version)
        stored = harness.entry(written.ref).resource
        assert {name: stored[name] for name in theirs} == theirs

    def test_a_reminder_that_the_person_took_away_is_read_as_none(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        harness.api.change(harness.handle(written.ref), isReminderOn=False)
        assert [each.entry.alarms for each in port.entries().entries] == [()]

    def test_only_what_changed_is_read_again(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        written = [port.put(sample_entry(f"entry-{number}"), None) for number in range(12)]
        harness.edit_entry(written[3].ref, summary="Mine now")
        harness.delete_entry(written[5].ref)
        with harness.server.counting() as asked:
            found = port.entries()
        assert len(found.entries) == 11
        assert sum("$expand" in each.path for each in asked) == 1


class TestTimes:
    @pytest.mark.parametrize(
        ("start", "zone"),
        [
            (datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=ZONE), "Europe/Berlin"),
            (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZONE), "Europe/Berlin"),
            (datetime(2026, 3, 29, 1, 59, tzinfo=ZONE), "Europe/Berlin"),
            (datetime(2026, 3, 12, 9, tzinfo=ZoneInfo("Europe/Vienna")), "Europe/Vienna"),
            (datetime(2026, 3, 12, 9, tzinfo=ZoneInfo("Pacific/Kiritimati")), "Pacific/Kiritimati"),
            (datetime(2026, 3, 12, 9, tzinfo=UTC), "Pacific/Pago_Pago"),
        ],
    )
    def test_an_entry_is_kept_to_the_minute_wherever_it_is(
        self, port: CalendarPort, start: datetime, zone: str
    ) -> None:
        instant = start.astimezone(UTC)
        port.put(replace(sample_entry(start=instant, end=instant + timedelta(hours=2)), zone=zone), None)
        (found,) = port.entries().entries
        assert isinstance(found.entry.start, datetime)
        assert isinstance(found.entry.end, datetime)
        assert found.entry.start.astimezone(UTC) == instant
        assert found.entry.end.astimezone(UTC) == instant + timedelta(hours=2)

    @pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Vienna", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
    def test_whole_days_are_kept_in_every_zone(self, port: CalendarPort, zone: str) -> None:
        port.put(replace(sample_entry(start=date(2026, 3, 29), end=date(2026, 3, 31)), zone=zone), None)
        (found,) = port.entries().entries
        assert (found.entry.start, found.entry.end) == (date(2026, 3, 29), date(2026, 3, 31))

    @given(
        st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.timezones())  # noqa: DTZ001 - hypothesis wants them so
    )
    def test_what_is_written_is_the_same_instant_by_any_clock(self, start: datetime) -> None:
        assert isinstance(start.tzinfo, ZoneInfo)
        entry = replace(sample_entry(start=start, end=start), zone=start.tzinfo.key)
        told = body_of(entry)["start"]
        zone = zone_called(told["timeZone"])
        assert zone is not None
        read_back = datetime.fromisoformat(told["dateTime"]).replace(tzinfo=zone)
        assert read_back.astimezone(UTC) == start.astimezone(UTC).replace(microsecond=0)

    @pytest.mark.parametrize(
        ("minutes", "expected"),
        [((), (False, 0)), ((0,), (True, 0)), ((10, 120), (True, 10)), ((-5,), (True, 0)), ((10**6,), (True, 40320))],
    )
    def test_of_several_alarms_the_nearest_is_kept(self, minutes: tuple[int, ...], expected: tuple[bool, int]) -> None:
        body = body_of(replace(sample_entry(), alarms=tuple(timedelta(minutes=each) for each in minutes)))
        assert (body["isReminderOn"], body["reminderMinutesBeforeStart"]) == expected


class TestTexts:
    @pytest.mark.parametrize(
        "text",
        [
            "Hanna Vogt <hanna@elsewhere.example>",
            "<b>not bold</b> &amp; not an ampersand",
            "https://meet.example/?a=1&copy=2",
            "&nbsp;&lt;br&gt;",
            "one\r\ntwo\u2028three",
        ],
    )
    def test_what_looks_like_html_stands_as_it_was_meant(self, port: CalendarPort, text: str) -> None:
        entry = sample_entry(description=text)
        port.put(entry, None)
        (found,) = port.entries().entries
        assert found.entry.fingerprint == found.mark == entry.fingerprint

    def test_what_the_person_types_in_outlook_is_read_as_text(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(description="Decide by?\nAnything else?"), None)
        typed = "<html><body><div>Decide by?&nbsp;<b>14 Nov</b></div><div>Anything else? Q&amp;A</div></body></html>"
        harness.api.change(harness.handle(written.ref), body={"contentType": "html", "content": typed})
        (found,) = port.entries().entries
        assert found.entry.description == "Decide by? 14 Nov\nAnything else? Q&A"

    @pytest.mark.parametrize(
        "entry",
        [
            replace(sample_entry(), zone="Nowhere/Else"),
            sample_entry(summary="bell \x07"),
            replace(sample_entry(), end=datetime(2026, 3, 12, 7, tzinfo=UTC)),
            replace(sample_entry(), end=date(2026, 3, 13)),
        ],
    )
    def test_an_entry_that_no_calendar_can_hold_is_rejected_before_it_leaves(
        self, harness: MicrosoftHarness, port: CalendarPort, entry: Entry
    ) -> None:
        with harness.server.counting() as asked, pytest.raises(Rejected):
            port.put(entry, None)
        assert [each.path for each in asked if each.method == "POST" and each.path.endswith("/events")] == []

    @pytest.mark.parametrize(
        "fields", [{"start": {}}, {"subject": 7}, {"reminderMinutesBeforeStart": "soon"}, {"body": [1]}]
    )
    def test_an_entry_that_makes_no_sense_is_a_problem_and_no_absence(
        self, harness: MicrosoftHarness, port: CalendarPort, fields: dict[str, object]
    ) -> None:
        written = port.put(sample_entry(), None)

        def garble(asked: Asked, reply: Reply) -> Reply:
            if "$expand" not in asked.path or "/events" not in asked.path:
                return reply
            return replace(reply, body=json.dumps(json.loads(reply.body) | fields).encode())

        harness.api.touch(harness.handle(written.ref))
        with harness.server.spoiling(garble):
            found = port.entries()
        assert (found.entries, found.complete, [each.ref for each in found.problems]) == ((), False, [written.ref])


class TestPlace:
    """The calendar that entries are kept in."""

    def test_it_is_made_with_the_first_entry_and_once(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        assert port.entries().entries == ()
        assert len(harness.api.calendars) == 2
        port.put(sample_entry("first"), None)
        port.put(sample_entry("second"), None)
        assert harness.api.calendars[harness.own()].resource["name"] == "Follow-up"
        assert len(harness.api.calendars) == 3

    def test_it_is_found_again_whatever_the_person_calls_it(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        port.put(sample_entry("first"), None)
        harness.api.calendars[harness.own()].resource["name"] = "Stellensuche"
        reopened = harness.open()
        reopened.calendar.put(sample_entry("second"), None)
        assert len(reopened.calendar.entries().entries) == 2
        reopened.close()
        assert len(harness.api.calendars) == 3

    def test_it_is_used_although_the_list_of_calendars_lags_behind(self, harness: MicrosoftHarness) -> None:
        connection = harness.open()
        calendars = harness.api.calendars

        def without_own(asked: Asked) -> Reply | None:
            if asked.method != "GET" or not urlsplit(asked.path).path.endswith("/calendars"):
                return None
            hidden = {name: calendars.pop(name) for name in [*calendars][2:]}
            reply = harness.server.forward(asked)
            calendars.update(hidden)
            return reply

        with harness.server.answering(without_own):
            connection.calendar.put(sample_entry("first"), None)
            connection.calendar.put(sample_entry("second"), None)
            assert len(connection.calendar.entries().entries) == 2
        connection.close()
        assert len(calendars) == 3

    def test_if_the_person_deletes_it_nothing_stands_and_the_next_entry_makes_another(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        port.put(sample_entry("first"), None)
        harness.api.remove_calendar(harness.own())
        assert (port.entries().entries, port.entries().complete) == ((), True)
        port.put(sample_entry("second"), None)
        assert [each.entry.key for each in port.entries().entries] == ["second"]

    @pytest.mark.parametrize("reply", [refusal(409, "ErrorFolderExists"), refusal(400, "ErrorInvalidRequest")])
    def test_where_none_can_be_made_the_person_is_told_what_to_do(
        self, harness: MicrosoftHarness, port: CalendarPort, reply: Reply
    ) -> None:
        with (
            harness.server.answering(lambda asked: reply if asked.method == "POST" else None),
            pytest.raises(Unavailable, match="follow_up"),
        ):
            port.put(sample_entry(), None)

    def test_entries_stand_in_the_calendar_that_was_named_and_no_other_event_is_touched(
        self, harness: MicrosoftHarness
    ) -> None:
        theirs = [harness.api.store(harness.api.default, event(f"theirs {number}")) for number in range(3)]
        untouched = [harness.stored(each) for each in theirs]
        connection = harness.open(follow_up="Calendar", calendars=("Calendar",))
        written = connection.calendar.put(sample_entry(), None)
        again = connection.calendar.put(sample_entry(summary="Second"), written.version)
        assert [each.entry.summary for each in connection.calendar.entries().entries] == ["Second"]
        assert sorted(each.summary for each in read(connection.calendar)) == ["theirs 0", "theirs 1", "theirs 2"]
        connection.calendar.remove(again.ref, again.version)
        assert connection.calendar.entries().entries == ()
        (item, *_) = connection.calendar.changes(None, WINDOW).items
        with pytest.raises(NotFound):
            connection.calendar.remove(item.ref, item.version)
        connection.close()
        assert [harness.stored(each) for each in theirs] == untouched
        assert len(harness.api.calendars) == 2

    def test_of_a_calendar_of_the_persons_own_only_entries_are_looked_at(self, harness: MicrosoftHarness) -> None:
        for number in range(30):
            harness.api.store(harness.api.default, event(f"theirs {number}"))
        connection = harness.open(follow_up="Calendar")
        connection.calendar.put(sample_entry(), None)
        with harness.server.counting() as asked:
            assert len(connection.calendar.entries().entries) == 1
        connection.close()
        assert len(asked) == 1

    def test_a_named_calendar_that_is_not_there_is_not_made(self, harness: MicrosoftHarness) -> None:
        connection = harness.open(follow_up="Steps")
        with pytest.raises(Unavailable, match="Steps"):
            connection.calendar.put(sample_entry(), None)
        connection.close()
        assert len(harness.api.calendars) == 2

    def test_where_the_login_may_not_write_the_person_is_told_what_to_do(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        port.put(sample_entry("first"), None)
        denied = refusal(403, "ErrorAccessDenied")
        with (
            harness.server.answering(lambda asked: denied if asked.method == "POST" else None),
            pytest.raises(AuthRequired, match="follow_up"),
        ):
            port.put(sample_entry(), None)
