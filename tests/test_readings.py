"""The cache of readings: it can be lost at any time, and says in the end what a fresh look at everything says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.memory import MemoryStore
from adapters.memory.calendar import MemoryCalendar
from daemon.core.recognise import Judgement, Owner, Reason, Verdict, judge, recognise
from daemon.ports.errors import CursorExpired
from daemon.ports.records import Event, EventChanges, Item, Window
from daemon.readings import MANY, NEIGHBOURHOOD, Damaged, Emptied, Notable, Reading, Readings, window_at
from tests.robustness.world import OWNER, START, ZONE, interview, lunch

WINDOW: Final = window_at(START)
SELF: Final = Owner(name=OWNER.name or "", emails=frozenset({OWNER.email or ""}))


def judge_by_title(event: Event) -> Verdict:
    """Interviews are called so."""
    return Verdict.INTERVIEW if "Interview" in event.summary else Verdict.NO


def recognise_by_title(event: Event, neighbours: Sequence[Event]) -> Judgement:
    """The reasons tell the neighbours."""
    reasons = tuple(Reason(weight=1.0, sentence=other.uid) for other in neighbours)
    return Judgement(event=event, verdict=judge_by_title(event), confidence=1.0, reasons=reasons)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "readings.sqlite"


@pytest.fixture
def readings() -> Iterator[Readings]:
    opened = open_readings(None)
    yield opened
    opened.close()


def open_readings(path: Path | None, depends_on: str = "this version") -> Readings:
    return Readings(path, depends_on, judge_by_title, recognise_by_title)


def item(number: int, event: Event | None = None) -> Item:
    event = event or lunch(number, START + timedelta(hours=number))
    return Item(ref=f"item-{number}", version="1", events=(event,))


def changes(*items: Item, gone: tuple[str, ...] = (), cursor: str | None = "1", complete: bool = True) -> EventChanges:
    return EventChanges(items=items, gone=gone, cursor=cursor, complete=complete)


def read(readings: Readings, found: EventChanges, *, full: bool = True, believe: bool = False) -> None:
    readings.apply("home", found, WINDOW, full=full, believe=believe)


def uids(readings: Readings) -> list[str]:
    return sorted(reading.event.uid for reading in readings.everything())


def test_events_come_back_as_they_were_read(readings: Readings) -> None:
    rich = replace(interview(1, START), description="a\nb", warnings=("odd zone",), instance="20260302")
    day = replace(lunch(2, START), start=date(2026, 3, 4), end=date(2026, 3, 5))
    read(readings, changes(item(1, rich), item(2, day)))
    assert list(readings.everything()) == [Reading(account="home", event=event) for event in (rich, day)]
    assert [r.event.start.tzinfo for r in readings.everything() if isinstance(r.event.start, datetime)] == [ZONE]


def test_judgements_come_back_as_they_were_made() -> None:
    readings = Readings(
        None,
        "",
        lambda event: judge(event, SELF).verdict,
        lambda event, neighbours: recognise(event, SELF, neighbours),
    )
    event = replace(interview(1, START), description="Recruiter: Pia Holm <pia@tarnbrook.example>, +44 20 7946 0011")
    read(readings, changes(item(1, event), item(2)))
    expected = [Notable(account="home", judgement=recognise(event, SELF, [item(2).events[0]]))]
    assert list(readings.notable()) == expected
    assert list(readings.notable()) == expected
    readings.close()


def test_a_judgement_is_made_once_and_again_when_anything_has_changed() -> None:
    asked: list[str] = []

    def judging(event: Event) -> Verdict:
        asked.append(f"judge {event.uid}")
        return judge_by_title(event)

    def recognising(event: Event, neighbours: Sequence[Event]) -> Judgement:
        asked.append(f"recognise {event.uid}")
        return recognise_by_title(event, neighbours)

    readings = Readings(None, "", judging, recognising)
    read(readings, changes(item(1, interview(1, START)), item(2)))
    for _ in range(3):
        assert [reason.sentence for n in readings.notable() for reason in n.judgement.reasons] == [
            "lunch-2@calendar.example"
        ]
    # Each event when it came, and the interview once more among its neighbours.
    known = interview(1, START).uid
    assert asked == [f"judge {known}", f"judge {item(2).events[0].uid}", f"recognise {known}"]
    read(readings, changes(gone=("item-2",), cursor="2"), full=False)
    assert [n.judgement.reasons for n in readings.notable()] == [()]
    readings.close()


def test_neighbours_are_the_other_events_that_start_close_by(readings: Readings) -> None:
    event = interview(1, START)
    near = [lunch(number, START + timedelta(hours=hours)) for number, hours in ((2, -36), (3, 1), (4, 36))]
    far = [lunch(number, START + timedelta(hours=hours)) for number, hours in ((5, -37), (6, 37))]
    read(readings, changes(*(item(number, e) for number, e in enumerate((event, *near, *far)))))
    assert readings.around(event, NEIGHBOURHOOD) == near


def test_what_was_read_is_there_when_the_file_is_opened_again(path: Path) -> None:
    first = open_readings(path)
    read(first, changes(item(1), cursor="c"))
    first.close()
    again = open_readings(path)
    assert (uids(again), again.cursor("home", WINDOW), again.complete("home")) == (
        ["lunch-1@calendar.example"],
        "c",
        True,
    )
    again.close()


def test_another_version_owner_or_week_begins_with_reading_everything(path: Path) -> None:
    first = open_readings(path)
    read(first, changes(item(1), cursor="c"))
    assert first.cursor("home", window_at(START + timedelta(days=6))) == "c"
    assert first.cursor("home", window_at(START + timedelta(days=7))) is None
    assert first.cursor("work", WINDOW) is None
    first.close()
    other = open_readings(path, "another version")
    assert other.cursor("home", WINDOW) is None
    other.close()


def test_the_window_begins_on_monday_and_reaches_half_a_year_back_and_a_quarter_ahead() -> None:
    assert window_at(START) == window_at(START + timedelta(days=6, hours=15))
    assert window_at(START).start == datetime(2025, 9, 1, tzinfo=UTC)
    assert window_at(START).end == datetime(2026, 6, 8, tzinfo=UTC)


@pytest.mark.parametrize("damage", [b"", b"no database at all, but long enough " * 9, b"SQLite format 3\0" * 9])
def test_a_damaged_file_is_made_anew(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    readings = open_readings(path)
    assert readings.cursor("home", WINDOW) is None
    read(readings, changes(item(1)))
    assert uids(readings) == ["lunch-1@calendar.example"]
    readings.close()


def test_a_file_of_another_version_is_made_anew(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE source (x); PRAGMA user_version = 1;")
    connection.close()
    readings = open_readings(path)
    assert readings.cursor("home", WINDOW) is None
    readings.close()


def test_damage_that_shows_late_is_told_apart_and_can_be_mended(path: Path) -> None:
    first = open_readings(path)
    read(first, changes(*(item(number) for number in range(200))))
    first.close()
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    readings = open_readings(path)
    with pytest.raises(Damaged):
        list(readings.everything())
    readings.start_anew()
    assert list(readings.everything()) == []
    readings.close()


def test_the_file_is_for_the_person_only(path: Path) -> None:
    open_readings(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_reading_without_news_writes_nothing(path: Path) -> None:
    readings = open_readings(path)
    read(readings, changes(item(1), cursor="c"))
    readings.close()
    before = path.read_bytes()
    again = open_readings(path)
    read(again, changes(cursor="c"), full=False)
    again.close()
    assert path.read_bytes() == before


def test_what_is_no_longer_there_goes_only_with_a_complete_reading(readings: Readings) -> None:
    read(readings, changes(item(1), item(2), item(3)))
    read(readings, changes(item(2), complete=False))
    assert len(uids(readings)) == 3
    assert not readings.complete("home")
    read(readings, changes(item(3), complete=True, cursor="2"), full=False)
    assert uids(readings) == ["lunch-2@calendar.example", "lunch-3@calendar.example"]
    assert readings.complete("home")


def test_a_reading_of_news_that_is_cut_short_is_made_up_for(readings: Readings) -> None:
    read(readings, changes(item(1), item(2)))
    read(readings, changes(complete=False), full=False)
    assert not readings.complete("home")
    read(readings, changes(), full=False)
    assert readings.complete("home")
    assert len(uids(readings)) == 2


def test_a_calendar_never_read_is_not_complete(readings: Readings) -> None:
    assert not readings.complete("home")


def test_a_calendar_that_is_suddenly_empty_is_kept_until_somebody_says_so(readings: Readings) -> None:
    many = [item(number) for number in range(MANY)]
    read(readings, changes(*many, cursor="1"))
    with pytest.raises(Emptied) as emptied:
        read(readings, changes(cursor="2"))
    assert emptied.value.count == MANY
    with pytest.raises(Emptied):
        read(readings, changes(gone=tuple(each.ref for each in many), cursor="2"), full=False)
    assert len(uids(readings)) == MANY
    assert readings.cursor("home", WINDOW) == "1"
    read(readings, changes(cursor="2"), believe=True)
    assert uids(readings) == []


def test_a_few_events_may_vanish_at_once(readings: Readings) -> None:
    read(readings, changes(*(item(number) for number in range(MANY - 1))))
    read(readings, changes(cursor="2"))
    assert uids(readings) == []


def test_an_account_that_is_no_longer_configured_is_forgotten(readings: Readings) -> None:
    read(readings, changes(item(1)))
    readings.apply("work", changes(item(2)), WINDOW, full=True, believe=False)
    readings.forget_others(["work"])
    assert [reading.account for reading in readings.everything()] == ["work"]
    assert readings.cursor("home", WINDOW) is None


DEEDS: Final = st.sampled_from(("add", "move", "delete", "expire", "read", "read in part", "next week"))


@given(st.lists(st.tuples(DEEDS, st.integers(min_value=0, max_value=9)), max_size=25))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_after_any_changes_the_cache_equals_a_fresh_look(deeds: list[tuple[str, int]]) -> None:
    store = MemoryStore()
    readings, now, refs = open_readings(None), START, list[str]()
    for number, (deed, chosen) in enumerate(deeds):
        if deed == "add":
            refs.append(store.add_events(lunch(number, now + timedelta(days=30 * chosen - 170))))
        elif deed == "move" and refs:
            store.replace_events(refs[chosen % len(refs)], interview(number, now + timedelta(days=chosen)))
        elif deed == "delete" and refs:
            store.delete_events(refs.pop(chosen % len(refs)))
        elif deed == "expire":
            store.expire_cursors()
        elif deed == "next week":
            now += timedelta(weeks=1)
        elif deed == "read in part":
            with store.faults.reading_in_part():
                look(store, readings, window_at(now))
        else:
            look(store, readings, window_at(now))
    look(store, readings, window_at(now))
    fresh = open_readings(None)
    look(store, fresh, window_at(now))
    assert list(readings.everything()) == list(fresh.everything())
    assert list(readings.notable()) == list(fresh.notable())
    assert readings.complete("home")
    readings.close()
    fresh.close()


def look(store: MemoryStore, readings: Readings, window: Window) -> None:
    """Read as a pass does."""
    calendar = MemoryCalendar(store, "Follow-up", ZONE)
    cursor = readings.cursor("home", window)
    try:
        found = calendar.changes(cursor, window)
    except CursorExpired:
        cursor, found = None, calendar.changes(None, window)
    readings.apply("home", found, window, full=cursor is None, believe=True)


def test_what_takes_up_time_in_a_span_is_found_whenever_it_began(readings: Readings) -> None:
    hour = timedelta(hours=1)
    spans = {
        "over": (-2 * hour, -hour),
        "until then": (-hour, 0 * hour),
        "goes on": (-300 * hour, hour),
        "within": (hour, 2 * hour),
        "begins then": (30 * hour, 31 * hour),
        "long after": (90 * hour, 91 * hour),
    }
    for number, (uid, (start, end)) in enumerate(spans.items()):
        event = replace(lunch(number, START), uid=uid, start=START + start, end=START + end)
        read(readings, changes(item(number, event)), full=False)
    day = replace(lunch(9, START), uid="whole day", start=START.date(), end=START.date() + timedelta(days=1))
    read(readings, changes(item(9, day)), full=False)
    found = {event.uid for event in readings.during(START, START + timedelta(hours=4))}
    assert {"goes on", "within", "whole day"} <= found
    assert "long after" not in found
