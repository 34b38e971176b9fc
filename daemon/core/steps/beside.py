"""What belongs to no application: the question about a doubtful event, and the weekly reminder to keep searching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time, timedelta

from daemon.core.applications import Application, event_token, instant
from daemon.core.playbook import FIXED_RULES
from daemon.core.recognise.judgement import Judgement
from daemon.core.remembered import Form, Kind, State, key_parts
from daemon.core.steps.desk import KEPT, SHORT, Desk
from daemon.core.steps.model import Step
from daemon.core.typed import Tag


def ask_about(desk: Desk, judgement: Judgement) -> Iterator[Step]:
    """One question, right after an event that may have been an interview."""
    event = judgement.event
    token = event_token(event)
    end = instant(event.end).astimezone(desk.policy.home.zone)
    key = f"{Kind.WAS_IT_AN_INTERVIEW}-{token}"
    if desk.follows(token, end) and desk.owed(key, instant(event.start), end + KEPT):
        start = desk.placed(key, instant(event.start), end)
        yield Step(
            key=key,
            kind=Kind.WAS_IT_AN_INTERVIEW,
            form=Form.ENTRY,
            start=start,
            end=start + SHORT,
            rule=FIXED_RULES[Kind.WAS_IT_AN_INTERVIEW],
            playbook=desk.policy.playbook.name,
            judgement=judgement,
        )


def keep_searching(desk: Desk, waiting: Sequence[Application], coming: Sequence[Application]) -> Iterator[Step]:
    """A weekly entry while anything waits; the person ends them by deleting one, or with "#quiet" in one."""
    rule = desk.policy.playbook.keep_searching
    if not rule or not waiting or _unwanted(desk):
        return
    home = desk.policy.home
    today = desk.now.astimezone(home.zone).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if today.weekday() >= 5 else 0)
    day = monday if home.is_working_day(monday) else home.next_working_day(monday)
    start = home.at(day, home.opens)
    year, week, _ = monday.isocalendar()
    key = f"{Kind.KEEP_SEARCHING}-{year}w{week:02}"
    if desk.owed(key, home.at(monday - timedelta(days=2), time()), start + timedelta(hours=8)):
        yield Step(
            key=key,
            kind=Kind.KEEP_SEARCHING,
            form=Form.ENTRY,
            start=start,
            end=start + SHORT,
            rule=rule,
            playbook=desk.policy.playbook.name,
            others=tuple(waiting),
            coming=tuple(coming),
        )


def _unwanted(desk: Desk) -> bool:
    weekly = [(key, row) for key, row in desk.rows.items() if key_parts(key).kind is Kind.KEEP_SEARCHING]
    return any(row.state is State.DECLINED or Tag.QUIET in desk.tags(key) for key, row in weekly)
