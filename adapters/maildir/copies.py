"""Finds followupd's drafts among the drafts, and the letters that they became among the sent ones.

A draft is known by its step mark or its Message-ID, never by its file: mail programs rename files to change flags, and
write a new one when the person saves.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from adapters.formats.draft_copies import Copy, names_of
from adapters.formats.mime import DRAFT_LIMIT
from adapters.maildir.files import (
    FLAG_DRAFT,
    FLAG_TRASHED,
    discard,
    flags_of,
    list_messages,
    open_message,
    read_head,
    read_rest,
)
from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from daemon.ports.records import DraftRef

LATEST_SENT = 200
"""How many of the newest sent messages are compared by their text, for programs that keep no mark of a draft."""

_ATTEMPTS = 5
_READ_LIMIT = DRAFT_LIMIT + 1


def find_copies(folder: Path, wanted: Sequence[tuple[str, str]]) -> list[Copy]:
    """The messages that are one of these drafts, by key or Message-ID, unless they are in the trash.

    A program that saves a draft writes the new file and removes the old one; so that a draft is not missed in between,
    the folder is read until it held still. `Unavailable` if it does not.
    """
    for _ in range(_ATTEMPTS):
        before = list_messages(folder)
        copies = [copy for copy in _copies(folder, before, _searcher(wanted)) if _is_wanted(copy, wanted)]
        if list_messages(folder) == before:
            return copies
    raise Unavailable(f"the folder {folder} is being changed by another program")


def discard_copy(folder: Path, copy: Copy) -> None:
    """Remove a copy if it still says what was judged; what became of it otherwise is the person's."""
    place = list_messages(folder).get(copy.place)
    file = open_message(folder / place) if place else None
    if place is None or file is None:
        return
    with file:
        unchanged = version_of(read_rest(file, b"", _READ_LIMIT)) == copy.version
    if unchanged:
        discard(folder / place)


def find_sent(folder: Path, refs: Sequence[DraftRef]) -> set[str]:
    """The keys of those that are among the sent messages.

    mutt and others keep both mark and Message-ID of a draft that is sent; some keep one. For those that keep none, a
    letter to the same people with the same subject and text, among the latest, is taken for the draft.
    """
    search = _searcher([(ref.key, ref.message_id) for ref in refs])
    found: set[str] = set()
    for _, head in _heads(folder, list_messages(folder), FLAG_TRASHED + FLAG_DRAFT):
        if search(head):
            key, message_id = names_of(head)
            found.update(ref.key for ref in refs if key == ref.key or message_id == ref.message_id)
    left = {ref.fingerprint: ref.key for ref in refs if ref.fingerprint and ref.key not in found}
    if left:
        found.update(left[text] for text in _latest_fingerprints(folder) if text in left)
    return found


def version_of(data: bytes) -> str:
    """The version of a message: its content, not its flags."""
    return hashlib.sha256(data).hexdigest()[:32]


def _copies(folder: Path, places: dict[str, str], search: Callable[[bytes], object]) -> Iterator[Copy]:
    for unique, head in _heads(folder, places, FLAG_TRASHED):
        file = open_message(folder / places[unique]) if search(head) else None
        if file is None:
            continue
        with file:
            data = read_rest(file, b"", _READ_LIMIT)
        yield Copy.read(unique, version_of(data), data)


def _is_wanted(copy: Copy, wanted: Sequence[tuple[str, str]]) -> bool:
    return any(copy.belongs_to(key, message_id) for key, message_id in wanted)


def _searcher(wanted: Sequence[tuple[str, str]]) -> Callable[[bytes], object]:
    """A quick look at a head: whether one of these keys or Message-IDs stands in it, at least as part of something."""
    words = {word.encode() for pair in wanted for word in pair if word}
    return re.compile(b"|".join(map(re.escape, sorted(words))) or b"(?!)").search


def _heads(folder: Path, places: dict[str, str], passed_over: str) -> Iterator[tuple[str, bytes]]:
    for unique, place in sorted(places.items()):
        file = None if set(passed_over) & set(flags_of(place)) else open_message(folder / place)
        if file is not None:
            with file:
                yield unique, read_head(file)


def _latest_fingerprints(folder: Path) -> Iterator[str]:
    places = [place for place in list_messages(folder).values() if FLAG_DRAFT not in flags_of(place)]
    for place in sorted(places, key=lambda place: _modified(folder / place), reverse=True)[:LATEST_SENT]:
        file = open_message(folder / place)
        if file is None:
            continue
        with file:
            fingerprint = Copy.read(place, "", read_rest(file, b"", _READ_LIMIT)).fingerprint
        if fingerprint is not None:
            yield fingerprint


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
