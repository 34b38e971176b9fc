"""A title in parts: what stands between separators, prepositions and words of the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from daemon.core.recognise.kinds import (
    is_given_name,
    is_organisation,
    is_post,
    is_post_word,
    is_trade_of_many,
    may_be_post,
)
from daemon.core.recognise.lexicon import Hit, word_list
from daemon.core.recognise.words import fold, words_of

if TYPE_CHECKING:
    from daemon.core.recognise.reading import Text

# Zones of time that are written behind a time.
_ZONE = r"(?:[ECMPB][SD]?T|A?[CEW][SD]T|NZ[SD]?T|GMT|UTC|CES?T|[IJK]ST|SGT|HKT|MSK|WIB|SAST|[EW]AT)"
_MARK = re.compile(
    r"\s[-–—~•]+\s?|\s[x×]\s|[-–—~•]+\s|\|+|<>|[:：,;()（）\[\]【】「」!?]|\s?/\s|\s/|@|→|⇄|↔|\s·\s|[\u2600-\u27bf\U0001f300-\U0001faff]+"
    rf"|\b\d{{1,2}}(?:[:.]\d\d)?\s?[ap]m\b(?:\s{_ZONE}\b)?|(?<=[\u3040-\u9fff])[-/](?=.)|(?<=.)[-/](?=[\u3040-\u9fff])"
)
_EDGE = " \t\r\n.,;:!?\"“”„*#'‘-–—_/&+"
_CLOCK = r"\d{1,2}(?:[:.h]\d\d)?"
_TIME = re.compile(
    rf"(?:\b(?:h|um|à|às|alle|a las|om|o|v|ab|kl\.?) )?\b{_CLOCK}(?:[-–]{_CLOCK})?\s?(?:am|pm|[ap]|uhr|hrs|h)?\b$"
    r"|^\d{1,2}(?:[:.h]\d\d(?:\s?(?:am|pm|uhr|h))?|\s?(?:am|pm|uhr|h|hrs|hs|hod))\b"
    r"|\s\d{1,2}(?:[:.]\d\d)?\s?(?:ظهرا|صباحا|مساء|ص|م|בבוקר|בצהריים|בערב)$"
    r"|(?:午前|午後|上午|下午|晚上|오전|오후)?\s?\d{1,2}\s?[時时点點시](?:半|반|\s?\d{1,2}\s?[分분])?(?=\s|$)",
    re.IGNORECASE,
)
_INSIDE = frozenset(["da", "do", "de", "di", "del", "della", "von", "van", "des", "du", "dei", "z", "u"])
# The meanings whose phrases are no part of a name: what an event is.
SAID = ("job-interview", "interview", "stage", "conversation", "job")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a title; `before` is the preposition or sign it follows, folded, or an empty text.

    It is `glued` if it is one word right before a phrase such as "interview", and so may only tell its kind.
    """

    text: str
    before: str
    start: int
    glued: bool = False


def parts_of(text: Text, typed: bool) -> list[Part]:
    """The parts of a title in their order, without those that say nothing; `typed` if the owner wrote it."""
    cuts = _cuts(text)
    parts: list[Part] = []
    position, before = 0, ""
    for start, end, sign in [*cuts, (len(text.raw), len(text.raw), "")]:
        if start >= position:
            piece = _trim(text.raw[position:start])
            if piece:
                glued = " " not in piece and not sign and not typed and text.raw[start - 1 : start] == " "
                parts += _split_post(Part(text=piece, before=before, start=position, glued=glued))
                before = ""
            before = sign or before
            position = end
    return parts


def _split_post(part: Part) -> list[Part]:
    """A part that names an employer and a post without a sign between them, in two.

    Either the post is written small after capitals ("Acme Diner line cook"), or a word for a kind of organisation shows
    where the employer's name ends or where the post does ("Acme Hospital Staff Nurse", "Line Cook Acme Diner Ltd").
    """
    tokens = part.text.split()
    if len(tokens) < 2 or is_trade_of_many(part.text):
        return [part]
    heads = [index for index, token in enumerate(tokens) if is_post(token)]
    cut = _between_names(tokens, heads[-1]) if heads else 0
    if not 0 < cut < len(tokens):
        return [part]
    rest = part.start + sum(len(token) + 1 for token in tokens[:cut])
    return [replace(part, text=" ".join(tokens[:cut])), Part(text=" ".join(tokens[cut:]), before="", start=rest)]


