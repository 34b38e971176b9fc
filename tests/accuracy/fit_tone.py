"""Fits how mails read as a whole: `python -m tests.accuracy.fit_tone` writes `daemon/core/replies/tone.bin`.

As `fit_sounds` does for sentences, over the mails to develop on and, counting less, the sentences of
`tests/corpus/sentences`. Run it again when mails or sentences were added, after `fit_sounds` and `fit`; it is fitted
beside them and not through them, so that the ideas of a mail keep their own weights.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from daemon.core.outcome import Outcome
from daemon.core.promises.tokens import tokenise
from daemon.core.replies.records import read_from_record
from daemon.core.replies.sounds import buckets_of
from daemon.core.replies.tone import OUTCOMES, buckets_in
from tests.accuracy.fit_sounds import Example, fit, written

_SHARE = 0.3  # that a single sentence counts beside a whole mail
_ROOT = Path(__file__).resolve().parents[2]
_CORPUS = _ROOT / "tests" / "corpus"
_TABLE = _ROOT / "daemon" / "core" / "replies" / "tone.bin"


def mails(path: Path = _CORPUS / "mails-dev.jsonl") -> Iterator[Example]:
    """The mails whose outcome is weighed."""
    for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        outcome = Outcome(record["label"]["outcome"])
        if outcome in OUTCOMES:
            yield buckets_in(read_from_record(record).mail.sentences), OUTCOMES.index(outcome), 1.0


def sentences(folder: Path = _CORPUS / "sentences") -> Iterator[Example]:
    """The sentences that say an outcome by themselves."""
    for path in sorted(folder.glob("*.toml")):
        for name, found in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name in OUTCOMES:
                yield from ((buckets_of(tokenise(each)), OUTCOMES.index(Outcome(name)), _SHARE) for each in found)


if __name__ == "__main__":
    examples = [*mails(), *sentences()]
    _TABLE.write_bytes(written(fit(examples, len(OUTCOMES))))
    sys.stdout.write(f"{len(examples)} mails and sentences\n")
