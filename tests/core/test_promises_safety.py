"""Hostile and broken input: never an exception, never a day that has passed, bounded work; and the record format."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from datetime import UTC, date, datetime
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.core.promises import read_date, read_promise
from daemon.core.promises.lexicon import LANGUAGES, lexicon
from daemon.core.promises.reader import LONGEST_TEXT
from daemon.core.promises.records import promise_from_record, promise_to_record

SAID = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
MOST_CALLS = 2_000_000  # of functions, some 200 a character
RECORD = {
    "id": "one",
    "locale": "en-US",
    "text": "You'll hear Thursday or Friday.",
    "spoken_at": "2026-06-10T23:30:00-05:00",
    "timezone": "America/Chicago",
}

WORDS = """
we'll call you by before after between within not at the latest earliest first last next this that following end of
early mid late week weeks month months quarter year monday friday weekend tomorrow today yesterday 3 31 12th 2027 99999
March May february Q4 Christmas Easter or to and - , . ; : ( ) 3/4 31.12. 2026-02-31 5pm if you haven't heard ping me
decision start interview a couple of few business days hours bis Ende nächster Woche 来週 金曜日 まで semaine prochaine
der 14. KW 53 uke week 60
"""
words = st.sampled_from(WORDS.split())
texts = st.one_of(st.text(max_size=300), st.lists(words, max_size=40).map(" ".join))
moments = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 the strategy adds the zone
locales = st.sampled_from(["en-GB", "en-US", "de-DE", "fr", "ja-JP", "zh_CN", "no-NO", "", "xx-??"])


@given(text=texts, said_at=moments, locale=locales)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_days_to_come_in_order_or_nothing(text: str, said_at: datetime, locale: str) -> None:
    promise = read_promise(text, said_at, locale)
    if promise is None:
        return
    days = [day for day in (promise.decide_by, promise.earliest, promise.permission) if day is not None]
    assert days
    assert min(days) >= said_at.date()
    if promise.earliest and promise.decide_by:
        assert promise.earliest <= promise.decide_by


def test_nobody_may_ask_on_a_day_that_has_passed() -> None:
    promise = read_promise("WEEKEND0CALL ME", datetime(2000, 12, 31, tzinfo=UTC), "en-GB")
    assert promise is None or promise.permission is None or promise.permission >= date(2000, 12, 31)


@given(text=texts, said_at=moments, locale=locales)
@settings(max_examples=200, deadline=None)
def test_any_typed_date_is_to_come_or_nothing(text: str, said_at: datetime, locale: str) -> None:
    day = read_date(text, said_at, locale)
    assert day is None or day >= said_at.date()


@pytest.mark.parametrize("year", [1, 9999])
def test_nothing_can_have_been_promised_at_the_ends_of_the_calendar(year: int) -> None:
    text = "You'll hear next week, last week, before Christmas, in 3 years, by the 31st, in week 53 or after Easter."
    assert read_promise(text, datetime(year, 12, 31, tzinfo=UTC), "en-GB") is None
    assert read_date("tomorrow", datetime(year, 12, 31, tzinfo=UTC), "en-GB") is None


@pytest.mark.parametrize(
    "piece", ["of ", "Friday, ", "will call Friday, ", "1.1.", "once the ", "two weeks or ", "((", "\ud800"]
)
def test_a_long_text_is_read_up_to_a_bound(piece: str) -> None:
    text = piece * LONGEST_TEXT
    promise = read_promise(text + " You'll hear by 12 December.", SAID, "en-GB")
    assert promise is None or promise.decide_by != date(2026, 12, 12)


@pytest.mark.parametrize(
    "piece",
    ["a.a.a.a@a.a.a.a@", "we will not be ", "1.1.", "((", "Friday, ", "will call Friday, ", "\u4e00", "来週金曜日まで"],
)
def test_hostile_text_costs_a_bounded_number_of_calls(piece: str) -> None:
    locale = "en-GB" if piece.isascii() else "ja-JP"
    read_promise("We'll call.", SAID, locale)  # the language is read from its file once
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        read_promise(piece * 100_000, SAID, locale)
    finally:
        sys.setprofile(None)
    assert calls < MOST_CALLS


def test_a_record_is_answered_with_iso_dates_in_its_own_zone() -> None:
    answer = promise_to_record(*promise_from_record(RECORD))
    assert answer == {
        "id": "one",
        "promise": True,
        "decide_by": "2026-06-12",
        "from": "2026-06-11",
        "permission_to_check": None,
    }


def test_a_record_without_a_promise_is_answered_with_nulls() -> None:
    answer = promise_to_record(*promise_from_record(RECORD | {"text": "Thanks!"}))
    assert answer == {"id": "one", "promise": False, "decide_by": None, "from": None, "permission_to_check": None}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", None),
        ("id", 7),
        ("spoken_at", "yesterday"),
        ("spoken_at", "2026-06-10T12:00:00"),
        ("spoken_at", "0001-01-01T00:00:00+14:00"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../etc/passwd"),
        ("timezone", ""),
    ],
)
def test_a_broken_record_is_refused_with_the_name_of_the_field(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        promise_from_record(RECORD | {field: value})


def test_the_phrases_of_as_many_languages_as_are_kept_are_small() -> None:
    sizes = sorted(_size(code) for code in LANGUAGES)
    assert sum(sizes[-(lexicon.cache_parameters()["maxsize"] or 0) :]) < 2_100_000


def _size(code: str) -> int:
    lexicon.cache_clear()
    gc.collect()
    tracemalloc.start()
    try:
        kept = lexicon(code)
        gc.collect()
        assert kept.code == code
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
