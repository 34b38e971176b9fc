"""Where an event names the post: every mention with how much the place alone is worth.

A place that can hold nothing but a post ("the position of …", a label) needs no word that is known to be one; a place
where anything may stand does. What confirms a mention is for `post`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from daemon.core.recognise.kinds import ends_with_post, is_given_name, is_post, may_be_post
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.names import name_of
from daemon.core.recognise.phrases import phrase_pattern
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.runs import runs_of
from daemon.core.recognise.terms import is_condition
from daemon.core.recognise.words import fold, words_of

TEXT_READ = 6000
_NOTE_READ = 1500
# What the first clause of a note is worth as a place for the post, and what those after it are.
_FIRST, _LATER = 2.8, 1.8
# What a word that the words around it make a post of is worth, what its likelihood adds, and when it is surely one.
_TAGGED, _LIKELY, _SURE = 1.0, 3.0, 0.5
_CLAUSE = re.compile(r"[^\n.;:!?()\[\]{}|•。、，；：！？（）「」]{2,80}")
_PIECE = re.compile(r"([^.,;:\n()–|。、，；：（）،>]{1,120})([.,;:\n()–|。、，；：（）،>]|$)")
_POST_NOUN = "職|职|岗位|职位|포지션|직무"
_QUOTED = re.compile(
    rf"[「『“„«\"]([^「」『』“”„«»\"\n]{{2,40}})[」』”“»\"]\s?(?:一?(?:{_POST_NOUN})|role|position|のポジション)"
)
_MARKS = r"\s、。，：:（）()「」【】.,!?"
_NAMED_IN_CHARACTERS = re.compile(
    rf"((?:[^{_MARKS}]{{1,12}} ){{0,2}}[^{_MARKS}]{{1,20}}? ?(?:{_POST_NOUN}))(?=[のに的에，、,\s]|으로|$)",
    re.MULTILINE,
)
_BRACKET = re.compile(r" ?\(((?!\D*\d{3})[^()\n]{2,30})\)")
_ABBREVIATED = re.compile(
    r"\b(resp|inf|aux|adm|admin|coord|asst|assoc|ing|inż|inz|dir|tech|téc|tec|mgr|sen|sr|jr|prof|profa|op|oper|kier|spec"
    r"|mł|ml|ved|ref|kfm|kaufm|stv|wiss|päd|med|lab|mech|elec|constr|supt|capt|sec|secr|enf|educ|aj|gl|гл|зам|ст|вед|мл"
    r"|инж|спец|пом|τεχν|υπ)\. ",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S{1,200}")
_DOT = "\u2024"
_SURE_NOUNS = frozenset(["role", "position", "vacancy", "opening", "pozisyonu", "pozisyon"])
_OF = ("de", "des", "du", "di", "da", "do", "of")
_INTRODUCES = frozenset(
    ["about", "for", "regarding", "re", "the", "our", "a", "an", "your", "as", "whether", "->", "is", "that", "this"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What may be the post, where it was read, at what kind of place, and what that is worth; `sure` if nothing else
    can stand there."""

    text: str
    where: str
    place: str
    weight: float
    sure: bool = False


def mentions_of(reading: Reading) -> Iterator[Mention]:
    """Everything in the description that stands where posts are named."""
    yield from _labelled(reading)
    yield from _tagged(reading)
    text = reading.description.raw[:TEXT_READ]
    yield from _after_cues(text)
    yield from _before_nouns(text)
    yield from _in_characters(text)
    yield from _noted(reading) if reading.typed else _spelled_large(text)


def _labelled(reading: Reading) -> Iterator[Mention]:
    for label in reading.labels:
        words = label.name.split()
        if label.name in word_list("role_label"):
            value = _first_clause(label.value)
            sure = label.name not in word_list("role_or_other") and len(value.split()) < 9
            yield Mention(text=value, where="description", place="label", weight=5.0, sure=sure)
        elif len(words) > 1 and not word_list("post_noun").isdisjoint(words) and len(label.value) < 100:
            yield Mention(
                text=label.value.partition(",")[0], where="description", place="label with a noun", weight=3.5
            )
        elif label.name in word_list("title_label"):
            for piece in re.split(r"\s[-–—|/:]\s|[()|]", label.value)[:6]:
                yield Mention(text=piece, where="description", place="label of a title", weight=3.0)


def _tagged(reading: Reading) -> Iterator[Mention]:
    """What the words around it make a post of."""
    for told in reading.told:
        if told.kind == "role" and (told.text < "\u2e80" or ends_with_post(told.text)):
            weight = _TAGGED + _LIKELY * told.probability
            yield Mention(
                text=told.text, where="description", place="tagged", weight=weight, sure=told.probability >= _SURE
            )


