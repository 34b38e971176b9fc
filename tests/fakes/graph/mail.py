"""A mailbox as Graph v1.0 shows it: folders, messages, drafts, and what has changed in a folder.

Where the reference is silent it does the more awkward thing. A message that is deleted is in another folder and still
found by an id for life; who sends a draft may leave it the id, the Message-ID and the marks that it had, or none of
them. A delta tells of a message that was only read nothing but that. A draft that answers is in the conversation only
if it was made as an answer, and then takes no marks before it is there.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from tests.adapters.caldav_proxy import Reply
from tests.fakes.graph import ids
from tests.fakes.graph.asking import (
    LIST,
    MAIL_READ,
    MAIL_WRITE,
    ONE,
    Call,
    Method,
    Preferences,
    Refused,
    answer,
    check_body,
    missing,
    refusal,
    refused,
)
from tests.fakes.graph.bodies import told as body_told
from tests.fakes.graph.delta import Round, Rounds
from tests.fakes.graph.letters import (
    REFERENCES,
    REPLY_TO_ID,
    Change,
    Letter,
    attachment,
    conversation,
    id_of,
    in_delta,
    put_together,
    removed,
    taken_apart,
    whole,
)
from tests.fakes.graph.listing import listed
from tests.fakes.graph.odata import EXTENDED, filtered, properties_in, property_id, selected
from tests.fakes.graph.times import stamp

Resource: TypeAlias = dict[str, Any]

KNOWN = {
    "inbox": "Posteingang",
    "drafts": "Entwürfe",
    "sentitems": "Gesendete Elemente",
    "deleteditems": "Gelöschte Elemente",
    "outbox": "Postausgang",
    "junkemail": "Junk-E-Mail",
    "archive": "Archiv",
}
OF_DRAFTS = frozenset(
    {
        *("bccRecipients", "body", "ccRecipients", "from", "internetMessageId", "isDeliveryReceiptRequested"),
        *("isReadReceiptRequested", "replyTo", "sender", "subject", "toRecipients"),
    }
)
UPDATED = OF_DRAFTS | {"categories", "flag", "importance", "inferenceClassification", "isRead", EXTENDED}
CREATED = UPDATED | {"internetMessageHeaders", "attachments"}
_SENDING = ("send", "reply", "replyAll", "forward")
_TRACKED = frozenset({"$select", "$expand", "$top", "$filter", "changeType", "$deltatoken", "$skiptoken"})
_LATEST = re.compile(r"receivedDateTime (ge|gt) \S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """What a round of changes is about: a folder, and the query options that began it."""

    folder: str
    options: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class MailApi:
    """The mailbox of one person. Tests act on it through the methods that are not `answer`.

    `page` is the most that a page holds, `cap` the most messages that a delta with a filter tells of. `keeps_id` is
    whether a draft keeps its immutable id when it is sent; Microsoft says that it does, and people that it does not.
    """

    owner: str
    page: int = 10
    cap: int = 5000
    keeps_id: bool = False
    deltas: bool = True
    now: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)
    folders: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=lambda: dict(KNOWN))
    letters: dict[int, Letter] = field(default_factory=dict)
    rounds: Rounds[Tracked] = field(default_factory=Rounds)
    methods: tuple[Method, ...] = field(default_factory=lambda: (*_methods(),))
    root: str = ""
    _changes: int = 1000

    def __post_init__(self) -> None:
        for name in KNOWN:
            self.folders[name] = ids.container(self._change())

    # What people and other programs do

    def deliver(self, raw: bytes, folder: str = "inbox") -> str:
        """A message arrives; answers with a handle of it."""
        received = b"Received: by mx.outlook.example with SMTP id 4; Mon, 02 Mar 2026 08:00:00 +0000\r\n"
        letter = self._keep(received + raw, folder)
        letter.raw = received + raw
        letter.resource |= {"isRead": False, "receivedDateTime": self._tick()}
        return str(letter.number)

    def file_sent(self, raw: bytes) -> str:
        """The person sends a message from another program; no server told it how it travelled."""
        letter = self._keep(raw, "sentitems")
        letter.headers = [each for each in letter.headers if each[0].casefold().startswith("x-")]
        letter.resource |= {"isRead": True, "receivedDateTime": self._tick()}
        return str(letter.number)

    def save(self, raw: bytes, handle: str | None = None) -> str:
        """The person saves a draft, a new one or another text of one, which stays where it is."""
        if handle is None:
            letter = self._keep(raw, "drafts")
            letter.resource |= {"isRead": True, "isDraft": True, "receivedDateTime": self._tick()}
            return str(letter.number)
        letter = self.letter(handle)
        resource, headers, attachments = taken_apart(raw)
        letter.resource |= resource | {"lastModifiedDateTime": self._tick()}
        letter.headers, letter.attachments = headers, attachments
        self._note(letter)
        return handle

    def edit(self, handle: str, **fields: Any) -> None:
        """Change properties of a message, as another program does."""
        letter = self.letter(handle)
        letter.resource |= fields
        self._note(letter)

    def read(self, handle: str) -> None:
        """The person reads a message."""
        letter = self.letter(handle)
        letter.resource["isRead"] = True
        letter.changes.append(Change(self._change(), frozenset({"isRead"})))

    def touch(self, handle: str) -> None:
        """Give a message another version, and nothing else."""
        self._note(self.letter(handle))

    def move(self, handle: str, folder: str) -> None:
        """The person or a rule puts a message elsewhere, where it has another id unless ids are immutable."""
        letter = self.letter(handle)
        change = self._change()
        letter.left[letter.folder] = change
        letter.folder = self.folders[folder]
        letter.changes.append(Change(change))

    def discard(self, handle: str) -> None:
        """The person deletes a message, which is in the bin then."""
        self.move(handle, "deleteditems")

    def purge(self, handle: str) -> None:
        """The person empties the bin, or deletes for good."""
        letter = self.letter(handle)
        letter.deleted = True
        self._note(letter)

    def set_property(self, handle: str, name: str, value: str | None) -> None:
        """Give a message an extended property, or take it away."""
        letter = self.letter(handle)
        letter.properties.pop(property_id(name), None)
        if value is not None:
            letter.properties[property_id(name)] = value
        self._note(letter)

    def post(self, handle: str, *, message_id: str | None = None, keeps_marks: bool = True) -> str:
        """The person sends a draft; answers with the handle of what is then among those sent.

        With `message_id` it has another one, as classic Outlook gives it.
        """
        letter = self.letter(handle)
        sent = letter if self.keeps_id else self._copy(letter)
        self.move(str(sent.number), "sentitems")
        if sent is not letter:
            self.purge(handle)
        if not keeps_marks:
            sent.properties = {name: value for name, value in sent.properties.items() if "Name" not in name}
            sent.headers = []
        sent.resource |= {"isDraft": False, "sentDateTime": self._tick(), "receivedDateTime": self._tick()}
        sent.resource["internetMessageId"] = message_id or sent.resource["internetMessageId"]
        sent.resource.setdefault("from", _person(self.owner))
        return str(sent.number)

    def letter(self, handle: str) -> Letter:
        """A message as it is kept, by its handle or any of its ids."""
        if handle.isdecimal():
            return self.letters[int(handle)]
        name = ids.read(handle)
        assert name is not None
        return self.letters[name.number]

    def id_of(self, letter: Letter) -> str:
        """The id for life of a message."""
        return id_of(letter, Preferences(immutable=True))

    def within(self, folder: str) -> list[Letter]:
        """What is in a folder, by its well-known name."""
        return [each for each in self.letters.values() if each.folder == self.folders[folder] and not each.deleted]

    # What Graph says

    def answer(self, call: Call) -> Reply:
        """See `Api.answer`."""
        reply: Reply = getattr(self, f"_{call.method.name}")(call)
        return reply

    def _list_folders(self, call: Call) -> Reply:
        return listed(call, self.root, self.page, [self._folder_told(name) for name in self.folders])

    def _get_folder(self, call: Call) -> Reply:
        found = self._folder(call)
        return answer(
            selected(call, next(self._folder_told(name) for name, each in self.folders.items() if each == found))
        )

    def _list_messages(self, call: Call) -> Reply:
        folder = self._folder(call) if "folder" in call.path else None
        letters = [each for each in self.letters.values() if not each.deleted and folder in {None, each.folder}]
        newest = sorted(letters, key=lambda each: (each.resource["receivedDateTime"], each.number), reverse=True)
        return listed(call, self.root, self.page, [whole(each, call.preferences) for each in newest])

    def _get_message(self, call: Call) -> Reply:
        return answer(selected(call, whole(self._found(call), call.preferences)))

    def _get_mime(self, call: Call) -> Reply:
        letter = self._found(call)
        return Reply(headers={"Content-Type": "text/plain"}, body=letter.raw or put_together(letter))

    def _list_attachments(self, call: Call) -> Reply:
        return answer({"value": self._found(call).attachments})

    def _create_message(self, call: Call) -> Reply:
        if call.path.get("folder", "drafts") not in {"drafts", self.folders["drafts"]}:
            raise refused(501, "NotImplemented", "create_message: the fake knows no drafts in other folders")
        letter = self._drafted(call, {})
        return answer(selected(call, whole(letter, call.preferences)), status=201, headers={"ETag": letter.etag})

    def _create_reply(self, call: Call) -> Reply:
        original = self._found(call)
        subject = str(original.resource.get("subject", ""))
        answered = str(original.resource["internetMessageId"])
        kept: Resource = {
            "subject": subject if subject.lower().startswith("re:") else f"RE: {subject}",
            "toRecipients": original.resource.get("replyTo") or [original.resource["from"]],
            "conversationId": original.resource["conversationId"],
            "body": _quoted(original),
        }
        if unknown := call.body.keys() - {"message", "comment"}:
            raise refused(400, "BadRequest", f"create_reply: there is no {sorted(unknown)}")
        if "comment" in call.body and "body" in call.body.get("message", {}):
            raise refused(400, "ErrorInvalidRequest", "create_reply: a comment or a body, not both")
        letter = self._drafted(replace(call, body=call.body.get("message", {})), kept)
        if call.mime is None:
            letter.properties.clear()
        letter.resource["conversationId"] = original.resource["conversationId"]
        known = original.properties.get(REFERENCES) or original.header("References") or ""
        letter.properties |= {REPLY_TO_ID: answered, REFERENCES: f"{known} {answered}".strip()}
        return answer(selected(call, whole(letter, call.preferences)), status=201, headers={"ETag": letter.etag})

    def _update_message(self, call: Call) -> Reply:
        letter = self._found(call)
        check_body(call, "message", UPDATED)
        if not letter.resource.get("isDraft") and (fixed := OF_DRAFTS & call.body.keys()):
            raise refused(400, "ErrorInvalidPropertySet", f"update_message: {sorted(fixed)} of what is no draft")
        if call.headers.get("if-match", "*") not in {"*", letter.etag}:
            raise Refused(refusal(412, "ErrorIrresolvableConflict", "The change key passed in the request is old."))
        given = {name: value for name, value in call.body.items() if name != EXTENDED}
        letter.resource |= {**given, "lastModifiedDateTime": self._tick()}
        letter.properties |= properties_in(call)
        self._note(letter)
        return answer(selected(call, whole(letter, call.preferences)))

    def _delete_message(self, call: Call) -> Reply:
        letter = self._found(call)
        if letter.folder == self.folders["deleteditems"]:
            self.purge(str(letter.number))
        else:
            self.discard(str(letter.number))
        return Reply(status=204)

    def _delta(self, call: Call) -> Reply:
        folder = self._folder(call)
        if not self.deltas:
            raise Refused(refusal(404, "ResourceNotFound", "Resource not found for the segment 'delta'."))
        path = call.url.partition("?")[0]
        current = self.rounds.find(call, f"{self.root.rstrip('/')}{path}")
        if current is None:
            if "$filter" in call.query and not _LATEST.fullmatch(call.query["$filter"]):
                raise refused(400, "ErrorInvalidUrlQuery", f"delta: no such filter: {call.query['$filter']}")
            if call.query.get("changeType", "created") not in {"created", "updated", "deleted"}:
                raise refused(400, "BadRequest", "delta: no such type of changes")
            current = Round(Tracked(folder=folder, options=tuple(call.query.items())), path, 0, self._changes)
        asked = replace(call, query=dict(current.question.options))
        if call.query.get("$skiptoken") is None:
            current = replace(current, until=self._changes, units=self._changed(current, asked))
        size = min(asked.number("$top", call.preferences.page or 10), call.preferences.page or self.page, self.page)
        return self.rounds.page(current, self.root.rstrip("/"), size, lambda number: self._tell(number, current, asked))

    # How it comes to that

    def _changed(self, current: Round[Tracked], asked: Call) -> tuple[int, ...]:
        """What there is to tell, the newest first; if there is anything, also something that nobody has touched."""
        folder, since = current.question.folder, current.since
        newest = sorted(self.letters.values(), key=lambda each: each.number, reverse=True)
        units = [each for each in newest if _when(each, folder) > since]
        if since == 0:
            units = [each for each in units if self._is_in(each, folder)]
        if "$filter" in asked.query:
            test = filtered(
                replace(asked, query={"$filter": asked.query["$filter"]}), [_stamped(each) for each in units]
            )
            kept = {each["number"] for each in test}
            units = [each for each in units if each.number in kept or not self._is_in(each, folder)][: self.cap]
        if (kind := asked.query.get("changeType")) is not None:
            units = [each for each in units if self._kind(each, current) == kind]
        elif units and since and self.rounds.repeats:
            units += [each for each in newest if 0 < _when(each, folder) <= since and self._is_in(each, folder)][:1]
        return tuple(each.number for each in units)

    def _kind(self, letter: Letter, current: Round[Tracked]) -> str:
        if not self._is_in(letter, current.question.folder):
            return "deleted"
        return "created" if letter.born > current.since else "updated"

    def _tell(self, number: int, current: Round[Tracked], asked: Call) -> list[Resource]:
        letter, folder = self.letters[number], current.question.folder
        if not self._is_in(letter, folder):
            return [removed(id_of(letter, asked.preferences, folder))] if current.since else []
        told = selected(asked, whole(letter, asked.preferences))
        names = letter.since(current.since)
        if current.since and names:
            told = {name: value for name, value in told.items() if name in names | {"id", "@odata.etag"}}
        return [in_delta(told)]

    def _is_in(self, letter: Letter, folder: str) -> bool:
        return letter.folder == folder and not letter.deleted

    def _drafted(self, call: Call, before: Resource) -> Letter:
        """Make a draft of what was written, as MIME or in properties, over what it has anyway."""
        if call.mime is not None:
            try:
                raw = base64.b64decode(call.mime, validate=True)
            except binascii.Error:
                raise refused(400, "ErrorMimeContentInvalidBase64String", "the MIME is not in base64") from None
            letter = self._keep(raw, "drafts")
            letter.resource = before | letter.resource
        else:
            check_body(call, "message", CREATED)
            letter = self._add("drafts", before | self._given(call))
            letter.headers = _own_headers(call)
            letter.properties = properties_in(call)
            letter.attachments = [*_attached(call)]
        letter.resource |= {"isDraft": True, "isRead": True, "receivedDateTime": self._tick()}
        return letter

    def _given(self, call: Call) -> Resource:
        apart = {EXTENDED, "internetMessageHeaders", "attachments"}
        return {name: value for name, value in call.body.items() if name not in apart and value is not None}

    def _keep(self, raw: bytes, folder: str) -> Letter:
        resource, headers, attachments = taken_apart(raw)
        found = None if folder == "drafts" else conversation(self.letters, resource["subject"], headers)
        letter = self._add(folder, resource | ({"conversationId": found} if found else {}))
        letter.headers, letter.attachments = headers, attachments
        for name, key in (("In-Reply-To", REPLY_TO_ID), ("References", REFERENCES)):
            if value := letter.header(name):
                letter.properties[key] = value
        return letter

    def _add(self, folder: str, resource: Resource) -> Letter:
        number = self._change()
        made: Resource = {"createdDateTime": self._tick(), "lastModifiedDateTime": stamp(self.now)}
        made |= {"receivedDateTime": stamp(self.now), "sentDateTime": stamp(self.now)}
        made |= {"internetMessageId": f"<DB9P{number:06}@eurprd02.prod.outlook.example>"}
        made |= {"conversationId": f"AAQkAGI2Conversation{number:06}="}
        self.letters[number] = Letter(
            number=number, folder=self.folders[folder], resource=made | resource, born=number, changes=[Change(number)]
        )
        return self.letters[number]

    def _copy(self, letter: Letter) -> Letter:
        copied = self._add("outbox", dict(letter.resource))
        copied.headers, copied.attachments = list(letter.headers), list(letter.attachments)
        copied.properties = dict(letter.properties)
        return copied

    def _folder(self, call: Call) -> str:
        named = call.path["folder"]
        if named.lower() in self.folders:
            return self.folders[named.lower()]
        if named not in self.folders.values():
            raise missing() if named.startswith("AAMk") else Refused(refusal(400, "ErrorInvalidIdMalformed"))
        return named

    def _folder_told(self, name: str) -> Resource:
        inside = self.within(name)
        return {
            "id": self.folders[name],
            "displayName": self.names[name],
            "parentFolderId": ids.container(999),
            "childFolderCount": 0,
            "unreadItemCount": len([each for each in inside if not each.resource.get("isRead")]),
            "totalItemCount": len(inside),
            "isHidden": False,
        }

    def _found(self, call: Call) -> Letter:
        name = ids.read(call.path["message"])
        if name is None:
            raise Refused(refusal(400, "ErrorInvalidIdMalformed", "Id is malformed."))
        letter = self.letters.get(name.number)
        if letter is None or letter.deleted or name.place not in {None, letter.folder}:
            raise missing()
        if "folder" in call.path and self._folder(call) != letter.folder:
            raise missing()
        return letter

    def _note(self, letter: Letter) -> None:
        letter.changes.append(Change(self._change()))

    def _tick(self) -> str:
        self.now += timedelta(seconds=1)
        return stamp(self.now)

    def _change(self) -> int:
        self._changes += 1
        return self._changes


def _methods() -> Iterator[Method]:
    read, write = MAIL_READ, MAIL_WRITE
    folder = "/mailFolders/{folder}"
    yield Method(name="list_folders", verb="GET", path="/mailFolders", scopes=read, kind="mailFolder", options=LIST)
    yield Method(name="get_folder", verb="GET", path=folder, scopes=read, kind="mailFolder", options=ONE)
    delta = f"{folder}/messages/delta"
    yield Method(name="delta", verb="GET", path=delta, scopes=read, kind="message", options=_TRACKED)
    for place in ("", folder):
        yield Method(
            name="list_messages", verb="GET", path=f"{place}/messages", scopes=read, kind="message", options=LIST
        )
        yield Method(name="create_message", verb="POST", path=f"{place}/messages", scopes=write, kind="message")
        message = f"{place}/messages/{{message}}"
        yield Method(name="get_message", verb="GET", path=message, scopes=read, kind="message", options=ONE)
        yield Method(name="update_message", verb="PATCH", path=message, scopes=write, kind="message")
        yield Method(name="delete_message", verb="DELETE", path=message, scopes=write)
        yield Method(name="get_mime", verb="GET", path=f"{message}/$value", scopes=read)
        yield Method(name="list_attachments", verb="GET", path=f"{message}/attachments", scopes=read, kind="attachment")
        yield Method(name="create_reply", verb="POST", path=f"{message}/createReply", scopes=write, kind="message")
        for verb in _SENDING:
            yield Method(name=verb, verb="POST", path=f"{message}/{verb}", scopes=write, sends=True)
    yield Method(name="sendMail", verb="POST", path="/sendMail", scopes=write, sends=True)


def _when(letter: Letter, folder: str) -> int:
    """The number of the last change of a message that a folder tells of; 0 if it tells of none."""
    return letter.changed if letter.folder == folder else letter.left.get(folder, 0)


def _stamped(letter: Letter) -> Resource:
    return {"number": letter.number, "receivedDateTime": letter.resource["receivedDateTime"]}


def _own_headers(call: Call) -> list[tuple[str, str]]:
    given = [(each["name"], each["value"]) for each in call.body.get("internetMessageHeaders") or ()]
    if any(not name.lower().startswith("x-") for name, _ in given):
        raise refused(400, "InvalidInternetMessageHeader", "a header of one's own begins with x-")
    return given


def _attached(call: Call) -> Iterator[Resource]:
    for number, each in enumerate(call.body.get("attachments") or ()):
        if each.get("@odata.type") != "#microsoft.graph.fileAttachment":
            raise refused(400, "BadRequest", "an attachment of no type")
        kind = each.get("contentType") or "application/octet-stream"
        yield attachment(number, each["name"], kind, base64.b64decode(each["contentBytes"]))


def _quoted(original: Letter) -> Resource:
    """What Outlook puts below an answer: a line, who wrote when, and all that was written."""
    text = body_told(original.resource["body"], text=False)["content"]
    sender = original.resource["from"]["emailAddress"]
    head = f"<hr><div><b>From:</b> {sender['name']}<br><b>Sent:</b> {original.resource['sentDateTime']}<br></div>"
    return {"contentType": "html", "content": f"<html><body><div></div>{head}<div>{text}</div></body></html>"}


def _person(address: str) -> Resource:
    return {"emailAddress": {"name": address, "address": address}}
