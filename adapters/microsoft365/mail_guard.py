"""What followupd asks of mail: reading, and keeping drafts of its own, none of which it can send.

A message is made only as a draft that bears our mark, by itself or as the draft of an answer. A message is changed or
deleted only if it was seen with such a mark, so no other can be, and of what can be changed nothing makes it leave.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.formats.draft_copies import names_of

if TYPE_CHECKING:
    from adapters.web.asking import Asked

FOLDERS: Final = frozenset({"inbox", "sentitems", "drafts"})
OF_A_DRAFT: Final = frozenset({"subject", "body", "toRecipients", "singleValueExtendedProperties"})


@dataclass(slots=True)
class MailPermits:
    """Whether a request is one that followupd makes.

    `writes` is whether the account is used for drafts at all, and `drafts` are the ids of those that were seen with a
    mark.
    """

    writes: bool
    drafts: set[str] = field(default_factory=set)

    def __call__(self, asked: Asked) -> bool:
        """See `Permits`."""
        if asked.method == "GET":
            return _reads(asked.path)
        if asked.query or not self.writes:
            return False
        match asked.method, asked.path:
            case ("POST", ("messages",)) | ("POST", ("messages", _, "createReply")):
                return _is_marked(asked.body)
            case "PATCH", ("messages", message):
                content = asked.content()
                return message in self.drafts and bool(content) and content.keys() <= OF_A_DRAFT
            case "DELETE", ("messages", message):
                return message in self.drafts and not asked.body
        return False


def _reads(path: tuple[str, ...]) -> bool:
    match path:
        case ("messages",) | ("messages", _) | ("messages", _, "$value"):
            return True
        case ("mailFolders", folder, "messages") | ("mailFolders", folder, "messages", "delta"):
            return folder in FOLDERS
    return False


def _is_marked(body: bytes) -> bool:
    """Whether it is a message that bears our mark, in base64, and nothing else."""
    try:
        key, _ = names_of(base64.b64decode(body, validate=True))
    except binascii.Error:
        return False
    return bool(key)
