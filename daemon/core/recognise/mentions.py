"""Where an event names the people who will question the owner: labels, agendas, titles, notes.

Every pattern repeats a bounded number of times, and only so many matches are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from daemon.core.recognise.labels import Label
from daemon.core.recognise.lexicon import find, phrase_pattern, word_list
from daemon.core.recognise.names import leading_name, name_of, names_in, same_person
from daemon.core.recognise.posts import is_post
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.words import fold, words_of

_WORD = r"(?:[^\W\d_a-z]\.(?:[^\W\d_a-z]\.)?|[^\W\d_a-z][\w'’-]{1,24})"
NAME = rf"{_WORD}(?:[ ](?:(?:van|von|der|den|de|da|di|del|la|le|el|al|bin)[ ]){{0,2}}{_WORD}){{0,3}}"
_TIME = r"\d{1,2}(?:[:.h]\d\d)?\s?(?:[ap]\.?m\.?)?"
_AGENDA = re.compile(
    rf"^[ \t>*•-]{{0,6}}{_TIME}(?:\s{{0,2}}[-–—~]\s{{0,2}}{_TIME})?(?-i:\s?[A-Z]{{2,4}}\b)?"
    r"\s{0,4}[-–—:|]?\s{1,4}([^\n]{2,160})$",
    re.MULTILINE | re.IGNORECASE,
)
BESIDE = re.compile(rf"({NAME})(?:\s?[(（]([^()\n]{{2,60}})[)）]|(?:, (?:our |the )?|\s?=\s?)([^,.;\n=()]{{2,50}}))")
_TITLED = re.compile(rf"(?<![\w])([^\W\d_]{{1,24}}\.?) (?=({NAME}))")
_WITH_TITLE = rf"((?:[^\W\d_]{{1,5}}\. )?{NAME})"
_JOINED = re.compile(
    rf"(?:^|[.;,:(\n]\s?|with |mit |avec |con ){_WITH_TITLE}"
    rf"(?:\s?[+&]\s?| and | und | et | y | e | en | och | og | i | ja ){_WITH_TITLE}",
    re.MULTILINE,
)
_POST_AND_NAME = re.compile(rf"(?<!\w)([^\W\d_a-z][\w-]{{3,24}}) (?=({NAME}))")
_NEXT = re.compile(
    rf"(?:, (?:and )?| and | & | \+ | und | et | y | och | og )({NAME})"
    r"(?: ?\(([^()\n]{1,60})\))?(?=\s?[,.;)\n+&]| and |$)"
)
_LISTED = 8
_LINES_READ = 400
_SEGMENT = re.compile(r"[:|]| - | – | — ")
_BRACKETED = re.compile(r"[(\[][^)\]\n]{0,80}[)\]]?")
_CUE = re.compile(r"(?<!\w)([a-z]{1,8})(?:/|:)? ")
_GREETED = re.compile(r"^[^\n,!:;–—]{0,80}?(?=[,!:;–—]| - |\s?$)")
_CALLS = r"(?:calls|will call|is their|is the|m'appelle|ruft|llama|mi chiama|me liga|belt|hosts|rings)"
_CALLER = re.compile(rf"(?:^|[.;,\n–-]\s?)({NAME}) {_CALLS}\b")


def mentions(reading: Reading, company: str | None) -> Iterator[tuple[str, list[str]]]:
    """Names of interviewers by where they stand, the surest place first."""
    text = _without_greetings(reading.description.raw, reading.description.folded)
    title = list(reading.title_parts.people)
    known = [person.name for person in [reading.organiser, *reading.others] if person and person.name]
    labelled = [n for label in reading.labels if _lists_people(label) for n in names_in(label.value)]
    yield "description", [*labelled, *_listed_below(text, known)]
    yield "description", [n for match in islice(_AGENDA.finditer(text), 40) for n in _slot(match[1], known)]
    if reading.typed:
        yield (
            "description",
            [*_titled(text), *_after_post(text), *_described(text), *title, *_listed(text), *_callers(text)],
        )
    else:
        yield "description", [*_titled(text), *_after_post(text), *_described(text)]
        yield "title", title
    yield "description", list(_after_with(text[:3000], company))


def _without_greetings(text: str, folded: str) -> str:
    """The text without "Dear Ms Example": who is greeted is the reader, under whatever name."""
    greets = phrase_pattern("greeting").match
    lines = zip(text.split("\n"), folded.split("\n"), strict=True)
    return "\n".join(_GREETED.sub("", line, count=1) if greets(low.lstrip(" >")) else line for line, low in lines)


def _lists_people(label: Label) -> bool:
    last = label.name.rpartition(" ")[2]
    return label.name in word_list("interviewers") or (
        last in ("interviewers", "interviewer", "panel") and len(label.name) < 30
    )


def _listed_below(text: str, known: list[str]) -> list[str]:
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
    return not (word_list("meets").isdisjoint(words) and word_list("with", "interviewers").isdisjoint(words[-1:]))


def _slot(line: str, known: list[str]) -> list[str]:
    """The people of one line of an agenda: "Ada Example (CTO): design", "Design: Bo Sample and Cy Trial".

    A capital makes no person of what one does then ("Finish", "Coding Exercise"): left out rather than wrong.
    """
    names: list[str] = []
    for segment in _SEGMENT.split(_BRACKETED.sub(" ,", line))[:6]:
        cue = next((m for m in islice(_CUE.finditer(segment), 20) if m[1] in word_list("with")), None)
        if cue and leading_name(segment[cue.end() :]):
            names += [name for name in names_in(segment[cue.end() :]) if not _is_activity(name)]
        before = segment[: cue.start()] if cue else segment
        begins = leading_name(before) is not None
        names += [
            n
            for n in names_in(before)
            if any(same_person(n, k) for k in known) or (begins and _is_full_name(n, before))
        ]
    return names


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


def _described(text: str) -> list[str]:
    """People whose post is told beside their name, except those who recruit."""
    found = []
    for match in islice(BESIDE.finditer(text), 80):
        beside = match[2] or match[3] or ""
        words = frozenset(words_of(fold(beside)))
        if (is_post(beside) or words & word_list("short_post")) and not runs_process(beside):
            found += [match[1], *(_going_on(text, match.end()) if match[2] else ())]
    return [name for found_name in found if (name := name_of(found_name))]


def _going_on(text: str, start: int) -> Iterator[str]:
    """The full names that a list goes on with behind somebody's post in brackets: "Ada Example (chair), Bo Sample"."""
    for _ in range(_LISTED):
        following = _NEXT.match(text, start)
        if not following or " " not in following[1] or runs_process(following[2] or ""):
            return
        yield following[1]
        start = following.end()


