"""A life whose calendar and mailbox are at Microsoft 365: what happens there happens at the fake, as Outlook shows it.

Whatever may be lost of a letter that is sent is lost: its id, our Message-ID and our marks. Answers to it name the
Message-ID that it was given.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from adapters.memory import MemoryStore
from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.scopes import CALENDARS, MAIL
from daemon.ports.adapter import Connection, Setup
from daemon.ports.records import Direction, Draft, Entry, Event, Message
from daemon.sources import Account
from tests.adapters.life_texts import draft_of, icalendar_of, letter_of
from tests.adapters.microsoft365_harness import check_asked, options, sign_in
from tests.adapters.microsoft365_import import imported
from tests.fakes.graph.calendar import CalendarApi
from tests.fakes.graph.entra import Entra
from tests.fakes.graph.letters import Letter, put_together
from tests.fakes.graph.mail import MailApi
from tests.fakes.graph.server import GraphServer
from tests.fakes.graph.times import stamp
from tests.stories.diary import ADA
from tests.stories.post import Post
from tests.stories.world import ROBIN


class MicrosoftStore(MemoryStore):
    """What the stories need of an account, done at a Microsoft 365 of its own."""

    def __init__(self, folder: Path, setup: Setup) -> None:
        super().__init__()
        owner = ROBIN.email or ""
        self.calendar = CalendarApi(owner)
        self.outlook = MailApi(owner)
        self.server = GraphServer(self.calendar, self.outlook)
        self.entra = Entra(self.server, address=owner)
        sign_in(folder, self.entra, CALENDARS, MAIL, address=owner)
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
        found = imported(icalendar_of(event), refused={}, zone=self.setup.zone, owner=self.calendar.owner)
        return found.into(self.calendar, self.calendar.default)

    @property
    def entries(self) -> dict[str, Entry]:
        self._viewer = self._viewer or ADAPTER.open(self.setup)
        standing = self._viewer.calendar.entries()
        assert standing.complete
        return {each.entry.key: each.entry for each in standing.entries}

    @property
    def drafts(self) -> dict[str, Draft]:
        return {draft.key: draft for draft in map(_shown, self.outlook.within("drafts"))}

    def send_draft(self, key: str, at: datetime) -> str:
        (draft,) = (each for each in self.outlook.within("drafts") if _shown(each).key == key)
        renamed = f"<DB9P{len(self._renamed)}@eurprd02.prod.outlook.example>"
        self._renamed[_shown(draft).message_id] = renamed
        sent = self.outlook.post(str(draft.number), message_id=renamed, keeps_marks=False)
        self.outlook.edit(sent, sentDateTime=stamp(at))
        return sent

    def deliver(self, message: Message) -> str:
        raw = letter_of(message, self._renamed)
        return self.outlook.deliver(raw) if message.direction is Direction.INBOUND else self.outlook.file_sent(raw)

    def close(self) -> None:
        """Stop the server; fails if anything that was asked was not well formed, or anybody was invited."""
        if self._viewer is not None:
            self._viewer.close()
        self.server.close()
        check_asked(self.server)
        assert self.calendar.invited == []


class MicrosoftPost(Post):
    """A life with mail, at Microsoft 365."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.microsoft = MicrosoftStore(folder, self._setup("home"))
        self.stores = {"home": self.microsoft}
        account = Account("home", ADAPTER, partial(ADAPTER.open, self.microsoft.setup))
        self._cycle = replace(self._cycle, accounts=[account])

    def told(self, text: str) -> Message:
        """A letter from Ada that has just come in."""
        return replace(self._message(text, ADA, (ROBIN,), "Your interview", None), direction=Direction.INBOUND)

    def disturbed_pass(self) -> None:
        """A pass now that may fail in parts."""
        self._cycle.run(self.now)

    def close(self) -> None:
        """Let go of the account, and of Microsoft."""
        for account in self._cycle.accounts:
            account.close()
        self.microsoft.close()


def _shown(letter: Letter) -> Draft:
    """A draft as the person sees it."""
    return draft_of(put_together(letter))
