"""Steps -> the words of entries and drafts: deterministic, from templates, and never from what somebody else wrote.

The first line of a template is the title or subject. A draft that does not pass `proofread` is not written, and its
entry says why. Entries are in the person's own language, drafts in that of their interview.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from daemon.core.applications import Application
from daemon.core.letters import Letter, address_of, paper_for
from daemon.core.people import thanked
from daemon.core.playbook import ThankYou
from daemon.core.remembered import ANSWERS, Form, Kind
from daemon.core.steps import Step
from daemon.core.typed import Question
from daemon.core.wording.choosing import language_for, own_language
from daemon.core.wording.language import Language, language_as_written, load_language, written_languages
from daemon.core.wording.places import Place, find_places, place_key
from daemon.core.wording.proofreading import Fault, Intended, print_faults, proofread
from daemon.core.wording.templates import render
from daemon.core.wording.texts import clean, whole
from daemon.core.wording.values import Author, common_values, draft_values, entry_values
from daemon.ports.records import Draft, Entry, Person, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """What is written for a step: an entry or a draft, or, if the draft did not pass proofreading, the reason.

    A `letter` goes with the draft to be printed; it becomes a page when the draft is written.
    """

    step: Step
    entry: Entry | None = None
    draft: Draft | None = None
    letter: Letter | None = None
    refused: str | None = None


class Writer:
    """Words for one person; the same step, among the same applications, always gets the same words.

    Drafts are in `language`, or without one in that of their interview.
    """

    def __init__(self, author: Author, language: str | None = None) -> None:
        self.author = author
        self.wanted = language
        self.own = self._as_written(own_language(author.locale))

    def write(self, steps: Sequence[Step], applications: Iterable[Application] = ()) -> tuple[Artefact, ...]:
        """The artefacts for these steps, drafts first judged, so that entries can say which are missing.

        `applications` are all that are known, so that no two drafts for one employer use the same sentences.
        """
        known = {a.token: a for a in (*(step.application for step in steps if step.application), *applications)}
        places = find_places(known.values())
        drafts = {step.key: self._draft(step, places) for step in steps if step.form is Form.DRAFT}
        refused = {key: artefact.refused for key, artefact in drafts.items() if artefact.refused}
        return tuple(
            drafts[step.key]
            if step.form is Form.DRAFT
            else Artefact(step=step, entry=self._entry(step, refused, places))
            for step in steps
        )

    def _entry(self, step: Step, refused: Mapping[str, str], places: Mapping[str, Place]) -> Entry:
        values = common_values(step, self.author, self.own)
        values |= entry_values(step, self.author, (self.own, self._language_of(step)), refused)
        values["cards"] = self._cards(step, places) if step.by_hand else []
        summary, description = render(f"{step.kind}.entry", self.own, values)
        summary = f"✓ {summary}" if step.done else summary
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

    def _draft(self, step: Step, places: Mapping[str, Place]) -> Artefact:
        assert step.round is not None
        assert step.application is not None
        language = self._language_of(step)
        values = common_values(step, self.author, language)
        place = places[place_key(step.application.token, step.round.token)]
        values |= draft_values(step, step.round, self.author, language, place)
        letter = self._along(step, language, values)
        values["attached"] = letter is not None
        subject, body = render(f"{_template_of(step)}.draft", language, values)
        draft = self._addressed(step, subject if values["topic"] else _alone(subject), body)
        intended = Intended(
            language=language,
            addressee=draft.to[0].name if draft.to else whole(step.addressee.name) if step.addressee else None,
            company=values["company"],
            others=self._not_to_be_named(step),
            noted=[note for note in (values["note"], values["note_sentence"]) if note],
        )
        faults = proofread(draft, intended)
        if step.kind is Kind.THANK_YOU_LETTER:
            letter = self._letter(step, draft.subject, draft.body, language)
            faults += print_faults(letter)
            draft = self._with_cover(step, draft, letter)
        if faults:
            return Artefact(step=step, refused=self._told(faults[0]))
        return Artefact(step=step, draft=draft, letter=letter)

    def _along(self, step: Step, language: Language, values: Mapping[str, Any]) -> Letter | None:
        """The letter that goes along with a note; none where it cannot be printed, for the note says all of it."""
        wanted = isinstance(step.rule, ThankYou) and step.rule.as_letter and not step.passes_on
        if not wanted or step.addressee is None or not step.addressee.name:
            return None
        unsigned = {**values, "signature": "", "attached": False}
        letter = self._letter(step, *render(f"{_template_of(step)}.draft", language, unsigned), language)
        return None if print_faults(letter) else letter

    def _letter(self, step: Step, subject: str, body: str, language: Language) -> Letter:
        """The letter with these words, dated on the day on which it is to be sent."""
        assert step.round is not None
        assert step.application is not None
        company = whole(step.application.company)
        person = replace(step.addressee or Person(), name=whole(step.addressee.name) if step.addressee else None)
        day = step.dated or step.start.date()
        known = address_of(person, step.round, company) or filter(None, (person.name, company))
        return Letter(
            paper=paper_for(self.author.country, self.author.locale),
            sender=tuple(line for line in (self.author.name, self.author.phone, self.author.email) if line),
            address=tuple(clean(line) for line in known),
            day=language.show_date(day),
            written_on=day,
            subject=subject,
            body=body,
            language=language.tag,
        )

    def _with_cover(self, step: Step, draft: Draft, letter: Letter) -> Draft:
        """The draft to oneself that a letter is attached to; it tells all of it, so that it can be read on a phone."""
        values = common_values(step, self.author, self.own)
        values |= {"letter": letter, "post": self.own.form[Question.POST]}
        subject, body = render("thank-you-letter.cover", self.own, values)
        return replace(draft, to=(draft.sender,), subject=subject, body=body)

    def _cards(self, step: Step, places: Mapping[str, Place]) -> list[str]:
        """What to write by hand, for each person whose name is known."""
        assert step.round is not None
        assert step.application is not None
        language = self._language_of(step)
        place = places[place_key(step.application.token, step.round.token)]
        cards = []
        for position, person in enumerate(thanked(step.round)):
            if person.name:
                to_one = replace(step, addressee=person, position=position)
                values = common_values(to_one, self.author, language)
                values |= draft_values(to_one, step.round, self.author, language, place)
                cards.append("\n".join(render("thank-you-letter.card", language, values)).strip())
        return cards

    def _addressed(self, step: Step, subject: str, body: str) -> Draft:
        person = step.addressee
        name = whole(person.name) if person else None
        heard = step.application.heard if step.application and step.kind in ANSWERS.values() else None
        thread = heard.thread if heard else ()
        return Draft(
            key=step.key,
            message_id=f"<{digest(step.key)}@{self.author.email.rpartition('@')[2]}>",
            sender=Person(name=self.author.name, email=self.author.email),
            to=(Person(name=name, email=person.email),) if person and person.email else (),
            subject=subject,
            body=body,
            date=step.start,
            in_reply_to=thread[-1] if thread else None,
            references=thread,
        )

    def _not_to_be_named(self, step: Step) -> list[str]:
        """The other people of the interview, unless the letter speaks of them: it passes thanks on, or tells by whom
        its addressee, who was not there, may know of the interview."""
        people = thanked(step.round) if step.round else ()
        if step.addressee not in people:
            return []
        return [clean(person.name) for person in people if person.name and person != step.addressee]

    def _language_of(self, step: Step) -> Language:
        return self._as_written(language_for(step, self.wanted and own_language(self.wanted), self.own.code))

    def _as_written(self, code: str) -> Language:
        wanted = self.wanted if self.wanted and own_language(self.wanted) == code else None
        return language_as_written(
            code, wanted if wanted and "-" in wanted else self.author.locale, self.author.country
        )

    def _told(self, fault: Fault) -> str:
        detail = self.own.call(fault.detail) if fault.name == "language" else fault.detail
        return self.own.fault(fault.name, detail)


def read_labels() -> Mapping[str, Question]:
    """The labels of the take-stock form, lower-case, for reading the answers back: of all languages, because an entry
    stays in the one it was written in when the person takes another."""
    return {
        " ".join(label.casefold().split()): question
        for code in written_languages()
        for question, label in load_language(code).form.items()
    }


def _alone(subject: str) -> str:
    """A subject without the role and company that it would begin or end with."""
    stripped = subject.strip(" :\xa0")
    return stripped[:1].upper() + stripped[1:]


def _template_of(step: Step) -> str:
    if step.passes_on:
        return f"{step.kind}-pass-on"
    if isinstance(step.rule, ThankYou) and step.rule.length == "brief":
        return f"{step.kind}-brief"
    return step.kind
