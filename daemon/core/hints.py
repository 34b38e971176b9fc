"""What somebody meant who wrote a name that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that suggests what was meant, or nothing if nothing known is similar."""
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f': did you mean "{close[0]}"?' if close else ""
