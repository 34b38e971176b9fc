"""Which folders are the drafts and the sent mail: as configured, as the server marks them, or by their names.

What the person wrote into the configuration is their word and counts more than a mark, which some server or program
set. A folder that is named there must be there: none is ever made, since another program may look elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from adapters.formats.folder_names import DRAFTS, SENT, comparable, decode_name, without_containers
from adapters.imap.errors import Missing
from daemon.ports.errors import Rejected

if TYPE_CHECKING:
    from adapters.imap.session import Listed, Session
    from daemon.ports.adapter import Setup

T = TypeVar("T")

INBOX = "INBOX"
"""The one name that is the same everywhere (RFC 3501 section 5.1)."""

_UNUSABLE = frozenset({r"\noselect", r"\nonexistent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """The folders of an account, by the names that the server knows; `sent` is None if there is none."""

    inbox: str = INBOX
    drafts: str
    sent: str | None
    archive: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Mailbox:
    """An account's folders, which are looked for again when one of them is no longer where it was."""

    session: Session
    drafts: str | None
    sent: str | None
    archive: tuple[str, ...]
    folders: Folders | None = None

    @classmethod
    def from_settings(cls, session: Session, setup: Setup) -> Mailbox:
        """The mailbox whose folders the settings name."""
        archive = setup.options.get("archive")
        return cls(
            session=session,
            drafts=str(setup.options.get("drafts") or "") or None,
            sent=str(setup.options.get("sent") or "") or None,
            archive=archive if isinstance(archive, tuple) else (),
        )

    def find(self) -> Folders:
        """Find the folders on the server; `Rejected` says which setting cannot work."""
        listed = self.session.run(lambda session: session.folders())
        self.folders = choose_folders(listed, drafts=self.drafts, sent=self.sent, archive=self.archive)
        return self.folders

    def run(self, operation: Callable[[Session, Folders], T]) -> T:
        """Carry out an operation that begins by looking, as `Session.run` does; `Missing` if a folder has gone."""
        before = self.folders or self.find()
        try:
            return self.session.run(lambda session: operation(session, before))
        except Missing as missing:
            renamed = self._find_again(missing)
            if renamed == before:
                raise
        return self.session.run(lambda session: operation(session, renamed))

    def _find_again(self, missing: Missing) -> Folders:
        """The folders as they are now; that a setting no longer fits is no reason to drop what was to be written."""
        try:
            return self.find()
        except Rejected:
            raise missing from None


def choose_folders(
    listed: Sequence[Listed], *, drafts: str | None, sent: str | None, archive: Sequence[str]
) -> Folders:
    """Choose among the folders that are there; `Rejected` says which setting is needed or wrong."""
    usable = [folder for folder in listed if not folder.flags & _UNUSABLE and folder.name.isascii()]
    chosen = _named(usable, "drafts", drafts) if drafts else _find(usable, r"\drafts", DRAFTS)
    if chosen is None:
        raise Rejected("drafts: the server marks no folder as that of drafts; name yours")
    found = Folders(
        drafts=chosen,
        sent=_named(usable, "sent", sent) if sent else _find(usable, r"\sent", SENT),
        archive=tuple(_named(usable, "archive", name) for name in archive),
    )
    if found.drafts in {found.inbox, found.sent, *found.archive}:
        raise Rejected("drafts: the drafts folder cannot be one that mail is read from")
    return found


def _named(folders: Sequence[Listed], setting: str, name: str) -> str:
    """The folder with this name, in the server's way of writing levels or with slashes, with or without a container."""
    wanted = tuple(comparable(part) for part in name.split("/") if part)
    for folder in folders:
        levels = _levels(folder)
        if comparable(name) == comparable(decode_name(folder.name)) or wanted in (levels, without_containers(levels)):
            return folder.name
    raise Rejected(f"{setting}: there is no folder {name!r} on the server; make it, or name another")


def _find(folders: Sequence[Listed], mark: str, names: tuple[str, ...]) -> str | None:
    """The folder with this mark (RFC 6154), or the one at the top of the account with the earliest of these names."""
    marked = next((folder.name for folder in folders if mark in folder.flags), None)
    if marked is not None:
        return marked
    top: dict[str, str] = {}
    for folder in folders:
        levels = without_containers(_levels(folder))
        if len(levels) == 1:
            top.setdefault(levels[0], folder.name)
    return next((top[name] for name in map(comparable, names) if name in top), None)


def _levels(folder: Listed) -> tuple[str, ...]:
    name = decode_name(folder.name)
    return tuple(comparable(part) for part in (name.split(folder.delimiter) if folder.delimiter else [name]))
