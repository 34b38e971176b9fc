"""What came of searches, in lines: a table of one, or the sums of many."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime

from daemon.core.remembered import Form, State
from daemon.core.wording import clean
from daemon.simulation.playing import Outcome, Written
from daemon.simulation.rules import Violation
from daemon.telling.words import show_count

_WHAT, _WHOM = 58, 24  # characters of a column
_WIDTH = 120  # of the lines below the table
_ENDED = {State.SENT: " (sent)", State.DECLINED: " (deleted)", State.THEIRS: " (changed by hand)"}
_MOST = 20  # violations that are listed


def tell_search(outcome: Outcome) -> Iterator[str]:
    """One search as a table in the order of time: when, what, for whom, and by which rule; then the rules' reasons."""
    search = outcome.search
    country = f", holidays of {search.country}" if search.country else ""
    yield f"{search.begins:%d %b %Y} to {search.ends:%d %b %Y}, {search.zone}{country}, playbook {search.playbook}"
    yield ""
    yield _line("WHEN", "WHAT", "FOR WHOM", "RULE")
    lines = [(written.row.start, _tell_written(written, outcome)) for written in outcome.written]
    lines += [
        (event.at, _tell(outcome, event.at, f"— {event.what}", event.meeting.company)) for event in outcome.happened
    ]
    for meeting in search.meetings:
        start = meeting.moved_to or meeting.start
        if not meeting.cancelled:
            lines.append((start, _tell(outcome, start, f"— interview: {meeting.role}", meeting.company)))
    yield from (line for _, line in sorted(lines))
    yield from _tell_reasons(outcome)
    yield ""
    yield from tell_sums([outcome])


def _tell_reasons(outcome: Outcome) -> Iterator[str]:
    """Why the rules that led to something are good advice."""
    reasons = {str(written.step.kind): written.step.why for written in outcome.written}
    if reasons:
        yield ""
        yield "WHY"
    for rule, reason in reasons.items():
        yield from textwrap.wrap(f"{rule:22}{reason}", _WIDTH, subsequent_indent=" " * 22)


def tell_sums(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """How much was played and written, and whether a rule was broken."""
    meetings = sum(len(outcome.search.meetings) for outcome in outcomes)
    forms = [written.row.form for outcome in outcomes for written in outcome.written]
    yield (
        f"{_count(len(outcomes), 'search', 'searches')}, {show_count(meetings, 'interview')}, "
        f"{_count(sum(outcome.passes for outcome in outcomes), 'pass', 'passes')}: "
        f"{forms.count(Form.ENTRY)} entries and {show_count(forms.count(Form.DRAFT), 'draft')} stood in the end."
    )
    yield from tell_violations([violation for outcome in outcomes for violation in outcome.violations])


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def tell_violations(violations: Sequence[Violation]) -> Iterator[str]:
    """The rules that were broken, or that none was."""
    if not violations:
        yield "No rule was broken."
        return
    yield f"{show_count(len(violations), 'time')} a rule was broken; please report this:"
    yield from (f"  {violation}" for violation in violations[:_MOST])


def _tell_written(written: Written, outcome: Outcome) -> str:
    form, ended = "draft: " if written.row.form is Form.DRAFT else "", _ENDED.get(written.row.state, "")
    what = f"{form}{clean(written.title, _WHAT - len(form) - len(ended))}{ended}"
    return _tell(outcome, written.row.start, what, written.whom, written.step.kind)


def _tell(outcome: Outcome, moment: datetime, what: str, whom: str, rule: str = "") -> str:
    return _line(f"{moment.astimezone(outcome.search.zone):%a %d %b %Y %H:%M}", what, whom, rule)


def _line(when: str, what: str, whom: str, rule: str) -> str:
    return f"{when:22}{clean(what, _WHAT):{_WHAT}}  {clean(whom, _WHOM):{_WHOM}}  {rule}".rstrip()
