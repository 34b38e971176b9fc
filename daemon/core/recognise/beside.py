"""What is told of somebody's post right before or behind their name: in brackets, after a sign, or in a word before."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from daemon.core.recognise.kinds import is_given_name, is_post
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.names import is_title
from daemon.core.recognise.phrases import begins, phrase_pattern
from daemon.core.recognise.words import fold, words_of

# Letters that have a small form; `eastern` reads the scripts whose letters have none.
CAPITAL = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
WORD = (
    rf"(?:[{CAPITAL}]\w{{1,4}}\.[ao](?=[ ])"
    rf"|[{CAPITAL}]\.(?:[{CAPITAL}]\.)?|[{CAPITAL}][\w'’-]{{0,4}}\.(?=[ ])|[{CAPITAL}][\w'’-]{{1,24}})"
)

_BRACKET = re.compile(r"\s?[(（\[]([^()\n]{1,70})[)）\]]?")
_APPOSED = re.compile(r"(?:,|\s?=|\s[-–—]|\s(?:is|ist|est|es|è|är|er|jest)(?=\s))\s?([^,.;\n=()]{2,60})")
# In a hasty note: "Ada head chef".
_TRAILING = re.compile(rf" ((?:[^\W\d_{CAPITAL}]{{2,15}} ?){{1,3}})(?=$|[\n,.;)+])", re.MULTILINE)
# The house somebody is from: "Ada (Example Search)", "Ada from Example Talent".
_HOUSE = re.compile(r"\s?(?:[(（]|(?:from|of|at|von|bei|de|chez|di|van|från|fra|z)\s|@\s?)([^()\n,;|–—-]{2,40})[)）]?")
_NEXT_WORD = re.compile(r" (\w{2,12})\b")
# Where somebody else begins behind a name: "our CTO and Bo Sample", "tillidsmand Bo Sample".
_JOINED = re.compile(rf"(?:^|\s)(\w{{1,5}}|[&+]) (?={WORD} {WORD})")
_POST_OF_NEXT = re.compile(rf"[^{CAPITAL}]{{3,40}} {WORD} {WORD}")
_REACH = 5
_REACH_OF_CAPITALS = 3


@lru_cache(maxsize=256)
def runs_process(post: str) -> bool:
    """Whether a post is that of somebody who recruits or coordinates, and hardly questions anybody."""
    folded = fold(post)
    return phrase_pattern("recruits").search(folded) is not None or _is_agency(folded)


def _is_agency(folded: str) -> bool:
    """Whether what is told is an agency's name: several words, the last of a kind that agencies have."""
    words = words_of(folded)
    return len(words) > 1 and words[-1] in word_list("agency_word") and not is_post(folded)


@lru_cache(maxsize=256)
def tells_post(text: str) -> bool:
    """Whether a text tells of a post, also of one that recruits."""
    return is_post(text) or not word_list("short_post").isdisjoint(words_of(fold(text))) or runs_process(text)


def post_behind(text: str, end: int) -> tuple[str, int]:
    """The post told behind a name that ends there, or an empty text; and where the text goes on behind it."""
    bracketed = _BRACKET.match(text, end)
    if bracketed and tells_post(bracketed[1]):
        return bracketed[1], bracketed.end()
    house = _HOUSE.match(text, end)
    if house:
        words = words_of(fold(house[1]))
        if word_list("agency_word").intersection(words) or begins(words, "recruits"):
            return house[1], house.end() if word_list("agency_word").intersection(words) else end
    following = _NEXT_WORD.match(text, end)
    if following and following[1].isupper() and runs_process(following[1]):
        return following[1], following.end()
    trailing = _TRAILING.match(text, end)
    if trailing and is_post(trailing[1].split()[-1]):
        return trailing[1], trailing.end()
    apposed = _APPOSED.match(text, end)
    if apposed:
        told = _of_this_person(apposed[1])
        if tells_post(told) and not is_title(told.split(" ")[0]):
            return told, apposed.start(1) + len(told)
    return "", end


def end_of_bracket(text: str, end: int) -> int:
    """Where a bracket right behind a full name ends, which tells of the person, whatever it tells."""
    bracketed = _BRACKET.match(text, end)
    return bracketed.end() if bracketed else end


def _of_this_person(told: str) -> str:
    """What is told behind a name without what belongs to the next one."""
    if fold(told.strip()).split(" ")[0] in word_list("joiner"):
        return ""
    for joined in _JOINED.finditer(told):
        if joined[1] in "&+" or fold(joined[1]) in word_list("joiner"):
            return told[: joined.start()]
    tokens = told.split(" ")
    called = any(is_given_name(one) and other[:1].isupper() for one, other in pairwise(tokens[1:]))
    return "" if called or _POST_OF_NEXT.match(told) else told


def post_before(lead: list[str], name: str, skipped: int, apposed: bool) -> str:
    """The post told right before a name: "our bakery manager Ada", "the Head of Design, Ada Example".

    `skipped` is how many letters of its run of capitals stand before the name, `apposed` whether a comma does.
    """
    if apposed and " " not in name:
        return ""
    reach = _REACH if apposed else _REACH_OF_CAPITALS if skipped else 1
    last = lead[-reach:]
    posts = [index for index, word in enumerate(last) if tells_post(word)]
    return " ".join(last[posts[0] :]) if posts else ""
