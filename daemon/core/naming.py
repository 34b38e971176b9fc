"""Names, compared as people compare them."""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORMS = frozenset(
    {"ab", "ag", "aps", "as", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "group", "inc"}
    | {"incorporated", "kg", "kk", "limited", "llc", "llp", "ltd", "nv", "oy", "plc", "pte", "pty", "sa", "sarl"}
    | {"sas", "se", "sl", "spa"}
)
_FILLERS = frozenset({"and", "the"})


def name_key(name: str | None) -> str:
    """A name without case, accents, punctuation, legal forms and what "&" stands for, to compare by."""
    plain = unicodedata.normalize("NFKD", name or "").casefold()
    words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
    kept = [word for word in words if word not in _LEGAL_FORMS | _FILLERS]
    return " ".join(kept or words)
