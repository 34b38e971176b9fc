"""What the person types into their calendar: tags, labelled lines, and the answers of the take-stock form.

Anyone can type `#done` on a phone. A tag counts where it stands as a word of its own; a labelled line is
`label: value`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import getaddresses
from enum import StrEnum

from daemon.ports.records import Person

LIMIT = 20_000  # characters looked at; whoever types more has said it by then

_QUOTES = "\"'“”„‘’«»"
_TAG = re.compile(rf"(?<![\w#&/{_QUOTES}])#(interview|no|offer|rejected|withdrawn|done|quiet)(?![\w-])", re.IGNORECASE)
_LINE = re.compile(
    r"^[ \t>*-]{0,8}(decision|company|role|playbook)[ \t]{0,4}:[ \t]{0,20}(\S.{0,200})$", re.IGNORECASE | re.MULTILINE
)
_SPLIT = re.compile(r"[,;\n]| and | und | et | y ")


class Tag(StrEnum):
    """A word with a hash that says what followupd should take as true."""

    INTERVIEW = "interview"
    NO = "no"
    OFFER = "offer"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    QUIET = "quiet"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The tags and labelled lines found in a text; of a line typed twice, the last counts."""

    tags: frozenset[Tag] = frozenset()
    decision: str | None = None
    company: str | None = None
    role: str | None = None
    playbook: str | None = None


def read_typed(*texts: str) -> Typed:
    """The tags and labelled lines in these texts; those in quotation marks are our own hints and do not count."""
    text = "\n".join(text[:LIMIT] for text in texts)
    values = {match[1].lower(): match[2].strip() for match in _LINE.finditer(text)}
    return Typed(
        tags=frozenset(Tag(match[1].lower()) for match in _TAG.finditer(text)),
        decision=values.get("decision"),
        company=values.get("company"),
        role=values.get("role"),
        playbook=values.get("playbook"),
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
    joined = {question: " ".join(" ".join(lines).split()) for question, lines in answers.items()}
    return {question: answer for question, answer in joined.items() if answer}


def read_people(text: str) -> tuple[Person, ...]:
    """The people named in an answer such as "Ada Hall <ada@x.example>, Tom Reid and Jo", without roles in brackets."""
    people = []
    for part in _SPLIT.split(re.sub(r"\([^()]{0,200}\)", " ", text[:2000])):
        for name, address in getaddresses([part.strip()]):
            if "@" in address:
                people.append(Person(name=name.strip() or None, email=address.strip().lower()))
            elif part.strip() and len(part.split()) <= 4 and any(c.isupper() for c in part):
                people.append(Person(name=" ".join(part.split())))
    return tuple(dict.fromkeys(people))
