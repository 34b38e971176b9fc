"""The papers that letters are printed on, and where the window of the usual envelope shows the address.

A4 is laid out as DIN 5008, form B, has it, for envelopes DL and C6/5 with a window; US Letter, folded in three, for
a #10 envelope, whose window is 4½ by 1⅛ inches, ⅞ of an inch from the left and half an inch from the bottom.
"""

from __future__ import annotations

from dataclasses import dataclass

_INCH = 25.4
_ON_US_LETTER = frozenset({"US", "CA", "MX", "PH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet; all lengths in millimetres, from its left and upper edges.

    `address` is where the address begins, of `address_lines` lines at most; `window` (left, top, right, bottom) is what
    the envelope shows. `folds` are marked at the edge.
    """

    name: str
    width: float
    height: float
    left: float
    right: float
    head: float
    address: float
    address_lines: int
    window: tuple[float, float, float, float]
    day: tuple[float, float]
    subject: float
    bottom: float
    folds: tuple[float, ...] = ()


A4 = Paper(
    name="a4",
    width=210,
    height=297,
    left=25,
    right=20,
    head=15,
    address=62.7,
    address_lines=6,
    window=(20, 45, 105, 90),
    day=(125, 62.7),
    subject=98.5,
    bottom=20,
    folds=(105, 210),
)

US_LETTER = Paper(
    name="letter",
    width=8.5 * _INCH,
    height=11 * _INCH,
    left=_INCH,
    right=_INCH,
    head=0.6 * _INCH,
    address=2.15 * _INCH,
    address_lines=5,
    # Of the upper third of the sheet, which stands on the envelope's lower edge; it may lie an inch further right.
    window=(0.875 * _INCH, (11 / 3 - 1.625) * _INCH, 4.375 * _INCH, (11 / 3 - 0.5) * _INCH),
    day=(5.5 * _INCH, 2.15 * _INCH),
    subject=3.75 * _INCH,
    bottom=0.75 * _INCH,
)


def paper_for(country: str | None, locale: str) -> Paper:
    """The paper in a person's printer: that of their country, else that of the country of their locale ("en-US")."""
    code = (country or locale.partition("-")[2])[:2].upper()
    return US_LETTER if code in _ON_US_LETTER else A4
