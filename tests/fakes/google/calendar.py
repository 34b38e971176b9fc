"""Google Calendar v3 as the fake keeps it: calendars, events with ETags, and a log from which changes are told.

Where the reference is silent it does the more awkward thing: pages may be short or empty and still have a next one,
deleted events tell nothing but their ids and keep these for good, and a token is good only for the very same question.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from tests.adapters.caldav_proxy import Reply
from tests.fakes.google import partial
from tests.fakes.google.calendar_times import Instances, instant, normal
from tests.fakes.google.discovery import Discovery
from tests.fakes.google.server import Call, answer, refusal

Resource: TypeAlias = dict[str, Any]

APP_CREATED = "https://www.googleapis.com/auth/calendar.app.created"
WRITES = frozenset({"owner", "writer"})
_EVENT_ID = re.compile(r"[a-v0-9]{5,1024}")
_ROLES = ("none", "freeBusyReader", "reader", "writer", "owner")
_WITH_TOKEN = {
    *(
        "iCalUID",
        "orderBy",
        "privateExtendedProperty",
        "q",
        "sharedExtendedProperty",
        "timeMin",
        "timeMax",
        "updatedMin",
    )
}
_UNKNOWN = _WITH_TOKEN | {"singleEvents"}


class Refused(Exception):
    """Ends a call with this answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


@dataclass(slots=True)
class Stored:
    """An event, the number of the change that made it what it is, and as what it is told."""

    resource: Resource
    changed: int
    texts: dict[str, str] = field(default_factory=dict)

    def text(self, fields: str) -> str:
        """These fields of it as they are told, which is made once, as a server does that is asked often."""
        if fields not in self.texts:
            self.texts[fields] = json.dumps(partial.project(told(self), partial.parse(fields).get("items", {})))
        return self.texts[fields]

    @property
    def deleted(self) -> bool:
        return bool(self.resource["status"] == "cancelled")


@dataclass(slots=True, kw_only=True)
class Calendar:
    """One calendar: what its owner sees of it, its events, and who made it."""

    entry: Resource
    by_app: bool = False
    events: dict[str, Stored] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.entry["timeZone"])


