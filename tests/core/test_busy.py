"""What takes up the person's time, and what only stands in their calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.core.applications import gather
from daemon.core.busy import busy_spans
from daemon.core.recognise.judgement import Medium
from daemon.core.slots import Span
from daemon.ports.records import Attendee, Event, Response, Status
from tests.core.judgements import MONDAY, interview

TOKYO = ZoneInfo("Asia/Tokyo")
ROBIN = "robin@home.example"
HOUR = timedelta(hours=1)
LUNCH = Event(uid="lunch", calendar="Personal", start=MONDAY, end=MONDAY + HOUR, zone="UTC")


def busy(*events: Event, zone: ZoneInfo = TOKYO) -> tuple[Span, ...]:
    return busy_spans(events, (), frozenset({ROBIN}), zone)


def test_an_appointment_takes_its_time_however_many_calendars_show_it() -> None:
    assert busy(LUNCH, replace(LUNCH, calendar="Work")) == ((MONDAY, MONDAY + HOUR),)


def test_what_leaves_its_time_free_is_cancelled_or_has_no_length_takes_none() -> None:
    assert busy(replace(LUNCH, busy=False), replace(LUNCH, status=Status.CANCELLED), replace(LUNCH, end=MONDAY)) == ()


def test_an_invitation_that_the_person_declined_takes_no_time_and_one_that_another_declined_does() -> None:
    mine = Attendee(email="Robin@Home.example", response=Response.DECLINED)
    assert busy(replace(LUNCH, attendees=(mine,))) == ()
    assert busy(replace(LUNCH, attendees=(replace(mine, email="ada@tarn.example"),))) != ()
    assert busy(replace(LUNCH, attendees=(replace(mine, response=Response.TENTATIVE),))) != ()


def test_our_own_entries_take_no_time_even_if_another_program_has_copied_them() -> None:
    foot = "Call Ada.\n--\nRule: check-in-call in playbook balanced"
    assert busy(replace(LUNCH, uid="followupd-check-in-call-1"), replace(LUNCH, uid="copy", description=foot)) == ()


def test_whole_days_are_those_of_where_the_person_is() -> None:
    holiday = replace(LUNCH, start=date(2026, 3, 3), end=date(2026, 3, 5))
    assert busy(holiday) == ((datetime(2026, 3, 2, 15, tzinfo=UTC), datetime(2026, 3, 4, 15, tzinfo=UTC)),)


def test_an_interview_in_person_takes_the_way_there_and_back_too() -> None:
    visit = replace(interview("visit"), medium=Medium.IN_PERSON)
    call = interview("call", MONDAY + timedelta(days=1), company="Birch")
    applications = gather([visit, call], ())
    assert busy_spans((), applications, frozenset(), TOKYO) == ((MONDAY - HOUR, MONDAY + 2 * HOUR),)
