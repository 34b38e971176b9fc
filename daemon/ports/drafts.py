"""DraftPort: unsent e-mails. There is no way to send one, and none to add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.ports.records import Draft, DraftLook, DraftRef, Written


class DraftPort(Protocol):
    """Keeps followupd's drafts in the drafts folder of one account.

    Every method may raise `Unavailable` or `AuthRequired`. Nothing here changes a draft that followupd did not write.
    """

    def put(self, draft: Draft, expected: str | None) -> Written:
        """Write a draft: create it if `expected` is None, else replace the one that is still in that version.

        A draft with this key or Message-ID that already stands with the same fingerprint is returned and nothing is
        written, so a call whose answer was lost can be repeated. If it stands otherwise, was sent already, or is not in
        the expected version, `Conflict`; if there is nothing to replace, `NotFound`; if the provider will not take it,
        `Rejected`.
        """
        ...

    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        """What has become of each draft, in the order asked.

        Untouched: it stands with the fingerprint of the ref (or, if that is None, the one in its own mark). Edited: it
        stands otherwise, or nobody can tell. Sent: it is among the sent messages and no longer a draft. Gone: neither.
        """
        ...

    def remove(self, ref: str, expected: str) -> None:
        """Remove a draft of ours that is still in the expected version; `Conflict` if it is not, `NotFound` if gone."""
        ...
