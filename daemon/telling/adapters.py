"""The installed adapters: what they offer and which settings they take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from daemon.ports.adapter import Option
from daemon.registry import Description


def tell_adapter(description: Description) -> Iterator[str]:
    """An adapter and its settings, as one would write them into the configuration."""
    adapter = description.adapter
    if adapter is None:
        yield f"{description.name}: cannot be used: {description.fault}"
        yield ""
        return
    yield f"{adapter.name}: {adapter.summary}"
    yield f"  offers {', '.join(sorted(adapter.offers))}"
    yield from (f"  no {offer}: {reason}" for offer, reason in sorted(adapter.lacks.items()))
    if adapter.options:
        yield "  settings:"
    for option in adapter.options:
        yield f"    {option.name}: {option.kind}, {_need(option)}"
        yield f"        {option.help}"
    yield ""


def adapter_record(description: Description) -> dict[str, Any]:
    """The same for machines."""
    adapter = description.adapter
    record: dict[str, Any] = {"name": description.name, "distribution": description.distribution}
    if adapter is None:
        return record | {"fault": description.fault}
    options = [
        {"name": o.name, "kind": o.kind, "required": o.required, "default": o.default, "help": o.help}
        for o in adapter.options
    ]
    return record | {
        "summary": adapter.summary,
        "offers": sorted(adapter.offers),
        "lacks": dict(adapter.lacks),
        "options": options,
    }


def _need(option: Option) -> str:
    if option.required:
        return "required"
    return "optional" if option.default is None else f"{option.default} if it is left out"
