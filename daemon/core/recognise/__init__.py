"""Recognising interviews: is this event a job interview the owner attends as a candidate, and what is known of it?

`judge` gives the verdict, which most of a calendar needs and no more; `recognise` adds who, what, where and how to
events that are or may be interviews. Both are pure: the same event, owner and neighbours give the same judgement.

How an event becomes a judgement:

1. `reading` cuts and normalises its texts (`words`, `markup`), finds the phrases of the `lexicon` in them in one walk,
   and tells who stands where to the owner. Names are put in order by `names`.
2. `judging` decides by what the person typed or what is certain, else sums the reasons of `signals`, of `sides`,
   which asks on whose side of the table the owner sits, of `standing` and `outright`, which hear that a slot was given
   up or is for something else, and of `wording`, which was learned from labelled events.
3. `details` puts together the rest from one reading. Each detail has the same two steps: collect every mention with
   what its place is worth, then choose by what confirms it.
   - the employer: `claims` with the worth of their `places`, chosen by `employer` (with what addresses repeat: `echo`)
   - the post: `openings`, chosen by `post` (cut to its name by `terms`)
   - the people: `everybody` an event may name, by `spots`, `mentions`, `contacts`, `recruiters` and the rules of
     `people`; `casting` weighs their parts
   - `rounds`, `medium` and `phones`
   Both halves share what the words of the title (`titles`) and of the description (`telling`) are tagged as
   (`tagging`, by their `traits`); the `runs` of capitals; what a name is by its words, by `kinds`; and the `phrases`
   of word lists. `records` are events and judgements as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence

from daemon.core.recognise.judgement import Judgement, Medium, Owner, Reason, RoundKind, Verdict
from daemon.ports.records import Event

__all__ = ["Judgement", "Medium", "Owner", "Reason", "RoundKind", "Verdict", "judge", "recognise"]


def judge(event: Event, owner: Owner, neighbours: Sequence[Event] = ()) -> Judgement:
    """The verdict on one event of the owner's calendar; `neighbours` are other events of the same days, if known.

    What the person typed decides, then what makes it certain that nothing takes place, then the sum of the signals.
    Time is linear in the length of the texts, of which only the beginning is looked at (see `reading`).
    """
    from daemon.core.recognise.judging import judge_event  # noqa: PLC0415 - a pass without news need not load it

    return judge_event(event, owner, neighbours)


def recognise(event: Event, owner: Owner, neighbours: Sequence[Event] = ()) -> Judgement:
    """The same verdict, and unless it is `no` everything that the event tells of the interview."""
    from daemon.core.recognise.details import recognise_event  # noqa: PLC0415 - as above

    return recognise_event(event, owner, neighbours)
