"""The name in a run of capitalised words, without the posts before it and what the run goes on with."""

from __future__ import annotations

import re

from daemon.core.recognise.beside import CAPITAL, runs_process
from daemon.core.recognise.given import is_called_like_a_person, is_given_name
from daemon.core.recognise.lexicon import find, word_list
from daemon.core.recognise.names import belongs, is_title
from daemon.core.recognise.posts import is_organisation, is_post
from daemon.core.recognise.words import fold, words_of

# No names: "Ada's group", "Won't", and what has a capital inside, as shortened words have.
_POSSESSIVE = re.compile(
    rf"['’](?:s|t|ll|ve|re|d|m)$|(?<!^Mc)(?<!^Mac)(?<!^De)(?<!^Di)(?<!^Le)(?<!^La)(?<!^Van)(?<!^Fitz)(?<=[^{CAPITAL}'’-])[{CAPITAL}]"
)
_LONGEST_NAME = 3
_SHORTEST_POST = 3


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
        abbreviated = index == 0 and len(tokens) > 2
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
