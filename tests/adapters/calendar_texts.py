"""What a person's calendar program does to an entry that is kept as an iCalendar text, wherever that lies."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from adapters.conformance import CalendarHarness, Inside
from adapters.conformance.texts import escaped
from daemon.ports.records import Moment

_FOLD = re.compile(r"\r\n[ \t]")
_MARK = re.compile(r"^X-FOLLOWUPD-[^\r\n]*\r\n", re.MULTILINE)
_TRIGGER = re.compile(r"^TRIGGER[^:\r\n]*:-P(?:T(?:(\d+)H)?(?:(\d+)M)?)", re.MULTILINE)


class CalendarTexts(CalendarHarness):
    """The part of a harness that edits and reads entries as texts; the other part says where those lie."""

    @abstractmethod
    def read_text(self, ref: str) -> str:
        """The text of an entry, as it lies there."""

    @abstractmethod
    def write_text(self, ref: str, text: str) -> None:
        """Store the text of an entry, as a program of the person does."""

    def edit_entry(
        self,
        ref: str,
        *,
        summary: str | None = None,
        description: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
    ) -> None:
        texts = {"SUMMARY": summary, "DESCRIPTION": description}
        times = {"DTSTART": start, "DTEND": end}
        lines = {name: f"{name}:{escaped(text)}" for name, text in texts.items() if text is not None}
        lines |= {name: f"{name}{_time(moment)}" for name, moment in times.items() if moment is not None}
        self.edit(ref, lambda text: _replaced(text, lines))

    def strip_marks(self, ref: str) -> None:
        self.edit(ref, lambda text: _MARK.sub("", text))

    def annotate(self, ref: str, text: str) -> None:
        line = f"X-SOMEBODY-ELSE:{escaped(text)}\r\nEND:VEVENT"
        self.edit(ref, lambda calendar: calendar.replace("END:VEVENT", line))

    def inside(self, ref: str) -> Inside:
        text = _FOLD.sub("", self.read_text(ref))
        triggers = [timedelta(hours=int(hours or 0), minutes=int(rest or 0)) for hours, rest in _TRIGGER.findall(text)]
        attendees = tuple(re.findall(r"^ATTENDEE[^\r\n]*", text, re.MULTILINE))
        note = re.search(r"^X-SOMEBODY-ELSE:([^\r\n]*)", text, re.MULTILINE)
        return Inside(alarms=tuple(triggers), attendees=attendees, annotation=note[1] if note else None)

    def break_entry(self, ref: str) -> None:
        self.break_item(ref)

    def delete_entry(self, ref: str) -> None:
        self.delete(ref)

    def edit(self, ref: str, change: Callable[[str], str]) -> None:
        """Change the text of an entry, whose lines are whole; fails if that changes nothing."""
        before = _FOLD.sub("", self.read_text(ref))
        after = change(before)
        assert after != before
        self.write_text(ref, after)


def _time(moment: Moment) -> str:
    if isinstance(moment, datetime):
        return f":{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f";VALUE=DATE:{moment:%Y%m%d}"


def _replaced(text: str, lines: dict[str, str]) -> str:
    """A calendar with lines of its event replaced; what comes before the event, and its alarms, stay."""
    head, begin, event = text.partition("BEGIN:VEVENT\r\n")
    for name, line in lines.items():
        written = line.replace("\\", r"\\")
        event = re.sub(rf"^{name}[;:][^\r\n]*", written, event, count=1, flags=re.MULTILINE)
    return head + begin + event
