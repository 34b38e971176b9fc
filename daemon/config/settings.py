"""What can be configured, as typed records, and how faults in it are told.

The fields of `PersonSettings`, `FollowUpSettings` and `ServiceSettings` are the keys of the tables `[person]`,
`[follow_up]` and `[service]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import time
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from daemon.core.playbook import Playbook
    from daemon.ports.adapter import Adapter, OptionValue


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSettings:
    """Who is looking for a job.

    `emails` are all their addresses, the one that drafts come from first. `phone` goes into signatures. `zone` and
    `country` (ISO 3166, with a region if wanted) say when they work. `locale` is a BCP 47 tag for dates.
    `strengths` are half-sentences of which a draft may use one.
    """

    name: str
    emails: tuple[str, ...]
    phone: str | None
    zone: ZoneInfo
    country: str | None
    locale: str
    strengths: tuple[str, ...]

    @property
    def owner(self) -> frozenset[str]:
        """The addresses as adapters want them: lower-case, without order."""
        return frozenset(email.lower() for email in self.emails)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """From when to when people work, in their own zone."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpSettings:
    """How interviews are followed up.

    `playbook` is the name of the rules. `calendar` is what followupd's own calendar is called. `entries_in` and
    `drafts_in` name the accounts for what the interview's own account cannot take; nothing is drafted if `drafts_in` is
    None. `look_back_days` is how far the first pass looks back. `most_changes` is how many items one pass may change in
    one account before it stops and asks. `language` is that of all drafts; None is that of each interview.
    """

    playbook: str
    calendar: str
    entries_in: str
    drafts_in: str | None
    working_hours: WorkingHours
    look_back_days: int
    most_changes: int
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """How the service runs: `interval_minutes` lie between the starts of two passes."""

    interval_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """One configured connection: its name, its adapter, and the adapter's options, checked and with their defaults."""

    name: str
    adapter: Adapter
    options: Mapping[str, OptionValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole configuration, read from the file `path`; the accounts are in the order of the file.

    `playbooks` are the person's own, by name.
    """

    path: Path
    person: PersonSettings
    follow_up: FollowUpSettings
    service: ServiceSettings
    accounts: tuple[AccountSettings, ...]
    playbooks: Mapping[str, Playbook]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault: where it is (`accounts.home.path`, or a line, or nothing for the file as a whole) and what to do."""

    place: str
    message: str


class ConfigError(Exception):
    """The file cannot be used; its text lists every fault, one a line, and what to do about each."""

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        super().__init__(path, problems)
        self.path = path
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(
            ": ".join(part for part in (str(self.path), problem.place, problem.message) if part)
            for problem in self.problems
        )