def _between_names(tokens: list[str], head: int) -> int:
    """Before which word of a part the second of two names begins; 0 if it is one name."""
    if _is_unspaced(tokens[head]) and _is_unspaced(tokens[0]) and _is_unspaced(tokens[head]) and not is_post(tokens[0]):
        return head
    small = next((index for index, token in enumerate(tokens) if token[:1].islower()), 0)
    first = fold(tokens[0])
    known = is_post_word(first) or first in word_list("field", "modifier")
    if 0 < small <= head and (small > 1 or (small < head and not known)) and not is_post(" ".join(tokens[:small])):
        return small
    large = _large_behind(tokens, head)
    if large:
        return large
    kinds = [index for index, token in enumerate(tokens) if _tells_kind(token)]
    if kinds and kinds[-1] > head + 1 and tokens[head + 1][:1].isupper():
        return head + 1
    before = [index for index in kinds if index < head and index > 0]
    return before[-1] + 1 if before and not is_post(" ".join(tokens[: before[-1] + 1])) else 0


def _large_behind(tokens: list[str], head: int) -> int:
    """Before which word a name in capitals begins behind a post in small letters: "costureira Malhas Aurora"."""
    first = next((i for i in range(head + 1, len(tokens)) if tokens[i][:1].isupper()), 0)
    if not first or not tokens[head].islower() or fold(tokens[first - 1]) in word_list("joins", "small"):
        return 0
    name = tokens[first:]
    begins = not is_given_name(name[0]) and fold(name[0]) not in word_list("field", "modifier", "numbered")
    large = all(token[:1].isupper() or fold(token) in word_list("joins") for token in name)
    return first if begins and large and (len(name) > 1 or is_organisation(name[0])) else 0


def _tells_kind(token: str) -> bool:
    """Whether a word tells an organisation's kind and is part of no post's name: "hospital", not "treasury"."""
    ordinary = fold(token) in word_list("field", "modifier")
    return is_organisation(token) and not ordinary and not is_post(token)


def _is_unspaced(token: str) -> bool:
    """Whether a word is in a script without blanks between words, where a blank is a sign: "春風商事 経理担当"."""
    return "\u3040" <= token[:1] < "\uac00"


def cut_at(part: Part, first: int, last: int) -> list[Part]:
    """A part in up to three: the words from `first` to before `last`, and what stands before and behind them."""
    tokens, start = part.text.split(), part.start
    pieces: list[Part] = []
    for words in (tokens[:first], tokens[first:last], tokens[last:]):
        text = " ".join(words)
        kept = text if words == tokens[first:last] else _trim(text)
        if kept:
            pieces.append(replace(part, text=kept, start=start, before="" if pieces else part.before))
        start += len(text) + bool(text)
    return pieces


def without_sign(part: Part) -> list[Part]:
    """Employer and post written one after the other in a note, where known words before a head begin the post."""
    tokens = part.text.split()
    heads = [index for index, token in enumerate(tokens) if is_post(token)]
    if not heads and part.text.islower() and len(tokens) > 1 and may_be_post(tokens[-1]):
        heads = [len(tokens) - 1]
    if not heads or len(tokens) < 2:
        return [part]
    end = heads[-1] + 1
    first = heads[-1]
    while first > 0 and _precedes_head(tokens[first - 1]):
        first -= 1
    while end < len(tokens) and (_precedes_head(tokens[end]) or not tokens[end].isalpha() or len(tokens[end]) < 3):
        end += 1
    # One word behind the head is as likely its field: "Clerk Receiving", "Curator of Maps".
    if (first > 0) == (end < len(tokens)) or len(tokens) - end == 1:
        return [part]
    if first == 1 and is_organisation(tokens[1]) and heads[-1] > 1:
        first = 2
    cut = first or end
    rest = part.start + sum(len(token) + 1 for token in tokens[:cut])
    return [replace(part, text=" ".join(tokens[:cut])), Part(text=" ".join(tokens[cut:]), before="", start=rest)]


def _precedes_head(token: str) -> bool:
    """Whether a word may stand before the head of a post: a field, a rank, an adjective of a trade."""
    folded = fold(token)
    return (
        is_post(token)
        or folded in word_list("field", "modifier", "role_before")
        or (len(folded) > 5 and folded.endswith(("al", "ic", "ing", "ary", "ive", "ional")))
    )


def _cuts(text: Text) -> list[tuple[int, int, str]]:
    spans = text.spans()
    cuts = [(m.start(), m.end(), m[0].strip() or "-") for m in _MARK.finditer(text.raw)]
    cuts += [
        (spans[_first_of(hit, text)][0], spans[hit.end - 1][1], _sign(text.words[hit.end - 1]))
        for hit in text.hits
        if (hit.entry.meaning.name in SAID or (hit.entry.meaning.name == "recruiting" and hit.entry.round))
        and not (hit.entry.meaning.name == "job" and is_post(" ".join(text.words[hit.start : hit.end + 1])))
    ]
    prepositions = word_list("with", "at", "role_before", "company_before")
    for word, (start, end) in zip(text.words, spans, strict=True):
        if word in prepositions and word not in ("of", "as", "la", "the") and _stands_alone(text.raw, start, end):
            if word in _INSIDE and _is_inside(text.raw, start, end):
                continue
            cuts.append((start, end + (text.raw[end : end + 1] == "/"), word))
    return sorted(cuts)


