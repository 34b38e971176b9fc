"""Steps -> the words of entries and drafts: deterministic, from templates, and never from what somebody else wrote.

Names, titles and notes are values that a template shows, cleaned of line breaks and control characters; they are never
compiled. The first line of a template is the title or subject. A draft that does not pass `proofread` is not written,
and its entry says why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from daemon.core.applications import Heard, Round
from daemon.core.people import addressee_of, messenger_of, thanked, without_address
from daemon.core.remembered import Form, Kind
from daemon.core.steps import Step
from daemon.core.steps.answers import ANSWERS
from daemon.core.steps.desk import keys_for
from daemon.core.typed import Question
from daemon.core.wording.language import Language, load_language
from daemon.core.wording.proofreading import proofread
from daemon.ports.records import Draft, Entry, Person, digest

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

LONGEST = 120  # characters of a name, title or role that are shown
_SPACES = re.compile(r"[ \t]+(?=\n)|\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The person for whom drafts are written, as they sign."""

    name: str
    email: str
    phone: str | None = None
    strengths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """What is written for a step: an entry or a draft, or, if the draft did not pass proofreading, the reason."""

    step: Step
    entry: Entry | None = None
    draft: Draft | None = None
    refused: str | None = None


class Writer:
    """Words for one person in one language; the same step always gets the same words."""

    def __init__(self, author: Author, language: str = "en") -> None:
        self.author = author
        self.language = load_language(language)
        self.templates = _environment(language)

    def write(self, steps: Sequence[Step]) -> tuple[Artefact, ...]:
        """The artefacts for these steps, drafts first judged, so that entries can say which are missing."""
        drafts = {step.key: self._draft(step) for step in steps if step.form is Form.DRAFT}
        refused = {key: artefact.refused for key, artefact in drafts.items() if artefact.refused}
        return tuple(
            drafts[step.key] if step.form is Form.DRAFT else Artefact(step=step, entry=self._entry(step, refused))
            for step in steps
        )

    def _entry(self, step: Step, refused: Mapping[str, str]) -> Entry:
        values = self._values(step)
        if step.kind is Kind.THANK_YOU and step.round is not None:
            values |= self._people(step, step.round, refused)
        values["refused"] = refused.get(f"{step.key}-draft")
        summary, description = self._render(f"{step.kind}.entry", values)
        zone = step.round.events[0].zone if step.round else str(step.start.tzinfo)
        return Entry(
            key=step.key,
            subject=step.round.token if step.round else "",
            start=step.start,
            end=step.end,
            zone=zone,
            summary=summary,
            description=description,
            alarms=(timedelta(0),),
        )

    def _draft(self, step: Step) -> Artefact:
        assert step.round is not None
        person = step.addressee
        values = self._values(step)
        values |= self._specifics(step, step.round)
        addressee = clean(person.name) if person and person.name else None
        values["greeting"] = self.language.greet(addressee)
        heard = step.application.heard if step.application and step.kind in ANSWERS.values() else None
        thread = heard.thread if heard else ()
        subject, body = self._render(f"{step.kind}{'-pass-on' if step.passes_on else ''}.draft", values)
        draft = Draft(
            key=step.key,
            message_id=f"<{digest(step.key)}@{self.author.email.rpartition('@')[2]}>",
            sender=Person(name=self.author.name, email=self.author.email),
            to=(Person(name=addressee, email=person.email),) if person and person.email else (),
            subject=subject,
            body=body,
            date=step.start,
            in_reply_to=thread[-1] if thread else None,
            references=thread,
        )
        others = [clean(p.name) for p in thanked(step.round) if p.name and p != person]
        faults = proofread(draft, addressee, values["company"], others)
        return Artefact(step=step, refused=faults[0]) if faults else Artefact(step=step, draft=draft)

    def _values(self, step: Step) -> dict[str, Any]:
        application = step.application
        company = clean(application.company) if application and application.company else None
        role = plain_role(application.role) if application and application.role else None
        contact = step.addressee or (addressee_of(application) if application else None)
        return {
            "step": step,
            "me": self.author,
            "points": self.language.points,
            "company": company,
            "role": role,
            "employer": f" ({company})" if company else "",
            "employer_comma": (f" at {company}" if role else f", {company}") if company else "",
            "contact": _shown(contact) if contact else None,
            "contact_email": contact.email if contact else None,
            "reply_subject": _reply_subject(application.heard) if application and application.heard else None,
            "form": [(question, self.language.form[question]) for question in Question],
            "who": self.language.form[Question.WHO],
            "farewell": self.language.farewell,
            "signature": "\n".join(line for line in (self.author.name, self.author.phone, self.author.email) if line),
            "was_there": step.round is not None and step.addressee in thanked(step.round),
            "others_spoken": self._others(step),
            "without_address": self._without_address(step),
        }

    def _others(self, step: Step) -> str | None:
        """The other people of the interview, for an addressee who may not have been there."""
        if step.round is None:
            return None
        known = step.addressee.name if step.addressee else None
        names = [clean(p.name) for p in thanked(step.round) if p.name and p.name != known]
        return self.language.join(names[:3]) if 0 < len(names) <= 3 else None

    def _without_address(self, step: Step) -> str:
        return self.language.join([clean(p.name or "") for p in without_address(step.round)]) if step.round else ""

    def _people(self, step: Step, current: Round, refused: Mapping[str, str]) -> dict[str, Any]:
        people = thanked(current)
        shown = [{"name": _shown(p), "email": p.email, "refused": _reason(step, p, refused)} for p in people]
        messenger = messenger_of(step.application, current) if step.application else None
        return {"people": shown, "messenger": _shown(messenger) if messenger else None}

    def _specifics(self, step: Step, current: Round) -> dict[str, str | None]:
        """What the person wants mentioned to this addressee, and one strength, each for one addressee only.

        Thank-yous count from the first strength and check-ins from the second: who gets both reads something new.
        """
        strengths = self.author.strengths
        strength = clean(strengths[step.position]) if step.position < len(strengths) else None
        values: dict[str, str | None] = {"specific": None, "specific_sentence": None, "strength": strength}
        if step.kind is Kind.THANK_YOU:
            noted = _noted_for(step.position, thanked(current), current.answers.get(Question.MENTION, ""))
            if noted:
                whole = self.language.is_sentence(noted)
                values["specific_sentence" if whole else "specific"] = noted.rstrip(".") + ("." if whole else "")
        return values

    def _render(self, name: str, values: Mapping[str, Any]) -> tuple[str, str]:
        text = self.templates.get_template(f"{name}.jinja").render(values).strip()
        title, _, body = text.partition("\n")
        tidy = _SPACES.sub(lambda match: "" if match[0][0] != "\n" else "\n\n", body.strip())
        return title.strip(), tidy + "\n"


