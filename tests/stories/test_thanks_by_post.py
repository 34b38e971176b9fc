"""Thanks on paper: a card by hand the same day and to the post the next, or a typed letter that is ready to print."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from daemon.core import letters
from daemon.core.letters import A4, US_LETTER
from daemon.core.remembered import State
from tests.stories.life import ADA, ROBIN, TOM, Life

KIND = "thank-you-letter"
POST, WHO, MENTION = "Where to post a letter", "Who was there", "Anything to mention in the thanks"
ADDRESS = "Tarn Ltd, 4 Mill Lane, Leeds LS1 4DY"


@pytest.fixture
def life() -> Life:
    """An interview by Ada on Thursday from ten to eleven, and it is over."""
    return after_an_interview()


def after_an_interview(playbook: str = "squeaky-wheel", **person: object) -> Life:
    life = Life(strengths=["careful migrations", "clear writing"], **person)  # type: ignore[arg-type]  # of each test
    life.invited(description=f"playbook: {playbook}")
    life.until("Thu 5 Mar 11:00")
    return life


def page(life: Life) -> str:
    """What the attached letter says, as one line."""
    (attachment,) = life.draft(KIND).attachments
    (sheet,) = PdfReader(io.BytesIO(attachment.content)).pages
    return " ".join(sheet.extract_text().split())


def test_a_letter_is_written_when_the_address_is_known_and_lies_ready_the_next_morning(life: Life) -> None:
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    assert life.starts(KIND) == ["Fri 6 Mar 09:00"]
    assert life.entry(KIND).summary == "Print, sign and post the letter to Ada Hall (Tarn)"
    assert [person.email for person in life.draft(KIND).to] == [ROBIN.email]
    text = page(life)
    assert "Ada Hall Tarn Ltd 4 Mill Lane Leeds LS1 4DY" in text
    assert "6 March 2026" in text
    assert "Dear Ada Hall," in text
    assert "careful migrations, and clear writing" in text
    assert text.endswith("Kind regards, Robin Weiss")


def test_the_draft_tells_all_of_the_letter_for_those_who_read_it_on_a_phone(life: Life) -> None:
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    body = life.draft(KIND).body
    assert "Ada Hall\nTarn Ltd\n4 Mill Lane\nLeeds LS1 4DY\n" in body
    assert "Dear Ada Hall," in body
    assert "this e-mail is to yourself" in body.casefold()


def test_without_an_address_there_is_no_letter_and_the_note_by_email_all_the_same(life: Life) -> None:
    life.until("Fri 6 Mar 18:00")
    assert life.keys(KIND) == []
    assert life.drafts_of(KIND) == []
    assert life.drafts_of("thank-you", ADA) != []


def test_letter_and_note_to_one_person_share_no_sentence() -> None:
    life = after_an_interview("balanced")
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    letter = life.draft(KIND).body
    note = life.draft("thank-you", ADA).body.partition("Kind regards")[0].partition("Dear Ada Hall,")[2]
    sentences = {line.strip() for part in note.split("\n") for line in part.split(". ")} - {""}
    assert len(sentences) > 3
    assert {sentence for sentence in sentences if sentence in letter} == set()


def test_what_is_to_be_mentioned_stands_in_the_letter(life: Life) -> None:
    life.answer(life.key("take-stock"), MENTION, "the meter readings that arrive late")
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    assert "the meter readings that arrive late" in page(life)


def test_each_interviewer_gets_a_letter_of_their_own(life: Life) -> None:
    life.answer(life.key("take-stock"), WHO, "Tom Reid")
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    assert sorted(draft.subject for draft in life.drafts_of(KIND)) == [
        "Letter to Ada Hall (Tarn): print, sign and post it",
        "Letter to Tom Reid (Tarn): print, sign and post it",
    ]


def test_the_letter_is_for_the_one_whom_the_address_names(life: Life) -> None:
    life.answer(life.key("take-stock"), WHO, "Tom Reid")
    life.answer(life.key("take-stock"), POST, f"Tom Reid, {ADDRESS}")
    life.until("Fri 6 Mar 09:00")
    assert "Tom Reid" in life.draft(KIND).subject
    assert "Ada Hall: no letter; I know no postal address" in life.entry(KIND).description


def test_a_letter_is_posted_on_a_working_day_of_the_person() -> None:
    life = Life(country="GB-ENG")
    life.invited(when="Thu 2 Apr 10:00")
    life.until("Thu 2 Apr 11:00")
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Tue 7 Apr 09:00")
    assert life.starts(KIND) == ["Tue 7 Apr 09:00"]  # after Good Friday and Easter Monday
    assert "7 April 2026" in page(life)


def test_an_address_that_comes_late_still_makes_a_letter_and_one_that_comes_too_late_does_not(life: Life) -> None:
    life.until("Mon 9 Mar 12:00")
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.one_pass()
    assert life.starts(KIND) == ["Mon 9 Mar 12:15"]
    other = after_an_interview()
    other.until("Fri 13 Mar 12:00")
    other.answer(other.key("take-stock"), POST, ADDRESS)
    other.until("Mon 16 Mar 12:00")
    assert other.keys(KIND) == []


def test_passes_in_which_nothing_changes_write_nothing_and_make_no_page(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 12:00")
    monkeypatch.setattr("daemon.core.letters.page.make_page", None)
    with life.nothing_is_written():
        life.passes(3)
        life.until("Fri 6 Mar 18:00", every=timedelta(hours=1))


def test_what_is_deleted_stays_deleted(life: Life) -> None:
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    life.delete(life.draft(KIND).key)
    life.until("Mon 9 Mar 12:00")
    assert life.drafts_of(KIND) == []


def test_deleting_the_filled_form_leaves_the_letter(life: Life) -> None:
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    before = life.draft(KIND)
    life.delete(life.key("take-stock"))
    life.until("Fri 6 Mar 18:00")
    assert life.draft(KIND) == before
    assert life.keys(KIND) != []


def test_done_ends_the_matter(life: Life) -> None:
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 07:00")
    life.type_into(life.key(KIND), "#done")
    life.until("Fri 6 Mar 18:00")
    assert life.drafts_of(KIND) == []


def test_a_letter_that_cannot_be_printed_is_not_written_and_the_entry_says_why(life: Life) -> None:
    life.answer(life.key("take-stock"), POST, "タルン, 4 Mill Lane, Leeds LS1 4DY")
    life.until("Fri 6 Mar 09:00")
    assert life.drafts_of(KIND) == []
    assert "Ada Hall: no letter, because I cannot print “" in life.entry(KIND).description
    assert life.drafts_of("thank-you", ADA) != []


def test_an_address_with_too_many_lines_is_not_pressed_into_the_window(life: Life) -> None:
    life.answer(life.key("take-stock"), POST, "a, b, c, d, e, f 1")
    life.until("Fri 6 Mar 09:00")
    assert "because its address has more than 6 lines" in life.entry(KIND).description


def test_without_the_library_the_entry_says_what_to_install(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.core.wording.proofreading.can_typeset", lambda: False)
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    assert life.drafts_of(KIND) == []
    assert "followupd[letters]" in life.entry(KIND).description


def test_without_the_library_the_note_by_email_goes_without_its_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.core.wording.proofreading.can_typeset", lambda: False)
    life = after_an_interview()
    life.until("Fri 6 Mar 09:00")
    assert life.draft("thank-you", ADA).attachments == ()
    assert "attached" not in life.draft("thank-you", ADA).body


def test_a_letter_that_fits_on_no_page_is_refused_once_and_everything_else_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_letter: letters.Letter) -> None:
        raise letters.Unprintable("it does not fit on one page")

    monkeypatch.setattr("daemon.core.letters.page.make_page", refuse)
    life = after_an_interview("balanced")
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    (row,) = (row for key, row in life.rows.items() if key.startswith(KIND) and row.form == "draft")
    assert row.state is State.REFUSED
    assert life.drafts_of("thank-you", ADA) != []


@pytest.mark.parametrize(("country", "paper"), [("US", US_LETTER), ("GB-ENG", A4)])
def test_the_paper_is_that_of_the_country(country: str, paper: letters.Paper) -> None:
    life = after_an_interview(country=country)
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 15:00")
    (attachment,) = life.draft(KIND).attachments
    (sheet,) = PdfReader(io.BytesIO(attachment.content)).pages
    assert round(float(sheet.mediabox.width) * 25.4 / 72) == round(paper.width)


def test_a_card_is_written_the_same_day_and_posted_the_next() -> None:
    life = after_an_interview("card-and-call")
    life.until("Fri 6 Mar 12:00")
    assert life.starts(KIND) == ["Thu 5 Mar 13:00", "Fri 6 Mar 09:00"]
    write, post = (life.entries[key] for key in life.keys(KIND))
    assert write.summary == "Write a card to Ada Hall (Tarn)"
    assert "Dear Ada Hall," in write.description
    assert post.summary == "Post the card to Ada Hall (Tarn)"
    assert life.drafts_of(KIND) == []
    assert life.drafts_of("thank-you") == []


def test_the_cards_of_several_people_differ_and_where_to_post_them_is_said() -> None:
    life = after_an_interview("card-and-call")
    life.answer(life.key("take-stock"), WHO, f"{TOM.name} <{TOM.email}>")
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Thu 5 Mar 12:00")
    life.until("Fri 6 Mar 07:00")
    write, post = (life.entries[key] for key in life.keys(KIND))
    first, second = (
        write.description.split(f"Dear {name},")[1].split("Robin Weiss")[0] for name in ("Ada Hall", "Tom Reid")
    )
    assert first.strip() != second.strip()
    assert "4 Mill Lane" in post.description


def test_a_card_to_somebody_whose_name_is_not_known_says_where_to_note_it() -> None:
    life = Life()
    life.typed("Interview at Tarn", "Thu 5 Mar 10:00", description="playbook: card-and-call")
    life.until("Thu 5 Mar 12:00")
    assert WHO in life.entries[life.keys(KIND)[0]].description


def test_nobody_is_called_within_two_working_days_of_a_letter_to_them() -> None:
    life = Life()
    life.invited(description="playbook: card-and-call\nWe will let you know by Friday 6 March.")
    life.until("Mon 9 Mar 20:00")
    assert life.starts("check-in-call") == ["Tue 10 Mar 10:00"]


def note_as_letter(life: Life) -> str:
    """What the letter that goes along with the note to Ada says, as one line."""
    (attachment,) = life.draft("thank-you", ADA).attachments
    (sheet,) = PdfReader(io.BytesIO(attachment.content)).pages
    return " ".join(sheet.extract_text().split())


def test_where_no_address_is_known_the_letter_goes_along_with_an_email_to_the_interviewer(life: Life) -> None:
    life.until("Thu 5 Mar 18:00")
    assert [person.email for person in life.draft("thank-you", ADA).to] == [ADA.email]
    text = note_as_letter(life)
    assert "6 March 2026" in text  # the day on which it is to be sent
    assert "Dear Ada Hall," in text
    assert "careful migrations, and clear writing" in text
    assert "attached" not in text
    assert text.endswith("Kind regards, Robin Weiss")


def test_nobody_gets_a_letter_in_the_post_and_the_same_by_email(life: Life) -> None:
    life.until("Thu 5 Mar 18:00")
    assert life.drafts_of("thank-you", ADA) != []
    life.answer(life.key("take-stock"), WHO, "Tom Reid <tom@tarn.example>")
    life.answer(life.key("take-stock"), POST, f"Ada Hall, {ADDRESS}")
    life.until("Fri 6 Mar 09:00")
    assert [draft.subject for draft in life.drafts_of(KIND)] == ["Letter to Ada Hall (Tarn): print, sign and post it"]
    assert [person.email for draft in life.drafts_of("thank-you") for person in draft.to] == [TOM.email]


def test_whoever_was_thanked_by_email_before_their_address_was_known_gets_no_letter(life: Life) -> None:
    life.until("Thu 5 Mar 18:00")
    life.send(life.draft("thank-you", ADA).key)
    life.one_pass()
    life.answer(life.key("take-stock"), POST, ADDRESS)
    life.until("Fri 6 Mar 09:00")
    assert life.drafts_of(KIND) == []
