"""How a mail reads as a whole, where no sentence of it says the news outright."""

from __future__ import annotations

import pytest

from daemon.core.outcome import Outcome
from daemon.core.replies.cues import read_sentences
from daemon.core.replies.outcomes import Mail, weigh
from daemon.core.replies.tone import OUTCOMES, tone_of


def tone(text: str) -> Outcome:
    """The outcome that a text resembles most."""
    likely = tone_of(read_sentences(text, ("en",))).outcomes
    return OUTCOMES[likely.index(max(likely))]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (
            "Thank you for the day with us. Another applicant was closer to what the team needs. All the best.",
            Outcome.REJECTION,
        ),
        ("It was a close thing, and the post went to somebody from the depot. We wish you well.", Outcome.REJECTION),
        ("The team would love to have you. The contract is attached, the salary is as we discussed.", Outcome.OFFER),
        (
            "Could you come to the workshop on Tuesday at ten? You would meet the foreman and see the machines.",
            Outcome.NEXT_ROUND,
        ),
        (
            "The director is still away, so nothing has been decided. Please bear with us for another week.",
            Outcome.DELAY,
        ),
        ("Before we go on, could you send us a copy of your licence and two references?", Outcome.QUESTION),
        ("We have received your application and will look at it with care.", Outcome.ACKNOWLEDGEMENT),
    ],
)
def test_a_mail_reads_like_those_with_its_outcome(text: str, outcome: Outcome) -> None:
    assert tone(text) is outcome


def test_the_tone_of_the_whole_decides_where_no_sentence_says_the_news() -> None:
    sentences = read_sentences("We took the other one. He could begin tomorrow.", ("en",))
    outcome, _, _ = weigh(Mail(sentences=sentences, answers=True))
    assert outcome is Outcome.REJECTION


def test_of_nothing_nothing_is_likelier() -> None:
    assert len(set(tone_of([]).outcomes)) == 1


def test_a_mail_reads_as_if_its_sender_waited_for_an_answer_or_not() -> None:
    asked = read_sentences("Could you send us your certificates, and tell us when you could begin?", ("en",))
    told = read_sentences("Thank you, we have received it. There is nothing else for you to do.", ("en",))
    assert tone_of(asked).waits > tone_of(told).waits
