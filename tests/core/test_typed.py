"""Reading what the person types: tags, lines, the form, and names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.core.typed import LIMIT, Question, Tag, Typed, read_form, read_people, read_typed
from daemon.ports.records import Person

LABELS = {"decide by": Question.DECIDE_BY, "who was there": Question.WHO}

# Texts that look like what is read, so that the examples get past the first character.
PIECES = ("#", "#no", "#done", "decision:", "Company :", "role", ":", "\n", " ", '"', "“", "<", ">", "@", "@x.example")
NAMES = (
    ",",
    " and ",
    "Ada",
    "Hall",
    "(",
    ")",
    "--",
    "Decide by:",
    "Who was there:",
    "\u202e",
    "\x00",
    "\r",
    "é",
    "山田",
)
fragments = st.sampled_from((*PIECES, *NAMES))
texts = st.lists(st.one_of(fragments, st.text(max_size=5)), max_size=40).map("".join)


@pytest.mark.parametrize("tag", list(Tag))
def test_every_tag_is_read_in_any_case_and_anywhere(tag: Tag) -> None:
    assert read_typed(f"Call Tarn #{tag.upper()}").tags == {tag}
    assert read_typed("Call Tarn", f"first line\nsaid so (#{tag}), bye").tags == {tag}


@pytest.mark.parametrize(
    "text",
    [
        'Type "#rejected".',
        "Type “#rejected”.",
        "Schreib „#rejected“.",
        "Écris «#rejected».",
        "Type '#rejected'.",
        "https://tarn.example/#rejected",
        "##rejected",
        "#rejected-by-me",
        "#rejectedly",
        "suite&#rejected;",
        "Ask for house #no. 4, then #no 12",
    ],
)
def test_what_only_looks_like_a_tag_does_not_count(text: str) -> None:
    assert read_typed(text).tags == frozenset()


def test_lines_with_a_label_are_read_and_the_last_of_a_kind_counts() -> None:
    text = "Decision: 14 Nov\n> company: Birch & Sons\n  - Role : Analyst\nplaybook: balanced\ndecision: 21 Nov\n"
    assert read_typed(text) == Typed(decision="21 Nov", company="Birch & Sons", role="Analyst", playbook="balanced")


def test_labelled_lines_are_read_in_every_language_that_entries_are_written_in() -> None:
    assert read_typed("Entscheidung: 14. November\nFirma: Birch\nStelle: Analyst\nSprache: Deutsch") == Typed(
        decision="14. November", company="Birch", role="Analyst", language="Deutsch"
    )
    assert read_typed("Décision\xa0: 14 novembre\nposte : Analyste") == Typed(decision="14 novembre", role="Analyste")
    assert read_typed("decisión: 14 de noviembre\nidioma: es") == Typed(decision="14 de noviembre", language="es")


@pytest.mark.parametrize(
    "text", ['Type it like this: "decision: 14 November".', '"decision: 14 November"', "decision:", "my decision: no"]
)
def test_what_only_looks_like_a_line_does_not_count(text: str) -> None:
    assert read_typed(text).decision is None


def test_what_stands_beyond_the_limit_is_not_looked_at() -> None:
    assert read_typed("x" * LIMIT + " #no").tags == frozenset()


def test_answers_are_read_behind_their_labels_also_over_several_lines() -> None:
    text = "Write behind the colons.\nDecide by: Friday\nor Monday\nWho was there :\nAda\n\n--\nWhy: because\n"
    assert read_form(text, LABELS) == {Question.DECIDE_BY: "Friday or Monday", Question.WHO: "Ada"}


def test_questions_without_an_answer_are_left_out() -> None:
    assert read_form("Decide by:\nWho was there:   \n", LABELS) == {}


def test_nothing_below_the_line_belongs_to_an_answer() -> None:
    assert read_form("Who was there: Ada\n--\nRule: take-stock\n", LABELS) == {Question.WHO: "Ada"}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Ada Hall <Ada@X.example>, Tom Reid and Jo",
            [("Ada Hall", "ada@x.example"), ("Tom Reid", None), ("Jo", None)],
        ),
        ("Ada Hall (CTO); Dr. Vogt\nTom", [("Ada Hall", None), ("Dr Vogt", None), ("Tom", None)]),
        ('"Hall, Ada" <ada@x.example>', [("Ada Hall", "ada@x.example")]),
        ("ada.hall@x.example", [(None, "ada.hall@x.example")]),
        ("Ada Hall from HR & J. R. Okafor", [("Ada Hall", None), ("J R Okafor", None)]),
        ("Ludwig van der Berg, María de la Cruz", [("Ludwig van der Berg", None), ("María de la Cruz", None)]),
        ("山田太郎, O'Neil", [("山田太郎", None), ("O'Neil", None)]),
        ("Ada, Ada", [("Ada", None)]),
    ],
)
def test_people_are_read_from_an_answer(text: str, people: list[tuple[str | None, str | None]]) -> None:
    assert [(p.name, p.email) for p in read_people(text)] == people


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not sure",
        "Not sure any more",
        "HR",
        "me",
        "I",
        "the two from the invite",
        "Same as invited",
        "nobody else",
        "3 people",
        "Everyone",
        "van der",
    ],
)
def test_what_names_nobody_is_nobody(text: str) -> None:
    assert read_people(text) == ()


@settings(deadline=None)
@given(texts)
def test_reading_tags_and_lines_never_fails_and_is_bounded(text: str) -> None:
    typed = read_typed(text, text)
    assert all(value is None or (value.strip() and len(value) <= 201) for value in (typed.decision, typed.company))


@settings(deadline=None)
@given(texts)
def test_reading_a_form_never_fails_and_gives_no_more_than_was_typed(text: str) -> None:
    answers = read_form(text, LABELS)
    assert sum(map(len, answers.values())) <= len(text)
    assert all(answer == " ".join(answer.split()) != "" for answer in answers.values())


@settings(deadline=None)
@given(texts)
def test_reading_people_never_fails_and_every_one_has_a_name_or_an_address(text: str) -> None:
    people = read_people(text)
    assert len(people) == len(set(people))
    assert all(person != Person() for person in people)
    assert all(len(person.name or "") <= len(text) for person in people)


@settings(deadline=None)
@given(st.text(alphabet='<@,"( \n', max_size=30))
def test_punctuation_alone_names_nobody(text: str) -> None:
    assert all(person.name is None for person in read_people(text))


@pytest.mark.parametrize(
    "unit", ["(", "<", "@", '"a, ', "a@", "#no ", "decision: x\n", "A ", "Who was there:\n", " \t>*-"]
)
def test_a_megabyte_of_anything_is_read_at_once(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    read_typed(text)
    assert sum(map(len, read_form(text, LABELS).values())) <= LIMIT
    assert len(read_people(text)) <= 2000
