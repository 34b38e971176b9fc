"""Whose mail counts, and for which application: threads, addresses, domains, recruiting systems and agencies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daemon.core.remembered import key_parts
from daemon.ports.records import Direction, Person
from tests.stories.life import ADA, MIA, ROBIN, TOM
from tests.stories.post import Post

NO = "Dear Robin,\n\nunfortunately we have decided to go ahead with another candidate."
CALL = ("check-in-call", "Thu 12 Mar 10:00")
STRANGER = Person(name="Ada Hall", email="ada.hall@elsewhere.example")
SEPARATE = Person(name="Sue Lind", email="sue@agency.example")


@pytest.fixture
def life() -> Post:
    """An interview at Tarn on Thursday; it is Friday, and the thanks are sent."""
    return after_an_interview(Post())


def after_an_interview(life: Post, **interview: object) -> Post:
    life.invited(**interview)  # type: ignore[arg-type]  # what a test wants otherwise
    life.until("Thu 5 Mar 14:00")
    for key in list(life.drafts):
        if key_parts(key).kind == "thank-you":
            life.send(key)
    life.until("Fri 6 Mar 12:00")
    return life


def stopped(life: Post) -> bool:
    """Whether nothing is asked any more."""
    return CALL not in life.coming and not [kind for kind, _ in life.coming if kind == "check-in-call"]


@pytest.mark.parametrize(
    "sender",
    [
        STRANGER,
        Person(name="Ada Hall", email="ada@tarn-careers.example"),
        Person(name="Tarn Hiring", email="tarn.hiring@gmail.com"),
        Person(name="Ada Hall", email="ada@tarn.example.attacker.example"),
        Person(name="ada@tarn.example", email="x@elsewhere.example"),
    ],
    ids=lambda person: person.email,
)
def test_a_stranger_can_neither_stop_nor_start_anything(life: Post, sender: Person) -> None:
    life.receive(f"{NO} The role of Data Engineer at Tarn is filled.", sender=sender, subject="Tarn: Data Engineer")
    life.receive("We would like to invite you to a second interview at Tarn.", sender=sender)
    assert life.coming == [CALL]
    assert life.waiting == []
    assert all(news.sent for news in life.news)


def test_a_stranger_who_answers_in_the_thread_is_heard(life: Post) -> None:
    (thanks,) = [news for news in life.news if news.sent]
    sent = replace(life.receive("Hello", sender=STRANGER), message_id=thanks.thread[-1])
    life.receive(NO, sender=STRANGER, answers=sent)
    assert stopped(life)


def test_a_colleague_of_the_interviewers_is_heard(life: Post) -> None:
    life.receive(NO, sender=Person(name="Kim Park", email="kim@mail.tarn.example"))
    assert stopped(life)


def test_a_recruiting_system_is_heard_where_it_names_the_company(life: Post) -> None:
    relay = Person(name="Hiring Team", email="no-reply@greenhouse.io")
    life.receive(f"{NO} We wish you well. Fern", sender=relay, subject="Data Engineer at Fern")
    assert life.coming == [CALL]
    life.receive(f"{NO} We wish you well. Tarn", sender=relay, subject="Data Engineer at Tarn")
    assert stopped(life)


def test_an_agency_is_heard_where_it_names_the_company() -> None:
    life = after_an_interview(Post(), by=SEPARATE, people=(TOM,))
    other = Person(name="Bo Frey", email="bo@agency.example")
    life.receive("Hi Robin, sadly Fern have chosen somebody else for the role. Bo", sender=other, subject="Fern")
    assert not stopped(life)
    life.receive("Hi Robin, sadly Tarn have chosen somebody else for the role. Bo", sender=other, subject="Tarn")
    assert stopped(life)


def test_the_persons_own_words_are_no_answer_from_whichever_address(life: Post) -> None:
    life.receive(f"> {NO}\n\nThey said no, what a pity. {NO}", sender=ROBIN)
    assert not stopped(life)


def test_a_message_that_comes_again_or_elsewhere_changes_nothing(life: Post) -> None:
    message = life.receive("Hi Robin, it takes longer than planned, sorry. Ada")
    known, coming = life.news, life.coming
    life.until("Mon 9 Mar 12:00")
    life.deliver(message)
    life.one_pass()
    life.read_again()
    assert life.passes(2) == 0
    assert (life.news, life.coming[-1:]) == (known, coming[-1:])


def test_a_message_in_two_mailboxes_is_one() -> None:
    life = after_an_interview(Post(accounts=("home", "office")))
    message = life.receive(NO)
    life.deliver(message, "office")
    life.one_pass()
    assert [news.outcome for news in life.news if not news.sent] == ["rejection"]
    assert len(life.drafts_of("rejection-thanks")) == 1


def test_a_date_in_the_future_is_not_believed(life: Post) -> None:
    life.deliver(
        replace(
            life._message(NO, ADA, (ROBIN,), "Hello", None),
            direction=Direction.INBOUND,
            date=life.moment("Fri 1 May 12:00"),
        )
    )
    life.one_pass()
    assert life.news[-1].at == life.now


def test_what_is_read_before_the_first_interview_is_no_further_one() -> None:
    life = Post()
    life.invited()
    life.receive("Dear Robin, we would like to invite you to an interview on Thursday 5 March at 10:00. Ada")
    assert life.keys("second-interview-reply") == []
    life.until("Thu 5 Mar 14:00")
    assert CALL in life.coming


class TestTwoApplicationsAtOneEmployer:
    """Told apart by role, thread and people; if they can't be, both stop and one entry asks."""

    @pytest.fixture
    def life(self) -> Post:
        life = Post()
        life.invited("Interview: Technical Writer at Tarn", "Wed 4 Mar 15:00", people=(TOM,))
        life.invited()
        life.for_weeks_until("Fri 6 Mar 12:00")
        return life

    def asks_about(self, life: Post) -> list[str]:
        coming = [life.entries[key] for key in life.ahead("check-in-call")]
        return sorted(role for role in ("Data Engineer", "Technical Writer") for e in coming if role in e.description)

    def test_by_the_role(self, life: Post) -> None:
        life.receive(f"{NO} This concerns the Technical Writer position.", sender=MIA)
        assert self.asks_about(life) == ["Data Engineer"]

    def test_by_the_people(self, life: Post) -> None:
        life.receive(NO, sender=TOM)
        assert self.asks_about(life) == ["Data Engineer"]

    def test_by_the_thread(self, life: Post) -> None:
        thanks = life.draft("thank-you", ADA)
        life.send(thanks.key)
        life.one_pass()
        life.receive(NO, sender=MIA, answers=thanks)
        assert self.asks_about(life) == ["Technical Writer"]

    def test_or_both_stop_until_the_person_says_which(self, life: Post) -> None:
        life.receive(NO, sender=MIA)
        assert self.asks_about(life) == []
        assert life.drafts_of("rejection-thanks") == []
        entry = life.entry("which-application")
        assert "- Technical Writer, Tarn" in entry.description
        assert "- Data Engineer, Tarn" in entry.description
        life.type_into(life.key("which-application"), "role: Technical Writer")
        life.one_pass()
        assert self.asks_about(life) == ["Data Engineer"]
        assert "Technical Writer" in life.draft("rejection-thanks").body

    def test_or_neither_if_the_person_says_so(self, life: Post) -> None:
        life.receive(NO, sender=MIA)
        life.type_into(life.key("which-application"), "#done")
        life.one_pass()
        assert self.asks_about(life) == ["Data Engineer", "Technical Writer"]

    def test_and_a_delay_holds_for_both(self, life: Post) -> None:
        life.until("Tue 10 Mar 12:00")
        life.receive("Hi Robin, it takes longer than planned, sorry. We will decide by 27 March. Mia", sender=MIA)
        assert all(when > "Mon 30" for kind, when in life.coming if kind == "check-in-call")
        assert life.keys("which-application") == []


def test_somebody_of_one_employer_has_no_say_about_another(life: Post) -> None:
    kim = Person(name="Kim Park", email="kim@fern.example")
    life.invited("Interview: Analyst at Fern", "Fri 6 Mar 15:00", by=kim, people=(kim,))
    life.until("Mon 9 Mar 12:00")
    life.receive("Hi Robin, I hear that Fern has decided to go ahead with another candidate for the Analyst role. Ada")
    assert [life.entries[key].summary for key in life.ahead("check-in-call")] == ["Call Fern about Analyst"]
    life.receive("Hi Robin, Tarn would like to invite you to a second interview for Data Engineer. Kim", sender=kim)
    tarn, fern = (a.outcome for a in life.reports[-1].understood.applications)
    assert (tarn, fern) == ("rejection", "next_round")  # each of their own, whatever they say of others
