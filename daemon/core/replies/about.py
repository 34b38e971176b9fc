"""Tells whether a mail is about an application: by who writes, through which system, and what is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from daemon.core.naming import name_key
from daemon.core.recognise.judgement import Owner
from daemon.core.recognise.lexicon import system_of, word_list
from daemon.core.recognise.names import same_person
from daemon.core.recognise.words import fold, words_of
from daemon.core.replies.reply import Pursuit
from daemon.ports.records import Message, Person

_ABOUT = 3
_NAMED = 0.6  # share of a role's words from which it is named
_SHORTEST_LABEL = 4  # letters from which a part of a company's name is looked for in a domain
_SHORTEST_INITIALS = 3
_NAMES_READ = 4_000  # characters of the text in which names are looked for


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that speaks for or against: how much, and a sentence for the person."""

    weight: float
    sentence: str


class About:
    """A message beside what is known of an application."""

    def __init__(self, message: Message, owner: Owner, pursuit: Pursuit, text: str) -> None:
        self._message = message
        self._owner = owner
        self._pursuit = pursuit
        self._subject = fold(message.subject[:500])
        self._text = fold(text[:_NAMES_READ])
        people = [*pursuit.interviewers, pursuit.recruiter]
        self._people = [person for person in people if person is not None]

    @cached_property
    def from_owner(self) -> bool:
        """Whether the person wrote it."""
        return (self._message.sender.email or "").lower() in self._owner.emails

    def signs(self, cues: frozenset[str]) -> Iterator[Sign]:
        """Everything that tells whether the mail is about the application."""
        yield from self._sender_signs()
        yield from self._name_signs()
        yield from self._machine_signs()
        yield from self._topic_signs(cues)

    def is_about(self, cues: frozenset[str]) -> tuple[bool, tuple[Sign, ...]]:
        """The verdict with its signs."""
        signs = tuple(self.signs(cues))
        return sum(sign.weight for sign in signs) >= _ABOUT, signs

    # Who writes

    @cached_property
    def known_sender(self) -> bool:
        """Whether the other side is somebody named in the application."""
        others = [self._message.sender] if not self.from_owner else [*self._message.to, *self._message.cc]
        addresses = {(person.email or "").lower() for person in others} - {""}
        return any(person.email and person.email.lower() in addresses for person in self._people)

    def _sender_signs(self) -> Iterator[Sign]:
        others = [self._message.sender] if not self.from_owner else [*self._message.to, *self._message.cc]
        domains = {domain_of(person) for person in others}
        if self.known_sender:
            yield Sign(weight=4, sentence="It is from somebody you are in touch with about this application.")
        elif domains & {domain_of(p) for p in self._people if not _is_shared(domain_of(p))} - {""}:
            yield Sign(weight=2.5, sentence="It is from the domain of somebody you are in touch with about it.")
        elif any(_echoes(domain, self._pursuit.company) for domain in domains):
            yield Sign(weight=2.5, sentence="The sender's domain carries the company's name.")
        names = [person.name or "" for person in others]
        if not self.known_sender and any(_names(fold(name), self._pursuit.company) for name in names):
            yield Sign(weight=2, sentence="The sender goes by the company's name.")
        if not self.known_sender and self._by_person(names):
            yield Sign(weight=3, sentence="The sender has the name of somebody who interviewed you.")
        if not self.known_sender and any(_is_ats(domain) for domain in domains):
            yield Sign(weight=0.5, sentence="It comes through a recruiting system.")

    def _by_person(self, names: list[str]) -> bool:
        return any(p.name and name and same_person(p.name, name) for p in self._people for name in names)

    # What is named

    def _name_signs(self) -> Iterator[Sign]:
        if _names(self._subject, self._pursuit.company) or _names(self._text, self._pursuit.company):
            yield Sign(weight=1, sentence="It names the company.")
        if self._names_role:
            yield Sign(weight=1.5, sentence="It names the role.")
        if any(p.name and _names(self._text, p.name) for p in self._people):
            yield Sign(weight=1, sentence="It names somebody who interviewed you.")
        if self._message.in_reply_to or self._message.references:
            yield Sign(weight=2, sentence="It answers a message.")

    def _machine_signs(self) -> Iterator[Sign]:
        headers = self._message.headers
        bulk = headers.get("precedence", "").lower() in {"bulk", "list", "junk"}
        ours = _is_ats(domain_of(self._message.sender)) or headers.get("auto-submitted", "") == "auto-replied"
        if "list-unsubscribe" in headers and not ours:
            yield Sign(weight=-2 if bulk else -1, sentence="It is a mailing that one can unsubscribe from.")
        if headers.get("x-spam-flag", "").lower() == "yes":
            yield Sign(weight=-4, sentence="The mail server takes it for spam.")

    # What it is about

    def _topic_signs(self, cues: frozenset[str]) -> Iterator[Sign]:
        news = bool(cues & {"rejected", "offered", "invited"})
        hiring = "hiring" in cues
        if hiring and not self.known_sender:
            yield Sign(weight=0.5, sentence="It speaks of an application.")
        elif not self.known_sender and not (news or cues & {"absent", "ticket", "delayed"}):
            yield Sign(weight=-2, sentence="It does not speak of an application.")
        if cues & {"absent", "ticket"} and not self.known_sender:
            yield Sign(weight=0.5, sentence="It answers as machines do.")
        if "commerce" in cues and not (self.known_sender and (hiring or news or cues & {"asked", "delayed"})):
            yield Sign(weight=-2 if hiring else -4, sentence="It reads like an advertisement.")
        if "gossip" in cues and not self.known_sender:
            yield Sign(weight=-3, sentence="It reads like a friend's message.")
        if "other_job" in cues and not (self._names_role or cues & {"rejected", "delayed", "offered", "withdrawn"}):
            yield Sign(weight=-4 if self.known_sender else -2, sentence="It speaks of another job.")

    @cached_property
    def _names_role(self) -> bool:
        return max(_share(self._subject, self._pursuit.role), _share(self._text, self._pursuit.role)) >= _NAMED


