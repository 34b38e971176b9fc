"""How many single sentences show a cue of their class: `python -m tests.accuracy.sentences` prints it by language.

Of each class every other sentence may be read while phrases are written; the rest is a mirror that nobody looks into.
"""

# ruff: noqa: T201  printing is what this is for

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from daemon.core.replies.cues import kinds, read_sentences

Row = tuple[str, int, int]
FOLDER = Path(__file__).resolve().parents[1] / "corpus" / "sentences"
CUES: Mapping[str, frozenset[str]] = {
    "rejection": frozenset({"rejected", "rescinded"}),
    "offer": frozenset({"offered", "welcomed"}),
    "next_round": frozenset({"invited"}),
    "delay": frozenset({"delayed", "standby", "hindered", "waited"}),
    "question": frozenset({"asked"}),
    "acknowledgement": frozenset({"acknowledged"}),
    "auto_reply": frozenset({"absent", "ticket"}),
    "withdrawn": frozenset({"withdrawn", "i_withdraw"}),
}
_NEWS = CUES["rejection"] | CUES["offer"] | CUES["next_round"]
_SHARED = {"da": "nb"}  # languages that share a file


def measure(half: int, languages: str = "*") -> Iterator[Row]:
    """Rows of (class, how many, of how many); for `other`, which says no news by itself, those taken for news."""
    hits = dict.fromkeys([*CUES, "other"], 0)
    all_of = dict.fromkeys(hits, 0)
    for path in sorted(FOLDER.glob(f"{languages}.toml")):
        code = _SHARED.get(path.stem, path.stem)
        for name, sentences in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for sentence in sentences[half::2]:
                all_of[name] += 1
                hits[name] += bool(kinds(read_sentences(sentence, (code,))) & CUES.get(name, _NEWS))
    for name, count in hits.items():
        yield name if name in CUES else "nothing, taken for news", count, all_of[name]


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.toml")):
        for half, title in enumerate(("read", "mirror")):
            shares = (f"{name} {100 * part // whole} %" for name, part, whole in measure(half, path.stem))
            print(f"{path.stem} {title:<7}", " · ".join(shares))
