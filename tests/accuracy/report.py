"""Prints how well followupd judges labelled records: `python tests/accuracy/report.py [FOLDER]`.

Without a folder it measures both halves of `tests/corpus`: the one to develop on, and the one kept for checking only.
A gap between the two is overfitting. A folder given, or named by FOLLOWUPD_CORPUS, is one more column; without one that
is `../shared/corpus` where it exists. Files are found by the kind their names begin with: `events*.jsonl`, and so on.
"""

# ruff: noqa: T201  printing is what this script is for

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from tests.accuracy import events, mails, promises, sentences  # noqa: E402  the checkout must be importable first

Row = tuple[str, int, int]
MEASURES: dict[str, Callable[[Path], Iterable[Row]]] = {
    "events": events.measure,
    "mails": mails.measure,
    "promises": promises.measure,
}
OWN = CHECKOUT / "tests" / "corpus"


def main(arguments: list[str]) -> int:
    """Print one table a kind of record; 2 if a folder was named that is not there."""
    given = arguments[0] if arguments else os.environ.get("FOLLOWUPD_CORPUS")
    folder = Path(given) if given else CHECKOUT.parent / "shared" / "corpus"
    if given and not folder.is_dir():
        print(
            f"There is no corpus in {folder}; nothing was measured. Name its folder as the argument.", file=sys.stderr
        )
        return 2
    for kind, measure in MEASURES.items():
        sources = {"developed on": (OWN, "*-dev"), "only checked": (OWN, "*-check"), folder.name: (folder, "*")}
        found = {name: _file(place, kind, end) for name, (place, end) in sources.items()}
        show(kind, {name: list(measure(path)) for name, path in found.items() if path})
    show("sentences", {"developed on": list(sentences.measure(0)), "only checked": list(sentences.measure(1))})
    return 0


def _file(folder: Path, kind: str, end: str) -> Path | None:
    return next(iter(sorted(folder.glob(f"{kind}{end}.jsonl"))), None)


def show(kind: str, columns: dict[str, Sequence[Row]]) -> None:
    """Print a table with one line a figure and one column a file."""
    print(f"\n{kind:<36}" + "".join(f"{name:>24}" for name in columns))
    for rows in zip(*columns.values(), strict=True):
        print(f"  {rows[0][0]:<34}" + "".join(_cells(rows)))


def _cells(rows: Iterable[Row]) -> Iterator[str]:
    for _, part, whole in rows:
        share = f"{100 * part / whole:.1f} %" if whole else "–"
        counts = f"{part} of {whole}"
        yield f"{share:>11} {counts:>12}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
