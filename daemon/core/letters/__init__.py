"""Letters on paper: where they go, on which paper they are printed, and the page itself.

What a letter says is worded elsewhere. Here it is a record, until it is written: only then the library that sets it is
loaded, which takes 30 MB and half a second, and which only the extra `letters` installs.
"""

from daemon.core.letters.address import address_of, postal_lines
from daemon.core.letters.letter import Letter, Unprintable, can_print, can_typeset, typeset, unprintable
from daemon.core.letters.paper import A4, US_LETTER, Paper, paper_for

__all__ = [
    "A4",
    "US_LETTER",
    "Letter",
    "Paper",
    "Unprintable",
    "address_of",
    "can_print",
    "can_typeset",
    "paper_for",
    "postal_lines",
    "typeset",
    "unprintable",
]
