"""What of messages is shown again, in the cache: who wrote, the subject, the sentence an outcome was read from."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from daemon.core.applications import Gist
from daemon.ports.records import Person

Run: TypeAlias = Callable[..., list[tuple[Any, ...]]]


class Gists:
    """The part of the cache that is about messages; it raises what the rest of it does."""

    def __init__(self, run: Run) -> None:
        """`run` runs a statement with its values."""
        self._run = run

    def keep(self, token: str, gist: Gist) -> None:
        """Remember the gist of the message with this token."""
        self._run("INSERT OR REPLACE INTO gist VALUES (?, ?)", token, _to_text(gist))

    def find(self, token: str) -> Gist | None:
        """The gist of a message, or None if it is not known."""
        for (data,) in self._run("SELECT data FROM gist WHERE message = ?", token):
            return _to_gist(data)
        return None


def _to_text(gist: Gist) -> str:
    return json.dumps(
        {
            "sender": [gist.sender.name, gist.sender.email] if gist.sender else None,
            "reply_to": gist.reply_to,
            "subject": gist.subject,
            "sentence": gist.sentence,
            "promised": gist.promised,
            "proposed": [[start.isoformat(), end.isoformat()] for start, end in gist.proposed],
            "links": gist.links,
            "language": gist.language,
        }
    )


def _to_gist(text: str) -> Gist:
    data = json.loads(text)
    name, email = data["sender"] or (None, None)
    return Gist(
        sender=Person(name=name, email=email) if data["sender"] else None,
        reply_to=data["reply_to"],
        subject=data["subject"],
        sentence=data["sentence"],
        promised=data["promised"],
        proposed=tuple((datetime.fromisoformat(s), datetime.fromisoformat(e)) for s, e in data["proposed"]),
        links=tuple(data["links"]),
        language=data["language"],
    )
