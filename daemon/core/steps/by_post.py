"""Thanks on paper: a card written by hand, or a typed letter that is ready to print, and when to post it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from daemon.core.applications import Application, Round
from daemon.core.letters import address_of, can_print
from daemon.core.people import thanked
from daemon.core.playbook import ThankYouLetter
from daemon.core.remembered import Form, Kind, State
from daemon.core.steps.desk import SHORT, SLEEPS, Desk, key_of
from daemon.core.steps.model import Step
from daemon.core.steps.written import was_thanked
from daemon.core.typed import Tag
from daemon.ports.records import Person

LEAD = timedelta(hours=4)  # before the hour of writing a letter is ready, so that its entry can tell what it is
REST = timedelta(hours=2)  # after the interview a card is written, when it is clear to whom; not in the night
NOT_AFTER = 5  # working days after the interview, from which on thanks by post come too late


def thanks_by_post(desk: Desk, application: Application, current: Round, rule: ThankYouLetter) -> Iterator[Step]:
    """What is to be written on paper, and posted.

    Both is done where the person is, whatever the day is at the employer's.
    """
    home = desk.policy.home
    day = current.end.astimezone(home.zone).date()
    expires = home.at(home.add_working_days(day, NOT_AFTER), home.closes)
    key = key_of(Kind.THANK_YOU_LETTER, application, current)
    written, posted = _days(desk, current, rule)
    if Tag.DONE in desk.tags(key):
        return
    if rule.form == "card":
        by_hand = f"{key}-card"
        if desk.owed(by_hand, current.end, expires):
            at = desk.placed(by_hand, current.start, written)
            step = desk.step(by_hand, Kind.THANK_YOU_LETTER, (at, at + SHORT), application, current)
            yield replace(step, by_hand=True)
    elif not _is_wanted(desk, application, current, rule):
        return
    at = desk.in_hours(key, home, posted, current.end).astimezone(home.zone)
    if desk.owed(key, current.end, expires if at < expires else current.end):
        yield desk.step(key, Kind.THANK_YOU_LETTER, (at, at + SHORT), application, current)
    if rule.form == "letter":
        yield from _letters(desk, application, current, rule, (min(written, at) - LEAD, at, expires))


def is_posted_instead(desk: Desk, application: Application, current: Round, person: Person) -> bool:
    """Whether somebody is thanked by a letter in the post and therefore not by e-mail.

    A letter that cannot be printed takes nobody's e-mail away.
    """
    note, letter = desk.playbook(application).thank_you, desk.playbook(application).thank_you_letter
    if note is None or letter is None or not note.as_letter:
        return False
    row = desk.rows.get(desk.key_for(key_of(Kind.THANK_YOU_LETTER, application, current), person))
    if row is not None and (row.stands or row.state is State.REFUSED):
        return row.stands
    printed = can_print(address_of(person, current, application.company))
    return printed and _is_posted(desk, application, current, person, letter)


def _letters(
    desk: Desk,
    application: Application,
    current: Round,
    rule: ThankYouLetter,
    times: tuple[datetime, datetime, datetime],
) -> Iterator[Step]:
    """A draft to oneself for each letter; it bears the date of the day on which it is to be posted."""
    ready, posted, expires = times
    key = key_of(Kind.THANK_YOU_LETTER, application, current)
    for position, person in enumerate(thanked(current)):
        if not _is_posted(desk, application, current, person, rule):
            continue
        draft = desk.key_for(key, person)
        if desk.owed(draft, max(ready, current.end), expires if posted < expires else current.end):
            step = desk.step(draft, Kind.THANK_YOU_LETTER, (posted, posted), application, current)
            yield replace(step, form=Form.DRAFT, addressee=person, position=position, dated=posted.date())


def _is_wanted(desk: Desk, application: Application, current: Round, rule: ThankYouLetter) -> bool:
    """Whether somebody can be written to, or could before the form with their address was deleted."""
    if not rule.needs_address:
        return True
    form = desk.rows.get(key_of(Kind.TAKE_STOCK, application, current))
    entry = desk.rows.get(key_of(Kind.THANK_YOU_LETTER, application, current))
    if form is not None and form.state is State.DECLINED and entry is not None and entry.stands:
        return True
    return any(_is_posted(desk, application, current, person, rule) for person in thanked(current))


def _is_posted(desk: Desk, application: Application, current: Round, person: Person, rule: ThankYouLetter) -> bool:
    """Whether a letter is to go to somebody: not beside a note as a letter that they have by e-mail already."""
    if not person.name or (rule.needs_address and not address_of(person, current, application.company)):
        return False
    note = desk.playbook(application).thank_you
    if note is None or not note.as_letter:
        return True
    sent = desk.rows.get(desk.key_for(key_of(Kind.THANK_YOU, application, current), person))
    by_mail = was_thanked(application, current, person)
    return not by_mail and (sent is None or sent.state not in (State.SENT, State.THEIRS))


def _days(desk: Desk, current: Round, rule: ThankYouLetter) -> tuple[datetime, datetime]:
    """When it is to be written, and when to be posted; never before the interview is over."""
    home = desk.policy.home
    day = current.end.astimezone(home.zone).date()

    def after(working_days: int) -> datetime:
        wanted = home.at(home.add_working_days(day, working_days), home.opens)
        rested = (current.end + REST).astimezone(home.zone)
        soon = rested if rested.date() == day and rested.time() < SLEEPS else current.end.astimezone(home.zone)
        return max(wanted, soon)

    return after(rule.write_after_working_days), after(rule.post_after_working_days)
