"""What is recognised as an interview, and why; every event here is invented."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from daemon.core.recognise import Judgement, Owner, Verdict, judge, recognise
from daemon.core.recognise.lexicon import find
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Attendee, Event, Person, Response, Status

OWNER = Owner(name="Rowan Tindall", emails=frozenset({"rowan@post.example"}))
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
ME = Attendee(name="Rowan Tindall", email="rowan@post.example", response=Response.ACCEPTED)
HOST = Person(name="Petra Oakes", email="petra.oakes@bramblesoft.example")


def event(summary: str = "", description: str = "", location: str = "") -> Event:
    """An hour the owner typed into their own calendar."""
    return Event(
        uid="e1",
        calendar="own",
        start=START,
        end=START + timedelta(hours=1),
        zone="Europe/London",
        summary=summary,
        description=description,
        location=location,
    )


def invited(summary: str, description: str = "", *others: Attendee, organizer: Person = HOST) -> Event:
    """An invitation that somebody else sent to the owner."""
    return replace(event(summary, description), organizer=organizer, attendees=(ME, *others))


def verdict(item: Event) -> Verdict:
    return judge(item, OWNER).verdict


def reasons(judgement: Judgement) -> str:
    return " ".join(reason.sentence for reason in judgement.reasons)


@pytest.mark.parametrize(
    "summary",
    [
        "Phone screen - Bramblesoft",
        "Job interview Larkspur Bakery",
        "Technical interview with Ottersoft",
        "2nd interview, Quince & Daughters - office assistant",
        "Vorstellungsgespräch Firma Kiefernholz",
        "VG Kiefernholz (Tischlerin)",
        "Entretien d'embauche Boulangerie Tilleul",
        "Entrevista de trabajo con Panadería Olmo",
        "Entrevista de emprego - Padaria Ipê",
        "Colloquio di lavoro Studio Ginepro",
        "Sollicitatiegesprek bij Beukenhout",
        "Rozmowa kwalifikacyjna - Jarzębina",
        "Anställningsintervju hos Lönnens Bageri",
        "株式会社ひのき 一次面接",
        "银杏科技 二面 数据分析师",
        "Teams-Interview: Sachbearbeiterin, Ahornwerke",
    ],
)
def test_an_interview_in_the_own_words_of_many_languages_is_sure(summary: str) -> None:
    assert verdict(event(summary)) is Verdict.INTERVIEW


@pytest.mark.parametrize(
    ("summary", "named"),
    [
        ("Mock interview with Jo", "practice or preparation"),
        ("Interview prep for Bramblesoft", "practice or preparation"),
        ("User interview P12 - onboarding", "research"),
        ("Podcast interview - Slow Rivers", "press"),
        ("Visa interview, consulate", "authority"),
        ("Informational interview with Sam", "networking"),
        ("Offer call Bramblesoft", "after the decision"),
        ("thank you note after interview", "note to yourself"),
        ("Phone screen replacement", "another sense"),
    ],
)
def test_what_only_sounds_like_an_interview_is_none_and_says_which_kind_it_is(summary: str, named: str) -> None:
    judgement = judge(event(summary), OWNER)
    assert judgement.verdict is Verdict.NO
    assert named in reasons(judgement)


@pytest.mark.parametrize(
    "summary",
    [
        "Round of golf with Ines",
        "Wood panel delivery",
        "Boiler maintenance visit",
        "Radio interview about the garden",
        "Film screening: The Heron",
        "Doctor",
        "Stage rehearsal, act one",
        "Entretien chaudière",
        "Colloquio con i professori",
        "三者面談",
    ],
)
def test_the_same_words_in_another_sense_are_no_interview(summary: str) -> None:
    assert verdict(event(summary)) is Verdict.NO


def test_the_bare_word_interview_is_a_doubt() -> None:
    assert verdict(event("Interview")) is Verdict.DOUBT


def test_a_briefing_for_the_interviewer_is_none_though_it_says_interview_everywhere() -> None:
    text = "You're interviewing Ada Quill.\nInterviewers: Rowan Tindall, Bo Marsh\nSubmit your scorecard today."
    judgement = judge(invited("Technical interview - Ada Quill", text), OWNER)
    assert judgement.verdict is Verdict.NO
    assert "You are named among the interviewers." in reasons(judgement)


def test_the_same_words_are_an_interview_when_the_owner_is_the_candidate() -> None:
    text = "Candidate: Rowan Tindall\nInterviewers: Ada Quill, Bo Marsh"
    assert verdict(invited("Technical interview", text)) is Verdict.INTERVIEW


def test_a_candidate_of_another_name_makes_it_none() -> None:
    judgement = judge(invited("Interview - Baker", "Candidate: Ada Quill"), OWNER)
    assert judgement.verdict is Verdict.NO
    assert "Somebody else is named as the candidate." in reasons(judgement)


def test_an_organiser_at_the_owners_own_employer_counts_against() -> None:
    owner = Owner(name="Rowan Tindall", emails=frozenset({"rowan@bramblesoft.example"}))
    outside, inside = judge(invited("Interview"), OWNER), judge(invited("Interview"), owner)
    assert inside.confidence < outside.confidence
    assert "own employer" in reasons(inside)


def test_a_tracking_system_speaks_for_an_interview() -> None:
    system = Person(name="Bramblesoft", email="no-reply@us.greenhouse.io")
    judgement = judge(invited("Conversation with Bramblesoft", "About the role.", organizer=system), OWNER)
    assert judgement.verdict is Verdict.INTERVIEW
    assert "Greenhouse" in reasons(judgement)


def test_a_cancelled_interview_is_none_and_says_so() -> None:
    judgement = judge(replace(event("Job interview Larkspur"), status=Status.CANCELLED), OWNER)
    assert (judgement.verdict, reasons(judgement)) == (Verdict.NO, "It is cancelled.")


@pytest.mark.parametrize("prefix", ["Canceled: ", "CANCELLED - ", "Abgesagt: ", "Annulé : ", "取消 "])
def test_a_cancelled_title_is_none_whatever_the_rest_says(prefix: str) -> None:
    judgement = judge(event(f"{prefix}Job interview Larkspur"), OWNER)
    assert judgement.verdict is Verdict.NO
    assert "does not take place" in reasons(judgement)


def test_a_declined_invitation_is_none() -> None:
    declined = replace(ME, response=Response.DECLINED)
    item = replace(invited("Technical interview"), attendees=(declined,))
    assert reasons(judge(item, OWNER)) == "You declined the invitation."


def test_followupds_own_entries_are_never_interviews() -> None:
    assert verdict(replace(event("Thank you: job interview #interview"), uid="followupd-abc")) is Verdict.NO


def test_what_the_person_typed_decides() -> None:
    assert verdict(event("Dentist #interview")) is Verdict.INTERVIEW
    assert verdict(event("Job interview Larkspur", "#no")) is Verdict.NO


def test_a_tag_that_is_no_verdict_changes_none() -> None:
    assert judge(event("Job interview Larkspur #withdrawn"), OWNER).verdict is Verdict.INTERVIEW


def test_repeating_counts_against() -> None:
    once = judge(event("Interview Larkspur"), OWNER)
    weekly = judge(replace(event("Interview Larkspur"), recurring=True), OWNER)
    assert weekly.confidence < once.confidence
    assert "It repeats" in reasons(weekly)


def test_time_set_aside_to_prepare_speaks_for_it() -> None:
    item = event("Interview Larkspur")
    alone = judge(item, OWNER)
    beside = judge(item, OWNER, [event("Lunch"), event("Prep for Larkspur")])
    assert beside.confidence > alone.confidence
    assert "set time aside" in reasons(beside)


@pytest.mark.parametrize("post", ["Radio producer", "Practice nurse", "Bank teller", "Vet nurse", "Research assistant"])
def test_a_subject_that_belongs_to_the_post_does_not_count_against(post: str) -> None:
    assert verdict(event(f"{post} interview - Larkspur")) is Verdict.INTERVIEW


def test_an_event_that_is_none_tells_no_details() -> None:
    judgement = recognise(event("Mock interview with Ada Quill - Bramblesoft baker", location="12 Elm Road"), OWNER)
    assert (judgement.company, judgement.role, judgement.interviewers, judgement.place) == (None, None, (), None)
    assert dict(judgement.sources) == {}


def test_endless_text_is_read_no_further_than_the_limit() -> None:
    filler = "x " * 20_000
    assert judge(event("Note", filler + "job interview your application"), OWNER) == replace(
        judge(event("Note", filler), OWNER), event=event("Note", filler + "job interview your application")
    )


@pytest.mark.parametrize(
    "unit",
    [
        "A ",
        "Ab (",
        "10:00 ",
        "面",
        "a@",
        "Dr. A ",
        "interview with Aa ",
        "\ud800",
        "\u202e",
        "<",
        "<a </",
        "Dear A ",
        "Aa, B ",
        "0161 496 ",
    ],
)
def test_hostile_text_is_judged_like_any_other(unit: str) -> None:
    text = unit * 20_000
    attendees = tuple(Attendee(email=f"a{number}@b.example") for number in range(2_000))
    judgement = recognise(replace(event("Job interview " + text, text, text), attendees=attendees), OWNER)
    assert 0 <= judgement.confidence <= 1


def lexicon_files() -> list[dict[str, Any]]:
    folder = files("daemon.core.recognise") / "lexicon"
    return [tomllib.loads(f.read_text(encoding="utf-8")) for f in folder.iterdir() if f.name.endswith(".toml")]


def phrases() -> list[str]:
    return [
        phrase for data in lexicon_files() for table in data.get("entry", ()) for phrase in table.get("phrases", ())
    ]


def found(phrase: str) -> list[str]:
    return [hit.phrase for hit in find(words_of(fold(phrase)))]


def test_every_phrase_of_the_lexicon_is_found_whole() -> None:
    assert len(phrases()) > 1000
    assert [phrase for phrase in phrases() if found(phrase) != [" ".join(words_of(fold(phrase)))]] == []


@pytest.mark.parametrize("spelled", ["Vorstellungsgespräch", "二次面接", "Phone Screen"])
def test_what_was_found_is_quoted_as_the_event_spells_it(spelled: str) -> None:
    assert f"“{spelled}”" in reasons(judge(event(f"Eichau: {spelled}"), OWNER))


@pytest.mark.parametrize(
    "phrase", ["interview", "vorstellungsgespräch", "entretien", "entrevista", "colloquio", "面接", "面试"]
)
def test_the_lexicon_speaks_all_promised_languages(phrase: str) -> None:
    assert len(found(phrase)) == 1


def test_of_phrases_that_begin_at_the_same_word_the_longest_is_found() -> None:
    assert found("phone screen replacement on monday") == ["phone screen replacement"]
    assert found("phone screen at noon") == ["phone screen"]


MEMORY = """
import gc, json, sys, tomllib, tracemalloc
from importlib import resources
from daemon.core.recognise import details, lexicon, recognise
from daemon.core.recognise.records import event_from_record
lines = sys.stdin.read().splitlines()
# Python's own table of names grows in steps of some hundred thousand bytes, wherever it happens to be full.
grown = [sys.intern(f"name {number}") for number in range(20_000)]
del grown
tracemalloc.start()
lexicon.find(["interview"]), lexicon.system_of("mail.example")
gc.collect()
loaded = tracemalloc.get_traced_memory()[0]
for line in lines:
    recognise(*event_from_record(json.loads(line)))
gc.collect()
print(loaded, tracemalloc.get_traced_memory()[0])
"""


def test_the_words_of_all_languages_are_small_and_what_is_kept_of_events_is_bounded() -> None:
    events = (Path(__file__).parents[1] / "corpus" / "events-dev.jsonl").read_text(encoding="utf-8")
    out = subprocess.run([sys.executable, "-c", MEMORY], input=events, check=True, capture_output=True, text=True)
    loaded, kept = map(int, out.stdout.split())
    assert loaded < 4_000_000
    assert kept < 7_600_000


def test_every_word_list_is_used() -> None:
    package = files("daemon.core.recognise")
    code = "".join(f.read_text(encoding="utf-8") for f in package.iterdir() if f.name.endswith(".py"))
    lists = {name for data in lexicon_files() for name in data.get("words", {})}
    assert lists
    assert {name for name in lists if f'"{name}"' not in code} == set()
