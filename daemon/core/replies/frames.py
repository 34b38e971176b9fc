"""What several ideas in one clause mean together, in every language.

The language files say by which words an idea is expressed: to go on, to choose, another person, a post, a denial. What
"not … go on", "choose … somebody else" or "post … filled" mean does not depend on the language, nor on the order of
its words, and stands here once. A frame names ideas that stand close together; `-idea` is one that is denied, `!idea`
one that must be absent, `!-idea` one that must not be denied. What is only supposed ("if we choose you") says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from daemon.core.replies.patterns import Found

_PREDICATES = frozenset(
    {"proceed", "choose", "offer", "offering", "invite", "decide", "succeed", "fit", "gone"}
    | {"offered", "welcomed", "invited"}
)
_STEPS = frozenset({"meet", "invite", "next", "task", "invited"})  # what may be meant of the past
_NEWS = frozenset({"rejected", "offered", "welcomed", "invited"})
_BAD = frozenset({"rejected", "rescinded"})
_MOST_HITS = 12  # words for one idea in a sentence that are looked at
_TOGETHER = 2  # words between predicates that one denial reaches


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Ideas that tell a kind of news: as they stand, denied, and absent."""

    kind: str
    said: tuple[str, ...]
    denied: tuple[str, ...]
    absent: frozenset[str]


def read_frames(kinds: Mapping[str, Sequence[str]]) -> tuple[Frame, ...]:
    """Frames from their written form."""
    return tuple(_frame(kind, text.split()) for kind, texts in kinds.items() for text in texts)


def _frame(kind: str, terms: Sequence[str]) -> Frame:
    return Frame(
        kind=kind,
        said=tuple(term for term in terms if term[0] not in "-!"),
        denied=tuple(term[1:] for term in terms if term.startswith("-")),
        absent=frozenset(term[1:] for term in terms if term.startswith("!")),
    )


class Clause:
    """The ideas of one sentence, in the order of its words; `pauses` tells for each word how many stand before it."""

    def __init__(self, hits: Sequence[Found], pauses: Sequence[int], reach: int) -> None:
        ignored = [hit for hit in hits if hit.kind == "ignored"]
        heard = [hit for hit in hits if not any(i.start <= hit.start and hit.end <= i.end for i in ignored)]
        self._pauses = pauses
        self._reach = reach
        past = [hit for hit in heard if hit.kind == "past"]
        self._hits = [hit for hit in heard if not (hit.kind in _STEPS and self._follows(hit, past))]
        self._supposing = [hit for hit in heard if hit.kind == "hypothetical"]
        self._denied = {id(hit) for negation in heard if negation.kind == "negation" for hit in self._denies(negation)}

    def kinds(self, frames: Sequence[Frame]) -> frozenset[str]:
        """What the sentence says: frames and ideas, with a minus where denied, a question mark where only supposed."""
        present = {hit.kind for hit in self._hits} | {f"-{hit.kind}" for hit in self._hits if id(hit) in self._denied}
        said = {self._as_meant(hit) for hit in self._hits}
        if "feedback_talk" in said:
            said.discard("invited")  # to hear why, not to a further step
        return frozenset(said | {frame.kind for frame in frames if self._shows(frame, present)})

    def _as_meant(self, hit: Found) -> str:
        if hit.kind not in _PREDICATES and hit.kind not in _NEWS:
            return hit.kind
        if self._is_supposed(hit, bad=hit.kind in _BAD):
            return f"?{hit.kind}"
        return f"-{hit.kind}" if id(hit) in self._denied and hit.kind not in _BAD else hit.kind

    def _shows(self, frame: Frame, present: set[str]) -> bool:
        if not present.issuperset((*frame.said, *frame.denied)) or not present.isdisjoint(frame.absent):
            return False
        bad = frame.kind in _BAD
        terms = [self._of(kind, True, bad) for kind in frame.denied] + [
            self._of(kind, False, bad) for kind in frame.said
        ]
        return any(self._spans(anchor, terms[1:]) for anchor in terms[0])

    def _of(self, kind: str, denied: bool, bad: bool) -> list[Found]:
        """The words that stand for an idea, said or denied, and meant rather than supposed."""
        meant = [hit for hit in self._hits if hit.kind == kind and not self._is_supposed(hit, bad=bad)]
        if kind in _PREDICATES:
            meant = [hit for hit in meant if (id(hit) in self._denied) == denied]
        return meant[:_MOST_HITS]

    def _spans(self, anchor: Found, others: Sequence[Sequence[Found]]) -> bool:
        """Whether the other ideas of a frame stand near this one, each in words of its own."""
        taken = [anchor]
        for hits in others:
            apart = [hit for hit in hits if all(_are_apart(hit, other) for other in taken)]
            if not apart:
                return False
            taken.append(min(apart, key=lambda hit: abs(hit.start - anchor.start)))
        return max(hit.end for hit in taken) - min(hit.start for hit in taken) <= self._reach

    def _denies(self, negation: Found) -> Iterator[Found]:
        """What a denial is about: the first predicate after it, and what else begins there."""
        first: int | None = None
        for hit in self._hits:
            if hit.kind not in _PREDICATES or hit.start < negation.end or hit.start - negation.end > self._reach // 2:
                continue
            if self._pauses[hit.start] - self._pauses[negation.start] == 1:
                continue  # one pause parts them; two enclose an aside
            first = hit.start if first is None else first
            if hit.start - first <= _TOGETHER:
                yield hit

    def _is_supposed(self, hit: Found, *, bad: bool) -> bool:
        """Whether a supposition reaches a word: to the next pause, or over one if it opens the sentence."""
        for supposing in self._supposing:
            parted = self._pauses[hit.start] - self._pauses[supposing.start]
            if supposing.start <= hit.start and (parted == 0 or (parted == 1 and supposing.start == 0)):
                return True
            if bad and parted == 0 and 0 <= supposing.start - hit.end <= _TOGETHER:
                return True  # "will be withdrawn if not signed"
        return False

    def _follows(self, hit: Found, past: Sequence[Found]) -> bool:
        return any(
            0 <= hit.start - before.start <= self._reach // 2 and self._pauses[hit.start] == self._pauses[before.start]
            for before in past
        )


def _are_apart(one: Found, other: Found) -> bool:
    """Whether two ideas stand in words of their own; that the person is meant may be a word's ending ("ofrecerte")."""
    return one.end <= other.start or other.end <= one.start or "you" in {one.kind, other.kind}
