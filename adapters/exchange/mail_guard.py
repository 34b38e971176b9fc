"""What may be written of mail: drafts that bear our mark, into the folder for them, and nothing but text and marks.

Beside them it may be written that a draft belongs to the conversation that its text names.

A draft is no more than a text that lies there. Answers and forwarded letters, which Exchange would make of others'
messages, are no drafts of ours; they are made as such a text too.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from adapters.exchange.markup import DRAFTS, TYPES, find_all, is_own, kind_of, tracking_field
from adapters.formats.mail_headers import HEAD_LIMIT
from adapters.formats.marks import HEADER_STEP

if TYPE_CHECKING:
    from adapters.exchange.markup import Element


def creates_drafts(operation: Element) -> bool:
    """Whether a request makes drafts of ours where drafts are, and nothing else."""
    folders = find_all(operation, "m:SavedItemFolderId/*")
    items = find_all(operation, "m:Items/*")
    return (
        [(kind_of(each), each.get("Id")) for each in folders] == [("DistinguishedFolderId", DRAFTS)]
        and bool(items)
        and all(_is_draft(each) and find_all(each, "t:MimeContent") for each in items)
    )


def changes_draft(change: Element) -> bool:
    """Whether a change sets nothing of a message but its text, to one of ours, and our marks."""
    updates = find_all(change, "t:Updates/*")
    return bool(updates) and all(
        kind_of(each) == "SetItemField" and len(each) == 2 and _is_name(each[0]) and _is_draft(each[1])
        for each in updates
    )


def _is_name(name: Element) -> bool:
    if kind_of(name) == "FieldURI":
        return bool(name.get("FieldURI") == "item:MimeContent")
    return kind_of(name) == "ExtendedFieldURI" and _is_harmless(name)


def _is_harmless(name: Element) -> bool:
    return is_own(name) or dict(name.attrib) == dict(tracking_field().attrib)


def _is_draft(item: Element) -> bool:
    return bool(item.tag == f"{{{TYPES}}}Message") and all(map(_is_part, item))


def _is_part(part: Element) -> bool:
    if kind_of(part) == "ExtendedProperty":
        return all(map(_is_harmless, find_all(part, "t:ExtendedFieldURI")))
    return bool(part.tag == f"{{{TYPES}}}MimeContent") and _is_marked(part.text or "")


def _is_marked(text: str) -> bool:
    """Whether a text is one of ours."""
    try:
        return HEADER_STEP.encode() in base64.b64decode(text, validate=True)[:HEAD_LIMIT]
    except ValueError:
        return False