def read_labels(language: str = "en") -> Mapping[str, Question]:
    """The labels of the take-stock form as the person sees them, lower-case, for reading the answers back."""
    return {" ".join(label.casefold().split()): question for question, label in load_language(language).form.items()}


def clean(text: str) -> str:
    """A value from a calendar or mail, fit to be shown: one line, no control or bidi characters, not too long."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text[: LONGEST * 4])
    line = " ".join(kept.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def plain_role(role: str) -> str:
    """A role as one says it: without what job advertisements add in brackets, such as "(m/f/d)" or "(hybrid)"."""
    said = clean(re.sub(r"\s*[(\[][^()\[\]]{0,80}[)\]]", "", role[:LONGEST]))
    return said or clean(role)


def _reply_subject(heard: Heard) -> str | None:
    """The subject of a reply in the thread of what was heard."""
    subject = clean(heard.subject)
    return subject if subject.casefold().startswith("re:") or not subject else f"Re: {subject}"


def _shown(person: Person) -> str:
    """A person as they are named in a text: by name, or without one by address."""
    return clean(person.name or person.email or "")


def _noted_for(position: int, people: Sequence[Person], answer: str) -> str | None:
    """The note meant for one person: the one with their name before it, else the next that has no name."""
    notes = [clean(note) for note in answer.split(";") if note.strip()]
    named: dict[int, str] = {}
    free: list[str] = []
    for note in notes:
        name, colon, rest = note.partition(":")
        index = next((i for i, p in enumerate(people) if colon and _is_called(p, name)), None)
        if index is None:
            free.append(note)
        else:
            named.setdefault(index, rest.strip())
    waiting = [i for i in range(len(people)) if i not in named]
    return (named | dict(zip(waiting, free, strict=False))).get(position)


def _is_called(person: Person, name: str) -> bool:
    called = set(name.casefold().split())
    return bool(called) and called <= set((person.name or "").casefold().split())


def _reason(step: Step, person: Person, refused: Mapping[str, str]) -> str | None:
    return next((refused[key] for key in keys_for(step.key, person) if key in refused), None)


@cache
def _environment(language: str) -> SandboxedEnvironment:
    from jinja2 import FunctionLoader, StrictUndefined  # noqa: PLC0415 - loaded only when something is worded
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - as above

    words: Language = load_language(language)
    environment = SandboxedEnvironment(
        autoescape=False,  # plain text for calendars and mail, never HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(words.read_template),
    )

    def place(moment: datetime) -> str:
        return str(moment.tzinfo).rpartition("/")[2].replace("_", " ")

    def show(day: date) -> str:
        return words.show_day(day)

    environment.filters |= {
        "line": lambda text: clean(text or ""),
        "role": plain_role,
        "day": show,
        "short_day": words.show_short_day,
        "clock": lambda moment: f"{moment:%H:%M}",
        "place": place,
        "reason": lambda step: step.rule.reason(language),
    }
    return environment