def _first_of(hit: Hit, text: Text) -> int:
    """The first word of a phrase that is none of a post before it: in "Treasury Manager interview" the last."""
    before = text.words[hit.start - 1] if hit.start else ""
    of_post = before in word_list("field", "modifier") and is_post(text.words[hit.start]) and hit.end - hit.start > 1
    return hit.start + 1 if of_post else hit.start


def _is_inside(raw: str, start: int, end: int) -> bool:
    """Whether a small word stands between two words with capitals, as it does inside a name: "Pedra do Sol"."""
    before, after = raw[:start].split(), raw[end:].split()[:1]
    if after and is_organisation(after[0]) and not (before and is_organisation(before[-1])):
        return False
    return len(before) > 1 and bool(after) and all(word[:1].isupper() for word in (before[-1], after[0]))


def _sign(word: str) -> str:
    """What a phrase ends with, if that is a preposition: "chat with"."""
    return word if word in word_list("with", "company_before") else ""


def _stands_alone(raw: str, start: int, end: int) -> bool:
    """Whether a preposition is one: in small letters, between blanks (not the s of "Dot's")."""
    before, after = raw[start - 1 : start], raw[end : end + 1]
    return raw[start:end].islower() and (not before or before in " (") and (not after or after in " /.")


def _trim(piece: str) -> str:
    tokens = piece.strip(_EDGE).split()
    while (
        len(tokens) > 1 and fold(tokens[0]) in word_list("numbered") and tokens[1].isdigit() and not _is_grade(tokens)
    ):
        del tokens[:2]
    while len(tokens) > 1 and fold(tokens[-2]) in word_list("numbered") and tokens[-1].isdigit():
        del tokens[-2:]
    tokens = _TIME.sub("", " ".join(tokens)).strip(_EDGE).split()
    while tokens and _is_edge(tokens[0]) and not _begins_post(tokens):
        tokens.pop(0)
    while tokens and _is_edge(tokens[-1]):
        tokens.pop()
    return " ".join(tokens).strip(_EDGE)


def _is_numbered(tokens: list[str]) -> bool:
    return len(tokens) == 2 and fold(tokens[0]) in word_list("numbered") and tokens[1].isdigit()


def _is_grade(tokens: list[str]) -> bool:
    """Whether a numbered word in front is the grade of the post after it: "Band 6 Nurse"."""
    return fold(tokens[0]) in word_list("grade") and is_post(" ".join(tokens[2:]))


def _begins_post(tokens: list[str]) -> bool:
    """Whether a word that mostly says nothing begins a post here: "Office Administrator", "Video Editor"."""
    return len(tokens) > 1 and fold(tokens[0]) in word_list("field", "modifier") and is_post(" ".join(tokens[1:3]))


def _is_edge(token: str) -> bool:
    """Whether a word at the edge of a part says nothing, or is no word: a sign, an emoji."""
    return fold(token.strip(_EDGE)) in word_list("edge") or not words_of(fold(token))


def without_first_name(part: Part) -> list[Part]:
    """Employer and somebody's first name in a note, one after the other: "acme vicky", "Ada HR Acme"."""
    tokens = part.text.split()
    while len(tokens) > 1 and _is_of_hiring(tokens[-1]):
        tokens.pop()
    part = replace(part, text=" ".join(tokens))
    if not 2 <= len(tokens) <= 4 or is_organisation(part.text) or part.before in word_list("with"):
        return [part]
    if (
        is_given_name(tokens[-1])
        and not is_given_name(tokens[0])
        and (part.text.islower() or _is_of_hiring(tokens[-2]))
    ):
        cut, name = len(tokens) - 1, -1
    elif is_given_name(tokens[0]) and len(tokens) > 2 and _is_of_hiring(tokens[1]):
        cut, name = 1, 0
    else:
        return [part]
    first, second = tokens[:cut], tokens[cut:]
    kept = [token for token in (first if name else second) if not _is_of_hiring(token)]
    rest = part.start + len(" ".join(first)) + 1
    person = Part(text=tokens[name], before="with", start=rest if name else part.start)
    employer = Part(text=" ".join(kept), before=part.before, start=part.start if name else rest)
    return [employer, person] if name else [person, employer]


def _is_of_hiring(token: str) -> bool:
    return fold(token) in word_list("hiring_person")
