"""A person who signs in to Microsoft: what they do at its page, and where the settings and the state of theirs are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from adapters.conformance import make_setup
from adapters.conformance.harness import OWNER
from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.grants import GrantFile
from adapters.microsoft365.guard import guard_for
from adapters.microsoft365.session import Session
from adapters.microsoft365.settings import settings_from
from adapters.microsoft365.tokens import load_login
from daemon.ports.adapter import Login, Offer, OptionValue, Setup
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_harness import options
from tests.fakes.graph.calendar import CalendarApi
from tests.fakes.graph.entra import Entra, Trouble
from tests.fakes.graph.mail import MailApi
from tests.fakes.graph.server import GraphServer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PORT = 8765


@dataclass(slots=True)
class Page:
    """A person at a desk who does this at Microsoft's page, and what they were told."""

    act: Callable[[str], str]
    told: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    port: int = PORT

    def say(self, text: str) -> None:
        self.told.append(text)

    def visit(self, address: str) -> str:
        self.visited.append(address)
        return self.act(address)


@dataclass(slots=True)
class Place:
    """A Microsoft 365, an account's settings, and where its state is kept."""

    server: GraphServer
    entra: Entra
    folder: Path

    def setup(self, *offers: Offer, **others: OptionValue) -> Setup:
        setup = make_setup(self.folder / "state", options(self.server, **others))
        return replace(setup, offers=frozenset(offers)) if offers else setup

    @property
    def file(self) -> Path:
        return self.folder / "state" / GrantFile.NAME

    def sign_in(self, setup: Setup | None = None) -> Login:
        return begin(setup or self.setup(), Page(self.entra.consent))

    def renew(self, setup: Setup | None = None) -> None:
        settings = settings_from(setup or self.setup())
        session = Session(guard_for(settings.login_endpoint), load_login(settings), ca_file=settings.ca_file)
        try:
            session.renew()
        finally:
            session.close()


@contextmanager
def place_in(folder: Path) -> Iterator[Place]:
    """A Microsoft 365 with one person who has not signed in yet."""
    server = GraphServer(CalendarApi(OWNER), MailApi(OWNER))
    yield Place(server=server, entra=Entra(server), folder=folder)
    server.close()


def begin(setup: Setup, page: Page) -> Login:
    assert ADAPTER.sign_in is not None
    return ADAPTER.sign_in.begin(setup, page, NOW)


def check(setup: Setup) -> Login:
    assert ADAPTER.sign_in is not None
    return ADAPTER.sign_in.check(setup, NOW)


def type_in_at_once(page: Entra, state: Trouble | None = None) -> Callable[[Asked], Reply | None]:
    """A person who types every code in before it is asked for the first time whether they have."""

    def act(asked: Asked) -> Reply | None:
        if asked.path.endswith("/token"):
            page.type_in(state)
        return None

    return act
