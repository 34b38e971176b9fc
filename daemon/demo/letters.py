"""One of everything that followupd writes, in every language, about one interview of the sample: for reading it all.

Times are made up around that interview, so that each kind of step has what it speaks of.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from daemon.app import assemble, read_settings
from daemon.config.settings import PersonSettings
from daemon.core.applications import Application, Heard, Outcome, Round, Said
from daemon.core.people import addressee_of, thanked
from daemon.core.playbook import FIXED_RULES, Playbook, ThankYouLetter, load_playbook
from daemon.core.promises import Promise
from daemon.core.remembered import Form, Kind
from daemon.core.slots import Span
from daemon.core.steps import Step
from daemon.core.typed import Question
from daemon.core.wording import Artefact, Author, Writer, written_languages
from daemon.core.wording.choosing import own_language
from daemon.core.wording.language import load_language
from daemon.understanding import Understood

NOW = datetime(2026, 1, 30, 12, 30)  # noqa: DTZ001 - local time; the day after the interview
COMPANY = "Quernstone"
DECIDES = date(2026, 2, 6)
ANSWERS_BY = date(2026, 2, 20)
ABROAD = ZoneInfo("America/New_York")
AMERICAN = "en-US"  # which has its own dates, times and paper
# What other playbooks have otherwise worded.
_OTHERWISE = (
    ("card-and-call", Kind.THANK_YOU_LETTER),
    ("card-and-call", Kind.CHECK_IN_CALL),
    ("low-pressure", Kind.THANK_YOU),
    ("low-pressure", Kind.CHECK_IN_CALL),
    ("persistent", Kind.CHECK_IN_CALL),
    ("persistent", Kind.CHECK_IN_EMAIL),
    ("squeaky-wheel", Kind.THANK_YOU),
)
_OUTCOMES = {Kind.OFFER_REPLY: Outcome.OFFER, Kind.REJECTION_THANKS: Outcome.REJECTION}


def show_letters(language: str | None) -> Iterator[str]:
    """Every kind of draft and entry in this language ("de", "en-US"), or in all of them."""
    understood, person = _read_sample()
    said = tomllib.loads((files("daemon.demo") / "sample" / "letters.toml").read_text(encoding="utf-8"))
    for tag in sorted((*written_languages(), AMERICAN)) if language is None else (language,):
        code = own_language(tag)
        words = said.get(code, {})
        author = Author(
            name=person.name,
            email=person.emails[0],
            phone=person.phone,
            strengths=tuple(words.get("strengths", ())),
            locale=tag if "-" in tag else code,
            zone=person.zone,
        )
        steps = _steps(understood, code, words)
        for artefact in Writer(author, author.locale).write(steps):
            yield from _framed(author.locale, artefact)


def _read_sample() -> tuple[Understood, PersonSettings]:
    """The sample's calendars as a pass understands them, in a folder that is gone afterwards."""
    with TemporaryDirectory() as name, as_file(files("daemon.demo") / "sample") as sample:
        folder = Path(name)
        shutil.copytree(sample, folder, dirs_exist_ok=True)
        for part in ("cur", "new", "tmp"):
            (folder / "mail" / part).mkdir(parents=True)
        settings = read_settings(folder / "config.toml")
        with assemble(settings, folder / "state") as cycle:
            report = cycle.run(NOW.replace(tzinfo=settings.person.zone), dry=True)
        return report.understood, settings.person


def _steps(understood: Understood, code: str, words: Mapping[str, Any]) -> list[Step]:
    application, current = _interview(understood.applications, words)
    doubt = next(iter(understood.doubts), understood.interviews[0])
    elsewhere = tuple(a for a in understood.applications if a.token != application.token)[:1]
    steps = []
    for playbook, kind in (*(("balanced", kind) for kind in Kind), *_OTHERWISE):
        step = _step(load_playbook(playbook), kind, application, current)
        step = replace(step, judgement=doubt, others=(application,), coming=elsewhere)
        steps.append(step)
        if load_language(code).read_template(f"{kind}.draft.jinja") and not step.by_hand:
            steps += _drafts(step, current)
    return steps


