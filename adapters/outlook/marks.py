"""The marks by which followupd knows its own items again in an Exchange mailbox, by EWS and by Graph alike.

They are named MAPI properties of one property set, invisible to the person. Both protocols write the same ones, so an
account may change from one to the other (MS-OXPROPS section 1.3.2; Graph: singleValueLegacyExtendedProperty).
"""

from __future__ import annotations

PROPERTY_SET = "c2f6d0a4-5b7e-4c39-9a0e-3f1d8b6e7a52"

STEP = "FollowupdStep"
FINGERPRINT = "FollowupdFingerprint"
SUBJECT = "FollowupdSubject"
CALENDAR = "FollowupdCalendar"
ENTRIES = "entries"  # what that says of a calendar which followupd made, whatever the person calls it by then


def graph_id(name: str) -> str:
    """How Graph calls a property of ours."""
    return f"String {{{PROPERTY_SET}}} Name {name}"
