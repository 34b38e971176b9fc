"""What the demo shows in the end: what was found, what was written, one of each in full, how to look at the rest."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from daemon.config import PersonSettings
from daemon.core.recognise import Judgement, Verdict, judge
from daemon.core.remembered import Kind, State, key_parts
from daemon.core.typed import Typed, read_typed
from daemon.core.wording import clean
from daemon.cycle import Cycle, Report
from daemon.ports.records import StandingEntry
from daemon.telling import tell_applications
from daemon.understanding import owner_of

NEAR_MISSES = 12
AT = "2026-04-03T20:30"  # when the story ends; by the real date it is long past
_STATES = {
    State.STANDING: "",
    State.THEIRS: "(written into by hand)",
    State.DECLINED: "(deleted by hand)",
    State.SENT: "(sent by hand)",
    State.WITHDRAWN: "(withdrawn again)",
    State.REFUSED: "(refused)",
    State.INTENDED: "(not written)",
}


def show(cycle: Cycle, report: Report, folder: Path) -> Iterator[str]:
    """The story of the quarter, told at its end."""
    events = [reading.event for reading in cycle.readings.everything()]
    owner = owner_of(cycle.settings)
    yield f"{cycle.settings.person.name} is looking for a job. Three months of calendar, {len(events)} events;"
    yield f"{len(report.understood.interviews)} of them are job interviews:"
    yield ""
    yield from tell_applications(report.understood.applications, cycle.settings.person.zone)
    yield ""
    yield "These look like one and are not; they were left alone:"
    yield ""
    yield from _near_misses([judge(event, owner) for event in events])
    yield ""
    yield "This is what was written, in the order of its time:"
    yield ""
    drafts = _read_drafts(folder)
    yield from _written(cycle, drafts)
    yield ""
    yield from _samples(cycle, drafts)
    yield f"One more pass, nothing changed: {len(report.plan.actions)} things to do."
    yield ""
    yield from _how_to_look(folder)


def write_client_settings(folder: Path, person: PersonSettings) -> None:
    """Settings for khal and mutt, so that one command shows the calendar and another the drafts."""
    calendars = "".join(
        f"[[{name}]]\npath = {folder / 'calendars' / name}\ncolor = {color}\n"
        for name, color in (("personal", "light green"), ("invitations", "light blue"), ("family", "brown"))
    )
    khal = f"""\
[calendars]
{calendars}[[follow-up]]
path = {folder / "calendars" / "follow-up"}
color = light red
priority = 20
[locale]
local_timezone = {person.zone}
default_timezone = {person.zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder / "khal.db"}
[default]
highlight_event_days = True
"""
    mutt = f"""\
set mbox_type=Maildir folder="{folder / "mail"}" spoolfile="{folder / "mail"}"
set postponed="{folder / "mail" / ".Drafts"}" record="" use_from=yes
set realname="{person.name}" from="{person.emails[0]}"
"""
    (folder / "khal.conf").write_text(khal, encoding="utf-8")
    (folder / "muttrc").write_text(mutt, encoding="utf-8")


def _near_misses(judgements: list[Judgement]) -> Iterator[str]:
    def pull(judgement: Judgement) -> float:
        return sum(reason.weight for reason in judgement.reasons if reason.weight > 0)

    misses = [j for j in judgements if j.verdict is Verdict.NO and not j.event.recurring and j.reasons]
    for judgement in sorted(misses, key=pull, reverse=True)[:NEAR_MISSES]:
        against = min(judgement.reasons, key=lambda reason: reason.weight)
        yield f"  {_short(judgement.event.summary, 50)} {against.sentence}"


def _written(cycle: Cycle, drafts: Mapping[str, EmailMessage]) -> Iterator[str]:
    zone = cycle.settings.person.zone
    titles = {item.entry.key: item.entry.summary for item in _standing(cycle)}
    titles |= {key: f"{draft['Subject']}, to {_addressee(draft)}" for key, draft in drafts.items()}
    for row in sorted(cycle.journal.rows().values(), key=lambda row: (row.start, row.key)):
        title = titles.get(row.key, key_parts(row.key).kind or row.key)
        yield f"  {row.start.astimezone(zone):%a %d %b %H:%M}  {row.form:5}  {title} {_STATES[row.state]}".rstrip()


def _addressee(draft: EmailMessage) -> str:
    return draft["To"] or f"nobody yet: {_text(draft).splitlines()[0]}"


def _standing(cycle: Cycle) -> list[StandingEntry]:
    return [item for account in cycle.accounts[:1] for item in account.connection.calendar.entries().entries]


def _read_drafts(folder: Path) -> dict[str, EmailMessage]:
    """The drafts as they lie in the mail folder, by the key in their header."""
    parser = BytesParser(EmailMessage, policy=default)
    found = [parser.parsebytes(file.read_bytes()) for file in (folder / "mail" / ".Drafts" / "cur").iterdir()]
    return {str(draft["X-Followupd-Step"]): draft for draft in found}


def _text(draft: EmailMessage) -> str:
    body = draft.get_body()
    return str(body.get_content()) if body else ""


def _samples(cycle: Cycle, drafts: Mapping[str, EmailMessage]) -> Iterator[str]:
    sendable = (d for key, d in drafts.items() if key_parts(key).kind is Kind.THANK_YOU and d["To"])
    thanks = max(sendable, key=lambda draft: len(_text(draft)))  # the one with most in it
    yield from _framed("An e-mail draft", f"To: {thanks['To']}\nSubject: {thanks['Subject']}\n\n{_text(thanks)}")
    calls = [i.entry for i in _standing(cycle) if key_parts(i.entry.key).kind is Kind.CHECK_IN_CALL]
    entry = next(entry for entry in calls if read_typed(entry.description) == Typed())
    yield from _framed("A calendar entry", f"{entry.summary}\n\n{entry.description}")


def _framed(title: str, text: str) -> Iterator[str]:
    yield f"── {title} " + "─" * (76 - len(title))
    yield from text.strip().splitlines()
    yield "─" * 80
    yield ""


def _how_to_look(folder: Path) -> Iterator[str]:
    where = shlex.quote(str(folder))
    program = "followupd" if shutil.which("followupd") else shlex.quote(sys.argv[0])
    yield f"Everything lies in {folder}: calendars/follow-up holds the entries, mail/.Drafts the drafts."
    yield "How to look at it:"
    yield f"  khal -c {where}/khal.conf list 2026-01-12 90d      the calendar with the entries"
    yield f"  mutt -F {where}/muttrc -p                          the drafts, to be edited and sent or not"
    yield f"  {program} --config {where}/config.toml --state {where}/state why Quernstone --at {AT}"
    yield f"  {program} --config {where}/config.toml --state {where}/state status --at {AT}"


def _short(text: str, length: int) -> str:
    line = clean(text)
    return f"{line if len(line) <= length else line[: length - 1] + '…':{length}}"
