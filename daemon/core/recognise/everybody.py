"""Everybody an event may name, each once with all forms of the name, and what speaks for their part in it.

Who is invited, what the words of title and description may be (`telling`, `titles`), what stands beside a name
(`spots`), the places where people are named (`mentions`, `recruiters`), and whom the rules of `people` chose. Nothing
is decided here; `casting` weighs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, islice

from daemon.core.recognise.around import step_of, tell_around
from daemon.core.recognise.choosing import other_kinds, sounds_of_name, traits_of_name, traits_of_others
from daemon.core.recognise.contacts import is_owner_name, is_same
from daemon.core.recognise.echo import domain_of
from daemon.core.recognise.forms import form_of
from daemon.core.recognise.kinds import is_called_like_a_person, is_given_name, is_organisation, is_post
from daemon.core.recognise.lexicon import long_list, system_named, word_list
from daemon.core.recognise.mentions import (
    AGENDA,
    absent_in,
    joins_writer,
    labelled_list,
    listed_below,
    may_be_called,
    met_by_title,
    noted,
    slot,
)
from daemon.core.recognise.names import is_inflected, is_title, name_of, names_in, same_person
from daemon.core.recognise.people import Cast, Scene
from daemon.core.recognise.phrases import holds
from daemon.core.recognise.recruiters import labelled, signed, told_to_run
from daemon.core.recognise.runs import tells_of_work
from daemon.core.recognise.spots import Chains, Spot, part_of_chain
from daemon.core.recognise.titles import Span
from daemon.core.recognise.words import fold, words_of

_MOST = 40  # people that are looked at
_LONGEST = 60  # letters of a name
_LIKELY = (0.05, 0.15, 0.35, 0.6, 0.8, 0.93)
_SURE, _PERHAPS = 0.7, 0.35
_CLOSING = 120  # letters at the end of a letter, where it is signed
_SLOTS_READ = 40
_TOLD_OF_SPOT = (
    *("titled", "runs", "apposed", "joined", "opens", "begins_line", "lists", "with_writer", "likely", "alone"),
    *("asked_for", "at_desk", "trailing", "post", "away"),
)
# What tells more together than each by itself.
_IN_PAIRS = frozenset(
    [
        *("ruled", "ruled to run", "given", "full", "QUESTIONS", "TOLD", "RUNS", "ABSENT", "UNSAID", "host", "invited"),
        *("title person", "labelled", "signed", "asked_for", "characters", "title spot", "others sure", "noted"),
        *("others likely", "others none", "employer", "met by title", "agenda", "told to run", "likely", "spot"),
        *("title likely", "titled", "capitals", "small letters", "1 words", "location", "at end", "work", "unnamed"),
        *("typed", "sent", "greeted", "nobody named", "joins", "me_too", "away"),
        *(f"{number} {those}" for number in range(4) for those in ("invited", "others ruled")),
        *(f"{kind} {step}" for kind in ("person", "runs", "title") for step in ("sure", "likely", "perhaps", "never")),
    ]
)


@dataclass(slots=True)
class Somebody:
    """A person: how much speaks for each form of the name, and everything that is told of them."""

    forms: dict[str, float] = field(default_factory=dict)
    traits: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The form of the name under which they go."""
        return form_of(self.forms)

    def add(self, *traits: str) -> None:
        """Note what holds of somebody."""
        for trait in traits:
            self.traits[trait] = 1.0

    def likeliest(self, kind: str) -> float:
        """How likely the words of some place are this person as a `kind`."""
        return self.traits.get(kind, 0.0)


class Everybody:
    """The people of an event while they are gathered."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.people: list[Somebody] = []

    def named(self, name: str, *traits: str, worth: float = 0.0) -> Somebody | None:
        """Whoever is called so, a new person if nobody was; None if it is the owner or cannot be a person."""
        if not name or len(name) > _LONGEST or is_owner_name(name, self.scene.reading) or system_named(name):
            return None
        meant = [one for one in self.people if any(is_form(name, form) for form in one.forms)]
        if len(meant) > 1 and all(any(" " in form and form != name for form in one.forms) for one in meant):
            meant = [one for one in meant if name in one.forms]  # else it is the names of two, written together
            if not meant:
                return None
        found = next((one for one in meant if name in one.forms), meant[0] if meant else None)
        if found is None:
            if len(self.people) >= _MOST:
                return None
            found = Somebody()
            self.people.append(found)
        found.forms[name] = max(worth, found.forms.get(name, 0.0))
        found.add(*traits)
        return found


def is_form(name: str, other: str) -> bool:
    """Whether two names can be forms of one person's."""
    return same_person(name, other) or is_inflected(name, other)


