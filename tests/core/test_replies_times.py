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
EARLY = datetime.fromisoformat("2026-04-01T07:00:00+02:00")  # before anybody meets on that day
SENT = datetime.fromisoformat("2026-04-01T10:00:00+02:00")  # a Wednesday


def examples(*names: str) -> list[Any]:
    tables = [tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")) for name in names]
    rows = [row for table in tables for row in table["example"]]
    return [pytest.param(row, id=f"{row['locale']} {row['text'][:50]}") for row in rows]


def sayings() -> list[str]:
    lines = (EXAMPLES / "sayings.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


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


@pytest.mark.parametrize("line", sayings())
def test_days_and_hours_are_read_as_people_of_each_language_say_them(line: str) -> None:
    locale, text, said = line.split("|")
    assert slots(text.replace("\\n", "\n"), locale, EARLY) == [slot.strip() for slot in said.split(";") if slot.strip()]


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


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        (
            "en-GB",
            "Trial shift on Tuesday 7 April, be at the gate at 6.30am, we'll have you home by 2pm.",
            "06:30-14:00",
        ),
        ("en-US", "Tuesday April 7, call time 1p, out by 11.", "13:00-23:00"),
        ("en-GB", "We kick off at 9 on Tuesday and wrap around 1.", "09:00-13:00"),
        ("de-DE", "Kommen Sie am Dienstag um 8 Uhr in die Werkstatt, gegen 12 Uhr sind Sie fertig.", "08:00-12:00"),
        ("fr-FR", "Je vous propose mardi à 14h30, on aura fini vers 16h.", "14:30-16:00"),
        ("es-ES", "¿Podrías venir el martes a las 9 a la prueba? Sería hasta las 2 pm.", "09:00-14:00"),
        ("it-IT", "Ci vediamo martedì 7 alle 9, fino a mezzogiorno circa.", "09:00-12:00"),
        ("nl-NL", "Kom dinsdag meelopen, half acht bij de kas tot een uur of twaalf.", "07:30-12:00"),
        ("nb-NO", "Båten går tirsdag 7. april kl. 07.30 og er tilbake ca. 11.30.", "07:30-11:30"),
        ("sv-SE", "Kan du tisdag 7/4 kl 13? Vi är klara vid 15.", "13:00-15:00"),
        ("pl-PL", "Zapraszam we wtorek 7 kwietnia o 9:00, skończymy około 11:30.", "09:00-11:30"),
        ("ru-RU", "Приходите во вторник, 7 апреля, в 10:00, закончим к 12:00.", "10:00-12:00"),
        ("zh-CN", "4月7日(周二)上午10:00开始,大概到11:15结束。", "10:00-11:15"),
    ],
)
def test_the_end_of_a_visit_may_be_said_in_a_clause_of_its_own(locale: str, text: str, found: str) -> None:
    assert slots(text, locale) == [f"04-07 {found}"]


def test_a_limit_for_the_answer_is_no_end_of_the_visit() -> None:
    assert slots("Can you do Tuesday at 10? Please let me know by 3pm today.") == ["04-07 10:00-11:00"]
    assert slots("Dienstag 10 Uhr, Rückmeldung bitte bis 14 Uhr.", "de-DE") == ["04-07 10:00-11:00"]


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        ("en-US", "Either day works, 4/7 or 4/8, both 1300-1630.", ["04-07 13:00-16:30", "04-08 13:00-16:30"]),
        ("en-GB", "We could offer 10.15 or 14.00 on Tuesday 7th April.", ["04-07 10:15-11:15", "04-07 14:00-15:00"]),
        ("de-CH", "Di 7.4. um 16.30 Uhr, ca. 1½ Std.", ["04-07 16:30-18:00"]),
        ("fr-CA", "Mardi le 7 avril à 13 h 15, durée 1 h 30.", ["04-07 13:15-14:45"]),
        ("fr-FR", "Vous êtes attendue mardi 7 avril à treize heures trente.", ["04-07 13:30-14:30"]),
        ("it-IT", "Ti va bene martedì alle 15 e 30?", ["04-07 15:30-16:30"]),
        ("nl-NL", "Kun je dinsdag om tien voor half drie?", ["04-07 14:20-15:20"]),
        ("ja-JP", "7日の火曜、朝7時半から10時まで一緒に回りませんか。", ["04-07 07:30-10:00"]),
        ("ko-KR", "4월 7일(화) 오후 2시 또는 8일(수) 오전 10시", ["04-07 14:00-15:00", "04-08 10:00-11:00"]),
        ("pl-PL", "We wtorek o 11:15, dwadzieścia minut.", ["04-07 11:15-11:35"]),
        (
            "es-ES",
            "Lo pasamos al martes 7 a las cinco o al jueves 9 a las diez.",
            ["04-07 17:00-18:00", "04-09 10:00-11:00"],
        ),
    ],
)
def test_hours_are_read_in_the_notations_of_a_country(locale: str, text: str, found: list[str]) -> None:
    assert slots(text, locale) == found


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-GB", "I am seeing the last candidate on Tuesday at eleven."),
        ("fr-FR", "Je vois la dernière candidate mardi 7 à 9 h."),
        ("nl-NL", "werkdagen ma, di, do (8.30-17.00 uur)"),
        ("en-GB", "Consider Tuesday round one and a half."),
    ],
)
def test_an_hour_of_somebody_else_or_of_an_office_is_no_proposal(locale: str, text: str) -> None:
    assert slots(text, locale) == []


