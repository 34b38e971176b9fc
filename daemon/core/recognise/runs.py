"""Runs of words that can be a name: capitalised words, with the small words that names have inside; and the person's
name in one, without the posts before it and what the run goes on with.

"Office for Clean Rivers", "Secrétariat social Ardenne", "Tools & Sons Ltd": small words count only between capitals,
and other words in small letters only after a word for a kind of organisation, as languages do that write their
adjectives small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from daemon.core.recognise.beside import CAPITAL, runs_process
from daemon.core.recognise.kinds import (
    is_called_like_a_person,
    is_given_name,
    is_kind_of_firm,
    is_organisation,
    is_post,
)
from daemon.core.recognise.lexicon import find, word_list
from daemon.core.recognise.names import belongs, is_title
from daemon.core.recognise.words import fold, words_of

_LINE_LIMIT = 400
_TOKENS_READ = 80
_LONGEST = 9
_OPENING = "(\"“„«'‘*[【「<>•"
_CLOSING = ")\"”“»’'*]】」<>,;:!?"
_ABBREVIATED = 3  # letters that a word before a full stop may have and still be an abbreviation: "St.", "Co."
# No names: "Ada's group", "Won't", and what has a capital inside, as shortened words have.
_POSSESSIVE = re.compile(
    rf"['’](?:s|t|ll|ve|re|d|m)$|(?<!^Mc)(?<!^Mac)(?<!^De)(?<!^Di)(?<!^Le)(?<!^La)(?<!^Van)(?<!^Fitz)(?<=[^{CAPITAL}'’-])[{CAPITAL}]"
)
_LONGEST_NAME = 3
_SHORTEST_POST = 3


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


@lru_cache(maxsize=256)
def name_in(run: str) -> tuple[int, str] | None:
    """The name in a run of capitalised words, and how many letters of the run stand before it."""
    tokens, skipped = run.split(" "), 0
    posts = [index for index, token in enumerate(tokens[:-1]) if _is_rank(token) and tokens[index + 1][:1].isupper()]
    given = next((i for i, token in enumerate(tokens[:-1]) if is_given_name(token)), 0)
    if not posts and given and len(tokens) > _LONGEST_NAME and not is_title(tokens[given - 1]):
        posts = [given - 1]
    if posts:
        skipped = sum(len(tokens.pop(0)) + 1 for _ in range(posts[-1] + 1))
    while tokens and not _begins_name(tokens):
        if is_post(tokens[0]) and tokens[1:2] and tokens[1].islower():
            return None  # the rest of a post: "Técnica de Control de Calidad"
        skipped += len(tokens.pop(0)) + 1
    kept = _kept(tokens)
    bare = " ".join(token for token in kept if not is_title(token))
    if not bare or is_organisation(bare) or (tells_of_work(bare) and not is_called_like_a_person(bare)):
        return None
    rest = tokens[len(kept) : len(kept) + 1]
    goes_on = rest and rest[0][:1].isupper() and not kept[-1].endswith(".") and not runs_process(rest[0])
    if (goes_on or (posts and posts[-1] and len(kept) == 1)) and not is_called_like_a_person(bare):
        return None  # capitals that go on with a post: "Interior Designer"
    return skipped, " ".join(kept)


def _is_rank(token: str) -> bool:
    return is_post(token) and not is_title(token) and (len(token) > _SHORTEST_POST or token.isupper())


def _kept(tokens: list[str]) -> list[str]:
    """The words of a name at the beginning of a run: titles, then what belongs, up to the end of a sentence."""
    kept: list[str] = []
    for index, token in enumerate(tokens):
        titled = is_title(token) and (not kept or is_title(kept[-1]))
        if not titled and (_POSSESSIVE.search(token) or not belongs(token, inside=bool(kept))):
            break
        kept.append(token)
        abbreviated = index + 1 < len(tokens) and len(token) <= _ABBREVIATED + 1 and all(map(is_title, kept[:-1]))
        if token.endswith(".") and len(token) > 2 and not titled and not abbreviated:
            break
    while kept and kept[-1].islower():
        kept.pop()
    return kept


def tells_of_work(name: str) -> bool:
    """Whether a word of what looks like a name is one that the lexicon knows: of hiring, of a field, of a thing."""
    words = words_of(fold(name))
    return bool(find(words)) or not word_list("activity", "thing", "field").isdisjoint(words)


def _begins_name(tokens: list[str]) -> bool:
    """Whether the first of these words can begin a name: no post, and no letters for one before a full name."""
    first = tokens[0]
    if is_title(first):
        return True
    letters = first.isupper() and 1 < len(first) < 5 and first.isalpha()
    letters_for_post = letters and (
        runs_process(first) or len(tokens) > 2 or (len(tokens) == 2 and is_called_like_a_person(tokens[1]))
    )
    skipped = is_post(first) or fold(first) in word_list("not_first", "greeting") or letters_for_post
    return not skipped and belongs(first, inside=False)
