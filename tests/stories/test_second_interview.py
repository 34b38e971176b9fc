"""An invitation to a further interview is answered with times that suit, and what was offered stays offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from daemon.core.applications import Application, Heard, Outcome
from daemon.core.remembered import Form, State
from daemon.core.slots import Span
from daemon.core.statements import with_statements
from daemon.core.steps import Step
from daemon.ports.records import Event, Response
from tests.stories.life import MIA, Life

KIND = "second-interview-reply"


class Invited(Life):
    """A life in which the employer invites again, by a mail that a pass understands."""

    heard: Heard | None = None

    def hear(self, *proposed: Span) -> None:
        """A mail comes now and invites to a further interview."""
        self.heard = Heard(
            outcome=Outcome.NEXT_ROUND, at=self.now, sender=MIA, subject="Second interview", proposed=proposed
        )
        self.one_pass()

    def reply(self, form: Form = Form.DRAFT) -> Step:
        """The reply that should stand."""
        (step,) = (s for s in self.reports[-1].steps if s.kind == KIND and s.form is form)
        return step

    @property
    def offered(self) -> list[str]:
        """The times that the reply offers, in the person's zone."""
        return [self.show(start) for start, _ in self.reply().slots]

    @property
    def remembered(self) -> list[str]:
        """The times that the journal remembers of the draft."""
        return [self.show(start) for start, _ in self.rows[self.reply().key].slots]

    def span(self, when: str, minutes: int = 60) -> Span:
        """So many minutes from a moment on."""
        return self.moment(when), self.moment(when) + timedelta(minutes=minutes)


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Invited:
    """A first interview took place on Thursday, and it is Monday morning."""
    return after_an_interview(monkeypatch)


def after_an_interview(monkeypatch: pytest.MonkeyPatch, *, country: str | None = None, **interview: Any) -> Invited:
    life = Invited(country=country, accounts=("home", "office"))

    def with_mail(application: Application, *rest: Any) -> Application:
        told = with_statements(application, *rest)
        return replace(told, heard=life.heard) if told.company == "Tarn" else told

    monkeypatch.setattr("daemon.understanding.with_statements", with_mail)
    life.invited(**interview)
    life.until("Mon 9 Mar 11:00")
    return life


def test_times_of_the_next_working_days_are_offered(life: Invited) -> None:
    life.hear()
    assert life.offered == ["Tue 10 Mar 09:00", "Wed 11 Mar 12:00", "Thu 12 Mar 09:00"]
    assert life.reply(Form.ENTRY).slots == life.reply().slots
    assert [end - start for start, end in life.reply().slots] == [timedelta(hours=1)] * 3


def test_what_stands_in_any_calendar_is_avoided_and_what_takes_no_time_is_not(life: Invited) -> None:
    life.invited("Dentist", "Tue 10 Mar 08:30", by=None, people=(), minutes=120, account="office")
    life.change(life.all_day("Birthday", date(2026, 3, 12)), busy=False)
    life.all_day("Moving house", date(2026, 3, 11))
    life.hear()
    assert life.offered == ["Tue 10 Mar 10:30", "Thu 12 Mar 12:00", "Fri 13 Mar 09:00"]


def test_what_was_declined_or_called_off_is_not_in_the_way(life: Invited) -> None:
    life.decline(life.invited("All hands", "Tue 10 Mar 09:00"))
    life.cancel(life.invited("Team day", "Thu 12 Mar 09:00", minutes=480))
    life.hear()
    assert life.offered == ["Tue 10 Mar 09:00", "Wed 11 Mar 12:00", "Thu 12 Mar 09:00"]


@pytest.mark.parametrize(("minutes", "length"), [(15, 30), (45, 45), (240, 90)])
def test_the_next_interview_takes_as_long_as_the_last_one_within_reason(
    monkeypatch: pytest.MonkeyPatch, minutes: int, length: int
) -> None:
    life = after_an_interview(monkeypatch, minutes=minutes)
    life.hear()
    assert {end - start for start, end in life.reply().slots} == {timedelta(minutes=length)}


def test_the_way_to_an_interview_in_person_is_kept_free(monkeypatch: pytest.MonkeyPatch) -> None:
    life = after_an_interview(monkeypatch, location="Tarn Ltd, 4 Mill Lane, Leeds LS1 4DY")
    life.typed("Dentist", "Tue 10 Mar 10:30", minutes=30)
    life.hear()
    assert life.offered[0] == "Tue 10 Mar 12:00"


def test_the_way_to_another_employer_is_kept_free_too(life: Invited) -> None:
    life.invited("Interview at Birch", "Tue 10 Mar 10:30", location="Birch Ltd, 4 Mill Lane, Leeds LS1 4DY")
    life.hear()
    assert life.offered[0] == "Tue 10 Mar 12:30"


def test_nothing_is_offered_on_a_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    life = after_an_interview(monkeypatch, country="GB-ENG")
    life.until("Thu 2 Apr 11:00")
    life.hear()
    assert life.offered == ["Tue 7 Apr 09:00", "Wed 8 Apr 12:00", "Thu 9 Apr 09:00"]


