"""Why: what an event was taken for and from which signs, and which steps follow from it by which rule and date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.applications import event_token, instant
from daemon.core.recognise import Judgement, Verdict, judge
from daemon.core.recognise.records import judgement_to_record
from daemon.core.remembered import Remembered, key_parts
from daemon.core.statements import with_verdict
from daemon.core.wording import Artefact, clean
from daemon.cycle import NEIGHBOURHOOD, Cycle, Report, owner_of
from daemon.ports.records import Event
from daemon.telling.words import ROUNDS, STATES, one_line, show_moment, show_person

_VERDICTS = {
    Verdict.INTERVIEW: "is a job interview",
    Verdict.DOUBT: "may be a job interview; an entry in your calendar asks you",
    Verdict.NO: "is not a job interview",
}
_MEDIA = {"video": "by video", "phone": "by phone", "in-person": "in person"}
_SIGN = "\n--\n"  # what stands below it in an entry is its reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An event, or an entry that is about none, with the steps that follow and what was written of them."""

    judgement: Judgement | None
    steps: tuple[tuple[Artefact, Remembered | None], ...]


def explain(what: str, cycle: Cycle, report: Report) -> tuple[Explained, ...]:
    """Every event on the day `what`, or with `what` in its title or employer, or whose entries have it in theirs.

    `report` is a pass that was just made by the same cycle.
    """
    zone = cycle.settings.person.zone
    made = {event_token(j.event): j for j in (*report.understood.interviews, *report.understood.doubts)}
    steps = _steps_by_event(cycle, report)
    fits = _matcher(what)
    events = {event_token(r.event): r.event for r in cycle.readings.everything()}
    found = [
        Explained(judgement=made.get(token) or _judge(event, cycle), steps=tuple(steps.get(token, ())))
        for token, event in sorted(events.items(), key=lambda item: instant(item[1].start))
        if fits(_day_of(event, zone), _texts(event, made.get(token), steps.get(token, ())))
    ]
    loose = [
        Explained(judgement=None, steps=((artefact, row),))
        for artefact, row in steps.get("", ())
        if fits(artefact.step.start.astimezone(zone).date(), [_title(artefact)])
    ]
    return (*found, *loose)


def tell_explained(explained: Explained, zone: ZoneInfo) -> Iterator[str]:
    """The explanation in sentences."""
    if explained.judgement is not None:
        yield from _tell_judgement(explained.judgement, zone)
    if explained.judgement is not None and explained.judgement.verdict is not Verdict.NO:
        yield "  What follows from it:" if explained.steps else "  Nothing follows from it now."
    for artefact, row in sorted(explained.steps, key=lambda pair: pair[0].step.start):
        start = row.start if row else artefact.step.start
        state = STATES[row.state] if row else "not written yet"
        yield f"    {show_moment(start, zone)}  {artefact.step.form} “{_title(artefact)}”: {state}"
        yield from (f"{'':22}{line}" for line in _reasons(artefact))


def explained_record(explained: Explained) -> dict[str, Any]:
    """The explanation for machines."""
    judgement = explained.judgement
    record: dict[str, Any] = {
        "event": None,
        "steps": [_step_record(artefact, row) for artefact, row in explained.steps],
    }
    if judgement is not None:
        event = judgement.event
        record = judgement_to_record(event_token(event), judgement) | record
        record["event"] = {"title": event.summary, "start": event.start.isoformat(), "end": event.end.isoformat()}
    return record


def _judge(event: Event, cycle: Cycle) -> Judgement:
    """What a pass makes of an event that it leaves aside."""
    judgement = judge(event, owner_of(cycle.settings), cycle.readings.around(event, NEIGHBOURHOOD))
    token = event_token(event)
    names = {known.event: known.round for known in cycle.journal.known_rounds()}
    return with_verdict(judgement, names.get(token, token), cycle.journal.statements())


def _steps_by_event(cycle: Cycle, report: Report) -> Mapping[str, list[tuple[Artefact, Remembered | None]]]:
    """The steps by the token of the event they are about; under the empty one those that are about none."""
    rows = cycle.journal.rows()
    steps: dict[str, list[tuple[Artefact, Remembered | None]]] = {}
    for artefact in report.artefacts:
        step = artefact.step
        event = step.round.events[0] if step.round else step.judgement.event if step.judgement else None
        steps.setdefault(event_token(event) if event else "", []).append((artefact, rows.get(step.key)))
    return steps


def _matcher(what: str) -> Callable[[date, Iterable[str]], bool]:
    """Whether something on a day, with these texts, is meant."""
    try:
        wanted = date.fromisoformat(what)
    except ValueError:
        words = what.casefold()
        return lambda _, texts: any(words in text.casefold() for text in texts)
    return lambda day, _: day == wanted


def _texts(event: Event, judgement: Judgement | None, steps: Iterable[tuple[Artefact, object]]) -> Iterator[str]:
    yield event.summary
    if judgement is not None:
        yield judgement.company or ""
    yield from (_title(artefact) for artefact, _ in steps)


def _day_of(event: Event, zone: ZoneInfo) -> date:
    return event.start.astimezone(zone).date() if isinstance(event.start, datetime) else event.start


def _tell_judgement(judgement: Judgement, zone: ZoneInfo) -> Iterator[str]:
    event = judgement.event
    yield f"{show_moment(event.start, zone)}  “{clean(event.summary)}” {_VERDICTS[judgement.verdict]}"
    yield f"  How likely it is one: {judgement.confidence:.0%}. What speaks for (+) and against (-) it:"
    for reason in judgement.reasons:
        yield f"    {'+' if reason.weight > 0 else '-'} {one_line(reason.sentence)}"
    if not judgement.reasons:
        yield "    - Nothing in it speaks of an interview."
    if judgement.verdict is not Verdict.NO:
        yield f"  Read from it: {'; '.join(_details(judgement))}"
    yield from (f"  Note: {one_line(warning)}" for warning in event.warnings)


def _details(judgement: Judgement) -> Iterator[str]:
    yield ROUNDS[judgement.round] + (f" {_MEDIA[judgement.medium]}" if judgement.medium in _MEDIA else "")
    for name in ("company", "role", "phone", "place"):
        if value := getattr(judgement, name):
            source = judgement.sources.get(name)
            yield f"{name} {clean(value)}{f' (from the {source})' if source else ''}"
    if judgement.interviewers:
        yield f"with {', '.join(map(show_person, judgement.interviewers))}"
    if judgement.recruiter:
        yield f"recruiter {show_person(judgement.recruiter)}"


def _title(artefact: Artefact) -> str:
    if artefact.entry:
        return clean(artefact.entry.summary)
    return clean(artefact.draft.subject) if artefact.draft else str(artefact.step.kind)


def _reasons(artefact: Artefact) -> Iterator[str]:
    """What the entry itself says at its end; a draft says nothing of the kind, so its rule does."""
    if artefact.refused:
        yield f"Not written: {one_line(artefact.refused)}"
    _, sign, reasons = artefact.entry.description.rpartition(_SIGN) if artefact.entry else ("", "", "")
    yield from (one_line(line) for line in reasons.strip().splitlines()) if sign else (f"Why: {artefact.step.why}",)


def _step_record(artefact: Artefact, row: Remembered | None) -> dict[str, Any]:
    step = artefact.step
    return {
        "key": step.key,
        "kind": step.kind,
        "form": step.form,
        "title": _title(artefact),
        "start": (row.start if row else step.start).isoformat(),
        "state": row.state if row else None,
        "playbook_why": step.why,
        "reasons": list(_reasons(artefact)),
        "event": key_parts(step.key).round or key_parts(step.key).event,
    }
