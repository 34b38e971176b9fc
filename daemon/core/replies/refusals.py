"""Tells which times of a sentence are no proposals: limits, what no longer holds, opening hours, absences, the past.

A cue means the time beside it, as "by" and "instead of" do; or all times behind it, as "deadline" does; or, as
"office hours", its whole sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from daemon.core.replies.items import Item

_WHOLE = frozenset({"hours_of_work", "away"})
_OFF = frozenset({"moved", "gone_after", "gone_far"})  # what makes of a plan one of the past
_OF_ANOTHER = frozenset({"clock", "not_by", "fine"})  # what stands before these means another time
_WORDS_BEFORE = 1  # between a cue and the time it means
_WORDS_OF_SUPPOSING = 6
_WORDS_TO_END = 3  # between a time and the word that makes it an end
_WORDS_TO_HAPPEN = 6  # between a time and the word that limits it
_BEFORE_LIMITED = frozenset({"by", "or", "and", "moved_to", "moved_from"})
_WORDS_AFTER = 7
_WORDS_OF_THANKS = 8
_LAST_MINUTE = 24 * 60 - 1


def is_refused(items: Sequence[Item], at: int) -> bool:
    """Whether the time that is item `at` of this sentence is no proposal."""
    clock = items[at].clock
    if clock is not None and clock.until is None and clock.begin >= _LAST_MINUTE:
        return True  # nobody meets at midnight
    if _is_whole(items) or any(item.kind == "limit" for item in items[:at]):
        return True
    if _stands_before(items, at, "gone") and not _is_of_new_day(items, at):
        return True
    if _stands_before(items, at, "by") and not (clock and clock.until):
        return True
    if any(item.kind in _OFF for item in items) and _stands_before(items, at, "planned"):
        return True
    supposed = _stands_before(items, at, "supposed", words=_WORDS_OF_SUPPOSING)
    return supposed or _is_thanked(items, at) or _is_given_up(items, at) or _is_moved_away(items, at)


def is_replaced(items: Sequence[Item], at: int) -> bool:
    """Whether another day stands for this one: "Sunday instead of Saturday"."""
    return _stands_before(items, at, "gone")


def _is_of_new_day(items: Sequence[Item], at: int) -> bool:
    """Whether a time behind a day that is replaced is that of the new one: "Sunday instead of Saturday, half ten"."""
    gone = next((place for place in range(at - 1, -1, -1) if items[place].kind == "gone"), at)
    before = [item.kind for item in items[:gone]]
    return "day" in before and "clock" not in before and any(item.kind == "day" for item in items[gone:at])


def _is_whole(items: Sequence[Item]) -> bool:
    """Whether a whole sentence proposes nothing; a date tells against a habit, any day against what is past."""
    dated = any(item.day and not item.day.bare for item in items)
    named = any(item.day for item in items)
    kinds = {item.kind for item in items}
    return not kinds.isdisjoint(_WHOLE) or ("weekly" in kinds and not dated) or ("past" in kinds and not named)


def is_aside(items: Sequence[Item], at: int) -> bool:
    """Whether a time is only that of arriving or of a meal: it counts if there is no other."""
    for item in reversed(items[:at]):
        if item.kind == "clock":
            return False
        if item.kind == "aside":
            return True
    return False


def ends_another(items: Sequence[Item], at: int) -> bool:
    """Whether a time is said to be an end: "start 10:45, finish 14:30", "home by three", "um zwölf sind Sie fertig"."""
    if _stands_before(items, at, "ends"):
        return True
    words = items[at].gap
    for item in reversed(items[:at]):
        if item.kind == "ends" and words <= _WORDS_TO_END:
            return True
        if item.kind not in {"by", "comma"}:
            break
        words += item.gap
    behind = items[at + 1 : at + 3]
    if not behind or behind[0].kind != "ends" or behind[0].gap > _WORDS_TO_END:
        return False
    return len(behind) == 1 or behind[1].kind != "clock" or behind[1].gap > _WORDS_BEFORE


def ends_day(items: Sequence[Item], at: int) -> bool:
    """Whether a time and its day are said to be the end of a visit: "arrive Saturday at 3, leave Sunday at 11"."""
    day = next((place for place in range(at - 1, -1, -1) if items[place].kind == "day"), at)
    return _stands_before(items, day, "ends") or ends_another(items, at)


def limit_before(items: Sequence[Item], at: int) -> Item | None:
    """The word that limits a time, right before it or with what happens then between ("till they lock up at 10:30").

    None if a clause of its own has begun before that word.
    """
    words = items[at].gap
    for place in range(at - 1, -1, -1):
        if words > _WORDS_TO_HAPPEN or items[place].kind not in _BEFORE_LIMITED:
            return None
        if items[place].kind == "by":
            began = place > 0 and items[place - 1].kind == "comma" and items[place].gap > 0
            return None if began else items[place]
        words += items[place].gap
    return None


def _stands_before(items: Sequence[Item], at: int, kind: str, words: int = _WORDS_BEFORE) -> bool:
    """Whether such a cue stands just before a time or before its day, with no more than so many words between."""
    most, words = words, items[at].gap
    days = 1 if items[at].kind == "day" else 0
    for item in reversed(items[:at]):
        if words > most or item.kind in _OF_ANOTHER:
            return False
        if item.kind == kind:
            return True
        days += item.kind == "day"
        if days > 1 or item.kind == "moved":
            return False  # it means another day
        words += item.gap
    return False


def _is_thanked(items: Sequence[Item], at: int) -> bool:
    """Whether this is the first time behind a word of thanks, in the same clause, and so lies behind."""
    day = next((place for place in range(at - 1, -1, -1) if items[place].kind == "day"), at)
    for item in reversed(items[: min(at, day)]):
        if items[min(at, day)].start - item.end > _WORDS_OF_THANKS or item.kind in {
            "clock",
            "day",
            "comma",
            "and",
            "or",
        }:
            return False
        if item.kind == "thanked":
            return True
    return False


def _is_given_up(items: Sequence[Item], at: int) -> bool:
    """Whether it is said of a time, before the next, that it no longer holds or that it is a limit."""
    clock = items[at].clock
    for item in items[at + 1 :]:
        near = item.start - items[at].end
        if item.kind == "clock":
            return False
        if item.kind == "gone_far":
            return True  # of languages that say last what is meant
        if near > _WORDS_AFTER:
            continue
        limited = item.kind == "by_after" and near <= _WORDS_BEFORE and not (clock and clock.until)
        if item.kind == "gone_after" or limited:
            return True
    return False


def _is_moved_away(items: Sequence[Item], at: int) -> bool:
    """Whether a time is the old one where a sentence moves a conversation: the first of some, or one not moved to."""
    moved = next((place for place, item in enumerate(items) if item.kind == "moved"), None)
    clocks = [place for place, item in enumerate(items) if item.kind == "clock"]
    if moved is None or any(_stands_before(items, place, "gone") for place in clocks):
        return False
    onto = any(item.kind == "moved_to" for item in items[moved + 1 : moved + 2]) and at > moved
    apart = any(item.kind == "comma" for item in items[at:moved])
    if onto or (apart and items[moved].start - items[at].end > _WORDS_AFTER):
        return False  # "we move it to Monday at ten or Tuesday at nine", "at ten, and tell us when you might move"
    if len(clocks) > 1:
        return at == next((place for place in clocks if _stands_before(items, place, "moved_from")), clocks[0])
    if any(item.kind == "gone" for item in items):
        return False  # it stands beside a day without a time
    if at < moved:
        return not _stands_before(items, at, "moved_to") and items[at + 1].kind != "moved_onto"
    return not any(item.kind == "moved_to" for item in items[moved:at])
