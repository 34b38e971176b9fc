"""What the event tells of the conversation: its round, its medium, a telephone number and a place."""

from __future__ import annotations

import re

from daemon.core.recognise.judgement import Medium, RoundKind
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.reading import Reading

_PHONE = re.compile(r"(?<![\w/=.-])(\+?\(?\d[\d ()./-]{6,18}\d)(?![\w/=])")
_LINK = re.compile(r"https?://|meet\.google|zoom\.us|teams\.microsoft")
_VIDEO_WORDS = re.compile(
    r"\b(?:zoom|teams|google meet|meet link|skype|webex|video|videocall|visio|visioconference|videollamada|videochiamata|videosamtal|"
    r"hangouts|facetime|whereby|gmeet|on camera|camera on|virtual|online|remote|tencent meeting)\b|腾讯会议|オンライン|飞书|화상|视频|線上|线上"
)
_PHONE_WORDS = re.compile(
    r"\b(?:phone|telephone|tel|telefonisch|telefoon|telefon|telefonico|telefonica|telephonique|por telefone|will call|to call|calls me|call me|call you|ring me|"
    r"rings me|they ring|they call|he calls|she calls|dial you|calling you|my mobile|my cell|on my phone|m'appelle|me llama|ruft an|ruft mich|"
    r"appeler|belt mij|belt me|mi chiama|me liga|20 min calls|on speaker)\b|电话|電話|전화|📞|☎"
)
_IN_PERSON_WORDS = re.compile(
    r"\b(?:in person|f2f|face to face|on ?site|reception|front desk|parking|come to our office|our offices?|our office|address|adresse|adres|anfahrt|"
    r"vor ort|en persona|presencial|in presenza|sur place|citofono|ask for|check in on the|badge|ppe|arrive at|side door|doorbell|campus visit|working interview|trial shift)\b|来社|场所|場所|地址|주소"
)
_NOT_A_PLACE = re.compile(
    r"^(?:tbc|tbd|phone|telephone|call|zoom|teams|online|video|virtual|remote|google meet|microsoft teams|skype|webex)\b"
)


def round_of(reading: Reading, interviewers: int) -> RoundKind:
    """The kind of round, by the surest word for one; the title goes before the description."""
    best, found = 0.0, None
    for share, text in ((1.0, reading.title), (0.55, reading.description)):
        for hit in text.hits:
            weight = hit.entry.weight * share
            if hit.entry.round and weight > best:
                best, found = weight, hit.entry.round
    kind = RoundKind(found) if found else RoundKind.UNKNOWN
    if interviewers >= 3 and kind is RoundKind.UNKNOWN:
        return RoundKind.PANEL
    return kind


def medium_of(reading: Reading) -> Medium:
    """How the conversation is held. A link that a calendar adds by itself does not make a telephone call a video call."""
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
    if _PHONE_WORDS.search(text):
        return Medium.PHONE
    if _LINK.search(text) or _VIDEO_WORDS.search(text):
        return Medium.VIDEO
    if _IN_PERSON_WORDS.search(text):
        return Medium.IN_PERSON
    if len(text) < 30 and _PHONE.search(text):
        return Medium.PHONE
    return Medium.UNKNOWN


def _is_place(location: str) -> bool:
    return bool(location.strip()) and not _LINK.search(location) and not _NOT_A_PLACE.match(location.strip())


def phone_of(reading: Reading) -> str | None:
    """A telephone number in the place or the description, when the conversation is by telephone."""
    for text in (reading.location.raw, reading.description.raw):
        match = _PHONE.search(text)
        if match and 8 <= sum(character.isdigit() for character in match[1]) <= 15:
            return match[1].strip()
    return None


def place_of(reading: Reading) -> str | None:
    """Where to go, for a conversation in person."""
    return " ".join(reading.location.raw.split()) if _is_place(reading.location.folded) else None


__all__ = ["medium_of", "phone_of", "place_of", "round_of", "word_list"]
