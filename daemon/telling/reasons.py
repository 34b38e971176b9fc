"""Why: what an event was taken for and from which signs, and which steps follow from it by which rule and date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.applications import Application, Outcome, event_token, instant
from daemon.core.recognise import Judgement, Verdict, recognise
from daemon.core.recognise.records import judgement_to_record
from daemon.core.remembered import Remembered, key_parts
from daemon.core.statements import with_verdict
from daemon.core.wording import Artefact, clean
from daemon.cycle import Cycle, Report
from daemon.ports.records import Event
from daemon.readings import NEIGHBOURHOOD
from daemon.telling.mail import tell_news
from daemon.telling.words import (
    KINDS,
    OUTCOMES,
    ROUNDS,
    STATES,
    one_line,
    show_artefact,
    show_full,
    show_moment,
    show_person,
)
from daemon.understanding import owner_of

_VERDICTS = {
    Verdict.INTERVIEW: "is a job interview",
    Verdict.DOUBT: "may be a job interview; an entry in your calendar asks you",
    Verdict.NO: "is not a job interview",
}
_MEDIA = {"video": "by video", "phone": "by phone", "in-person": "in person"}
_SIGN = "\n--\n"  # what stands below it in an entry is its reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One step that follows: what should stand, what was written, or both."""

    key: str
    artefact: Artefact | None
    row: Remembered | None

    @property
    def start(self) -> datetime:
        """When it is: where the person put it, else where the rule does."""
        if self.row is not None:
            return self.row.start
        assert self.artefact is not None
        return self.artefact.step.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An event, or an entry that is about none, with the steps that follow and the application they are for.

    `before` is set if the event was over before the moment from which on interviews are followed up.
    """

    judgement: Judgement | None
    steps: tuple[Followed, ...]
    application: Application | None = None
    before: datetime | None = None

    @property
    def outcome(self) -> Outcome | None:
        """What the employer, or the person, said about it last."""
        return self.application.outcome if self.application else None


def explain(what: str, cycle: Cycle, report: Report) -> tuple[Explained, ...]:
    """Every event that is on the day `what` or has it in its title or employer, itself or with one of its entries.

    `report` is a pass that was just made by the same cycle.
    """
    zone = cycle.settings.person.zone
    made = {event_token(j.event): j for j in (*report.understood.interviews, *report.understood.doubts)}
    applications = {event_token(e): a for a in report.understood.applications for r in a.rounds for e in r.events}
    steps = _steps_by_event(cycle, report)
    began = datetime.fromisoformat(cycle.journal.note("began") or report.now.isoformat())
    horizon = began - timedelta(days=cycle.settings.follow_up.look_back_days)
    fits = _matcher(what)
    events = {event_token(r.event): r.event for r in cycle.readings.everything()}
    found = [
        Explained(
            judgement=made.get(token) or _judge(event, cycle),
            steps=tuple(steps.get(token, ())),
            application=applications.get(token),
            before=horizon if instant(event.end) < horizon else None,
        )
        for token, event in sorted(events.items(), key=lambda item: instant(item[1].start))
        if fits(_days(event, steps.get(token, ()), zone), _texts(event, made.get(token), steps.get(token, ())))
    ]
    loose = [
        Explained(judgement=None, steps=(step,))
        for step in steps.get("", ())
        if fits([step.start.astimezone(zone).date()], [_title(step)])
    ]
    return (*found, *loose)


def tell_explained(explained: Explained, zone: ZoneInfo) -> Iterator[str]:
    """The explanation in sentences."""
    judgement = explained.judgement
    if judgement is not None:
        yield from _tell_judgement(judgement, zone)
    if explained.application is not None:
        yield from tell_news(explained.application, zone)
    if explained.outcome is not None:
        yield f"  How it stands: {OUTCOMES[explained.outcome]}."
    if judgement is not None and judgement.verdict is not Verdict.NO:
        yield f"  {_what_follows(explained, zone)}"
    for step in sorted(explained.steps, key=lambda step: (step.start, step.key)):
        state = STATES[step.row.state] if step.row else "not written yet"
        yield f"    {show_moment(step.start, zone)}  {_title(step)} ({state})"
        yield from (f"{'':22}{line}" for line in _reasons(step))


def _what_follows(explained: Explained, zone: ZoneInfo) -> str:
    if explained.steps:
        return "What follows from it:"
    if explained.before is None:
        return "Nothing follows from it now."
    since = show_full(explained.before, zone)
    return f"Nothing follows from it: the first pass looked back to {since} only (follow_up.look_back_days)."


def explained_record(explained: Explained) -> dict[str, Any]:
    """The explanation for machines."""
    judgement = explained.judgement
    rest: dict[str, Any] = {"outcome": explained.outcome, "steps": [_step_record(step) for step in explained.steps]}
    if judgement is None:
        return {"event": None} | rest
    event = judgement.event
    about = {"title": event.summary, "start": event.start.isoformat(), "end": event.end.isoformat()}
    return judgement_to_record(event_token(event), judgement) | {"event": about} | rest


def _judge(event: Event, cycle: Cycle) -> Judgement:
    """What a pass makes of an event that it leaves aside."""
    judgement = recognise(event, owner_of(cycle.settings), cycle.readings.around(event, NEIGHBOURHOOD))
    token = event_token(event)
    names = {known.event: known.round for known in cycle.journal.known_rounds()}
    return with_verdict(judgement, names.get(token, token), cycle.journal.statements())


def _steps_by_event(cycle: Cycle, report: Report) -> Mapping[str, list[Followed]]:
    """The steps by the token of the event they are about; under the empty one those that are about none."""
    first = {r.token: event_token(r.events[0]) for a in report.understood.applications for r in a.rounds}
    artefacts = {artefact.step.key: artefact for artefact in report.artefacts}
    rows = cycle.journal.rows()
    steps: dict[str, list[Followed]] = {}
    for key in sorted(artefacts.keys() | rows.keys()):
        parts = key_parts(key)
        token = parts.event or first.get(parts.round or "", parts.round) or ""
        steps.setdefault(token, []).append(Followed(key=key, artefact=artefacts.get(key), row=rows.get(key)))
    return steps


def _matcher(what: str) -> Callable[[Iterable[date], Iterable[str]], bool]:
    """Whether something on these days, with these texts, is meant."""
    try:
        wanted = date.fromisoformat(what)
    except ValueError:
        words = what.casefold()
        return lambda _, texts: any(words in text.casefold() for text in texts)
    return lambda days, _: wanted in days


def _days(event: Event, steps: Iterable[Followed], zone: ZoneInfo) -> list[date]:
    on = event.start.astimezone(zone).date() if isinstance(event.start, datetime) else event.start
    return [on, *(step.start.astimezone(zone).date() for step in steps)]


def _texts(event: Event, judgement: Judgement | None, steps: Iterable[Followed]) -> Iterator[str]:
    yield event.summary
    if judgement is not None:
        yield judgement.company or ""
    yield from map(_title, steps)


def _tell_judgement(judgement: Judgement, zone: ZoneInfo) -> Iterator[str]:
    event = judgement.event
    yield f"{show_moment(event.start, zone)}  “{clean(event.summary)}” {_VERDICTS[judgement.verdict]}"
    yield f"  How likely it is one: {_likelihood(judgement.confidence)}. What speaks for (+) and against (-) it:"
    for reason in judgement.reasons:
        yield f"    {'+' if reason.weight > 0 else '-'} {one_line(reason.sentence)}"
    if not judgement.reasons:
        yield "    - Nothing in it speaks of an interview."
    if judgement.verdict is not Verdict.NO:
        yield f"  Read from it: {'; '.join(_details(judgement))}"
    yield from (f"  Note: {one_line(warning)}" for warning in event.warnings)


def _likelihood(confidence: float) -> str:
    """In percent; only what the person said is certain."""
    return f"{confidence:.0%}" if confidence in (0.0, 1.0) else f"{min(max(confidence, 0.01), 0.99):.0%}"


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


def _title(step: Followed) -> str:
    if step.artefact is not None and (step.artefact.entry or step.artefact.draft):
        return f"{step.artefact.step.form}: {show_artefact(step.artefact)}"
    kind = key_parts(step.key).kind
    form = step.row.form if step.row else step.artefact.step.form if step.artefact else ""
    return f"{form}: {KINDS[kind] if kind else step.key}"


def _reasons(step: Followed) -> Iterator[str]:
    """What the entry itself says at its end; a draft says nothing of the kind, so its rule does."""
    artefact = step.artefact
    if artefact is None:
        return
    if artefact.refused:
        yield f"Not written: {one_line(artefact.refused)}"
    why = artefact.step.why
    _, _, foot = artefact.entry.description.rpartition(_SIGN) if artefact.entry else ("", "", "")
    lines = foot.strip().splitlines()
    # Hints may stand above the reasons; these begin with the first line that is labelled as the rule's own is.
    label = next((line[: line.index(why)].strip(" :") for line in lines if why in line), None)
    begin = next((i for i, line in enumerate(lines) if label and line.startswith(label)), None)
    yield from (f"Why: {why}",) if begin is None else map(one_line, lines[begin:])


def _step_record(step: Followed) -> dict[str, Any]:
    return {
        "key": step.key,
        "title": _title(step),
        "start": step.start.isoformat(),
        "state": step.row.state if step.row else None,
        "reasons": list(_reasons(step)),
    }
