"""What Outlook writes before the title of an event that was called off, in the language of whoever called it off.

The event stays in the calendars of the others until they take it out, and not every server says otherwise of it that it
does not take place.
"""

from __future__ import annotations

from typing import Final
from unicodedata import normalize

_CANCELLED: Final = tuple(
    f"{word}:"
    for word in (
        *("canceled", "cancelled", "abgesagt", "annulé", "annulée", "cancelado", "cancelada", "annullato", "annullata"),
        *("geannuleerd", "inställt", "avlyst", "aflyst", "peruutettu", "odwołane", "anulowano", "zrušeno", "zrušené"),
        *("lemondva", "anulat", "anulată", "отменено", "скасовано", "iptal edildi", "キャンセル済み", "キャンセル"),
        *("已取消", "취소됨", "ακυρώθηκε", "בוטל", "ملغاة", "ملغى", "cancel·lat", "odpovedano", "otkazano", "atšaukta"),
    )
)


def is_called_off(title: str) -> bool:
    """Whether a title says that the event does not take place."""
    begins = normalize("NFC", title[:40]).casefold().replace("\u0307", "").lstrip()
    return begins.replace(" :", ":").replace("\u00a0:", ":").replace("：", ":").startswith(_CANCELLED)
