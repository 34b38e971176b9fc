"""Labelled lines in a description: "Interviewers: …", "Role = …", "面接官：…"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from daemon.core.recognise.words import fold, words_of

# A label is up to five words right before a colon or equals sign, at the start of a line or after a full stop, comma or
# dash. Each repetition is bounded, so a long line costs time linear in its length.
_LABEL = re.compile(
    r"(?:^|[(.;,•*|>–-])[ \t>*•–■◆●▪・○□◇▼★☆-]{0,6}([^\W\d_][^\n.:：=;,•*|<>]{0,40})[ \t]{0,2}[:：=](?!//)",
    re.MULTILINE,
)
_LABELS_READ = 80
_VALUE_LIMIT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label, folded, with the text that follows it up to the next label or the end of the line."""

    name: str
    value: str
    start: int


def labels_in(text: str) -> list[Label]:
    """The labels of a text in their order."""
    if ":" not in text and "：" not in text and "=" not in text:
        return []
    matches = list(islice(_LABEL.finditer(text), _LABELS_READ))
    ends = [*(match.start() for match in matches[1:]), len(text)] if matches else []
    labels = []
    for match, end in zip(matches, ends, strict=True):
        value = text[match.end() : min(end, match.end() + _VALUE_LIMIT)].strip(" \t*").partition("\n")[0].strip(" )")
        name = " ".join(words_of(fold(match[1].replace("(s)", "s")))) if match[1].isascii() else fold(match[1]).strip()
        if value:
            labels.append(Label(name=name, value=value, start=match.start()))
    return labels
