"""Who runs the process from the other side: recruiters, coordinators, an agency's consultant; never a firm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from daemon.core.recognise.beside import runs_process
from daemon.core.recognise.contacts import as_contact, is_owner_name
from daemon.core.recognise.kinds import is_post
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.names import leading_name, name_of, names_in, same_person
from daemon.core.recognise.phrases import holds
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.spots import Chains
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Person

_LINES_READ = 400
_LINES_OF_SIGNATURE = 3
_LABELLED = re.compile(r"^[^:\n]{2,40}: ")


def recruiters_of(reading: Reading, contacts: list[Person], text: Chains, title: Chains) -> list[tuple[Person, str]]:
    """Those who run the process and where each was read, the surest first."""
    known = [person.name for person in contacts if person.name]
    found: dict[str, str] = {}
    said = holds(reading.description.words, "recruits")
    for source, names in (
        ("description", labelled(reading)),
        ("description", signed(reading, known) if said else ()),
        ("description", told_to_run(text, known, reading.typed)),
        ("title", [reading.title_parts.via] if reading.title_parts.via else []),
        ("title", told_to_run(title, known, reading.typed)),
    ):
        for name in names:
            if not is_owner_name(name, reading) and not any(same_person(name, other) for other in found):
                found[name] = source
    return [(as_contact(name, reading, contacts), source) for name, source in found.items()]


def told_to_run(chains: Chains, known: list[str], typed: bool) -> Iterator[str]:
    """Those of whom it is told that they recruit or coordinate: in full, or somebody the event shows."""
    for chain in chains:
        for spot in chain:
            if spot.runs and (typed or " " in spot.name or any(same_person(spot.name, name) for name in known)):
                yield spot.name


def labelled(reading: Reading) -> Iterator[str]:
    for label in reading.labels:
        if label.name in word_list("recruiter_label"):
            yield from names_in(label.value)[:1]


def signed(reading: Reading, known: list[str]) -> Iterator[str]:
    """The first name in a signature or beside a word such as "recruiter"."""
    lines = [line.strip(" >-") for line in reading.description.raw.splitlines()[:_LINES_READ] if line.strip()]
    names = (_signer(lines, index, reading, known) for index in range(len(lines)))
    yield from islice((name for name in names if name), 1)


def _signer(lines: list[str], index: int, reading: Reading, known: list[str]) -> str | None:
    line = _LABELLED.sub("", lines[index])
    words = words_of(fold(line))
    if len(words) > 14 or not runs_process(line) or (line.startswith("Hr.") and "HR" not in line):
        return None
    name = leading_name(line)
    if name and " " in name and not is_owner_name(name, reading):
        if any(same_person(name, other) for other in known) or not _is_firm(name, line):
            return name
        above = lines[max(0, index - _LINES_OF_SIGNATURE) : index][::-1]
        return next((name for text in above if (name := _alone(text, reading)) and " " in name), None)
    return _alone(lines[index - 1], reading) if index and len(words) <= 8 else None


def _alone(line: str, reading: Reading) -> str | None:
    """The name that is all of a short line, as in a signature."""
    plain = len(line.split()) <= 4 and not is_post(line) and not set(line) & set(":(/|")
    name = name_of(line) if plain else None
    return name if name and not is_owner_name(name, reading) else None


def _is_firm(name: str, line: str) -> bool:
    """Whether a line that begins with a name goes on as a firm does: "Ashgrove Recruitment | 0161 496 0000"."""
    rest = re.split(r"[|,;(–—]| - ", line.partition(name)[2][:80], maxsplit=1)[0]
    following = words_of(fold(rest))
    firm = bool(following) and following[0] in word_list("agency_word") and not is_post(rest)
    return firm or runs_process(name) or not word_list("agency_word").isdisjoint(words_of(fold(name)))
