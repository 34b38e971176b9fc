"""Who is thanked and who is asked: each once, nobody invented."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from daemon.core.applications import Round, gather, with_answers
from daemon.core.people import addressee_of, thanked
from daemon.core.typed import Question
from daemon.ports.records import Person
from tests.core.judgements import interview

ADA = Person(name="Ada Hall", email="ada@tarn.example")


def held(people: Sequence[Person], who: str = "") -> Round:
    [application] = gather([interview("a", people=tuple(people))], ())
    return with_answers(application, {application.rounds[0].token: {Question.WHO: who}}).rounds[0]


@pytest.mark.parametrize(
    "who", ["Ada", "Ada Hall", "ada@tarn.example", "Hall <ADA@tarn.example>", "Ada Hall <ada.hall@elsewhere.example>"]
)
def test_whoever_was_invited_and_is_named_again_is_one_person(who: str) -> None:
    assert thanked(held([ADA], who)) == (ADA,)


@pytest.mark.parametrize("email", ["ada.hall@tarn.example", "ada_hall@tarn.example", "ada@tarn.example"])
def test_a_name_is_put_to_an_address_that_came_without_one(email: str) -> None:
    assert thanked(held([Person(email=email)], "Ada Hall")) == (Person(name="Ada Hall", email=email),)


def test_an_address_is_put_to_a_name_that_came_without_one() -> None:
    assert thanked(held([Person(name="Ada")], "Ada Hall <ada@tarn.example>")) == (ADA,)


def test_two_people_with_one_first_name_stay_two() -> None:
    people = [Person(name="Tom Reid", email="tom@tarn.example"), Person(name="Tom Lee", email="lee@tarn.example")]
    assert thanked(held(people)) == tuple(people)


def test_an_interviewer_listed_twice_is_one_person() -> None:
    assert thanked(held([ADA, Person(name="Ada Hall"), Person(name="ada hall", email="ADA@tarn.example")])) == (ADA,)


def test_somebody_without_name_and_address_is_nobody() -> None:
    assert thanked(held([Person(), ADA])) == (ADA,)


def test_a_check_in_goes_to_somebody_who_has_an_address() -> None:
    [application] = gather([interview("a", people=(Person(name="Tom Reid"), ADA))], ())
    assert addressee_of(application) == ADA


def test_a_check_in_goes_to_nobody_rather_than_to_somebody_invented() -> None:
    [application] = gather([interview("a")], ())
    assert addressee_of(application) is None
