"""Prints how well followupd recognises things on a labelled corpus: `python tests/accuracy/report.py [FOLDER]`.

The folder is the argument, else the environment variable FOLLOWUPD_CORPUS, else `../shared/corpus` beside the checkout.
A new kind of record is one more line in MEASURES.
"""

# ruff: noqa: T201  printing is what this script is for

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from tests.accuracy import events, mails, promises  # noqa: E402  the checkout must be importable first

Row = tuple[str, int, int]
MEASURES: dict[str, tuple[str, Callable[[Path], Iterator[Row]]]] = {
    "events.jsonl": ("daemon.core.recognise", events.measure),
    "mails.jsonl": ("daemon.core.replies", mails.measure),
    "promises.jsonl": ("daemon.core.promises", promises.measure),
}


def main(arguments: list[str]) -> int:
    """Print one table a file; 2 if the corpus is not there."""
    given = arguments[0] if arguments else os.environ.get("FOLLOWUPD_CORPUS")
    folder = Path(given) if given else CHECKOUT.parent / "shared" / "corpus"
    if not folder.is_dir():
        print(
            f"There is no corpus in {folder}; nothing was measured. Name its folder as the argument.", file=sys.stderr
        )
        return 2
    for name, (module, measure) in MEASURES.items():
        print(f"\n{name}")
        if not (folder / name).is_file():
            print("  absent; not measured")
        elif importlib.util.find_spec(module) is None:
            print(f"  {module} is not there yet; not measured")
        else:
            show(measure(folder / name))
    return 0


def show(rows: Iterator[Row]) -> None:
    """Print the rows, aligned."""
    for figure, part, whole in rows:
        share = f"{100 * part / whole:6.1f} %" if whole else "       –"
        print(f"  {figure:<34}{share}  {part:>4} of {whole}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
