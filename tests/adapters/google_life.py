"""A life whose calendar and mailbox are at Google: what happens there happens at the fake, as Google would show it.

Whatever Google takes from a letter that is sent is taken: our Message-ID and our marks. Answers to it name the
Message-ID that Google gave it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from adapters.conformance.texts import parsed
from adapters.google import ADAPTER
from adapters.google.scopes import Uses, scopes_for
from adapters.memory import MemoryStore
from daemon.ports.adapter import Connection, Setup
from daemon.ports.records import Direction, Draft, Entry, Event, Message
from daemon.sources import Account
from tests.adapters.google_harness import options, sign_in
from tests.adapters.google_import import imported
from tests.adapters.life_texts import draft_of, icalendar_of, letter_of, sent_of
from tests.fakes.google.calendar import CalendarApi
from tests.fakes.google.gmail import GmailApi
from tests.fakes.google.server import GoogleServer
from tests.fakes.google.tokens import TokenPlace
from tests.stories.diary import ADA
from tests.stories.post import Post
from tests.stories.world import ROBIN


class GoogleStore(MemoryStore):
    """What the stories need of an account, done at a Google of its own."""

    def __init__(self, folder: Path, setup: Setup) -> None:
        super().__init__()
        self.calendar = CalendarApi(ROBIN.email or "", setup.zone.key)
        self.gmail = GmailApi(page=500)
        self.server = GoogleServer(self.calendar, self.gmail)
        tokens = TokenPlace(self.server)
        refresh, access = tokens.sign_in(frozenset(scope.name for scope in scopes_for(Uses())))
        sign_in(folder, access, refresh)
        self.setup = Setup(
            account=setup.account,
            options=options(self.server),
            owner=setup.owner,
            zone=setup.zone,
            calendar_name=setup.calendar_name,
            state=folder,
        )
        self._renamed: dict[str, str] = {}
        self._viewer: Connection | None = None

    def add_events(self, *events: Event, calendar: str = "", problems: tuple[str, ...] = ()) -> str:  # noqa: ARG002 - the signature of what it stands for
        (event,) = events
        resource, _ = imported(icalendar_of(event), refused={})
        return self.calendar.store(self.calendar.owner, resource)

    @property
    def entries(self) -> dict[str, Entry]:
        self._viewer = self._viewer or ADAPTER.open(self.setup)
        standing = self._viewer.calendar.entries()
        assert standing.complete
        return {each.entry.key: each.entry for each in standing.entries}

    @property
    def drafts(self) -> dict[str, Draft]:
        found = (draft_of(self.gmail.messages[message].raw) for message in self.gmail.drafts.values())
        return {draft.key: draft for draft in found}

    def send_draft(self, key: str, at: datetime) -> str:
        name = next(n for n, m in self.gmail.drafts.items() if draft_of(self.gmail.messages[m].raw).key == key)
        return self.gmail.post(name, partial(self._rewritten, at=at))

    def deliver(self, message: Message) -> str:
        raw = letter_of(message, self._renamed)
        return self.gmail.deliver(raw) if message.direction is Direction.INBOUND else self.gmail.file_sent(raw)

    def close(self) -> None:
        """Stop the server; fails if anything that was asked was not well formed, or anybody was invited."""
        if self._viewer is not None:
            self._viewer.close()
        self.server.close()
        assert (self.calendar.invited, self.gmail.hidden) == ([], [])

    def _rewritten(self, raw: bytes, at: datetime) -> bytes:
        """A letter as Google sends it."""
        renamed = f"<CAB-{len(self._renamed)}@mail.gmail.example>"
        self._renamed[str(parsed(raw)["Message-ID"])] = renamed
        return sent_of(raw, renamed, at)


class GooglePost(Post):
    """A life with mail, at Google."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.google = GoogleStore(folder, self._setup("home"))
        self.stores = {"home": self.google}
        account = Account("home", ADAPTER, partial(ADAPTER.open, self.google.setup))
        self._cycle = replace(self._cycle, accounts=[account])

    def told(self, text: str) -> Message:
        """A letter from Ada that has just come in."""
        return replace(self._message(text, ADA, (ROBIN,), "Your interview", None), direction=Direction.INBOUND)

    def disturbed_pass(self) -> None:
        """A pass now that may fail in parts."""
        self._cycle.run(self.now)

    def close(self) -> None:
        """Let go of the account, and of Google."""
        for account in self._cycle.accounts:
            account.close()
        self.google.close()
