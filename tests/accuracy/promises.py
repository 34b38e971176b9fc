"""How well promises are read: the figures of a labelled corpus."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = tuple[str, int, int]
_DATES = ("decide_by", "from", "permission_to_check")


def measure(path: Path) -> Iterator[Row]:
    """Rows of (figure, how many, of how many) for the promises of one file."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    pairs = [(record["label"], _read(record)) for record in records]
    real = [(label, got) for label, got in pairs if label["promise"]]
    none = [got for label, got in pairs if not label["promise"]]
    yield "promises exactly right", sum(_wanted(label) == got for label, got in real), len(real)
    yield "earlier than promised", sum(_earlier(label, got) for label, got in real), len(real)
    yield "promises invented", sum(any(got.values()) for got in none), len(none)


def _read(record: dict[str, Any]) -> dict[str, Any]:
    from daemon.core.promises.records import promise_from_record, promise_to_record  # noqa: PLC0415  measured only where it exists

    got = promise_to_record(*promise_from_record(record))
    return {name: got[name] for name in _DATES}


def _wanted(label: dict[str, Any]) -> dict[str, Any]:
    return {name: label[name] for name in _DATES}


def _earlier(label: dict[str, Any], got: dict[str, Any]) -> bool:
    """Whether a date is before the one promised; ISO dates sort as texts."""
    return any(label[name] and got[name] and got[name] < label[name] for name in ("decide_by", "permission_to_check"))
