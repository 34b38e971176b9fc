"""Values from calendars and mails, made fit to be shown: one line, nothing hidden, never half of something."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120  # characters of a name, title or role that are shown
LONGEST_NOTE = 240  # characters of what the person wants mentioned
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]")
_ROLE_WORD = re.compile(r"\s+(?:position|role|job|vacancy)$", re.IGNORECASE)


def clean(text: str, longest: int = LONGEST) -> str:
    """A value from a calendar or mail, fit to be shown: one line, no control or bidi characters, not too long."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text[: longest * 4])
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def whole(text: str | None, longest: int = LONGEST) -> str | None:
    """A value as `clean` shows it, or nothing if it is empty or too long to be shown whole: half a name is no name."""
    line = clean(text or "", 2 * longest)
    return line if 0 < len(line) <= longest else None


def plain_role(role: str) -> str:
    """A role as one says it: without what job advertisements add in brackets, such as "(m/f/d)" or "(hybrid)"."""
    said = clean(_BRACKETS.sub("", role[:LONGEST]))
    return said or clean(role)


def short_role(role: str | None) -> str | None:
    """A role for use before the word "position", which it may not end with itself."""
    line = whole(role)
    said = plain_role(line) if line else ""
    return _ROLE_WORD.sub("", said) or None
