"""Tells whether a mail is about an application: by who writes, through which system, and what is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from daemon.core.naming import name_key
from daemon.core.promises.tokens import fold
from daemon.core.recognise.judgement import Owner
from daemon.core.recognise.lexicon import system_named, system_of, word_list
from daemon.core.recognise.names import same_person
from daemon.core.recognise.words import words_of
from daemon.core.replies.body import whole_text
from daemon.core.replies.latin import in_latin
from daemon.core.replies.lexicon import about_weights
from daemon.core.replies.reply import Pursuit
from daemon.ports.records import Message, Person

_HIRING = frozenset({"ats", "scheduler", "assessment", "booking"})
_NEWS = frozenset({"rejected", "rescinded", "offered", "welcomed", "invited", "delayed"})
_NAMED = 0.6  # share of a role's words from which it is named
_SHORTEST_LABEL = 4  # letters from which a part of a company's name is looked for in a domain
_SHORTEST_INITIALS = 3
_LATIN_WORD = re.compile(r"[a-z]{4,}")
_LONGEST_SPELLED = 6
_SHORTEST_NAME = 3  # letters; two ideographs
_TELLING_WORDS = 6  # of a company's name
_NAMES_READ = 4_000  # characters of the text in which names are looked for
_LONGEST_ENDING = 3  # letters that the same word may end on in another case
_SHORTEST_STEM = 5
_LEGAL_FORMS = (
    "株式会社",
    "有限会社",
    "合同会社",
    "주식회사",
    "有限公司",
    "股份有限公司",
)  # without blanks around them

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})


SENTENCES: Mapping[str, str] = {
    "known_sender": "It is from somebody you are in touch with about this application.",
    "from_employer": "It comes from the employer's domain.",
    "goes_by_company": "The sender goes by the company's name.",
    "by_name": "The sender has the name of somebody who interviewed you.",
    "shares_name": "The sender shares a name with somebody who interviewed you.",
    "through_system": "It comes through a recruiting system.",
    "names_company": "It names the company.",
    "from_elsewhere": "It comes from elsewhere and does not name the company.",
    "from_anybody": "Anybody can have the sender's address.",
    "names_role": "It names the role.",
    "system_without_role": "It comes through a recruiting system and does not name the role.",
    "names_people": "It names somebody who interviewed you.",
    "answers": "It answers a message.",
    "mailing": "It is a mailing that one can unsubscribe from.",
    "mailing_of_news": "It is a mailing that one can unsubscribe from.",
    "spam": "The mail server takes it for spam.",
    "speaks_of_hiring": "It speaks of an application.",
    "speaks_of_news": "It speaks of a decision or a next step.",
    "silent_stranger": "It does not speak of an application.",
    "machine": "It answers as machines do.",
    "commerce": "It reads like business or an advertisement.",
    "commerce_of_known": "It reads like business or an advertisement.",
    "gossip": "It reads like a friend's message.",
    "gossip_of_known": "It reads like a friend's message.",
    "other_job": "It speaks of another job.",
    "other_job_of_known": "It speaks of another job.",
}


class About:
    """A message beside what is known of an application."""

    def __init__(self, message: Message, owner: Owner, pursuit: Pursuit, text: str) -> None:
        self._message = message
        self._owner = owner
        self._pursuit = pursuit
        self._subject = fold(message.subject[:500])
        self._text = fold(text[:_NAMES_READ])
        self._whole = fold(whole_text(message)[:_NAMES_READ])  # with its signature and the thread it answers
        people = [*pursuit.interviewers, pursuit.recruiter]
        self._people = [person for person in people if person is not None]

    @cached_property
    def from_owner(self) -> bool:
        """Whether the person wrote it."""
        return (self._message.sender.email or "").lower() in self._owner.emails

    def signs(self, cues: frozenset[str]) -> Iterator[str]:
        """Everything that tells whether the mail is about the application, by the names of `SENTENCES`."""
        yield from self._sender_signs()
        yield from self._name_signs()
        yield from self._machine_signs(bool(cues & _NEWS))
        yield from self._topic_signs(cues)

    def is_about(self, cues: frozenset[str]) -> tuple[bool, tuple[str, ...]]:
        """The verdict, with a sentence for each sign."""
        known = about_weights()
        signs = tuple(dict.fromkeys(self.signs(cues)))
        weight = known.get("ALWAYS", 0.0) + sum(known.get(sign, 0.0) for sign in signs)
        return weight > 0, tuple(SENTENCES[sign] for sign in signs)

    # Who writes

    @cached_property
    def known_sender(self) -> bool:
        """Whether the other side is somebody named in the application."""
        addresses = {(person.email or "").lower() for person in self._others} - {""}
        addresses.add(self._message.headers.get("x-failed-recipients", "").strip().lower())
        return any(person.email and person.email.lower() in addresses for person in self._people)

    @cached_property
    def _others(self) -> list[Person]:
        """The other side: the sender, or those the person wrote to."""
        return [self._message.sender] if not self.from_owner else [*self._message.to, *self._message.cc]

    @cached_property
    def _from_employer(self) -> bool:
        domains = {domain_of(person) for person in self._others}
        own = {domain_of(person) for person in self._people}
        return any(not is_shared(d) and (d in own or echoes(d, self._pursuit.company)) for d in domains - {""})

    @cached_property
    def _by_name(self) -> bool:
        """Whether the sender goes by the name of somebody in the application."""
        names = [person.name for person in self._others]
        return any(p.name and name and same_person(p.name, name) for p in self._people for name in names)

    @cached_property
    def _shares_name(self) -> bool:
        """Whether the sender has the last word of such a name, as "Mrs Olga" is noted and "Olga Zisi" writes."""
        parts = {part for person in self._others for part in fold(person.name or "").split()}
        lasts = {words[-1] for person in self._people if (words := fold(person.name or "").split())}
        return any(len(part) >= _SHORTEST_NAME - (part >= "\u2e80") for part in parts & lasts)

    @cached_property
    def _is_stranger(self) -> bool:
        return not (
            self.known_sender or self._by_name or self._shares_name or self._from_employer or self._goes_by_company
        )

    @cached_property
    def _goes_by_company(self) -> bool:
        return any(_names(fold(person.name or ""), self._pursuit.company) for person in self._others)

    @cached_property
    def _through_system(self) -> bool:
        """Whether a recruiting system sent it, by its address or by its name."""
        names = [word for person in self._others for word in words_of(fold(person.name or ""))[:_TELLING_WORDS]]
        systems = [system for word in names if (system := system_named(word)) is not None]
        return any(is_ats(domain_of(person)) for person in self._others) or any(s.kind in _HIRING for s in systems)

    def _sender_signs(self) -> Iterator[str]:
        if self.known_sender:
            yield "known_sender"
        elif self._from_employer:
            yield "from_employer"
        if self._goes_by_company and not self.known_sender:
            yield "goes_by_company"
        if self._by_name and not self.known_sender:
            yield "by_name"
        elif self._shares_name and not self.known_sender:
            yield "shares_name"
        if self._through_system:
            yield "through_system" if self.names_role else "system_without_role"

    # What is named

    @cached_property
    def names_company(self) -> bool:
        """Whether the company is named, in the subject, the text or its thread, or as the sender."""
        company = self._pursuit.company
        return self._goes_by_company or any(_names(text, company) for text in (self._subject, self._whole))

    @cached_property
    def names_people(self) -> bool:
        """Whether somebody is named who interviewed the person."""
        return any(p.name and any(_names(text, p.name) for text in (self._whole, self._subject)) for p in self._people)

    def _name_signs(self) -> Iterator[str]:
        if _names(self._subject, self._pursuit.company) or _names(self._whole, self._pursuit.company):
            yield "names_company"
        elif self._is_stranger and not self._has_shared_address:
            yield "from_elsewhere"
        if self._is_stranger and self._has_shared_address and not self._through_system:
            yield "from_anybody"
        if self.names_role:
            yield "names_role"
        if self.names_people:
            yield "names_people"
        if self._message.in_reply_to or self._message.references:
            yield "answers"

    @cached_property
    def _has_shared_address(self) -> bool:
        return any(is_shared(domain_of(person)) for person in self._others)

    def _machine_signs(self, speaks: bool) -> Iterator[str]:
        headers = self._message.headers
        bulk = headers.get("precedence", "").lower() in {"bulk", "list", "junk"}
        ours = is_ats(domain_of(self._message.sender)) or headers.get("auto-submitted", "") == "auto-replied"
        if "list-unsubscribe" in headers and not ours:
            yield "mailing" if bulk or not speaks else "mailing_of_news"
        if headers.get("x-spam-flag", "").lower() == "yes":
            yield "spam"

    # What it is about

    def _topic_signs(self, cues: frozenset[str]) -> Iterator[str]:
        news, machine = bool(cues & _NEWS), bool(cues & {"absent", "ticket"})
        known = "_of_known" if self.known_sender else ""
        if news:
            yield "speaks_of_news"
        if "hiring" in cues and not self.known_sender:
            yield "speaks_of_hiring"
        elif self._is_stranger and not (news or self.names_role or machine):
            yield "silent_stranger"
        if machine and not self.known_sender:
            yield "machine"
        for topic in ("commerce", "gossip", "other_job"):
            if topic in cues:
                yield f"{topic}{known}"

    @cached_property
    def names_role(self) -> bool:
        """Whether most of the words of the role stand in it."""
        return any(_share(text, self._pursuit.role) >= _NAMED for text in (self._subject, self._text, self._whole))


def domain_of(person: Person) -> str:
    """The domain of somebody's address, or an empty text."""
    return (person.email or "").lower().rpartition("@")[2]


