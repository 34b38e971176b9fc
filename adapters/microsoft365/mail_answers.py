"""What Graph tells of messages, as records: read with suspicion, since an answer without sense must not look like none.

Whatever lacks what it has to have, such as an id, is `Trouble`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from adapters.formats.draft_traces import Head, Trace
from adapters.outlook.marks import FINGERPRINT, STEP, graph_id
from adapters.web.faults import Trouble
from daemon.ports.records import Person

Resource: TypeAlias = Mapping[str, Any]

IS_OURS: Final = graph_id(STEP)
SAYS: Final = graph_id(FINGERPRINT)
SENT_LATER: Final = "SystemTime 0x3fef"  # PidTagDeferredSendTime: what the person has sent already, for a later time
IN_REPLY_TO: Final = "String 0x1042"  # PidTagInReplyToId and PidTagInternetReferences, for which Graph has no names
REFERENCES: Final = "String 0x1039"

HEADERS_LIMIT: Final = 1000
VALUE_LIMIT: Final = 1000

SEEN_FIELDS: Final = ",".join(
    (
        *("internetMessageId", "conversationId", "subject", "isDraft", "hasAttachments", "createdDateTime"),
        *("sentDateTime", "toRecipients", "ccRecipients", "bccRecipients"),
    )
)
"""What is asked of a draft or a letter that was sent, beside our marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A draft, or a letter that was sent, as it was told: `version` is another whenever anything of it is.

    `head.key` is the step's key in our mark, and `says` the fingerprints beside it, each empty if it has none.
    `leaving` is whether the person has sent it, also if it waits among the drafts for its time.
    """

    id: str
    version: str
    draft: bool
    leaving: bool
    attached: bool
    says: str
    head: Head


def expanding(*names: str) -> str:
    """What to ask for to be told these extended properties too."""
    wanted = " or ".join(f"id eq '{name}'" for name in names)
    return f"singleValueExtendedProperties($filter={wanted})"


def seen_in(found: Resource) -> Seen:
    """A draft or a letter that was sent."""
    marks = properties_in(found)
    draft = found.get("isDraft") is True
    people = (person.email for name in ("to", "cc", "bcc") for person in people_in(found, f"{name}Recipients"))
    since = moment_in(found, "createdDateTime" if draft else "sentDateTime")
    thread, subject = (str(found.get(name) or "") for name in ("conversationId", "subject"))
    return Seen(
        id=_text(found, "id"),
        version=_text(found, "@odata.etag"),
        draft=draft,
        leaving=not draft or SENT_LATER in marks,
        attached=found.get("hasAttachments") is True,
        says=marks.get(SAYS, ""),
        head=Head(
            key=marks.get(IS_OURS, ""),
            message_id=str(found.get("internetMessageId") or ""),
            trace=Trace.make("".join(thread.split()), people, subject, since.timestamp() if since else None),
        ),
    )


def properties_in(found: Resource) -> dict[str, str]:
    """The extended properties that were told, each on one line, by their ids."""
    told = found.get("singleValueExtendedProperties")
    return {str(each.get("id")): " ".join(str(each.get("value")).split()) for each in _objects(told)}


def headers_in(found: Resource) -> dict[str, str]:
    """The headers with which a message came, by their lower-case names; of several the first."""
    told = [*_objects(found.get("internetMessageHeaders"))][:HEADERS_LIMIT]
    lines = ((str(each.get("name")).lower(), " ".join(str(each.get("value")).split())) for each in reversed(told))
    return {name: value[:VALUE_LIMIT] for name, value in lines}


def people_in(found: Resource, name: str) -> tuple[Person, ...]:
    """Those whom a property names, be it one or many."""
    told = found.get(name)
    return tuple(_people(told if isinstance(told, list) else [told]))


def moment_in(found: Resource, name: str) -> datetime | None:
    """A point in time, or None if there is none, or none that can be."""
    try:
        moment = datetime.fromisoformat(found[name])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (LookupError, TypeError, ValueError, OverflowError):
        return None


def _people(told: list[Any]) -> Iterator[Person]:
    for each in _objects(told):
        known = each.get("emailAddress")
        if not isinstance(known, Mapping):
            continue
        email, name = (" ".join(str(known.get(part) or "").split()) for part in ("address", "name"))
        yield Person(name=name if name and name != email else None, email=email if "@" in email else None)


def _objects(told: object) -> Iterator[Resource]:
    if isinstance(told, list):
        yield from (each for each in told if isinstance(each, Mapping))


def _text(found: Resource, name: str) -> str:
    text = found.get(name)
    if not isinstance(text, str) or not text:
        raise Trouble("Microsoft answers in a way that cannot be understood")
    return text
