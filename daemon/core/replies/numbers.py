"""Reads the numbers of dates: figures such as 2026-06-02 or 2.6., days with their endings, several days of a month."""

from __future__ import annotations

from daemon.core.promises.tokens import Token
from daemon.core.replies.pieces import DASHES, OPENING, is_mark, is_number, is_tail, touch
from daemon.core.replies.words import Words

_MOST_LISTED = 14


class Numbers:
    """Looks at the numbers in one text; all places are those of its pieces."""

    def __init__(self, tokens: list[Token], words: Words) -> None:
        self._tokens = tokens
        self._words = words

    def figures_end(self, at: int) -> int:
        """Where a date in figures ends that starts here: 2026-06-02, 2.6., 02.06.26, 6/2; zero if none does."""
        mark = self._tokens[at + 1].form if at + 1 < len(self._tokens) else ""
        if mark not in {"-", "/", "."} or is_tail(self._tokens, at) or not is_number(self._tokens, at + 2, 1, 31):
            return 0
        third = is_mark(self._tokens, at + 3, mark)
        if is_number(self._tokens, at, 1000, 9999):
            return at + 5 if third and is_number(self._tokens, at + 4, 1, 31) else 0
        if third and self._is_year(at + 4):
            return at + 5
        if mark == "." and third:
            return at + 4
        spaced = not (touch(self._tokens, at + 1) and touch(self._tokens, at + 2))
        return 0 if third or spaced else self._pair_end(at, mark)

    def _is_year(self, at: int) -> bool:
        """Whether a year of two or four figures stands here and no hour: "2.6. 10:00"."""
        if not is_number(self._tokens, at, 20, 2100) or is_mark(self._tokens, at + 1, ":h"):
            return False
        size = len(self._tokens[at].form)
        return size == 4 or (size == 2 and touch(self._tokens, at))

    def _pair_end(self, at: int, mark: str) -> int:
        """Where "6/2" ends, or "2.6" without a last point, unless that is a time.

        It is one but for a weekday beside it, or minutes that nobody names.
        """
        if mark == "/":
            return 0 if is_mark(self._tokens, at + 3, ":") else at + 3
        if mark == "-" or not is_number(self._tokens, at + 2, 1, 12) or is_mark(self._tokens, at + 3, ":%"):
            return 0
        if self._words.time(at - 1, "at") is not None or self._words.time(at + 3, "am", "pm", "hour", "hour_weak"):
            return 0
        before = self._words.date(at - 1 - is_mark(self._tokens, at - 1, ",."), "weekday")
        behind = self._words.date(at + 4, "weekday") if is_mark(self._tokens, at + 3, OPENING + ",") else None
        odd = len(self._tokens[at + 2].form) == 2 and int(self._tokens[at + 2].form) % 5 and not self._words.english
        return at + 3 if before or behind or odd else 0

    def day_end(self, at: int) -> int:
        """Where a day's number with its ending stops: "2nd", "2.", "2-án", "2日"."""
        end = at + 1
        for kind in ("ordinal_ending", "day_mark"):
            ending = self._words.date(end, kind)
            if ending is not None and (touch(self._tokens, end) or self._tokens[end].tied or kind == "day_mark"):
                return end + ending.length
        dotted = is_mark(self._tokens, end, ".") and touch(self._tokens, end)
        return end + (dotted and self._words.dotted_ordinals)

    def listed(self, end: int) -> tuple[list[int], int]:
        """Further days of the same month behind the first, and where they end: "2, 3 and 4 June", "9-11 June"."""
        others: list[int] = []
        ends = [end]
        certain = 0  # a comma is only one of a list if a word follows; else hours may come
        while len(others) < _MOST_LISTED:
            step, comma = self._join(ends[-1])
            place = ends[-1] + step
            if not step or not is_number(self._tokens, place, 1, 31) or self.is_hour(place):
                break
            others.append(int(self._tokens[place].form))
            ends.append(self.day_end(place))
            certain = certain if comma else len(others)
        return others[:certain], ends[certain]

    def _join(self, at: int) -> tuple[int, bool]:
        """How many pieces join a day to the next, none if nothing does; and whether they are only a comma."""
        joined = self._words.time(at, "or", "and", "to")
        comma = joined is None and is_mark(self._tokens, at, ",")
        step = joined.length if joined is not None else int(is_mark(self._tokens, at, DASHES + ",/&"))
        the = self._words.date(at + step, "the", "on") if step else None
        return step + (the.length if the is not None else 0), comma

    def is_through(self, at: int) -> bool:
        """Whether a dash or a word such as "to" stands here."""
        return is_mark(self._tokens, at, DASHES) or self._words.time(at, "to") is not None

    def is_hour(self, at: int) -> bool:
        """Whether the number here is the hour of a time of day."""
        minutes = is_number(self._tokens, at + 2, 0, 59) and len(self._tokens[at + 2].form) == 2
        if (
            minutes
            and is_mark(self._tokens, at + 1, ":.")
            and touch(self._tokens, at + 1)
            and touch(self._tokens, at + 2)
        ):
            return True
        mark = self._words.time(at + 1, "am", "pm", "hour", "hour_weak")
        if mark is None:
            return False
        behind = at + 1 + mark.length
        told = is_number(self._tokens, behind, 0, 24)
        if told and self._words.time(at + 1, "at") is not None:
            return False  # "7 ore 9", where the word belongs to what follows
        return mark.length > 1 or len(self._tokens[at + 1].form) > 1 or told or touch(self._tokens, at + 1)

    def month_before(self, at: int) -> tuple[int | None, int]:
        """The month that starts here and where its day would stand: "June", "6月"."""
        if is_number(self._tokens, at, 1, 12):
            mark = self._words.date(at + 1, "month_mark")
            return (int(self._tokens[at].form), at + 1 + mark.length) if mark is not None else (None, at)
        found = self._words.date(at, "month", "month_perhaps")
        if found is None:
            return None, at
        end = at + found.length
        end += is_mark(self._tokens, end, ".")
        the = self._words.date(end, "the")
        return int(found.value), end + (the.length if the is not None else 0)

    def is_month(self, at: int) -> bool:
        """Whether a month stands here, or behind a word such as "of"."""
        of = self._words.date(at, "the", "filler", "on") or self._words.time(at, "of")
        places = (at, at + of.length if of is not None else at)
        return any(self._words.date(place, "month", "month_perhaps") is not None for place in places)
