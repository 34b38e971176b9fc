"""The neutral languages of the suite: iCalendar objects and Internet messages, put together from literal lines."""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import SMTP, default

LONG_TEXT = "Bring examples of your work, ask about the team; then listen, and write down names. " * 1200
"""About 100,000 characters with the separators that iCalendar escapes."""

SEPARATORS = "a, b; c: d \\ e \\n f \"quoted\" 'single' <tag> & 100 % = x"
NOT_ASCII = "Vorstellungsgespräch bei Żółw & Søn: 面接 🎉 العربية"


def calendar(*components: str) -> str:
    """A VCALENDAR with these components."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody Else//Calendar 1.0//EN")
    return "\r\n".join((*head, *components, "END:VCALENDAR", ""))


def component(uid: str, *lines: str) -> str:
    """A VEVENT with this UID and these content lines, folded as RFC 5545 section 3.1 asks."""
    folded = [_fold(line) for line in lines]
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260201T120000Z", *folded, "END:VEVENT"))


def event(uid: str, *lines: str) -> str:
    """A VCALENDAR with one VEVENT."""
    return calendar(component(uid, *lines))


def simple(uid: str, summary: str = "Lunch", day: str = "20260310") -> str:
    """A VCALENDAR with an hour at noon (UTC) of a day."""
    return event(uid, f"DTSTART:{day}T120000Z", f"DTEND:{day}T130000Z", f"SUMMARY:{summary}")


def custom_zone(name: str, offset: str) -> str:
    """A VTIMEZONE of somebody's own making: no summer time, always this offset from UTC, as `+0600`."""
    standard = ("BEGIN:STANDARD", "DTSTART:19700101T000000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}")
    return "\r\n".join(("BEGIN:VTIMEZONE", f"TZID:{name}", *standard, "END:STANDARD", "END:VTIMEZONE"))


def escaped(text: str) -> str:
    """A text as the value of an iCalendar property (RFC 5545 section 3.3.11)."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def mail(headers: dict[str, str], body: str = "Hello\n") -> bytes:
    """A plain-text message; headers may hold any character and are encoded as RFC 2047 asks."""
    message = EmailMessage(policy=SMTP)
    for name, value in headers.items():
        message[name] = value
    message.set_content(body)
    return message.as_bytes()


def parsed(message: bytes) -> EmailMessage:
    """A stored message as a mail program reads it."""
    found: Message = BytesParser(policy=default).parsebytes(message)
    assert isinstance(found, EmailMessage)
    return found


def _fold(line: str) -> str:
    if len(line.encode()) <= 75:
        return line
    return "\r\n ".join(line[i : i + 18] for i in range(0, len(line), 18))
