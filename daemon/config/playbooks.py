"""The person's own playbooks: TOML files in the folder `playbooks` beside the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.config.settings import Problem
from daemon.core.playbook import PlaybookError, read_playbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from daemon.core.playbook import Playbook

FOLDER = "playbooks"
_LONGEST = 100_000  # bytes; the longest that ships has 3,000


def read_playbooks(folder: Path, problems: list[Problem]) -> Mapping[str, Playbook]:
    """The playbooks in a folder, by the names of their files; faults are noted, and the faulty ones left out."""
    playbooks = {}
    for path in sorted(folder.glob("*.toml")):
        place = f"{FOLDER}/{path.name}"
        try:
            playbooks[path.stem] = read_playbook(path.stem, _text_of(path))
        except PlaybookError as error:
            problems += (
                Problem(place=": ".join(part for part in (place, fault.place) if part), message=fault.message)
                for fault in error.faults
            )
        except (OSError, ValueError) as error:
            problems.append(Problem(place=place, message=f"cannot be read: {error}"))
    return playbooks


def _text_of(path: Path) -> str:
    if path.stat().st_size > _LONGEST:
        raise ValueError(f"it is longer than {_LONGEST} bytes, which no playbook is")
    return path.read_text(encoding="utf-8")
