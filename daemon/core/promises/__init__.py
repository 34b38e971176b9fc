"""Reads promises: what an employer said about when they decide, answer or may be asked.

Text in, days out; no clock, and no I/O but the language files of the package, read once. Linear in the length of the
text, of which the first 8,000 characters are read. How vague phrases are resolved is fixed in the tests of `resolve`.
"""

from __future__ import annotations

from datetime import date, datetime

from daemon.core.promises.promise import Promise

__all__ = ["Promise", "read_date", "read_promise"]


def read_promise(text: str, said_at: datetime, locale: str) -> Promise | None:
    """What the text promises, or None if it names no day for a decision, an answer or a call back.

    `said_at` is aware; its date in its own zone is the day that "tomorrow" counts from. `locale` ("en-GB") decides what
    03/04 means and hints at the language. Of two possible days the later is taken, and no day lies before `said_at`.
    """
    from daemon.core.promises import reader  # noqa: PLC0415 - a pass without news need not load it

    return reader.read_promise(text, said_at, locale)


def read_date(text: str, said_at: datetime, locale: str) -> date | None:
    """The day that a person typed in a form ("14 Nov", "end of next week"), or None; the later one if several.

    `said_at` and `locale` as for `read_promise`. A window answers with its last day.
    """
    from daemon.core.promises import reader  # noqa: PLC0415 - as above

    return reader.read_date(text, said_at, locale)
