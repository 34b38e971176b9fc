"""The postal address that the person noted, as lines for an envelope."""

from __future__ import annotations

import re

from daemon.core.applications import Round
from daemon.core.people import is_same, thanked
from daemon.core.typed import Question
from daemon.ports.records import Person

MOST_LINES = 12  # of which an answer is looked at; whoever typed more did not type an address
LONGEST_LINE = 60  # characters that fit into the window of an envelope
# What stands behind a comma and yet on the line before it: "Springfield, IL 62704", "Calle Mayor, 5", "Berlin, 10115".
_GOES_ON = re.compile(r"[A-Z]{2,3}\.? {1,3}[A-Z0-9]{3,5}(?:[ -][A-Z0-9]{3,4})?|(?:n[º°o.]{1,2} ?)?\d{1,5} ?[a-zA-Z]?")


def postal_lines(answer: str) -> tuple[str, ...]:
    """The lines of an address, as typed or, if it was typed in one line, as its commas tell; none if it is no address.

    An address has two lines or more and a number in it: "no idea" and "their office in Leeds" have not.
    """
    typed = [line.strip(" ,;") for line in answer.split("\n")[:MOST_LINES]]
    lines = [" ".join(line.split()) for line in (typed if len(typed) > 1 else _divided(answer)) if line]
    fits = 1 < len(lines) < MOST_LINES and all(len(line) <= LONGEST_LINE for line in lines)
    return tuple(lines) if fits and any(c.isdigit() for line in lines for c in line) else ()


def address_of(person: Person, current: Round, company: str | None) -> tuple[str, ...]:
    """Where to write to somebody of this round, from their name on; nothing if that is not known.

    The person notes one address for all who were there. If it begins with the name of one, it is that one's alone.
    """
    lines = postal_lines(current.answers.get(Question.POST, ""))
    if not lines or not person.name:
        return ()
    named = next((other for other in thanked(current) if is_same(other, Person(name=lines[0]))), None)
    if named is not None:
        return (person.name, *lines[1:]) if is_same(named, person) else ()
    if company and not any(company.casefold() in line.casefold() for line in lines):
        lines = (company, *lines)
    return (person.name, *lines)


def _divided(answer: str) -> list[str]:
    """The parts of a single line, but for those that go on where the one before ended."""
    lines: list[str] = []
    for part in (part.strip() for part in re.split("[,;]", answer[: MOST_LINES * LONGEST_LINE])):
        if lines and _GOES_ON.fullmatch(part):
            lines[-1] += f", {part}"
        else:
            lines.append(part)
    return lines