class CalendarApi:
    """The calendars of one person. Tests act on `calendars` through the methods that are not `answer`.

    `page` is the most events that a page holds, whatever is asked for; with `empty_pages` every answer begins with an
    empty one. Without `syncs` there are no sync tokens, and without `patches` no PATCH, as in other servers that speak
    this protocol. `invited` are the people to whom Google would have written.
    """

    def __init__(self, owner: str, zone: str) -> None:
        self.discovery = Discovery("calendar.v3")
        self.owner = owner
        self.now = datetime(2026, 3, 1, 8, tzinfo=UTC)
        self.calendars: dict[str, Calendar] = {}
        self.changes = 0
        self.forgotten = 0
        self.page = 2500
        self.empty_pages = False
        self.syncs = True
        self.patches = True
        self.invited: list[str] = []
        self.add_calendar(owner, owner, zone=zone, primary=True)

    # What the person and others do

    def add_calendar(self, calendar: str, summary: str, *, role: str = "owner", **others: Any) -> None:
        """One more calendar in the person's list."""
        primary, zone = others.pop("primary", False), others.pop("zone", "Europe/Berlin")
        entry = {"kind": "calendar#calendarListEntry", "id": calendar, "summary": summary, "timeZone": zone}
        entry |= {"accessRole": role, "selected": True, "etag": f'"{self._change()}"'} | others
        self.calendars[calendar] = Calendar(entry=entry | ({"primary": True} if primary else {}))

    def store(self, calendar: str, resource: Resource) -> str:
        """Keep an event as it is, complete or not, as whatever fills the calendar may."""
        place, number = self.calendars[calendar], self._change()
        identity = resource.get("id") or f"e{number:025}"
        made = {"kind": "calendar#event", "id": identity, "status": "confirmed", "eventType": "default"}
        made |= {"htmlLink": f"https://calendar.example/event?eid={identity}", "iCalUID": f"{identity}@google.com"}
        made |= {"creator": self._self(), "organizer": self._self(), "sequence": 0, "reminders": {"useDefault": True}}
        made |= {"created": stamp(self.now), "updated": stamp(self.now)}
        made |= {**resource, "id": identity, "etag": f'"{number}"'}
        place.events[identity] = Stored(made, number)
        return str(identity)

    def change(self, calendar: str, event: str, **fields: Any) -> None:
        """Change an event as another program does; a field that is None goes."""
        before = self.calendars[calendar].events[event].resource
        self.store(calendar, {name: value for name, value in (before | fields).items() if value is not None})

    def delete(self, calendar: str, event: str) -> None:
        """Delete an event, with all exceptions if it is a series; its id stays taken, and nothing else is told."""
        place = self.calendars[calendar]
        gone = [event, *(each for each, stored in place.events.items() if series_of(stored) == event)]
        for event_id in gone:
            resource = place.events[event_id].resource
            kept = {name: each for name, each in resource.items() if name in {"recurringEventId", "originalStartTime"}}
            self.store(calendar, {**kept, "id": event_id, "status": "cancelled"})

    def cancel_instance(self, calendar: str, event: str, original: Resource) -> str:
        """Delete one instance of a series, which leaves an exception behind."""
        suffix = re.sub(r"\D", "", str(original.get("date") or original["dateTime"]))
        return self.store(
            calendar,
            {
                "id": f"{event}_{suffix}",
                "status": "cancelled",
                "recurringEventId": event,
                "originalStartTime": original,
            },
        )

    def expire_tokens(self) -> None:
        """Forget every sync token given out so far."""
        self.forgotten = self._change()

    # What Google says

    def answer(self, call: Call) -> Reply:
        """See `Api.answer`."""
        resource, _, verb = call.method.partition(".")
        known = getattr(self, f"_{resource.lower()}_{verb}", None)
        if known is None:
            return refusal(501, "notImplemented", message=f"the fake does not know {call.method}")
        try:
            content = known(call)
        except Refused as refused:
            return refused.reply
        if content is None:
            return Reply(status=204)
        fields = call.text("fields") or ""
        if call.method == "events.list":
            return listing(content, fields)
        return answer(partial.project(content, partial.parse(fields)))

    def _calendarlist_list(self, call: Call) -> Resource:
        least = _ROLES.index(call.text("minAccessRole") or "none")
        hidden = call.switch("showHidden")
        listed = [
            each.entry
            for each in self.calendars.values()
            if _ROLES.index(each.entry["accessRole"]) >= least and (hidden or not each.entry.get("hidden"))
        ]
        begin = int(call.text("pageToken") or "0")
        end = begin + min(call.number("maxResults", 100), 250, self.page)
        more = {"nextPageToken": str(end)} if end < len(listed) else {"nextSyncToken": "of-the-list"}
        return {"kind": "calendar#calendarList", "etag": '"list"', "items": listed[begin:end], **more}

    def _calendars_insert(self, call: Call) -> Resource:
        if not call.body.get("summary"):
            raise Refused(refusal(400, "required"))
        identity = f"c_{self._change():040x}@group.calendar.google.com"
        self.add_calendar(identity, call.body["summary"], **{k: v for k, v in call.body.items() if k == "description"})
        self.calendars[identity].by_app = True
        return {"kind": "calendar#calendar", "id": identity, "etag": '"new"', **call.body}

    def _events_list(self, call: Call) -> Resource:
        place, question = self._place(call), question_of(call)
        if unknown := _UNKNOWN & {name for name in call.query if call.switch(name) is not False}:
            raise Refused(refusal(501, "notImplemented", message=f"the fake does not know {unknown}"))
        since, until, after = self._since(call, question)
        wanted = [s for s in place.events.values() if s.changed > max(since, after) and self._shown(s, call, since)]
        wanted.sort(key=lambda stored: stored.changed)
        size = min(call.number("maxResults", 250), 2500, self.page)
        if self.empty_pages and "pageToken" not in call.query:
            size = 0
        last = wanted[size - 1].changed if size and len(wanted) >= size else after
        content = {"kind": "calendar#events", "etag": '"events"', "summary": place.entry["summary"]}
        content |= {
            "timeZone": place.entry["timeZone"],
            "accessRole": place.entry["accessRole"],
            "updated": stamp(self.now),
        }
        content |= {"defaultReminders": [], "items": wanted[:size]}
        if len(wanted) > size or (self.empty_pages and "pageToken" not in call.query):
            return content | {"nextPageToken": f"{since}.{until}.{last}.{question}"}
        return content | ({"nextSyncToken": f"{until}.{question}"} if self.syncs else {})

    def _events_instances(self, call: Call) -> Resource:
        place, master = self._place(call), self._event(call)
        if master.deleted:
            raise Refused(refusal(410, "deleted"))
        if "recurrence" not in master.resource:
            raise Refused(refusal(400, "invalid"))
        exceptions = [each.resource for each in place.events.values() if series_of(each) == master.resource["id"]]
        found = Instances(master.resource, exceptions, place.zone).between(call.text("timeMin"), call.text("timeMax"))
        shown = [each for each in found if each["status"] != "cancelled" or call.switch("showDeleted")]
        begin = int(call.text("pageToken") or "0")
        end = begin + min(call.number("maxResults", 250), 2500, self.page)
        more = {"nextPageToken": str(end)} if end < len(shown) else {}
        return {"kind": "calendar#events", "timeZone": place.entry["timeZone"], "items": shown[begin:end], **more}

    def _events_get(self, call: Call) -> Resource:
        self._place(call)
        return told(self._event(call))

    def _events_insert(self, call: Call) -> Resource:
        place = self._writable(call)
        identity = call.body.get("id")
        if identity is not None and not _EVENT_ID.fullmatch(identity):
            raise Refused(refusal(400, "invalid"))
        if identity in place.events:
            raise Refused(refusal(409, "duplicate"))
        return self._keep(call, place, call.body)

    def _events_patch(self, call: Call) -> Resource:
        if not self.patches:
            raise Refused(refusal(405, "httpMethodNotAllowed"))
        place, stored = self._writable(call), self._matching(call)
        return self._keep(call, place, merged(stored.resource, call.body))

    def _events_update(self, call: Call) -> Resource:
        place, stored = self._writable(call), self._matching(call)
        kept = {name: stored.resource[name] for name in ("id", "iCalUID", "creator", "organizer", "created")}
        return self._keep(call, place, call.body | kept)

    def _events_delete(self, call: Call) -> None:
        self._writable(call)
        self._matching(call)
        self.delete(call.path["calendarId"], call.path["eventId"])

    # How it comes to that

    def _place(self, call: Call) -> Calendar:
        calendar = self.owner if call.path["calendarId"] == "primary" else call.path["calendarId"]
        if calendar not in self.calendars:
            raise Refused(refusal(404, "notFound"))
        return self.calendars[calendar]

    def _writable(self, call: Call) -> Calendar:
        place = self._place(call)
        only_own = call.scopes & call_scopes(self.discovery, call) == {APP_CREATED}
        if place.entry["accessRole"] not in WRITES or (only_own and not place.by_app):
            raise Refused(refusal(403, "requiredAccessLevel"))
        return place

    def _event(self, call: Call) -> Stored:
        stored = self._place(call).events.get(call.path["eventId"])
        if stored is None:
            raise Refused(refusal(404, "notFound"))
        return stored

    def _matching(self, call: Call) -> Stored:
        stored = self._event(call)
        if stored.deleted:
            raise Refused(refusal(410, "deleted"))
        if call.headers.get("if-match", stored.resource["etag"]) != stored.resource["etag"]:
            raise Refused(refusal(412, "conditionNotMet"))
        return stored

    def _keep(self, call: Call, place: Calendar, resource: Resource) -> Resource:
        """Store what was written, if it can be, and write to whom it invites."""
        if "start" not in resource or "end" not in resource:
            raise Refused(refusal(400, "required"))
        try:
            times = {name: normal(resource[name], place.zone) for name in ("start", "end")}
            if instant(times["end"], place.zone) < instant(times["start"], place.zone):
                raise ValueError("end")
        except (ValueError, LookupError):
            raise Refused(refusal(400, "timeRangeEmpty")) from None
        if call.text("sendUpdates") != "none":
            self.invited += [each["email"] for each in resource.get("attendees", ())]
        identity = self.store(place.entry["id"], resource | times)
        return told(place.events[identity])

    def _since(self, call: Call, question: str) -> tuple[int, int, int]:
        """From which change on, up to which, and after which of these a page goes on."""
        if (token := call.text("pageToken")) is not None:
            since, until, after, asked = token.split(".", 3)
            if asked != question:
                raise Refused(refusal(400, "invalid"))
            return int(since), int(until), int(after)
        if (token := call.text("syncToken")) is None:
            return 0, self.changes, 0
        number, _, asked = token.partition(".")
        if not number.isdecimal() or int(number) < self.forgotten:
            raise Refused(refusal(410, "fullSyncRequired"))
        if asked != question or _WITH_TOKEN & set(call.query) or call.switch("showDeleted") is False:
            raise Refused(refusal(400, "invalid"))
        return int(number), self.changes, int(number)

    def _shown(self, stored: Stored, call: Call, since: int) -> bool:
        """Deleted events are told of in answers to a sync token only, unless they are exceptions of a live series."""
        if not stored.deleted or since or call.switch("showDeleted"):
            return True
        master = self._place(call).events.get(series_of(stored) or "")
        return master is not None and not master.deleted

    def _self(self) -> Resource:
        return {"email": self.owner, "self": True}

    def _change(self) -> int:
        self.changes += 1
        return self.changes


