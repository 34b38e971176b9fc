"""Of two forms of a name, one longer than the other: what speaks for either is what only the longer one has.

"Acme Mill Leeds" is the firm and where it is, "Acme Mill Trust" a firm; "Meter Reader I" is a post of its own, "Meter
Reader (Leeds)" hardly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from daemon.core.recognise.choosing import Candidates, listed, loudest_of, other_kinds, traits_of_others
from daemon.core.recognise.echo import domain_labels, letters
from daemon.core.recognise.kinds import is_called_like_a_person, is_organisation, is_post
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.terms import is_condition
from daemon.core.recognise.words import fold, words_of

_RANK = re.compile(r"[IVX]{1,4}|[A-Da-d]|\d{1,2}")
_BETWEEN = " ,-–/:|"
_FIRST_BEHIND = ("field", "department", "grade", "honorific", "edge", "small", "with", "at", "activity", "premises")


def compare_forms(found: Candidates, reading: Reading) -> None:
    """Note of each name that begins or ends as another one what it has more, and of that one what it lacks."""
    others = other_kinds((*reading.title_parts.spans, *reading.telling.spans), None)
    labels = domain_labels(reading)
    for key, longer in found.by_key.items():
        for side, bounds in (("behind", str.startswith), ("before", str.endswith)):
            shorter = _longest_in(key, found.by_key, bounds)
            if shorter:
                name, size = longer.name, len(shorter)
                rest = name[size:] if side == "behind" else name[: len(name) - size]
                facts = list(_facts_of_rest(rest.strip(_BETWEEN), reading, others, labels))
                longer.add(*(f"more {side}: {fact}" for fact in facts))
                found.by_key[shorter].add(*(f"less {side}: {fact}" for fact in facts))


def _longest_in(key: str, keys: Iterable[str], bounds: Callable[[str, str], bool]) -> str | None:
    """The longest other name with which a name begins or ends, at the edge of a word."""
    within = [other for other in keys if len(other) < len(key) and bounds(key, other)]
    edge = [one for one in within if not (key[len(one)] if key.startswith(one) else key[-len(one) - 1]).isalnum()]
    return max(edge, key=len, default=None)


def _facts_of_rest(
    rest: str, reading: Reading, others: Mapping[tuple[str, str], float], labels: Sequence[str]
) -> Iterator[str]:
    key = fold(rest)
    words = words_of(key)
    facts = (
        ("rank", _RANK.fullmatch(rest) is not None),
        ("in the location", bool(key) and key in reading.location.folded),
        ("brackets", rest[:1] in "(（"),
        ("address has it", bool(words) and any(letters(rest) in label for label in labels)),
        ("sign", not words),
        (f"sounds like {loudest_of(rest)}", True),
    )
    yield from (fact for fact, holds in facts if holds)
    yield from facts_of(rest)
    yield from (*listed("first", words[:1]), *listed("last", words[-1:]))
    yield from traits_of_others(key, others)


def facts_of(added: str) -> Iterator[str]:
    """What there is to say of what stands behind a name and may belong to it."""
    words = words_of(fold(added))
    facts = (
        ("condition", is_condition(added)),
        ("capital", added[:1].isupper()),
        ("small letters", added.islower()),
        ("digit", any(character.isdigit() for character in added)),
        ("letters", re.fullmatch(r"[a-z](?:/[a-z]){1,3}", added.lower()) is not None),
        ("given name", is_called_like_a_person(added)),
        ("house", is_organisation(added)),
        ("post", is_post(added)),
        (f"{min(len(words), 4)} words", True),
        *((name, bool(words) and words[0] in word_list(name)) for name in _FIRST_BEHIND),
    )
    yield from (fact for fact, holds in facts if holds)
