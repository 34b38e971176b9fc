"""The words of one language that are not in templates: greetings, dates, the labels of the form."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from daemon.core.typed import Question

_FOLDER = files("daemon.core") / "wording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language; a translator adds a folder with the same files."""

    folder: Traversable
    greeting: str
    greeting_nobody: str
    farewell: str
    conjunction: str
    day: str
    short_day: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    sentence_starts: tuple[str, ...]
    form: Mapping[Question, str]
    points: Mapping[str, str]

    def read_template(self, name: str) -> str | None:
        """The text of a template, or None if the language does not have it."""
        file = self.folder / name
        return file.read_text(encoding="utf-8") if file.is_file() else None

    def greet(self, name: str | None) -> str:
        """The first line of a letter."""
        return self.greeting.format(name=name) if name else self.greeting_nobody

    def show_day(self, day: date) -> str:
        """A day with its weekday, without the year."""
        return self.day.format(weekday=self.weekdays[day.weekday()], day=day.day, month=self.months[day.month - 1])

    def show_short_day(self, day: date) -> str:
        """A day without its weekday."""
        return self.short_day.format(day=day.day, month=self.months[day.month - 1])

    def join(self, names: Sequence[str]) -> str:
        """Names as a sentence lists them."""
        return ", ".join(names[:-1]) + f" {self.conjunction} {names[-1]}" if len(names) > 1 else "".join(names)

    def is_sentence(self, note: str) -> bool:
        """Whether a note stands by itself rather than ending a sentence of ours."""
        return note.endswith((".", "!")) or ". " in note or note.casefold().startswith(self.sentence_starts)


@cache
def load_language(code: str) -> Language:
    """The language with this code ("en"); `KeyError` if followupd does not write it."""
    folder = _FOLDER / code
    words = folder / "words.toml"
    if not words.is_file():
        raise KeyError(code)
    data = tomllib.loads(words.read_text(encoding="utf-8"))
    return Language(
        folder=folder,
        greeting=data["greeting"],
        greeting_nobody=data["greeting_nobody"],
        farewell=data["farewell"],
        conjunction=data["and"],
        day=data["day"],
        short_day=data["short_day"],
        weekdays=tuple(data["weekdays"]),
        months=tuple(data["months"]),
        sentence_starts=tuple(data["sentence_starts"]),
        form={Question(key): label for key, label in data["form"].items()},
        points=data["points"],
    )
