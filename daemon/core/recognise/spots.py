"""Where a text names people, and what it says beside each name: who questions, who only arranges it, who is away.

A spot is a run of words with capitals that can be a name, with what is said of the person before and behind it. Spots
that a list joins ("Ada Example, Bo Sample and our CTO, Cy Trial") are one chain: what is said of one of them holds for
all. Every pattern repeats a bounded number of times, and only so many runs are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice, takewhile

from daemon.core.recognise.beside import WORD, end_of_bracket, post_before, post_behind, runs_process, tells_post
from daemon.core.recognise.eastern import eastern_names
from daemon.core.recognise.kinds import is_called_like_a_person, is_post
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.names import is_title, name_of
from daemon.core.recognise.phrases import begins, ends, holds
from daemon.core.recognise.runs import name_in
from daemon.core.recognise.words import fold, words_of

_PARTICLES = r"(?:(?:van|von|der|den|de|da|di|del|la|le|el|al|bin|ter|ten|du|dos|vd)[ ]){0,2}"
_RUN = re.compile(
    rf"(?<![\w@/.])(?:[^\W\d_]{{1,10}}(?:-[^\W\d_]{{1,3}})?\.?[ ])??{WORD}(?:[ ]{_PARTICLES}{WORD}){{0,5}}"
)
_CLAUSE = re.compile(r"[\n;:()（）|!?•\"“”]| [-–—] |(?<=\w\w\w\w)\. ")
_SENTENCE = re.compile(rf"{_CLAUSE.pattern}|\. ")
_GAP = re.compile(r"[\n;:.!?|]")
_SIGNS = re.compile(r"[,+&/、]")
_NEXT_LINE = re.compile(r"[^\n.!?:]{0,50}\n[ \t>*•·\-–]{0,6}")
_NOTE = re.compile(r"\s?[(\[]([^()\n]{1,60})")
_TIME = re.compile(r" \d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m|\s?[ap]\b|\s?h\b|\s?uhr)", re.IGNORECASE)
_TITLE_BEHIND = re.compile(r" ([^\W\d_]{2,8})\b")
_PATRONYMIC = re.compile(r" [^ ]+(?:ович|евич|івна|ївна|овна|евна|ична|йович|ovich|evich|ovna|evna)\b")
_WORDS_OF_POST, _WORDS_OF_LABEL = 4, 4
_ABBREVIATED = 4  # letters of a shortened word or initial with its full stop
_REACH_OF_DUTY = 3
_RUNS_READ = 250
_LEAD, _TAIL, _GAP_LIMIT = 90, 60, 90


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

    `lead` and `tail` are the folded words of its clause before and behind it. `titled` is whether a title or post
    is told with it, `runs` whether the post is to recruit or coordinate, `apposed` whether it stands behind the name,
    `joined` whether a list joins it to the name before, `lists` whether one goes on behind it by other than a comma,
    `opens` whether it begins a clause, `begins_line` whether a line, `away` whether brackets tell of no part in it.
    """

    name: str
    part: Part
    start: int
    end: int
    post: str = ""
    titled: bool = False
    runs: bool = False
    apposed: bool = False
    trailing: bool = False
    joined: bool = False
    opens: bool = False
    begins_line: bool = False
    lists: bool = False
    with_writer: bool = False
    called: bool = False
    away: bool = False
    lead: Sequence[str]
    tail: Sequence[str]

    @property
    def alone(self) -> bool:
        """Whether the name is all of its clause."""
        return not self.lead and not self.tail

    @property
    def asked_for(self) -> bool:
        """Whether one is to ask for the person."""
        return _leads(self.lead, "ask_for")

    @property
    def at_desk(self) -> bool:
        """Whether the person is named together with a reception, where one may ask for anybody."""
        return not word_list("front_desk").isdisjoint(self.tail)

    @property
    def likely(self) -> bool:
        """Whether the name alone tells that it is a person's."""
        return self.called or is_called_like_a_person(self.name)


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
        yield Spot(
            name=name,
            part=Part.RUNS if runs else Part.TOLD,
            start=start,
            end=end,
            titled=True,
            called=True,
            runs=runs,
            lead=(),
            tail=(),
        )


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
    name = name_of(written)
    ends_sentence = name is not None and written.endswith(".") and len(written.rpartition(" ")[2]) > _ABBREVIATED
    name, end = _with_title_behind(text, name, start + len(written) - ends_sentence)
    post, behind = post_behind(text, end)
    if behind == end and name and " " in name:
        behind = end_of_bracket(text, end)
    gap = folded[before.end : start] if before and start - before.end <= _GAP_LIMIT else None
    following = _SENTENCE.split(folded[behind : behind + _TAIL], maxsplit=1)[0]
    if name is None or _is_numbered(text, end) or (behind == end and _is_group(following)):
        return None
    if before and gap is not None and not post and _ends_post(before, text[before.end - 1], gap):
        return None
    led = folded[max(0, start - _LEAD) : start]
    lead = words_of(_CLAUSE.split(led.removesuffix(": "))[-1])  # a label too tells what somebody does
    lead = lead[-_WORDS_OF_LABEL:] if led.endswith(": ") else lead
    tail = words_of(following.partition(",")[0])[:9]
    sign = folded[max(0, start - 2) : start].strip()
    apposed = behind > end
    post = post or post_before(lead, name, skipped, sign.endswith(","))
    addressed = is_title(written.split(" ", maxsplit=1)[0]) or fold(name.rpartition(" ")[2]) in word_list("title_after")
    titled = addressed or bool(post) or _is_titled(name, folded, start, lead)
    noted = _NOTE.match(folded, end)
    away = _is_away(led, noted[1] if noted else "")
    return Spot(
        name=name,
        part=Part.ABSENT if away else _part(lead, tail, post, titled),
        away=away,
        start=start,
        end=behind,
        lead=lead,
        tail=tail,
        post=post,
        titled=titled,
        called=addressed or (apposed and titled),
        runs=runs_process(post) or begins(tail, "coordinates"),
        apposed=apposed,
        trailing=apposed and text[end] == " " and text[end + 1] not in "(-–—",
        joined=before is not None and gap is not None and _is_joined(gap, before.name, name),
        begins_line=start == 0 or text[start - 1] == "\n",
        opens=not lead or sign.endswith(","),
        lists=folded[behind : behind + 2].strip()[:1] in ("+", "&") or tail[:1] in _JOINING,
        with_writer=begins(words_of(following)[:6], "and_me") or _leads(lead, "me_and"),
    )


