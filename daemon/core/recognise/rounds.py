"""What kind of conversation an interview is: by the word for it, else by who holds it and how.

The title goes before the description, which also speaks of stages past and to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from daemon.core.recognise.judgement import Medium, RoundKind
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.people import Cast
from daemon.core.recognise.phrases import held, holds
from daemon.core.recognise.reading import Reading, Text
from daemon.core.recognise.stages import form_of_round, likeliest_round, words_for_round
from daemon.core.recognise.words import words_of

# The kinds with the lists of words for them, the one that outdoes others first: a final panel is final.
_KINDS = (
    (RoundKind.TAKE_HOME_REVIEW, "take_home_review", None),
    (RoundKind.ASSESSMENT, "assessment", "assessment_title"),
    (RoundKind.MEET_THE_TEAM, "meet_the_team", None),
    (RoundKind.FINAL, "final", "final_title"),
    (RoundKind.RECRUITER_SCREEN, "recruiter_screen", "recruiter_screen_title"),
    (RoundKind.HIRING_MANAGER, "hiring_manager", "hiring_manager_title"),
    (RoundKind.TECHNICAL, "technical", "technical_title"),
    (RoundKind.PANEL, "panel", "panel_title"),
    (RoundKind.ONSITE, "onsite", "onsite_title"),
)
_KIND_OF = {name: kind for kind, both, alone in _KINDS for name in (both, alone) if name}
_SENTENCE = re.compile(r"[\n;!?]|(?<=\S\S\S)\. ")
_SENTENCES_READ = 60
_NEAR = 6
_REACH_OF_MINE = 3
_PANEL = 3


def told_round(reading: Reading) -> RoundKind:
    """The kind of round by the surest word for one in the title, else in the description; UNKNOWN without any."""
    title = reading.title
    kinds = {RoundKind(hit.entry.round) for hit in title.hits if hit.entry.round}
    kinds |= {_KIND_OF[name] for name in held(title.words, *_KIND_OF)}
    if reading.typed and _tells_of_own_superior(title.words):
        kinds.add(RoundKind.HIRING_MANAGER)
    if _goes_over_exercise(title.words):
        kinds.add(RoundKind.TAKE_HOME_REVIEW)
    return _surest(kinds) or _surest(_in_sentences(reading)) or RoundKind.UNKNOWN


def _surest(kinds: set[RoundKind]) -> RoundKind | None:
    order = (*(kind for kind, _, _ in _KINDS), RoundKind.PHONE_SCREEN)
    return next((kind for kind in order if kind in kinds), None)


def _in_sentences(reading: Reading) -> set[RoundKind]:
    """What the sentences of the description tell, without those that tell of another stage."""
    text = reading.description
    kinds = {RoundKind.PANEL for label in reading.labels if label.name in word_list("panel_title")}
    for start, end in _sentences(text):
        words = words_of(text.folded[start:end])
        found = held(words, "another_stage", *(both for _, both, _ in _KINDS))
        if "another_stage" in found:
            continue
        kinds |= {_KIND_OF[name] for name in found}
        if reading.typed and _goes_over_exercise(words):
            kinds.add(RoundKind.TAKE_HOME_REVIEW)
        if reading.typed and _tells_of_own_superior(words):
            kinds.add(RoundKind.HIRING_MANAGER)
    return kinds


def _sentences(text: Text) -> list[tuple[int, int]]:
    ends = [match.start() for match in _SENTENCE.finditer(text.folded)][:_SENTENCES_READ]
    return list(zip([0, *ends], [*ends, len(text.folded)], strict=True))


def _goes_over_exercise(words: Sequence[str]) -> bool:
    """Whether words of going over something and of an exercise stand near each other."""
    places = [index for index, word in enumerate(words) if word in word_list("go_over")]
    return any(holds(words[max(0, place - _NEAR) : place + _NEAR], "exercise") for place in places[:20])


def _tells_of_own_superior(words: Sequence[str]) -> bool:
    """Whether a superior is told to be the owner's own: "wäre meine Vorgesetzte", "min blivande chef"."""
    places = [index for index, word in enumerate(words) if word in word_list("superior_of_one")]
    near = [words[max(0, place - _REACH_OF_MINE) : place + _REACH_OF_MINE] for place in places[:20]]
    return any(not word_list("mine").isdisjoint(around) for around in near)


def round_of(told: RoundKind, reading: Reading, cast: Cast, medium: Medium) -> RoundKind:
    """The kind of round, from the words for it, from who holds it, and from how."""
    return likeliest_round(hints_of(told, reading, cast, medium))


def hints_of(told: RoundKind, reading: Reading, cast: Cast, medium: Medium) -> Iterator[str]:
    """Everything that tells of the kind of round, to be weighed."""
    yield from words_of_round(told, reading)
    yield from form_of_round(reading, _ruled(told, reading, cast, medium), cast, medium)


def words_of_round(told: RoundKind, reading: Reading) -> Iterator[str]:
    """What the words tell of the kind of round, whoever holds it."""
    return words_for_round(reading, tuple(_KIND_OF), told)


def _ruled(told: RoundKind, reading: Reading, cast: Cast, medium: Medium) -> RoundKind:
    """What follows from the surest word, from who holds it, and from how."""
    people = cast.interviewers
    open_kind = told in (RoundKind.UNKNOWN, RoundKind.PHONE_SCREEN)
    if len(people) >= _PANEL and (open_kind or told in (RoundKind.HIRING_MANAGER, RoundKind.RECRUITER_SCREEN)):
        return RoundKind.PANEL
    if open_kind and len(people) == 1 and cast.recruiter in people:
        return RoundKind.RECRUITER_SCREEN
    if told is RoundKind.UNKNOWN and medium is Medium.PHONE:
        return RoundKind.PHONE_SCREEN
    if told is RoundKind.UNKNOWN and reading.typed and _counts_many(reading):
        return RoundKind.PANEL
    return told


def _counts_many(reading: Reading) -> bool:
    """Whether a note says how many will be there, and that is a panel: "3 people"."""
    for words in (reading.title.words, reading.description.words[:60]):
        for number, noun in pairwise(words):
            if number in word_list("number_of_many") and noun in word_list("people_noun"):
                return True
    return False
