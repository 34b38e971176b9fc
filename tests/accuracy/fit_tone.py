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
from daemon.core.replies.cues import read_sentences
from daemon.core.replies.reader import Read
from daemon.core.replies.records import read_from_record
from daemon.core.replies.sounds import traits_of
from daemon.core.replies.tone import OUTCOMES, traits_in
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The traits of a mail of which there is only the text, with its label."""

    traits: Sequence[int]
    outcome: str
    waits: bool


def mails_in(path: Path) -> list[Mail]:
    """The mails of a file."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Mail(writer=record["id"].rstrip("0123456789"), label=record["label"], read=read_from_record(record))
        for record in records
    ]


def tone(mails: Iterable[Mail]) -> bytes:
    """The tone of mails as these mails and the sentences teach it: the outcomes, then whether an answer is awaited."""
    weighed = [mail for mail in mails if mail.is_weighed]
    read = [*map(_letter, weighed), *(letter for letter in letters() if letter.outcome in OUTCOMES)]
    news = [(letter.traits, OUTCOMES.index(Outcome(letter.outcome)), 1.0) for letter in read]
    answer = [(letter.traits, int(letter.waits), 1.0) for letter in read]
    said, waits = fit([*news, *sentences()], len(OUTCOMES)), fit(answer, 2)
    return written({trait: [*row, *waits.get(trait, (0.0, 0.0))] for trait, row in said.items()})


def _letter(mail: Mail) -> Letter:
    label = mail.label
    return Letter(traits=traits_in(mail.read.mail.sentences), outcome=label["outcome"], waits=label["needs_reply"])


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
def letters(folder: Path = _CORPUS / "letters") -> tuple[Letter, ...]:
    """The mails of which there is only the text, below a line with the outcome and whether an answer is wanted."""
    found: list[Letter] = []
    for path in sorted(folder.glob("*.txt")):
        for block in f"\n{path.read_text(encoding='utf-8')}".split("\n== ")[1:]:
            label, _, text = block.partition("\n")
            outcome, waits = label.split()
            traits = traits_in(read_sentences(text.strip(), ()))
            found.append(Letter(traits=traits, outcome=outcome, waits=waits == "yes"))
    return tuple(found)


@cache
def sentences(folder: Path = _CORPUS / "sentences") -> tuple[Example, ...]:
    """The sentences that say an outcome by themselves."""
    found: list[Example] = []
    for path in sorted(folder.glob("*.toml")):
        for name, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            outcome = Outcome.WITHDRAWN_BY_ME if name == _WITHDRAWN else name
            if outcome in OUTCOMES:
                at = OUTCOMES.index(Outcome(outcome))
                found.extend((traits_of(tokenise(text)), at, _SHARE) for text in texts)
    return tuple(found)


if __name__ == "__main__":
    known = mails_in(_CORPUS / "mails-dev.jsonl")
    (_REPLIES / "tone.bin").write_bytes(tone(known))
    (_REPLIES / "topic.bin").write_bytes(topic(known))
    sys.stdout.write(f"{len(known)} mails\n")
