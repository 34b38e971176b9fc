"""An event as the recogniser reads it: its texts with what the lexicon finds, and who stands where to the owner."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import TypeVar

from daemon.core.recognise.echo import domain_of
from daemon.core.recognise.judgement import Owner
from daemon.core.recognise.labels import Label, labels_in
from daemon.core.recognise.lexicon import Hit, System, find, system_of
from daemon.core.recognise.markup import plain_text
from daemon.core.recognise.names import spoken_name
from daemon.core.recognise.telling import Telling, Told, told_in
from daemon.core.recognise.titles import TaggedTitle, Title, read_title, tag_title
from daemon.core.recognise.words import clean, fold, spans_of, words_of
from daemon.core.typed import Tag
from daemon.ports.records import Attendee, Event, Person, Response

TITLE_LIMIT = 500
DESCRIPTION_LIMIT = 20_000
LOCATION_LIMIT = 1_000
ATTENDEE_LIMIT = 200

_HOST = re.compile(r"(?:https?://|@)([a-z0-9.-]{1,100})")
_HOSTS_READ = 40
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_ADDRESSES_READ = 20
# The person's tags are orders to followupd, not words of the event.
_TAG = re.compile(rf"(?<![\w#&/])#(?:{'|'.join(Tag)})(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A piece of text, its folded form of the same length, its words and what the lexicon finds among them."""

    raw: str
    folded: str
    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    meanings: frozenset[str]

    def spans(self) -> list[tuple[int, int]]:
        """Where each word stands in `raw`."""
        return spans_of(self.folded)

    def quote(self, phrase: str) -> str:
        """A phrase found in it, as it is spelled there: with its accents and capitals, and without blanks in scripts
        that set none. Between punctuation it stays folded."""
        for written in (phrase, phrase.replace(" ", "")):
            start = self.folded.find(written)
            if start >= 0:
                return self.raw[start : start + len(written)]
        return phrase

    def means(self, *names: str) -> bool:
        """Whether something with one of these meanings was found."""
        return not self.meanings.isdisjoint(names)


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What there is to judge by. `others` are the invited people without the owner; `me` is the owner's invitation."""

    event: Event
    owner: Owner
    title: Text
    description: Text
    location: Text
    organiser: Person | None
    me: Attendee | None
    others: tuple[Attendee, ...]
    systems: tuple[System, ...]

    @cached_property
    def labels(self) -> list[Label]:
        """The labelled lines of the description."""
        return labels_in(self.description.raw)

    @cached_property
    def tagged_title(self) -> TaggedTitle:
        """The words of the title, and which of them are names."""
        return tag_title(self)

    @cached_property
    def title_parts(self) -> Title:
        """The title in parts, sorted by what they are."""
        return read_title(self)

    @cached_property
    def telling(self) -> Telling:
        """Whom and what the description names or may name."""
        return told_in(self)

    @property
    def told(self) -> tuple[Told, ...]:
        """Whom and what the description names."""
        return self.telling.told

    @property
    def owner_words(self) -> tuple[str, ...]:
        """The folded words of the owner's name."""
        return _words_of_name(self.owner.name)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The first addresses in the description, as written."""
        text = self.description.raw
        return tuple(match[0] for match in islice(_EMAIL.finditer(text), _ADDRESSES_READ)) if "@" in text else ()

    @property
    def declined(self) -> bool:
        """Whether the owner has declined the invitation."""
        return self.me is not None and self.me.response is Response.DECLINED

    @property
    def typed(self) -> bool:
        """Whether the owner wrote the event down for themselves, with nobody else in it."""
        return self.organiser is None and not self.others

    @property
    def mode(self) -> str:
        """Whether the event is "typed" or was "sent", as fitted weights tell them apart."""
        return "typed" if self.typed else "sent"

    @property
    def hosting(self) -> bool:
        """Whether the owner invited others: nobody else organises, and others are invited."""
        return self.organiser is None and bool(self.others)

    def system(self, *kinds: str) -> System | None:
        """A known service of one of these kinds behind an address or a link of the event."""
        return next((system for system in self.systems if system.kind in kinds), None)


_NOTHING = Text(raw="", folded="", words=(), hits=(), meanings=frozenset())


def read_text(text: str, limit: int) -> Text:
    """Cut, normalise and search one text."""
    if not text:
        return _NOTHING
    raw = clean(text, limit)
    if "#" in raw:
        raw = _TAG.sub(" ", raw)
    folded = fold(raw)
    words = words_of(folded)
    hits = find(words)
    meanings = frozenset(hit.entry.meaning.name for hit in hits)
    return Text(raw=raw, folded=folded, words=tuple(words), hits=hits, meanings=meanings)


def read_event(event: Event, owner: Owner) -> Reading:
    """Read an event with its owner's eyes; time and memory are bounded whatever the event holds."""
    attendees = tuple(islice(event.attendees, ATTENDEE_LIMIT))
    me = next((a for a in attendees if is_owner(a.email, owner)), None)
    organiser = event.organizer
    if organiser is not None and (is_owner(organiser.email, owner) or not (organiser.email or organiser.name)):
        organiser = None
    return Reading(
        event=event,
        owner=owner,
        title=read_text(event.summary, TITLE_LIMIT),
        description=read_text(plain_text(event.description[:DESCRIPTION_LIMIT]), DESCRIPTION_LIMIT),
        location=read_text(event.location, LOCATION_LIMIT),
        organiser=organiser and _as_spoken(organiser),
        me=me,
        others=tuple(_as_spoken(a) for a in attendees if not is_owner(a.email, owner)),
        systems=_systems(event),
    )


@lru_cache(maxsize=16)
def _words_of_name(name: str) -> tuple[str, ...]:
    return tuple(words_of(fold(name)))


_Somebody = TypeVar("_Somebody", Person, Attendee)


def _as_spoken(somebody: _Somebody) -> _Somebody:
    """Somebody with their name in the order one speaks it."""
    name = spoken_name(somebody.name, somebody.email)
    return somebody if name == somebody.name else replace(somebody, name=name)


def is_owner(email: str | None, owner: Owner) -> bool:
    """Whether an address is one of the owner's."""
    return email is not None and email.lower() in owner.emails


def _systems(event: Event) -> tuple[System, ...]:
    organiser = domain_of(event.organizer.email) if event.organizer else ""
    texts = f"{event.url[:1000]}\n{event.location[:LOCATION_LIMIT]}\n{event.description[:DESCRIPTION_LIMIT]}".lower()
    found = [match[1] for match in islice(_HOST.finditer(texts), _HOSTS_READ)] if "/" in texts or "@" in texts else []
    hosts = dict.fromkeys([organiser, *found])
    return tuple(dict.fromkeys(system for host in hosts if host and (system := system_of(host))))
