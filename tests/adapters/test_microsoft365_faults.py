"""Whatever fails at whichever request of a pass at Microsoft, a pass without harm later all stands right, and once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest

from daemon.ports.records import Draft, Entry
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_life import MicrosoftPost
from tests.fakes.graph.asking import answer, refusal
from tests.fakes.graph.server import GraphServer, throttled, unauthenticated

NOW = "Thu 5 Mar 18:00"

Standing: TypeAlias = tuple[dict[str, Entry], dict[str, Draft], int, int]
"""Entries and drafts by their keys, and how many there are of each, so that no double hides behind a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What a pass without any harm leaves, and how much it asks."""

    standing: Standing
    requests: int


def invited(folder: Path) -> MicrosoftPost:
    """A person who has never been here before, with one interview behind her and a word from the employer."""
    life = MicrosoftPost(folder)
    life.invited()
    life.deliver(life.told("Hi Robin, thank you for coming. We will decide by Friday 13 March. Ada"))
    life.now = life.moment(NOW)
    return life


def standing(life: MicrosoftPost) -> Standing:
    """What is written, as the person sees it."""
    microsoft = life.microsoft
    (own,) = (name for name in microsoft.calendar.calendars if name != microsoft.calendar.default)
    return life.entries, life.drafts, len(microsoft.calendar.standing(own)), len(microsoft.outlook.within("drafts"))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    life = invited(tmp_path_factory.mktemp("calm"))
    with life.microsoft.server.counting() as asked:
        life.one_pass()
    life.one_pass()
    found = Undisturbed(standing=standing(life), requests=len(asked))
    life.close()
    assert len(found.standing[0]) >= 2
    assert len(found.standing[1]) == 1
    return found


Harm: TypeAlias = Callable[[GraphServer, Asked], Reply]


def late(server: GraphServer, asked: Asked) -> Reply:
    """What a gateway says that did not wait for the answer of the server behind it."""
    server.forward(asked)
    return throttled(None, status=504)


HARMS: dict[str, Harm] = {
    "never arrived": lambda _server, _asked: Reply(broken=True),
    "carried out, but not answered": lambda server, asked: replace(server.forward(asked), broken=True),
    "carried out, but answered too late": late,
    "answered in part": lambda server, asked: replace(server.forward(asked), cut=10),
    "failure": lambda _server, _asked: refusal(500, "ErrorInternalServerError"),
    "too much": lambda _server, _asked: throttled(60),
    "unwell": lambda _server, _asked: throttled(None, status=503),
    "nonsense": lambda _server, _asked: Reply(body=b"<html>Sign in to the network of this hotel</html>"),
    "nothing": lambda _server, _asked: answer({}),
    "who are you": lambda _server, _asked: unauthenticated(),
    "not found": lambda _server, _asked: refusal(404, "ErrorItemNotFound"),
    "another version": lambda _server, _asked: refusal(412, "ErrorIrresolvableConflict"),
    "lost": lambda _server, _asked: refusal(410, "SyncStateNotFound"),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_fault_at_any_request_is_made_good(harm: Harm, undisturbed: Undisturbed, tmp_path: Path) -> None:
    assert undisturbed.requests >= 15
    for number in range(1, undisturbed.requests + 1):
        life = invited(tmp_path / str(number))
        numbers = count(1)

        def at(
            asked: Asked, life: MicrosoftPost = life, number: int = number, numbers: Iterator[int] = numbers
        ) -> Reply | None:
            return harm(life.microsoft.server, asked) if next(numbers) == number else None

        with life.microsoft.server.answering(at):
            life.disturbed_pass()
        assert next(numbers) > number
        life.one_pass()
        assert standing(life) == undisturbed.standing, number
        life.close()
