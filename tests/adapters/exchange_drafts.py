"""A draft at Exchange that answers somebody, and what the person and their programs do with it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail, parsed
from daemon.ports.drafts import DraftPort
from daemon.ports.records import Draft, DraftLook, DraftRef, Person, Written
from tests.adapters.exchange_mail_harness import ExchangeMailHarness
from tests.fakes.exchange.server import Call
from tests.fakes.exchange.soap import find, text_of

HANNA = "hanna@elsewhere.example"
OWNER = "robin@owner.example"
QUESTION = mail(
    {
        "From": f"Hanna Vogt <{HANNA}>",
        "To": OWNER,
        "Subject": "Your visit",
        "Date": "Mon, 02 Mar 2026 08:00:00 +0000",
        "Message-ID": "<question@elsewhere.example>",
    }
)


def answer_to_hanna(**others: Any) -> Draft:
    """A draft in the conversation that Hanna began."""
    plain: dict[str, Any] = {
        "to": (Person(name="Hanna Vogt", email=HANNA),),
        "subject": "Re: Your visit",
        "in_reply_to": "<question@elsewhere.example>",
        "references": ("<question@elsewhere.example>",),
    }
    return replace(sample_draft(), **plain | others)


def looked(port: DraftPort, draft: Draft, written: Written) -> DraftLook:
    """What has become of a draft that was written."""
    (found,) = port.look([remembered(draft, written)])
    return found


def remembered(draft: Draft, written: Written) -> DraftRef:
    """What the daemon remembers of it."""
    return DraftRef(
        key=draft.key,
        message_id=draft.message_id,
        ref=written.ref,
        version=written.version,
        fingerprint=draft.fingerprint,
    )


def stripped(raw: bytes, *, body: str | None = None) -> bytes:
    """What a program saves that keeps nothing of ours: no marks, and a Message-ID of its own."""
    message = parsed(raw)
    for name in ("X-Followupd-Step", "X-Followupd-Fingerprint", "Message-ID"):
        del message[name]
    message["Message-ID"] = "<rewritten@mail.exchange.example>"
    if body is not None:
        message.set_content(body)
    return message.as_bytes()


def lose_marks(harness: ExchangeMailHarness, ref: str, *, body: str | None = None) -> None:
    """The person saves a draft with such a program."""
    harness.unmark(ref)
    harness.rewrite(ref, lambda raw: stripped(raw, body=body))


def post(harness: ExchangeMailHarness, ref: str, change: Callable[[bytes], bytes] = stripped) -> None:
    """The person sends a draft, of which nothing is left by which it could be known."""
    harness.person.post(harness.draft(ref).id, change, marks=False)


def whole(calls: list[Call]) -> int:
    """How many messages were read whole."""
    texts = [each for each in calls if find(each.request, ".//t:FieldURI[@FieldURI='item:MimeContent']") is not None]
    return sum(len(find(each.request, "m:ItemIds")) for each in texts if each.operation == "GetItem")


def written_in(call: Call) -> bytes:
    """The text of the draft that a request writes, if it does."""
    return base64.b64decode(text_of(call.request, ".//t:MimeContent"))
