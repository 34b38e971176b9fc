"""What a promise is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the employer said about when; at least one of the three days is set.

    `decide_by` is the last day of what was said and `earliest` its first, if a window or an "at the earliest" was
    named; `permission` is the day from which the person may check back. Days are in the zone in which it was said.
    `text` holds the words it was read from, at most 300 characters.
    """

    decide_by: date | None
    earliest: date | None
    permission: date | None
    text: str
