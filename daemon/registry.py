"""The installed adapters: found by entry point, loaded only when somebody asks for them by name.

A broken adapter that nobody uses stops nothing. One that is asked for and cannot be had raises `RegistryError` with
the sentence that mends it; nothing else is ever taken in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from daemon.ports.adapter import Adapter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daemon.ports.adapter import Connection, Setup

GROUP = "followupd.adapters"


class RegistryError(LookupError):
    """An installed adapter cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """An installed adapter for a listing: its declaration, or what is wrong with it."""

    name: str
    distribution: str
    adapter: Adapter | None
    fault: str = ""


class InstalledAdapters(Mapping[str, Adapter]):
    """The installed adapters by name, in the order of their names; to look one up loads it, to list them does not.

    A name that is not installed is a `KeyError`, as in any mapping, and one that cannot be loaded a `RegistryError`.
    """

    def __init__(self) -> None:
        self._found: dict[str, list[EntryPoint]] = {}
        for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, _distribution(point))):
            self._found.setdefault(point.name, []).append(point)
        self._loaded: dict[str, Adapter] = {}

    def __getitem__(self, name: str) -> Adapter:
        if name not in self._loaded:
            self._loaded[name] = _load(self._found[name])
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def distributions(self, name: str) -> tuple[str, ...]:
        """What is installed under this name: one distribution, unless two of them quarrel about it."""
        return tuple(_distribution(point) for point in self._found[name])


def available() -> InstalledAdapters:
    """What is installed; nothing is loaded yet."""
    return InstalledAdapters()


def load(names: Iterable[str]) -> Mapping[str, Adapter]:
    """These adapters, loaded; `RegistryError` for the first that cannot be had."""
    installed = available()
    adapters: dict[str, Adapter] = {}
    for name in names:
        if name not in installed:
            raise RegistryError(f'no adapter "{name}" is installed; there are: {", ".join(installed) or "none"}')
        adapters[name] = installed[name]
    return adapters


def describe() -> tuple[Description, ...]:
    """Every installed adapter, loaded, with the fault of those that cannot be."""
    installed = available()
    return tuple(_describe(installed, name) for name in installed)


def open_account(adapter: Adapter, setup: Setup) -> Connection:
    """Open an account; a client library that is not installed is a `RegistryError` that says how to install it.

    What the adapter raises itself, such as `AuthRequired`, `Unavailable` and `Rejected`, passes through.
    """
    with installed(adapter, setup):
        return adapter.open(setup)


@contextmanager
def installed(adapter: Adapter, setup: Setup) -> Iterator[None]:
    """For what an adapter does with an account: a client library that is not installed is a `RegistryError`."""
    try:
        yield
    except ImportError as error:
        raise RegistryError(
            f"the account {setup.account} cannot be opened ({error}): pip install 'followupd[{adapter.extra}]'"
        ) from error


def _load(points: list[EntryPoint]) -> Adapter:
    name = points[0].name
    if len(points) > 1:
        rivals = " and ".join(_distribution(point) for point in points)
        raise RegistryError(f"the adapter {name} is installed by {rivals}: uninstall one of them")
    origin = _distribution(points[0])
    try:
        loaded = points[0].load()
    except ImportError as error:
        remedy = f"pip install '{origin}[{name}]'"
        raise RegistryError(f"the adapter {name} of {origin} cannot be loaded ({error}): {remedy}") from error
    except Exception as error:  # a stranger's module may raise anything, and none of it may reach the person raw
        fault = f"{type(error).__name__}: {error}"
        raise RegistryError(
            f"the adapter {name} of {origin} is broken ({fault}): update or uninstall {origin}"
        ) from error
    if not isinstance(loaded, Adapter) or loaded.name != name:
        stands = f"an adapter called {loaded.name}" if isinstance(loaded, Adapter) else "no adapter"
        raise RegistryError(f"{origin} promises the adapter {name}, but {points[0].value} is {stands}: update {origin}")
    return loaded


def _describe(installed: InstalledAdapters, name: str) -> Description:
    origin = " and ".join(installed.distributions(name))
    try:
        return Description(name=name, distribution=origin, adapter=installed[name])
    except RegistryError as error:
        return Description(name=name, distribution=origin, adapter=None, fault=str(error))


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "an unknown distribution"
