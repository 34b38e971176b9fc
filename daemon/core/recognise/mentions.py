"""Where an event names the people who will question the owner: labels, agendas, titles, notes.

Every pattern repeats a bounded number of times, and only so many matches are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from daemon.core.recognise.eastern import bare_name, eastern_names
from daemon.core.recognise.kinds import is_called_like_a_person, is_post
from daemon.core.recognise.lexicon import find, word_list
from daemon.core.recognise.names import is_title, leading_name, name_of, names_in, same_person
from daemon.core.recognise.phrases import holds, phrase_pattern
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.runs import tells_of_work
from daemon.core.recognise.spots import Chains, Part, Spot, chains_in, part_of_chain
from daemon.core.recognise.words import fold, words_of

_TIME = r"\d{1,2}(?:[:.h]\d\d)?\s?(?:[ap]\.?(?:m\.?)?)?"
AGENDA = re.compile(
    rf"^[ \t>*•-]{{0,6}}{_TIME}(?:\s{{0,2}}[-–—~]\s{{0,2}}{_TIME})?(?-i:\s?[A-Z]{{2,4}}\b)?"
    r"\s{0,4}[-–—:|]?\s{1,4}([^\n]{2,160})$",
    re.MULTILINE | re.IGNORECASE,
)
_LINES_READ = 400
_GERMAN = frozenset(["und", "mit", "der", "die", "das", "im", "um", "bei", "fur", "vg", "gesprach", "mitnehmen"])
_FROM = (["from"], ["von"], ["från"], ["fra"])
_SEGMENT = re.compile(r"[:|]| - | – | — ")
_BRACKETED = re.compile(r"[(\[][^)\]\n]{0,80}[)\]]?")
_CUE = re.compile(r"(?<!\w)([a-z]{1,8})(?:/|:)? ")
_GREETED = re.compile(r"^[^\n,!:;–—]{0,80}?(?=[,!:;–—]| - |\s?$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Those a text names as interviewers, read at one place; `surely` those of whom it says that they will question."""

    source: str
    names: tuple[str, ...]
    surely: frozenset[str] = frozenset()


def mentions(reading: Reading, text: str, chains: Chains, in_title: Sequence[str]) -> Iterator[Mentions]:
    """Names of interviewers by where they stand, the surest place first.

    `text` is the description without greetings, `chains` the people it names, `in_title` those whom one
    meets by the title.
    """
    known = [person.name for person in [reading.organiser, *reading.others] if person and person.name]
    labelled = labelled_list(reading)
    asked = [name for chain in chains for name in _asking(chain, reading, known)]
    listed = [*labelled, *listed_below(text, known)]
    if listed:
        listed = [*listed, *asked]
    yield Mentions(source="description", names=tuple(listed), surely=frozenset(listed))
    agenda = tuple(n for match in islice(AGENDA.finditer(text), 40) for n in slot(match[1], known))
    yield Mentions(source="description", names=agenda, surely=frozenset(agenda))
    told = [name for chain in chains for name in _told(chain, reading, known)]
    sorted_out = [name for name in reading.title_parts.people if may_be_called(name, known)]
    title = [*sorted_out, *in_title]
    if reading.typed:
        # Who recruits is one of those who question if a note lists them together.
        listed = [spot.name for chain in chains if len(chain) > 1 for spot in chain if spot.name in told]
        surely = frozenset([*asked, *in_title, *listed])
        yield Mentions(source="description", names=(*asked, *told, *title), surely=surely)
        yield Mentions(source="description", names=tuple(noted(chains, reading)))
        yield Mentions(source="description", names=tuple(_asked_for(chains)))
    else:
        told = [name for name in told if not asked or not _is_organiser(name, reading)]
        yield Mentions(source="description", names=(*asked, *told), surely=frozenset(asked))
        yield Mentions(source="title", names=tuple(title))


def labelled_list(reading: Reading) -> list[str]:
    """The names of the labelled lines that list those who question."""
    return [name for label in reading.labels if _is_list_of_people(label.name) for name in _of_list(label.value)]


def may_be_called(name: str, known: list[str]) -> bool:
    """Whether a part of a title that may be a person's name is one: in full, with a title, or a common first name."""
    if name >= "\u2e80" or tells_of_work(name):
        return False
    titled = is_title(name.split(" ", maxsplit=1)[0])
    return titled or " " in name or is_called_like_a_person(name) or any(same_person(name, n) for n in known)


