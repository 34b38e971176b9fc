"""Where a text names people, and what it says beside each name: who questions, who only arranges it, who is away.

A spot is a run of words with capitals that can be a name, with what is said of the person before and behind it. Spots
that a list joins ("Ada Example, Bo Sample and our CTO, Cy Trial") are one chain: what is said of one of them holds for
all. Every pattern repeats a bounded number of times, and only so many runs are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice, takewhile

from daemon.core.recognise.beside import WORD, post_before, post_behind, runs_process
from daemon.core.recognise.eastern import eastern_names
from daemon.core.recognise.given import is_called_like_a_person
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.name_runs import name_in
from daemon.core.recognise.names import is_title, name_of
from daemon.core.recognise.phrases import begins, ends, holds
from daemon.core.recognise.posts import is_post
from daemon.core.recognise.words import fold, words_of

_PARTICLES = r"(?:(?:van|von|der|den|de|da|di|del|la|le|el|al|bin|ter|ten|du|dos|vd)[ ]){0,2}"
_RUN = re.compile(rf"(?<![\w@/.])(?:[^\W\d_]{{1,10}}\.?[ ])??{WORD}(?:[ ]{_PARTICLES}{WORD}){{0,5}}")
_CLAUSE = re.compile(r"[\n;:()（）|!?•\"“”]| [-–—] |(?<=\w\w\w\w)\. ")
_PAUSE = re.compile(rf"{_CLAUSE.pattern}|,")
_GAP = re.compile(r"[\n;:.!?|]")
_SIGNS = re.compile(r"[,+&/、]")
_NEXT_LINE = re.compile(r"[^\n.!?:]{0,50}\n[ \t>*•·\-–]{0,6}")
_NOTE = re.compile(r"\s?[(\[]([^()\n]{1,60})")
_TITLE_AFTER = re.compile(r" ([^\W\d_]{2,8})\b")
_PATRONYMIC = re.compile(r" [^ ]+(?:ович|евич|івна|ївна|овна|евна|ична|йович|ovich|evich|ovna|evna)\b")
_WORDS_OF_POST = 4
_RUNS_READ = 250
_LEAD = 90
_TAIL = 60
_GAP_LIMIT = 90


class Part(Enum):
    """What a text says of somebody: `TOLD` is that a post or title is told, and nothing else."""

    QUESTIONS = auto()
    TOLD = auto()
    RUNS = auto()
    ABSENT = auto()
    UNSAID = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A name in a text, from `start` to `end` with the post told behind it, and what the text says of the person.

    `titled` is whether a title or post stands with the name, `runs` whether the post is to recruit or coordinate,
    `opens` whether the name begins its clause, `lists` whether it is of a list by a word or sign other than a comma,
    `asked_for` whether one is to ask for the person elsewhere than at a reception, and `with_writer` whether the writer
    joins themselves to the person ("Ada and I").
    """

    name: str
    part: Part
    start: int
    end: int
    post: str = ""
    titled: bool = False
    runs: bool = False
    apposed: bool = False
    joined: bool = False
    opens: bool = False
    begins_line: bool = False
    alone: bool = False
    lists: bool = False
    asked_for: bool = False
    with_writer: bool = False

    @property
    def likely(self) -> bool:
        """Whether the name alone tells that it is a person's."""
        return self.titled or is_called_like_a_person(self.name)


Chains = list[list[Spot]]


def chains_in(text: str) -> Chains:
    """The people a text names, those of one list together, in their order."""
    chains: Chains = []
    for spot in _spots(text):
        if spot.joined and chains:
            chains[-1].append(spot)
        else:
            chains.append([spot])
    chains += [[spot] for spot in _eastern(text)]
    return chains


def _eastern(text: str) -> Iterator[Spot]:
    for name, start, end in eastern_names(text):
        around = fold(text[max(0, start - 6) : start] + text[end : end + 1])
        runs = runs_process(around) or "hr" in around
        yield Spot(name=name, part=Part.RUNS if runs else Part.TOLD, start=start, end=end, titled=True, runs=runs)


def part_of_chain(chain: list[Spot]) -> Part:
    """What is said of one of a list of people, the surest first, and so of all."""
    parts = {spot.part for spot in chain}
    return next(part for part in (Part.QUESTIONS, Part.ABSENT, Part.TOLD, Part.RUNS, Part.UNSAID) if part in parts)


def _spots(text: str) -> Iterator[Spot]:
    folded = fold(text)
    before: Spot | None = None
    for match in islice(_RUN.finditer(text), _RUNS_READ):
        found = name_in(match[0])
        if not found or (before and match.start() < before.end):
            continue
        skipped, name = found
        spot = _spot(text, folded, match.start() + skipped, name, skipped, before)
        if spot:
            yield spot
            before = spot