def test_times_that_were_sent_before_are_off_and_the_one_named_now_counts() -> None:
    text = "All of the times I sent yesterday are gone except one: Tuesday 7 April, 2:00 to 4:30."
    assert slots(text) == ["04-07 14:00-16:30"]


def test_an_offset_that_fits_the_country_changes_with_its_summer_time() -> None:
    sent = datetime.fromisoformat("2026-03-23T12:40:00+01:00")
    (start, _), *_ = read_times("am Donnerstag, 2. April, um 9:15 Uhr", sent, "de-AT")
    assert start == datetime.fromisoformat("2026-04-02T09:15:00+02:00")


def test_a_few_minutes_of_something_are_not_the_length_of_a_visit() -> None:
    assert slots("Tuesday at 8, the diner on the corner. I'll ring in about ten minutes.") == ["04-07 08:00-09:00"]
    assert slots("Come for a two hour walk-through on Tuesday at 9.") == ["04-07 09:00-11:00"]


def test_a_word_of_the_past_does_not_take_away_a_day_to_come() -> None:
    assert slots("As we discussed last week, Tuesday 7 April at 10 suits us.") == ["04-07 10:00-11:00"]
    assert slots("I tried you yesterday at 10.") == []


def test_where_a_group_always_meets_on_a_weekday_the_dates_named_count() -> None:
    assert slots("They gather Tuesdays at 2, so April 7?", "en-US") == ["04-07 14:00-15:00"]
    assert slots("They gather Tuesdays at 2.", "en-US") == []


def test_what_is_called_off_only_at_the_end_of_a_sentence_is_no_proposal() -> None:
    text = "4月7日（火）15時にお願いしておりました面接につきまして、急な出張により実施が難しくなりました。"
    assert slots(text, "ja-JP") == []


def test_a_time_for_which_the_days_stand_far_below_has_none() -> None:
    assert slots("Cut the block at 4 microns. Allow an hour. We can do Tuesday at 1.30pm.") == ["04-07 13:30-14:30"]


def test_a_place_that_is_called_as_a_zone_is_none() -> None:
    found = read_times("No dia 7 de abril, das 14h00 às 16h00, na Farmácia Central, piso 1.", SENT, "pt-PT")
    assert [start.isoformat() for start, _ in found] == ["2026-04-07T14:00:00+02:00"]


def message(text: str | None = None, html: str | None = None) -> Message:
    """A mail with this body."""
    return Message(
        ref="1",
        message_id="<1@x.example>",
        direction=Direction.INBOUND,
        sender=Person(name=None, email="iris@quayside.example"),
        date=SENT,
        text=text,
        html=html,
    )


def test_what_is_struck_out_in_a_mail_no_longer_counts() -> None:
    html = "<p>New time: 8:30 - 11:30, Tuesday 7 April<br><s>14:00 - 17:00, Thursday 9 April</s></p>"
    assert slots(new_text(message(html=html))) == ["04-07 08:30-11:30"]


def test_a_forwarded_message_that_is_quoted_line_by_line_is_the_news() -> None:
    text = "Are you free?\n\nBegin forwarded message:\n\n> From: Bess\n> To: Hal\n>\n> Get her in next Tuesday at 9."
    assert slots(new_text(message(text))) == ["04-07 09:00-10:00"]
