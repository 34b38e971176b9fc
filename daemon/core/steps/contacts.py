"""The days on which employers are contacted, kept apart whatever the number of interviewers and roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from daemon.core.applications import Application, Round
from daemon.core.remembered import ASKING, Form, Kind, State, key_parts
from daemon.core.steps.desk import Desk
from daemon.core.steps.model import Step
from daemon.core.steps.written import contacts_by_hand
from daemon.core.workdays import Workplace

CONTACT_GAP = 2  # working days between two contacts to one employer
_THANKS = frozenset({Kind.THANK_YOU, Kind.THANK_YOU_LETTER})
_CONTACTS = ASKING | _THANKS


class Contacts:
    """The days on which one employer is contacted, and those that count as working days between two of them."""

    def __init__(self, calendar: Workplace) -> None:
        self._calendar = calendar
        self._days: list[date] = []

    def add(self, day: date) -> None:
        """A day on which they are contacted."""
        self._days.append(day)

    def leave_room(self, day: date) -> bool:
        """Whether a day is far enough from all the others."""
        return not any(self._is_close(*sorted((day, other))) for other in self._days)

    def _is_close(self, first: date, second: date) -> bool:
        return second < self._calendar.add_working_days(first, CONTACT_GAP)


def settled_contacts(desk: Desk, applications: Sequence[Application], steps: Sequence[Step]) -> dict[str, Contacts]:
    """The contacts of each employer that there are whatever else is planned: thank-yous and settled check-ins."""
    met: dict[str, list[Round]] = {}
    for one in applications:
        met.setdefault(one.employer, []).extend(one.rounds)
    contacts = {employer: Contacts(desk.calendar(rounds)) for employer, rounds in met.items()}
    tokens = {application.token: application for application in applications}
    planned = {s.key: s.start for s in steps if s.kind in _THANKS and s.form is Form.ENTRY}
    settled = {
        key: at
        for key, row in desk.rows.items()
        if row.form is Form.ENTRY
        and (at := desk.settled(key))
        # A thank-you that is as we left it moves with its interview, from the past too.
        and not (row.state is State.STANDING and planned.get(key, at) > desk.now)
    }
    for key, start in (planned | settled).items():
        parts = key_parts(key)
        application = tokens.get(parts.application or "")
        if application is not None and parts.kind in _CONTACTS:
            rounds = application.rounds
            current = next((r for r in rounds if r.token == parts.round), rounds[-1])
            contacts[application.employer].add(start.astimezone(current.zone).date())
    for application in applications:
        for at in contacts_by_hand(application):
            contacts[application.employer].add(at.astimezone(application.rounds[-1].zone).date())
    return contacts