def _of_list(value: str) -> list[str]:
    """The names of a labelled list, also those with the post before them: "Ward Manager Ada Example, Bo Sample"."""
    names = [_as_titled(name, value) for name in names_in(value)]
    more = [spot.name for chain in chains_in(value) for spot in chain if " " in spot.name or spot.titled]
    if any(" " in name for name in names):  # what stands alone beside a full name is their department
        names = [name for name in names if " " in name or is_called_like_a_person(name)]
    return [*names, *(name for name in more if not any(same_person(name, other) for other in names))]


def _as_titled(name: str, value: str) -> str:
    """A name of a list with the title it keeps, in scripts that set it behind."""
    titled = (other for other, _, _ in eastern_names(value))
    return next((other for other in titled if name.replace(" ", "").endswith(bare_name(other))), name)


def _asking(chain: list[Spot], reading: Reading, known: list[str]) -> Iterator[str]:
    """Those of a list of whom one is said to question the reader."""
    if part_of_chain(chain) is not Part.QUESTIONS:
        return
    sure = reading.typed or any(_is_sure(spot, known) for spot in chain)
    for spot in chain:
        if spot.part is not Part.ABSENT and (
            _is_sure(spot, known) or (sure and not (spot.begins_line or (spot.opens and not spot.joined)))
        ):
            yield spot.name


def _is_sure(spot: Spot, known: list[str]) -> bool:
    """Whether a name in somebody's letter is a person's: in full, called like one, or of somebody the event shows."""
    return " " in spot.name or spot.likely or any(same_person(spot.name, name) for name in known)


def _told(chain: list[Spot], reading: Reading, known: list[str]) -> Iterator[str]:
    """Those of a list of whom a post or a title is told and nothing else, and those who are invited."""
    part = part_of_chain(chain)
    invited = any(person.name and same_person(chain[0].name, person.name) for person in reading.others)
    if part is not Part.TOLD and not (part is Part.UNSAID and invited):
        return
    for spot in chain:
        listed = spot.part is Part.RUNS and len(chain) > 1
        if (listed or spot.part in (Part.TOLD, Part.UNSAID)) and (reading.typed or _is_sure(spot, known)):
            yield spot.name


def noted(chains: Chains, reading: Reading) -> Iterator[str]:
    """In a person's own note, names without more: joined at the start of a clause, or called like a person there.

    Where nouns have capitals too, one of those joined must be called like a person.
    """
    large = not _GERMAN.isdisjoint((*reading.title.words, *reading.description.words[:100]))
    for chain in chains:
        part = part_of_chain(chain)
        if not chain[0].opens or (part is not Part.UNSAID and (part is not Part.RUNS or len(chain) == 1)):
            continue
        called = sum(spot.likely for spot in chain)
        listed = called > 1 or (any(spot.lists for spot in chain) and (called or not large))
        yield from (spot.name for spot in chain if listed or (spot.likely and (spot.alone or " " in spot.name)))


def met_by_title(reading: Reading, chains: Chains, company: str | None) -> Iterator[str]:
    """Those a title says one will meet; a name alone may as well be the employer's."""
    for chain in chains:
        first = chain[0]
        called = (
            (first.asked_for and not first.at_desk)
            or (first.titled and not first.post)
            or (first.opens and first.tail[:1] in _FROM)
        )
        noted = reading.typed and (called or (first.opens and first.lists))
        noted = noted or (first.opens and first.likely and _parts_behind(reading.title.raw, first.end))
        if part_of_chain(chain) is not Part.QUESTIONS and not noted:
            continue
        for spot in chain:
            behind = reading.title.raw[spot.end :].lstrip()[:1]
            told = spot.likely or spot.apposed or (behind and behind in "(@")
            if told or (company is not None and not same_person(spot.name, company)):
                yield spot.name


def _parts_behind(title: str, end: int) -> bool:
    """Whether a title goes on with another part behind a name: "Ada / Acme"."""
    return title[end : end + 3].strip()[:1] in tuple("/|-–x<@") and bool(title[end:].strip())


def _asked_for(chains: Chains) -> Iterator[str]:
    """Whom to ask for: in a person's own note that names nobody else, who will see them, unless at a reception."""
    for chain in chains:
        for spot in chain:
            if spot.asked_for and not spot.at_desk and (spot.post or spot.titled):
                yield spot.name


