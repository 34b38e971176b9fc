"""What a pass found and did, in sentences for people and in records for machines. Nothing here prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.applications import Application, event_token, instant
from daemon.core.plan import Action
from daemon.core.recognise import Judgement, Verdict
from daemon.core.remembered import Remembered, State
from daemon.core.wording import clean
from daemon.cycle import Report
from daemon.ports.records import Draft, Entry, Moment

_VERDICTS = {
    Verdict.INTERVIEW: "is a job interview",
    Verdict.DOUBT: "may be a job interview; an entry asks you",
    Verdict.NO: "is not a job interview",
}


def sum_up(report: Report) -> str:
    """One line: how many interviews, what was done, what is wrong."""
    parts = [f"{len(report.understood.interviews)} interviews", f"{len(report.executed.done)} changes"]
    parts += [f"{halt.account} stopped: {halt.reason}" for halt in report.halts]
    parts += [f"{name} failed: {error}" for name, error in report.health.failed.items()]
    return ", ".join(parts)


def tell_plan(report: Report, zone: ZoneInfo) -> Iterator[str]:
    """The plan as a list a person reads, oldest first."""
    actions = report.plan.actions
    if not actions:
        yield "Nothing to do: everything stands as it should."
    for action in sorted(actions, key=_moment_of):
        yield f"{_when(_moment_of(action), zone)}  {action.verb:8} {action.form:6} {_title(action)}"
        if action.artefact is not None:
            yield f"{'':18}why: {action.artefact.step.why}"
    yield from tell_trouble(report)


def tell_trouble(report: Report) -> Iterator[str]:
    """What is wrong: accounts that failed or were stopped, items that could not be read, drafts not written."""
    for name, error in report.health.failed.items():
        yield f"account {name}: {error}"
    for halt in report.halts:
        yield f"account {halt.account}: stopped, because {halt.reason}"
    for name, problems in report.health.problems.items():
        for problem in problems:
            yield f"account {name}: {problem.ref}: {problem.message}"
    for artefact in report.artefacts:
        if artefact.refused:
            yield f"no draft {artefact.step.key}, because {artefact.refused}"
    for action, reason in report.executed.refused:
        yield f"account {action.account} will not take {action.key}: {reason}"


def tell_applications(applications: Iterable[Application], zone: ZoneInfo) -> Iterator[str]:
    """The applications with their rounds and what is known of the answer."""
    for application in applications:
        name = clean(application.company or "an employer that is not named")
        yield f"{name}{f', {clean(application.role)}' if application.role else ''}"
        for current in application.rounds:
            people = ", ".join(clean(p.name or p.email or "") for p in current.interviewers)
            what = f"{current.kind}, {current.medium}{f', with {people}' if people else ''}"
            yield f"  {_when(current.start, zone)}  {what}"
        if application.said:
            promise = application.said.promise
            yield f"  they said “{clean(promise.text)}”: {promise.decide_by or promise.permission or promise.earliest}"
        if application.outcome:
            yield f"  outcome: {application.outcome}"


def tell_judgement(judgement: Judgement, zone: ZoneInfo) -> Iterator[str]:
    """Why an event is taken for what it is."""
    event = judgement.event
    yield f"{_when(event.start, zone)}  “{clean(event.summary)}” {_VERDICTS[judgement.verdict]}"
    yield f"  confidence {judgement.confidence:.0%}, because:"
    for reason in judgement.reasons:
        yield f"  {reason.weight:+5.1f}  {reason.sentence}"
    for name in ("company", "role", "phone", "place"):
        if value := getattr(judgement, name):
            yield f"  {name}: {clean(value)} (read in: {judgement.sources.get(name, 'unknown')})"
    if judgement.verdict is not Verdict.NO:
        yield f"  round: {judgement.round}; medium: {judgement.medium}"
    for person in judgement.interviewers:
        yield f"  interviewer: {' '.join(part for part in (person.name, person.email and f'<{person.email}>') if part)}"


def tell_row(row: Remembered, zone: ZoneInfo) -> str:
    """One thing that was written, and what became of it."""
    states = {
        State.STANDING: "stands as written",
        State.THEIRS: "is yours: you changed it",
        State.DECLINED: "was removed by you, and stays so",
        State.SENT: "was sent by you",
        State.WITHDRAWN: "was withdrawn",
        State.REFUSED: "was refused by the account",
        State.INTENDED: "was about to be written",
    }
    return f"{_when(row.start, zone)}  {row.form:6} {row.key}: {states[row.state]}"


def plan_record(report: Report) -> dict[str, Any]:
    """The plan for machines."""
    return {
        "at": report.now.isoformat(),
        "actions": [_action_record(action) for action in report.plan.actions],
        "applications": [_application_record(a) for a in report.understood.applications],
        "trouble": list(tell_trouble(report)),
    }


def _action_record(action: Action) -> dict[str, Any]:
    content = action.content
    record: dict[str, Any] = {"verb": action.verb, "form": action.form, "account": action.account, "key": action.key}
    if action.artefact is not None:
        step = action.artefact.step
        record |= {"kind": step.kind, "start": step.start.isoformat(), "end": step.end.isoformat(), "why": step.why}
    if isinstance(content, Entry):
        record |= {"summary": content.summary, "description": content.description}
    elif isinstance(content, Draft):
        to = [person.email for person in content.to]
        record |= {"to": to, "subject": content.subject, "body": content.body}
    return record


def _application_record(application: Application) -> dict[str, Any]:
    return {
        "token": application.token,
        "company": application.company,
        "role": application.role,
        "outcome": application.outcome,
        "rounds": [
            {
                "start": r.start.isoformat(),
                "end": r.end.isoformat(),
                "kind": r.kind,
                "medium": r.medium,
                "events": [event_token(event) for event in r.events],
                "interviewers": [{"name": p.name, "email": p.email} for p in r.interviewers],
            }
            for r in application.rounds
        ],
    }


def _moment_of(action: Action) -> datetime:
    if action.artefact is not None:
        return action.artefact.step.start
    assert action.row is not None
    return action.row.start


def _title(action: Action) -> str:
    content = action.content
    if isinstance(content, Entry):
        return content.summary
    if isinstance(content, Draft):
        to = ", ".join(person.email or "" for person in content.to) or "nobody yet (no address known)"
        return f"“{content.subject}” to {to}"
    return f"{action.key} (no longer applies)"


def _when(moment: Moment, zone: ZoneInfo) -> str:
    if isinstance(moment, datetime):
        return f"{instant(moment).astimezone(zone):%a %d %b %H:%M}"
    return f"{moment:%a %d %b all day}"
