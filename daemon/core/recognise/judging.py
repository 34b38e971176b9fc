"""Judging one event: what decides at once, and else the sum of the signals."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf

from daemon.core.recognise.closely import looked_at_closely
from daemon.core.recognise.judgement import Judgement, Owner, Reason, Verdict
from daemon.core.recognise.ours import is_ours
from daemon.core.recognise.reading import DESCRIPTION_LIMIT, TITLE_LIMIT, Reading, read_event
from daemon.core.recognise.signals import SIGNALS
from daemon.core.recognise.standing import called_off
from daemon.core.recognise.wording import wording
from daemon.core.typed import Tag, read_typed
from daemon.ports.records import Event, Status

# Fitted to events that neither the lexicon nor the wording had been developed on.
BIAS = -1.35
SCALE = 0.5  # of the sum: signals overlap, so that together they say less than each for itself
# Between these, in logarithms of odds, an event is looked at closely: beyond them that hardly ever changes a verdict.
UNCLEAR_FROM, CLEAR_FROM = -1.2, 3.0
# Where the wording speaks for it, even what the other signals speak against: a word of theirs may be the employer's,
# unless it is one that no employer has in its name.
DOUBTFUL_FROM = -4.0
_NO_TRADES = ("practice", "reminder", "hired")
# What is said so strongly against it no closer look may call in question.
OUTRIGHT = -10.0
# From where on what all signals say, none of them against it, is an interview however it looks.
AGREED = 1.39
# The person is asked at least about what they noted as an interview, with nothing but its wording against it.
ASKED = 0.25
# Unless its wording speaks more against it than this: against the bare word sooner than against a kind of interview.
LEAST_OF_KIND, LEAST = -1.5, -0.2
# Chosen on events whose writers the closer look had not been fitted to.
SURE = 0.8
DOUBT = 0.55


def judge_event(event: Event, owner: Owner, neighbours: Sequence[Event] = ()) -> Judgement:
    """The judgement that `judge` promises."""
    return judged(read_event(event, owner), neighbours)


def judged(reading: Reading, neighbours: Sequence[Event]) -> Judgement:
    """The verdict on an event that was read, with its reasons, the strongest first."""
    decided = settled(reading)
    if decided is not None:
        verdict, reason = decided
        confidence = 1.0 if verdict is Verdict.INTERVIEW else 0.0
        return _judgement(reading, verdict, confidence, (reason,))
    reasons = [reason for signal in SIGNALS for reason in signal(reading, neighbours)]
    agreed = min([reason.weight for reason in reasons], default=0.0) >= 0
    looks = list(wording(reading))
    reasons += looks
    weights = [reason.weight for reason in reasons]
    odds = first = BIAS + SCALE * sum(weights)
    if _opens_at(reading, looks) < first < CLEAR_FROM:
        odds = looked_at_closely(reading, first, weights)
        if min(weights) <= OUTRIGHT:
            odds = min(odds, first)
        if first > AGREED and agreed:
            odds = max(odds, AGREED)
        reasons.append(_closer((odds - first) / SCALE))
    if agreed and reading.typed and odds > _least_noted(reading):
        odds = max(odds, ASKED)
    confidence = 1 / (1 + exp(-odds))
    return _judgement(reading, _band(confidence), round(confidence, 4), _sorted(reasons))


def _opens_at(reading: Reading, looks: Sequence[Reason]) -> float:
    """The odds from which an event is looked at closely."""
    spoken_for = any(look.weight > 0 for look in looks) and not reading.title.means(*_NO_TRADES)
    return DOUBTFUL_FROM if spoken_for else UNCLEAR_FROM


def _least_noted(reading: Reading) -> float:
    """The odds from which the person is asked about what its title says is an interview."""
    if reading.title.means("job-interview"):
        return LEAST_OF_KIND
    return LEAST if reading.title.means("interview") else inf


def _closer(weight: float) -> Reason:
    kind = "an interview" if weight > 0 else "something else than an interview"
    return Reason(weight=round(weight, 3), sentence=f"Looked at word by word, it is made up as {kind} is.")


def settled(reading: Reading) -> tuple[Verdict, Reason] | None:
    """What decides at once, if anything does: what the person typed, or that nothing takes place."""
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
        (called_off(reading.title) or "~~" in reading.title.raw, "The title says that it does not take place."),
        (reading.declined, "You declined the invitation."),
    )
    return next((sentence for holds, sentence in facts if holds), None)


def _band(confidence: float) -> Verdict:
    if confidence >= SURE:
        return Verdict.INTERVIEW
    return Verdict.DOUBT if confidence >= DOUBT else Verdict.NO


def _sorted(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))


def _judgement(reading: Reading, verdict: Verdict, confidence: float, reasons: tuple[Reason, ...]) -> Judgement:
    return Judgement(event=reading.event, verdict=verdict, confidence=confidence, reasons=reasons)
