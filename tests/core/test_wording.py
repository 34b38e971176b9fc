"""What the words of entries and drafts keep to, whoever writes the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.applications import Said
from daemon.core.promises import Promise
from daemon.core.recognise import Judgement, Owner, Verdict, judge
from daemon.core.remembered import Form, Kind
from daemon.core.typed import Question, Typed, read_form, read_typed
from daemon.core.wording import clean, plain_role, read_labels
from daemon.core.wording.proofreading import MOST_WORDS
from daemon.ports.records import Person, digest
from tests.core.worded import ADA, JO, START, TOM, body_of, make_round, make_step, thanks, write


def test_a_thank_you_names_person_role_company_and_day_and_signs_with_phone_and_address() -> None:
    (artefact,) = write(thanks(0, ADA))
    assert artefact.draft is not None
    assert artefact.draft.to == (ADA,)
    assert artefact.draft.subject == "Thank you: Data Engineer at Quarrymill"
    for expected in ("Dear Ada Holm,", "Data Engineer", "Quarrymill", "Thursday 5 March"):
        assert expected in artefact.draft.body
    assert artefact.draft.body.endswith("Robin Ashdown\n+44 7700 900123\nrobin@ashdown.example\n")


def test_notes_to_several_interviewers_share_no_sentence_but_the_signature() -> None:
    bodies = [body_of(thanks(position, person)) for position, person in enumerate((ADA, TOM, JO))]
    signature = {"Kind regards,", "Robin Ashdown", "+44 7700 900123", "robin@ashdown.example", ""}
    sentences = [set(body.replace(". ", ".\n").splitlines()) - signature for body in bodies]
    shared = [a & b for a, b in combinations(sentences, 2)]
    assert shared == [set(), set(), set()]


def test_what_is_to_be_mentioned_goes_to_one_interviewer_each() -> None:
    current = make_round(answers={Question.MENTION: "Tom: the night shift; the move to streaming"})
    assert "I keep thinking about the move to streaming." in body_of(thanks(0, ADA, current))
    assert "One thing has stayed with me: the night shift." in body_of(thanks(1, TOM, current))
    assert "stream" not in body_of(thanks(2, JO, current))


def test_a_note_that_is_a_sentence_is_left_as_a_sentence() -> None:
    current = make_round(answers={Question.MENTION: "I liked the story about the turbine."})
    assert "\nI liked the story about the turbine.\n" in body_of(thanks(0, ADA, current))


def test_without_an_address_the_draft_has_no_addressee_and_the_entry_says_so() -> None:
    entry, draft = write(make_step(Kind.THANK_YOU, Form.ENTRY), thanks(2, JO))
    assert draft.draft is not None
    assert draft.draft.to == ()
    assert entry.entry is not None
    assert "- Jo Lind: draft without an address" in entry.entry.description
    assert "- Ada Holm: draft to ada@quarrymill.example" in entry.entry.description


def test_a_recruiter_is_asked_to_pass_thanks_on_to_those_without_an_address() -> None:
    recruiter = Person(name="Kim Vale", email="kim@agency.example")
    current = make_round(recruiter=recruiter)
    step = make_step(Kind.THANK_YOU, Form.DRAFT, current, addressee=recruiter, passes_on=True)
    (entry, draft) = write(make_step(Kind.THANK_YOU, Form.ENTRY, current), step)
    assert draft.draft is not None
    assert draft.draft.to == (recruiter,)
    assert "I have no address for Jo Lind; would you kindly pass on my thanks" in draft.draft.body
    assert entry.entry is not None
    assert "One more draft asks Kim Vale to pass your thanks on to Jo Lind." in entry.entry.description


def test_without_interviewers_the_entry_asks_for_their_names() -> None:
    (artefact,) = write(make_step(Kind.THANK_YOU, Form.ENTRY, make_round(interviewers=())))
    assert artefact.entry is not None
    assert "there is no draft" in artefact.entry.description


@pytest.mark.parametrize("address", ["no-reply@ats.example", "DoNotReply@ats.example", "robin@ashdown.example"])
def test_nobody_thanks_a_machine_or_oneself(address: str) -> None:
    (artefact,) = write(thanks(0, Person(name="Ada Holm", email=address)))
    assert artefact.draft is None
    assert artefact.refused


def test_an_unfilled_field_refuses_the_draft_and_the_entry_says_why() -> None:
    person = Person(name="{{ name }}", email="ada@quarrymill.example")
    entry_step = make_step(Kind.THANK_YOU, Form.ENTRY, make_round(interviewers=(person,)))
    draft_step = make_step(Kind.THANK_YOU, Form.DRAFT, addressee=person)
    draft_step = replace(draft_step, key=f"{entry_step.key}-{digest(person.email or '')[:8]}")
    entry, draft = write(entry_step, draft_step)
    assert draft.refused == "a field was left unfilled ({{)"
    assert entry.entry is not None
    assert "no draft, because a field was left unfilled" in entry.entry.description


def test_a_check_in_to_a_recruiter_does_not_claim_that_they_were_there() -> None:
    recruiter = Person(name="Kim Vale", email="kim@agency.example")
    body = body_of(make_step(Kind.CHECK_IN_EMAIL, Form.DRAFT, addressee=recruiter))
    assert "On Thursday 5 March I was interviewed for the Data Engineer position at Quarrymill by Ada Holm" in body
    assert "we spoke" not in body


def test_the_two_check_ins_differ() -> None:
    first, second = (body_of(make_step(Kind.CHECK_IN_EMAIL, Form.DRAFT, position=position)) for position in (1, 2))
    assert first.splitlines()[2] != second.splitlines()[2]


def test_a_call_entry_quotes_the_promise_it_waits_for() -> None:
    said = Said(
        promise=Promise(decide_by=START.date(), earliest=None, permission=None, text="by Thursday"),
        at=START,
        source="the invitation",
    )
    step = make_step(Kind.CHECK_IN_CALL, Form.ENTRY)
    assert step.application is not None
    (artefact,) = write(replace(step, application=replace(step.application, said=said)))
    assert artefact.entry is not None
    assert "they said “by Thursday”, which I read as Thursday 5 March" in artefact.entry.description


def test_our_own_hints_are_not_taken_for_what_the_person_typed() -> None:
    steps = [make_step(kind, Form.ENTRY) for kind in Kind if kind is not Kind.WAS_IT_AN_INTERVIEW]
    for artefact in write(*steps):
        assert artefact.entry is not None
        assert read_typed(artefact.entry.summary, artefact.entry.description) == Typed()


def test_an_empty_form_has_no_answers_and_a_filled_one_is_read_back() -> None:
    (artefact,) = write(make_step(Kind.TAKE_STOCK, Form.ENTRY))
    assert artefact.entry is not None
    form = artefact.entry.description
    assert read_form(form, read_labels()) == {}
    filled = form.replace("Decide by:", "Decide by: end of next week").replace("Who was there:", "Who was there: Ada")
    assert read_form(filled, read_labels()) == {Question.DECIDE_BY: "end of next week", Question.WHO: "Ada"}


@pytest.mark.parametrize(
    ("role", "said"),
    [("Data Engineer (m/w/d)", "Data Engineer"), ("Analyst [remote]", "Analyst"), ("(Senior)", "(Senior)")],
)
def test_a_role_is_said_without_what_advertisements_add(role: str, said: str) -> None:
    assert plain_role(role) == said


@given(st.text(max_size=3000))
def test_a_shown_value_is_one_short_printable_line(text: str) -> None:
    shown = clean(text)
    assert len(shown) <= 120
    assert all(character.isprintable() or character == "\xa0" for character in shown)


@given(
    name=st.text(max_size=200),
    company=st.text(max_size=200),
    role=st.text(max_size=200),
    note=st.text(max_size=300),
)
def test_whatever_stands_in_a_calendar_a_draft_is_sound_or_refused(
    name: str, company: str, role: str, note: str
) -> None:
    person = Person(name=name or None, email="ada@quarrymill.example")
    current = make_round(company=company, role=role, interviewers=(person,), answers={Question.MENTION: note})
    step = make_step(Kind.THANK_YOU, Form.DRAFT, current, addressee=person)
    (artefact,) = write(step)
    assert (artefact.draft is None) == (artefact.refused is not None)
    if artefact.draft is not None:
        assert "\n" not in artefact.draft.subject
        assert len(artefact.draft.body.split()) <= MOST_WORDS
        assert "{{" not in artefact.draft.body


def test_the_same_step_always_gets_the_same_words() -> None:
    assert write(thanks(1, TOM)) == write(thanks(1, TOM))


def test_times_in_the_words_are_those_of_the_interview_and_not_of_utc() -> None:
    start = datetime(2026, 6, 5, 23, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
    event = replace(make_round().events[0], start=start, end=start + timedelta(hours=1), zone="Pacific/Auckland")
    current = make_round(events=(event,), start=start, end=start + timedelta(hours=1))
    assert start.astimezone(UTC).day == 5
    (artefact,) = write(make_step(Kind.TAKE_STOCK, Form.ENTRY, current))
    assert artefact.entry is not None
    assert "on Friday 5 June at 23:30 (Auckland time)" in artefact.entry.description


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.KEEP_SEARCHING])
def test_a_copy_of_our_own_entry_is_never_an_interview_whatever_its_uid(kind: Kind) -> None:
    event = replace(
        make_round().events[0], summary="Interview: Data Engineer at Quarrymill", uid="copied@phone.example"
    )
    owner = Owner(name="Robin Ashdown", emails=frozenset({"robin@ashdown.example"}))
    assert judge(event, owner).verdict is Verdict.INTERVIEW
    judgement = Judgement(event=event, verdict=Verdict.DOUBT, confidence=0.5, reasons=())
    (artefact,) = write(make_step(kind, Form.ENTRY, judgement=judgement))
    assert artefact.entry is not None
    copy = replace(event, summary=artefact.entry.summary, description=artefact.entry.description)
    assert judge(copy, owner).verdict is Verdict.NO


def test_a_subject_without_role_and_company_is_whole_all_the_same() -> None:
    current = make_round(company=None, role=None)
    steps = [make_step(kind, Form.DRAFT, current, position=1) for kind in (Kind.THANK_YOU, Kind.CHECK_IN_EMAIL)]
    subjects = [artefact.draft.subject for artefact in write(*steps) if artefact.draft]
    assert subjects == ["Our conversation on 5 March", "Interview on 5 March"]