def everybody_in(scene: Scene, ruled: Cast) -> list[Somebody]:
    """All whom an event may name, with what there is to say of each."""
    found = Everybody(scene)
    _add_contacts(found)
    _add_spans(found)
    for person in ruled.interviewers:
        name = person.name or ""
        one = found.named(name, "ruled")
        if one:
            one.forms[name] += 1.0
    if ruled.recruiter:
        found.named(ruled.recruiter.name or "", "ruled to run")
    for trait, names in _places(scene):
        for name in names:
            found.named(name, trait)
    _add_spots(found, "", scene.told)
    _add_spots(found, "title ", scene.title)
    _tell_names(found)
    tell_around(found.people, scene.reading)
    _tell_of_others(found)
    return found.people


def _add_contacts(found: Everybody) -> None:
    scene = found.scene
    host = scene.reading.organiser
    for person in scene.contacts:
        one = found.named(person.name or "", "contact", "host" if is_same(person, host) else "invited", worth=1.0)
        if one and host and domain_of(person.email) != domain_of(host.email):
            one.add("of another house")


def _add_spans(found: Everybody) -> None:
    """What the words of the description and of the title may be, and the name inside that without its title."""
    reading = found.scene.reading
    last = len(reading.description.raw) - _CLOSING
    for span in _likeliest_first(reading.telling.spans, "person", "runs"):
        one = _add_span(found, span, span.kind)
        if one:
            one.add("in text", *(["at end"] if span.start > last > 0 else []))
            told = f"sum of {span.kind}"
            one.traits[told] = min(3.0, one.traits.get(told, 0.0) + span.probability)
    for span in _likeliest_first(reading.title_parts.spans, "person"):
        one = _add_span(found, span, "title")
        before = reading.title.folded[: span.start].split()[-2:]
        if one:
            one.add("in title", *(["via"] if not word_list("via").isdisjoint(before) else []))


def _likeliest_first(spans: Iterable[Span], *kinds: str) -> list[Span]:
    return sorted((span for span in spans if span.kind in kinds), key=lambda span: -span.probability)


def _add_span(found: Everybody, span: Span, kind: str) -> Somebody | None:
    if "\n" in span.text or len(names_in(span.text)) > 1:
        return None  # the names of two, written together
    one = found.named(span.text, worth=span.probability)
    if one:
        one.traits[kind] = max(span.probability, one.traits.get(kind, 0.0))
        bare = name_of(span.text)
        if bare and bare != span.text:
            found.named(bare, "cut")
    return one


def _places(scene: Scene) -> Iterator[tuple[str, Iterable[str]]]:
    """The names of each of the places where people are named."""
    reading, text, told, title, known = scene.reading, scene.text, scene.told, scene.title, scene.known
    yield "labelled", labelled_list(reading)
    yield "listed below", listed_below(text, known)
    yield "agenda", [name for match in islice(AGENDA.finditer(text), _SLOTS_READ) for name in slot(match[1], known)]
    yield "title person", [name for name in reading.title_parts.people if may_be_called(name, known)]
    yield "met by title", met_by_title(reading, title, scene.company)
    yield "labelled to run", labelled(reading)
    yield "signed", signed(reading, known)
    yield "told to run", told_to_run(told, known, reading.typed)
    yield "told to run in title", told_to_run(title, known, reading.typed)
    yield "absent", absent_in(told)
    yield "shadow", scene.shadows
    yield "noted", noted(told, reading) if reading.typed else ()


def _add_spots(found: Everybody, where: str, chains: Chains) -> None:
    for chain in chains:
        part = part_of_chain(chain).name
        for spot in chain:
            one = found.named(spot.name, f"{where}spot")
            if one:
                one.add(*(where + told for told in _told_of(spot, part, len(chain))))


