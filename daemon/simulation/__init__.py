"""Plays job searches, to see what would be written before anything is, and to watch over the hard rules.

A search is made up by chance or told in a file. Its interviews arrive in an account that lives in memory only, passes
are real, and time goes by as fast as they are made. Nothing on disk is read or written.
"""

from daemon.simulation.chance import random_search
from daemon.simulation.picture import draw
from daemon.simulation.playing import HURRIED, LIVELY, STEADY, Outcome, Pace, play
from daemon.simulation.search import Search, SearchError, read_search
from daemon.simulation.telling import tell_search, tell_sums

__all__ = [
    "HURRIED",
    "LIVELY",
    "STEADY",
    "Outcome",
    "Pace",
    "Search",
    "SearchError",
    "draw",
    "play",
    "random_search",
    "read_search",
    "tell_search",
    "tell_sums",
]