def _interview(applications: Sequence[Application], words: Mapping[str, Any]) -> tuple[Application, Round]:
    """The interview that all is about, with what was answered after it."""
    application = next(a for a in applications if COMPANY in (a.company or ""))
    first = [r for r in application.rounds if thanked(r) and r.end.replace(tzinfo=None) < NOW][-1]
    answers = {question: words[question] for question in Question if question in words}
    current = replace(first, answers={**answers, Question.WHO: "Jo Lind"}, phone="+44 20 7946 0018")
    promise = Promise(decide_by=DECIDES, earliest=None, permission=None, text=words.get("said", ""))
    return replace(application, rounds=(current,), said=Said(promise=promise, at=current.end, source="")), current


def _step(playbook: Playbook, kind: Kind, application: Application, current: Round) -> Step:
    heard = Heard(outcome=_OUTCOMES.get(kind, Outcome.NEXT_ROUND), at=current.end, answer_by=ANSWERS_BY)
    start = current.end + timedelta(days=1)
    rule = FIXED_RULES.get(kind) or playbook.rule(kind)
    assert rule is not None
    return Step(
        key=f"{kind}-{application.token}-{current.token}-{playbook.name}",
        addressee=addressee_of(application),
        kind=kind,
        form=Form.ENTRY,
        start=start,
        end=start + timedelta(minutes=15),
        rule=rule,
        or_write=kind is Kind.CHECK_IN_CALL and _writes_instead(playbook),
        playbook=playbook.name,
        application=replace(application, heard=heard),
        round=None if kind in (Kind.KEEP_SEARCHING, Kind.WAS_IT_AN_INTERVIEW) else current,
        position=1,
        wait=5,
        by_hand=isinstance(rule, ThankYouLetter) and rule.form == "card",
        slots=_slots() if kind is Kind.SECOND_INTERVIEW_REPLY else (),
    )


def _writes_instead(playbook: Playbook) -> bool:
    """Whether one may write instead of calling."""
    return playbook.check_in_email is not None and not playbook.check_in_email.after_call_working_days


def _drafts(step: Step, current: Round) -> Iterator[Step]:
    """The drafts of a kind: to each interviewer and to who passes thanks on, to ask twice, or one."""
    people = thanked(current)
    draft = replace(step, form=Form.DRAFT, key=f"{step.key}-draft")
    if step.kind is Kind.THANK_YOU:
        for position, person in enumerate(people):
            yield replace(draft, key=f"{draft.key}-{position}", addressee=person, position=position)
        yield replace(draft, key=f"{draft.key}-on", position=0, passes_on=True)
    elif step.kind is Kind.THANK_YOU_LETTER:
        yield replace(draft, addressee=people[0], position=0)
    elif step.kind is Kind.CHECK_IN_EMAIL:
        yield draft
        yield replace(draft, key=f"{draft.key}-2", position=2)
    else:
        yield draft


def _slots() -> tuple[Span, ...]:
    """Two times far from home, so that both zones are named."""
    days = (datetime(2026, 2, 10, 10, tzinfo=ABROAD), datetime(2026, 2, 11, 14, tzinfo=ABROAD))
    return tuple((start, start + timedelta(hours=1)) for start in days)


def _framed(tag: str, artefact: Artefact) -> Iterator[str]:
    step = artefact.step
    kind = step.kind if step.playbook == "balanced" else f"{step.kind} ({step.playbook})"
    if artefact.entry:
        yield f"── {tag}: {kind}, entry ".ljust(80, "─")
        yield from (artefact.entry.summary, "", *artefact.entry.description.splitlines())
    elif artefact.draft:
        draft = artefact.draft
        yield f"── {tag}: {kind}, draft ".ljust(80, "─")
        yield f"To: {', '.join(f'{p.name} <{p.email}>' for p in draft.to) or '-'}"
        yield from (f"Subject: {draft.subject}", "", *draft.body.splitlines())
    else:
        yield f"── {tag}: {kind}, no draft, because {artefact.refused}"
    yield ""
