"""Spells Greek, Cyrillic, kana and hangul in Latin letters, roughly as people do in the domains of their companies."""

from __future__ import annotations

import unicodedata

# fmt: off
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}
# fmt: on
_LETTERS = str.maketrans({**_GREEK, **_CYRILLIC})
_HEPBURN = {"SI": "SHI", "TI": "CHI", "TU": "TSU", "HU": "FU", "ZI": "JI", "DI": "JI", "DU": "ZU", "WO": "O"}
_GLIDES = {"SHI": "SH", "CHI": "CH", "JI": "J"}  # before a small ya, yu or yo, which loses its y
_LONGEST = 100  # characters


def in_latin(text: str) -> str:
    """A folded text with the letters of these scripts spelled out; what else stands in it is left."""
    spelled = ""
    for character in text[:_LONGEST].translate(_LETTERS):
        spelled = _with(spelled, character)
    return spelled.lower()


def _with(spelled: str, character: str) -> str:
    """What was spelled out, and the next character."""
    if not "\u3040" <= character <= "\u30ff" and not "\uac00" <= character <= "\ud7a3":
        return spelled + character
    *kind, sound = unicodedata.name(character, "").split()
    if "MARK" in kind or sound == "MARK":
        return spelled  # a long vowel, which domains do not spell
    if "SMALL" in kind and sound in {"YA", "YU", "YO"}:
        return _glided(spelled, sound)
    return spelled + (_HEPBURN.get(sound, sound) if "SMALL" not in kind or sound != "TU" else "")


def _glided(spelled: str, sound: str) -> str:
    """ "KI" with a small "YA" is "KYA", "SHI" with it "SHA"."""
    for full, short in _GLIDES.items():
        if spelled.endswith(full):
            return spelled[: -len(full)] + short + sound[1:]
    return spelled[:-1] + sound
