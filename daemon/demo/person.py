"""The sample's person: gets invitations, fills in forms, types into entries, deletes a draft."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from daemon.core.applications import event_token
from daemon.core.remembered import Form, Kind, Remembered, key_parts
from daemon.cycle import Cycle
from daemon.ports.adapter import Connection
from daemon.ports.records import DraftRef

_ARRIVED = (
    re.compile(rb"^CREATED:(\d{8}T\d{6})Z", re.MULTILINE),
    re.compile(rb"^DTSTAMP:(\d{8}T\d{6})Z", re.MULTILINE),
)


class Life:
    """What happens to the person, in the order in which it happens."""

    def __init__(self, sample: Path, folder: Path) -> None:
        self._to_come = sorted((_arrival(file), file) for file in (sample / "calendars").glob("*/*"))
        self._calendars = folder / "calendars"
        acts = tomllib.loads((sample / "answers.toml").read_text(encoding="utf-8"))
        self._acts = sorted(
            ((act["at"], does, act) for name, does in _DEEDS.items() for act in acts.get(name, [])),
            key=lambda item: item[0],
        )
        for name in ("cur", "new", "tmp"):
            (folder / "mail" / name).mkdir(parents=True)

    def go_on(self, cycle: Cycle, now: datetime) -> None:
        """Let everything happen that happens until now."""
        while self._to_come and self._to_come[0][0] <= now:
            _, file = self._to_come.pop(0)
            target = self._calendars / file.parent.name / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        while self._acts and self._acts[0][0].replace(tzinfo=now.tzinfo) <= now:
            _, does, act = self._acts.pop(0)
            does(cycle, act)


def _arrival(file: Path) -> datetime:
    content = file.read_bytes()
    found = next((match for pattern in _ARRIVED if (match := pattern.search(content))), None)
    # What has no date of its own, such as the name of a calendar, was always there.
    moment = found[1].decode() if found else "20000101T000000"
    return datetime.strptime(moment, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _answer(cycle: Cycle, act: Mapping[str, Any]) -> None:
    """Write behind the labels of the take-stock form."""
    answers = {label.casefold(): answer for label, answer in act["answers"].items()}
    row = _row(cycle, act["uid"], Kind.TAKE_STOCK, Form.ENTRY)
    _rewrite(
        cycle, row, lambda line: f"{line} {answers[line[:-1].casefold()]}" if line[:-1].casefold() in answers else line
    )


def _type(cycle: Cycle, act: Mapping[str, Any]) -> None:
    """Type a line at the top of an entry."""
    row = _row(cycle, act["uid"], Kind(act["kind"]), Form.ENTRY)
    lines = iter((act["text"] + "\n",))
    _rewrite(cycle, row, lambda line: next(lines, "") + line)


def _delete(cycle: Cycle, act: Mapping[str, Any]) -> None:
    """Delete a draft."""
    row = _row(cycle, act["uid"], Kind(act["kind"]), Form.DRAFT)
    port = _connection(cycle, row).drafts
    reference = DraftRef(key=row.key, message_id=row.message_id or "", fingerprint=row.fingerprint)
    look = port.look([reference])[0]
    port.remove(look.ref or "", look.version or "")


_DEEDS = {"answer": _answer, "type": _type, "delete": _delete}


def _row(cycle: Cycle, uid: str, kind: Kind, form: Form) -> Remembered:
    """What stands of this kind for the interview with this UID."""
    token = next(event_token(r.event) for r in cycle.readings.everything() if r.event.uid == uid)
    known = next(known for known in cycle.journal.known_rounds() if known.event == token)
    rows = (row for row in cycle.journal.rows().values() if row.form is form and row.stands)
    return next(row for row in rows if (p := key_parts(row.key)).kind is kind and p.round == known.round)


def _rewrite(cycle: Cycle, row: Remembered, change: Callable[[str], str]) -> None:
    """Edit the text of an entry, as a calendar program would: line by line, keeping the rest."""
    port = _connection(cycle, row).calendar
    item = next(item for item in port.entries().entries if item.entry.key == row.key)
    text = "\n".join(change(line) for line in item.entry.description.splitlines())
    port.put(replace(item.entry, description=text), item.version)


def _connection(cycle: Cycle, row: Remembered) -> Connection:
    return next(account.connection for account in cycle.accounts if account.name == row.account)
