"""A round, its application and their steps, for the tests of words, each with what it wants to be otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.core.applications import Application, Heard, Outcome, Round
from daemon.core.playbook import Playbook, Rule, load_playbook
from daemon.core.recognise import Medium
from daemon.core.remembered import Form, Kind
from daemon.core.steps import Step
from daemon.core.wording import Artefact, Author, Writer
from daemon.ports.records import Event, Person

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 3, 5, 14, 0, tzinfo=LONDON)
ADA = Person(name="Ada Holm", email="ada@quarrymill.example")
TOM = Person(name="Tom Reid", email="tom@quarrymill.example")
JO = Person(name="Jo Lind")
AUTHOR = Author(
    name="Robin Ashdown",
    email="robin@ashdown.example",
    phone="+44 7700 900123",
    strengths=("careful migrations", "clear writing", "calm on-call work"),
)


def make_round(**changes: object) -> Round:
    event = Event(
        uid="one@quarrymill.example",
        calendar="home",
        start=START,
        end=START + timedelta(hours=1),
        zone="Europe/London",
        summary="Interview",
    )
    current = Round(
        token="aaaaaaaaaaaa",
        events=(event,),
        start=START,
        end=START + timedelta(hours=1),
        medium=Medium.VIDEO,
        company="Quarrymill",
        role="Data Engineer",
        interviewers=(ADA, TOM, JO),
        answers={},
    )
    return replace(current, **changes)  # type: ignore[arg-type]  # each test names fields of Round


def make_application(current: Round, **changes: object) -> Application:
    application = Application(
        token="aaaaaaaaaaaa",
        company=current.company,
        role=current.role,
        employer="quarrymill",
        heard=Heard(outcome=Outcome.NEXT_ROUND, at=START + timedelta(days=4), answer_by=date(2026, 3, 20)),
        rounds=(current,),
    )
    return replace(application, **changes)  # type: ignore[arg-type]  # each test names fields of Application


def _rule(kind: Kind) -> Rule | None:
    return load_playbook("balanced").rule(kind) if kind in Playbook.RULES else None


def make_step(kind: Kind, form: Form, current: Round | None = None, **changes: object) -> Step:
    current = current or make_round()
    step = Step(
        key=f"{kind}-aaaaaaaaaaaa-aaaaaaaaaaaa{'-11111111' if form is Form.DRAFT else ''}",
        kind=kind,
        form=form,
        start=START + timedelta(days=1),
        end=START + timedelta(days=1, minutes=15),
        rule=_rule(kind) or Rule(why={"en": "Because."}),
        playbook="balanced",
        application=make_application(current),
        round=current,
        addressee=ADA if form is Form.DRAFT else None,
        position=0 if kind is Kind.THANK_YOU else 1,
        wait=5,
    )
    return replace(step, **changes)  # type: ignore[arg-type]  # each test names fields of Step


def write(*steps: Step) -> tuple[Artefact, ...]:
    return Writer(AUTHOR).write(steps)


def body_of(step: Step) -> str:
    draft = write(step)[0].draft
    assert draft is not None
    return draft.body


def thanks(position: int, person: Person, current: Round | None = None) -> Step:
    return make_step(
        Kind.THANK_YOU, Form.DRAFT, current, addressee=person, position=position, key=f"thank-you-a-b-{position}"
    )
