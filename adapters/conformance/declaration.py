"""The declaration of an adapter: found under its name, cheap to import, and honest about what it does not offer."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points

import pytest

from adapters.conformance.failures import provoked
from adapters.conformance.harness import Harness
from daemon.ports.adapter import Adapter, Connection, Offer, OptionKind
from daemon.ports.errors import AuthRequired, PortError, Unavailable, Unsupported

GROUP = "followupd.adapters"

IMPORTED = """
import sys
before = set(sys.modules)
import importlib
importlib.import_module(sys.argv[1])
print("\\n".join(sorted(set(sys.modules) - before)))
"""
TYPES = {
    OptionKind.TEXT: str,
    OptionKind.NUMBER: int,
    OptionKind.SWITCH: bool,
    OptionKind.PATH: os.PathLike,
    OptionKind.TEXTS: tuple,
}


class DeclarationConformance:
    """What holds for an adapter whatever it offers."""

    @pytest.fixture
    def harness(self) -> Harness:
        """Provided by the adopter: a new account for each test."""
        raise NotImplementedError("override the fixture `harness` with one that returns a Harness")

    @pytest.fixture
    def adapter(self, harness: Harness) -> Adapter:
        """The declaration under test."""
        return harness.adapter

    def test_it_is_registered_under_its_own_name(self, adapter: Adapter) -> None:
        registered = entry_point(adapter).load()
        assert isinstance(registered, Adapter)
        assert (registered.name, registered.offers) == (adapter.name, adapter.offers)

    def test_importing_it_imports_nothing_that_only_an_open_account_needs(self, adapter: Adapter) -> None:
        module = entry_point(adapter).module
        paths = os.pathsep.join(path for path in sys.path if path)
        answer = subprocess.run(  # noqa: S603 - our own interpreter, with a module that is installed
            [sys.executable, "-c", IMPORTED, module],
            env={"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
            check=True,
            capture_output=True,
            text=True,
        )
        own = {"daemon", "adapters", "tzdata", module.partition(".")[0]}
        imported = {name.partition(".")[0] for name in answer.stdout.split() if not name.startswith("_sysconfigdata")}
        assert imported - own - sys.stdlib_module_names == set()

    def test_it_says_what_it_is_and_what_to_install(self, adapter: Adapter) -> None:
        assert adapter.name.isascii()
        assert adapter.name == adapter.name.lower().strip()
        assert adapter.summary.strip()
        assert adapter.extra.strip()

    def test_it_offers_something_and_gives_a_reason_for_the_rest(self, adapter: Adapter) -> None:
        assert adapter.offers
        assert set(adapter.lacks) == set(Offer) - adapter.offers
        assert all(reason.strip() for reason in adapter.lacks.values())

    def test_what_it_offers_is_there_and_the_rest_is_unsupported_with_the_reason(self, harness: Harness) -> None:
        connection = harness.open()
        for offer in Offer:
            if offer in harness.adapter.offers:
                assert port_for(connection, offer) is not None
                continue
            with pytest.raises(Unsupported) as caught:
                port_for(connection, offer)
            assert harness.adapter.lacks[offer] in str(caught.value)
        connection.close()

    def test_every_option_is_explained(self, adapter: Adapter) -> None:
        names = [option.name for option in adapter.options]
        assert len(set(names)) == len(names)
        assert all(option.help.strip() for option in adapter.options)

    def test_defaults_are_of_the_declared_kind(self, adapter: Adapter) -> None:
        for option in adapter.options:
            assert not (option.required and option.default is not None), option.name
            assert option.default is None or isinstance(option.default, TYPES[option.kind]), option.name

    def test_an_account_may_be_open_twice_and_closed_twice(self, harness: Harness) -> None:
        first, second = harness.open(), harness.open()
        first.close()
        second.close()
        harness.open().close()

    @pytest.mark.parametrize("error", [Unavailable, AuthRequired])
    def test_opening_fails_with_an_error_of_the_closed_set_or_not_at_all(
        self, harness: Harness, error: type[PortError]
    ) -> None:
        harness.open().close()
        with provoked(harness, error), suppress(PortError):
            harness.open().close()
        harness.open().close()

    def test_every_gap_of_the_harness_has_a_reason(self, harness: Harness) -> None:
        assert all(len(reason.split()) > 2 for reason in harness.gaps.values())


def entry_point(adapter: Adapter) -> EntryPoint:
    """Where an adapter is registered; there is exactly one."""
    found = list(entry_points(group=GROUP, name=adapter.name))
    assert len(found) == 1, f"{len(found)} entry points {adapter.name!r} in the group {GROUP!r}; is it installed?"
    return found[0]


def port_for(connection: Connection, offer: Offer) -> object:
    """The port of an offer, or `Unsupported`."""
    if offer is Offer.CALENDAR:
        return connection.calendar
    return connection.drafts if offer is Offer.DRAFTS else connection.inbox
