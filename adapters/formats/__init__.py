"""Codecs that several adapters share: iCalendar, MIME, and the marks that tell followupd's own items."""
