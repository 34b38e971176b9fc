"""What Exchange says to a write, as the daemon understands it: by the response codes of EWS."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.exchange.errors import TooLarge, Trouble
from daemon.ports.errors import Conflict, NotFound, Rejected, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daemon.ports.errors import PortError

GONE: Final = frozenset(
    {
        *("ErrorItemNotFound", "ErrorFolderNotFound", "ErrorSyncFolderNotFound", "ErrorSavedItemFolderNotFound"),
        *("ErrorParentFolderNotFound", "ErrorCalendarCannotUpdateDeletedItem"),
    }
)
_CHANGED: Final = frozenset(
    {
        *("ErrorIrresolvableConflict", "ErrorStaleObject", "ErrorInvalidChangeKey", "ErrorChangeKeyRequired"),
        *("ErrorChangeKeyRequiredForWriteOperations", "ErrorObjectTypeChanged"),
    }
)
_REFUSED: Final = frozenset(
    {
        *("ErrorInvalidPropertySet", "ErrorPropertyUpdate", "ErrorInvalidValueForProperty", "ErrorInvalidArgument"),
        *("ErrorCalendarEndDateIsEarlierThanStartDate", "ErrorCalendarDurationIsTooLong", "ErrorCalendarOutOfRange"),
        *("ErrorCalendarInvalidTimeZone", "ErrorMessageSizeExceeded", "ErrorDataSizeLimitExceeded", "ErrorTimeZone"),
        *("ErrorSchemaValidation", "ErrorInvalidExtendedPropertyValue", "ErrorPropertyValidationFailure"),
        *("ErrorCalendarInvalidPropertyValue", "ErrorItemSavePropertyError", "ErrorContentConversionFailed"),
        *("ErrorMimeContentInvalid", "ErrorMimeContentInvalidBase64String", "ErrorMimeContentConversionFailed"),
    }
)
_FORBIDDEN: Final = frozenset(
    {"ErrorCreateItemAccessDenied", "ErrorCannotDeleteObject", "ErrorPermissionNotAllowedByPolicy"}
)

_UNREADABLE: Final = frozenset(
    {
        *("ErrorItemCorrupt", "ErrorCorruptData", "ErrorContentConversionFailed", "ErrorMimeContentConversionFailed"),
        *("ErrorMessageSizeExceeded", "ErrorDataSizeLimitExceeded", "ErrorMimeContentInvalid"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What is written, where it stands, and what to do where nothing may be written; for sentences."""

    name: str
    place: str
    advice: str


ENTRY: Final = Thing(name="entry", place="the calendar for entries", advice="; name one of your own in follow_up")
DRAFT: Final = Thing(
    name="draft", place="the folder for drafts", advice="; ask your administrator for full access to the mailbox"
)


def is_gone(error: PortError) -> bool:
    """Whether what was asked for is not there any more."""
    return isinstance(error, Trouble) and error.code in GONE


def is_unreadable(error: PortError) -> bool:
    """Whether what was asked for is there, and nobody will ever be able to read it."""
    return isinstance(error, TooLarge) or (isinstance(error, Trouble) and error.code in _UNREADABLE)


@contextmanager
def writing(thing: Thing) -> Iterator[None]:
    """Inside it a thing is written."""
    try:
        yield
    except Trouble as trouble:
        raise _meaning(trouble, thing) from trouble


def _meaning(trouble: Trouble, thing: Thing) -> PortError:
    if trouble.code in _CHANGED:
        return Conflict(f"the {thing.name} stands in {thing.place} otherwise than expected")
    if trouble.code in GONE:
        return NotFound(f"the {thing.name} or {thing.place} is no longer there")
    if trouble.code in _FORBIDDEN:
        return Unavailable(f"Exchange does not let followupd write to {thing.place} ({trouble.code}){thing.advice}")
    if trouble.code == "ErrorQuotaExceeded":
        return Unavailable("the mailbox is full: nothing can be written until you free some room")
    if trouble.code in _REFUSED:
        return Rejected(f"Exchange does not take this {thing.name} ({trouble.code})")
    return trouble