def _told_of(spot: Spot, part: str, together: int) -> Iterator[str]:
    yield from (spot.part.name, f"{spot.part.name} in {part}", f"of {min(3, together)}")
    yield from (told for told in _TOLD_OF_SPOT if getattr(spot, told))


def _tell_names(found: Everybody) -> None:
    """What a name says by itself, and beside the other names of the event."""
    scene, mode = found.scene, found.scene.reading.mode
    spans = (*scene.reading.title_parts.spans, *scene.reading.telling.spans)
    others = other_kinds([span for span in spans if span.kind in ("company", "role")], "person")
    for one in found.people:
        name = one.name
        one.add(*traits_of_name(name, mode), *_of_name(name, one, scene))
        one.traits.update(sounds_of_name(name))
        one.add(*(trait for form in one.forms for trait in traits_of_others(fold(form), others)))


def _of_name(name: str, one: Somebody, scene: Scene) -> Iterator[str]:
    words, employer = words_of(fold(name)), fold(scene.company or "")
    first, last = name.split(" ", maxsplit=1)[0], name.rsplit(" ", maxsplit=1)[-1]
    place, folded_text = set(scene.reading.location.words), fold(scene.text)
    facts = (
        ("full", any(" " in form for form in one.forms)),
        ("honoured", is_title(first)),
        ("given", is_called_like_a_person(name)),
        ("given last", is_given_name(last)),
        ("characters", name >= "\u2e80"),
        ("house", is_organisation(name)),
        ("post name", is_post(name)),
        ("work", tells_of_work(name)),
        ("event word", any(word in long_list("event_word") for word in words)),
        ("employer", bool(employer) and fold(name) in employer),
        ("in employer", not set(words).isdisjoint(words_of(employer))),
        ("location", bool(words) and place.issuperset(words)),
        ("in location", not place.isdisjoint(words)),
        ("greeted", fold(name) in scene.reading.description.folded and fold(name) not in folded_text),
    )
    yield from (fact for fact, holds_true in facts if holds_true)


def _tell_of_others(found: Everybody) -> None:
    """What the event and the others tell of somebody, and all that tells more together."""
    scene, people = found.scene, found.people
    ruled = sum("ruled" in one.traits for one in people)
    invited = sum("invited" in one.traits for one in people)
    event = (*_of_event(scene), f"{min(4, len(people))} people", f"{min(3, invited)} invited")
    of_host = tuple(_of_host(scene))
    chances = [max(one.likeliest("person"), one.likeliest("title")) for one in people]
    for index, one in enumerate(people):
        rest = max((chance for other, chance in enumerate(chances) if other != index), default=0.0)
        one.add(
            "any",
            *event,
            *(of_host if "host" in one.traits else ()),
            *_steps(one),
            f"others {'sure' if rest > _SURE else 'likely' if rest > _PERHAPS else 'none'}",
            f"{min(3, ruled - ('ruled' in one.traits))} others ruled",
        )
        if {"in text", "in title", "spot", "title spot"}.isdisjoint(one.traits):
            one.add("unnamed")
        if chances[index] >= max(chances):
            one.add("likeliest")
        told = sorted(_IN_PAIRS.intersection(one.traits))
        one.add(*(f"{this} & {that}" for this, that in combinations(told, 2)))


def _of_event(scene: Scene) -> Iterator[str]:
    yield from (scene.reading.mode, f"round {scene.round_kind.name}")
    if not scene.reading.telling.spans and not scene.reading.title_parts.people:
        yield "nobody named"


def _of_host(scene: Scene) -> Iterator[str]:
    """What the words of a letter say of its writer."""
    words = scene.reading.description.words
    if joins_writer(scene.told, scene.reading):
        yield "joins"
    yield from (told for told in ("me_too", "first_person") if holds(words, told))


def _steps(one: Somebody) -> Iterator[str]:
    """How likely somebody is named as each kind, in steps."""
    for kind in ("person", "runs", "title"):
        chance = one.likeliest(kind)
        yield from (f"{kind} > {step}" for step in _LIKELY if chance > step)
        yield f"{kind} {step_of(chance)}"
