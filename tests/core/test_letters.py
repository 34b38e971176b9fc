"""A letter fits on one page, shows its address in the window, and says what it was given, whatever that is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader

import daemon.core.letters
from daemon.core.letters import (
    A4,
    US_LETTER,
    Letter,
    Paper,
    Unprintable,
    address_of,
    paper_for,
    postal_lines,
    typeset,
    unprintable,
)
from daemon.core.letters.letter import _PRINTABLE
from daemon.core.letters.page import FONT
from daemon.core.typed import Question
from daemon.ports.records import Person
from tests.core.worded import ADA, TOM, make_round

MM = 72 / 25.4
LETTER = Letter(
    paper=A4,
    sender=("Robin Ashdown", "+44 7700 900123", "robin@ashdown.example"),
    address=("Ada Hall", "Quarrymill Ltd", "4 Mill Lane", "Leeds LS1 4DY"),
    day="6 March 2026",
    written_on=date(2026, 3, 6),
    subject="Thank you: Data Engineer at Quarrymill",
    body="Dear Ada Hall,\n\nThank you for your time.\n\nI look forward to hearing from you.\n\nKind regards,\n",
    language="en-GB",
)
PAPERS = pytest.mark.parametrize("paper", [A4, US_LETTER], ids=lambda paper: paper.name)


def page_of(letter: Letter) -> PageObject:
    (page,) = PdfReader(io.BytesIO(typeset(letter).content)).pages
    return page


def text_of(letter: Letter) -> str:
    """What is printed, as one line."""
    return " ".join(page_of(letter).extract_text().split())


def places_of(letter: Letter) -> dict[str, tuple[float, float]]:
    """Where each piece of text is: its left end and its base line, in millimetres from the upper left."""
    page = page_of(letter)
    found: dict[str, tuple[float, float]] = {}

    def visit(text: str, *rest: object) -> None:
        matrix, position = rest[0], rest[1]
        assert isinstance(matrix, list)
        assert isinstance(position, list)
        if text.strip():
            found[text.strip()] = (position[4] / MM, letter.paper.height - position[5] / MM)

    page.extract_text(visitor_text=visit)
    return found


@PAPERS
def test_the_page_has_the_size_of_its_paper(paper: Paper) -> None:
    box = page_of(replace(LETTER, paper=paper)).mediabox
    assert (round(float(box.width)), round(float(box.height))) == {"a4": (595, 842), "letter": (612, 792)}[paper.name]


@PAPERS
def test_everything_that_is_to_be_said_stands_on_it(paper: Paper) -> None:
    text = text_of(replace(LETTER, paper=paper))
    for wanted in (*LETTER.sender, *LETTER.address, LETTER.day, LETTER.subject, *LETTER.body.strip().split("\n\n")):
        assert wanted in text
    assert text.rstrip().endswith("Kind regards, Robin Ashdown")


@PAPERS
def test_the_address_lies_in_the_window_and_nothing_else_does(paper: Paper) -> None:
    longest = (*("W" * 60 for _ in range(paper.address_lines - 1)), "Leeds LS1 4DY")
    letter = replace(LETTER, paper=paper, address=longest)
    left, top, right, bottom = paper.window
    inside = {text for text, (x, y) in places_of(letter).items() if left <= x < right and top <= y <= bottom}
    assert inside == set(longest)
    lines = sorted(y for text, (x, y) in places_of(letter).items() if text in inside)
    assert lines[0] - 4 >= top
    assert lines[-1] + 2 <= bottom


def test_a_line_that_is_too_long_for_the_window_is_made_narrower_and_not_broken() -> None:
    long_line = "Gesellschaft für Forschung und Entwicklung nachhaltiger Werke"
    assert long_line in text_of(replace(LETTER, address=("Ada Hall", long_line, "10115 Berlin")))


@PAPERS
def test_the_longest_text_that_is_written_still_fits_on_one_page(paper: Paper) -> None:
    body = "Dear Ada Hall,\n\n" + "\n\n".join("Verwaltung " * 29 for _ in range(5)) + "\n\nKind regards,"
    assert text_of(replace(LETTER, paper=paper, body=body)).count("Verwaltung") == 145


def test_what_does_not_fit_on_one_page_is_no_letter() -> None:
    with pytest.raises(Unprintable, match="one page"):
        typeset(replace(LETTER, body="word " * 3000))


@pytest.mark.parametrize(
    "name",
    [
        *("Zoë Østergård", "Łukasz Wójcik", "Nguyễn Thị Hồng Ánh", "Şükrü Iğdır", "Jiří Dvořák", "Þórður Ægisson"),
        *("Ελένη Παπαδοπούλου", "Володимир Їжакевич", "Екатерина Щёткина", "Ștefan Țîrlea", "Ġużè Ħal", "Siân Ŵyn"),
    ],
)
def test_names_of_europe_are_printed_as_they_are_written(name: str) -> None:
    assert name in text_of(replace(LETTER, address=(name, "Quarrymill", "4 Mill Lane")))


def test_an_accent_in_a_character_of_its_own_is_printed_with_its_letter() -> None:
    assert "Zoë" in text_of(replace(LETTER, address=("Zoe\u0308", "Quarrymill", "4 Mill Lane")))


@pytest.mark.parametrize("name", ["山田太郎", "יעל כהן", "أحمد", "Ada 🎉", "Ada\u202eHall", "Ada\x00"])
def test_what_the_font_does_not_have_is_said_instead_of_printing_boxes(name: str) -> None:
    letter = replace(LETTER, address=(name, "Quarrymill", "4 Mill Lane"))
    assert unprintable(letter) in set(name)
    with pytest.raises(Unprintable, match="cannot be printed"):
        typeset(letter)


def test_the_font_has_every_character_that_counts_as_printable() -> None:
    font = TTFont(Path(daemon.core.letters.__file__).with_name(FONT))
    missing = [chr(code) for known in _PRINTABLE for code in known if code not in font.getBestCmap()]
    assert missing == []


def test_the_same_letter_has_the_same_bytes_in_every_process() -> None:
    script = "import sys; from tests.core.test_letters import *; sys.stdout.buffer.write(typeset(LETTER).content)"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati"}
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], env=environment, cwd=root, capture_output=True, check=True)
    assert done.stdout == typeset(LETTER).content


def test_the_file_is_called_after_its_addressee() -> None:
    assert typeset(LETTER).filename == "letter-ada-hall.pdf"
    assert typeset(replace(LETTER, address=("Zoë ../Ødegård", "x 1"))).filename == "letter-zoe-degard.pdf"
    assert typeset(replace(LETTER, address=("Ελένη", "x 1"))).filename == "letter.pdf"


printable = st.text(st.sampled_from([chr(code) for known in _PRINTABLE for code in known]), min_size=1, max_size=120)
hostile = printable | st.sampled_from(
    ["**bold** __x__ --y--", "\\(Tj)", "%PDF-1.4 endobj", "a" * 120, "{nb}", "<b>x</b>"]
)


@settings(max_examples=25, deadline=None)
@given(hostile, hostile, hostile)
def test_whatever_stands_in_it_is_printed_on_one_page_or_refused(name: str, subject: str, body: str) -> None:
    letter = replace(LETTER, address=(name, "4 Mill Lane"), subject=subject, body=f"{body}\n\nKind regards,")
    assert unprintable(letter) is None
    page_of(letter)


def test_signs_of_the_page_language_and_of_markup_are_printed_as_they_are() -> None:
    wild = "**bold** {nb} (Tj) \\ <b>x</b> %PDF __y__"
    assert wild in text_of(replace(LETTER, subject=wild))


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ("Tarn Ltd, 4 Mill Lane, Leeds LS1 4DY", ("Tarn Ltd", "4 Mill Lane", "Leeds LS1 4DY")),
        ("Tarn Ltd\n4 Mill Lane, 2nd floor\nLeeds", ("Tarn Ltd", "4 Mill Lane, 2nd floor", "Leeds")),
        ("12 Main St, Springfield, IL 62704", ("12 Main St", "Springfield, IL 62704")),
        ("90 Bay St, Ottawa, ON K1A 0B1, Canada", ("90 Bay St", "Ottawa, ON K1A 0B1", "Canada")),
        ("Calle Mayor, 5, 28013 Madrid", ("Calle Mayor, 5", "28013 Madrid")),
        ("Mühlweg 4; 10115 Berlin", ("Mühlweg 4", "10115 Berlin")),
        *(
            (answer, ())
            for answer in ("", "?", "no idea", "their office in Leeds", "see their website, please", "4 Mill")
        ),
        ("4 Mill Lane, " + "x" * 61, ()),
        ("1, a\n" * 40, ()),
    ],
)
def test_an_address_is_read_as_people_type_it(answer: str, lines: tuple[str, ...]) -> None:
    assert postal_lines(answer) == lines


@pytest.mark.parametrize(
    ("answer", "person", "address"),
    [
        ("4 Mill Lane, Leeds", ADA, (ADA.name, "Quarrymill", "4 Mill Lane", "Leeds")),
        ("Quarrymill Ltd, 4 Mill Lane", TOM, (TOM.name, "Quarrymill Ltd", "4 Mill Lane")),
        (f"{ADA.name}, 4 Mill Lane, Leeds", ADA, (ADA.name, "4 Mill Lane", "Leeds")),
        (f"{ADA.name}, 4 Mill Lane, Leeds", TOM, ()),
        ("4 Mill Lane, Leeds", Person(email="jo@quarrymill.example"), ()),
        ("no idea", ADA, ()),
    ],
)
def test_an_address_is_for_all_who_were_there_or_for_the_one_it_names(
    answer: str, person: Person, address: tuple[str, ...]
) -> None:
    assert address_of(person, make_round(answers={Question.POST: answer}), "Quarrymill") == address


@pytest.mark.parametrize(
    ("country", "locale", "paper"),
    [
        *(("US", "de-DE", US_LETTER), ("CA-QC", "fr", US_LETTER), ("MX", "es", US_LETTER), ("PH", "en", US_LETTER)),
        *(("GB-ENG", "en-US", A4), ("DE", "de", A4), (None, "en-US", US_LETTER), (None, "en-GB", A4), (None, "de", A4)),
    ],
)
def test_letters_are_printed_on_the_paper_of_the_country(country: str | None, locale: str, paper: Paper) -> None:
    assert paper_for(country, locale) is paper
