"""What was promised and how it ended, as far as it was said, and by whom last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.core.applications import Application, Outcome, event_token, gather
from daemon.core.recognise.judgement import Verdict
from daemon.core.statements import DateReader, Statement, read_statements, with_statements, with_verdict
from daemon.core.typed import Tag
from daemon.ports.records import Entry, StandingEntry
from tests.core.judgements import MONDAY, interview

NOTE = MONDAY + timedelta(hours=1)  # the end of the interview, when the form is there
TOKEN = event_token(interview("a").event)


def application(description: str = "", title: str = "Interview at Tarn") -> Application:
    judgement = interview("a")
    [found] = gather([replace(judgement, event=replace(judgement.event, description=description, summary=title))], ())
    return found


def said(kind: str = "take-stock", at: datetime = NOTE, **fields: object) -> Statement:
    key = f"{kind}-{TOKEN}-{TOKEN}"
    return replace(Statement(key=key, at=at), **fields)  # type: ignore[arg-type]  # fields of Statement, by name


def told(found: Application, *statements: Statement) -> Application:
    return with_statements(found, {s.key: s for s in statements}, DateReader.of("en-GB"))


def decide_by(found: Application) -> date | None:
    return found.said.promise.decide_by if found.said else None


def test_without_a_word_nothing_is_known() -> None:
    found = told(application())
    assert (found.said, found.outcome, found.quiet) == (None, None, False)


def test_the_invitation_may_promise() -> None:
    assert decide_by(told(application("We will let you know by 13 March."))) == date(2026, 3, 13)


def test_a_note_made_at_the_end_of_the_interview_counts_more_than_the_invitation() -> None:
    found = told(application("We will let you know by 20 March."), said(decision="13 March"))
    assert decide_by(found) == date(2026, 3, 13)


def test_of_two_notes_the_later_one_counts() -> None:
    first, second = said(decision="20 March"), said("check-in-call", NOTE + timedelta(days=3), decision="13 March")
    assert decide_by(told(application(), second, first)) == date(2026, 3, 13)


def test_of_two_notes_made_at_once_the_later_date_is_the_safe_one() -> None:
    first, second = said(decision="20 March"), said("thank-you", decision="13 March")
    assert decide_by(told(application(), first, second)) == date(2026, 3, 20)


def test_a_promise_that_was_over_when_the_interview_took_place_is_none() -> None:
    assert told(application("Applications close; we will let you know by 27 February 2026.")).said is None


def test_the_day_of_the_interview_itself_is_no_promise_of_the_invitation() -> None:
    assert told(application("You will hear from us on Monday, 2 March 2026, 4:00pm.")).said is None
    assert decide_by(told(application("decision: 2 March"))) == date(2026, 3, 2)


def test_the_person_may_say_it_in_words() -> None:
    assert decide_by(told(application(), said(decision="by the end of next week"))) == date(2026, 3, 13)


@pytest.mark.parametrize(
    ("tag", "outcome"),
    [(Tag.OFFER, Outcome.OFFER), (Tag.REJECTED, Outcome.REJECTION), (Tag.WITHDRAWN, Outcome.WITHDRAWN_BY_ME)],
)
def test_tags_tell_the_outcome(tag: Tag, outcome: Outcome) -> None:
    assert told(application(), said(tags=frozenset({tag}))).outcome is outcome
    assert told(application(title=f"Interview at Tarn #{tag}")).outcome is outcome


def test_of_two_outcomes_the_later_one_counts() -> None:
    offer, no = (
        said(tags=frozenset({Tag.OFFER})),
        said("check-in-call", NOTE + timedelta(days=9), tags=frozenset({Tag.REJECTED})),
    )
    assert told(application(), no, offer).outcome is Outcome.REJECTION


def test_quiet_and_done_are_read_from_the_interview_itself() -> None:
    assert told(application("#quiet")).quiet
    assert told(application("#done")).rounds[0].done


def test_the_newest_name_that_was_typed_counts() -> None:
    old, new = said(company="Tern", role="Clerk"), said("check-in-call", NOTE + timedelta(days=9), company="Tarn & Co")
    found = told(application(), new, old)
    assert (found.company, found.role, found.employer) == ("Tarn & Co", "Clerk", "tarn")


def test_what_was_typed_about_another_application_does_not_count() -> None:
    other = Statement(key="take-stock-other-other", at=NOTE, tags=frozenset({Tag.REJECTED}), decision="13 March")
    found = told(application(), other)
    assert (found.said, found.outcome) == (None, None)


def test_an_entry_without_times_is_read_as_said_when_its_day_begins() -> None:
    day, zone = date(2026, 3, 12), "Pacific/Kiritimati"
    key = f"check-in-call-{TOKEN}-{TOKEN}-1"
    entry = Entry(key=key, start=day, end=day + timedelta(days=1), zone=zone, summary="Call #rejected")
    statements = read_statements((StandingEntry(ref="r", version="1", entry=entry, mark=None),), {})
    assert statements[key].tags == {Tag.REJECTED}
    assert statements[key].at == datetime.combine(day, time(), ZoneInfo(zone))


def test_the_answer_to_the_question_decides() -> None:
    doubtful = interview("a", verdict=Verdict.DOUBT)
    for tag, verdict in ((Tag.INTERVIEW, Verdict.INTERVIEW), (Tag.NO, Verdict.NO), (Tag.DONE, Verdict.DOUBT)):
        answer = Statement(key=f"was-it-an-interview-{TOKEN}", at=NOTE, tags=frozenset({tag}))
        assert with_verdict(doubtful, TOKEN, {answer.key: answer}).verdict is verdict
        assert with_verdict(doubtful, "another", {answer.key: answer}).verdict is Verdict.DOUBT


def test_no_in_a_check_in_is_not_taken_to_be_about_the_event() -> None:
    answer = said("check-in-call", tags=frozenset({Tag.NO}))
    assert with_verdict(interview("a"), TOKEN, {answer.key: answer}).verdict is Verdict.INTERVIEW
    assert told(application(), answer).outcome is Outcome.REJECTION


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_typed_is_read_without_a_fault(description: str, decision: str, check_back: str) -> None:
    found = told(application(description), said(decision=decision, check_back=check_back))
    assert found.said is None or found.said.at.astimezone(UTC) == NOTE
