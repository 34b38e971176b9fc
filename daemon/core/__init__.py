"""What followupd decides, as pure functions: no I/O, no clock, no logging; the time is an argument."""
