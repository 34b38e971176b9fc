"""What makes a letter one's own: what the person wants mentioned to its addressee, and what they are good at.

Each is for one addressee only. What is written in another language than the letter is left out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from daemon.core.promises.tokens import tokenise
from daemon.core.typed import Question
from daemon.core.wording.choosing import tell_language
from daemon.core.wording.texts import LONGEST_NOTE, whole
from daemon.ports.records import Person

_STEM = 5  # letters by which two words are taken to be forms of one: "migrate", "migration"
_TELLING = (Question.RESPONDED, Question.MENTION, Question.WENT_WELL, Question.RESERVATIONS)


def is_written_in(text: str, code: str, own: str) -> bool:
    """Whether a text is in this language; one that does not tell is in the person's own."""
    return (tell_language(text) or own) == code


def noted_for(position: int, people: Sequence[Person], answer: str) -> str | None:
    """The note meant for one person: the one with their name before it, else the next that has no name."""
    named: dict[int, str | None] = {}
    free: list[str | None] = []
    for note in (note.strip() for note in answer.split(";") if note.strip()):
        name, colon, rest = note.partition(":")
        index = next((i for i, person in enumerate(people) if colon and _is_called(person, name)), None)
        if index is None:
            free.append(whole(note, LONGEST_NOTE))
        else:
            named.setdefault(index, whole(rest, LONGEST_NOTE))
    waiting = [i for i in range(len(people)) if i not in named]
    return (named | dict(zip(waiting, free, strict=False))).get(position)


def rank_strengths(strengths: Sequence[str], role: str | None, answers: Mapping[Question, str]) -> list[str]:
    """The strengths that can be shown whole, those first that have most words in common with role and notes."""
    about = _stems(" ".join([role or "", *(answers.get(question, "") for question in _TELLING)]))
    shown = [strength.rstrip(" .;,") for text in strengths if (strength := whole(text, LONGEST_NOTE))]
    return sorted(filter(None, shown), key=lambda strength: -len(_stems(strength) & about))


def _stems(text: str) -> frozenset[str]:
    """The beginnings of the longer words of a text; the short ones join and say nothing."""
    words = (token.form for token in tokenise(text[:2000]) if token.kind == "word")
    return frozenset(word[:_STEM] for word in words if len(word) >= _STEM - 1)


def _is_called(person: Person, name: str) -> bool:
    called = set(name.casefold().split())
    return bool(called) and called <= set((person.name or "").casefold().split())
