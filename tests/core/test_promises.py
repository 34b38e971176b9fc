"""What people say about when, resolved as the conventions fix it; every sentence is said on Wednesday, 10 June 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from daemon.core.promises import Promise, read_date, read_promise

SAID = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


def read(text: str, locale: str = "en-GB", said: datetime = SAID) -> Promise | None:
    return read_promise(text, said, locale)


def days(promise: Promise | None) -> tuple[date | None, date | None, date | None] | None:
    return (promise.decide_by, promise.earliest, promise.permission) if promise else None


def on(text: str | None) -> date | None:
    """06-12 is that day of 2026."""
    return date.fromisoformat(f"2026-{text}") if text else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You'll hear by the end of the week.", "06-12"),
        ("We should have news by EOW.", "06-12"),
        ("I'll get back to you before the weekend.", "06-12"),
        ("You will hear by the end of next week.", "06-19"),
        ("We will decide early next week.", "06-16"),
        ("You'll have an answer by the beginning of next week.", "06-16"),
        ("We'll be deciding mid next week.", "06-17"),
        ("You'll hear from me on Tuesday.", "06-16"),
        ("You'll hear from me this Thursday.", "06-11"),
        ("You'll hear by Wednesday.", "06-17"),
        ("We'll decide next Friday.", "06-19"),
        ("You'll hear on Friday week.", "06-19"),
        ("We'll call a week on Monday.", "06-22"),
        ("We'll call you two weeks from Friday.", "06-26"),
        ("You'll hear by EOD tomorrow.", "06-11"),
        ("You'll know by close of play on Thursday.", "06-11"),
        ("I'll call you tonight.", "06-10"),
        ("I'll let you know the day after tomorrow.", "06-12"),
        ("We'll answer within 48 hours.", "06-12"),
        ("You'll hear within 10 days.", "06-20"),
        ("We'll have an answer this time next week.", "06-17"),
        ("You'll hear at the two-week mark.", "06-24"),
        ("We'll be back to you in a couple of days.", "06-12"),
        ("We'll be back to you in a couple of weeks.", "06-24"),
        ("Give us a few days and we'll call.", "06-15"),
        ("We'll decide in a few weeks.", "07-01"),
        ("We'll decide in a fortnight or so.", "06-24"),
        ("You'll hear in a month.", "07-10"),
        ("We'll respond within five working days.", "06-17"),
        ("You'll hear before Friday.", "06-11"),
        ("We'll decide before Christmas.", "12-24"),
        ("You'll have our decision before Thanksgiving.", "11-25"),
        ("We'll decide after Friday.", "06-15"),
        ("Once the last interviews are done on Thursday we'll make a decision.", "06-12"),
        ("You'll hear at the latest in week 27.", "07-03"),
        ("You'll hear by EOM.", "06-30"),
        ("We'll decide at the end of August.", "08-31"),
        ("You'll hear by the end of next month.", "07-31"),
        ("You'll hear before the month is out.", "06-30"),
        ("We'll decide mid-July.", "07-15"),
        ("We'll decide in the middle of next month.", "07-15"),
        ("We'll decide by the end of Q3.", "09-30"),
        ("You'll hear by the 3rd.", "07-03"),
        ("You'll hear by 14 November.", "11-14"),
        ("You'll hear by 2026-07-08.", "07-08"),
        ("The board sits on the first Tuesday of July and decides there and then.", "07-07"),
        ("We're closing on Friday 19 June and will call you the Monday after.", "06-22"),
        ("The directors meet on Monday and you'll hear the following day.", "06-16"),
        ("A decision will be with you three days after the panel on 16 June.", "06-19"),
        ("Interviews end on the 19th and we'll call all of you within three business days of that.", "06-24"),
        ("The board sits on the third Thursday of the month and decides there.", "06-18"),
        ("They vote on the 16th, and you'd have an email on the Friday.", "06-19"),
        ("You'll hear by Jul. 3rd.", "07-03"),
        ("You'll hear Monday fortnight.", "06-29"),
        ("The panel meets the week of 22 June and you'd hear that Friday.", "06-26"),
        ("The vote moved from Monday to Wednesday of next week, and you'll hear there and then.", "06-17"),
        ("The panel sits on the 16th and you'll be written to the next working day.", "06-17"),
    ],
)
def test_one_day_or_a_limit_has_no_first_day(text: str, expected: str) -> None:
    assert days(read(text)) == (on(expected), None, None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("We'll be in touch sometime next week.", "06-15", "06-19"),
        ("We'll let you know late next week.", "06-18", "06-19"),
        ("We'll mull it over and let you know over the weekend.", "06-13", "06-14"),
        ("You'll hear back in two to three weeks.", "06-24", "07-01"),
        ("You'll hear in 7-10 business days.", "06-19", "06-24"),
        ("You'll hear in two, maybe three weeks.", "06-24", "07-01"),
        ("You'll hear in two-three weeks.", "06-24", "07-01"),
        ("You'll hear on Monday or on Tuesday.", "06-15", "06-16"),
        ("You'll hear not this week but next.", "06-15", "06-19"),
        ("Give us a week or two and we'll let you know.", "06-17", "06-24"),
        ("You'll hear Thursday or Friday.", "06-11", "06-12"),
        ("We'll call tonight or tomorrow.", "06-10", "06-11"),
        ("HR will call Tue or Wed", "06-16", "06-17"),
        ("Hopefully you'll hear by Friday, at the latest Tuesday.", "06-12", "06-16"),
        ("We'll call you between Monday and Wednesday.", "06-15", "06-17"),
        ("You can expect to hear from us between the 22nd and 26th of June.", "06-22", "06-26"),
        ("You'll hear the week of the 22nd.", "06-22", "06-26"),
        ("You'll hear w/c 22 June.", "06-22", "06-26"),
        ("Our decision comes in week 27.", "06-29", "07-03"),
        ("We'll decide in early July.", "07-01", "07-10"),
        ("We'll decide in late July.", "07-21", "07-31"),
        ("We'll decide next month.", "07-01", "07-31"),
        ("We'll decide in the first two weeks of July.", "07-01", "07-14"),
        ("We'll decide in the last week of July.", "07-25", "07-31"),
        ("We'll decide in the second half of July.", "07-16", "07-31"),
        ("We'll decide in Q3.", "07-01", "09-30"),
        ("Final decision expected in mid to late July.", "07-15", "07-31"),
    ],
)
def test_a_window_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert days(read(text)) == (on(last), on(first), None)


@pytest.mark.parametrize(("text", "last"), [("You'll hear this week.", "06-12"), ("You'll hear this month.", "06-30")])
def test_a_window_that_has_begun_is_a_limit(text: str, last: str) -> None:
    assert days(read(text)) == (on(last), None, None)


@pytest.mark.parametrize("text", ["You won't hear before 22 June.", "A decision will come on 22 June at the earliest."])
def test_not_before_a_day_leaves_the_last_day_open(text: str) -> None:
    assert days(read(text)) == (None, on("06-22"), None)


@pytest.mark.parametrize(
    ("locale", "expected"), [("en-US", "07-08"), ("en-GB", "08-07"), ("de-DE", "08-07"), ("en-CA", "08-07")]
)
def test_the_locale_says_which_figure_is_the_month_and_the_later_day_wins_if_it_does_not(
    locale: str, expected: str
) -> None:
    assert days(read("You'll hear by 7/8.", locale)) == (on(expected), None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The decision was due Friday, it's now Tuesday.", "06-16"),
        ("You'll hear not this week but by Wednesday next week.", "06-17"),
        ("You'll hear Friday. No, sorry, make that Monday.", "06-15"),
        ("We'll decide Monday. Actually, Friday: I forgot it was free.", "06-12"),
    ],
)
def test_the_newest_statement_wins(text: str, expected: str) -> None:
    assert days(read(text)) == (on(expected), None, None)


def test_of_two_promised_days_the_later_is_taken() -> None:
    assert days(read("The panel votes on Thursday and the Head will telephone all candidates on Friday.")) == (
        on("06-12"),
        None,
        None,
    )


def test_days_count_from_the_local_date_of_the_speaker() -> None:
    late = datetime.fromisoformat("2026-06-10T23:30:00-07:00")
    assert days(read("I'll call you tomorrow.", said=late)) == (on("06-11"), None, None)


def test_next_week_said_on_a_sunday_starts_the_next_day() -> None:
    sunday = datetime(2026, 6, 14, 20, 0, tzinfo=UTC)
    assert days(read("You'll hear next week.", said=sunday)) == (on("06-19"), on("06-15"), None)


def test_easter_is_computed() -> None:
    assert days(read("We'll call you after Easter.", said=datetime(2026, 3, 10, tzinfo=UTC))) == (
        on("04-07"),
        None,
        None,
    )


def test_the_words_it_was_read_from_are_kept_and_bounded() -> None:
    promise = read("Great to meet you.\nYou'll hear by Friday. Take care" + "!" * 5000)
    assert promise is not None
    assert promise.text == "You'll hear by Friday"
    whole = read("You'll hear by Friday" + " and so on" * 500)
    assert whole is not None
    assert whole.text.startswith("You'll")
    assert len(whole.text) <= 300


@pytest.mark.parametrize(
    ("typed", "locale", "expected"),
    [
        ("14 Nov", "en-GB", "11-14"),
        ("end of next week", "en-GB", "06-19"),
        ("2026-11-14", "en-US", "11-14"),
        ("Freitag", "de-DE", "06-12"),
        ("14.11.", "de-DE", "11-14"),
        ("next week", "en-GB", "06-19"),
        ("Thursday or Friday", "en-GB", "06-12"),
        ("vendredi", "fr-FR", "06-12"),
    ],
)
def test_a_date_typed_in_a_form_is_its_last_day(typed: str, locale: str, expected: str) -> None:
    assert read_date(typed, SAID, locale) == on(expected)


@pytest.mark.parametrize("typed", ["", "no idea", "they did not say", "last Friday"])
def test_a_form_without_a_day_to_come_has_no_date(typed: str) -> None:
    assert read_date(typed, SAID, "en-GB") is None
