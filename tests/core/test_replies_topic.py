"""Whether a mail reads like those about an application, or like other mail of the same people."""

from __future__ import annotations

from datetime import UTC, datetime

from daemon.core.recognise.judgement import Owner
from daemon.core.replies import Pursuit
from daemon.core.replies.reader import read_mail
from daemon.core.replies.topic import topic_of, traits_of_topic
from daemon.ports.records import Direction, Message, Person

ROBIN = Person(name="Robin Ashdown", email="robin@ashdown.example")
OWNER = Owner(name="Wren Vale", emails=frozenset({"wren@vale.example"}))
PURSUIT = Pursuit(company="Ashdown Mill", role="Night Baker", interviewers=(ROBIN,))


def topic(*texts: str, pursuit: Pursuit = PURSUIT) -> float:
    """How much likelier than not these texts are about the application."""
    return topic_of(traits_of_topic(texts, pursuit))


def test_news_of_the_application_is_on_its_topic() -> None:
    assert topic("Re: Night Baker", "Robin told me how well the interview went. The others decide on Friday.") > 0


def test_an_invoice_from_the_same_people_is_less_so() -> None:
    order = topic("Your order", "Your order is ready to be picked up. The invoice over 40 euros is attached.")
    assert order < topic("Your interview", "Thank you for coming to the interview. We decide next week.")


def test_names_count_for_what_they_name_and_not_for_how_they_are_spelled() -> None:
    olga = Person(name="Olga Zisi", email="olga@quarry.example")
    other = Pursuit(company="Zisi Quarry", role="Stone Cutter", interviewers=(olga,))
    ours = "The post of Night Baker at Ashdown Mill is filled. Robin will call."
    theirs = "The post of Stone Cutter at Zisi Quarry is filled. Olga will call."
    assert traits_of_topic([ours], PURSUIT) == traits_of_topic([theirs], other)
    assert traits_of_topic([ours], PURSUIT) != traits_of_topic([ours], other)


def test_of_an_application_without_names_nothing_is_replaced() -> None:
    text = "The post of Night Baker at Ashdown Mill is filled."
    assert traits_of_topic([text], Pursuit()) != traits_of_topic([text], PURSUIT)


def test_a_mail_of_many_words_is_read_in_part() -> None:
    assert len(traits_of_topic(["word " * 200_000], PURSUIT)) < 50


def test_the_mailbox_that_wrote_tells_what_a_mail_is_about() -> None:
    def written_by(mailbox: str) -> float:
        message = Message(
            ref="1",
            message_id="<1@ashdown.example>",
            direction=Direction.INBOUND,
            sender=Person(name="Ashdown Mill", email=f"{mailbox}@ashdown.example"),
            subject="News",
            date=datetime(2026, 4, 1, 10, tzinfo=UTC),
            text="Hello, thank you. We will be in touch.",
        )
        return topic_of(read_mail(message, OWNER, PURSUIT, "en-GB").topic)

    assert written_by("careers") > written_by("orders")
