"""One class for each port, to be subclassed by an adopter; each is the sum of its topics."""

from __future__ import annotations

from adapters.conformance.calendar_cursors import CalendarCursors
from adapters.conformance.calendar_failures import CalendarFailures
from adapters.conformance.calendar_person import CalendarPerson
from adapters.conformance.calendar_reading import CalendarReading
from adapters.conformance.calendar_series import CalendarSeries
from adapters.conformance.calendar_writing import CalendarWriting
from adapters.conformance.calendar_zones import CalendarZones
from adapters.conformance.drafts_content import DraftsContent
from adapters.conformance.drafts_looking import DraftsFailures, DraftsLooking
from adapters.conformance.drafts_writing import DraftsWriting
from adapters.conformance.inbox_cursors import InboxCursors
from adapters.conformance.inbox_reading import InboxConcerns, InboxReading


class CalendarConformance(
    CalendarReading,
    CalendarSeries,
    CalendarZones,
    CalendarCursors,
    CalendarWriting,
    CalendarPerson,
    CalendarFailures,
):
    """Every promise of CalendarPort."""


class DraftsConformance(DraftsWriting, DraftsContent, DraftsLooking, DraftsFailures):
    """Every promise of DraftPort."""


class InboxConformance(InboxReading, InboxConcerns, InboxCursors):
    """Every promise of InboxPort."""
