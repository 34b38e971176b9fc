"""Judging one event: what decides at once, and else the sum of the signals."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from daemon.core.recognise.judgement import Judgement, Owner, Reason, Verdict
from daemon.core.recognise.ours import is_ours
from daemon.core.recognise.reading import DESCRIPTION_LIMIT, TITLE_LIMIT, Reading, read_event
from daemon.core.recognise.signals import SIGNALS
from daemon.core.typed import Tag, read_typed
from daemon.ports.records import Event, Status

# Fitted to events that neither the lexicon nor the wording had been developed on.
BIAS = -1.35
SCALE = 0.5  # of the sum: signals overlap, so that together they say less than each for itself
SURE = 0.62
DOUBT = 0.35


def judge_event(event: Event, owner: Owner, neighbours: Sequence[Event] = ()) -> Judgement:
    """The judgement that `judge` promises."""
    return judged(read_event(event, owner), neighbours)


def judged(reading: Reading, neighbours: Sequence[Event]) -> Judgement:
    """The verdict on an event that was read, with its reasons, the strongest first."""
    settled = _settled(reading)
    if settled is not None:
        verdict, reason = settled
        confidence = 1.0 if verdict is Verdict.INTERVIEW else 0.0
        return _judgement(reading, verdict, confidence, (reason,))
    reasons = tuple(reason for signal in SIGNALS for reason in signal(reading, neighbours))
    confidence = 1 / (1 + exp(-(BIAS + SCALE * sum(reason.weight for reason in reasons))))
    return _judgement(reading, _band(confidence), round(confidence, 4), _sorted(reasons))


def _settled(reading: Reading) -> tuple[Verdict, Reason] | None:
    texts = reading.event.summary[:TITLE_LIMIT], reading.event.description[:DESCRIPTION_LIMIT]
    tags = read_typed(*texts).tags if "#" in texts[0] or "#" in texts[1] else frozenset()
    against = _ruled_out(reading, tags)
    if against:
        return Verdict.NO, Reason(weight=-9.0, sentence=against)
    if Tag.INTERVIEW in tags:
        return Verdict.INTERVIEW, Reason(weight=9.0, sentence="You typed #interview.")
    return None


def _ruled_out(reading: Reading, tags: frozenset[Tag]) -> str | None:
    facts = (
        (is_ours(reading.event), "followupd wrote this entry itself."),
        (Tag.NO in tags, "You typed #no."),
        (reading.event.status is Status.CANCELLED, "It is cancelled."),
        (reading.title.means("cancelled") or "~~" in reading.title.raw, "The title says that it does not take place."),
        (reading.declined, "You declined the invitation."),
    )
    return next((sentence for holds, sentence in facts if holds), None)


def _band(confidence: float) -> Verdict:
    if confidence >= SURE:
        return Verdict.INTERVIEW
    return Verdict.DOUBT if confidence >= DOUBT else Verdict.NO


def _sorted(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))


def _judgement(reading: Reading, verdict: Verdict, confidence: float, reasons: tuple[Reason, ...]) -> Judgement:
    return Judgement(event=reading.event, verdict=verdict, confidence=confidence, reasons=reasons)
