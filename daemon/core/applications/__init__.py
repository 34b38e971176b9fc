"""Interviews -> applications: which rounds belong to which employer and role, under names that last."""

from daemon.core.applications.gathering import gather, known_rounds, with_answers
from daemon.core.applications.meetings import event_token, instant, merge_copies, organizer_key
from daemon.core.applications.news import Gist, News, person_key
from daemon.core.applications.records import Application, Heard, KnownRound, Round, Said
from daemon.core.outcome import Outcome

__all__ = [
    "Application",
    "Gist",
    "Heard",
    "KnownRound",
    "News",
    "Outcome",
    "Round",
    "Said",
    "event_token",
    "gather",
    "instant",
    "known_rounds",
    "merge_copies",
    "organizer_key",
    "person_key",
    "with_answers",
]