def runs_process(post: str) -> bool:
    """Whether a post is that of somebody who recruits or coordinates, and hardly questions anybody."""
    return phrase_pattern("recruits").search(fold(post)) is not None


def _titled(text: str) -> list[str]:
    """People called by a title: "Dr. Example", "Frau Muster"; not those one asks for at the desk."""
    found = []
    for match in islice(_TITLED.finditer(text), 400):
        title, capital = fold(match[1].rstrip(".")), match[1].endswith(".") or match[1][0].isupper()
        before = fold(text[max(0, match.start() - 12) : match.start()])
        if before.endswith(("ask for ", "if ")):
            continue
        if (title in word_list("honorific") and capital and (name := name_of(f"{match[1]} {match[2]}"))) or (
            not capital and len(title) > 3 and is_post(title) and (name := name_of(match[2])) and " " in name
        ):
            found.append(name)
    return found


def _after_post(text: str) -> list[str]:
    """Full names right behind a post with a capital: "Superintendent Ada Example and Principal Bo Sample"."""
    found = []
    for match in islice(_POST_AND_NAME.finditer(text), 60):
        name = name_of(match[2])
        if is_post(match[1]) and not runs_process(match[1]) and name and " " in name and not is_post(name):
            found.append(name)
    return found


def _callers(text: str) -> list[str]:
    """In a person's own note, who does the calling: "Ada calls me", "Bo is their recruiter"."""
    return [name for match in islice(_CALLER.finditer(text), 10) if (name := name_of(match[1]))]


def _listed(text: str) -> list[str]:
    """In a person's own note, names joined at the start of a clause: "Theo + Sam on Meet", "Ann and Bo, room 3"."""
    names: list[str] = []
    for match in islice(_JOINED.finditer(text), 10):
        names += [name for name in (name_of(match[1]), name_of(match[2])) if name]
    return names


def _after_with(text: str, company: str | None) -> Iterator[str]:
    """Names after "with", "w/", "mit", "avec", …"""
    folded = fold(text)
    cues = word_list("with")
    for match in islice(re.finditer(r"(?<![\w])([^\W\d_]{1,8})(?:/|:)? ", folded), 400):
        if match[1] not in cues:
            continue
        rest = re.split(
            r"[.(\n@|–—:;]| - | at | from | about | re | on | for ", text[match.end() : match.end() + 80], maxsplit=1
        )[0]
        for name in names_in(rest, limit=5):
            if not company or not same_person(name, company):
                yield name
