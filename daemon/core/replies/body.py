"""The new part of a mail as plain text: no quoted thread, signature, disclaimer or markup.

The libraries for this (mail-parser-reply 1.36, email-reply-parser 0.5.12, quotequail 0.5.4) were measured: on 20,000
hostile characters each takes between two seconds and more than eight, none is typed, and the one that knows most
languages takes a list of dates for a signature. So this is a scanner of lines: one pass, words from the language files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from daemon.core.promises.tokens import fold
from daemon.core.recognise.markup import plain_text
from daemon.core.replies.lexicon import Layout, layout

if TYPE_CHECKING:
    from daemon.ports.records import Message

LONGEST_SOURCE = 100_000  # characters of a mail that are looked at
LONGEST_TEXT = 5_000  # characters of its new part that are read
_CELL = re.compile(r"</t[dh]\b", re.IGNORECASE)
_STRUCK = re.compile(r"<(s|del|strike)>[^<>]{0,300}</\1>", re.IGNORECASE)  # what no longer holds
_LIST_ITEM = re.compile(r"\s*(?:[-*•·>–—]|\d{1,2}[.)]|[a-z][.)])\s", re.IGNORECASE)
_RULE = re.compile(r"\s*[-_=*]{3,}[^\n]{0,60}[-_=*]{3,}\s*$")
_LABEL = re.compile(r"[*_ ]{0,4}([^\W\d_][^:：\n]{0,24}?)[*_ ]{0,4}\s?[:：]")
_LONGEST_HEADER = 20  # lines
_WRAPPED = 55  # a line at least that long may have been broken by the mail program
_LONGEST_CLOSING = 45
_LONGEST_SIGNATURE_LINE = 90
_SHORT_NOTE = 400  # characters above a forwarded message up to which the message itself is the news


def new_text(message: Message) -> str:
    """What the sender wrote this time, at most 5,000 characters, one paragraph a line."""
    lines = [line.rstrip() for line in whole_text(message).split("\n")]
    top, forwarded = _split(lines)
    kept = _without_signature(_without_disclaimers(top))
    if forwarded and sum(map(len, kept)) < _SHORT_NOTE:
        kept += _without_signature(_without_disclaimers(_split(forwarded)[0]))
    return "\n".join(_unwrapped(kept)).strip()[:LONGEST_TEXT]


def whole_text(message: Message) -> str:
    """All of the mail as plain text, its first 100,000 characters."""
    text = message.text
    if text is None or (not text.strip() and message.html):
        html = _STRUCK.sub(" ", (message.html or "")[:LONGEST_SOURCE])
        text = plain_text(_CELL.sub(" </td", html))
    return text[:LONGEST_SOURCE].replace("\r\n", "\n").replace("\r", "\n")


def _split(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines above a quoted thread without quoted lines in between, and those of a forwarded message."""
    words = layout()
    top: list[str] = []
    for at, line in enumerate(lines):
        folded = fold(line[:300])
        if _is_rule(line) and any(word in folded for word in words.forwarded):
            return top, _below_headers(lines[at + 1 :])
        if _RULE.match(line) and any(character.isalpha() for character in line) and _original(folded, words):
            return top, []
        if _starts_headers(lines, at, words):
            return top, []
        if _attributes(lines, at, words):
            if not _quoted_below(lines, at):
                return top, []
            continue
        if not line.lstrip().startswith((">", "|>")):
            top.append(line)
    return top, []


def _is_rule(line: str) -> bool:
    return line.lstrip().startswith(("--", "==", "__")) or line.lower().startswith("begin forwarded")


def _original(folded: str, words: Layout) -> bool:
    return any(word in folded for word in words.original)


def _attributes(lines: Sequence[str], at: int, words: Layout) -> bool:
    """Whether a line, alone or with the next, is "On Monday, somebody wrote:"."""
    line = lines[at].strip()
    if not line or len(line) > 240:
        return False
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    return _is_attribution(line, words) or (
        not line.endswith((".", "!", "?")) and len(following) <= 120 and _is_attribution(f"{line} {following}", words)
    )


def _is_attribution(line: str, words: Layout) -> bool:
    if not line.endswith((":", "：")) or not (any(c.isdigit() for c in line) or "@" in line):
        return False
    folded = fold(line)
    return any(word in folded for word in words.wrote)


def _quoted_below(lines: Sequence[str], at: int) -> bool:
    return any(line.lstrip().startswith(">") for line in lines[at + 1 : at + 5])


def _starts_headers(lines: Sequence[str], at: int, words: Layout) -> bool:
    """Whether a block such as "From: … Sent: … To: …" begins here."""
    if _label(lines[at]) not in words.sender:
        return False
    return any(_label(line) in words.header for line in lines[at + 1 : at + 5])


def _label(line: str) -> str:
    match = _LABEL.match(line[:60])
    return fold(match[1].strip()) if match else ""


def _below_headers(lines: Sequence[str]) -> list[str]:
    """The lines of a forwarded message below its headers."""
    first = next((line for line in lines[:_LONGEST_HEADER] if line.strip()), "")
    bare = [line.removeprefix(">").removeprefix(" ") for line in lines] if first.startswith(">") else lines
    start = next((at for at, line in enumerate(bare[:_LONGEST_HEADER]) if line.strip()), 0)
    for at, line in enumerate(bare[:_LONGEST_HEADER]):
        if at > start and not line.strip():
            return list(bare[at + 1 :])
    return list(bare)


def _without_disclaimers(lines: Sequence[str]) -> list[str]:
    """The lines without paragraphs that lawyers and mail programs add."""
    words = layout()
    kept: list[str] = []
    inside = False
    for line in lines:
        folded = fold(line[:200]).strip(" *_-")
        inside = (inside and bool(line.strip())) or folded.startswith(words.disclaimer)
        if not inside and not folded.startswith(words.device):
            kept.append(line)
    return kept


def _without_signature(lines: Sequence[str]) -> list[str]:
    """The lines without what stands below "-- ", or below a closing such as "Kind regards"; a postscript stays."""
    closing = layout().closing
    kept: list[str] = []
    below = False
    for line in lines:
        if line.rstrip() in {"--", "- -", "—"}:
            break
        folded = fold(line[:200]).strip(" ,.!*")
        if folded.startswith(("p.s", "ps:", "ps ", "ps.", "nb:")) or len(line) > _LONGEST_SIGNATURE_LINE:
            below = False
        if not below:
            kept.append(line)
        if folded and len(folded) <= _LONGEST_CLOSING and folded.startswith(closing):
            below = True
    return kept


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """The lines with those joined that a mail program broke."""
    joined: list[str] = []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else ""
        broken = len(before) >= _WRAPPED and line.strip() and not _LIST_ITEM.match(line)
        if broken and not before.endswith((".", "!", "?", ":", "。", "！", "？", "：")):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line.strip())
    return joined
