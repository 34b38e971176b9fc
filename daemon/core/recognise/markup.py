"""Descriptions in HTML as lines of text, so that a list of people is one person a line.

A tag is what looks like one; patterns repeat a bounded number of times, so that broken markup takes linear time.
"""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<!--[^<>]{0,1000}-->|<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})\b([^<>]{0,2000})>")
_TARGET = re.compile(r"href\s{0,3}=\s{0,3}[\"']?([^\"'\s>]{1,1000})", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "hr", "blockquote"})
_CELLS = frozenset({"td", "th"})
_CELL = "\ue000"  # a sign that no text uses
_HIDDEN = frozenset({"style", "script", "head", "title"})


def plain_text(text: str) -> str:
    """The text of an HTML fragment, one block a line, with the targets of links; text without tags stays as it is."""
    if "</" not in text and "<br" not in text.lower():
        return text
    kept: list[str] = []
    hidden, position = 0, 0
    for tag in _TAG.finditer(text):
        if not hidden:
            kept.append(unescape(text[position : tag.start()]))
        name = (tag[2] or "").lower()
        if name in _HIDDEN:
            hidden = max(0, hidden - 1) if tag[1] else hidden + 1
        kept.append(_shown(tag, name))
        position = tag.end()
    kept.append("" if hidden else unescape(text[position:]))
    lines = (_row(" ".join(line.split())) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line)


def _row(line: str) -> str:
    """A line of a table: of two cells, the first is a label of the second."""
    if _CELL not in line:
        return line
    cells = [cell.strip() for cell in line.split(_CELL)]
    cells = [cell for cell in cells if cell]
    if len(cells) == 2 and len(cells[0]) < 40 and ":" not in cells[0]:
        return ": ".join(cells)
    return " | ".join(cells)


def _shown(tag: re.Match[str], name: str) -> str:
    """What a tag itself adds to the text: the end of a line, or where a link leads."""
    if name in _BLOCKS:
        return "\n"
    if name in _CELLS:
        return _CELL if tag[1] else ""
    target = _TARGET.search(tag[3]) if name == "a" and not tag[1] else None
    return f" {unescape(target[1])} " if target else ""
