"""A Gmail: messages, drafts, conversations and their history, as Gmail v1 shows them to programs.

Where the reference is silent it does the more awkward thing. Every save of a draft gives it a new message under a new
id. What has just come in is not found by a search. Pages are short, and some are empty. The history names messages and
says nothing of them, and the numbers in it have gaps. Who may see headers only may not search nor read whole messages,
even if another right would let them. What answers the reference does not describe is a fault of the fake's own.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from itertools import count
from typing import Any

from tests.adapters.caldav_proxy import Reply
from tests.fakes.google.discovery import Discovery
from tests.fakes.google.server import Call, answer, refusal

METADATA = "https://www.googleapis.com/auth/gmail.metadata"
OWNER = "robin@owner.example"
START = 1_772_438_400  # the second at which everything begins: 2 March 2026, 08:00 UTC
_KINDS = {
    "messageAdded": "messagesAdded",
    "messageDeleted": "messagesDeleted",
    "labelAdded": "labelsAdded",
    "labelRemoved": "labelsRemoved",
}
SMALL = 4096  # bytes up to which an attachment comes with its message
_REPLY = re.compile(r"(?i)^(?:(?:re|fwd?|aw|wg)\s*:\s*)+")


@dataclass(slots=True, kw_only=True)
class Stored:
    """A message; `changed` is the number of the change that made it what it is."""

    id: str
    thread: str
    labels: set[str]
    raw: bytes
    arrived: int
    changed: int

    @property
    def headers(self) -> Message:
        return message_from_bytes(self.raw, policy=compat32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One record of the history."""

    number: int
    kind: str
    message: str
    thread: str
    labels: tuple[str, ...] = ()


