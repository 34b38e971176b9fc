"""What a few words sound like by the pieces of each: an employer's name, a post, a person's name, or none of them.

A post that no list knows still ends as others do in its language. What each piece says was fitted by
`tests/accuracy/sounding.py` and is in `tags/sound.toml`, in boxes that pieces share by their checksums, so that they
take little room and no name can be read in them.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from functools import cache, lru_cache
from math import exp, log
from zlib import crc32

from daemon.core.recognise.tagging import tags_in
from daemon.core.recognise.words import fold

KINDS = ("nothing", "company", "role", "person")
BOXES = 8192
UNIT, ZERO = 0.03, 128  # of the bytes that hold the weights
LOUDNESS = 3.0  # how much the mean of the pieces counts
_WORDS_READ, _PIECES_READ = 8, 40
_SIZES, _SIZES_UNSPACED = (3, 4, 5), (1, 2)
_EDGES = ".,;:()'\"-+&"


def boxes_of(text: str) -> tuple[int, ...]:
    """The boxes of the pieces of a text's words: each word, and each small window of it; "^" and "$" bound it."""
    pieces: list[str] = []
    for word in fold(text).split()[:_WORDS_READ]:
        bare = word.strip(_EDGES)
        if bare >= "\u2e80":
            pieces += _windows(bare, _SIZES_UNSPACED)
        elif bare:
            pieces += ["=" + bare, *_windows(f"^{bare}$", _SIZES)]
    return tuple(crc32(piece.encode("utf-8", "replace")) % BOXES for piece in pieces)


def _windows(word: str, sizes: Sequence[int]) -> list[str]:
    return [word[start : start + size] for size in sizes for start in range(len(word) - size + 1)][:_PIECES_READ]


@lru_cache(maxsize=32)
def sound_of(text: str) -> tuple[float, ...]:
    """How likely a text sounds like each of `KINDS`, as logarithms."""
    boxes = boxes_of(text)
    if not boxes:
        return (0.0,) * len(KINDS)
    table, bias = weights_of_sound()
    size = len(KINDS)
    sums = [sum([table[box * size + kind] for box in boxes]) for kind in range(size)]
    scores = [LOUDNESS * UNIT * (total / len(boxes) - ZERO) + start for total, start in zip(sums, bias, strict=True)]
    most = max(scores)
    total = most + log(sum(exp(score - most) for score in scores))
    return tuple(score - total for score in scores)


@cache
def weights_of_sound() -> tuple[bytes, Sequence[float]]:
    """The fitted weights: what each box says for each of `KINDS`, and what speaks for each before any is heard."""
    table = tags_in("sound")
    return b64decode(table["boxes"]), table["bias"]
