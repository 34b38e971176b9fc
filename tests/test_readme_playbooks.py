"""The README's table of the playbooks says what their files say."""

from __future__ import annotations

from daemon.core.playbook import Playbook, load_playbook, playbook_names
from tests.sources import ROOT

ORDER = (
    "balanced",
    "card-and-call",
    "low-pressure",
    "stick-to-the-programme",
    "persistent",
    "squeaky-wheel",
    "reserved",
)
POINTS = {
    "appreciation": "say thanks",
    "next-step": "next step",
    "three-dates": "their three dates",
    "decision-date": "date of the decision",
    "check-back": "leave to check back",
    "cards": "cards",
}
LENGTHS = {"brief": "brief e-mail", "usual": "e-mail", "full": "e-mail with highlights"}


def table() -> list[str]:
    """The table as it should stand in the README."""
    playbooks = [load_playbook(name) for name in ORDER]
    rows = {
        "before leaving, ask for": [before_leaving(p) for p in playbooks],
        "thanks": [thanks(p) for p in playbooks],
        "first check-in, after their date": [first_check_in(p, promised=True) for p in playbooks],
        "or after the interview": [first_check_in(p, promised=False) for p in playbooks],
        "how": [how(p) for p in playbooks],
        "again": [again(p) for p in playbooks],
        "at most": [at_most(p) for p in playbooks],
        "reply to an invitation": [reply(p) for p in playbooks],
        "thanks for a no, and for an offer": [thanks_for_answers(p) for p in playbooks],
    }
    head = ["", *(f"`{name}`" for name in ORDER)]
    lines = [head, ["---"] * len(head), *([name, *cells] for name, cells in rows.items())]
    return [f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines]


def before_leaving(playbook: Playbook) -> str:
    rule = playbook.ask_before_leaving
    return ", ".join(POINTS[point] for point in rule.ask) if rule else "–"


def thanks(playbook: Playbook) -> str:
    by_mail, by_post = playbook.thank_you, playbook.thank_you_letter
    ways = [f"{LENGTHS[by_mail.length]}, {on_day(by_mail.after_working_days)}"] if by_mail else []
    if by_mail and by_mail.as_letter:
        ways = [f"{ways[0]}, with the letter attached"]
    if by_post:
        known = " where the address is known" if by_post.needs_address else ""
        instead = " instead" if by_mail and by_mail.as_letter else ""
        ways.append(f"{by_post.form}{instead}{known}, posted {on_day(by_post.post_after_working_days)}")
    return "; ".join(ways) or "–"


def first_check_in(playbook: Playbook, *, promised: bool) -> str:
    rule = playbook.check_in
    assert rule is not None
    return days(rule.after_promise_working_days if promised else rule.without_promise_working_days)


def how(playbook: Playbook) -> str:
    call, email = playbook.check_in_call, playbook.check_in_email
    if call is None:
        return "e-mail"
    if email is None:
        return f"call the {call.ask_for}"
    if not email.after_call_working_days:
        return f"call the {call.ask_for} or write"
    return f"call the {call.ask_for}, {days(email.after_call_working_days)} later write"


def again(playbook: Playbook) -> str:
    rule = playbook.check_in
    assert rule is not None
    if rule.limit == 1:
        return "–"
    return f"after {days(rule.again_working_days)}" if rule.again_working_days else "after as long again"


def at_most(playbook: Playbook) -> str:
    assert playbook.check_in is not None
    return {1: "once", 2: "twice", 3: "three times"}[playbook.check_in.limit]


def reply(playbook: Playbook) -> str:
    rule = playbook.second_interview_reply
    return (
        f"within {rule.within_working_hours} working hour{'s' if rule.within_working_hours > 1 else ''}"
        if rule
        else "–"
    )


def thanks_for_answers(playbook: Playbook) -> str:
    no, offer = playbook.rejection_thanks, playbook.offer_reply
    assert no is not None
    assert offer is not None
    assert no.after_working_days == offer.after_working_days
    return on_day(no.after_working_days)


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def on_day(working_days: int) -> str:
    return {0: "the same day", 1: "the next day"}[working_days]


def test_the_table_of_playbooks_is_as_their_files_are() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "\n".join(table()) in readme


def test_all_playbooks_that_ship_are_in_it() -> None:
    assert sorted(ORDER) == sorted(playbook_names())
