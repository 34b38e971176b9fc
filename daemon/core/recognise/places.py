"""A name that may be the employer's, and what each place where employers are named is worth."""

from __future__ import annotations

from dataclasses import dataclass

# What the places where employers are named are worth, fitted to labelled events.
PLACE = {
    "label": 7.0,
    "label of a house": 2.5,
    "title": 0.5,
    "title, by its likelihood": 3.0,
    # "see Sara re milking job, Northtown": what follows is as likely a place.
    "title, behind what a talk is about": -2.2,
    "title and location": 1.6,
    "organiser who writes for a house": 2.5,
    "organiser": 1.5,
    "organiser like a person, for a house": 1.2,
    "organiser like a person": 0.4,
    "tagged": 0.5,
    "tagged, by its likelihood": 2.5,
    "behalf_cue": 5.0,
    "company_cue": 3.0,
    "subject of a sentence": 1.5,
    "signature behind a post": 2.6,
    "signature behind a person": 1.0,
    "desk that signs": 2.0,
    "alone in a note": 1.4,
    "location of a note": 1.3,
    "anywhere, a house": 1.1,
    "anywhere": 0.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A name that may be the employer's, where it was read, at what kind of place, and what else speaks for it."""

    name: str
    where: str
    place: str
    more: float = 0.0

    @property
    def weight(self) -> float:
        """What the place is worth."""
        return PLACE[self.place] + self.more
