"""Fits how mails read as a whole: `python -m tests.accuracy.fit_tone` writes `tone.bin` and `topic.bin`.

As `fit_sounds` does for sentences, over the mails to develop on and, counting less, the sentences of
`tests/corpus/sentences`. Run it again when mails or sentences were added, after `fit_sounds` and before `fit`, which
learns how much tone and topic of a mail count beside its ideas; for that it needs those fitted without the mail.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from daemon.core.outcome import Outcome
from daemon.core.promises.tokens import tokenise
from daemon.core.replies.reader import Read
from daemon.core.replies.records import read_from_record
from daemon.core.replies.sounds import buckets_of
from daemon.core.replies.tone import OUTCOMES, buckets_in
from tests.accuracy.fit_sounds import Example, fit, written

_SHARE = 0.3  # that a single sentence counts beside a whole mail
_FOLDS = 4
_WITHDRAWN = "withdrawn"  # as sentences are called that confirm it
_ROOT = Path(__file__).resolve().parents[2]
_CORPUS = _ROOT / "tests" / "corpus"
_REPLIES = _ROOT / "daemon" / "core" / "replies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A labelled mail and what was read in it; its writer is the batch that it came with."""

    writer: str
    label: Mapping[str, Any]
    read: Read

    @property
    def is_weighed(self) -> bool:
        """Whether its outcome is weighed."""
        return self.label["outcome"] in OUTCOMES and not self.read.mail.from_owner


def mails_in(path: Path) -> list[Mail]:
    """The mails of a file."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Mail(writer=record["id"].rstrip("0123456789"), label=record["label"], read=read_from_record(record))
        for record in records
    ]


def tone(mails: Iterable[Mail]) -> bytes:
    """The tone of mails as these mails and the sentences teach it: the outcomes, then whether an answer is awaited."""
    read = [(buckets_in(mail.read.mail.sentences), mail.label) for mail in mails if mail.is_weighed]
    news = [(buckets, OUTCOMES.index(Outcome(label["outcome"])), 1.0) for buckets, label in read]
    answer = [(buckets, int(label["needs_reply"]), 1.0) for buckets, label in read]
    tables = fit([*news, *sentences()], len(OUTCOMES)), fit(answer, 2)
    return written([[*row, *more] for row, more in zip(*tables, strict=True)])


def topic(mails: Iterable[Mail]) -> bytes:
    """What mails are about that stand beside an application: other things, or it."""
    return written(fit([(mail.read.topic, int(mail.label["about_pursuit"]), 1.0) for mail in mails], 2))


def in_turns(mails: Sequence[Mail]) -> Iterator[tuple[list[Mail], list[Mail]]]:
    """All mails in turns, some writers' at a time, each turn with the mails of all other writers."""
    writers = sorted({mail.writer for mail in mails})
    for turn in range(_FOLDS):
        left_out = set(writers[turn::_FOLDS])
        yield [m for m in mails if m.writer in left_out], [m for m in mails if m.writer not in left_out]


@cache
def sentences(folder: Path = _CORPUS / "sentences") -> tuple[Example, ...]:
    """The sentences that say an outcome by themselves."""
    found: list[Example] = []
    for path in sorted(folder.glob("*.toml")):
        for name, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            outcome = Outcome.WITHDRAWN_BY_ME if name == _WITHDRAWN else name
            if outcome in OUTCOMES:
                at = OUTCOMES.index(Outcome(outcome))
                found.extend((buckets_of(tokenise(text)), at, _SHARE) for text in texts)
    return tuple(found)


if __name__ == "__main__":
    known = mails_in(_CORPUS / "mails-dev.jsonl")
    (_REPLIES / "tone.bin").write_bytes(tone(known))
    (_REPLIES / "topic.bin").write_bytes(topic(known))
    sys.stdout.write(f"{len(known)} mails\n")
