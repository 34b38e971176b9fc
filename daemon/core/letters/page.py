"""Setting a letter on one page.

fpdf2 is kept up, pure Python but for Pillow, typed, and embeds of a font only what is used. Its licence, LGPL-3.0, and
its size are reasons to load it from here alone. Everything that would differ from one run to the next is set.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, time
from importlib.resources import as_file, files

from fpdf import FPDF
from fpdf.enums import TextMode, XPos, YPos
from fpdf.errors import FPDFException
from fpdf.fonts import TTFFont

from daemon.core.letters.letter import Letter, Unprintable, composed
from daemon.core.letters.paper import Paper

FONT = "LiberationSerif-Regular.ttf"
_SIZES = (11.0, 10.5, 10.0, 9.5)  # points, the largest first with which the letter fits on one page
_LEADING = 0.475  # millimetres from line to line, for each point of size
_ADDRESS_SIZE = 10.5
_ADDRESS_LEADING = 4.3
_BOLDER = 0.18  # millimetres of outline, by which the subject line stands out
_SIGNATURE = 17.0  # millimetres to sign in


def make_page(letter: Letter) -> bytes:
    """The letter as a PDF of one page."""
    for size in _SIZES:
        with closing(_Page(letter.paper)) as page:
            try:
                page.describe(letter)
                page.fill(letter, size)
                if page.pages_count == 1:
                    return bytes(page.output())
            except FPDFException as error:
                raise Unprintable(f"it cannot be set ({error})") from error
    raise Unprintable("it does not fit on one page")


class _Page(FPDF):
    """A sheet of paper with our font."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(unit="mm", format=(paper.width, paper.height))
        self.paper = paper
        with as_file(files("daemon.core.letters") / FONT) as font:
            self.add_font("letter", fname=font)
        self.set_margins(paper.left, paper.head, paper.right)
        self.set_auto_page_break(auto=True, margin=paper.bottom)
        self.c_margin = 0
        self.str_alias_nb_pages = ""  # "{nb}" in a text is text, not the number of pages
        self.add_page()

    def close(self) -> None:
        """Let go of the font's file, which the library leaves open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def describe(self, letter: Letter) -> None:
        """What the file says of itself: the same however often it is made."""
        self.set_creation_date(datetime.combine(letter.written_on, time(12), UTC))
        self.set_producer("followupd")
        self.set_title(composed(letter.subject))
        self.set_author(composed(letter.sender[0]))
        self.set_lang(letter.language)

    def fill(self, letter: Letter, size: float) -> None:
        """Everything that is printed, from head to signature."""
        self._marks()
        paper = self.paper
        edge = paper.width - paper.right
        self._lines(letter.sender[:1], (paper.left, paper.head, edge), 15, 7)
        self._lines((" · ".join(letter.sender[1:]),), (paper.left, self.get_y(), edge), 9.5, 4.5)
        self._lines(letter.address, (paper.left, paper.address, paper.window[2]), _ADDRESS_SIZE, _ADDRESS_LEADING)
        self._lines((letter.day,), (*paper.day, edge), size, size * _LEADING)
        self.set_xy(paper.left, paper.subject)
        with self.local_context(text_mode=TextMode.FILL_STROKE, line_width=_BOLDER):
            self._paragraph(letter.subject, size)
        self.ln(size * _LEADING)
        for paragraph in letter.body.strip().split("\n\n"):
            self._paragraph(paragraph, size)
            self.ln(size * _LEADING / 2)
        self.ln(_SIGNATURE)
        self._paragraph(letter.sender[0], size)

    def _marks(self) -> None:
        self.set_draw_color(160)
        self.set_line_width(0.1)
        for height in self.paper.folds:
            self.line(4, height, 8, height)
        self.set_draw_color(0)

    def _lines(self, lines: tuple[str, ...], place: tuple[float, float, float], size: float, leading: float) -> None:
        """Lines from a place (left, top, right) on; one that is too long is not broken but made narrower."""
        left, top, right = place
        self.set_y(top)
        self.set_font("letter", size=size)
        for line in map(composed, lines):
            self.set_x(left)
            self.set_stretching(min(100, 100 * (right - left) / max(self.get_string_width(line), 1)))
            self.cell(0, leading, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_stretching(100)

    def _paragraph(self, text: str, size: float) -> None:
        self.set_font("letter", size=size)
        self.multi_cell(0, size * _LEADING, composed(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
