"""Playbooks as a person reads them: one line each, or one of them as a timeline with its reasons."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import fields

from daemon.core.playbook import Playbook, Rule, find_playbook, playbook_names
from daemon.core.wording.language import load_language

_LENGTHS = {"brief": ", brief", "usual": "", "full": ", with what qualifies you"}


def all_playbooks(own: Mapping[str, Playbook]) -> list[Playbook]:
    """Those that ship and the person's own, in order of their names."""
    found = (find_playbook(name, own) for name in sorted({*playbook_names(), *own}))
    return [playbook for playbook in found if playbook]


def tell_playbooks(own: Mapping[str, Playbook], chosen: str) -> Iterator[str]:
    """Each playbook in a sentence, and which one is followed."""
    for playbook in all_playbooks(own):
        notes = [note for note, holds in (("yours", playbook.name in own), ("used", playbook.name == chosen)) if holds]
        yield f"{playbook.name} ({', '.join(notes)})" if notes else playbook.name
        yield from _wrapped(playbook.told("en"))
    yield ""
    yield "Show one as a timeline: followupd playbooks NAME"
    yield 'Follow one: playbook = "NAME" under [follow_up]'
    yield "For one application: type “playbook: NAME” into its interview, or into one of our entries for it."


def tell_playbook(playbook: Playbook) -> Iterator[str]:
    """One playbook in the order of time, with the reasons."""
    yield playbook.name
    yield from _wrapped(playbook.told("en"))
    told: list[Rule] = []
    for when, what, rule in timeline(playbook):
        yield ""
        yield f"{when}: {what}"
        if rule not in told:
            yield from _points(rule)
            yield from _wrapped(rule.reason("en"))
        told.append(rule)


def _points(rule: Rule) -> Iterator[str]:
    """What a rule asks, or minds, in the words of its entries."""
    words = load_language("en").points
    for point in (*getattr(rule, "ask", ()), *getattr(rule, "mind", ())):
        yield from textwrap.wrap(words[point], 100, initial_indent="    - ", subsequent_indent="      ")


def timeline(playbook: Playbook) -> Iterator[tuple[str, str, Rule]]:
    """The rules of a playbook in the order of time: when, what, and the rule."""
    if ask := playbook.ask_before_leaving:
        yield f"{ask.minutes_before} minutes before the interview", "what to ask before leaving", ask
    if stock := playbook.take_stock:
        yield "Right after it", f"take stock, {stock.minutes} minutes", stock
    if thanks := playbook.thank_you:
        ready = f"{thanks.draft_after_hours} hours after it"
        along = "; the same as a letter is attached" if thanks.as_letter else ""
        yield ready, f"a draft to thank each interviewer{_LENGTHS[thanks.length]}{along}", thanks
    if letter := playbook.thank_you_letter:
        what = "write a card by hand" if letter.form == "card" else "print a typed letter to each interviewer"
        instead = " instead of the e-mail" if playbook.thank_you and playbook.thank_you.as_letter else ""
        known = f"{instead}, where the postal address is known" if letter.needs_address else instead
        yield _on_day(letter.write_after_working_days), f"{what}{known}", letter
    if debrief := playbook.recruiter_debrief:
        yield _on_day(debrief.after_working_days), "compare notes with the recruiter, if there is one", debrief
    yield from _check_ins(playbook)
    yield from _answers(playbook)


def _check_ins(playbook: Playbook) -> Iterator[tuple[str, str, Rule]]:
    rule, call, email = playbook.check_in, playbook.check_in_call, playbook.check_in_email
    if rule and (call or email):
        promised = _days(rule.after_promise_working_days)
        times = f"; at most {rule.limit} times" if rule.limit > 1 else "; once"
        when = f"{promised} after the promised date, or {_days(rule.without_promise_working_days)} after the interview"
        yield when, f"ask where things stand{times}", rule
        if call:
            either = " or write" if email and not email.after_call_working_days else ""
            yield "Then", f"call the {call.ask_for}{either}", call
        if email and call and email.after_call_working_days:
            yield f"{_days(email.after_call_working_days)} after a call without an answer", "write", email
        elif email and not call:
            yield "Then", "write", email
        if rule.limit > 1:
            again = f"{_days(rule.again_working_days)} later" if rule.again_working_days else "After as long again"
            yield again, "the same once more", rule
    if playbook.keep_searching:
        yield "On Mondays, while anything waits", "keep searching", playbook.keep_searching
    if playbook.close:
        when = f"{_days(playbook.close.after_working_days)} after the last time you asked"
        yield when, "let go, or keep?", playbook.close


def _answers(playbook: Playbook) -> Iterator[tuple[str, str, Rule]]:
    if second := playbook.second_interview_reply:
        yield (
            f"Within {second.within_working_hours} working hours of an invitation",
            "say yes, and when you can",
            second,
        )
    if thanks := playbook.rejection_thanks:
        yield f"{_days(thanks.after_working_days)} after a rejection", "thank them even so", thanks
    if reply := playbook.offer_reply:
        yield f"{_days(reply.after_working_days)} after an offer", "thank them, and say when you will answer", reply


def playbook_record(playbook: Playbook) -> dict[str, object]:
    """A playbook as an object for `json.dumps`."""
    rules = {name: _rule_record(rule) for name in Playbook.RULES if (rule := playbook.rule(name))}
    return {"name": playbook.name, "summary": dict(playbook.summary), "rules": rules}


def _rule_record(rule: Rule) -> dict[str, object]:
    values = {key.name: getattr(rule, key.name) for key in fields(rule)}
    return values | {"why": dict(rule.why)}


def _on_day(days: int) -> str:
    return f"{_days(days)} after it" if days else "The same day"


def _days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 100, initial_indent="    ", subsequent_indent="    ")
