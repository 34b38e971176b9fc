"""Runs of words that can be a name: capitalised words, with the small words that names have inside.

"Office for Clean Rivers", "Secrétariat social Ardenne", "Tools & Sons Ltd": small words count only between capitals,
and other words in small letters only after a word for a kind of organisation, as languages do that write their
adjectives small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.posts import is_kind_of_firm
from daemon.core.recognise.words import fold

_LINE_LIMIT = 400
_TOKENS_READ = 80
_LONGEST = 9
_OPENING = "(\"“„«'‘*[【「<>•"
_CLOSING = ")\"”“»’'*]】」<>,;:!?"
_ABBREVIATED = 3  # letters that a word before a full stop may have and still be an abbreviation: "St.", "Co."


def runs_of(text: str) -> Iterator[str]:
    """The runs of capitalised words of a text, cut where a line, a clause or a sentence ends."""
    for line in islice(text.split("\n"), 200):
        yield from _runs_of_line(line[:_LINE_LIMIT])


@lru_cache(maxsize=128)  # the lines of one event, of which employer, post and people are read
def _runs_of_line(line: str) -> tuple[str, ...]:
    return () if line.islower() else tuple(_runs_in(line.split()[:_TOKENS_READ]))


def _runs_in(tokens: Sequence[str]) -> Iterator[str]:
    run: list[str] = []
    waiting: list[str] = []
    for token in tokens:
        if not run and token[0].islower():
            continue
        bare = token.strip(_OPENING).rstrip(_CLOSING)
        bare = bare.rstrip(_CLOSING + ".") if bare[-2:-1] in _CLOSING else bare
        opens = token[:1] in _OPENING
        if opens or (waiting and not _may_join(run, waiting)) or len(run) + len(waiting) > _LONGEST:
            yield from _finished(run)
            run, waiting = [], []
        if _is_capitalised(bare) or (run and not waiting and _ends_name(bare)):
            run += [*waiting, bare]
            waiting = []
        elif run and bare:
            waiting.append(bare)
        if _ends_here(token, bare):
            yield from _finished(run)
            run, waiting = [], []
    yield from _finished(run)


def _ends_name(token: str) -> bool:
    """Whether a word ends a name even in small letters: a legal form, a kind of organisation."""
    word = fold(token).replace(".", "")
    return word in word_list("legal_form") or is_kind_of_firm(word)


def _finished(run: Sequence[str]) -> Iterator[str]:
    tokens = list(run)
    if tokens and tokens[-1].endswith(".") and len(tokens[-1]) > _ABBREVIATED + 1 and tokens[-1].count(".") == 1:
        tokens[-1] = tokens[-1].rstrip(".")
    if tokens:
        yield " ".join(tokens)


def _is_capitalised(token: str) -> bool:
    return token[:1].isupper() or (token[:1].isalpha() and token[:1] == token[:1].upper()) or _is_number(token)


def _is_number(token: str) -> bool:
    """Whether a token is a number as firms have in their names: "No. 9", "360"."""
    return token.isdigit() and len(token) < 4


def _ends_here(token: str, bare: str) -> bool:
    if token[-1:] in ".…" and bare.count(".") <= 1:
        return len(bare.rstrip(".")) > _ABBREVIATED or token[-2:-1] in _CLOSING
    return token.rstrip("\"”»’'*")[-1:] in "),;:!?]】」" if token else False


def _may_join(run: Sequence[str], waiting: Sequence[str]) -> bool:
    """Whether these small words may stand inside a name that began with this run."""
    joins, kind = word_list("joins"), is_kind_of_firm(fold(run[0])) if run else False
    if all(fold(token) in joins for token in waiting):
        weak = any(fold(token) in word_list("joins_kind") for token in waiting)
        return len(waiting) < 3 and (not weak or kind or fold(run[0]) in word_list("firm_end"))
    plain = [token for token in waiting if fold(token) not in joins]
    return (
        len(plain) < 3
        and len(waiting) < 5
        and len(run) == 1
        and kind
        and not any(fold(token) in word_list("small", "role_stop") or not token.isalpha() for token in plain)
    )
