"""What one pass found, planned and did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.applications import Application, event_token
from daemon.core.plan import Action, Verb
from daemon.core.remembered import key_parts
from daemon.cycle import Report
from daemon.ports.errors import PortError
from daemon.ports.records import Draft, Entry
from daemon.registry import RegistryError
from daemon.sources import Health
from daemon.telling.mail import tell_news
from daemon.telling.words import (
    OUTCOMES,
    one_line,
    show_application,
    show_artefact,
    show_count,
    show_moment,
    show_round,
    show_said,
    show_title,
)

_TO_DO = {Verb.WRITE: "write", Verb.REPLACE: "update", Verb.REMOVE: "withdraw", Verb.UNDO: "remove"}
_DONE = {Verb.WRITE: "wrote", Verb.REPLACE: "updated", Verb.REMOVE: "withdrew", Verb.UNDO: "removed"}


def sum_up(report: Report) -> str:
    """One line: how many interviews, what was done, what is wrong."""
    parts = [
        show_count(len(report.understood.interviews), "interview"),
        show_count(len(report.executed.done), "change"),
    ]
    parts += [f"{halt.account} stopped: {halt.reason}" for halt in report.halts]
    parts += [f"{name} failed: {tell_failure(error)}" for name, error in report.health.failed.items()]
    return ", ".join(parts)


def tell_plan(report: Report, zone: ZoneInfo) -> Iterator[str]:
    """The plan as a list that a person reads, in the order of time, each with its reason."""
    if not report.plan.actions and not report.halts and not report.health.failed:
        yield "Nothing to do: everything stands as it should."
    yield from _tell_actions(report.plan.actions, _TO_DO, report, zone)


def tell_done(report: Report, zone: ZoneInfo) -> Iterator[str]:
    """What was done, in the order of time, each with its reason, and a line that sums it up."""
    yield from _tell_actions(report.executed.done, _DONE, report, zone)
    yield sum_up(report)


def tell_trouble(report: Report) -> Iterator[str]:
    """What is wrong: accounts that failed or were stopped, items that could not be read, drafts not written."""
    yield from _tell_accounts(report.health)
    for halt in report.halts:
        yield f"account {halt.account} was stopped: {halt.reason}"
    for artefact in report.artefacts:
        if artefact.refused:
            about = show_application(artefact.step.application) if artefact.step.application else artefact.step.kind
            yield f"no {artefact.step.kind} draft was written ({about}): {one_line(artefact.refused)}"
    for action, reason in report.executed.refused:
        yield f"account {action.account} will not take {action.key}: {one_line(reason)}"


def _tell_accounts(health: Health) -> Iterator[str]:
    for name, error in health.failed.items():
        yield f"account {name}: {tell_failure(error)}"
    for name in sorted(health.unread):
        yield f"account {name}: its inbox was not read to the end; until it is, no new check-in is written"
    for name, problems in health.problems.items():
        for problem in problems:
            yield f"account {name}: {one_line(problem.ref)} could not be read: {one_line(problem.message)}"


def tell_failure(error: Exception) -> str:
    """Why an account could not be used; a fault of its adapter's own is called one."""
    if isinstance(error, PortError | RegistryError):
        return one_line(str(error)) or type(error).__name__
    return f"its adapter failed in a way it should not ({type(error).__name__}); please report this to its makers"


def tell_applications(applications: Iterable[Application], zone: ZoneInfo) -> Iterator[str]:
    """The applications with their rounds and what is known of the answer."""
    for application in applications:
        yield show_application(application)
        for current in application.rounds:
            yield f"  {show_moment(current.start, zone)}  {show_round(current)}"
        if application.said:
            yield f"  {show_said(application.said)}"
        yield from tell_news(application, zone)
        if application.outcome:
            yield f"  outcome: {OUTCOMES[application.outcome]}"


def plan_record(report: Report) -> dict[str, Any]:
    """The plan for machines."""
    return {
        "at": report.now.isoformat(),
        "actions": [_action_record(action) for action in report.plan.actions],
        "applications": [_application_record(a) for a in report.understood.applications],
        "trouble": list(tell_trouble(report)),
    }


def _tell_actions(
    actions: Iterable[Action], verbs: Mapping[Verb, str], report: Report, zone: ZoneInfo
) -> Iterator[str]:
    applications = {application.token: application for application in report.understood.applications}
    for action in sorted(actions, key=_moment_of):
        yield f"{show_moment(_moment_of(action), zone)}  {verbs[action.verb]} {_title(action, applications)}"
        if action.artefact is not None:
            yield f"{'':18}why: {action.artefact.step.why}"


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
    promise = application.said.promise if application.said else None
    return {
        "token": application.token,
        "company": application.company,
        "role": application.role,
        "outcome": application.outcome,
        "promise": promise
        and {
            "decide_by": promise.decide_by,
            "from": promise.earliest,
            "permission_to_check": promise.permission,
            "text": promise.text,
        },
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


def _title(action: Action, applications: Mapping[str, Application]) -> str:
    if action.artefact is not None:
        return f"{action.form}: {show_artefact(action.artefact)}"
    assert action.row is not None
    parts = key_parts(action.key)
    about = applications.get(parts.application or "")
    return f"{action.form}: {show_title(action.row, parts.kind, about)}; it no longer applies"
