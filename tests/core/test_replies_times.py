"""Which times a mail proposes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from daemon.core.replies.cues import read_sentences
from daemon.core.replies.times import read_times

SENT = datetime.fromisoformat("2026-04-01T10:00:00+02:00")  # a Wednesday
ZONED = [
    ("en-US", "Tuesday, April 7 at 10am PT", "2026-04-07T10:00-07:00", "2026-04-07T11:00-07:00"),
    ("en-GB", "7 April, 14:00-15:30 BST", "2026-04-07T14:00+01:00", "2026-04-07T15:30+01:00"),
    ("en-GB", "7 April at 15:00 (UTC+3)", "2026-04-07T15:00+03:00", "2026-04-07T16:00+03:00"),
    ("en-IN", "7 April at 11.30 am IST", "2026-04-07T11:30+05:30", "2026-04-07T12:30+05:30"),
]
LOCAL = [
    ("en-GB", "Could you do Tuesday 7 April at 2.30pm?", "2026-04-07T14:30", "2026-04-07T15:30"),
    ("en-GB", "It takes 45 minutes. How about Friday at 9?", "2026-04-03T09:00", "2026-04-03T09:45"),
    ("en-GB", "Lunch on 7 April, noon to one?", "2026-04-07T12:00", "2026-04-07T13:00"),
    ("en-GB", "On 7 April, 3pm to half four?", "2026-04-07T15:00", "2026-04-07T16:30"),
    ("en-GB", "Meet us on 7 April between 9 and 11.30am.", "2026-04-07T09:00", "2026-04-07T11:30"),
    ("de-DE", "Passt Ihnen Dienstag, der 7. April, um 14 Uhr?", "2026-04-07T14:00", "2026-04-07T15:00"),
    ("fr-FR", "Mardi 7 avril de 13 h 30 à 14 h 30 ?", "2026-04-07T13:30", "2026-04-07T14:30"),
    ("es-ES", "El martes 7 de abril a las 16:00.", "2026-04-07T16:00", "2026-04-07T17:00"),
    ("it-IT", "Martedì 7 aprile alle 15?", "2026-04-07T15:00", "2026-04-07T16:00"),
    ("nl-NL", "Dinsdag 7 april om half drie?", "2026-04-07T14:30", "2026-04-07T15:30"),
    ("ja-JP", "4月7日(火)午後2時半からはいかがでしょうか。", "2026-04-07T14:30", "2026-04-07T15:30"),
    ("zh-CN", "时间为4月7日(周二)下午2点-3点。", "2026-04-07T14:00", "2026-04-07T15:00"),
    ("ko-KR", "4월 7일 오후 3시에 가능하신가요?", "2026-04-07T15:00", "2026-04-07T16:00"),
]


def slots(text: str, locale: str = "en-GB", sent: datetime = SENT) -> list[tuple[datetime, datetime]]:
    code = locale[:2]
    return list(read_times(text, read_sentences(text, (code,)), sent, locale))


@pytest.mark.parametrize(("locale", "text", "start", "end"), ZONED)
def test_a_named_zone_wins(locale: str, text: str, start: str, end: str) -> None:
    assert slots(text, locale) == [(datetime.fromisoformat(start), datetime.fromisoformat(end))]


@pytest.mark.parametrize(("locale", "text", "start", "end"), LOCAL)
def test_a_time_without_a_zone_is_in_that_of_the_mail(locale: str, text: str, start: str, end: str) -> None:
    expected = [(datetime.fromisoformat(start + "+02:00"), datetime.fromisoformat(end + "+02:00"))]
    assert slots(text, locale) == expected


def test_each_line_of_a_list_is_a_time() -> None:
    found = slots("Which of these works?\n- Tue 7 April, 10:00\n- Wed 8 April, 16:00")
    assert [start.isoformat() for start, _ in found] == ["2026-04-07T10:00:00+02:00", "2026-04-08T16:00:00+02:00"]


def test_one_time_goes_for_two_days_that_are_strung_together() -> None:
    assert len(slots("Would Tuesday 7 April or Thursday 9 April at 3pm suit you?")) == 2


def test_a_limit_is_no_proposal() -> None:
    assert slots("Please answer by 5 pm on Friday 3 April.") == []


def test_what_lies_behind_is_no_proposal() -> None:
    assert slots("Thank you for coming on 31 March at 10:00.") == []


def test_a_date_in_a_true_zone_is_right_across_a_change_to_summer_time() -> None:
    sent = datetime(2026, 3, 25, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    found = slots("Tuesday 31 March at 14:00", sent=sent)
    assert found[0][0] == datetime.fromisoformat("2026-03-31T14:00:00+02:00")
