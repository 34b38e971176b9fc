"""How the days of one text say what each other means; every sentence is said on Wednesday, 10 June 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from daemon.core.promises import read_date, read_promise
from daemon.core.promises.holidays import next_holiday, orthodox_easter

SAID = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


def read(text: str, locale: str) -> tuple[date | None, date | None] | None:
    promise = read_promise(text, SAID, locale)
    return (promise.decide_by, promise.earliest) if promise else None


def on(days: str) -> tuple[date | None, date | None]:
    """06-19 06-15 are the last and the first day."""
    last, first = (*(date.fromisoformat(f"2026-{day}") for day in days.split()), None)[:2]
    return last, first


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "We'll ring you after the bank holiday (31 August).", "09-01"),
        ("en-GB", "You'll hear late next week, Thursday or Friday.", "06-19 06-18"),
        ("en-GB", "You'll hear on the 26th, a Friday.", "06-26"),
        ("de-DE", "Gleich nach dem Sommerfest (20.6.) rufen wir Sie an.", "06-22"),
        ("es-CL", "Después de la feria del pueblo (18 al 20 de julio) te llamamos.", "07-21"),
        ("fr-FR", "Nous vous répondrons du 2 au 20 juillet.", "07-20 07-02"),
    ],
)
def test_a_day_that_explains_another_is_read_with_it(locale: str, text: str, expected: str) -> None:
    assert read(text, locale) == on(expected)


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "Panel on Friday 19 June. You'll be notified within ten working days of the panel.", "07-03"),
        ("en-GB", "The board meets on 25 June. Letters go out within a week of the board meeting.", "07-02"),
        ("de-DE", "Die Sitzung ist am 25. Juni. Zwei Wochen nach der Sitzung bekommen Sie Bescheid.", "07-09"),
    ],
)
def test_a_duration_counts_from_the_event_whose_day_was_told(locale: str, text: str, expected: str) -> None:
    assert read(text, locale) == on(expected)


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "Monday the 15th is a holiday here, so I'll call you on Tuesday.", "06-16"),
        ("es-AR", "El lunes 15 es feriado, así que el martes te llamo.", "06-16"),
        ("de-DE", "Freitag, der 19., ist bei uns Feiertag, ich rufe Sie am Montag an.", "06-22"),
        ("en-GB", "The office is closed on Friday, so you'll hear on Thursday.", "06-11"),
    ],
)
def test_a_weekday_beside_a_day_off_is_the_one_near_it(locale: str, text: str, expected: str) -> None:
    assert read(text, locale) == on(expected)


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "We'll decide the day after the August bank holiday.", "09-01"),
        ("da-DK", "Du får besked fredag i næste uge.", "06-19"),
        ("en-US", "You'll hear from us the day after Columbus Day.", "10-13"),
        ("es-MX", "Pasando el Grito te llamamos.", "09-17"),
        ("pt-BR", "Depois do dia da Consciência Negra a gente te avisa.", "11-23"),
    ],
)
def test_a_holiday_is_a_day_like_any_other(locale: str, text: str, expected: str) -> None:
    assert read(text, locale) == on(expected)


def test_the_feasts_of_other_calendars_are_known() -> None:
    assert [orthodox_easter(year) for year in (2025, 2026, 2027)] == [
        date(2025, 4, 20),
        date(2026, 4, 12),
        date(2027, 5, 2),
    ]
    assert next_holiday("lunar_new_year", date(2026, 2, 1)) == (date(2026, 2, 17), date(2026, 2, 23))
    assert next_holiday("eid_next", date(2026, 4, 1))[0] == date(2026, 5, 27)
    assert next_holiday("golden_week", date(2026, 4, 1))[1] == date(2026, 5, 6)


def test_a_feast_beyond_the_almanac_is_no_day() -> None:
    said_at = datetime(2060, 6, 10, tzinfo=UTC)
    assert read_promise("You'll hear after Diwali.", said_at, "en-IN") is None


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("es-ES", "La encargada me llama el martes con lo que sea.", "06-16"),
        ("fr-FR", "Le directeur me passe un coup de fil mardi pour me dire oui ou non.", "06-16"),
        ("zh-CN", "店长说下周二给我打电话告诉我结果。", "06-16"),
        ("he-IL", "המנהלת תתקשר אליי ביום שלישי עם תשובה.", "06-16"),
        ("de-DE", "Am Dienstag kriege ich gesagt, ob ich die Stelle habe.", "06-16"),
    ],
)
def test_who_stands_before_the_call_is_the_one_who_calls(locale: str, text: str, expected: str) -> None:
    promise = read_promise(text, SAID, locale)
    assert promise is not None
    assert ((promise.decide_by, promise.earliest), promise.permission) == (on(expected), None)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-GB", "What happens next. Decision: this month. Start: August."),
        ("pl-PL", "Od lipca nowe godziny otwarcia."),
        ("fr-FR", "Inscription du 2 au 20 juillet."),
        ("en-GB", "The harvest festival is from 3 July."),
    ],
)
def test_what_begins_or_is_headed_as_something_else_is_not_waited_for(locale: str, text: str) -> None:
    promise = read_promise(text, SAID, locale)
    assert promise is None or promise.decide_by == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("locale", "typed", "expected"),
    [
        ("cs-CZ", "za týden", "06-17"),
        ("ru-RU", "через месяц", "07-10"),
        ("fi-FI", "viikon päästä", "06-17"),
        ("pl-PL", "za tydzień", "06-17"),
        ("zh-CN", "两周后", "06-24"),  # and not the weekday after
    ],
)
def test_one_week_needs_no_number_in_most_languages(locale: str, typed: str, expected: str) -> None:
    assert read_date(typed, SAID, locale) == on(expected)[0]


@pytest.mark.parametrize(
    ("locale", "typed", "expected"),
    [
        ("ro-RO", "până pe 20", "06-20"),
        ("he-IL", "עד ה-20", "06-20"),
        ("ar-EG", "يوم 20", "06-20"),
        ("fi-FI", "20. päivä", "06-20"),
        ("en-GB", "Friday, 19.", "06-19"),
        ("hu-HU", "06.25-ig", "06-25"),  # the month first
        ("pt-PT", "dez dias úteis", "06-24"),  # ten, not December
        ("pt-BR", "6ª feira", "06-12"),
    ],
)
def test_a_number_is_a_day_by_what_stands_beside_it(locale: str, typed: str, expected: str) -> None:
    assert read_date(typed, SAID, locale) == on(expected)[0]


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "The feast is on the 24th. We will call you the day before with our decision.", "06-23"),
        ("en-GB", "The feast is on the 24th. We will call you the night before with our decision.", "06-23"),
        ("fr-FR", "La fête est le 24. Nous vous donnons notre réponse la veille.", "06-23"),
        ("nl-NL", "Het feest is op 24 juni. Je krijgt de dag ervoor antwoord van ons.", "06-23"),
    ],
)
def test_the_day_before_is_counted_from_the_day_just_named(locale: str, text: str, expected: str) -> None:
    assert read(text, locale) == on(expected)


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "They meet on the 14th of July and will ring you by the 16th.", "07-16"),
        ("en-US", "We'll let you know August 4 to 8.", "08-08 08-04"),
    ],
)
def test_a_day_number_is_of_the_month_told_before_it(locale: str, text: str, expected: str) -> None:
    assert read(text, locale) == on(expected)


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "Wednesday the board votes, Thursday we'll call you.", "06-18"),
        ("es-AR", "El lunes 22 es feriado, el martes te llamamos con la decisión.", "06-23"),
        ("en-GB", "Our fair is on Saturday 20 June. On Sunday we'll call you with our decision.", "06-21"),
        ("en-GB", "You start on Monday 7 September. We'll call you on Tuesday with our decision.", "06-16"),
    ],
)
def test_a_weekday_that_follows_the_day_told_before_it_is_the_next_day(locale: str, text: str, expected: str) -> None:
    assert read(text, locale) == on(expected)


@pytest.mark.parametrize(
    ("locale", "typed", "expected"),
    [
        ("pt-BR", "na primeira semana de agosto", "08-07"),
        ("pt-BR", "na última semana de agosto", "08-31"),
        ("de-DE", "in der letzten Juliwoche", "07-31"),
        ("de-DE", "in der zweiten Juliwoche", "07-14"),
        ("es-ES", "el 16 o 17", "06-17"),
        ("it-IT", "l'11", "06-11"),
        ("it-IT", "nella settimana dell'8 luglio", "07-10"),
        ("pl-PL", "25-go", "06-25"),
        ("fr-FR", "le lendemain du 14 juillet", "07-15"),
        ("ja-JP", "一週間後の17日", "06-17"),
        ("en-US", "2moro", "06-11"),
    ],
)
def test_weeks_of_a_month_and_numbers_are_read_as_each_language_writes_them(
    locale: str, typed: str, expected: str
) -> None:
    assert read_date(typed, SAID, locale) == on(expected)[0]


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "You'll hear on the 19th, not before.", "06-19"),
        ("fr-FR", "Vous aurez notre réponse le 19, pas avant.", "06-19"),
        ("en-GB", "Interviews end on the 18th; three working days from then you'll hear.", "06-23"),
        ("en-GB", "Half term starts on Monday 22 June. You'll be told by the Friday before.", "06-19"),
        ("en-GB", "Hopefully you'll hear on Friday 19th, at the very latest the Friday after.", "06-26 06-19"),
        ("de-DE", "Rückmeldung bekommen Sie vom 8. bis 12.7.2026.", "07-12 07-08"),
        ("de-DE", "Wir melden uns Mittwoch bis Freitag KW 27.", "07-03 07-01"),
    ],
)
def test_what_stands_around_a_day_is_read_as_it_is_meant(locale: str, text: str, expected: str) -> None:
    assert read(text, locale) == on(expected)


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "You'll hear on Monday if the head signs, on Tuesday if he doesn't.", "06-16 06-15"),
        ("en-GB", "Ideally we'll ring you on Friday the 12th. Realistically, you'll hear on the 19th.", "06-19 06-12"),
    ],
)
def test_the_sooner_of_two_days_is_the_first_on_which_news_may_come(locale: str, text: str, expected: str) -> None:
    assert read(text, locale) == on(expected)


def test_a_later_day_that_is_much_less_likely_promised_does_not_count() -> None:
    assert read("You'll definitely hear from us by Friday the 19th. Hallowe'en is on a Saturday.", "en-GB") == on(
        "06-19"
    )


def test_a_day_number_of_another_sentence_is_of_the_nearest_month() -> None:
    assert read("Could you start on 1 August? You'll hear from us on the 14th.", "en-GB") == on("06-14")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You'll hear tomorrow or Friday at the latest.", "06-12 06-11"),
        ("Today, tomorrow or Friday I'll call you with our decision.", "06-12 06-10"),
        ("You'll hear between Monday, the 15th, and Wednesday, the 17th.", "06-17 06-15"),
        ("You'll hear at the end of next week, Thursday or Friday.", "06-19 06-18"),
    ],
)
def test_days_to_choose_from_are_a_window(text: str, expected: str) -> None:
    assert read(text, "en-GB") == on(expected)


def test_next_before_a_word_is_not_next_week() -> None:
    assert read("Friday this week I'll tell you who is the next organist.", "en-GB") == on("06-12")


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en-GB", "You'll hear from us on or after 16 June."), ("ko-KR", "16일 이후에 결과를 알려드리겠습니다.")],
)
def test_on_or_after_a_day_begins_with_it(locale: str, text: str) -> None:
    assert read(text, locale) == (None, date(2026, 6, 16))


def test_that_day_names_none_if_no_day_was_told() -> None:
    assert read("You'll hear from them that day.", "en-GB") is None
