"""HTML, as calendars and mails hold it, turned into plain text: bounded in time and memory, and nothing is fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

MAX_CHARACTERS: Final = 64 * 1024

_BLOCKS: Final = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "tr", "table", "hr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6")
)
_UNSEEN: Final = frozenset(("script", "style", "head", "title", "template"))
_TAG: Final = re.compile(
    r"<(?:!doctype|/?(?:html|body|head|p|div|br|span|a|b|i|u|em|strong|font|ul|ol|li|table|tr|td|h[1-6]|hr|pre))\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
# The parser starts over at each comment, declaration or tag that is not closed (CPython issue 135462), so it gets none.
_DECLARATION: Final = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
_NO_TAG: Final = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
_BLANKS: Final = re.compile(r"[ \t\u00a0]+")
_GAPS: Final = re.compile(r"\n{3,}")


def looks_like_html(text: str) -> bool:
    """Whether a text that should be plain holds HTML tags, as some calendars store their descriptions."""
    return "<" in text and _TAG.search(text) is not None


def text_of(html: str, *, longest: int = MAX_CHARACTERS) -> str:
    """The text a person would see: blocks on lines of their own, links followed by their address.

    Of HTML that is longer than `longest`, 64 K characters, only the beginning is read.
    """
    reader = _Reader()
    reader.feed(_NO_TAG.sub("&lt;", _DECLARATION.sub("", html[:longest])))
    reader.close()
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(reader.parts).split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects the visible text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0
        self._link = ""
        self._link_text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a":
            self._finish_link()
            self._link = (dict(attrs).get("href") or "").strip()
        if tag == "li":
            self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a":
            self._finish_link()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
            self._link_text.append(data)

    def _finish_link(self) -> None:
        """Show where a link leads, unless its text says so."""
        shown = "".join(self._link_text).strip()
        if self._link.startswith(("http://", "https://", "tel:")) and self._link.removesuffix("/") not in shown:
            self.parts.append(f" ({self._link})")
        self._link = ""
        self._link_text = []
