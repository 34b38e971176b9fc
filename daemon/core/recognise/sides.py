"""Who is the candidate: what an event says about the owner's own place in it, in labels, lists and greetings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from daemon.core.recognise.echo import domain_of
from daemon.core.recognise.judgement import Owner, Reason
from daemon.core.recognise.kinds import is_given_name, is_post_alone
from daemon.core.recognise.lexicon import system_of, word_list
from daemon.core.recognise.reading import Reading, Text
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Attendee, Event

_WORDS_OF_GREETING = 5
_HIRING = ("job-interview", "interview", "stage", "job", "applicant", "recruiting")


def place_of_owner(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether labels in the description name the owner as the candidate or as an interviewer."""
    if _label_words().isdisjoint(reading.description.words):
        return
    labels = reading.labels
    candidates = [label.value for label in labels if label.name in word_list("candidate_label")]
    if any(names_owner(fold(value), reading) for value in candidates):
        yield Reason(weight=2.5, sentence="You are named as the candidate.")
    elif candidates:
        yield Reason(weight=-7.0, sentence="Somebody else is named as the candidate.")
    hosts = [label.value for label in labels if label.name in word_list("host_label")]
    if any(names_owner(fold(value), reading) for value in hosts):
        yield Reason(weight=-7.0, sentence="You are named among the interviewers.")


@cache
def _label_words() -> frozenset[str]:
    """Words of which one at least is in each of these labels; most descriptions have none, and need no search."""
    return frozenset(word for label in word_list("candidate_label", "host_label") for word in words_of(label))


def greeting(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """To whom the text speaks by name: to the owner, or to somebody else who is invited ("Hi Ada,")."""
    if reading.organiser is None:
        return
    line = reading.description.folded.lstrip()[:60].partition("\n")[0]
    opening, comma, _rest = line.partition("!")[0].partition(",")
    words = words_of(opening)
    if len(words) <= 8 and owner_among(words, reading):
        yield Reason(weight=0.6, sentence="The description speaks to you by name.")
    elif comma and ":" not in opening and len(words) <= 3 and any(_is_called(other, words) for other in reading.others):
        yield Reason(weight=-5.0, sentence="The description speaks to somebody else who is invited.")


def _is_called(somebody: Attendee, words: Sequence[str]) -> bool:
    """Whether the last of these words is part of somebody's name."""
    return bool(words) and words[-1] in words_of(fold(somebody.name or ""))


def sender(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether the organiser is a mailbox for applications, or is called one."""
    if reading.organiser is None:
        return
    box = (reading.organiser.email or "").partition("@")[0]
    named = words_of(fold(box.replace("_", " "))) + words_of(fold(reading.organiser.name or ""))
    if not word_list("hiring_mailbox").isdisjoint(named):
        yield Reason(weight=1.2, sentence="The organiser is a mailbox for applications.")


def post(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether a post is named ("engineer", "Pflegekraft") beside something that speaks of hiring."""
    if not (reading.title.means(*_HIRING) or reading.description.means(*_HIRING)):
        return
    if names_post(uncovered(reading.title, "recruiting")):
        yield Reason(weight=1.2, sentence="The title names a post.")
    elif not word_list("role").isdisjoint(reading.description.words[:120]):
        yield Reason(weight=0.9, sentence="The description names a post.")


def uncovered(text: Text, meaning: str) -> tuple[str, ...]:
    """The words of a text without its phrases of one meaning: a recruiter is somebody, and not the post."""
    if not text.means(meaning):
        return text.words
    hits = [hit for hit in text.hits if hit.entry.meaning.name == meaning]
    inside = {index for hit in hits for index in range(hit.start, hit.end)}
    return tuple(word for index, word in enumerate(text.words) if index not in inside)


@lru_cache(maxsize=64)
def names_post(words: tuple[str, ...]) -> bool:
    """Whether folded words name a post that one may get; in "talk with the teacher" it is whom one meets."""
    before = word_list("with", "at")
    places = [index for index, word in enumerate(words) if is_post_alone(word)]
    return any(before.isdisjoint(words[max(0, index - 2) : index]) for index in places)


def others_name(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether a note begins with the name of somebody else who has an interview: "Ada - interview at Acme"."""
    words = reading.title.words
    if not reading.typed or len(words) < 3 or not is_given_name(words[0]) or owner_among(words, reading):
        return
    behind = next((hit.end for hit in reading.title.hits if hit.start == 1), 0)
    if behind and not word_list("at").isdisjoint(words[behind - 1 : behind + 1]):
        yield Reason(weight=-6.0, sentence="The title begins with the name of somebody else, whose interview it is.")


def own_name(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether the title names the owner, as invitations to a candidate do."""
    if reading.organiser is not None and owner_among(reading.title.words, reading):
        yield Reason(weight=0.8, sentence="The title names you.")


def names_owner(text: str, reading: Reading) -> bool:
    """Whether a folded text holds the owner's first or last name."""
    return owner_among(words_of(text), reading)


def owner_among(words: Sequence[str], reading: Reading) -> bool:
    """Whether the owner's first or last name is one of these folded words."""
    names = _called(reading.owner)
    if isinstance(names, str):
        return names in "".join(words)
    return not names.isdisjoint(words)


@lru_cache(maxsize=16)
def _called(owner: Owner) -> frozenset[str] | str:
    """The words by which the owner is called; in scripts that set no blanks, all of them in a row."""
    names = [word for word in words_of(fold(owner.name)) if len(word) > 2 or not word.isascii()]
    return "".join(names) if names and all(len(name) == 1 for name in names) else frozenset(names)


def in_house(reading: Reading) -> bool:
    """Whether the organiser or one of the others has an address at the owner's own employer."""
    own = _own_domains(reading.owner)
    people = [reading.organiser, *reading.others]
    return any(domain_of(somebody.email) in own for somebody in people if somebody)


def of_the_family(reading: Reading) -> bool:
    """Whether the organiser has both the owner's surname and the domain of the owner's addresses, as families do."""
    organiser = reading.organiser
    if organiser is None or domain_of(organiser.email) not in _own_domains(reading.owner):
        return False
    surnames = _surnames(reading.owner.name)
    return not surnames.isdisjoint(_surnames(organiser.name or ""))


@lru_cache(maxsize=64)
def _surnames(name: str) -> frozenset[str]:
    """The words of a name behind the first one."""
    return frozenset(word for word in words_of(fold(name))[1:] if len(word) > 2)


def speaks_to_owner(reading: Reading) -> bool:
    """Whether somebody from elsewhere invited the owner by name, so that it was written for the owner to read."""
    if reading.organiser is None or reading.me is None or (in_house(reading) and not of_the_family(reading)):
        return False
    line = reading.description.words[:_WORDS_OF_GREETING]
    return owner_among(reading.title.words, reading) or owner_among(line, reading)


@lru_cache(maxsize=16)
def _own_domains(owner: Owner) -> frozenset[str]:
    """The domains of the owner's addresses that are no private mail."""
    domains = {domain_of(email) for email in owner.emails}
    known = {domain: system_of(domain) for domain in domains}
    return frozenset(domain for domain, system in known.items() if domain and (system is None or system.kind != "mail"))
