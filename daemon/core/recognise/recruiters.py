"""Who runs the process from the other side: recruiters, coordinators, an agency's consultant; never a firm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from daemon.core.recognise.contacts import as_contact, is_owner_name
from daemon.core.recognise.lexicon import phrase_pattern, word_list
from daemon.core.recognise.mentions import BESIDE, NAME, runs_process
from daemon.core.recognise.names import leading_name, name_of, names_in, same_person
from daemon.core.recognise.posts import is_post
from daemon.core.recognise.reading import Reading, Text
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Person

_LINES_READ = 400
_LINES_OF_SIGNATURE = 3
_BEFORE_VERB = re.compile(rf"({NAME}) (?:will |is )?$")
_AFTER_POST = re.compile(rf"(?:recruiter|recruiting contact|talent partner|coordinator)[,:]? ({NAME})")
_BESIDE_POST = re.compile(rf"({NAME}) \(?(?:HR|hr|recruiter|recruiting|talent)\b")


def recruiters_of(reading: Reading, contacts: list[Person]) -> list[tuple[Person, str]]:
    """Those who run the process and where each was read, the surest first."""
    known = [person.name for person in contacts if person.name]
    found: dict[str, str] = {}
    said = runs_process(reading.description.raw)
    for source, names in (
        ("description", _labelled(reading)),
        ("description", _signed(reading, known) if said else ()),
        ("description", _told(reading.description, known, said)),
        ("title", _typed(reading)),
    ):
        for name in names:
            if not is_owner_name(name, reading) and not any(same_person(name, other) for other in found):
                found[name] = source
    return [(as_contact(name, reading, contacts), source) for name, source in found.items()]


def _labelled(reading: Reading) -> Iterator[str]:
    for label in reading.labels:
        if label.name in word_list("recruiter_label"):
            yield from names_in(label.value)[:1]


def _signed(reading: Reading, known: list[str]) -> Iterator[str]:
    """The first name in a signature or beside a word such as "recruiter"."""
    lines = [line.strip(" >-") for line in reading.description.raw.splitlines()[:_LINES_READ] if line.strip()]
    names = (_signer(lines, index, reading, known) for index in range(len(lines)))
    yield from islice((name for name in names if name), 1)


def _signer(lines: list[str], index: int, reading: Reading, known: list[str]) -> str | None:
    line = lines[index]
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
    name = name_of(line) if len(line.split()) <= 4 and not is_post(line) else None
    return name if name and not is_owner_name(name, reading) else None


def _is_firm(name: str, line: str) -> bool:
    """Whether a line that begins with a name goes on as a firm does: "Ashgrove Recruitment | 0161 496 0000"."""
    rest = re.split(r"[|,;(–—]| - ", line.partition(name)[2][:80], maxsplit=1)[0]
    following = words_of(fold(rest))
    firm = bool(following) and following[0] in word_list("agency_word") and not is_post(rest)
    return firm or runs_process(name) or not word_list("agency_word").isdisjoint(words_of(fold(name)))


def _told(description: Text, known: list[str], said: bool) -> Iterator[str]:
    """Names beside a post or before a verb of those who run things: "Ada Example, People Coordinator"."""
    text = description.raw
    for match in islice(BESIDE.finditer(text), 80) if said else ():
        if runs_process(match[2] or match[3] or ""):
            yield from _trailing(match[1], known)
    for verb in islice(phrase_pattern("coordinates").finditer(description.folded), 20):
        before = _BEFORE_VERB.search(text[max(0, verb.start() - 60) : verb.start()])
        if before:
            yield from _trailing(before[1], known)
    after = _AFTER_POST.search(text) if said or "coordinator" in description.folded else None
    if after and (name := name_of(after[1])):
        yield name


def _trailing(run: str, known: list[str]) -> Iterator[str]:
    """The name a run of capitalised words ends with: in full, or that of somebody the event shows."""
    tokens = run.split()
    while tokens and not name_of(" ".join(tokens)):
        tokens.pop(0)
    name = " ".join(tokens)
    if name and (" " in name or any(same_person(name, other) for other in known)):
        yield name


def _typed(reading: Reading) -> Iterator[str]:
    """In a person's own title: "Acme - Carla HR", "via Sam @ Agency"."""
    if reading.title_parts.via:
        yield reading.title_parts.via
    match = _BESIDE_POST.search(reading.title.raw) if runs_process(reading.title.raw) else None
    if match and (name := name_of(match[1])):
        yield name
