"""Letters and cards in every language: sound, fit to be printed, and no sentence of theirs in another of one's own."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from daemon.core.applications import Round
from daemon.core.letters import A4, US_LETTER, Letter, typeset
from daemon.core.playbook import load_playbook
from daemon.core.remembered import Form, Kind
from daemon.core.typed import Question
from daemon.core.wording import Writer
from daemon.core.wording.language import load_language
from daemon.ports.records import Draft
from tests.core.test_wording_languages import LANGUAGES, NOTES, author, drafted, sentences
from tests.core.worded import ADA, JO, TOM, make_round, make_step

ADDRESS = "Quarrymill Ltd, 4 Mill Lane, Leeds LS1 4DY"
PEOPLE = (ADA, TOM, JO)


def round_in(code: str, **changes: object) -> Round:
    notes = f"{NOTES[code]}; Jo: {NOTES[code]}"
    return make_round(answers={Question.POST: ADDRESS, Question.MENTION: notes}, **changes)


def letters(code: str, current: Round, locale: str | None = None) -> list[Letter]:
    """The letters to all who were there."""
    steps = [
        make_step(Kind.THANK_YOU_LETTER, Form.DRAFT, current, addressee=person, position=position, key=f"l-{position}")
        for position, person in enumerate(PEOPLE)
    ]
    made = Writer(author(locale or code), code).write(steps)
    assert [artefact.refused for artefact in made] == [None, None, None]
    return [artefact.letter for artefact in made if artefact.letter]


def as_draft(letter: Letter) -> Draft:
    step = make_step(Kind.THANK_YOU, Form.DRAFT)
    return replace(drafted(step), subject=letter.subject, body=letter.body)


@pytest.mark.parametrize("code", LANGUAGES)
class TestEveryLanguage:
    def test_writes_letters_that_can_be_printed(self, code: str) -> None:
        for letter in letters(code, round_in(code)):
            assert typeset(letter).content.startswith(b"%PDF")
            assert letter.paper is A4

    def test_says_to_whom_about_what_and_when(self, code: str) -> None:
        language = load_language(code)
        for letter, person in zip(letters(code, round_in(code)), PEOPLE, strict=True):
            assert letter.address == (person.name, "Quarrymill Ltd", "4 Mill Lane", "Leeds LS1 4DY")
            assert (person.name or "") in letter.body.partition("\n")[0]
            assert "Quarrymill" in letter.body
            assert "Data Engineer" in letter.body
            assert language.show_short_day(make_round().start.date()) in letter.body
            assert "2026" in letter.day
            assert letter.body.strip().endswith(language.farewell)

    def test_uses_no_sentence_in_two_letters_or_in_a_letter_and_a_note(self, code: str) -> None:
        current = round_in(code)
        written = [sentences(as_draft(letter)) for letter in letters(code, current)]
        notes = [
            make_step(Kind.THANK_YOU, Form.DRAFT, current, addressee=person, position=position)
            for position, person in enumerate(PEOPLE)
        ]
        written += [sentences(drafted(step, code, code)) for step in notes]
        common = {load_language(code).farewell}
        assert [first & second - common for first, second in combinations(written, 2) if first & second - common] == []

    def test_puts_the_note_and_the_strengths_into_the_letter(self, code: str) -> None:
        first, _, third = letters(code, round_in(code))
        assert NOTES[code].split(" ", 1)[1] in first.body
        assert NOTES[code].split(" ", 1)[1] in third.body

    def test_writes_a_card_of_its_own_for_each(self, code: str) -> None:
        rule = load_playbook("card-and-call").thank_you_letter
        assert rule is not None
        for current in (round_in(code), round_in(code, interviewers=(ADA,))):
            step = make_step(Kind.THANK_YOU_LETTER, Form.ENTRY, current, rule=rule, by_hand=True)
            (artefact,) = Writer(author(code), code).write([step])
            assert artefact.entry is not None
            text = artefact.entry.description
            assert all(person.name in text for person in current.interviewers if person.name)
            lines = [line for line in text.partition("--\n")[0].splitlines() if len(line.split()) > 4]
            assert len(lines) == len(set(lines)) >= len(current.interviewers)

    def test_tells_in_the_entry_what_to_do(self, code: str) -> None:
        rule = load_playbook("card-and-call").thank_you_letter
        assert rule is not None
        letter = make_step(Kind.THANK_YOU_LETTER, Form.ENTRY, round_in(code))
        titles = set()
        for step in (letter, replace(letter, rule=rule), replace(letter, rule=rule, by_hand=True)):
            (artefact,) = Writer(author(code)).write([step])
            assert artefact.entry is not None
            titles.add(artefact.entry.summary)
            assert "Ada Holm" in artefact.entry.summary
            assert '"#done"' in artefact.entry.description
        assert len(titles) == 3


def test_letters_of_america_have_its_paper_and_its_date() -> None:
    for letter in letters("en", round_in("en"), "en-US"):
        assert letter.paper is US_LETTER
        assert letter.day == "March 6, 2026"
