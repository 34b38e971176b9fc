"""Fetches what is worth reading of a letter: small ones whole, of large ones headers and the beginning of each text.

The server takes a large letter apart (BODYSTRUCTURE), so attachments stay where they are, however large, and a text
that stands behind them is found. Nothing is ever marked as read, since everything is fetched by PEEK.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from adapters.formats.mail_headers import HEAD_LIMIT
from adapters.formats.mime import READ_LIMIT
from adapters.imap.errors import Garbled
from adapters.imap.fetching import by_size, section

if TYPE_CHECKING:
    from adapters.imap.session import Fetched, Session

WHOLE_LIMIT = 64 * 1024
"""Up to how many bytes a letter is fetched as it is."""

PARTS_LIMIT = 6
DEPTH_LIMIT = 20
PART_LIMIT = (READ_LIMIT - HEAD_LIMIT) // PARTS_LIMIT
"""How many bytes of each text of a large letter are fetched; together they are no more than what is ever parsed."""

_TEXTS = frozenset({(b"text", b"plain"), (b"text", b"html")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as bytes, with its headers complete, and when the server received it if it tells."""

    uid: int
    data: bytes
    arrived: datetime | None


def fetch_letters(session: Session, sizes: Mapping[int, int]) -> Iterator[Letter]:
    """These letters of the open folder, by their UIDs and sizes; those that have gone meanwhile are left out."""
    small = {uid: size for uid, size in sizes.items() if size <= WHOLE_LIMIT}
    for uids in by_size(small):
        for uid, fetched in session.fetch(uids, "INTERNALDATE", f"BODY.PEEK[]<0.{WHOLE_LIMIT}>").items():
            data = section(fetched, "")
            if data is not None:
                yield Letter(uid=uid, data=data, arrived=_arrived(fetched))
    for uid in sizes.keys() - small.keys():
        yield from _fetch_large(session, uid)


def _fetch_large(session: Session, uid: int) -> Iterator[Letter]:
    fetched = session.fetch([uid], "INTERNALDATE", f"BODY.PEEK[HEADER]<0.{HEAD_LIMIT}>").get(uid, {})
    head = section(fetched, "HEADER")
    if head is None:
        return
    try:
        structure = session.fetch([uid], "BODYSTRUCTURE").get(uid, {}).get(b"BODYSTRUCTURE")
        texts = list(islice(_texts(structure, "", DEPTH_LIMIT), PARTS_LIMIT))
    except (
        Garbled
    ):  # a letter whose parts nobody can make sense of; what stands at its beginning is better than nothing
        structure, texts = None, ["TEXT"]
    yield Letter(uid=uid, data=head + _fetch_texts(session, uid, structure, texts), arrived=_arrived(fetched))


def _fetch_texts(session: Session, uid: int, structure: Any, numbers: Sequence[str]) -> bytes:
    """The body of a letter, without its other parts."""
    if not numbers:
        return b""
    boundary = _boundary(structure)
    if boundary is None:
        fetched = session.fetch([uid], f"BODY.PEEK[TEXT]<0.{READ_LIMIT - HEAD_LIMIT}>").get(uid, {})
        return section(fetched, "TEXT") or b""
    items = [f"BODY.PEEK[{number}{what}" for number in numbers for what in (".MIME]<0.4096>", f"]<0.{PART_LIMIT}>")]
    fetched = session.fetch([uid], *items).get(uid, {})
    parts = ((section(fetched, f"{number}.MIME") or b"") + (section(fetched, number) or b"") for number in numbers)
    return b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def _texts(part: Any, prefix: str, depth: int) -> Iterator[str]:
    """The numbers of the parts that hold text (RFC 3501 section 6.4.5), in order."""
    if not isinstance(part, tuple) or not part or depth == 0:
        return
    if isinstance(part[0], list):
        for number, child in enumerate(part[0], 1):
            yield from _texts(child, f"{prefix}{number}.", depth - 1)
    elif tuple(_small(word) for word in part[:2]) in _TEXTS:
        yield prefix.removesuffix(".") or "1"


def _boundary(structure: Any) -> bytes | None:
    """What separates the parts of the letter, or None if it has only one."""
    if not isinstance(structure, tuple) or not isinstance(structure[0], list):
        return None
    parameters = structure[2] if len(structure) > 2 and isinstance(structure[2], tuple) else ()
    pairs = dict(zip(map(_small, parameters[::2]), parameters[1::2], strict=False))
    found = pairs.get(b"boundary")
    return found if isinstance(found, bytes) else None


def _small(word: object) -> bytes:
    return word.lower() if isinstance(word, bytes) else b""


def _arrived(fetched: Fetched) -> datetime | None:
    arrived = fetched.get(b"INTERNALDATE")
    return arrived if isinstance(arrived, datetime) and arrived.tzinfo is not None else None
