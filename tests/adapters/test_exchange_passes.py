"""Whatever fails at whichever request of a pass at Exchange, one undisturbed pass later all stands as it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest

from daemon.ports.records import Draft, Entry
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.exchange_life import ExchangePost
from tests.fakes.exchange.server import ExchangeServer
from tests.fakes.exchange.soap import busy, envelope, fault, m
from tests.fakes.exchange.trouble import operation_in, refusing, unauthorized

NOW = "Thu 5 Mar 18:00"
NO = "Dear Robin,\n\nunfortunately we have decided to go ahead with another candidate.\n\nBest, Ada"

Standing: TypeAlias = tuple[dict[str, Entry], dict[str, Draft], int, int]
"""Entries and drafts by their keys, and how many there are of each, so that no double hides behind a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What a pass without any harm leaves, and how much it asks."""

    standing: Standing
    requests: int


Beginning: TypeAlias = Callable[[Path], ExchangePost]


def invited(folder: Path) -> ExchangePost:
    """A person who has never been here before, with one interview behind her and a word from the employer."""
    life = ExchangePost(folder)
    life.invited()
    life.deliver(life.told("Hi Robin, thank you for coming. We will decide by Friday 13 March. Ada"))
    life.now = life.moment(NOW)
    return life


def rejected(folder: Path) -> ExchangePost:
    """The same person in the week after: what stands is to go, and something else to come."""
    life = invited(folder)
    life.one_pass()
    life.now = life.moment("Wed 11 Mar 12:00")
    life.one_pass()
    life.deliver(life.told(NO))
    return life


BEGINNINGS: dict[str, Beginning] = {"a first pass": invited, "a rejection": rejected}


def standing(life: ExchangePost) -> Standing:
    """What is written, as the person sees it."""
    box = life.exchange.box
    (own,) = [each for each in box.folders.values() if each.extended]
    return life.entries, life.drafts, len(box.within(own.id)), len(life.exchange.texts)


@pytest.fixture(scope="module", params=BEGINNINGS)
def beginning(request: pytest.FixtureRequest) -> Beginning:
    return BEGINNINGS[request.param]


@pytest.fixture(scope="module")
def undisturbed(beginning: Beginning, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    life = beginning(tmp_path_factory.mktemp("calm"))
    before = {*life.exchange.box.items}
    with life.exchange.server.counting() as asked:
        life.one_pass()
    life.one_pass()
    found = Undisturbed(standing=standing(life), requests=len(asked))
    assert before != {*life.exchange.box.items}
    life.close()
    assert len(found.standing[0]) >= 1
    assert len(found.standing[1]) == 1
    return found


Harm: TypeAlias = Callable[[ExchangeServer, Asked], Reply]


def _answered_with_nothing(_server: ExchangeServer, asked: Asked) -> Reply:
    return envelope(m(f"{operation_in(asked)}Response", m("ResponseMessages")))


def _somebody_was_faster(server: ExchangeServer, asked: Asked) -> Reply:
    """All that is there is touched, and as it was."""
    for item in server.box.items.values():
        server.box.touch(item)
    return server.forward(asked)


def _forgotten(server: ExchangeServer, asked: Asked) -> Reply:
    server.box.forget_states()
    return server.forward(asked)


def _each_part_refused(server: ExchangeServer, asked: Asked) -> Reply:
    refuse = refusing(("CreateFolder", "CreateItem", "UpdateItem", "GetItem"), "ErrorInternalServerTransientError")
    return refuse(asked) or server.forward(asked)


def _carried_out_but_called_a_failure(server: ExchangeServer, asked: Asked) -> Reply:
    server.forward(asked)
    return fault("ErrorInternalServerError")


HARMS: dict[str, Harm] = {
    "carried out, but not answered": lambda server, asked: replace(server.forward(asked), broken=True),
    "carried out, but called a failure": _carried_out_but_called_a_failure,
    "answered in part": lambda server, asked: replace(server.forward(asked), cut=300),
    "failure": lambda _server, _asked: fault("ErrorInternalServerError"),
    "each part refused": _each_part_refused,
    "too many requests": lambda _server, _asked: busy(),
    "out of order": lambda _server, _asked: Reply(status=503),
    "nonsense": lambda _server, _asked: Reply(body=b"<html>Sign in to the network of this hotel</html>"),
    "nothing": _answered_with_nothing,
    "somebody was faster": _somebody_was_faster,
    "forgotten": _forgotten,
    "who are you": lambda _server, asked: unauthorized(asked),
}


@pytest.mark.parametrize("name", HARMS)
def test_a_fault_at_any_request_is_made_good(
    name: str, beginning: Beginning, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    assert undisturbed.requests >= 15
    harm = HARMS[name]
    for number in range(1, undisturbed.requests + 1):
        life = beginning(tmp_path / str(number))
        numbers = count(1)

        def at(
            asked: Asked, life: ExchangePost = life, number: int = number, numbers: Iterator[int] = numbers
        ) -> Reply | None:
            return harm(life.exchange.server, asked) if next(numbers) == number else None

        with life.exchange.server.answering(at):
            life.disturbed_pass()
        assert next(numbers) > number
        if name == "who are you":
            life.change_password()  # one that was refused before it was ever good is not tried again
        life.one_pass()
        assert standing(life) == undisturbed.standing, number
        life.close()
