"""The last look at a draft before it is written: what a careful friend would not let pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from daemon.ports.records import Draft

MOST_WORDS = 150

_UNFILLED = re.compile(r"\{\{|\}\}|\{%|\bNone\b|\bUndefined\b|\[[A-Z ]{3,}\]|<[A-Z ]{3,}>|\bTBD\b|\bTODO\b|XXX")
_DOUBLED = re.compile(r"\b(\w{2,}) \1\b", re.IGNORECASE)
_MACHINE = re.compile(r"no-?reply|do-?not-?reply|notifications?@|mailer-daemon", re.IGNORECASE)
_FINE_TWICE = frozenset({"had", "that"})


def proofread(draft: Draft, addressee: str | None, company: str | None, others: Sequence[str]) -> list[str]:
    """The faults of a draft, each as the end of "there is no draft, because ...". Without faults it may be written."""
    return list(_faults(draft, addressee, company, others))


def _faults(draft: Draft, addressee: str | None, company: str | None, others: Sequence[str]) -> Iterator[str]:
    yield from _address_faults(draft)
    greeting = draft.body.split("\n", 1)[0]
    if addressee and addressee not in greeting:
        yield "it does not greet its addressee by name"
    if any(other in greeting and other not in (addressee or "") for other in others if other):
        yield "it greets somebody else"
    if company and company not in f"{draft.subject}\n{draft.body}":
        yield "it does not name the company"
    yield from _text_faults(draft, company, addressee)


def _address_faults(draft: Draft) -> Iterator[str]:
    addresses = [(person.email or "").lower() for person in draft.to]
    if any(_MACHINE.search(address) for address in addresses):
        yield "its address belongs to a machine"
    if (draft.sender.email or "").lower() in addresses:
        yield "it would go to yourself"


def _text_faults(draft: Draft, company: str | None, addressee: str | None) -> Iterator[str]:
    if found := _UNFILLED.search(f"{draft.subject}\n{draft.body}"):
        yield f"a field was left unfilled ({found[0]})"
    if found := next((m for m in _DOUBLED.finditer(draft.body) if not _meant(m, company, addressee)), None):
        yield f"a word stands twice ({found[0]})"
    if len(draft.body.split()) > MOST_WORDS:
        yield f"it is longer than {MOST_WORDS} words"


def _meant(match: re.Match[str], company: str | None, addressee: str | None) -> bool:
    return match[1].lower() in _FINE_TWICE or match[0] in (company or "") or match[0] in (addressee or "")
