"""followupd: finds job interviews in calendars and prepares the follow-up. It never sends."""
