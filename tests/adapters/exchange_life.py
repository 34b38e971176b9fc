"""A life whose calendar and mailbox are at Exchange: what happens there happens at the fake, as Exchange would show it.

Whatever may be lost of a letter that is sent is lost: our Message-ID and all our marks. Its conversation stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from adapters.conformance.texts import parsed
from adapters.exchange import ADAPTER
from adapters.memory import MemoryStore
from daemon.ports.adapter import Connection, Setup
from daemon.ports.records import Direction, Draft, Entry, Event, Message
from daemon.sources import Account
from tests.adapters.exchange_harness import locked_out, options
from tests.adapters.exchange_import import imported, windows_name
from tests.adapters.life_texts import draft_of, icalendar_of, letter_of, sent_of
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.person import Person
from tests.fakes.exchange.server import ExchangeServer
from tests.stories.diary import ADA
from tests.stories.post import Post
from tests.stories.world import ROBIN


class ExchangeStore(MemoryStore):
    """What the stories need of an account, done at an Exchange of its own."""

    def __init__(self, folder: Path, setup: Setup) -> None:
        super().__init__()
        owner = ROBIN.email or ""
        self.box = Mailbox(owner, windows_name(setup.zone))
        self.person = Person(self.box)
        self.server = ExchangeServer(self.box)
        folder.mkdir(parents=True, exist_ok=True)
        self.setup = replace(setup, options=options(self.server, folder, email=owner), state=folder)
        self._renamed: dict[str, str] = {}
        self._viewer: Connection | None = None

    def add_events(self, *events: Event, calendar: str = "", problems: tuple[str, ...] = ()) -> str:  # noqa: ARG002 - the signature of what it stands for
        (event,) = events
        text, owner = icalendar_of(event), self.box.owner
        properties, deviations = imported(text, refused={}, zone=self.setup.zone, owner=owner)
        return self.person.put_event(self.box.known("calendar").id, properties, deviations)

    @property
    def entries(self) -> dict[str, Entry]:
        self._viewer = self._viewer or ADAPTER.open(self.setup)
        standing = self._viewer.calendar.entries()
        assert standing.complete
        return {each.entry.key: each.entry for each in standing.entries}

    @property
    def drafts(self) -> dict[str, Draft]:
        found = (draft_of(raw) for raw in self.texts.values())
        return {draft.key: draft for draft in found}

    @property
    def texts(self) -> dict[str, bytes]:
        """What lies among the drafts, by the ids of the messages."""
        drafts = self.box.within(self.box.known("drafts").id)
        return {each.id: self.person.text_of(each.id) for each in drafts}

    def send_draft(self, key: str, at: datetime) -> str:
        identity = next(name for name, raw in self.texts.items() if draft_of(raw).key == key)
        return self.person.post(identity, partial(self._rewritten, at=at), marks=False)

    def deliver(self, message: Message) -> str:
        raw = letter_of(message, self._renamed)
        inbound = message.direction is Direction.INBOUND
        return self.person.deliver(raw) if inbound else self.person.file_sent(raw)

    def close(self) -> None:
        """Stop the server; fails if anything that was asked was not well formed, or anybody was invited."""
        if self._viewer is not None:
            self._viewer.close()
        self.server.close()
        assert self.server.writing.invited == []

    def _rewritten(self, raw: bytes, at: datetime) -> bytes:
        """A letter as Exchange sends it."""
        renamed = f"<{len(self._renamed)}@mail.exchange.example>"
        self._renamed[str(parsed(raw)["Message-ID"])] = renamed
        return sent_of(raw, renamed, at)


class ExchangePost(Post):
    """A life with mail, at Exchange."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.exchange = ExchangeStore(folder, self._setup("home"))
        self.stores = {"home": self.exchange}
        account = Account("home", ADAPTER, partial(ADAPTER.open, self.exchange.setup))
        self._cycle = replace(self._cycle, accounts=[account])

    def told(self, text: str) -> Message:
        """A letter from Ada that has just come in."""
        return replace(self._message(text, ADA, (ROBIN,), "Your interview", None), direction=Direction.INBOUND)

    def disturbed_pass(self) -> None:
        """A pass now that may fail in parts."""
        self._cycle.run(self.now)

    def change_password(self) -> None:
        """The person takes another password, and writes it down at once."""
        with locked_out(self.exchange.server, self.folder):
            pass

    def close(self) -> None:
        """Let go of the account, and of Exchange."""
        for account in self._cycle.accounts:
            account.close()
        self.exchange.close()
