"""How the conversation is held, and where to go for it.

A place counts for more than a link, for most links only lead to a page; and a telephone call for more than the link
that a calendar adds by itself. What a note says with "or" or "maybe" says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from daemon.core.recognise.judgement import Medium, RoundKind
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.phones import holds_number
from daemon.core.recognise.phrases import begins, holds, places
from daemon.core.recognise.reading import Reading, Text
from daemon.core.recognise.rounds import words_of_round
from daemon.core.recognise.stages import likeliest_medium
from daemon.core.recognise.wording import form_of

_LINK = re.compile(r"https?://|meet\.google|zoom\.us|teams\.microsoft")
_NOT_A_PLACE = re.compile(
    r"^(?:tb[acd]|(?:tele)?phone|call|zoom|(?:microsoft )?teams|online|video|virtual|remote|(?:google )?meet|skype)\b"
)
_SETTING = re.compile(r"\w+:\w+")  # what a scheduler leaves there: "integrations:daily"
_RECEIVER = ("📞", "☎", "📱")
_CUES = ("phone_cue", "phone_word", "video_cue", "in_person_cue")
_SHORT = 30


def medium_of(reading: Reading, told: RoundKind) -> Medium:
    """How the conversation is held; a link that a calendar adds by itself makes no video call of a telephone call."""
    signs = set(signs_of_medium(reading, told))
    if f"in location {Medium.PHONE}" in signs:  # there hardly anybody writes of a call that is not this one
        return Medium.PHONE
    return likeliest_medium(signs)


def signs_of_medium(reading: Reading, told: RoundKind) -> Iterator[str]:
    """Everything that tells how it is held, to be weighed; `told` is the kind of round by the surest word for one."""
    yield from words_of_round(told, reading)
    yield from (trait for trait in form_of(reading) if trait != "location")  # what stands there tells more
    texts = (("title", reading.title), ("location", reading.location), ("text", reading.description))
    for where, text in texts:
        yield from (f"{where} {cue}" for cue in _CUES if _tells(text.words, cue))
        yield from sorted({f"{where} by {hit.entry.medium}" for hit in text.hits if hit.entry.medium})
    found = (_in_title(reading), _in_location(reading), _in_description(reading))
    yield from (f"in {where} {medium}" for (where, _), medium in zip(texts, found, strict=True))
    yield f"ruled {_ruled(reading, told, found)}"
    if reading.system("video"):
        yield "video call"


def _ruled(reading: Reading, kind: RoundKind, found: Iterable[Medium]) -> Medium:
    """What follows from the surest sign."""
    told = next((hit.entry.medium for hit in reading.title.hits if hit.entry.medium), None)
    if told and not reading.title.raw.rstrip().endswith("??"):
        return Medium(told)
    if kind is RoundKind.ASSESSMENT and (alone := _alone(reading)):
        return alone
    if known := next((medium for medium in found if medium is not Medium.UNKNOWN), None):
        return known
    if _tells(reading.title.words, "in_person_cue"):
        return Medium.IN_PERSON
    if reading.system("video") or (_LINK.search(reading.description.folded) and not reading.typed):
        return Medium.VIDEO
    return Medium.UNKNOWN


def _alone(reading: Reading) -> Medium | None:
    """For what one does alone at a screen: a recorded interview is video, a test is neither; None for anything else."""
    words = (*reading.title.words, *reading.description.words)
    if _is_place(reading.location):
        return None
    if holds(words, "recorded"):
        return Medium.VIDEO
    return Medium.UNKNOWN if holds(words, "online_test") and reading.system("video") is None else None


def _in_title(reading: Reading) -> Medium:
    if any(sign in reading.title.raw for sign in _RECEIVER) or _tells(reading.title.words, "phone_cue", "phone_word"):
        return Medium.PHONE
    if holds_number(reading.title.raw):
        return Medium.PHONE
    return Medium.VIDEO if _tells(reading.title.words, "video_cue") else Medium.UNKNOWN


def _in_location(reading: Reading) -> Medium:
    text = reading.location
    if not text.raw.strip():
        return Medium.UNKNOWN
    if _LINK.search(text.folded) or _tells(text.words, "video_cue"):
        return Medium.VIDEO
    if _tells(text.words, "phone_cue", "phone_word") or (len(text.raw) < _SHORT and holds_number(text.raw)):
        return Medium.PHONE
    return Medium.IN_PERSON if _is_place(text) else Medium.UNKNOWN


def _in_description(reading: Reading) -> Medium:
    text = reading.description
    words = text.words
    if _tells(words, "phone_cue") or any(sign in text.raw for sign in _RECEIVER):
        return Medium.PHONE
    found = _cue(words)
    if found is Medium.UNKNOWN and reading.typed:
        if _tells(words, "phone_word"):
            return Medium.PHONE
        if len(text.raw) < _SHORT and holds_number(text.raw):
            return Medium.PHONE
    return found


def _cue(words: Sequence[str]) -> Medium:
    if _tells(words, "video_cue"):
        return Medium.VIDEO
    return Medium.IN_PERSON if _tells(words, "in_person_cue") else Medium.UNKNOWN


def _tells(words: Sequence[str], *names: str) -> bool:
    """Whether a phrase of these lists stands among the words, and not as one of several ways to choose from."""
    choices = word_list("perhaps")
    return any(
        choices.isdisjoint((*words[max(0, place - 1) : place], *words[place + 1 : place + 2]))
        for place in places(words, *names)
    )


def _is_place(location: Text) -> bool:
    text = location.folded.strip()
    return (
        bool(text)
        and not _LINK.search(text)
        and not _NOT_A_PLACE.match(text)
        and not _SETTING.fullmatch(text)
        and not begins(location.words, "own_place")
    )


def place_of(reading: Reading) -> str | None:
    """Where to go, for a conversation in person."""
    return " ".join(reading.location.raw.split()) if _is_place(reading.location) else None
