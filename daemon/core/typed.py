"""What the person types into their calendar: tags, labelled lines, and the answers of the take-stock form.

Anyone can type `#done` on a phone. A tag counts where it stands as a word of its own; a labelled line is
`label: value`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from daemon.ports.records import Person

LIMIT = 20_000  # characters looked at; whoever types more has said it by then

_QUOTES = "\"'“”„‘’«»"
_TAG = re.compile(
    # "#no. 4" is the number of a house.
    rf"(?<![\w#&/{_QUOTES}])#(interview|no|offer|rejected|withdrawn|done|quiet|firstchoice)(?![\w-])(?!\.?[ \t]?\d)",
    re.IGNORECASE,
)
# What the labels are called in the languages that entries are written in.
_LABELS = {
    "decision": "decision",
    "entscheidung": "decision",
    "décision": "decision",
    "decisión": "decision",
    "company": "company",
    "firma": "company",
    "entreprise": "company",
    "empresa": "company",
    "role": "role",
    "stelle": "role",
    "poste": "role",
    "puesto": "role",
    "playbook": "playbook",
    "language": "language",
    "sprache": "language",
    "langue": "language",
    "idioma": "language",
}
_LINE = re.compile(
    rf"^[ \t>*-]{{0,8}}({'|'.join(_LABELS)})[ \t\xa0\u202f]{{0,4}}:[ \t]{{0,20}}(\S.{{0,200}})$",
    re.IGNORECASE | re.MULTILINE,
)
_SPLIT = re.compile(r"[,;\n&/]| (?:and|und|et|y|e|en|og|och|i) ")
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_REVERSED = re.compile(r'"([^",]{1,60}), ?([^",]{1,60})"')  # "Hall, Ada", as mail programs write it
_ADDRESS = re.compile(r"[^\s<>@\"'()]{1,64}@[^\s<>@\"'()]{1,190}")
_AROUND_NAMES = "\"'“”„‘’«»<>[]:.!?*-–—"
_PARTICLES = frozenset({"de", "da", "del", "della", "den", "der", "di", "do", "dos", "du", "la", "le", "ten", "ter"})
_PARTICLES |= {"van", "von", "zu", "zum", "bin", "ibn", "al", "el", "af", "av"}
_NO_NAMES = frozenset(
    {
        "i",
        "me",
        "myself",
        "we",
        "us",
        "they",
        "he",
        "she",
        "all",
        "both",
        "same",
        "only",
        "just",
        "also",
        "plus",
        "with",
    }
    | {"no", "none", "nobody", "not", "everyone", "everybody", "somebody", "someone", "another", "others", "unknown"}
    | {"the", "a", "an", "one", "two", "three", "four", "see", "as", "from", "maybe", "probably", "think", "sorry"}
    | {"forgot", "don't", "dont", "hr", "it", "team", "recruiter", "engineer", "manager", "dunno", "n/a", "tbd"}
)


class Tag(StrEnum):
    """A word with a hash that says what followupd should take as true."""

    INTERVIEW = "interview"
    NO = "no"
    OFFER = "offer"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    QUIET = "quiet"
    FIRST_CHOICE = "firstchoice"


class Question(StrEnum):
    """The questions of the take-stock form."""

    WENT_WELL = "went-well"
    BETTER = "better"
    RESPONDED = "responded"
    RESERVATIONS = "reservations"
    DECIDE_BY = "decide-by"
    CHECK_BACK = "check-back"
    MENTION = "mention"
    WHO = "who"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The tags and labelled lines found in a text; of a line typed twice, the last counts."""

    tags: frozenset[Tag] = frozenset()
    decision: str | None = None
    company: str | None = None
    role: str | None = None
    playbook: str | None = None
    language: str | None = None


def read_typed(*texts: str) -> Typed:
    """The tags and labelled lines in these texts; those in quotation marks are our own hints and do not count."""
    text = "\n".join(text[:LIMIT] for text in texts)
    values = {_LABELS[match[1].lower()]: match[2].strip() for match in _LINE.finditer(text)} if ":" in text else {}
    return Typed(
        tags=frozenset(Tag(match[1].lower()) for match in _TAG.finditer(text)) if "#" in text else frozenset(),
        decision=values.get("decision"),
        company=values.get("company"),
        role=values.get("role"),
        playbook=values.get("playbook"),
        language=values.get("language"),
    )


def read_form(text: str, labels: Mapping[str, Question]) -> dict[Question, str]:
    """The answers typed after the form's labels (`label: answer`, also over several lines); empty ones are left out."""
    answers: dict[Question, list[str]] = {}
    current: list[str] | None = None
    for line in text[:LIMIT].splitlines():
        label, colon, rest = line.partition(":")
        question = labels.get(" ".join(label.strip(" \t>*-").casefold().split())) if colon else None
        if question is not None:
            current = answers.setdefault(question, [])
            current.append(rest.strip())
        elif line.strip().startswith("--"):
            current = None
        elif current is not None:
            current.append(line.strip())
    joined = {question: _joined(question, lines) for question, lines in answers.items()}
    return {question: answer for question, answer in joined.items() if answer}


def _joined(question: Question, lines: Sequence[str]) -> str:
    """An answer as one line; of an address the lines are kept."""
    between = "\n" if question is Question.POST else " "
    return between.join(tidy for line in lines if (tidy := " ".join(line.split())))


def read_people(text: str) -> tuple[Person, ...]:
    """The people named in an answer such as "Ada Hall <ada@x.example>, Tom Reid and Jo", without roles in brackets.

    What does not look like a name is left out ("not sure", "HR", "the two from the invite"): a thank-you to a wrong
    name is worse than none.
    """
    people = []
    for part in _SPLIT.split(_REVERSED.sub(r"\2 \1", _BRACKETS.sub(" ", text[:2000]))):
        address = _ADDRESS.search(part)
        name = _name_in(_ADDRESS.sub(" ", part))
        if name or address:
            people.append(Person(name=name, email=address[0].lower() if address else None))
    return tuple(dict.fromkeys(people))


def _name_in(text: str) -> str | None:
    """The name a text begins with, after words such as "only": capitalised words, with "de" or "von" between them."""
    words = [stripped for word in text.split() if (stripped := word.strip(_AROUND_NAMES))]
    name: list[str] = []
    for word in itertools.dropwhile(lambda word: word.casefold() in _NO_NAMES, words):
        if word.casefold() in _NO_NAMES or not (_is_name(word) or word in _PARTICLES):
            break
        name.append(word)
    while name and name[-1] in _PARTICLES:
        name.pop()
    return " ".join(name) if 0 < len(name) <= 5 and any(map(_is_name, name)) else None


def _is_name(word: str) -> bool:
    """Whether a word begins as names do and is not an abbreviation such as "HR" or "CTO"."""
    letters = word[0].isalpha() and not word[0].islower() and not any(c.isdigit() for c in word)
    return letters and not (word.isascii() and word.isupper() and 2 <= len(word) <= 4)
