"""The words of one language that are not in templates: greetings, dates, the labels of the form, faults of drafts.

A language is a folder with the same files as the others; whoever adds one need not touch any code. Its `words.toml`
may have variants by country ("en-US"), which say anew what is different there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from daemon.core.typed import Question

_FOLDER = files("daemon.core") / "wording"
_ELIDED = frozenset("aeiouyàâéèêëîïôœæ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language, perhaps as one country writes it. `words` is what its file says; the methods say how it is used."""

    code: str
    tag: str
    folder: Traversable
    words: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return str(self.words["name"])

    @property
    def names(self) -> Sequence[str]:
        """What it is called, by itself and by others."""
        return (self.name, *self.words["names"])

    @property
    def telling(self) -> Sequence[str]:
        """Words for an interview that no other language has."""
        return tuple(self.words["telling"])

    @property
    def farewell(self) -> str:
        """The line above the signature."""
        return str(self.words["farewell"])

    @property
    def form(self) -> Mapping[Question, str]:
        """The labels of the take-stock form."""
        return {Question(key): label for key, label in self.words["form"].items()}

    @property
    def points(self) -> Mapping[str, str]:
        """What a playbook asks or minds, by its name there."""
        points: Mapping[str, str] = self.words["points"]
        return points

    @property
    def never(self) -> Sequence[str]:
        """Phrases that no draft may have, folded."""
        return tuple(phrase.casefold() for phrase in self.words["never"])

    def read_template(self, name: str) -> str | None:
        """The text of a template in the spelling of the country, or None if the language does not have it."""
        file = self.folder / name
        return self.spell(file.read_text(encoding="utf-8")) if file.is_file() else None

    def spell(self, text: str) -> str:
        """A text in this language as it is spelled in the country."""
        return _spelled(text, self.words["spelling"])

    def fault(self, name: str, detail: str = "") -> str:
        """The fault of a draft as the end of a sentence."""
        return str(self.words["faults"][name]).format(detail=detail)

    def call(self, code: str) -> str:
        """What a language is called in this one."""
        return str(self.words["languages"].get(code, code))

    def show_day(self, day: date) -> str:
        """A day with its weekday, without the year."""
        return self._show("day", day)

    def show_short_day(self, day: date) -> str:
        """A day without its weekday."""
        return self._show("short_day", day)

    def show_date(self, day: date) -> str:
        """A day with its year, as it stands on a letter."""
        return self._show("date", day)

    def show_clock(self, moment: datetime) -> str:
        """A time of day."""
        half = "a.m." if moment.hour < 12 else "p.m."
        twelve = (moment.hour + 11) % 12 + 1
        return str(self.words["clock"]).format(hour=moment.hour, twelve=twelve, minute=moment.minute, half=half)

    def show_span(self, start: datetime, end: datetime) -> str:
        """From when to when on one day."""
        return str(self.words["span"]).format(start=self.show_clock(start), end=self.show_clock(end))

    def show_hours(self, count: int) -> str:
        """How many hours something may take, behind "within"."""
        forms = self.words["hours"]
        return str(forms["one"] if count == 1 else forms["more"]).format(count=count)

    def show_place(self, moment: datetime) -> str:
        """The place after which the zone of a moment is called."""
        name = str(moment.tzinfo).rpartition("/")[2].replace("_", " ")
        return str(self.words["places"].get(name, name))

    def position(self, role: str | None, company: str | None) -> str:
        """The position somebody applies for, to be set behind an article."""
        return self._about("position", role, company)

    def topic(self, role: str | None, company: str | None) -> str:
        """The same for a subject line; nothing if neither is known."""
        return self._about("topic", role, company)

    def join(self, names: Sequence[str]) -> str:
        """Names as a sentence lists them."""
        conjunction = self.words["and"]
        return ", ".join(names[:-1]) + f" {conjunction} {names[-1]}" if len(names) > 1 else "".join(names)

    def add(self, first: str, second: str) -> str:
        """Two longer things as a sentence lists them."""
        return f"{first}{self.words['and_also']}{second}"

    def inflect(self, name: str) -> str:
        """A name behind "with" or "by": in German, Herr Example becomes Herrn Example."""
        for form, other in self.words["inflected"].items():
            if name.startswith(f"{form} "):
                return str(other) + name.removeprefix(form)
        return name

    def is_sentence(self, note: str) -> bool:
        """Whether a note stands by itself rather than ending a sentence of ours."""
        starts = tuple(self.words["sentence_starts"])
        return note.endswith((".", "!")) or ". " in note or note.casefold().startswith(starts)

    def lower(self, text: str) -> str:
        """A text for the middle of a sentence: its first word is small, unless it may be a name or a noun."""
        word = text.partition(" ")[0]
        return text[:1].lower() + text[1:] if word.casefold() in self.words["small"] else text

    def after_greeting(self, text: str) -> str:
        """The beginning of a letter, which some languages write small behind the greeting's comma."""
        return self.lower(text) if self.words["small_after_greeting"] else text

    def _show(self, form: str, day: date) -> str:
        return str(self.words[form]).format(
            weekday=self.words["weekdays"][day.weekday()],
            day=self.words["first_of_month"] if day.day == 1 else day.day,
            month=self.words["months"][day.month - 1],
            year=day.year,
        )

    def _about(self, table: str, role: str | None, company: str | None) -> str:
        forms = self.words[table]
        form = forms["both"] if role and company else forms["role"] if role else forms["company" if company else "none"]
        of_role = f"d’{role}" if role and role[0].lower() in _ELIDED else f"de {role}"  # in French
        return str(form).format(role=role, of_role=of_role, company=company)


@cache
def written_languages() -> tuple[str, ...]:
    """The codes of the languages that followupd writes."""
    return tuple(sorted(folder.name for folder in _FOLDER.iterdir() if (folder / "words.toml").is_file()))


@cache
def load_language(tag: str) -> Language:
    """The language with this tag ("en", "en-US"); `KeyError` if followupd does not write it."""
    code, _, region = tag.partition("-")
    if code not in written_languages():
        raise KeyError(tag)
    folder = _FOLDER / code
    words = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
    words |= words["variant"].get(region, {})
    spelling = words["spelling"]
    respelled = {key: _respelled(value, spelling) for key, value in words.items()}
    return Language(code=code, tag=tag, folder=folder, words=respelled | {"spelling": spelling})


def language_as_written(code: str, locale: str, country: str | None) -> Language:
    """A language as it is written where the person is: as their locale says, else as their country does."""
    home, _, region = locale.partition("-")
    return load_language(f"{code}-{region if region and home == code else (country or '')[:2]}")


def _respelled(value: Any, spelling: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _spelled(value, spelling)
    if isinstance(value, dict):
        return {key: _respelled(item, spelling) for key, item in value.items()}
    return [_respelled(item, spelling) for item in value] if isinstance(value, list) else value


def _spelled(text: str, spelling: Mapping[str, str]) -> str:
    for usual, here in spelling.items():
        text = text.replace(usual, here)
    return text