def _first_clause(value: str) -> str:
    """A value up to where a sentence goes on: "Engineer, Tooling" is one, "engineer, ask for Sam" is not."""
    value = re.split(r"\. |\.$", _LINK.sub("", value).strip(" ()"), maxsplit=1)[0]
    for comma in re.finditer(r", ?(?=\w)", value):
        if value[comma.end()].islower():
            return value[: comma.start()]
    return value


def _after_cues(text: str) -> Iterator[Mention]:
    """What follows "the position of", "als", "pour le poste de", up to where the sentence goes on."""
    folded = fold(text)
    for name, weight, sure in (("post_cue", 4.0, True), ("role_cue", 2.4, False)):
        for cue in islice(phrase_pattern(name).finditer(folded), 60):
            start = cue.end() + (folded[cue.end() : cue.end() + 1] == " ")
            clause = _CLAUSE.match(text, start)
            if clause:
                stop = phrase_pattern("post_stop").search(fold(clause[0]))
                phrase = clause[0][: stop.start()] if stop else clause[0]
                phrase = last_thing(_up_to_list(phrase)) + ("" if stop else _bracket_at(text, clause.end()))
                named = sure or (phrase.istitle() and may_be_post(phrase.rpartition(" ")[2]))
                yield Mention(text=phrase, where="description", place=name, weight=weight, sure=named)


def _bracket_at(text: str, position: int) -> str:
    """The bracket behind a post that narrows it: "Repairs Operative (Multi Trade)", and no number or term."""
    match = _BRACKET.match(text, position)
    return f" ({match[1]})" if match and not is_condition(match[1]) and match[1][:1].isupper() else ""


def _up_to_list(phrase: str) -> str:
    """A phrase up to a comma behind which a sentence goes on: "Engineer, Payments" is one piece."""
    pieces = phrase.split(",")
    kept = pieces[0]
    narrows = len(pieces) > 1 and len(pieces[1].split()) < 4 and not any(character.isdigit() for character in pieces[1])
    if narrows and pieces[1].strip()[:1].isupper():
        kept = f"{kept},{pieces[1]}"
    return kept.strip(" -–—>")


def last_thing(phrase: str) -> str:
    """The last thing a phrase speaks of: "a conversation about the Claims Lead" is about the claims lead."""
    tokens = phrase.split()
    first = next((i + 1 for i in range(len(tokens) - 1, -1, -1) if fold(tokens[i]) in _INTRODUCES), 0)
    rest = tokens[first:]
    return "" if any(fold(token) in word_list("pronoun") for token in rest) else " ".join(rest)


def _before_nouns(text: str) -> Iterator[Mention]:
    """What stands before "role", "job", "opening": words in capitals, or a few small ones after an article."""
    folded = fold(text)
    for noun in islice(phrase_pattern("post_noun").finditer(folded), 40):
        before = re.split(r"[\n.;:!?()]", text[max(0, noun.start() - 80) : noun.start()])[-1].rstrip()
        large = list(runs_of(before))
        if large and before.endswith(large[-1]):
            comma = before[: -len(large[-1])].rstrip()
            earlier = large[-2] if len(large) > 1 and comma.endswith(f"{large[-2]},") else ""
            named = f"{earlier}, {large[-1]}" if earlier else large[-1]
            yield Mention(text=named, where="description", place="capitals before a noun", weight=2.6)
        tokens = last_thing(before.rpartition(",")[2]).split()
        if large and large[-1].split()[0] == before.split()[0] and len(before.split()) < 5:
            yield Mention(
                text=before.strip(),
                place="line before a noun",
                where="description",
                weight=3.0,
                sure=noun[0] in _SURE_NOUNS,
            )
        if 0 < len(tokens) < 5:
            yield Mention(text=" ".join(tokens), where="description", place="small before a noun", weight=2.4)


def _in_characters(text: str) -> Iterator[Mention]:
    for match in islice(_QUOTED.finditer(text), 5):
        yield Mention(text=match[1], where="description", place="quoted", weight=4.0, sure=True)
    if not text.isascii():
        for match in islice(_NAMED_IN_CHARACTERS.finditer(text), 8):
            yield Mention(text=match[1], where="description", place="in characters", weight=3.0)


def _noted(reading: Reading) -> Iterator[Mention]:
    """In a person's own note the post often stands alone or first: "payroll assistant, starts June"."""
    after_a_name, weight = False, _FIRST
    text = _ABBREVIATED.sub(rf"\1{_DOT} ", reading.description.raw[:_NOTE_READ])
    for piece, sign in islice(_PIECE.findall(text), 16):
        clause, follows = piece.strip().replace(_DOT, "."), after_a_name
        tokens = clause.split()
        if not tokens:
            continue
        after_a_name = tokens[-1][:1].isupper() and sign in (",", "(")
        if not follows and "=" not in clause and sign != ")":
            yield from _in_clause(tokens, weight)
        weight = _LATER


