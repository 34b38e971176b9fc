"""Which dates are promises, which let the person ask, and which are about something else (Wednesday, 10 June 2026)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from daemon.core.promises import Promise, read_promise

SAID = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


def read(text: str, locale: str = "en-GB") -> Promise | None:
    return read_promise(text, SAID, locale)


def on(text: str | None) -> date | None:
    """06-12 is that day of 2026."""
    return date.fromisoformat(f"2026-{text}") if text else None


@pytest.mark.parametrize(
    "text",
    [
        "We'll be in touch soon.",
        "We'll let you know in due course.",
        "We'll let you know as soon as we can.",
        "Your offer expires on Friday.",
        "Please send us your references by Friday.",
        "Let us know your decision by Friday.",
        "We need your answer by Monday.",
        "You have until Friday to accept.",
        "Kindly confirm your attendance by tomorrow.",
        "Please complete the online test within 5 days.",
        "Your second interview is on Tuesday at 3pm.",
        "Can you do Thursday at 10?",
        "Looking forward to meeting you on Thursday.",
        "The job starts on 1 September.",
        "My notice period is four weeks.",
        "Applications close on Friday.",
        "I'm on leave until Monday.",
        "Salaries are paid on the 25th.",
        "Last week we decided to open a second post.",
        "The previous round took three weeks.",
        "We'll review your salary after six months.",
        "We normally take two weeks to decide but this one could be longer.",
        "Interviews finish on Friday.",
        "I promised Lena I'd give them my answer by Friday.",
        "Last time they took two weeks to call.",
        "My friend heard back after five days.",
        "We usually let people know within a week.",
        "Tell me by Friday whether you still want it.",
        "They want an answer from me by Friday.",
        "We'd need a decision from you by the 22nd.",
        "We'll call you as soon as the budget is signed, which may be weeks.",
        "The role is on hold until Q3 and nobody is getting an answer.",
        "I'll call you on Tuesday to arrange the second interview.",
        "Call me next week if you have questions about the benefits.",
        "He called on Tuesday and still couldn't say.",
        "You'll hear in the next days.",
        "My visa decision comes on the 22nd.",
        "We call you tomorrow to arrange the appointment.",
        "Back in January they said April.",
        "Hoping to hear from Quillfeather on Friday.",
        "Whitsun is on Monday.",  # when a holiday is, and nothing more
        "Whitsun Monday, office closed.",
        "No word on timing yet, she is out until Monday.",
        "Could be Friday, could be August, whenever that is.",
        "The offer's good through Friday.",
    ],
)
def test_a_date_about_something_else_is_no_promise(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You'd start in September. We'll tell you by 1 July.", "07-01"),
        ("I start my leave on Friday but Priya will let you know by Wednesday.", "06-17"),
        ("I'll be out next week, but expect a call from Jo on the 24th.", "06-24"),
        ("You'll hear whether you're through to the next round by Friday.", "06-12"),
        ("Our CEO is back on Monday and will decide then.", "06-15"),
        ("The committee votes on 22 June.", "06-22"),
        ("recruiter says decision thurs", "06-11"),
        ("Lovely to meet you all. Two weeks, absolute max.", "06-24"),
        ("48 hours is what the recruiter told me on the way out.", "06-12"),
        ("Sorry about the silence over Easter. You'll have news by Friday.", "06-12"),
        ("You'll get an answer by Friday. My own leave starts on Monday.", "06-12"),
        ("Two weeks max.", "06-24"),
        ("No news by Friday means we've gone with someone else.", "06-12"),
        ("If you haven't heard by Friday, assume it's a no.", "06-12"),
    ],
)
def test_a_promise_beside_other_dates_is_found(text: str, expected: str) -> None:
    promise = read(text)
    assert promise is not None
    assert (promise.decide_by, promise.earliest, promise.permission) == (on(expected), None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You may check back from Monday.", "06-15"),
        ("Feel free to ping me on the 15th.", "06-15"),
        ("Please feel free to follow up after Friday.", "06-15"),
        ("You can chase me at the beginning of next week.", "06-15"),
        ("Please don't call before Friday.", "06-12"),
        ("She told me to follow up on the 22nd.", "06-22"),
        ("Give it a week and then ring us.", "06-17"),
    ],
)
def test_leave_to_ask_on_a_day_sets_no_decision_date(text: str, expected: str) -> None:
    promise = read(text)
    assert promise is not None
    assert (promise.decide_by, promise.earliest, promise.permission) == (None, None, on(expected))


@pytest.mark.parametrize(
    ("text", "decide_by", "permission"),
    [
        ("If you haven't heard by Friday, get in touch.", "06-12", "06-12"),
        ("If you've not heard from us by 19 June, please email me.", "06-19", "06-19"),
        ("If I haven't emailed you by Tuesday, feel free to nudge me.", "06-16", "06-16"),
        ("If nobody has rung you by Friday, ring me.", "06-12", "06-12"),
        ("Give us until the end of the month. If it's gone quiet by then, poke me.", "06-30", "06-30"),
        ("Call me on Monday if you don't hear from me by Friday.", "06-12", "06-15"),
        ("You'll hear by Friday. If not, feel free to reach out on Monday.", "06-12", "06-15"),
    ],
)
def test_leave_to_ask_when_nothing_came_has_both_days(text: str, decide_by: str, permission: str) -> None:
    promise = read(text)
    assert promise is not None
    assert (promise.decide_by, promise.permission) == (on(decide_by), on(permission))


@pytest.mark.parametrize(
    ("text", "decide_by", "permission"),
    [
        ("We decide next Tuesday. If you hear nothing, ring me on Monday.", "06-16", "06-22"),  # not the one before
        ("Expect news by 19 June, and if you hear nothing by then call me on Tuesday.", "06-19", "06-23"),
        ("Ring me some time, from the 22nd say.", None, "06-22"),
        ("Ring me in July, but not before the 6th.", None, "07-06"),
        ("Holler if it's still quiet on Monday.", "06-15", "06-15"),
        ("If you're still in the dark on 19 June, call the office.", "06-19", "06-19"),
        ("No call by Friday means they took another.", "06-12", None),
        ("Wenn bis Freitag keine Post da ist, war es leider nichts.", "06-12", None),
    ],
)
def test_a_day_to_ask_after_silence_does_not_lie_before_the_promise(
    text: str, decide_by: str | None, permission: str | None
) -> None:
    promise = read(text, "de-DE" if text.startswith("Wenn") else "en-GB")
    assert promise is not None
    assert (promise.decide_by, promise.permission) == (on(decide_by), on(permission))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("They decide in week 26, Friday at the latest.", None, "06-26"),
        ("The vote is on the 17th and the letters go out two days later.", None, "06-19"),
        ("You'll hear on the last Friday of the month.", None, "06-26"),
        ("The elders meet next Thursday and on Friday we ring you.", None, "06-19"),
        ("We'll call you on the fourteenth.", None, "06-14"),
        ("You'll hear in from two to three weeks.", "06-24", "07-01"),
        ("We'll ring on Thursday, maybe Friday.", "06-11", "06-12"),
        ("Could be Thursday, more likely Friday, that we tell you.", "06-11", "06-12"),
        ("We'll decide Thursday, with Monday as a backstop.", "06-11", "06-15"),
        ("Decision on mon. She will call you.", None, "06-15"),
    ],
)
def test_days_of_one_text_are_read_in_the_order_in_which_they_are_told(text: str, first: str | None, last: str) -> None:
    promise = read(text)
    assert promise is not None
    assert (promise.earliest, promise.decide_by) == (on(first), on(last))


def test_somebody_who_will_call_the_person_promises_and_does_not_invite() -> None:
    promise = read("She said she'd call me on Friday.")
    assert promise is not None
    assert (promise.decide_by, promise.permission) == (on("06-12"), None)


@pytest.mark.parametrize(
    "text",
    [
        "The ceiling gets painted Friday.",  # a clause says what nobody listed
        "She said the parcel arrived for the neighbours Friday.",
        "Results: varnish cures by Monday.",
        "You'll hear about the allotment on Friday.",  # a contact with a topic
        "We'll send you the canteen menu on Monday.",  # something passed on that is no news
        "My other offer runs out on Thursday.",
        "Their board meets the second Tuesday of every month.",
    ],
)
def test_a_date_in_a_clause_that_says_something_unknown_is_no_promise(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Verdict: Friday.", "06-12"),
        ("HR - Mon", "06-15"),
        ("A letter from the bursary goes out Friday.", "06-12"),  # who it is from does not matter
        ("Oleander from staffing says they'll have word by Monday.", "06-15"),  # nor who says it
        ("Right so, hopefully Friday.", "06-12"),
        ("The boss flies in on Monday and that's when they choose.", "06-15"),
        ("A week today is when the trustees decide.", "06-17"),
        ("Who got it goes up on the board on Friday at dinner time.", "06-12"),
        ("We decide on the Tuesday after Bastille Day.", "07-21"),
    ],
)
def test_a_few_words_promise_if_all_of_them_are_read(text: str, expected: str) -> None:
    promise = read(text)
    assert promise is not None
    assert promise.decide_by == on(expected)


def test_news_of_something_unknown_is_not_passed_over_for_an_earlier_day() -> None:
    promise = read("We will decide on Friday. The verdict in sealing wax goes out Monday.")
    assert promise is not None
    assert promise.decide_by == on("06-15")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They vote on Thursday, the herald rides out on Friday.", "06-12"),  # nothing says what else Friday is for
        ("Aiming for Thursday, but if Jory's flight is late it slips to Monday.", "06-15"),
        ("Sorry, we call you Friday, I meant Friday week.", "06-19"),
    ],
)
def test_a_later_day_that_nothing_else_claims_is_waited_for(text: str, expected: str) -> None:
    promise = read(text)
    assert promise is not None
    assert (promise.decide_by, promise.earliest) == (on(expected), None)


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-GB", "Submit the reading list and reply by Friday.", None),
        ("en-GB", "Reply by Friday.", None),
        ("en-GB", "I told Bram I'd get back to him by Friday.", None),
        ("ru-RU", "Сообщите нам до пятницы.", None),
        ("ru-RU", "Сообщим вам до пятницы.", "06-12"),
        ("uk-UA", "Повідомте нас до п'ятниці.", None),
        ("uk-UA", "Повідомимо вас до п'ятниці.", "06-12"),
        ("cs-CZ", "Rozhodněte se do pátku.", None),
        ("cs-CZ", "Rozhodneme se do pátku.", "06-12"),
        ("fi-FI", "Ilmoitattehan päätöksenne perjantaihin mennessä, vastatkaa pian.", None),
        ("fi-FI", "Ilmoitamme perjantaihin mennessä.", "06-12"),
        ("fr-FR", "Répondez avant samedi.", None),
        ("fr-FR", "Vous saurez vendredi.", "06-12"),
        ("it-IT", "Rispondeteci entro venerdì.", None),
        ("it-IT", "Rispondiamo entro venerdì.", "06-12"),
        ("ja-JP", "金曜日までにお返事をお願いいたします。", None),
        ("ja-JP", "金曜日までにお返事いたします。", "06-12"),
        ("ko-KR", "금요일까지 회신 부탁드립니다.", None),
        ("ko-KR", "금요일에 전화드리겠습니다.", "06-12"),
        ("zh-CN", "请于周五前回复。", None),
        ("zh-CN", "周五前回复您。", "06-12"),
    ],
)
def test_what_is_asked_of_the_person_is_told_from_what_is_promised(
    locale: str, text: str, expected: str | None
) -> None:
    promise = read(text, locale)
    assert (promise and promise.decide_by) == on(expected)


def test_a_day_to_ask_does_not_put_off_what_was_promised_before_it() -> None:
    promise = read("You're hearing Thursday. If you're not hearing Thursday, you're calling me Friday.")
    assert promise is not None
    assert (promise.decide_by, promise.permission) == (date(2026, 6, 11), date(2026, 6, 12))
