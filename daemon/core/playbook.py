"""Playbooks: named rules, as data, that say what a good candidate does and when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_FOLDER = files("daemon.core") / "playbooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a playbook: why it is good advice, and its numbers."""

    why: str
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """Named rules; a kind without a rule is not done."""

    name: str
    summary: str
    rules: Mapping[str, Rule]


@cache
def load_playbook(name: str) -> Playbook:
    """A playbook that ships with followupd; `KeyError` if there is none of that name."""
    if name not in playbook_names():
        raise KeyError(name)
    data = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    rules = {
        kind: Rule(why=table["why"], numbers={k: v for k, v in table.items() if isinstance(v, int)})
        for kind, table in data.items()
        if isinstance(table, dict)
    }
    return Playbook(name=data["name"], summary=data["summary"], rules=rules)


def playbook_names() -> tuple[str, ...]:
    """The playbooks that ship with followupd."""
    return tuple(sorted(p.name.removesuffix(".toml") for p in _FOLDER.iterdir() if p.name.endswith(".toml")))
