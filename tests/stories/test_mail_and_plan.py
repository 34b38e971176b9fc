"""What mail does to the plan beyond the twelve stories: misreadings, addresses, privacy, and what is unread."""

from __future__ import annotations

import logging

import pytest

from daemon.cli.output import say_lines
from daemon.core.remembered import key_parts
from daemon.ports.records import Person
from daemon.telling.mail import tell_news
from tests.stories.life import ADA, MIA
from tests.stories.post import Post
from tests.stories.test_whose_mail import CALL, NO, after_an_interview

MAILER = Person(name="Mail Delivery System", email="mailer-daemon@home.example")
RETURNED = "Your message to mia@tarn.example could not be delivered: no such user."


@pytest.fixture
def life() -> Post:
    return after_an_interview(Post())


def test_a_message_that_was_misread_is_put_right_with_a_word(life: Post) -> None:
    life.receive(NO)
    assert life.coming == [("rejection-thanks", "Mon 9 Mar 09:00")]
    life.type_into(life.key("rejection-thanks"), "#no")
    life.one_pass()
    assert CALL in life.coming
    assert life.drafts_of("rejection-thanks") == []


def test_a_word_of_the_person_that_is_newer_wins(life: Post) -> None:
    life.receive("Dear Robin, we are delighted to offer you the position of Data Engineer. Ada")
    life.until("Mon 9 Mar 12:00")
    life.type_into(life.key("offer-reply"), "#withdrawn")
    life.one_pass()
    assert life.coming == []


def test_an_address_for_answers_that_is_another_is_shown_and_not_used(life: Post) -> None:
    life.receive(
        "Hi Robin, we'd like to invite you to a second interview. Ada", headers={"reply-to": "jobs@far.example"}
    )
    assert life.draft("second-interview-reply").to == (ADA,)
    assert "jobs@far.example" in life.entry("second-interview-reply").description


def test_what_comes_back_stops_what_goes_to_that_address_and_says_so(life: Post) -> None:
    life.write("Dear Mia, one more thought on the exercise. Robin", to=(MIA,))
    life.receive(RETURNED, sender=MAILER, subject="Undelivered Mail Returned to Sender")
    assert "mia@tarn.example" in life.entry("undelivered").description
    life.for_weeks_until("Wed 18 Mar 12:00")
    assert life.past("check-in-call")
    assert ("check-in-email", "ada@tarn.example") in life.waiting


def test_what_a_server_of_the_employers_reports_comes_back_as_well(life: Post) -> None:
    life.write("Dear Mia, one more thought on the exercise. Robin", to=(MIA,))
    server = Person(name="Mail", email="postmaster-out@tarn.example")
    report = {"content-type": "multipart/report; report-type=delivery-status"}
    life.receive(RETURNED, sender=server, subject="Undeliverable", headers=report)
    assert "mia@tarn.example" in life.entry("undelivered").description


def test_nobody_can_pretend_that_something_came_back(life: Post) -> None:
    life.receive(RETURNED, sender=MAILER, subject="Undelivered Mail Returned to Sender")
    assert life.keys("undelivered") == []
    life.for_weeks_until("Mon 16 Mar 12:00")
    assert life.waiting == [("check-in-email", "mia@tarn.example")]


def test_an_absence_without_an_end_is_waited_out(life: Post) -> None:
    life.until("Wed 11 Mar 12:00")
    away = {"auto-submitted": "auto-replied"}
    life.receive("I am out of the office.", sender=MIA, subject="Automatic reply", headers=away)
    assert life.coming == [("check-in-call", "Wed 18 Mar 10:00")]


def test_a_mail_written_by_hand_begins_the_next_wait(life: Post) -> None:
    life.until("Wed 11 Mar 12:00")
    life.write("Dear Mia, may I ask how things stand? Robin", to=(MIA,))
    assert life.coming == [("check-in-call", "Wed 18 Mar 10:00")]


def test_a_question_that_was_answered_is_done(life: Post) -> None:
    life.receive("Hi Robin, what is your notice period? Ada")
    key = life.key("their-question")
    assert "what is your notice period?" in life.entries[key].description
    life.until("Fri 6 Mar 18:00")
    life.write("Hi Ada, three months. Robin")
    assert life.entries[key].summary.startswith("✓")
    assert life.passes(2) == 0


def test_a_message_that_nobody_has_read_yet_keeps_new_check_ins_back(life: Post) -> None:
    life.for_weeks_until("Thu 12 Mar 12:00")
    life.store.faults.incomplete = True
    life.for_weeks_until("Mon 16 Mar 12:00")
    assert not [kind for kind, _ in life.coming if kind == "check-in-email"]
    assert life.reports[-1].health.unread == {"home"}
    life.store.faults.incomplete = False
    life.one_pass()
    assert life.waiting == [("check-in-email", "mia@tarn.example")]


def test_somebody_who_becomes_known_later_is_heard_from_the_beginning(life: Post) -> None:
    kim = Person(name="Kim Park", email="kim@elsewhere.example")
    life.receive(NO, sender=kim)
    assert CALL in life.coming
    meeting = life.meeting("meeting-1@calendar.example")
    attendees = life.event(meeting).attendees
    life.change(meeting, attendees=(*attendees, type(attendees[0])(name=kim.name, email=kim.email)))
    life.one_pass()
    assert life.coming == [("rejection-thanks", "Mon 9 Mar 09:00")]


def test_without_an_interview_nobodys_mail_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def messages(*_: object) -> None:
        raise AssertionError("the inbox was read")

    monkeypatch.setattr("adapters.memory.inbox.MemoryInbox.messages", messages)
    life = Post()
    life.receive(NO)
    life.invited()
    with pytest.raises(AssertionError, match="was read"):
        life.one_pass()


def test_a_lost_journal_and_a_lost_cache_heal(life: Post) -> None:
    life.receive("Dear Robin, we'd like to invite you to a second interview. Ada", subject="Second interview")
    before, draft = life.coming, life.draft("second-interview-reply")
    life.read_again()
    assert life.passes(2) == 0
    life.lose_journal()
    life.passes(3)
    assert (life.coming, life.draft("second-interview-reply")) == (before, draft)


def test_a_cache_is_filled_again_from_whichever_inbox_has_the_message() -> None:
    life = after_an_interview(Post(accounts=("home", "office")))
    life.receive("Dear Robin, we'd like to invite you to a second interview. Ada", account="office")
    life.read_again()
    assert life.passes(2) == 0
    assert life.draft("second-interview-reply").to == (ADA,)


def test_the_sentence_is_told_from_the_mailbox_and_neither_journal_nor_log_knows_it(
    life: Post, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    life.receive(f"{NO} Signed with the word xylophone.")
    life.read_again()
    life.one_pass()
    (application,) = life.reports[-1].understood.applications
    say_lines(tell_news(application, life.zone))
    assert "go ahead with another candidate" in capsys.readouterr().out
    kept = "\n".join(life._cycle.journal._connection.iterdump())
    for text in (kept, caplog.text):
        assert "candidate" not in text
        assert "xylophone" not in text
        assert "ada@tarn.example" not in text


def test_a_closed_application_is_deaf_after_ninety_days(life: Post) -> None:
    life.for_weeks_until("Mon 27 Apr 12:00")
    closed = [key for key in life.entries if key_parts(key).kind == "close"]
    assert closed
    life.for_weeks_until("Sat 8 Aug 12:00")
    life.receive("Hi Robin, we would like to invite you to a second interview. Ada")
    assert life.keys("second-interview-reply") == []
