"""The marks by which followupd knows its own items again when its journal is lost.

The UID or Message-ID is worked out from the step's key; the properties and headers below are the second witness.
"""

from __future__ import annotations

UID_PREFIX = "followupd-"

PROPERTY_STEP = "X-FOLLOWUPD-STEP"
PROPERTY_FINGERPRINT = "X-FOLLOWUPD-FINGERPRINT"
PROPERTY_SUBJECT = "X-FOLLOWUPD-SUBJECT"

HEADER_STEP = "X-Followupd-Step"
HEADER_FINGERPRINT = "X-Followupd-Fingerprint"


def uid_of(key: str) -> str:
    """The iCalendar UID of the entry for a step."""
    return UID_PREFIX + key


def key_of(uid: str) -> str | None:
    """The step's key in a UID of ours, or None if the UID is somebody else's."""
    return uid.removeprefix(UID_PREFIX) if uid.startswith(UID_PREFIX) else None
