"""What templates can say of a step: the values that all have, those of entries, and those of drafts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.applications import Gist, Heard, Round, person_key
from daemon.core.letters import address_of
from daemon.core.mail.correspondents import people_of
from daemon.core.people import addressee_of, messenger_of, thanked, without_address
from daemon.core.playbook import SecondInterviewReply, ThankYou, ThankYouLetter
from daemon.core.recognise.judgement import Medium
from daemon.core.remembered import Kind
from daemon.core.slots import Span
from daemon.core.steps import Step
from daemon.core.steps.desk import keys_for
from daemon.core.typed import Question
from daemon.core.wording.greeting import greet
from daemon.core.wording.language import Language
from daemon.core.wording.places import Place
from daemon.core.wording.specifics import is_written_in, noted_for, rank_strengths
from daemon.core.wording.texts import clean, short_role, whole
from daemon.ports.records import Person

_MOST_NAMED = 3  # people who are named together in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The person for whom drafts are written, as they sign; where they live, and the language they read."""

    name: str
    email: str
    phone: str | None = None
    strengths: tuple[str, ...] = ()
    locale: str = "en-GB"
    country: str | None = None
    zone: ZoneInfo | None = None


def common_values(step: Step, author: Author, language: Language) -> dict[str, Any]:
    """What every template may use."""
    application, current = step.application, step.round
    company = whole(application.company) if application else None
    role = short_role(application.role) if application else None
    contact = step.addressee or (addressee_of(application) if application else None)
    return {
        "step": step,
        "me": author,
        "points": language.points,
        "company": company,
        "role": role,
        "position": language.position(role, company),
        "topic": language.topic(role, company),
        "day": language.show_day(current.start.date()) if current else "",
        "short_day": language.show_short_day(current.start.date()) if current else "",
        "medium": current.medium.value if current else "",
        "in_person": current is not None and current.medium is Medium.IN_PERSON,
        "contact": shown(contact) if contact else None,
        "contact_email": contact.email if contact else None,
        "was_there": current is not None and step.addressee in thanked(current),
        "others": _others(step, language),
        "without_address": _join(without_address(current), language) if current else "",
    }


def entry_values(
    step: Step, author: Author, languages: tuple[Language, Language], refused: Mapping[str, str]
) -> dict[str, Any]:
    """What the template of an entry may use besides.

    `languages` are the person's own and that of the drafts, `refused` the drafts that are missing, with the reasons.
    """
    language, draft_language = languages
    heard, form = step.application.heard if step.application else None, language.form
    values: dict[str, Any] = {
        "proposed": [show_slot(slot, author, language) for slot in heard.proposed] if heard else [],
        "form": list(form.items()),
        "who": form[Question.WHO],
        "refused": refused.get(f"{step.key}-draft"),
        "foreign": None if draft_language.code == language.code else language.call(draft_language.code),
    }
    values |= _news_values(step, step.news.people if step.news else ())
    if isinstance(step.rule, SecondInterviewReply):
        values["hours"] = language.show_hours(step.rule.within_working_hours)
    if step.kind in (Kind.THANK_YOU, Kind.THANK_YOU_LETTER) and step.round is not None:
        values |= _thanked_values(step, step.round, languages, refused)
    return values


def _news_values(step: Step, keys: Collection[str]) -> dict[str, Any]:
    """What an entry about a message says of it: whom it did not reach, and which applications it may be about."""
    people = people_of(step.application) if step.application else ()
    roles = [clean(other.role) for other in step.others if other.role]
    return {
        "gist": step.news.gist if step.news else Gist(),
        "returned": next((p.email for p in people if p.email and person_key(p.email) in keys), None),
        "candidates": [", ".join(filter(None, (whole(o.role), whole(o.company)))) for o in step.others],
        "example": roles[0] if roles else "…",
    }


def _thanked_values(
    step: Step, current: Round, languages: tuple[Language, Language], refused: Mapping[str, str]
) -> dict[str, Any]:
    own, theirs = languages
    people = thanked(current)
    notes = [noted_for(i, people, current.answers.get(Question.MENTION, "")) for i in range(len(people))]
    messenger = messenger_of(step.application, current) if step.application else None
    company = step.application.company if step.application else None
    addresses = [address_of(person, current, company) for person in people]
    everybody = isinstance(step.rule, ThankYouLetter) and not step.rule.needs_address
    return {
        "address": [clean(line) for line in next(filter(None, addresses), ())],
        "people": [
            {
                "name": shown(person),
                "email": person.email,
                "refused": next((refused[k] for k in keys_for(step.key, person) if k in refused), None),
                "posted": bool(address) or (everybody and person.name is not None),
                "left_out": note is not None and not is_written_in(note, theirs.code, own.code),
            }
            for person, note, address in zip(people, notes, addresses, strict=True)
        ],
        "messenger": shown(messenger) if messenger else None,
    }


