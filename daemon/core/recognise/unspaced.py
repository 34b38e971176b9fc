"""Where a name may begin and end in scripts that set no blanks between words: at signs, digits and small words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_PART = re.compile(r"[^\s、。，．,.:：;；!?！？()（）\[\]【】「」『』《》〈〉“”\"|/／~〜→×…※–—-]{2,30}")
_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Particles and small words of one character, and numbers, which are hardly ever inside a name.
_BETWEEN = re.compile(r"[のはがをにでとへ的是在到入让给与为]|\d{1,9}")
_READ, _PARTS_READ = 800, 40


def parts_of(text: str) -> Iterator[str]:
    """The parts of a text between signs, and of these what stands between small words."""
    if text.isascii() or not _SCRIPT.search(text[:_READ]):
        return
    for match in islice(_PART.finditer(text[:_READ]), _PARTS_READ):
        pieces = [piece for piece in _BETWEEN.split(match[0]) if len(piece) > 1]
        yield from (part for part in dict.fromkeys((match[0], *pieces)) if not part.isdigit())
