"""Reading playbooks: a TOML file to rules, with every fault named by table and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import Field, dataclass, fields, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from daemon.core.hints import did_you_mean
from daemon.core.playbook.rules import Playbook, Rule

_FOLDER = files("daemon.core") / "playbooks"
_LANGUAGE = re.compile(r"[a-z]{2}")
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: where it is (`thank-you.draft_after_hours`) and what to write instead."""

    place: str
    message: str


class PlaybookError(Exception):
    """A playbook cannot be used; `faults` lists everything that is wrong with it, `str` one fault a line."""

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(name, faults)
        self.name = name
        self.faults = faults

    def __str__(self) -> str:
        places = (
            ": ".join(part for part in (f"playbook {self.name}", f.place, f.message) if part) for f in self.faults
        )
        return "\n".join(places)


@cache
def playbook_names() -> tuple[str, ...]:
    """The playbooks that ship with followupd."""
    return tuple(sorted(p.name.removesuffix(".toml") for p in _FOLDER.iterdir() if p.name.endswith(".toml")))


@cache
def load_playbook(name: str) -> Playbook:
    """A playbook that ships with followupd; `KeyError` if there is none of that name."""
    if name not in playbook_names():
        raise KeyError(name)
    return _read(name, (_FOLDER / f"{name}.toml").read_text(encoding="utf-8"), None)


def find_playbook(name: str, own: Mapping[str, Playbook]) -> Playbook | None:
    """The person's own playbook of this name, else the one that ships, else None; "Squeaky wheel" will do."""
    name = "-".join(name.casefold().split())
    return own.get(name) or (load_playbook(name) if name in playbook_names() else None)


def read_playbook(name: str, text: str) -> Playbook:
    """A person's own playbook from the text of its file; raises `PlaybookError` with all its faults.

    `extends = "balanced"` takes over what that playbook says, key by key; a file with the name of one that ships
    extends it unasked. A table with `off = true` takes a rule away.
    """
    return _read(name, text, load_playbook(name) if name in playbook_names() else None)


def _read(name: str, text: str, base: Playbook | None) -> Playbook:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlaybookError(name, (Fault(place="", message=f"{error}; check the quotes and brackets there"),)) from None
    faults: list[Fault] = []
    base = _extended(name, data["extends"], faults) if "extends" in data else base
    rules: dict[str, Any] = {
        rule.replace("-", "_"): _read_rule(rule, data.get(rule), base.rule(rule) if base else None, faults)
        for rule in Playbook.RULES
    }
    summary = _read_texts("summary", data.get("summary"), base.summary if base else {}, faults)
    _tell_unknown("", data, {"extends", "summary", *Playbook.RULES}, faults)
    if faults:
        raise PlaybookError(name, tuple(faults))
    return Playbook(name=name, summary=summary, **rules)


def _extended(name: str, wanted: object, faults: list[Fault]) -> Playbook | None:
    """The playbook that another says it builds on."""
    others = [other for other in playbook_names() if other != name]
    if isinstance(wanted, str) and wanted in others:
        return load_playbook(wanted)
    faults.append(Fault(place="extends", message=f"must name one of these: {', '.join(others)}"))
    return None


def _read_rule(name: str, table: object, base: Rule | None, faults: list[Fault]) -> Rule | None:
    if table is None:
        return base
    if not isinstance(table, dict):
        faults.append(Fault(place=name, message=f"must be a table: write [{name}] on a line of its own"))
        return None
    if table.get("off") is True:
        return None
    kind = Playbook.RULES[name]
    keys = {item.name: item for item in fields(kind)}
    _tell_unknown(name, table, {"off", *keys}, faults)
    values: dict[str, Any] = {}
    for key in table.keys() & keys.keys() - {"why"}:
        try:
            values[key] = _read_value(table[key], keys[key])
        except ValueError as error:
            faults.append(Fault(place=f"{name}.{key}", message=str(error)))
    why = _read_texts(f"{name}.why", table.get("why"), base.why if base else {}, faults)
    return replace(base or kind(), why=why, **values)


def _read_value(value: object, key: Field[Any]) -> object:
    if "lowest" in key.metadata:
        lowest, highest = key.metadata["lowest"], key.metadata["highest"]
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise ValueError(f"must be a whole number from {lowest} to {highest}")
        return value
    if "choices" in key.metadata:
        return _read_word(value, key.metadata["choices"])
    if "points" in key.metadata:
        if not isinstance(value, list):
            raise ValueError(f"must be a list of these: {', '.join(key.metadata['points'])}")
        return tuple(dict.fromkeys(_read_word(item, key.metadata["points"]) for item in value))
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes")
    return value


def _read_word(value: object, known: Sequence[str]) -> str:
    if isinstance(value, str) and value in known:
        return value
    raise ValueError(f"must be one of these: {', '.join(known)}{did_you_mean(str(value), known)}")


def _read_texts(place: str, value: object, base: Mapping[str, str], faults: list[Fault]) -> Mapping[str, str]:
    """A sentence, or one for each language; what a language says in the base stays unless it is said anew."""
    given = {"en": value} if isinstance(value, str) else value or {}
    if isinstance(given, dict) and all(_is_sentence(code, text) for code, text in given.items()):
        texts = {**(base if isinstance(value, dict) else {}), **given} or base
        if not texts:
            faults.append(Fault(place=place, message="is missing: say in one sentence what it is good for"))
        return MappingProxyType(dict(texts))
    faults.append(
        Fault(
            place=place,
            message=f'must be a sentence of at most {_LONGEST} characters, or one a language: {{ en = "…" }}',
        )
    )
    return base


def _is_sentence(code: object, text: object) -> bool:
    known = isinstance(code, str) and _LANGUAGE.fullmatch(code) is not None
    return known and isinstance(text, str) and text.isprintable() and 0 < len(text.strip()) <= len(text) <= _LONGEST


def _tell_unknown(place: str, table: Mapping[str, object], known: Collection[str], faults: list[Fault]) -> None:
    for key in sorted(table.keys() - known):
        hint = did_you_mean(key, known) or f"; known here: {', '.join(sorted(known))}"
        faults.append(Fault(place=".".join(filter(None, (place, key))), message=f"is not known{hint}"))
