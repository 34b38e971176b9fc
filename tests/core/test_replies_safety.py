"""Mail is hostile: reading it takes bounded work and never fails."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.core.recognise.judgement import Owner
from daemon.core.replies import Outcome, Pursuit, Reply, read_reply
from daemon.core.replies.body import LONGEST_TEXT, new_text
from daemon.core.replies.lexicon import languages, meanings
from daemon.core.replies.records import reply_from_record
from daemon.ports.records import Direction, Message, Person

SENDER = Person(name="Dana Holt", email="dana@larkfield.example")
OWNER = Owner(name="Robin Vale", emails=frozenset({"robin@vale.example"}))
PURSUIT = Pursuit(company="Larkfield Mills", role="Plant Engineer", interviewers=(SENDER,))
HOSTILE = [
    "On " * 400_000,
    ">" * 1_000_000,
    " \n" * 500_000,
    "From: a\n" * 100_000,
    "we have decided to go " * 50_000,
    "not " * 300_000,
    "if we do not choose you, another candidate goes on " * 40_000,
    "10:00 " * 200_000,
    "Tuesday 7 April at 10:00 or " * 40_000,
    "<div>" * 200_000 + "</div>",
    "\u202e\x00\ud800" * 300_000,
    "9" * 1_000_000,
    "面接の日程" * 200_000,
]


def message(**parts: object) -> Message:
    given_parts = {
        "ref": "1",
        "message_id": "<1@x.example>",
        "direction": Direction.INBOUND,
        "sender": SENDER,
        "date": datetime(2026, 4, 1, tzinfo=UTC),
        **parts,
    }
    return Message(**given_parts)  # type: ignore[arg-type]  # parts of a message by name


def read(**parts: object) -> Reply:
    return read_reply(message(**parts), OWNER, PURSUIT, "en-GB")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_megabyte_is_cut_and_read(text: str) -> None:
    assert len(new_text(message(text=text))) <= LONGEST_TEXT
    assert read(text=text).outcome in Outcome
    assert read(html=text).outcome in Outcome


@pytest.mark.parametrize(
    "text", ["we will not be ", " \t\n", "((((", "<a href='", "面接の日程来週金曜日まで", "a.a.a.a@a.a.a.a@", "not "]
)
def test_a_hostile_megabyte_takes_a_bounded_number_of_steps(text: str) -> None:
    read(text="Hello")  # what is loaded once is no step of reading
    steps = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal steps
        steps += event == "call"

    sys.setprofile(count)
    try:
        read(text=text * (1_000_000 // len(text)))
    finally:
        sys.setprofile(None)
    assert steps < 2_000_000


@settings(max_examples=100, deadline=None)
@given(
    subject=st.text(),
    text=st.none() | st.text(),
    html=st.none() | st.text(),
    date=st.datetimes(timezones=st.just(UTC)),
    locale=st.text(max_size=8),
)
def test_no_mail_makes_it_raise(subject: str, text: str | None, html: str | None, date: datetime, locale: str) -> None:
    mail = message(subject=subject, text=text, html=html, date=date)
    assert read_reply(mail, OWNER, PURSUIT, locale).outcome in Outcome


@pytest.mark.parametrize("code", sorted(languages()))
def test_every_pattern_of_a_language_can_be_read(code: str) -> None:
    assert meanings(code).patterns.find(["..."]) == []


def test_the_words_of_all_languages_never_take_much_memory() -> None:
    meanings.cache_clear()
    gc.collect()
    tracemalloc.start()
    try:
        for code in sorted(languages()):
            meanings(code)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 2_200_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("key", ["me", "pursuit", "mail"])
def test_a_record_without_a_part_is_refused_by_its_name(key: str) -> None:
    record: dict[str, object] = {
        "id": "1",
        "locale": "en-GB",
        "me": {"name": "Robin Vale", "emails": ["robin@vale.example"]},
        "pursuit": {"company": "Larkfield Mills", "role": "Plant Engineer", "interviews": [], "recruiter": None},
        "mail": {"from": "Dana <dana@larkfield.example>", "date": "2026-04-01T10:00:00+02:00", "text": "Hello"},
    }
    assert reply_from_record(record)["id"] == "1"
    record[key] = None
    with pytest.raises(ValueError, match=key):
        reply_from_record(record)


@pytest.mark.parametrize(
    "text",
    [
        "Hi Robin, it takes longer than planned, sorry. Ada",
        "Lieber Robin, leider dauert es länger als geplant. Ada",
        "Sorry Robin, no decision yet.",
    ],
)
def test_a_few_sad_words_are_no_refusal_and_no_invitation(text: str) -> None:
    outcome = read_reply(message(text=text), OWNER, PURSUIT, "en-GB").outcome
    assert outcome not in {Outcome.REJECTION, Outcome.OFFER, Outcome.NEXT_ROUND}
