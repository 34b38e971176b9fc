"""What drafts folders and folders of sent mail are called in many languages, and how mail servers write such names.

Names are compared without regard to case and composition. The first name of a list that is found is taken, so that a
`Drafts` which a program made in passing does not depend on the order in which folders are listed.
"""

from __future__ import annotations

import binascii
import re
from unicodedata import normalize

DRAFTS = (
    *("drafts", "draft", "draft messages", "entwürfe", "entwurf", "brouillons", "brouillon", "borradores", "bozze"),
    *("concepten", "rascunhos", "utkast", "kladder", "luonnokset", "drög", "kopie robocze", "wersje robocze", "szkice"),
    *("koncepty", "rozepsané", "piszkozatok", "ciorne", "osnutki", "skice", "nacrti", "mustandid", "juodraščiai"),
    *("melnraksti", "черновики", "чернетки", "чернови", "πρόχειρα", "taslaklar", "esborranys", "zirriborroak"),
    *("טיוטות", "المسودات", "下書き", "草稿", "草稿箱", "草稿匣", "임시보관함", "임시 보관함", "ฉบับร่าง", "thư nháp"),
)

SENT = (
    *("sent", "sent messages", "sent items", "sent mail", "sent-mail", "gesendet", "gesendete objekte"),
    *("gesendete elemente", "gesendete nachrichten", "envoyés", "messages envoyés", "éléments envoyés"),
    *(
        "enviados",
        "mensajes enviados",
        "elementos enviados",
        "itens enviados",
        "e-mails enviados",
        "inviati",
        "inviata",
    ),
    *(
        "posta inviata",
        "messaggi inviati",
        "verzonden",
        "verzonden items",
        "verzonden berichten",
        "skickat",
        "skickade",
    ),
    *("skickade objekt", "sendt", "sendte elementer", "sendt post", "lähetetyt", "lähetetyt viestit", "wysłane"),
    *("elementy wysłane", "odeslané", "odeslaná pošta", "odoslané", "elküldött", "elküldött üzenetek", "trimise"),
    *("poslano", "saadetud", "išsiųsta", "nosūtītie", "отправленные", "надіслані", "изпратени", "απεσταλμένα"),
    *("gönderilmiş öğeler", "gönderilenler", "enviats", "bidalita", "נשלחו", "المرسلة", "送信済み", "送信済みアイテム"),
    *("已发送", "已发送邮件", "寄件備份", "보낸편지함", "보낸 편지함", "ส่งแล้ว", "đã gửi", "thư đã gửi"),
)

_CONTAINERS = frozenset({"inbox", "[gmail]", "[google mail]"})
"""Folders in which some servers keep all others."""

_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")
_UNSHIFTABLE = re.compile(r"&|[^\x20-\x7e]+")


def comparable(name: str) -> str:
    """The name as it is compared."""
    return normalize("NFC", name).casefold().strip()


def without_containers(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The folder's place in the account, without the `INBOX` or `[Gmail]` that the server put above it."""
    while len(parts) > 1 and comparable(parts[0]) in _CONTAINERS:
        parts = parts[1:]
    return parts


def decode_name(name: str) -> str:
    """A folder name as people read it; servers and Maildir++ write it in modified UTF-7 (RFC 3501 section 5.1.3)."""
    return _SHIFTED.sub(_unshift, name)


def encode_name(name: str) -> str:
    """A folder name as servers and Maildir++ write it."""
    return _UNSHIFTABLE.sub(_shift, name)


def _unshift(match: re.Match[str]) -> str:
    if not match[1]:
        return "&"
    coded = match[1].replace(",", "/")
    try:
        return binascii.a2b_base64(coded + "=" * (-len(coded) % 4)).decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return match[0]  # a plain name that happens to hold an ampersand and a hyphen


def _shift(match: re.Match[str]) -> str:
    if match[0] == "&":
        return "&-"
    coded = binascii.b2a_base64(match[0].encode("utf-16-be"), newline=False).decode("ascii")
    return f"&{coded.rstrip('=').replace('/', ',')}-"
