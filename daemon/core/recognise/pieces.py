"""A title cut into words, with the sign between each and the one before; in time linear in its length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from daemon.core.recognise.words import fold

if TYPE_CHECKING:
    from daemon.core.recognise.reading import Reading, Text

# The meanings whose phrases are no part of a name: what an event is.
SAID = frozenset(["job-interview", "interview", "stage", "conversation", "job"])
_SIGNS = r"\s,;:()\[\]{}（）【】「」|/–—<>«»\"“”!?•…、，：；。،؛؟→⇄↔×～~·@*\u2600-\u27bf\U0001f300-\U0001faff"
# A slash joins two words only if both are short or a post's forms: "CI/CD", "chef/fe"; so does what women's posts end
# with behind a colon or star: "Erzieher:in".
PIECE = re.compile(
    rf"[^{_SIGNS}]{{1,80}}(?:/[^{_SIGNS}\d]{{1,4}}(?![^{_SIGNS}])|[:*·](?:in|innen|r|n|e)(?![^{_SIGNS}]))?"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CUTS = re.compile(r"[/_+-]")
_EDGES = "-'’‘_+&"
# A small word that is written together with the name behind it: "d'Ada", "dell'Ada".
_ELIDED = re.compile(r"(?:[dlst]|qu|dell|all|dall|nell|sull)['’]")
_PIECES_READ = 60
_KINDS_OF_SIGN = str.maketrans(dict(zip("–—•·（），、：【】；،؛", "--||(),,:[];,;", strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word of a title as it is spelled; `sign` is the one before it: "^" at the start, " " for none but blanks, an
    empty text within a word that was cut."""

    text: str
    start: int
    end: int
    sign: str


def pieces_of(reading: Reading) -> list[Piece]:
    """The words of a title in their order, without signs."""
    title, found = reading.title, list[Piece]()
    end = 0
    for start, stop in islice(_spans(title, frozenset(reading.owner_words)), _PIECES_READ):
        sign = sign_of(title.raw[end:start]) if found else "^"
        found.append(Piece(text=title.raw[start:stop], start=start, end=stop, sign=sign))
        end = stop
    return found


def sign_of(between: str) -> str:
    """What stands between two words in one character: the bracket if there is one, else the first sign."""
    signs = between.strip().translate(_KINDS_OF_SIGN)
    if not signs:
        return " " if between else ""
    return next((sign for sign in signs if sign in "(@"), signs[0])


def _spans(title: Text, owner: frozenset[str]) -> Iterator[tuple[int, int]]:
    said: list[int] = []
    if not title.raw.isascii() and _UNSPACED.search(title.raw):
        words = title.spans()
        said = sorted(
            {
                place
                for hit in title.hits
                if hit.entry.meaning.name in SAID
                for place in (words[hit.start][0], words[hit.end - 1][1])
            }
        )
    for match in PIECE.finditer(title.raw):
        start, end = match.span()
        cuts = [place for place in said if start < place < end]
        unspaced = bool(said) and _UNSPACED.search(match[0]) is not None
        if unspaced or not owner.isdisjoint(fold(match[0]).split("/")):
            cuts += [start + cut.start() for cut in _CUTS.finditer(match[0])]
        yield from cut_at(title.raw, (start, end), [*cuts, *elisions(match)])


def elisions(word: re.Match[str]) -> Iterator[int]:
    """Where a word is to be cut so that the name in it stands alone: "d'Ada"."""
    small = _ELIDED.match(word[0])
    if small and word[0][small.end() : small.end() + 1].isupper():
        yield word.start() + small.end()


def cut_at(raw: str, span: tuple[int, int], cuts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The parts of a word between the cuts inside it, without the signs at their edges."""
    start, end = span
    inside = sorted(place for place in cuts if start < place < end)
    for first, last in zip([start, *inside], [*inside, end], strict=True):
        text = raw[first:last]
        bare = text.strip(_EDGES + "/") or ("&" if text == "&" else "")
        if bare:
            begin = first + text.index(bare)
            yield begin, begin + len(bare)