def is_shared(domain: str) -> bool:
    """Whether anybody can have an address there, or any employer can send through it."""
    return system_of(domain) is not None


def is_ats(domain: str) -> bool:
    """Whether a recruiting system sends from there, for any employer."""
    system = system_of(domain)
    return system is not None and system.kind in _HIRING


def echoes(domain: str, company: str | None) -> bool:
    """Whether a domain sounds like the company's name."""
    if is_shared(domain):
        return False
    letters = "".join(character for character in domain if character.isalnum())
    words = [form for word in _company_words(company)[:_TELLING_WORDS] for form in (word, _spelled_out(word, company))]
    initials = "".join(word[0] for word in _company_words(company))
    if len(initials) >= _SHORTEST_INITIALS and any(label.startswith(initials) for label in domain.split(".")):
        return True
    spelled = _LATIN_WORD.findall(in_latin(fold(company or ""))) if not (company or "").isascii() else []
    words += [word[:_LONGEST_SPELLED] for word in spelled]  # endings are spelled in many ways
    return any(len(word) >= _SHORTEST_LABEL and word in letters for word in words)


def _spelled_out(word: str, company: str | None) -> str:
    """A folded word as domains spell it where its umlauts become two letters; the word itself if it has none."""
    for original in (company or "").lower().split():
        if fold(original) == word:
            return original.translate(_UMLAUTS)
    return word


def _company_words(company: str | None) -> list[str]:
    plain = company or ""
    if not plain.isascii() and any(character >= "\u2e80" for character in plain):
        for form in _LEGAL_FORMS:
            plain = plain.replace(form, " ")
    else:
        plain = name_key(plain)
    return [word for word in words_of(fold(plain)) if len(word) > 1 or not word.isascii()]


def _names(folded: str, name: str | None) -> bool:
    """Whether a folded text names this: its words in a row, or the first of them if it is telling."""
    words = _company_words(name)
    if not words:
        return False
    spaced = f" {' '.join(words_of(folded))} "
    return f" {' '.join(words)} " in spaced or (len(words[0]) > 4 and f" {words[0]} " in spaced)


def _share(folded: str, role: str | None) -> float:
    """Which share of the words of a role stands in a folded text, whatever their endings."""
    words = [word for word in _company_words(role) if word not in word_list("small")]
    present = set(words_of(folded))
    stems = {word[:size] for word in present for size in range(_SHORTEST_STEM, len(word) + 1)}
    return sum(word in present or _stem(word) in stems for word in words) / len(words) if words else 0.0


def _stem(word: str) -> str:
    return word[: max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING)] if len(word) > _SHORTEST_STEM else word
