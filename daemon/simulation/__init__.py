"""Plays job searches, to see what would be written before anything is, and to watch over the hard rules."""
