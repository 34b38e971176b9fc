"""Events, judgements and promises as JSON, as the cache keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.applications import Gist
from daemon.core.promises import Promise
from daemon.core.recognise.judgement import Judgement, Medium, Reason, RoundKind, Verdict
from daemon.ports.records import Attendee, Event, Moment, Person, Response, Status


def to_text(record: Event | Judgement | Gist | Promise | date | None) -> str:
    """A record as text; of a judgement all but the event, which is stored beside it."""
    return json.dumps(record, default=_encode)


def to_event(text: str) -> Event:
    """The event in a text."""
    data = json.loads(text)
    organizer = data["organizer"]
    return Event(
        **{
            **data,
            "start": _moment(data["start"], data["zone"]),
            "end": _moment(data["end"], data["zone"]),
            "status": Status(data["status"]),
            "organizer": Person(**organizer) if organizer else None,
            "attendees": tuple(Attendee(**{**a, "response": Response(a["response"])}) for a in data["attendees"]),
            "warnings": tuple(data["warnings"]),
        }
    )


def to_judgement(event: Event, text: str) -> Judgement:
    """The judgement in a text, of this event."""
    data = json.loads(text)
    recruiter = data["recruiter"]
    return Judgement(
        **{
            **data,
            "event": event,
            "verdict": Verdict(data["verdict"]),
            "reasons": tuple(Reason(**reason) for reason in data["reasons"]),
            "round": RoundKind(data["round"]),
            "medium": Medium(data["medium"]),
            "interviewers": tuple(Person(**person) for person in data["interviewers"]),
            "recruiter": Person(**recruiter) if recruiter else None,
        }
    )


def to_gist(text: str) -> Gist:
    """What of a message is shown again, from a text."""
    data = json.loads(text)
    return Gist(
        **{
            **data,
            "sender": Person(**data["sender"]) if data["sender"] else None,
            "proposed": tuple((datetime.fromisoformat(s), datetime.fromisoformat(e)) for s, e in data["proposed"]),
            "links": tuple(data["links"]),
        }
    )


def to_promise(text: str) -> Promise | None:
    """The promise in a text, if there is one."""
    data = json.loads(text)
    if data is None:
        return None
    days = {name: _day(data[name]) for name in ("decide_by", "earliest", "permission")}
    return Promise(**days, text=data["text"])


def to_day(text: str) -> date | None:
    """The day in a text, if there is one."""
    return _day(json.loads(text))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _encode(value: Any) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return {field.name: getattr(value, field.name) for field in fields(value) if field.name != "event"}


def _moment(text: str, zone: str) -> Moment:
    return datetime.fromisoformat(text).astimezone(ZoneInfo(zone)) if "T" in text else date.fromisoformat(text)