def draft_values(step: Step, current: Round, author: Author, language: Language, place: Place) -> dict[str, Any]:
    """What the template of a draft may use besides. `place` numbers the ways to say a thing that its letter uses."""
    addressee = whole(step.addressee.name) if step.addressee else None
    thanks = step.kind in (Kind.THANK_YOU, Kind.THANK_YOU_LETTER) and not step.passes_on
    again = place.rounds + max(step.position - 2, 0)
    asking = step.kind is Kind.CHECK_IN_EMAIL
    heard = step.application.heard if step.application else None
    return {
        "greeting": greet(addressee, language),
        "farewell": language.farewell,
        "signature": "\n".join(line for line in (author.name, author.phone, author.email) if line),
        "place": place.people + step.position if thanks else again if asking else place.rounds,
        "reply_subject": _reply_subject(heard) if heard else None,
        "note": None,
        "note_sentence": None,
        **(_note(step, current, author, language) if thanks else {}),
        "strengths": _strengths(step, current, author, language),
        **_slot_values(step, heard, author, language),
    }


def _note(step: Step, current: Round, author: Author, language: Language) -> dict[str, str]:
    """What the person wants mentioned to this addressee."""
    note = noted_for(step.position, thanked(current), current.answers.get(Question.MENTION, ""))
    if not note or not is_written_in(note, language.code, author.locale.partition("-")[0]):
        return {}
    if language.is_sentence(note):
        return {"note_sentence": note if note.endswith((".", "!", "?", "…")) else f"{note}."}
    return {"note": language.lower(note).rstrip(" .;,")}


def _strengths(step: Step, current: Round, author: Author, language: Language) -> str | None:
    """One strength, in a letter that is to have the highlights two; each addressee reads of another.

    Check-ins count from the second: whoever was thanked reads something new, unless there is only one.
    """
    own = author.locale.partition("-")[0]
    role = step.application.role if step.application else None
    fitting = [text for text in author.strengths if is_written_in(text, language.code, own)]
    ranked = [language.lower(strength) for strength in rank_strengths(fitting, role, current.answers)]
    length = step.rule.length if isinstance(step.rule, ThankYou) else "usual"
    if step.kind is Kind.THANK_YOU_LETTER:
        length = "full"
    if step.passes_on or length == "brief":
        return None
    if length == "full":
        first, *more = (*ranked[2 * step.position : 2 * step.position + 2], "")
        return language.add(first, more[0]) if more and more[0] else first or None
    if step.kind is Kind.CHECK_IN_EMAIL and len(ranked) == step.position == 1:
        return ranked[0]
    return ranked[step.position] if step.position < len(ranked) else None


def _slot_values(step: Step, heard: Heard | None, author: Author, language: Language) -> dict[str, Any]:
    """The time that is accepted, the other proposed ones that suit, and those that are offered where none does."""
    proposed = heard.proposed if heard else ()
    fitting = [slot for slot in step.slots if any(start <= slot[0] < end for start, end in proposed)]
    suiting = [show_slot(slot, author, language) for slot in fitting]
    offered = [show_slot(slot, author, language) for slot in step.slots]
    return {
        "accepted": suiting[0] if suiting else None,
        "possible": language.join(suiting[1:]),
        "offered": [] if suiting else offered,
        "proposed": [show_slot(slot, author, language) for slot in proposed],
    }


def show_slot(slot: Span, author: Author, language: Language) -> str:
    """A time, with both zones where the clocks of the person and the employer differ."""
    start, end = slot
    shown_slot = f"{language.show_day(start.date())}, {language.show_span(start, end)}"
    if author.zone is None:
        return shown_slot
    here, until = start.astimezone(author.zone), end.astimezone(author.zone)
    if here.utcoffset() == start.utcoffset():
        return shown_slot
    day = "" if here.date() == start.date() else f"{language.show_day(here.date())}, "
    there = str(language.words["in_place"]).format(span=shown_slot, place=language.show_place(start))
    home = str(language.words["in_place"]).format(span=language.show_span(here, until), place=language.show_place(here))
    return f"{there} ({day}{home})"


def shown(person: Person) -> str:
    """A person as they are named in a text: by name, or without one by address."""
    return clean(person.name or person.email or "")


def _others(step: Step, language: Language) -> str | None:
    """The other people of the interview, for an addressee who may not have been there."""
    if step.round is None:
        return None
    known = step.addressee.name if step.addressee else None
    people = [person for person in thanked(step.round) if person.name and person.name != known]
    return _join(people, language) if 0 < len(people) <= _MOST_NAMED else None


def _join(people: tuple[Person, ...] | list[Person], language: Language) -> str:
    return language.join([language.inflect(clean(person.name or "")) for person in people])


def _reply_subject(heard: Heard) -> str | None:
    """The subject of a reply in the thread of what was heard."""
    subject = clean(heard.subject)
    return subject if subject.casefold().startswith("re:") or not subject else f"Re: {subject}"
