"""Descriptions as Google keeps them, which "can contain HTML", and as people read them.

What is written is plain text wherever a program that knows no HTML, such as the calendar of a phone, and one that does
would show the same; only what would be taken for a tag or a character reference is escaped. Reading undoes it exactly.
"""

from __future__ import annotations

import html
import re
from typing import Final

from adapters.formats.hypertext import looks_like_html, text_of

# Only with its semicolon: what browsers read without one is in many an address, as in ?a=1&copy=2.
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_UNPRINTABLE: Final = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n"}


def plain(text: str) -> str:
    """A description as a person reads it."""
    text = text.translate(_UNPRINTABLE).strip()
    if looks_like_html(text):
        return text_of(text)
    return _REFERENCE.sub(lambda found: html.unescape(found[0]).replace("\u00a0", " "), text)


def one_line(text: str) -> str:
    """A title or a place."""
    return text.translate(_UNPRINTABLE).strip()


def written(text: str) -> str:
    """A plain text as a description that reads as that text."""
    if "<" not in text and not _REFERENCE.search(text):
        return text
    return html.escape(text, quote=False)
