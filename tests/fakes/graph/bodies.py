"""How Exchange makes HTML of a plain text and a plain text of HTML: without loss of words, with loss of layout."""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any, TypeAlias

Resource: TypeAlias = dict[str, Any]

_HEAD = '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
_FROM_TEXT = (
    '<meta name="Generator" content="Microsoft Exchange Server">\r\n<!-- converted from text -->\r\n'
    "<style><!-- .EmailQuote {{ margin-left: 1pt; padding-left: 4pt; border-left: #800000 2px solid; }} --></style>"
    '</head>\r\n<body>\r\n<font size="2"><span style="font-size:11pt;"><div class="PlainText">{}</div>'
    "</span></font>\r\n</body>\r\n</html>\r\n"
)
_BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3"}


def told(body: Resource, *, text: bool) -> Resource:
    """A body as it is told to somebody who wants text, or else HTML."""
    content = body.get("content") or ""
    if body.get("contentType") == "text":
        lines = re.sub(r"\r?\n", "\r\n", content)
        return (
            {"contentType": "text", "content": lines} if text else {"contentType": "html", "content": to_html(content)}
        )
    return {"contentType": "text", "content": to_text(content)} if text else {"contentType": "html", "content": content}


def preview(body: Resource) -> str:
    """The first 255 characters."""
    return re.sub(r"\s+", " ", str(told(body, text=True)["content"])).strip()[:255]


def to_html(text: str) -> str:
    """A plain text as a page."""
    if not text:
        return ""
    lines = (re.sub(r"  ", " &nbsp;", escape(line, quote=False)) for line in text.splitlines())
    return _HEAD + _FROM_TEXT.format("<br>\r\n".join(lines))


def to_text(html: str) -> str:
    """The words of a page; what cannot be read is told as it is."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = re.sub(r"[ \t]*\n", "\n", "".join(reader.parts).replace("\xa0", " ")).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", lines).replace("\n", "\r\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"style", "script", "head"}
        if tag in _BREAKS and self.parts:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"style", "script", "head"} and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"[\r\n]+", "" if data.isspace() else " ", unescape(data)))
