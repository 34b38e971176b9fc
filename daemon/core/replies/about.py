"""Tells whether a mail is about an application: by who writes, through which system, and what is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from daemon.core.promises.tokens import fold
from daemon.core.recognise.judgement import Owner
from daemon.core.recognise.lexicon import system_named
from daemon.core.recognise.names import same_person
from daemon.core.recognise.words import words_of
from daemon.core.replies.body import whole_text
from daemon.core.replies.lexicon import about_weights
from daemon.core.replies.mentions import HIRING, TELLING_WORDS, domain_of, echoes, is_ats, is_named, is_shared, share_of
from daemon.core.replies.reply import Pursuit
from daemon.core.replies.topic import topic_of, traits_of_topic
from daemon.ports.records import Message, Person

_NEWS = frozenset({"rejected", "rescinded", "offered", "welcomed", "invited", "delayed"})
# A refusal that is taken for something else does more harm than a mail too many.
_LEAST = -2.35
_NAMED = 0.6  # share of a role's words from which it is named
_SHORTEST_NAME = 3  # letters; two ideographs
_NAMES_READ = 4_000  # characters of the text in which names are looked for

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
_OFF_TOPIC = "It reads like mail about something else."


class About:
    """A message beside what is known of an application."""

    def __init__(self, message: Message, owner: Owner, pursuit: Pursuit, text: str) -> None:
        self._message = message
        self._owner = owner
        self._pursuit = pursuit
        self._subject = fold(message.subject[:500])
        self._plain = text[:_NAMES_READ]
        self._text = fold(self._plain)
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
        known, topic = about_weights(), 0.0 if self.from_owner else topic_of(self.traits)
        signs = tuple(dict.fromkeys(self.signs(cues)))
        weight = known["ALWAYS"] + known["TOPIC"] * topic + sum(known.get(sign, 0.0) for sign in signs)
        told = (_OFF_TOPIC,) if topic < 0 else ()
        return weight > _LEAST, (*[SENTENCES[sign] for sign in signs], *told)

    @cached_property
    def traits(self) -> list[int]:
        """The words of the mail and of its sender's name and mailbox, where the application's own names are only told
        apart."""
        message, sender = self._message, self._message.sender
        mailbox = (sender.email or "").partition("@")[0]  # "careers" writes of other things than "orders"
        texts = (message.subject[:500], self._plain, sender.name or "", f"mailbox {mailbox}")
        return traits_of_topic(texts, self._pursuit)

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
        return any(is_named(fold(person.name or ""), self._pursuit.company) for person in self._others)

    @cached_property
    def _through_system(self) -> bool:
        """Whether a recruiting system sent it, by its address or by its name."""
        names = [word for person in self._others for word in words_of(fold(person.name or ""))[:TELLING_WORDS]]
        systems = [system for word in names if (system := system_named(word)) is not None]
        return any(is_ats(domain_of(person)) for person in self._others) or any(s.kind in HIRING for s in systems)

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
        return self._goes_by_company or any(is_named(text, company) for text in (self._subject, self._whole))

    @cached_property
    def names_people(self) -> bool:
        """Whether somebody is named who interviewed the person."""
        return any(
            p.name and any(is_named(text, p.name) for text in (self._whole, self._subject)) for p in self._people
        )

    def _name_signs(self) -> Iterator[str]:
        if is_named(self._subject, self._pursuit.company) or is_named(self._whole, self._pursuit.company):
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
        return any(share_of(text, self._pursuit.role) >= _NAMED for text in (self._subject, self._text, self._whole))
