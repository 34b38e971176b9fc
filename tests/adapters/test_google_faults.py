"""Whatever fails at whichever request of a pass at Google, one undisturbed pass later the right things stand, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest

from daemon.ports.records import Draft, Entry
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_life import GooglePost
from tests.fakes.google.server import GoogleServer, answer, refusal

NOW = "Thu 5 Mar 18:00"

Standing: TypeAlias = tuple[dict[str, Entry], dict[str, Draft], int, int]
"""Entries and drafts by their keys, and how many there are of each, so that no double hides behind a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What a pass without any harm leaves, and how much it asks."""

    standing: Standing
    requests: int


def invited(folder: Path) -> GooglePost:
    """A person who has never been here before, with one interview behind her and a word from the employer."""
    life = GooglePost(folder)
    life.invited()
    life.deliver(life.told("Hi Robin, thank you for coming. We will decide by Friday 13 March. Ada"))
    life.now = life.moment(NOW)
    return life


def standing(life: GooglePost) -> Standing:
    """What is written, as the person sees it."""
    google = life.google
    own = [each for each in google.calendar.calendars.values() if each.by_app]
    events = [event for calendar in own for event in calendar.events.values() if not event.deleted]
    assert len(own) == 1
    return life.entries, life.drafts, len(events), len(google.gmail.drafts)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    life = invited(tmp_path_factory.mktemp("calm"))
    with life.google.server.counting() as asked:
        life.one_pass()
    life.one_pass()
    found = Undisturbed(standing=standing(life), requests=len(asked))
    life.close()
    assert len(found.standing[0]) >= 2
    assert len(found.standing[1]) == 1
    return found


Harm: TypeAlias = Callable[[GoogleServer, Asked], Reply]

HARMS: dict[str, Harm] = {
    "carried out, but not answered": lambda server, asked: replace(server.forward(asked), broken=True),
    "answered in part": lambda server, asked: replace(server.forward(asked), cut=10),
    "failure": lambda _server, _asked: refusal(500, "backendError"),
    "quota": lambda _server, _asked: refusal(403, "userRateLimitExceeded", domain="usageLimits"),
    "nonsense": lambda _server, _asked: Reply(body=b"<html>Sign in to the network of this hotel</html>"),
    "nothing": lambda server, asked: answer({}) if "/calendar/" in asked.path else server.forward(asked),
    "who are you": lambda _server, _asked: refusal(401, "authError"),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_fault_at_any_request_is_made_good(harm: Harm, undisturbed: Undisturbed, tmp_path: Path) -> None:
    assert undisturbed.requests >= 15
    for number in range(1, undisturbed.requests + 1):
        life = invited(tmp_path / str(number))
        numbers = count(1)

        def at(
            asked: Asked, life: GooglePost = life, number: int = number, numbers: Iterator[int] = numbers
        ) -> Reply | None:
            return harm(life.google.server, asked) if next(numbers) == number else None

        with life.google.server.answering(at):
            life.disturbed_pass()
        assert next(numbers) > number
        life.one_pass()
        assert standing(life) == undisturbed.standing, number
        life.close()