def _in_clause(tokens: list[str], weight: float) -> Iterator[Mention]:
    """The words of a clause that belong to the last post it names."""
    compound, _, noun = tokens[0].partition("-")
    if fold(noun) in word_list("post_noun"):
        yield Mention(text=compound, where="description", place="compound", weight=weight, sure=True)
    if 1 < len(tokens) < 5 and fold(tokens[0]) in word_list("role_label"):
        yield Mention(
            text=" ".join(tokens[1:]), where="description", place="note behind a label", weight=weight, sure=True
        )
    if weight > _LATER and len(tokens) < 3 and word_list("field").issuperset(words_of(fold(" ".join(tokens)))):
        yield Mention(text=" ".join(tokens), where="description", place="opens a note", weight=weight - 0.5, sure=True)
    places = [i for i, token in enumerate(tokens) if is_post(token)]
    in_characters = "\u3040" <= tokens[0][0] < "\uac00"
    if places and in_characters and not ends_with_post(tokens[0]):
        return
    if places:
        yield from _around_head(tokens, places[-1], weight)
    elif len(tokens) < 4 and weight > _LATER and may_be_post(tokens[0]) and tokens[0].isalpha():
        yield Mention(text=" ".join(tokens), where="description", place="opens a note", weight=weight - 0.5, sure=True)


def _around_head(tokens: list[str], head: int, weight: float) -> Iterator[Mention]:
    """The head of a post with the words before and behind it that belong to it."""
    if len(tokens) > 9 or _is_somebodys(tokens, head) or not {"+", "&"}.isdisjoint(tokens[:head]):
        return
    last = first = head
    while first > 0 and last - first < 4 and _may_precede(tokens[first - 1]):
        first -= 1
    if first > 0 and fold(tokens[first - 1]) in word_list("determiner"):
        return
    behind = tokens[head + 1 :]
    if len(behind) == 1 and first == head and behind[0].istitle() and not is_given_name(behind[0]):
        last += 1
    elif len(behind) < 4 and all(_may_follow(token, first == head) for token in behind):
        last = len(tokens) - 1
    elif len(behind) > 1 and behind[0] in _OF:
        last += 3 if fold(behind[1]) in word_list("article") and len(behind) > 2 else 2
    place = "first of a note" if weight > _LATER else "later in a note"
    yield Mention(text=" ".join(tokens[first : last + 1]), where="description", place=place, weight=weight)


def _is_somebodys(tokens: list[str], head: int) -> bool:
    """Whether a post is that of somebody named after it: "Owner Ada", "Schulleiterin Frau Example"."""
    following = tokens[head + 1 : head + 2]
    if not following or not following[0][:1].isupper():
        return False
    return is_given_name(following[0]) or fold(following[0].rstrip(".")) in word_list("honorific")


def _may_precede(token: str) -> bool:
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)", token) or fold(token) == "video":
        return True
    said = fold(token) in word_list("small", "pronoun", "post_noun", "condition", "before_head")
    return not said and not re.search(r"[=\d@/>-]$|[=\d@/]", token)


def _may_follow(token: str, alone: bool) -> bool:
    """Whether a word may stand behind the head of a post; any small one does in languages that put the head first."""
    if fold(token) in word_list("condition", "post_noun", "behind_post", "small") or "/" in token:
        return False
    if token in ("I", "II", "III", "IV"):
        return True
    if any(character.isdigit() for character in token) and not token[:1].isalpha():
        return False
    return fold(token) in word_list("field", "joins") or (alone and (token.isupper() or not token.istitle()))


def _spelled_large(text: str) -> Iterator[Mention]:
    """In somebody's letter, a post with capitals anywhere, unless it is that of somebody named beside it."""
    position = 0
    for run in islice(runs_of(text), 150):
        position = text.find(run.split()[0], position)
        tokens = run.split()
        heads = [i for i, token in enumerate(tokens) if is_post(token) and len(token) > 3]
        somebodys = bool(heads) and _is_somebodys(tokens, heads[-1])
        if heads and len(tokens) < 8 and not somebodys and not _beside_a_name(text, position, run):
            yield Mention(text=run, where="description", place="capitals", weight=1.5)
        position += 1


def _beside_a_name(text: str, start: int, run: str) -> bool:
    """Whether a run follows a name or leads to one, as the posts of those whom one meets do."""
    before = text[max(0, start - 80) : start]
    line, above = before.rpartition("\n")[2].strip(" •*-"), before.rpartition("\n")[0].strip().rpartition("\n")[2]
    if "\n" in before and not line:
        return name_of(above.strip(" ,")) is not None
    tokens = line.rstrip(',(-–—|•"“: ').split()
    behind = text[start + len(run) : start + len(run) + 30].lstrip(" ,:(–-")
    led = bool(tokens) and tokens[-1][:1].isupper() and line != line.rstrip(",(-–—|•: ")
    return (
        led
        or is_given_name(behind.split(maxsplit=1)[0] if behind.strip() else "")
        or not word_list("owner_of_post").isdisjoint(words_of(fold(line))[-3:])
    )
