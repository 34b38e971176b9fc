"""Which times a mail proposes."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daemon.core.replies.body import new_text
from daemon.core.replies.times import MOST_TIMES, read_times
from daemon.ports.records import Direction, Message, Person

EXAMPLES = Path(__file__).parent / "proposed_times"
SENT = datetime.fromisoformat("2026-04-01T10:00:00+02:00")  # a Wednesday


def examples(*names: str) -> list[Any]:
    tables = [tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")) for name in names]
    rows = [row for table in tables for row in table["example"]]
    return [pytest.param(row, id=f"{row['locale']} {row['text'][:50]}") for row in rows]


def slots(text: str, locale: str = "en-GB", sent: datetime = SENT, title: str = "") -> list[str]:
    return [f"{a:%m-%d %H:%M}-{b:%H:%M}" for a, b in read_times(text, sent, locale, title)]


def expected(row: dict[str, Any]) -> list[tuple[datetime, ...]]:
    return sorted(tuple(map(datetime.fromisoformat, pair.split("/"))) for pair in row["times"])


@pytest.mark.parametrize("row", examples("english", "languages"))
def test_times_are_read_as_people_write_them(row: dict[str, Any]) -> None:
    assert list(read_times(row["text"], row["sent"], row["locale"])) == expected(row)


@pytest.mark.parametrize("row", examples("none"))
def test_a_time_that_is_no_proposal_is_left_out(row: dict[str, Any]) -> None:
    assert read_times(row["text"], row["sent"], row["locale"]) == ()


@pytest.mark.parametrize("row", examples("layouts"))
def test_tables_and_lists_keep_days_beside_their_times(row: dict[str, Any]) -> None:
    sender = Person(name="Iris Quay", email="iris@quayside.example")
    message = Message(
        ref="1",
        message_id="<1@x.example>",
        direction=Direction.INBOUND,
        sender=sender,
        date=row["sent"],
        html=row["text"],
    )
    assert list(read_times(new_text(message), row["sent"], row["locale"])) == expected(row)


def test_a_time_in_the_text_belongs_to_the_day_in_the_subject() -> None:
    assert slots("You will meet Iris at 14:00.", title="Interview on Tuesday 7 April") == ["04-07 14:00-15:00"]


def test_a_limit_beside_a_proposal_is_left_out() -> None:
    text = "Could you come on Tuesday 7 April at 9:30? Please answer by 5 pm on Friday 3 April."
    assert slots(text) == ["04-07 09:30-10:30"]


def test_of_a_moved_conversation_only_the_new_time_counts() -> None:
    assert slots("We have moved you from Tuesday 10:00 to Wednesday 11:00.") == ["04-08 11:00-12:00"]
    assert slots("It has been moved from 10:00 to 11:30 on Tuesday 7 April.") == ["04-07 11:30-12:30"]
    assert slots("Instead of Tuesday 10:00 please come on Wednesday at 11:00.") == ["04-08 11:00-12:00"]


def test_the_parts_of_a_visit_are_not_offered_besides_it() -> None:
    text = "Tuesday 7 April, 9:00 to 16:00\n9:15 welcome\n10:00 to 11:00 interview\n13:00 lunch"
    assert slots(text) == ["04-07 09:00-16:00"]


def test_a_time_said_in_two_zones_is_one() -> None:
    found = read_times("Tuesday 7 April, 13:00 EDT (10:00 PDT)", SENT, "en-US")
    assert [(a.isoformat(), b.isoformat()) for a, b in found] == [
        ("2026-04-07T13:00:00-04:00", "2026-04-07T14:00:00-04:00")
    ]


def test_a_zone_named_once_goes_for_all_times() -> None:
    found = read_times("All times Pacific:\nTue 7 April 9:00\nWed 8 April 10:00", SENT, "en-US")
    assert [start.isoformat() for start, _ in found] == ["2026-04-07T09:00:00-07:00", "2026-04-08T10:00:00-07:00"]


def test_the_length_said_beside_a_time_goes_before_that_of_the_text() -> None:
    text = "Plan 45 minutes.\nTue 7 April 9:00 (30 minutes)\nWed 8 April 9:00"
    assert slots(text) == ["04-07 09:00-09:30", "04-08 09:00-09:45"]


def test_a_length_of_something_else_is_none_of_the_conversation() -> None:
    assert slots("Reply within 48 hours. We are 20 minutes from the station. Tue 7 April 9:00") == ["04-07 09:00-10:00"]


def test_a_bare_weekday_in_a_list_follows_the_day_above_it() -> None:
    assert slots("Mon 13 April 10:00\nThu 14:00") == ["04-13 10:00-11:00", "04-16 14:00-15:00"]


def test_what_lies_behind_is_no_proposal() -> None:
    assert slots("Thank you for coming on 31 March at 10:00.") == []


def test_a_date_in_a_true_zone_is_right_across_a_change_to_summer_time() -> None:
    sent = datetime(2026, 3, 25, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    found = read_times("Tuesday 31 March at 14:00", sent, "en-GB")
    assert found[0][0] == datetime.fromisoformat("2026-03-31T14:00:00+02:00")


def test_a_fixed_offset_holds_across_a_change_to_summer_time() -> None:
    sent = datetime.fromisoformat("2026-03-25T09:00:00+01:00")
    found = read_times("Tuesday 31 March at 14:00", sent, "en-GB")
    assert found[0][0] == datetime.fromisoformat("2026-03-31T14:00:00+01:00")


def test_no_more_than_so_many_times_are_read() -> None:
    text = "\n".join(f"Tue 7 April {hour:02}:{minute:02}" for hour in range(8, 18) for minute in range(0, 60, 10))
    assert len(slots(text)) == MOST_TIMES
