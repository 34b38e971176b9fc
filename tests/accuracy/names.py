"""Comparing names as a person would: without case, accents, titles and legal forms."""

from __future__ import annotations

import re
import unicodedata

_TITLES = "mr mrs ms miss mx dr prof sir dame rev herr frau hr fr m mme mlle sig sra sr dhr mevr pan pani κ"
_LEGAL_FORMS = (
    "gmbh ag ltd limited llc llp inc plc bv nv ab oy sa sas sarl srl spa kg se co corp pty kk 株式会社 有限公司"
)
_DROPPED = {*_TITLES.split(), *_LEGAL_FORMS.split(), "the"}


def normal(name: str | None) -> str:
    """A name reduced to what tells it from others."""
    text = unicodedata.normalize("NFKD", name or "").lower()
    text = "".join(character for character in text if not unicodedata.combining(character))
    words = [word for word in re.findall(r"\w+", text) if word not in _DROPPED]
    return " ".join(words) or text.strip()


def same(one: str | None, other: str | None) -> bool:
    """Whether two names are the same name."""
    return normal(one) == normal(other)
