"""Tells how likely a date was promised, or is one to ask: by words and cues around it, the rules, and other dates.

The rules (`judge`) know what somebody thought of, and the words around labelled dates what nobody did; neither is to be
believed alone. They are weighed together by two tables of small numbers, fitted to labelled texts of all languages by
`tests/accuracy/fit_promises.py`: a number for each bucket into which what is looked at falls by its checksum, and in it
how much it speaks for a promise (`promised.bin`) or for a day from which the person may ask (`asked.bin`). A third,
`worded.bin`, was fitted to nothing but the words and where they stand, each with a row of its own: it errs in other
places, so that both together err less. No name can be read in them.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING
from zlib import crc32

from daemon.core.promises.circumstances import Circumstances
from daemon.core.promises.judge import PROMISED
from daemon.core.promises.surroundings import Surroundings
from daemon.core.tables import rows_in, table_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from daemon.core.promises.clauses import Clause
    from daemon.core.promises.judge import Verdict
    from daemon.core.promises.tokens import Token

BUCKETS = 1 << 16
SCALE = 8.0  # as which a weight of one stands in the table
LIKE_ALL, LIKE_WORDS = 0.8, 0.2  # how much everything together counts, and the words by themselves
_DATES_READ = 40  # of a text; of further ones only the rules speak
_STEEP = 3  # by how much a rule's weight is more than the logarithm of the odds
_ASKED = -0.8  # log odds from which one may ask; leave to ask is rarer in the texts than it is misread
_UNLIKELY = -0.5  # log odds below which a date is not even doubtful


class Evidence:
    """All that speaks for and against the dates of one text; the work for each date is bounded."""

    def __init__(
        self, tokens: Sequence[Token], clauses: Sequence[Clause], verdicts: Sequence[Verdict], today: date
    ) -> None:
        self.verdicts = verdicts
        self._surroundings = Surroundings(tokens, clauses, today)
        self._circumstances = Circumstances(clauses, verdicts[:_DATES_READ])

    def weighed(self) -> list[Verdict]:
        """The verdicts, with how likely each date was promised, and whether one may ask from then on."""
        read = [self._weighed(verdict) for verdict in self.verdicts[:_DATES_READ]]
        unread = self.verdicts[_DATES_READ:]
        return [*read, *(replace(verdict, odds=(verdict.weight - PROMISED) / _STEEP) for verdict in unread)]

    def _weighed(self, verdict: Verdict) -> Verdict:
        groups = self.buckets(verdict)
        (worded,) = rows_in(__package__, "worded.bin", 1).sums(self.traits(verdict))
        odds = LIKE_ALL * log_odds(table_in(__package__, "promised.bin"), groups) + LIKE_WORDS * worded
        asks = log_odds(table_in(__package__, "asked.bin"), groups) > _ASKED
        ruled = verdict.doubtful or (verdict.weight >= PROMISED and not asks)
        return replace(verdict, odds=odds, permission=asks, doubtful=ruled and odds > _UNLIKELY)

    def buckets(self, verdict: Verdict) -> list[list[int]]:
        """The buckets of what is looked at for a date, each once, in groups that count alike."""
        dated = verdict.dated
        groups: list[Iterable[str]] = [
            self._surroundings.words(dated),
            self._surroundings.shape(dated),
            self._circumstances.cues(verdict),
            self._circumstances.rules(verdict),
            self._circumstances.company(verdict),
        ]
        return [_buckets(number, features) for number, features in enumerate(groups)]

    def traits(self, verdict: Verdict) -> list[int]:
        """The checksums of the words around a date with where they stand, each once."""
        return sorted({crc32(trait.encode()) for trait in self._surroundings.placed(verdict.dated)})


def _buckets(group: int, features: Iterable[str]) -> list[int]:
    return sorted({crc32(f"{group}{feature}".encode()) % BUCKETS for feature in features})


def log_odds(table: Sequence[int], groups: Sequence[Sequence[int]]) -> float:
    """What a table says of these groups of buckets; the more there are in one, the less each of them counts."""
    return sum(sum([table[bucket] for bucket in group]) / (SCALE * sqrt(max(len(group), 1))) for group in groups)
