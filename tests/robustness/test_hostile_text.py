"""Megabytes of hostile text: recognising, promises and replies answer with bounded work and bounded results.

Work is counted in calls that the interpreter makes, never in seconds: whatever two million characters hold, they cost
no more than the beginning that is looked at. What is left to one call, a search with a pattern, is bounded by the form
of the patterns themselves.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from re import _constants as codes  # type: ignore[attr-defined]  # the parser of patterns has no public door
from re import _parser as parser  # type: ignore[attr-defined]  # as above
from types import FrameType
from typing import Any

import pytest

import daemon.core
from daemon.core.promises import read_promise
from daemon.core.recognise import Judgement, Owner, Verdict, recognise
from daemon.core.replies import Outcome, Pursuit, read_reply
from daemon.ports.records import Attendee, Direction, Event, Message, Person

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
OWNER = Owner(name="Robin Vale", emails=frozenset({"robin@vale.example"}))
SENDER = Person(name="Dana Holt", email="dana@larkfield.example")
PURSUIT = Pursuit(company="Larkfield Mills", role="Plant Engineer", interviewers=(SENDER,))
LENGTH = 2_000_000
MOST_CALLS = 4_000_000
MOST_FOUND = 1000
LONGEST_NAME = 300

UNITS = {
    "a long run": "a",
    "digits": "9",
    "blanks": " ",
    "lines": " \t\n",
    "full stops": "Interview. ",
    "nested brackets": "((((",
    "nested lists": "<ul><li><b>interview with ",
    "unclosed tags": "<a href='",
    "entities": "&amp;lt;&#99999999;",
    "bidi controls": "\u202e\u2066interview\u2069",
    "nulls": "\x00",
    "lone surrogates": "\ud800interview\udfff ",
    "combining marks": "e\u0301\u0327\u0302",
    "compatibility forms": "\ufdfa",
    "addresses": "someone@somewhere.example, ",
    "almost addresses": "a.a.a.a@a.a.a.a@",
    "links": "https://meet.example/a?b=c&",
    "labels": "Interviewer: Ada Example\n",
    "agenda": "10:00-10:30 Ada Example (CTO): design\n",
    "names": "Dr. Ada Example and Bo Sample, ",
    "capitals": "Acme Widget Tools ",
    "quotes": "> > > ",
    "headers": "From: a\nSent: b\n",
    "dates": "by Friday 3/4 or Tuesday 12th, in 3 weeks, ",
    "times": "Tuesday 7 April at 10:00 or 2-3pm ",
    "decisions": "we regret we are delighted to offer unfortunately not ",
    "unspaced": "面接の日程来週金曜日まで",
    "one phrase begun": "we will not be ",
}


def event(**parts: Any) -> Event:
    given = {"uid": "1", "calendar": "c", "start": NOW, "end": NOW + timedelta(hours=1), "zone": "UTC", **parts}
    return Event(**given)


def mail(**parts: Any) -> Message:
    return Message(ref="1", message_id="<1@x.example>", direction=Direction.INBOUND, sender=SENDER, date=NOW, **parts)


def judge_title(text: str) -> None:
    check(recognise(event(summary=f"Interview {text}", organizer=SENDER), OWNER))


def judge_description(text: str) -> None:
    check(recognise(event(summary="Job interview", description=text, location=text, organizer=SENDER), OWNER))


def check(judgement: Judgement) -> None:
    names = [judgement.company, judgement.role, *(person.name for person in judgement.interviewers)]
    assert judgement.verdict in Verdict
    assert len(names) + len(judgement.reasons) < MOST_FOUND
    assert all(len(name or "") <= LONGEST_NAME for name in names)


def read_text(text: str) -> None:
    assert len(read_reply(mail(text=text), OWNER, PURSUIT, "en-GB").proposed_times) < MOST_FOUND


def read_html(text: str) -> None:
    assert read_reply(mail(html=text, subject=text), OWNER, PURSUIT, "en-GB").outcome in Outcome


def read_what_was_said(text: str) -> None:
    read_promise(text, NOW, "en-GB")


READERS: tuple[Callable[[str], None], ...] = (judge_title, judge_description, read_what_was_said, read_text, read_html)


def calls_of(work: Callable[[], None]) -> int:
    """How many calls of Python and C functions a piece of work makes."""
    count = 0

    def counted(_frame: FrameType, what: str, _: object) -> None:
        nonlocal count
        count += what in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_megabytes_cost_bounded_work(unit: str, read: Callable[[str], None]) -> None:
    text = unit * (LENGTH // len(unit))
    assert calls_of(lambda: read(text)) <= MOST_CALLS


def test_a_hundred_thousand_attendees_are_no_more_work_than_a_thousand() -> None:
    def judged(count: int) -> Callable[[], None]:
        crowd = tuple(Attendee(name=f"Guest {n} Example", email=f"guest{n}@crowd.example") for n in range(count))
        invitation = event(summary="Interview with Larkfield", organizer=SENDER, attendees=crowd)
        return lambda: check(recognise(invitation, OWNER))

    judged(1000)()  # what is remembered from one event to the next is loaded
    assert calls_of(judged(100_000)) <= 1.1 * calls_of(judged(1000))


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.walk_packages(daemon.core.__path__, "daemon.core."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value


def repetitions(parsed: Any, within: bool = False) -> Iterator[bool]:
    """For each repetition without an upper bound, whether it stands within another that repeats."""
    for code, value in parsed:
        repeats = code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
        endless = repeats and value[1] is codes.MAXREPEAT
        if endless:
            yield within
        for part in parts_of(code, value):
            yield from repetitions(part, within or endless)


def parts_of(code: Any, value: Any) -> list[Any]:
    """The patterns within one item of a parsed pattern."""
    if code is codes.BRANCH:
        return list(value[1])
    values = value if isinstance(value, tuple | list) else [value]
    return [part for part in values if isinstance(part, parser.SubPattern)]


def test_no_pattern_repeats_a_repetition_without_bounds() -> None:
    found = [
        name for name, pattern in patterns() if any(repetitions(parser.parse(pattern.pattern, pattern.flags & 24)))
    ]
    assert found == []
    assert any(repetitions(parser.parse(r"^(?:\s*(?:re|aw)\s?:\s*)+x")))
