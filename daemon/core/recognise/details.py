"""What the event tells of the conversation: its medium and a place."""

from __future__ import annotations

import re

from daemon.core.recognise.judgement import Medium
from daemon.core.recognise.lexicon import phrase_pattern
from daemon.core.recognise.phones import NUMBER
from daemon.core.recognise.reading import Reading

_LINK = re.compile(r"https?://|meet\.google|zoom\.us|teams\.microsoft")
_NOT_A_PLACE = re.compile(
    r"^(?:tbc|tbd|(?:tele)?phone|call|zoom|(?:microsoft )?teams|online|video|virtual|remote|(?:google )?meet|skype)\b"
)


def medium_of(reading: Reading) -> Medium:
    """How the conversation is held; a link that a calendar adds by itself makes no video call of a telephone call."""
    title, description, location = reading.title.folded, reading.description.folded, reading.location.folded
    told = next((hit.entry.medium for hit in reading.title.hits if hit.entry.medium), None)
    if told:
        return Medium(told)
    texts = (title, location, description)
    for text in texts:
        medium = _medium_in(text)
        if medium is not Medium.UNKNOWN:
            return medium
    if _is_place(location):
        return Medium.IN_PERSON
    return Medium.VIDEO if reading.system("video") else Medium.UNKNOWN


def _medium_in(text: str) -> Medium:
    if phrase_pattern("phone_cue").search(text):
        return Medium.PHONE
    if _LINK.search(text) or phrase_pattern("video_cue").search(text):
        return Medium.VIDEO
    if phrase_pattern("in_person_cue").search(text):
        return Medium.IN_PERSON
    if len(text) < 30 and NUMBER.search(text):
        return Medium.PHONE
    return Medium.UNKNOWN


def _is_place(location: str) -> bool:
    return bool(location.strip()) and not _LINK.search(location) and not _NOT_A_PLACE.match(location.strip())


def place_of(reading: Reading) -> str | None:
    """Where to go, for a conversation in person."""
    return " ".join(reading.location.raw.split()) if _is_place(reading.location.folded) else None
