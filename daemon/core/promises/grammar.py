"""Finds the date expressions of a text: the parts that stand together, whatever their order, and what ties them.

Every language writes the same few things in its own order ("end of next week", "fin de la semaine prochaine"),
so an expression is a run of symbols that fill different slots of `Parts`; words such as "by", "after" and "to" stand
before it, after it, or between two of them. One pass, each symbol read a bounded number of times.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from daemon.core.promises.apposition import with_appositions
from daemon.core.promises.around import Around
from daemon.core.promises.dated import Dated, bind
from daemon.core.promises.gather import Core, Gatherer
from daemon.core.promises.parts import Days, Parts, completed, moved, one_day, same_shape
from daemon.core.promises.resolve import resolve
from daemon.core.promises.telling import told_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.core.promises.lexicon import Lexicon
    from daemon.core.promises.parts import Symbol

_RANGE = frozenset({"to", "or", "dash", "and", "by", "since"})  # "and" after "between", the last two of like ends
_CALENDAR = frozenset({"week", "month", "quarter", "year"})
_LONGEST_SENTENCE = 40  # symbols before a word in which it may have been used before
_STEM = 4  # letters by which a word is known again: "meets", "meeting"
_LONGEST_DENIAL = 6  # symbols between "not this Friday" and "the one after"
_LONGEST_CONDITION = 10  # symbols between a duration and the day it is counted from


class DateReader:
    """Reads the symbols of one text said on one day."""

    def __init__(self, symbols: Sequence[Symbol], lexicon: Lexicon, today: date) -> None:
        self._symbols = symbols
        self._lexicon = lexicon
        self._near = Gatherer(symbols, lexicon)
        self._around = Around(symbols, lexicon)
        self._today = today
        self._last: Dated | None = None  # the expression before
        self._unit: str | None = None  # the week or month last spoken of
        self._of_month = False  # whether the expression before, in the same sentence, names its month

    def read(self) -> list[Dated]:
        """Every date expression in the order of the text, one that only explains another made one with it."""
        found: list[Dated] = []
        at = 0
        while at < len(self._symbols):
            self._last = found[-1] if found else None
            self._of_month = self._of_month and self._near.kind(at) != "break"
            passed_on = self._passed_on(at) if self._symbols[at].kind == "successor" else None
            dated, end = (passed_on, at + 1) if passed_on else self._expression(at, self._last)
            if dated is not None:
                found.append(dated)
            at = max(end, at + 1)
        return with_appositions(found, self._symbols, self._today)

    # One expression

    def _expression(self, at: int, before: Dated | None) -> tuple[Dated | None, int]:
        core = self._core(at)
        if core is None:
            return None, at
        self._unit = core.parts.unit if core.parts.unit in _CALENDAR else self._unit
        anchor = before.named if before else None
        if before:
            core = replace(core, parts=told_after(core.parts, before, self._today, of_month=self._of_month))
        self._of_month = core.parts.day is not None and core.parts.month is not None
        if anchor and self._lexicon.definite_weekdays and self._is_the_weekday(at, core.parts):
            core = replace(core, parts=replace(core.parts, which="that"))  # "an email on the Friday"
        if before and core.parts.weekday is not None and core.parts.which == "that":
            anchor = before.opens  # "the panel is next week, and you'd hear that Friday"
        days, end = self._tail(core, anchor)
        if days is None:
            return None, core.end
        relations = self._before(at) | self._around.after(end)
        relations = self._adjusted(relations, core.parts)
        is_range = days.window and (end > core.end or core.parts.count is not None)
        from_to = is_range and "since" in relations
        if is_range:  # "from Monday to Wednesday", "tomorrow or Friday at the latest" are windows
            relations -= {"since", "between", "latest"} if core.parts.count is None else {"since", "between"}
        if core.parts == Parts(daytime=True) and not relations:
            return None, end
        start, stop = self._symbols[at].start, self._symbols[end - 1].end
        dated = bind(days, relations, self._today, (start, stop))
        weekday = core.parts == Parts(weekday=core.parts.weekday, which=core.parts.which)
        weekday = weekday and core.parts.which not in {"next", "after_next", "last"}
        return replace(
            dated,
            from_to=from_to,
            weekdays=weekday,
            bare_weekday=weekday and end == core.end,
            holiday=core.parts.holiday is not None and end == core.end,
            exact=core.parts.day is not None or core.parts.date is not None or core.parts.which == "preceding",
        ), end

    def _core(self, at: int) -> Core | None:
        """The parts that stand here, with what they leave out."""
        core = self._near.gather(at) if self._is_whole(at) else self._shortened(at)
        core = core and self._counted_once(self._with_which(core), at)
        if core and self._near.kind(core.end) == "over" and "before" in self._before(at):  # "before May is out"
            return replace(core, parts=replace(core.parts, edge=core.parts.edge or "end"), end=core.end + 1)
        return core

    def _with_which(self, core: Core) -> Core:
        """A weekday with "next" behind it: "Friday next", "Tuesday of next"."""
        at = self._near.skip(core.end)
        alone = core.parts == Parts(weekday=core.parts.weekday) and self._near.kind(at) == "which"
        if (
            not alone
            or self._symbols[at].value != "next"
            or self._near.kind(at + 1) not in {"", "break", "comma", "stop"}
        ):
            return core
        return replace(core, parts=replace(core.parts, which="next"), end=at + 1)

    def _passed_on(self, at: int) -> Dated | None:
        """Another day or week than the one before, if that is not meant: "not this Friday, the one after"."""
        denied = self._last
        if denied is None or not (denied.weekdays or denied.days.window):
            return None
        between = [symbol for symbol in self._symbols[max(0, at - _LONGEST_DENIAL) : at] if symbol.start >= denied.end]
        if not between or not (denied.relation == "negation" or any(one.kind == "negation" for one in between)):
            return None
        symbol, days = self._symbols[at], moved(denied.days, timedelta(days=7))
        dated = bind(days, self._before(at), self._today, (symbol.start, symbol.end))
        return replace(dated, weekdays=denied.weekdays)

    def _before(self, at: int) -> frozenset[str]:
        return self._around.before(at, self._last.end if self._last else -1)

    def _counted_once(self, core: Core, at: int) -> Core:
        """In most languages "in week" is in one week: "za týden", "через месяц", "viikon päästä"."""
        if core.parts == Parts(unit="fortnight") and self._near.kind(at - 1) in {"", "break", "comma"}:
            return replace(core, parts=replace(core.parts, count=(1, 1)))  # "Fortnight, he reckons"
        bare = core.parts == Parts(unit=core.parts.unit) and core.parts.unit in {"week", "month"}
        if not bare or self._near.kind(at) == "the" or self._near.kind(at - 1) == "the":
            return core
        around = self._before(at) | self._around.after(core.end)
        governed = around & {"within", "after"} and not around & {"by", "before", "until"}
        return replace(core, parts=replace(core.parts, count=(1, 1))) if governed else core

    def _is_whole(self, at: int) -> bool:
        """Whether an expression that starts here names its unit: not "next", nor "early next", with nothing after."""
        which = at + (self._near.kind(at) == "edge")
        return not (self._near.kind(which) == "which" and self._hangs_in_the_air(which + 1))

    def _shortened(self, at: int) -> Core | None:
        """What leaves out the unit spoken of before: "not this week but next"."""
        edge = self._symbols[at] if self._near.kind(at) == "edge" else None
        which = self._symbols[at + (edge is not None)]
        counts = self._near.kind(at + 1 + (edge is not None)) in {"word", "cue"}  # "the next organist", "we call next"
        if self._unit is None or counts or which.value not in {"next", "after_next"}:
            return self._near.gather(at)
        parts = Parts(which=str(which.value), unit=self._unit, edge=str(edge.value) if edge else None)
        return Core(parts=parts, start=at, end=at + 1 + (edge is not None))

    def _is_the_weekday(self, at: int, parts: Parts) -> bool:
        while self._near.kind(at) == "filler":
            at += 1
        return parts == Parts(weekday=parts.weekday) and self._near.kind(at) == "the"

    def _adjusted(self, relations: frozenset[str], parts: Parts) -> frozenset[str]:
        """The words around, where what they govern changes what they mean."""
        if "within" in relations:  # "daqui a uma semana já há"
            relations -= {"past"}
        if parts.count is not None:  # "vor zwei Wochen" lies behind; "after two weeks" is in two weeks
            before = "past" if self._lexicon.before_is_ago else "within"
            meant = {"before": before, "after": "within", "by": "within"}
            return frozenset(meant.get(relation, relation) for relation in relations)
        no_day_excluded = self._lexicon.before_includes and parts.holiday is None
        if parts.edge == "end" or parts.daytime or no_day_excluded:  # "before the end of May", "before noon"
            return frozenset("by" if relation == "before" else relation for relation in relations)
        return relations

    def _tail(self, core: Core, anchor: date | None) -> tuple[Days | None, int]:
        """The days of a core together with what is tied to it on the right."""
        at = self._near.skip(core.end)
        kind = self._near.kind(at)
        if kind == "afterwards":
            if core.parts.count is not None:
                return resolve(core.parts, anchor or self._today), at + 1
            return resolve(replace(core.parts, which="following"), self._today, anchor), at + 1
        if core.parts.count is not None and core.parts.edge == "late" and anchor:  # "two days later"
            return resolve(core.parts, anchor), core.end
        if core.parts.count is not None and anchor and (end := self._after_that(core.end)):
            return resolve(core.parts, anchor), end
        days, end = self._tied(core, at, kind, anchor) or (resolve(core.parts, self._today, anchor), core.end)
        behind = days is not None and days.window and core.parts.weekday is not None
        if days and behind and anchor and self._near.kind(end) == "afterwards":  # "Tuesday or Wednesday after that"
            weeks = max(-(-((anchor - days.first).days + 1) // 7), 0)
            return moved(days, timedelta(days=7 * weeks)), end + 1
        return days, end

    def _tied(self, core: Core, at: int, kind: str, anchor: date | None) -> tuple[Days | None, int] | None:
        """The days of a core and the expression that the word at this place ties to it; None if it ties none."""
        if kind == "day" and at > core.end:  # "du 2 au 20 mars", where "au" may mean much else
            at, kind = at - 1, "on"
        if kind == "comma" and self._goes_on_with(core, self._near.skip(at + 1)):
            at = self._near.skip(at + 1)
            kind = self._near.kind(at)
        other = self._other(at + 1) if kind in {*_RANGE, "after", "before", "within", "on"} else None
        if other is not None and kind in {*_RANGE, "on"} and self._is_range(core, kind, other):
            return self._range(core, other, anchor), other.end
        if other is not None and (days := self._counted_from(core, kind, other, anchor)):
            return days, other.end
        if kind == "after" and core.parts.count is not None and (event := self._event_day(at + 1)):
            return self._counted_from(core, kind, event, anchor), event.end
        if core.parts.count is not None and anchor and self._names_the_event(core.end):
            return resolve(core.parts, anchor), at
        if kind == "which" and self._symbols[at].value == "following":  # "the Friday following"
            kind = "after"
        return self._hanging(core, at, kind, anchor) if kind in {"after", "before"} else None

    def _goes_on_with(self, core: Core, at: int) -> bool:
        """Whether a pause stands before the other end only: "between Monday, the 5th, and Wednesday, the 7th"."""
        tie = self._near.kind(at)
        if tie == "and":
            return "between" in self._before(core.start)
        other = self._other(at + 1) if tie == "or" else None
        return other is not None and same_shape(core.parts, other.parts)

    def _hanging(self, core: Core, at: int, kind: str, anchor: date | None) -> tuple[Days | None, int] | None:
        """The days of a core after or before the day just named: "the Friday after", "by the Friday before"."""
        if not self._hangs_in_the_air(at + 1) or self._lexicon.postpositions:  # there it is "after Friday"
            return None
        if kind == "after" and core.parts.which in {None, "that"}:
            return resolve(replace(core.parts, which="following"), self._today, anchor), at + 1
        if kind == "before" and anchor and core.parts.weekday is not None:
            return self._day_before(core, one_day(anchor)), at + 1
        return None

    def _other(self, at: int) -> Core | None:
        """What stands behind the word that ties two expressions, also behind "on": "on Monday or on Tuesday"."""
        at = self._near.skip(at)
        return self._near.gather(self._near.skip(at + 1) if self._near.kind(at) == "on" else at)

    def _after_that(self, at: int) -> int:
        """The end of "of that" or "after this" behind a duration, which is counted from the day just named; else 0."""
        if self._near.kind(at) not in {"filler", "after", "since"} or self._near.kind(at + 1) != "which":
            return 0
        return at + 2 if self._hangs_in_the_air(at + 2) else 0

    def _event_day(self, at: int) -> Core | None:
        """The day of what a duration is counted from: "three days after the panel on the 16th"."""
        for here in range(at, min(at + _LONGEST_CONDITION, len(self._symbols))):
            if (core := self._near.gather(here)) is not None:
                return core
            if self._near.kind(here) not in {"word", "filler", "the", "on"}:
                return None
        return None

    def _names_the_event(self, at: int) -> bool:
        """Whether what a duration is counted from is what happens on the day just named: "of the panel date"."""
        if self._near.kind(at) not in {"after", "since", "filler", "the"} or self._last is None:
            return False
        noun = self._near.skip(at + (self._near.kind(at) in {"after", "since"}))
        if self._near.kind(noun) not in {"word", "cue"}:
            return False
        stem = str(self._symbols[noun].value)[:_STEM]
        told = [
            s
            for s in self._symbols[max(0, noun - _LONGEST_SENTENCE) : noun]
            if abs(s.start - self._last.start) <= _LONGEST_CONDITION
        ]
        return len(stem) == _STEM and any(str(s.value).startswith(stem) for s in told if s.kind in {"word", "cue"})

    def _hangs_in_the_air(self, at: int) -> bool:
        return self._near.kind(at) in {"", "break", "comma", "stop", "word", "cue", "or", "and"}

    def _counted_from(self, core: Core, kind: str, other: Core, anchor: date | None) -> Days | None:
        """ "Two weeks from Friday", "the Monday after Easter", "Friday in two weeks"."""
        base = resolve(other.parts, self._today, anchor)
        if base is None:
            return None
        if kind == "within":
            is_point = core.parts.weekday is not None or core.parts.offset is not None
            start = resolve(core.parts, self._today, anchor) if is_point and other.parts.count else None
            return resolve(other.parts, start.last, None) if start else None
        if core.parts.count is not None:
            if self._lexicon.postpositions and kind == "after" and other.parts.day is not None:
                return base  # "one week from now, the 16th"
            return resolve(core.parts, base.last) if kind in {"after", "since", "on"} else None
        if kind == "after":
            behind = self._lexicon.postpositions and other.parts.day is not None  # "after the holiday, on the 30th"
            return None if behind else resolve(replace(core.parts, which="following"), self._today, base.last)
        return self._day_before(core, base) if kind == "before" else None

    def _day_before(self, core: Core, base: Days) -> Days | None:
        if core.parts.weekday is not None:
            return one_day(base.first - timedelta(days=(base.first.weekday() - core.parts.weekday - 1) % 7 + 1))
        if core.parts.unit == "day" and core.parts.which is None:
            return one_day(base.first - timedelta(days=1))
        return None

    # Ranges

    def _is_range(self, core: Core, kind: str, other: Core) -> bool:
        if kind in {"to", "or", "dash"}:
            return True
        if kind == "on":  # "du 2 au 20 mars"
            return core.parts == Parts(day=core.parts.day) and other.parts.day is not None
        relations, alike = self._before(core.start), same_shape(core.parts, other.parts)
        return "between" in relations or (alike and (kind != "and" or "within" in relations))

    def _range(self, core: Core, other: Core, anchor: date | None) -> Days | None:
        first = resolve(completed(core.parts, other.parts), self._today, anchor)
        day = other.parts == Parts(day=other.parts.day)
        ended = completed(other.parts, core.parts) if day and core.parts.day is not None else other.parts
        last = resolve(ended, self._today, first.last if first else anchor)
        if first is None or last is None:
            return last
        if last.last < first.first and other.parts.weekday is not None and other.parts.which is None:
            last = resolve(replace(other.parts, which="following"), self._today, first.last) or last
        if last.last <= first.first:
            return one_day(max(first.last, last.last))
        return Days(first=first.first if first.window else first.last, last=last.last, window=True)