def _spot(text: str, folded: str, start: int, written: str, skipped: int, before: Spot | None) -> Spot | None:
    end = start + len(written)
    name = name_of(written)
    after = _TITLE_AFTER.match(text, end)
    if name and after and " " not in name and fold(after[1]) in word_list("title_after"):
        name, end = f"{name} {after[1]}", after.end()
    if name is None or (text[end : end + 1] == " " and text[end + 1 : end + 2].isdigit() and written[-1] != "."):
        return None
    post, behind = post_behind(text, end)
    gap = folded[before.end : start] if before and start - before.end <= _GAP_LIMIT else None
    if before and gap is not None and not post and _ends_post(before, text[before.end - 1], gap):
        return None
    lead = words_of(_CLAUSE.split(folded[max(0, start - _LEAD) : start])[-1])
    tail = words_of(_PAUSE.split(folded[behind : behind + _TAIL], maxsplit=1)[0])[:9]
    if behind == end and text[end : end + 1] == " " and tail[:1] and tail[0] in word_list("collective"):
        return None
    noted = _NOTE.match(folded, end)
    sign = folded[max(0, start - 2) : start].strip()
    post = post or post_before(lead, name, skipped, sign.endswith(","))
    shortened = sign.endswith(".") and lead[-1:] != [] and lead[-1] in word_list("short_title")
    bracketed = sign.endswith("(") and is_post(folded[max(0, start - 20) : start - 1].rpartition(" ")[2])
    equated = sign.endswith("=") and not word_list("company", "role_label").intersection(lead[-1:])
    titled = (
        is_title(written.split(" ", 1)[0])
        or bool(post)
        or equated
        or shortened
        or bracketed
        or _PATRONYMIC.search(name) is not None
    )
    return Spot(
        name=name,
        part=Part.ABSENT if noted and holds(words_of(noted[1]), "watches") else _part(lead, tail, post, titled),
        start=start,
        end=behind,
        post=post,
        titled=titled,
        runs=runs_process(post) or begins(tail, "coordinates"),
        apposed=behind > end,
        joined=before is not None and gap is not None and _is_joined(gap, before.name, name),
        begins_line=start == 0 or text[start - 1] == "\n",
        alone=not lead and not tail,
        opens=not lead or sign.endswith(","),
        lists=folded[behind : behind + 2].strip()[:1] in ("+", "&") or tail[:1] in _JOINING,
        asked_for=_leads(lead, "ask_for") and word_list("front_desk").isdisjoint(tail),
        with_writer=begins(tail, "and_me") or ends(lead, "me_and"),
    )


_JOINING = (["and"], ["und"], ["et"], ["y"], ["e"], ["en"], ["och"], ["og"], ["i"], ["a"], ["ja"], ["и"])


def _ends_post(before: Spot, last: str, gap: str) -> bool:
    """Whether a run is the rest of a post told before it: "Ada Example, Team Manager, River Data"."""
    return before.apposed and last not in ")]）" and gap.strip() == ","


def _part(lead: list[str], tail: list[str], post: str, titled: bool) -> Part:
    own = list(takewhile(lambda word: word not in word_list("joiner"), tail))
    away = (
        begins(tail, "absent_after")
        or holds(own[:5], "front_desk")
        or holds(own, "watches")
        or holds(lead, "elsewhere")
        or _leads(lead, "absent")
    )
    if away:
        return Part.ABSENT
    if _leads(lead, "with", "questions") or begins(tail, "questions_after"):
        return Part.QUESTIONS
    if (post and runs_process(post)) or begins(tail, "coordinates"):
        return Part.RUNS
    return Part.TOLD if titled else Part.UNSAID


def _leads(lead: list[str], *lists: str) -> bool:
    """Whether a phrase of these lists stands before a name, with nothing but the person's post between them."""
    between = word_list("between")
    posts = [index for index, word in enumerate(lead) if is_post(word) and index >= len(lead) - 5]
    free = posts[0] - 1 if posts else len(lead)
    for cut in range(len(lead), 0, -1):
        if ends(lead[:cut], *lists):
            return True
        if (cut - 1 < free and lead[cut - 1] not in between) or lead[cut - 1] in word_list("whereabouts"):
            return False
    return False


def _is_joined(gap: str, one: str, other: str) -> bool:
    """Whether what stands between two names joins them in one list: a sign or word, and somebody's post.

    Lists in lines are joined too. Before a full name, any few words can be a post: "och den fackliga Bo Sample".
    """
    if _NEXT_LINE.fullmatch(gap):
        return " " in one and " " in other
    words = words_of(gap)
    first = gap.lstrip()[:1]
    if words[:1] and words[0] in word_list("origin") and words[-1] in word_list("joiner"):
        return len(words) <= _WORDS_OF_POST
    if _GAP.search(gap) or not (_SIGNS.match(first) or word_list("joiner").intersection(words[:1])):
        return False
    plain = word_list("between", "joiner")
    return all(word in plain for word in words) or is_post(gap) or (" " in other and len(words) <= _WORDS_OF_POST)