def _is_away(led: str, note: str) -> bool:
    """Whether brackets tell that somebody only watches, or is not there: "Ada (krank)", "refs (Ada, Bo)"."""
    if not note and not led.endswith("("):
        return False
    words = words_of(note)
    before = words_of(led) if led.endswith("(") else []
    if ends(before, "absent") or holds(before[-_REACH_OF_DUTY:], "sign_off"):
        return True
    return holds(words, "watches") or begins(words, "absent_after")


def _with_title_behind(text: str, name: str | None, end: int) -> tuple[str | None, int]:
    """A first name with the title that some languages set behind it, and where it ends: "Ada hanım"."""
    title = _TITLE_BEHIND.match(text, end)
    if name and title and " " not in name and fold(title[1]) in word_list("title_after"):
        return f"{name} {title[1]}", title.end()
    return name, end


def _is_numbered(text: str, end: int) -> bool:
    """Whether a number follows that is no time, as it does behind rooms, streets and levels."""
    numbered = text[end : end + 1] == " " and text[end + 1 : end + 2].isdigit() and text[end - 1] != "."
    return numbered and not _TIME.match(text, end)


def _is_group(following: str) -> bool:
    """Whether a word for a group follows: "the Rivers South team"."""
    words = words_of(following[:30])
    return following[:1] == " " and bool(words) and words[0] in word_list("collective")


def _is_titled(name: str, folded: str, start: int, lead: list[str]) -> bool:
    """Whether a shortened post, a post before its bracket, an equals sign or a patronymic stands for a title."""
    sign = folded[max(0, start - 2) : start].strip()
    if sign.endswith("."):
        return lead[-1:] != [] and lead[-1] in word_list("short_title")
    if sign.endswith("("):
        return tells_post(folded[max(0, start - 20) : start - 1].strip().rpartition(" ")[2])
    if sign.endswith("="):
        return not (word_list("company", "role_label").intersection(lead[-1:]) or holds(lead[-2:], "front_desk"))
    return _PATRONYMIC.search(name) is not None


_JOINING = (["and"], ["und"], ["et"], ["y"], ["e"], ["en"], ["och"], ["og"], ["i"], ["a"], ["ja"], ["и"])


def _ends_post(before: Spot, last: str, gap: str) -> bool:
    """Whether a run is the rest of a post told before it: "Ada Example, Team Manager, River Data"."""
    return before.apposed and last not in ")]）" and gap.strip() == "," and not before.trailing


def _part(lead: list[str], tail: list[str], post: str, titled: bool) -> Part:
    own = list(takewhile(lambda word: word not in word_list("joiner"), tail))
    away = (
        begins(tail, "absent_after")
        or holds(own[:5], "front_desk")
        or holds(own, "watches")
        or holds(lead[-_REACH_OF_DUTY:], "watches")
        or holds(lead, "elsewhere")
        or _leads(lead, "absent")
    )
    if away:
        return Part.ABSENT
    if _leads(lead, "with", "questions") or begins(tail, "questions_after"):
        return Part.QUESTIONS
    if (post and runs_process(post)) or begins(tail, "coordinates"):
        return Part.RUNS
    return Part.TOLD if titled and not holds(lead, "sign_off") else Part.UNSAID


def _leads(lead: Sequence[str], *lists: str) -> bool:
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
    if words[:1] and words[0] in word_list("origin") and words[-1] in word_list("joiner"):
        return len(words) <= _WORDS_OF_POST
    parted = _GAP.search(gap) or not word_list("whereabouts").isdisjoint(words[-1:])
    if parted or not (_SIGNS.match(gap.lstrip()[:1]) or word_list("joiner").intersection(words[:1])):
        return False
    plain = word_list("between", "joiner")
    return all(word in plain for word in words) or is_post(gap) or (" " in other and len(words) <= _WORDS_OF_POST)
