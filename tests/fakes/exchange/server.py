"""An Exchange on loopback: it keeps what it is given, and takes and says nothing that Microsoft's schema forbids.

Every request and every answer is validated. What was wrong is kept in `faults`, and what would have sent something in
`sends`; closing fails if there is any, for a client that is wrong is a defect even if it copes. Tests forge answers,
break connections and count requests as with any `Proxy`; `calls` are the operations that were carried out, with the
folders they name.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import TypeAlias
from urllib.parse import urlsplit

from lxml.etree import XMLSyntaxError

from tests.adapters.caldav_proxy import Asked, Proxy, Reply
from tests.fakes.exchange import schema
from tests.fakes.exchange.folders import Folders, folder_at
from tests.fakes.exchange.login import Logins
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.reading import Reading
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import Refused, children, envelope, fault, find, m, name_of, parsed
from tests.fakes.exchange.writing import Writing

Operation: TypeAlias = Callable[[Element], list[Element]]

PATH = "/EWS/Exchange.asmx"
_HARMLESS = {"SaveOnly", "SendToNone", None}
_DISPOSITIONS = (
    "MessageDisposition",
    "SendMeetingInvitations",
    "SendMeetingInvitationsOrCancellations",
    "SendMeetingCancellations",
)
_SENDING = {
    *("SendItem", "AcceptItem", "DeclineItem", "TentativelyAcceptItem", "CancelCalendarItem", "ProposeNewTime"),
    *("RemoveItem", "SuppressReadReceipt", "SetUserOofSettingsRequest", "CreateManagedFolder", "UpdateInboxRules"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An operation that was carried out, the names of the folders in it, and the request itself."""

    operation: str
    folders: tuple[str, ...]
    request: Element


class ExchangeServer(Proxy):
    """The server of one mailbox."""

    def __init__(self, box: Mailbox, *, tls: ssl.SSLContext | None = None) -> None:
        schema.folder()  # or the test ends here
        super().__init__(tls=tls)
        self.box = box
        self.logins = Logins()
        self.reading = Reading(box)
        self.writing = Writing(box)
        self.folders = Folders(box)
        self.faults: list[str] = []
        self.sends: list[str] = []
        self.calls: list[Call] = []
        self.places: dict[str, Callable[[Asked], Reply]] = {}
        self._lock = RLock()

    @property
    def endpoint(self) -> str:
        """The address of the service."""
        return f"{self.url.rstrip('/')}{PATH}"

    def close(self) -> None:
        """Stop answering; fails if anything was asked that was not well formed, or that would have sent."""
        super().close()
        assert self.faults == []
        assert self.sends == []

    @contextmanager
    def recording(self) -> Iterator[list[Call]]:
        """The operations that are carried out inside it."""
        seen: list[Call] = []
        before = len(self.calls)
        yield seen
        seen += self.calls[before:]

    def forward(self, asked: Asked) -> Reply:
        """What Exchange says."""
        with self._lock:
            path = urlsplit(asked.path).path.lower()
            if path not in {PATH.lower(), *self.places}:
                return Reply(status=404)
            if (refused := self.logins.refuse(asked)) is not None:
                return refused
            return self.places[path](asked) if path in self.places else self._answer(asked)

    def _answer(self, asked: Asked) -> Reply:
        try:
            whole = parsed(asked.body)
        except XMLSyntaxError:
            self.faults.append("the body is no XML")
            return Reply(status=400)
        (request,) = children(whole, "s:Body")
        head = children(whole, "s:Header")
        wrong = [fault for each in (*head, request) for fault in schema.faults(each)]
        if wrong:
            self.faults += wrong
            return fault("ErrorSchemaValidation", wrong[0])
        if (sending := would_send(request)) is not None:
            self.sends.append(sending)
            return fault("ErrorAccessDenied", sending)
        return self._carried_out(request, _zone_asked(head))

    def _carried_out(self, request: Element, zone: str | None) -> Reply:
        operation = name_of(request)
        known = self._operations(zone)
        if operation not in known:
            self.faults.append(f"the fake does not know {operation}")
            return fault("ErrorInvalidOperation", operation)
        self.calls.append(Call(operation=operation, folders=self._named(request), request=request))
        answer = m(f"{operation}Response", m("ResponseMessages", *known[operation](request)))
        assert schema.faults(answer) == []
        return envelope(answer)

    def _operations(self, zone: str | None) -> dict[str, Operation]:
        return {
            "GetFolder": self.folders.get,
            "FindFolder": self.folders.find,
            "CreateFolder": self.folders.create,
            "FindItem": self.reading.find,
            "GetItem": self.reading.get,
            "SyncFolderItems": self.reading.sync,
            "GetAttachment": self.reading.attachments,
            "CreateItem": lambda request: self.writing.create(request, zone),
            "UpdateItem": lambda request: self.writing.update(request, zone),
            "MoveItem": self.writing.move,
            "DeleteItem": self.writing.delete,
            "ConvertId": _unconverted,
        }

    def _named(self, request: Element) -> tuple[str, ...]:
        names: list[str] = []
        for each in request.iter("{*}FolderId", "{*}DistinguishedFolderId"):
            try:
                folder = folder_at(self.box, each)
            except Refused:
                names.append("?")
            else:
                names.append(folder.known_as or folder.name)
        return tuple(names)


def would_send(request: Element) -> str | None:
    """What a request would make leave this mailbox, if anything."""
    named = [name_of(each) for each in (request, *children(request, "m:Items")) if name_of(each) in _SENDING]
    said = [f"{each}={request.get(each)}" for each in _DISPOSITIONS if request.get(each) not in _HARMLESS]
    found = [*named, *said]
    return f"{name_of(request)}: {', '.join(found)}" if found else None


def _zone_asked(head: list[Element]) -> str | None:
    for each in head:
        if name_of(each) == "TimeZoneContext":
            return str(find(each, "t:TimeZoneDefinition").get("Id"))
    return None


def _unconverted(_request: Element) -> list[Element]:
    """ConvertId is asked by clients only to hear which Exchange this is."""
    refused = m("ConvertIdResponseMessage", m("MessageText", "Id is malformed."), ResponseClass="Error")
    refused.append(m("ResponseCode", "ErrorInvalidIdMalformed"))
    return [refused]