def _is_organiser(name: str, reading: Reading) -> bool:
    return bool(reading.organiser and reading.organiser.name and same_person(name, reading.organiser.name))


def without_greetings(text: str, folded: str) -> str:
    """The text without "Dear Ms Example": who is greeted is the reader, under whatever name."""
    greets = phrase_pattern("greeting").match
    lines = zip(text.split("\n"), folded.split("\n"), strict=True)
    return "\n".join(_GREETED.sub("", line, count=1) if greets(low.lstrip(" >")) else line for line, low in lines)


def _is_list_of_people(label: str) -> bool:
    last = label.rpartition(" ")[2]
    return label in word_list("interviewers") or (last in ("interviewers", "interviewer", "panel") and len(label) < 30)


def listed_below(text: str, known: list[str]) -> list[str]:
    """The names that begin the lines below one such as "Interviewers:" or "two people you would work with:"."""
    names: list[str] = []
    listing = False
    for line in islice(text.split("\n"), _LINES_READ):
        piece = line.strip(" \t>*•-–")
        head = _BRACKETED.split(piece, maxsplit=1)[0].partition(",")[0].strip()
        name = name_of(head) if listing and len(head) < 60 else None
        if name and (_is_full_name(name, head) or any(same_person(name, other) for other in known)):
            names.append(name)
        elif piece:
            listing = piece.endswith(":") and _announces(piece)
    return names


def _announces(line: str) -> bool:
    words = words_of(fold(line[-120:]))
    if _is_list_of_people(" ".join(words)):
        return True
    return not (word_list("meets").isdisjoint(words) and word_list("with", "interviewers").isdisjoint(words[-1:]))


def slot(line: str, known: list[str]) -> list[str]:
    """The people of one line of an agenda: "Ada Example (CTO): design", "Design: Bo Sample and Cy Trial".

    A capital makes no person of what one does then ("Finish", "Coding Exercise"): left out rather than wrong.
    """
    names: list[str] = []
    for segment in _SEGMENT.split(_BRACKETED.sub(" ,", line))[:6]:
        cue = next((m for m in islice(_CUE.finditer(segment), 20) if m[1] in word_list("with")), None)
        if cue and leading_name(segment[cue.end() :]):
            names += [n for n in names_in(segment[cue.end() :]) if not _is_activity(n) and not is_post(n)]
        before = segment[: cue.start()] if cue else segment
        begins = leading_name(before) is not None
        names += [
            n
            for n in names_in(before)
            if any(same_person(n, k) for k in known) or (begins and _is_full_name(n, before))
        ]
    return names or [n for m in _BRACKETED.finditer(line) for n in _alone_in(m[0])]


def _alone_in(bracket: str) -> list[str]:
    """The people of a bracket that holds nothing else: "System design (Ada Example, Bo Sample)"."""
    pieces = bracket.strip("()[] ").split(",")
    names = [name_of(piece) for piece in pieces]
    alone = all(name and _is_full_name(name, piece) for name, piece in zip(names, pieces, strict=True))
    return [name for name in names if name] if alone else []


def _is_full_name(name: str, segment: str) -> bool:
    """Whether a name has two words or a title and no word of it tells of a post or of what one does."""
    last = name.rpartition(" ")[2]
    if last == name or (last.isupper() and last.isascii()) or _is_activity(name):
        return False
    following = segment.partition(name)[2].split(",")[0].split()
    return not is_post(name) and not (following and following[0][:1].isupper())


def _is_activity(name: str) -> bool:
    words = words_of(fold(name))
    return not word_list("activity").isdisjoint(words) or bool(find(words))


def absent_in(chains: Chains) -> list[str]:
    """The names of those of whom the text says nothing but that they are not there, or only watch."""
    present = [spot.name for chain in chains for spot in chain if spot.part is not Part.ABSENT]
    away = [spot.name for chain in chains for spot in chain if spot.part is Part.ABSENT and not spot.asked_for]
    return [name for name in away if not any(same_person(name, other) for other in present)]


def joins_writer(chains: Chains, reading: Reading) -> bool:
    """Whether a letter joins its writer to those who will question: "Ada and I", "Interviewers: Ada and myself"."""
    if any(spot.with_writer and spot.part is not Part.ABSENT for chain in chains for spot in chain):
        return True
    return any(
        _is_list_of_people(label.name) and holds(words_of(fold(label.value)), "and_me") for label in reading.labels
    )
