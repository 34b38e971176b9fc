"""How well mails are understood: the figures of a labelled corpus."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

Row = tuple[str, int, int]
_GOOD = frozenset({"offer", "next_round"})


def measure(path: Path) -> Iterator[Row]:
    """Rows of (figure, how many, of how many) for the mails of one file."""
    from daemon.core.replies.records import reply_from_record  # noqa: PLC0415  measured only where it exists

    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    pairs = [(record["label"], reply_from_record(record)) for record in records]
    timed = [(label, got) for label, got in pairs if label["proposed_times"]]
    yield "about the application, right", _equal(pairs, "about_pursuit", "about_application"), len(pairs)
    yield "outcome right", _equal(pairs, "outcome", "outcome"), len(pairs)
    yield "rejection and good news confused", sum(_confused(label, got) for label, got in pairs), len(pairs)
    yield "decision date right", _equal(pairs, "decision_by", "decision_by"), len(pairs)
    yield "needs_reply right", _equal(pairs, "needs_reply", "needs_reply"), len(pairs)
    yield "proposed times right", sum(_slots(label) == _slots(got) for label, got in timed), len(timed)
    yield (
        "proposed times invented",
        sum(bool(got["proposed_times"]) for label, got in pairs if not _slots(label)),
        (len(pairs) - len(timed)),
    )


def _equal(pairs: list[tuple[dict[str, Any], dict[str, Any]]], labelled: str, answered: str) -> int:
    return sum(label[labelled] == got[answered] for label, got in pairs)


def _confused(label: dict[str, Any], got: dict[str, Any]) -> bool:
    outcomes = {label["outcome"], got["outcome"]}
    return "rejection" in outcomes and bool(outcomes & _GOOD)


def _slots(record: dict[str, Any]) -> set[tuple[datetime, datetime]]:
    return {(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in record["proposed_times"]}