def listing(content: Resource, fields: str) -> Reply:
    """A page of events, which are put together from what was made of them before."""
    items = ",".join(stored.text(fields) for stored in content.pop("items"))
    rest = answer(partial.project(content, partial.parse(fields))).body.rstrip()
    begin = rest[:-1] + b"," if len(rest) > 2 else rest[:-1]
    body = begin + b'"items":[' + items.encode() + b"]}"
    return Reply(headers={"Content-Type": "application/json; charset=UTF-8"}, body=body)


def told(stored: Stored) -> Resource:
    """What is told of an event: of a deleted one its id, of a deleted instance also which it was."""
    if not stored.deleted:
        return stored.resource
    names = ("kind", "etag", "id", "status", "recurringEventId", "originalStartTime")
    return {name: stored.resource[name] for name in names if name in stored.resource}


def series_of(stored: Stored) -> str | None:
    """The id of the series that an event is an exception of."""
    series: str | None = stored.resource.get("recurringEventId")
    return series


def merged(before: Resource, patch: Resource) -> Resource:
    """A resource with a patch (RFC 7396): what is null goes, objects are merged, lists replaced."""
    result = dict(before)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            result[name] = merged(result.get(name) or {}, value)
        else:
            result[name] = value
    return result


def question_of(call: Call) -> str:
    """What makes one question another, apart from where in its answer one is."""
    parts = {name: values for name, values in call.query.items() if name not in {"pageToken", "syncToken", "alt"}}
    return f"{call.path['calendarId']}?{sorted(parts.items())}"


def call_scopes(discovery: Discovery, call: Call) -> frozenset[str]:
    """Which scopes allow a call."""
    return next(method.scopes for method in discovery.methods if method.name == call.method)


def stamp(moment: datetime) -> str:
    """A moment as Google writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