def test_times_are_offered_in_the_zone_of_the_employer(monkeypatch: pytest.MonkeyPatch) -> None:
    life = after_an_interview(monkeypatch, zone="America/New_York", when="Thu 5 Mar 09:00")
    life.hear()
    assert [f"{start:%H:%M %Z}" for start, _ in life.reply().slots] == ["09:00 EDT", "12:00 EDT", "09:00 EDT"]


def test_of_times_that_the_employer_proposes_those_that_suit_are_named(life: Invited) -> None:
    life.typed("Dentist", "Thu 12 Mar 13:30")
    life.hear(*(life.span(when) for when in ("Fri 13 Mar 15:00", "Thu 12 Mar 14:00", "Wed 11 Mar 10:00")))
    assert life.offered == ["Wed 11 Mar 10:00", "Fri 13 Mar 15:00"]


def test_if_none_of_the_proposed_times_suits_others_are_offered(life: Invited) -> None:
    life.typed("Dentist", "Thu 12 Mar 13:30")
    life.hear(life.span("Thu 12 Mar 14:00"))
    assert life.offered == ["Tue 10 Mar 09:00", "Wed 11 Mar 12:00", "Thu 12 Mar 09:00"]


def test_a_proposed_time_far_ahead_is_held_against_the_calendars_too(life: Invited) -> None:
    life.typed("Holiday in Spain", "Mon 20 Apr 00:00", minutes=5 * 24 * 60)
    life.hear(life.span("Wed 22 Apr 10:00"), life.span("Wed 29 Apr 10:00"))
    assert life.offered == ["Wed 29 Apr 10:00"]


def test_the_times_stay_while_days_go_by_and_calendars_change(life: Invited) -> None:
    blocked = life.typed("Dentist", "Tue 10 Mar 09:00")
    life.hear()
    before = life.offered
    life.delete_meeting(blocked)
    life.typed("Lunch", "Wed 11 Mar 14:00")
    life.until("Mon 9 Mar 23:00")
    assert (life.offered, life.remembered) == (before, before)


def test_a_time_that_is_taken_meanwhile_is_not_offered_any_longer(life: Invited) -> None:
    life.hear()
    life.typed("Dentist", "Wed 11 Mar 12:15")
    life.until("Mon 9 Mar 18:00")
    assert life.offered == ["Tue 10 Mar 09:00", "Wed 11 Mar 13:30", "Thu 12 Mar 09:00"]


def test_the_times_of_a_draft_that_the_person_changed_stay(life: Invited) -> None:
    life.hear()
    before = life.offered
    life.edit_draft(life.reply().key, "Dear Mia,\n\nWednesday at noon?\n\nRobin\n")
    life.typed("Dentist", "Wed 11 Mar 12:15")
    life.until("Mon 9 Mar 18:00")
    assert life.rows[life.reply().key].state is State.THEIRS
    assert life.offered == before


def test_the_times_of_a_draft_that_was_already_written_anew_stay(life: Invited) -> None:
    life.hear()
    before = life.offered
    row = life.rows[life.reply().key]
    life._cycle.journal.save([replace(row, replaced=1)])
    life.typed("Dentist", "Wed 11 Mar 12:15")
    life.until("Mon 9 Mar 18:00")
    assert life.offered == before


def test_once_the_further_interview_has_a_date_no_other_times_are_looked_for(life: Invited) -> None:
    life.hear()
    before = life.offered
    second = life.invited("Second interview: Data Engineer at Tarn", "Wed 11 Mar 12:00")
    attendees = tuple(replace(a, response=Response.NEEDS_ACTION) for a in life.event(second).attendees)
    life.change(second, attendees=attendees)
    life.until("Mon 9 Mar 18:00")
    assert life.offered == before


def test_once_the_person_has_agreed_to_the_further_interview_nothing_is_left_to_reply(life: Invited) -> None:
    life.hear()
    life.invited("Second interview: Data Engineer at Tarn", "Wed 11 Mar 12:00")
    life.one_pass()
    assert life.drafts_of(KIND) == []
    assert life.ahead(KIND) == []


def test_when_it_is_too_late_to_answer_the_times_stay_whatever_has_become_of_them(life: Invited) -> None:
    life.hear()
    before = life.offered
    life.asleep_until("Wed 1 Apr 11:00")
    assert life.offered == before


def test_a_further_invitation_is_answered_with_times_of_its_own(life: Invited) -> None:
    life.hear()
    life.until("Wed 11 Mar 08:00")
    life.hear(life.span("Mon 16 Mar 15:00"))
    assert life.offered == ["Mon 16 Mar 15:00"]


def test_without_an_invitation_nobody_looks_for_free_time(life: Invited, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[datetime] = []

    def during(start: datetime, _end: datetime) -> list[Event]:
        asked.append(start)
        return []

    monkeypatch.setattr(life._cycle.readings, "during", during)
    life.one_pass()
    assert asked == []
    life.hear()
    assert asked == [life.now]
