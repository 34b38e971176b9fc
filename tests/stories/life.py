"""A person's life in a test: invitations arrive, days pass, they edit, move, delete, type and send; then one looks.

Moments are written as `Thu 5 Mar 10:00`, of the year 2026 and in the person's zone, and a wrong weekday is an error.
Passes are made every few hours while time goes by, over the memory adapter, with a journal and readings in memory.
"""

from __future__ import annotations

from datetime import datetime, time

from adapters.memory import MemoryStore
from daemon.core.remembered import Remembered, key_parts
from daemon.core.statements import Statement
from daemon.ports.records import Draft, Entry, Moment, Person
from tests.stories.diary import ADA, MIA, TOM, Diary, Meeting
from tests.stories.world import ROBIN

__all__ = ["ADA", "MIA", "ROBIN", "TOM", "Life", "Meeting"]


class Life(Diary):
    """One person with one or more accounts, each of them a calendar and a mailbox."""

    # What the person does with what we wrote

    def type_into(self, key: str, text: str) -> None:
        """The person adds a line at the top of an entry's description."""
        self._of(key).edit_entry(key, description=f"{text}\n{self.entries[key].description}")

    def type_into_title(self, key: str, text: str) -> None:
        """The person adds something to an entry's title."""
        self._of(key).edit_entry(key, summary=f"{self.entries[key].summary} {text}")

    def answer(self, key: str, label: str, text: str) -> None:
        """The person fills in a line of the take-stock form."""
        form = self.entries[key].description
        assert f"\n{label}:\n" in form, f"the form has no line {label!r}"
        self._of(key).edit_entry(key, description=form.replace(f"\n{label}:\n", f"\n{label}: {text}\n"))

    def move(self, key: str, when: str) -> None:
        """The person moves an entry."""
        entry = self.entries[key]
        assert isinstance(entry.start, datetime)
        assert isinstance(entry.end, datetime)
        start = self.moment(when)
        self._of(key).edit_entry(key, start=start, end=start + (entry.end - entry.start))

    def delete(self, key: str) -> None:
        """The person deletes an entry or a draft."""
        store = self._of(key)
        if key in store.entries:
            store.delete_entry(key)
        else:
            store.delete_draft(key)

    def edit_draft(self, key: str, body: str) -> None:
        """The person rewrites a draft."""
        self._of(key).edit_draft(key, body=body)

    def send(self, key: str) -> None:
        """The person sends a draft."""
        self._of(key).send_draft(key, self.now)

    # What is to be seen

    @property
    def entries(self) -> dict[str, Entry]:
        """Our entries as they stand, by key."""
        return {key: entry for store in self.stores.values() for key, entry in store.entries.items()}

    @property
    def drafts(self) -> dict[str, Draft]:
        """Our drafts as they stand, by key."""
        return {key: draft for store in self.stores.values() for key, draft in store.drafts.items()}

    @property
    def statements(self) -> dict[str, Statement]:
        """What the journal remembers that the person typed."""
        return self._cycle.journal.statements()

    @property
    def rows(self) -> dict[str, Remembered]:
        """What the journal remembers."""
        return self._cycle.journal.rows()

    def keys(self, kind: str, about: str = "") -> list[str]:
        """The keys of our entries of a kind, in order of time; `about` is a part of their text."""
        found = [key for key, entry in self.entries.items() if key_parts(key).kind == kind and _speaks(entry, about)]
        return sorted(found, key=lambda key: (self._instant(self.entries[key].start), key))

    def key(self, kind: str, about: str = "") -> str:
        """The key of our only entry of a kind."""
        keys = self.keys(kind, about)
        assert len(keys) == 1, f"{len(keys)} entries of the kind {kind}: {self.starts(kind, about)}"
        return keys[0]

    def entry(self, kind: str, about: str = "") -> Entry:
        """Our only entry of a kind."""
        return self.entries[self.key(kind, about)]

    def starts(self, kind: str, about: str = "") -> list[str]:
        """When our entries of a kind are, in the person's zone."""
        return [self.show(self.entries[key].start) for key in self.keys(kind, about)]

    def ahead(self, kind: str) -> list[str]:
        """The keys of our entries of a kind that are still to come."""
        return [key for key in self.keys(kind) if self._instant(self.entries[key].start) > self.now]

    def past(self, kind: str) -> list[str]:
        """The keys of our entries of a kind whose time has come."""
        return [key for key in self.keys(kind) if key not in self.ahead(kind)]

    def drafts_of(self, kind: str, to: Person | None = None) -> list[Draft]:
        """Our drafts of a kind, or those of them to one person."""
        found = [draft for key, draft in sorted(self.drafts.items()) if key_parts(key).kind == kind]
        return [d for d in found if to is None or to.email in [p.email for p in d.to]]

    def draft(self, kind: str, to: Person | None = None) -> Draft:
        """Our only draft of a kind, or the only one of them to one person."""
        drafts = self.drafts_of(kind, to)
        assert len(drafts) == 1, f"{len(drafts)} drafts of the kind {kind}"
        return drafts[0]

    def show(self, moment: Moment) -> str:
        """A moment as tests write it."""
        local = moment.astimezone(self.zone) if isinstance(moment, datetime) else moment
        return f"{local:%a} {local.day} {local:%b %H:%M}" if isinstance(local, datetime) else f"{local:%a %d %b}"

    @property
    def timetable(self) -> list[tuple[str, str]]:
        """Everything that stands in the calendar, as kind and time."""
        shown = [
            (self._instant(entry.start), str(key_parts(key).kind), self.show(entry.start))
            for key, entry in self.entries.items()
        ]
        return [(kind, when) for _, kind, when in sorted(shown)]

    def _of(self, key: str) -> MemoryStore:
        return next(store for store in self.stores.values() if key in store.entries or key in store.drafts)

    def _instant(self, moment: Moment) -> datetime:
        return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), self.zone)


def _speaks(entry: Entry, about: str) -> bool:
    return about in f"{entry.summary}\n{entry.description}"