@dataclass(slots=True)
class GmailApi:
    """One mailbox. `page` is how many items a page has at most; `lag` how many of the newest a search does not find."""

    page: int = 3
    lag: int = 1
    discovery: Discovery = field(default_factory=lambda: Discovery("gmail.v1"))
    messages: dict[str, Stored] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    history: list[Change] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _now: int = 7000
    _forgotten: int = 0

    # What people and other programs do

    def deliver(self, raw: bytes, *labels: str) -> str:
        """A message arrives; answers with its id."""
        received = b"Received: by mx.google.example with SMTP id 4; Mon, 02 Mar 2026 08:00:00 +0000\r\n"
        return self._add(received + raw, set(labels or ("INBOX", "UNREAD")))

    def append(self, raw: bytes) -> str:
        """A program puts a message into the inbox by itself, which no server ever received."""
        return self._add(raw, {"INBOX"})

    def file_sent(self, raw: bytes) -> str:
        """The person sends a message from another program."""
        return self._add(raw, {"SENT"})

    def save(self, raw: bytes, draft: str | None = None, *, thread: str | None = None) -> str:
        """The person saves a draft, a new one or another text of one; answers with the draft's id."""
        name = draft or f"r{next(self._numbers)}"
        if name in self.drafts:
            before = self.messages[self.drafts[name]]
            same = _subject(before.headers) == _subject(message_from_bytes(raw, policy=compat32))
            thread = thread or (before.thread if same else None)  # who changes the subject begins a conversation
            self._drop(self.drafts[name])
        self.drafts[name] = self._add(raw, {"DRAFT"}, thread)
        return name

    def discard(self, draft: str) -> None:
        """The person throws a draft away; the trash keeps it for a while."""
        message = self.messages[self.drafts.pop(draft)]
        self._label(message, "labelsAdded", "TRASH")

    def post(self, draft: str, change: Callable[[bytes], bytes]) -> str:
        """The person sends a draft: it is gone, and there is a letter under another id; answers with that."""
        before = self.messages[self.drafts.pop(draft)]
        self._drop(before.id)
        return self._add(change(before.raw), {"SENT"}, before.thread)

    def move(self, message: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """The person or a filter puts a message elsewhere."""
        for label in add:
            self._label(self.messages[message], "labelsAdded", label)
        for label in remove:
            self._label(self.messages[message], "labelsRemoved", label)

    def forget(self) -> None:
        """Whatever happened up to now is no longer told."""
        self._now += 10
        self._forgotten = self._now

    # What programs are told

    def answer(self, call: Call) -> Reply:
        """See `Api`."""
        methods: Mapping[str, Callable[[Call], Reply]] = {
            "users.getProfile": self._profile,
            "users.history.list": self._list_history,
            "users.messages.list": self._list_messages,
            "users.messages.get": self._get_message,
            "users.threads.get": self._get_thread,
            "users.drafts.list": self._list_drafts,
            "users.drafts.get": self._get_draft,
            "users.drafts.create": self._create,
            "users.drafts.update": self._update,
            "users.drafts.delete": self._delete,
        }
        assert call.path["userId"] == "me"
        reply = methods[call.method](call)
        described = next(method for method in self.discovery.methods if method.name == call.method).described
        if reply.status == 200 and "response" in described:
            assert [*self.discovery.faults(json.loads(reply.body), described["response"]["$ref"])] == []
        return reply

    def _profile(self, _call: Call) -> Reply:
        return answer({"emailAddress": OWNER, "historyId": str(self._now), "messagesTotal": len(self.messages)})

    def _list_history(self, call: Call) -> Reply:
        start = int(call.text("startHistoryId") or 0)
        if not self._forgotten <= start <= self._now:
            return refusal(404, "notFound", message="Requested entity was not found.")
        kinds = {_KINDS[kind] for kind in call.query.get("historyTypes", _KINDS)}
        told = [change for change in self.history if change.number > start and change.kind in kinds]
        page, token = self._cut(told, call)
        content: dict[str, Any] = {"historyId": str(self._now)}
        if page:
            content["history"] = [_record(change) for change in page]
        return answer(content | token)

    def _list_messages(self, call: Call) -> Reply:
        query = call.text("q")
        if query is not None and METADATA in call.scopes:
            return refusal(403, "forbidden", message="Metadata scope does not support 'q' parameter")
        found = sorted(self.messages.values(), key=lambda message: message.changed, reverse=True)
        wanted = set(call.query.get("labelIds", ()))
        found = [m for m in found if wanted <= m.labels and not {"SPAM", "TRASH"} & m.labels]
        if query is not None:
            indexed = {m.id for m in sorted(found, key=lambda message: message.changed)[: -self.lag or None]}
            found = [m for m in found if m.id in indexed and _matches(query, m.headers)]
        page, token = self._cut(found, call)
        content: dict[str, Any] = {"resultSizeEstimate": len(found)}
        if page:
            content["messages"] = [{"id": message.id, "threadId": message.thread} for message in page]
        return answer(content | token)

    def _get_message(self, call: Call) -> Reply:
        message = self.messages.get(call.path["id"])
        form = call.text("format") or "full"
        if form in {"full", "raw"} and METADATA in call.scopes:
            return refusal(403, "forbidden", message=f"Metadata scope doesn't allow format {form.upper()}")
        return _missing() if message is None else answer(_shown(message, form, call.query.get("metadataHeaders")))

    def _get_thread(self, call: Call) -> Reply:
        messages = [message for message in self.messages.values() if message.thread == call.path["id"]]
        if not messages:
            return _missing()
        form = call.text("format") or "full"
        shown = [_shown(message, form, call.query.get("metadataHeaders")) for message in messages]
        return answer({"id": call.path["id"], "historyId": str(self._now), "messages": shown})

    def _list_drafts(self, call: Call) -> Reply:
        found = sorted(self.drafts, key=lambda draft: self.messages[self.drafts[draft]].changed, reverse=True)
        page, token = self._cut(found, call)
        content: dict[str, Any] = {"resultSizeEstimate": len(found)}
        if page:
            messages = {draft: self.messages[self.drafts[draft]] for draft in page}
            content["drafts"] = [
                {"id": draft, "message": {"id": message.id, "threadId": message.thread}}
                for draft, message in messages.items()
            ]
        return answer(content | token)

    def _get_draft(self, call: Call) -> Reply:
        draft = call.path["id"]
        if draft not in self.drafts:
            return _missing()
        form = call.text("format") or "full"
        return answer({"id": draft, "message": _shown(self.messages[self.drafts[draft]], form, None)})

    def _create(self, call: Call) -> Reply:
        return self._stored(f"r{next(self._numbers)}", call)

    def _update(self, call: Call) -> Reply:
        draft = call.path["id"]
        if draft not in self.drafts:
            return _missing()
        return self._stored(draft, call)

    def _stored(self, draft: str, call: Call) -> Reply:
        raw = base64.urlsafe_b64decode(call.body["message"]["raw"] + "==")
        thread = call.body["message"].get("threadId")
        if thread is not None and all(message.thread != thread for message in self.messages.values()):
            return _missing()
        if thread is not None and not self._belongs(raw, thread):
            self.hidden.append(draft)  # in the conversation for programs, and nowhere to be seen by the person
        if draft in self.drafts:
            self._drop(self.drafts[draft])
        self.drafts[draft] = self._add(raw, {"DRAFT"}, thread)
        message = self.messages[self.drafts[draft]]
        return answer({"id": draft, "message": {"id": message.id, "threadId": message.thread, "labelIds": ["DRAFT"]}})

    def _delete(self, call: Call) -> Reply:
        draft = call.path["id"]
        if draft not in self.drafts:
            return _missing()
        self._drop(self.drafts.pop(draft))
        return Reply(status=204)

    # How it is kept

    def _belongs(self, raw: bytes, thread: str) -> bool:
        """Whether a draft is shown in a conversation: it answers a message in it, and has its subject."""
        headers = message_from_bytes(raw, policy=compat32)
        others = [message.headers for message in self.messages.values() if message.thread == thread]
        ids = {str(other["Message-ID"]) for other in others}
        answers = {str(headers["In-Reply-To"]), *str(headers["References"]).split()}
        named = str(headers["In-Reply-To"]) in ids and bool(answers & ids) and headers["References"] is not None
        return named and any(_subject(headers) == _subject(other) for other in others)

    def _add(self, raw: bytes, labels: set[str], thread: str | None = None) -> str:
        number = next(self._numbers)
        name = f"{0x19A000000000000 + number * 7919:x}"
        changed = self._change()
        self.messages[name] = Stored(
            id=name,
            thread=thread or ("" if "DRAFT" in labels else self._thread_for(raw)) or name,
            labels=labels,
            raw=raw,
            arrived=(START + number) * 1000,
            changed=changed,
        )
        self._record("messagesAdded", self.messages[name])
        return name

    def _thread_for(self, raw: bytes) -> str | None:
        """The conversation of a message that comes in or is sent; a draft is put into one by who saves it."""
        headers = message_from_bytes(raw, policy=compat32)
        named = {*str(headers["In-Reply-To"]).split(), *str(headers["References"]).split()}
        return next((m.thread for m in self.messages.values() if str(m.headers["Message-ID"]) in named), None)

    def _drop(self, message: str) -> None:
        dropped = self.messages.pop(message)
        self._change()
        self._record("messagesDeleted", dropped)

    def _label(self, message: Stored, kind: str, label: str) -> None:
        (message.labels.add if kind == "labelsAdded" else message.labels.discard)(label)
        message.changed = self._change()
        self._record(kind, message, label)

    def _change(self) -> int:
        self._now += 3 + next(self._numbers) % 5
        return self._now

    def _record(self, kind: str, message: Stored, *labels: str) -> None:
        self.history.append(
            Change(number=self._now, kind=kind, message=message.id, thread=message.thread, labels=labels)
        )

    def _cut(self, items: list[Any], call: Call) -> tuple[list[Any], dict[str, str]]:
        """A page: short, and every second one empty if there is more than one."""
        start, _, empty = (call.text("pageToken") or "0").partition(".")
        first = int(start)
        size = min(self.page, call.number("maxResults", 100))
        if first and not empty and first < len(items):
            return [], {"nextPageToken": f"{first}.full"}
        end = first + size
        return items[first:end], {"nextPageToken": str(end)} if end < len(items) else {}


def _record(change: Change) -> dict[str, Any]:
    message = {"id": change.message, "threadId": change.thread}
    item: dict[str, Any] = {"message": message}
    if change.labels:
        item["labelIds"] = list(change.labels)
    return {"id": str(change.number), "messages": [message], change.kind: [item]}


def _shown(message: Stored, form: str, wanted: list[str] | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": message.id,
        "threadId": message.thread,
        "labelIds": sorted(message.labels),
        "historyId": str(message.changed),
        "internalDate": str(message.arrived),
        "sizeEstimate": len(message.raw),
    }
    if form == "raw":
        shown["raw"] = base64.urlsafe_b64encode(message.raw).decode()
    elif form == "metadata":
        names = {name.lower() for name in wanted} if wanted else None
        shown["payload"] = {"mimeType": message.headers.get_content_type(), "headers": _headers(message.headers, names)}
    elif form == "full":
        shown["payload"] = _part(message.headers, "")
    return shown


def _part(part: Message, number: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "partId": number,
        "mimeType": part.get_content_type(),
        "filename": part.get_filename() or "",
        "headers": _headers(part, None),
    }
    children = part.get_payload()
    if isinstance(children, list):
        shown["body"] = {"size": 0}
        inner = (child for child in children if isinstance(child, Message))
        shown["parts"] = [_part(child, f"{number}.{index}".lstrip(".")) for index, child in enumerate(inner)]
        return shown
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    body: dict[str, Any] = {"size": len(payload)}
    if shown["filename"] and len(payload) > SMALL:
        body["attachmentId"] = f"attachment-{number}"
    else:
        body["data"] = base64.urlsafe_b64encode(payload).decode()
    return shown | {"body": body}


def _headers(part: Message, names: set[str] | None) -> list[dict[str, str]]:
    return [
        {"name": name, "value": re.sub(r"\r?\n\s*", " ", str(value))}
        for name, value in part.items()
        if names is None or name.lower() in names
    ]


def _matches(query: str, headers: Message) -> bool:
    """Gmail's search, as far as it is used: `{a b}` is one of these, and a word has a field before it."""
    choice, _, recent = query.rpartition("} ") if query.endswith(" newer_than:1y") else (query, "", "")
    terms = choice.removeprefix("{").removesuffix("}").split(" ")
    assert (len(terms) == 1 and not recent) or query.startswith("{"), query
    return any(_matches_term(*term.partition(":")[::2], headers) for term in terms)


def _matches_term(name: str, word: str, headers: Message) -> bool:
    if name == "rfc822msgid":
        return str(headers["Message-ID"]) == f"<{word}>"
    assert name in {"from", "to", "cc", "bcc"}, name
    addresses = [address.lower() for _, address in getaddresses([str(headers.get(name, ""))])]
    return any(address == word or f"@{word}" in address or f".{word}" in address for address in addresses)


def _subject(headers: Message) -> str:
    return _REPLY.sub("", str(headers["Subject"])).strip()


def _missing() -> Reply:
    return refusal(404, "notFound", message="Requested entity was not found.")
