"""InboxPort: what came in and what the person sent, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from daemon.ports.records import Correspondents, MessageChanges


class InboxPort(Protocol):
    """Reads the inbox and the sent messages of one account; nothing is changed, moved or marked as read."""

    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        """Messages that concern these correspondents and arrived since the cursor, or all such when it is None.

        Drafts and followupd's own unsent artefacts are never reported. A broken message is a `Problem`, and the rest is
        read. The same message may be reported again; one is never left out. Raises `CursorExpired` if the cursor can no
        longer be used, `Unavailable` or `AuthRequired`.
        """
        ...
