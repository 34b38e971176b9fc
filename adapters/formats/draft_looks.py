"""How a look at drafts is taken where a provider's own ids, marks and Message-IDs may all be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.formats.draft_copies import judge
from adapters.formats.draft_traces import Sought

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from adapters.formats.draft_copies import Copy
    from daemon.ports.records import DraftLook, DraftRef


def looks(
    refs: Sequence[DraftRef],
    *,
    find: Callable[[Sought], Sequence[Copy]],
    like: Callable[[Sought], Sequence[Copy]],
    sent: Callable[[list[Sought]], Container[str]],
    name: Callable[[Sought, Copy], str],
) -> tuple[DraftLook, ...]:
    """What became of each of these drafts.

    `find` gives the copies of a draft by its names, `like` those that are about the same, `sent` the keys of those that
    were sent, and `name` the ref of a draft by which it is found again.
    """
    sought = {ref.key: Sought.read(ref.key, ref.message_id, ref.ref, ref.version) for ref in refs}
    copies = {key: find(each) for key, each in sought.items()}
    gone = sent([each for key, each in sought.items() if not copies[key]])
    # Only now by what it is about: who sent one may be writing another letter to the same people.
    copies |= {key: like(each) for key, each in sought.items() if not copies[key] and key not in gone}

    def look(ref: DraftRef) -> DraftLook:
        return judge(ref, copies[ref.key], name=lambda copy: name(sought[ref.key], copy), sent=ref.key in gone)

    return tuple(look(ref) for ref in refs)
