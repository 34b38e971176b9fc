"""Where an account keeps its inbox, drafts and sent mail, in any of the layouts that are in use.

Maildir++ (Dovecot, Courier): the root is the inbox and `.Drafts` a subfolder. Plain folders (mbsync, OfflineIMAP, aerc,
Dovecot's `LAYOUT=fs`): `Drafts`, `[Gmail]/Drafts`, `[Gmail].Drafts`, with or without an inbox in the root.
A folder is made only if the configuration names it; otherwise a missing one is told to the person.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.formats.folder_names import DRAFTS, SENT, comparable, decode_name, encode_name, without_containers
from adapters.maildir.files import is_folder, make_folder
from daemon.ports.errors import Rejected, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEPTH = 3
_COUNT = 5000
_SKIPPED = frozenset({"cur", "new", "tmp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """The folders of one account. `inbox` and `sent` are None if there are none.

    `drafts` may be made if it is missing only where the configuration names it.
    """

    root: Path
    inbox: Path | None
    sent: Path | None
    drafts: Path
    drafts_named: bool

    def has_drafts(self) -> bool:
        """Whether the drafts folder is there; `Unavailable` or an `OSError` if it should be, and somebody took it."""
        os.stat(self.root)  # noqa: PTH116 - for its error: a disk that is not mounted is not an empty one
        there = is_folder(self.drafts)
        if not there and not self.drafts_named:
            raise Unavailable(f"the drafts folder {self.drafts} has disappeared")
        return there

    def make_drafts(self) -> None:
        """Make the drafts folder that the configuration names."""
        make_folder(self.drafts, marker=self.drafts.name.startswith("."))


def find_mailbox(root: Path, *, drafts: str | None, sent: str | None, inbox: str | None) -> Mailbox:
    """Find the folders, those named by the configuration first; `Rejected` says which setting is needed or wrong."""
    if not root.is_dir():
        raise Rejected(f"path: there is no folder {root}")
    folders = dict(_subfolders(root))
    if is_folder(root):
        folders[()] = root
    mailbox = Mailbox(
        root=root,
        inbox=_named(folders, "inbox", inbox) if inbox else _find(folders, ("", "inbox")),
        sent=_named(folders, "sent", sent) if sent else _find(folders, SENT),
        drafts=_drafts(root, folders, drafts),
        drafts_named=bool(drafts),
    )
    if mailbox.drafts in {mailbox.inbox, mailbox.sent}:
        raise Rejected("drafts: the drafts folder cannot be the inbox or the folder of sent mail")
    return mailbox


def _drafts(root: Path, folders: Mapping[tuple[str, ...], Path], name: str | None) -> Path:
    if name:
        return _lookup(folders, name) or _place(root, folders, name)
    found = _find(folders, DRAFTS)
    if found is None:
        raise Rejected(f'drafts: no drafts folder in {root}; name yours, or set `drafts = "Drafts"` to have one made')
    return found


def _named(folders: Mapping[tuple[str, ...], Path], setting: str, name: str) -> Path:
    found = _lookup(folders, name)
    if found is None:
        raise Rejected(f"{setting}: there is no folder {name!r} in the mail folder")
    return found


def _lookup(folders: Mapping[tuple[str, ...], Path], name: str) -> Path | None:
    known = {tuple(map(comparable, parts)): path for parts, path in folders.items()}
    return known.get(tuple(map(comparable, _parts(name))))


def _find(folders: Mapping[tuple[str, ...], Path], names: tuple[str, ...]) -> Path | None:
    """The folder at the top of the account that has the earliest of these names."""
    top: dict[str, Path] = {}
    for parts, path in sorted(folders.items()):
        place = without_containers(parts)
        if len(place) <= 1:
            top.setdefault(comparable("".join(place)), path)
    return next((top[name] for name in map(comparable, names) if name in top), None)


def _place(root: Path, folders: Mapping[tuple[str, ...], Path], name: str) -> Path:
    """Where a new folder goes in the layout that is in use."""
    parts = _parts(name)
    if not parts or "\0" in name:
        raise Rejected(f"drafts: {name!r} cannot be the name of a folder")
    plain = any(parts and not path.name.startswith(".") for parts, path in folders.items())
    if () in folders and not plain:
        return root / ("." + ".".join(encode_name(part) for part in parts))
    return root.joinpath(*parts)


def _parts(name: str) -> tuple[str, ...]:
    """The levels of a folder name, whether slashes separate them or, as in Maildir++, dots; so none is `..`."""
    return tuple(decode_name(part) for part in name.replace(".", "/").split("/") if part)


def _subfolders(root: Path) -> Iterator[tuple[tuple[str, ...], Path]]:
    waiting = [root]
    looked_at = 0
    while waiting:
        for path in sorted(_directories(waiting.pop())):
            looked_at += 1
            if looked_at > _COUNT:
                return
            if is_folder(path):
                yield _parts(str(path.relative_to(root))), path
            if len(path.relative_to(root).parts) < _DEPTH:
                waiting.append(path)


def _directories(path: Path) -> list[Path]:
    try:
        with os.scandir(path) as entries:
            return [Path(entry.path) for entry in entries if entry.name not in _SKIPPED and entry.is_dir()]
    except OSError:  # a subfolder that cannot be looked into is not one of ours
        return []
