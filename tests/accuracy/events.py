"""How well events are recognised: the figures of a labelled corpus."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from daemon.core.recognise import Judgement, Verdict, recognise
from daemon.core.recognise.records import event_from_record
from tests.accuracy.names import normal, same

Row = tuple[str, int, int]


def measure(path: Path) -> Iterator[Row]:
    """Rows of (figure, how many, of how many) for the events of one file."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    judged = [(record["label"], recognise(*event_from_record(record))) for record in records]
    yield from verdicts(judged)
    found = [(label, j) for label, j in judged if label["interview"] and j.verdict is not Verdict.NO]
    for name in ("company", "role"):
        yield from detail(found, name)
    yield from interviewers(found)
    for name in ("round", "medium"):
        yield f"{name} right", sum(getattr(j, name).value == label[name] for label, j in found), len(found)


def verdicts(judged: Iterable[tuple[dict[str, Any], Judgement]]) -> Iterator[Row]:
    """Precision and recall of the verdict; events nobody can decide are not counted."""
    counts = Counter((label["interview"], judgement.verdict) for label, judgement in judged)
    sure, doubt = Verdict.INTERVIEW, Verdict.DOUBT
    positives = sum(number for (truth, _), number in counts.items() if truth is True)
    negatives = sum(number for (truth, _), number in counts.items() if truth is False)
    yield "precision of interview", counts[True, sure], counts[True, sure] + counts[False, sure]
    yield "recall of interview", counts[True, sure], positives
    yield "recall of interview or doubt", counts[True, sure] + counts[True, doubt], positives
    yield "negatives answered with doubt", counts[False, doubt], negatives


def detail(found: list[tuple[dict[str, Any], Judgement]], name: str) -> Iterator[Row]:
    """How often a name is right where there is one, and invented where there is none."""
    there = [(label[name], getattr(j, name)) for label, j in found if label[name]]
    absent = [getattr(j, name) for label, j in found if not label[name]]
    yield f"{name} right", sum(same(wanted, got) for wanted, got in there), len(there)
    yield f"{name} invented", sum(got is not None for got in absent), len(absent)


def interviewers(found: list[tuple[dict[str, Any], Judgement]]) -> Iterator[Row]:
    """Precision and recall over all people, and addresses that stand nowhere in the event."""
    right = given = wanted = invented = addresses = 0
    for label, judgement in found:
        got = {normal(person.name) for person in judgement.interviewers}
        truth = {normal(person["name"]) for person in label["interviewers"]}
        right, given, wanted = right + len(got & truth), given + len(got), wanted + len(truth)
        text = repr(judgement.event).lower()
        emails = [person.email for person in judgement.interviewers if person.email]
        addresses += len(emails)
        invented += sum(email not in text for email in emails)
    yield "interviewers: precision", right, given
    yield "interviewers: recall", right, wanted
    yield "addresses that stand nowhere", invented, addresses