def domain_of(person: Person) -> str:
    """The domain of somebody's address, or an empty text."""
    return (person.email or "").lower().rpartition("@")[2]


def _is_shared(domain: str) -> bool:
    """Whether anybody can have an address there, or any employer can send through it."""
    return system_of(domain) is not None


def _is_ats(domain: str) -> bool:
    system = system_of(domain)
    return system is not None and system.kind in {"ats", "scheduler", "assessment", "booking"}


def _echoes(domain: str, company: str | None) -> bool:
    if _is_shared(domain):
        return False
    letters = "".join(character for character in domain if character.isalnum())
    words = [form for word in _company_words(company)[:3] for form in (word, _spelled_out(word, company))]
    initials = "".join(word[0] for word in _company_words(company))
    if len(initials) >= _SHORTEST_INITIALS and any(label.startswith(initials) for label in domain.split(".")):
        return True
    return any(len(word) >= _SHORTEST_LABEL and word in letters for word in words)


def _spelled_out(word: str, company: str | None) -> str:
    """A folded word as domains spell it where its umlauts become two letters; the word itself if it has none."""
    for original in (company or "").lower().split():
        if fold(original) == word:
            return original.translate(_UMLAUTS)
    return word


def _company_words(company: str | None) -> list[str]:
    return [word for word in words_of(fold(name_key(company))) if len(word) > 1 or not word.isascii()]


def _names(folded: str, name: str | None) -> bool:
    """Whether a folded text names this: its words in a row, or the first of them if it is telling."""
    words = _company_words(name)
    if not words:
        return False
    spaced = f" {' '.join(words_of(folded))} "
    return f" {' '.join(words)} " in spaced or (len(words[0]) > 4 and f" {words[0]} " in spaced)


def _share(folded: str, role: str | None) -> float:
    """Which share of the words of a role stands in a folded text."""
    words = [word for word in _company_words(role) if word not in word_list("small")]
    present = set(words_of(folded))
    return sum(word in present for word in words) / len(words) if words else 0.0
