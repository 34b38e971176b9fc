"""status, why and plan tell what came back, with the sentence, from a mailbox on disk."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.cli.home import WEEK_LATER, Home

SENTENCE = "Unfortunately we have decided to go ahead with another candidate"


@pytest.fixture
def answered(home: Home) -> Home:
    """An interview, and a week later a no."""
    home.add_interview()
    home.run("once")
    message = EmailMessage()
    message["From"] = "Nora Vale <nora.vale@tidewater.example>"
    message["To"] = "robin@ashdown.example"
    message["Subject"] = "Your interview"
    message["Date"] = "Tue, 10 Mar 2026 16:00:00 +0000"
    message["Message-ID"] = "<answer@tidewater.example>"
    message.set_content(f"Dear Robin,\n\n{SENTENCE}.\n\nNora")
    (home.mail / "new" / "1773158400.M1.host").write_bytes(message.as_bytes())
    return home


def test_a_pass_answers_it_in_its_thread(answered: Home) -> None:
    assert answered.run("once", now=WEEK_LATER).code == 0
    (draft,) = [path.read_text("utf-8") for path in answered.drafts() if b"In-Reply-To" in path.read_bytes()]
    assert "In-Reply-To: <answer@tidewater.example>" in draft
    assert "Subject: Re: Your interview" in draft


@pytest.mark.parametrize("command", [("status",), ("plan",), ("why", "Tidewater")], ids=" ".join)
def test_the_sentence_is_told(answered: Home, command: tuple[str, ...]) -> None:
    told = answered.run(*command, now=WEEK_LATER).out
    assert f"Tue 10 Mar 16:00  by mail from Nora Vale <nora.vale@tidewater.example>: a no: “{SENTENCE}.”" in told


def test_the_sentence_is_read_from_the_mailbox_again(answered: Home) -> None:
    answered.run("once", now=WEEK_LATER)
    for path in answered.state.glob("readings.sqlite*"):
        path.unlink()
    assert SENTENCE in answered.run("why", "Tidewater", now=WEEK_LATER).out
    (answered.mail / "new" / "1773158400.M1.host").unlink()
    told = answered.run("why", "Tidewater", now=WEEK_LATER).out
    assert SENTENCE not in told
    assert "by mail: a no" in told


def test_the_journal_holds_neither_words_nor_addresses(answered: Home) -> None:
    answered.run("once", now=WEEK_LATER)
    kept = b"".join(path.read_bytes() for path in answered.state.glob("journal.sqlite*"))
    assert b"<answer@tidewater.example>" in kept
    for secret in (SENTENCE.encode(), b"nora.vale", b"Your interview"):
        assert secret not in kept
