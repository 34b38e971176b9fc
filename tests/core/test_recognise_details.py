"""Which employer, post, round, medium and number an interview has; every event here is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.core.recognise import Medium, RoundKind, recognise
from daemon.ports.records import Person
from tests.core.judged import HOST, OWNER, START, invitation, names, typed


def test_company_and_role_stand_in_the_title() -> None:
    judgement = typed("Phone interview: Warehouse Supervisor at Larkspur Foods")
    assert (judgement.company, judgement.role) == ("Larkspur Foods", "Warehouse Supervisor")
    assert judgement.sources["company"] == "title"


def test_typed_lines_win_over_everything() -> None:
    judgement = typed("Interview Larkspur Foods - cook", "company: Quince Kitchens\nrole: head chef")
    assert (judgement.company, judgement.role) == ("Quince Kitchens", "head chef")
    assert judgement.sources["company"] == judgement.sources["role"] == "typed by you"


def test_the_organisers_domain_tells_which_name_is_the_employer() -> None:
    host = Person(name="Petra Oakes", email="petra@ottersoft.example")
    judgement = invitation("Interview: Rowan Tindall / Ottersoft", "For the Data Engineer role.", host)
    assert (judgement.company, judgement.role) == ("Ottersoft", "Data Engineer")


def test_an_agency_is_not_the_employer() -> None:
    judgement = typed("1st interview Larkspur Foods via Petra @ Harbour Recruitment")
    assert judgement.company == "Larkspur Foods"
    assert judgement.recruiter == Person(name="Petra")


def test_what_is_not_said_is_left_out() -> None:
    judgement = typed("Job interview")
    assert (judgement.company, judgement.role, judgement.interviewers, judgement.recruiter) == (None, None, (), None)


@pytest.mark.parametrize(
    ("summary", "kind"),
    [
        ("Recruiter screen - Larkspur", RoundKind.RECRUITER_SCREEN),
        ("Phone interview Larkspur", RoundKind.PHONE_SCREEN),
        ("System design interview Larkspur", RoundKind.TECHNICAL),
        ("Take-home review, Larkspur", RoundKind.TAKE_HOME_REVIEW),
        ("Hiring manager interview Larkspur", RoundKind.HIRING_MANAGER),
        ("Panel interview Larkspur", RoundKind.PANEL),
        ("Virtual onsite Larkspur", RoundKind.ONSITE),
        ("Final interview Larkspur", RoundKind.FINAL),
        ("Assessment centre Larkspur", RoundKind.ASSESSMENT),
        ("Meet the team - Larkspur, interview process", RoundKind.MEET_THE_TEAM),
        ("2nd interview Larkspur", RoundKind.UNKNOWN),
    ],
)
def test_the_round_follows_the_word_for_it(summary: str, kind: RoundKind) -> None:
    assert typed(summary).round is kind


@pytest.mark.parametrize(
    ("summary", "description", "kind"),
    [
        ("Interview Larkspur School", "10 min demo lesson, then questions from the head", RoundKind.UNKNOWN),
        ("Hearing Larkspur Universität", "Lehrprobe 20 min, dann Gespräch mit der Kommission", RoundKind.PANEL),
        ("Karat interview for Larkspur", "A technical interview with a Karat Interview Engineer", RoundKind.TECHNICAL),
        ("interview Larkspur Foods driver", "short psychometric test first, bring licence", RoundKind.UNKNOWN),
    ],
)
def test_a_test_that_is_part_of_a_talk_makes_no_assessment_of_it(
    summary: str, description: str, kind: RoundKind
) -> None:
    assert invitation(summary, description, HOST).round is kind


def test_an_added_link_does_not_make_a_phone_call_a_video_call() -> None:
    judgement = typed("Phone interview Larkspur", "https://meet.google.com/abc-defg-hij\nI ring +44 20 7946 0018")
    assert (judgement.medium, judgement.phone) == (Medium.PHONE, "+44 20 7946 0018")


def test_a_video_link_makes_it_a_video_call() -> None:
    assert typed("2nd interview Larkspur", "https://larkspur.zoom.us/j/5551212").medium is Medium.VIDEO


def test_a_street_makes_it_a_visit() -> None:
    judgement = typed("2nd interview Larkspur", location="12 Elm Road, Leeds")
    assert (judgement.medium, judgement.place) == (Medium.IN_PERSON, "12 Elm Road, Leeds")


@pytest.mark.parametrize("address", ["no-reply@greenhouse-mail.example", "no-reply@us.greenhouse.io", "x@lever.co"])
def test_the_system_an_employer_writes_with_is_never_the_employer(address: str) -> None:
    host = Person(name="Larkspur Foods Recruiting", email=address)
    text = "Interviewer: Ada Quill\nSent by Greenhouse on behalf of Larkspur Foods. Interview with Lever."
    judgement = invitation("Interview with Larkspur Foods: Data Engineer", text, host)
    assert (judgement.company, names(judgement)) == ("Larkspur Foods", ["Ada Quill"])
    assert invitation("Technical interview: Data Engineer", text, host).company == "Larkspur Foods"
    assert typed("Job interview - Calendly").company is None


@pytest.mark.parametrize(
    ("description", "number"),
    [
        ("Ada Quill will call you on 07700 900111.", None),
        ("Your phone number: 07700 900111", None),
        ("Wir rufen Sie unter +49 30 23125 555 an.", None),
        ("We ring +44 7700 900111.\nYour number: 07700 900111\nPetra Oakes\n07700 900111", None),
        ("Candidate: Rowan Tindall, 07700 900111", None),
        ("07700 900111", None),
        ("Please call me on 0161 496 0000.", "0161 496 0000"),
        ("We call you on 07700 900111. You reach me on 0161 496 0000.", "0161 496 0000"),
        ("I will ring you.\n\nPetra Oakes\nBaker | 0161 496 0000", "0161 496 0000"),
        ("Dial +44 161 496 0000, PIN: 000431776", "+44 161 496 0000"),
        ("Please call me, reference 0012345678, on 12.03.2026", None),
    ],
)
def test_the_number_is_the_other_sides_and_never_the_owners(description: str, number: str | None) -> None:
    judgement = invitation("Phone interview - Ottersoft", description, HOST)
    assert (judgement.medium, judgement.phone) == (Medium.PHONE, number)


@pytest.mark.parametrize(
    ("summary", "description", "number"),
    [
        ("Phone interview - Larkspur 0161 496 0000", "she rings me", "0161 496 0000"),
        ("Phone interview - Larkspur", "Ada on 0161 496 0000 if late", "0161 496 0000"),
        ("Phone interview - Larkspur", "they call me on 07700 900111", None),
        ("Phone interview - Larkspur 12-03-2026", "", None),
    ],
)
def test_a_number_the_owner_typed_is_one_to_call_unless_they_are_called_on_it(
    summary: str, description: str, number: str | None
) -> None:
    assert typed(summary, description).phone == number


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("Lead Data Engineer (perm, hybrid Leeds)", "Lead Data Engineer"),
        ("Lead Data Engineer, perm, 3 days Leeds", "Lead Data Engineer"),
        ("Lead Data Engineer, Remote, UK", "Lead Data Engineer"),
        ("Lead Data Engineer (12 month contract)", "Lead Data Engineer"),
        ("Engineer, Remote Sensing", "Engineer, Remote Sensing"),
        ("Line Cook (2nd shift)", "Line Cook (2nd shift)"),
    ],
)
def test_the_terms_of_a_post_are_not_part_of_it(written: str, role: str) -> None:
    judgement = invitation("Interview with Ottersoft", f"Role: {written}", HOST)
    assert (judgement.role, judgement.sources["role"]) == (role, "description")
    assert typed("Interview with Ottersoft", f"role: {written}").role == role


def test_a_post_in_brackets_behind_a_name_is_that_persons() -> None:
    judgement = typed("Final interview Larkspur w/ Ada Quill (Head of Baking, hiring manager)", "Pastry Chef. Bring ID")
    assert (judgement.role, names(judgement)) == ("Pastry Chef", ["Ada Quill"])


@pytest.mark.parametrize(
    ("summary", "description", "location", "medium"),
    [
        ("Interview Larkspur", "See you there. https://larkspur.workable.example/e/7", "12 Elm Road", Medium.IN_PERSON),
        ("Interview Larkspur", "w/ Ada, on zoom", "my desk", Medium.VIDEO),
        ("Interview Larkspur", "phone or zoom, they confirm", "", Medium.UNKNOWN),
        ("Interview Larkspur (2026-3381)", "", "", Medium.UNKNOWN),
        ("Interview Larkspur", "Ada dials in", "Ada to call Rowan", Medium.PHONE),
        ("Interview Larkspur", "", "integrations:daily", Medium.UNKNOWN),
        ("pohovor Larkspur", "vrátnice č. 2", "", Medium.IN_PERSON),
        ("rozmowa kwalifikacyjna Larkspur", "przez Teamsy", "", Medium.VIDEO),
        ("собеседование Larkspur", "по видеосвязи", "", Medium.VIDEO),
        ("entrevista de trabajo Larkspur", "me llaman a las 10", "", Medium.PHONE),
        ("Vorstellungsgespräch Larkspur", "Zimmer 104, Lehrbrief mitbringen", "", Medium.IN_PERSON),
        ("1차 면접 Larkspur", "신분증 지참", "", Medium.IN_PERSON),
        ("Audition Larkspur Players", "two pages by heart", "", Medium.IN_PERSON),
        ("HireVue for Larkspur", "5 questions", "library pod 3", Medium.VIDEO),
        ("Coding assessment Larkspur", "proctored, webcam on", "", Medium.UNKNOWN),
    ],
)
def test_how_it_is_held_follows_places_calls_and_words_of_many_languages(
    summary: str, description: str, location: str, medium: Medium
) -> None:
    assert typed(f"{summary} #interview", description, location).medium is medium


@pytest.mark.parametrize(
    ("summary", "description", "kind"),
    [
        ("Interview Larkspur", "they call me at 10", RoundKind.PHONE_SCREEN),
        ("Entretien RH Larkspur", "", RoundKind.RECRUITER_SCREEN),
        ("Primo colloquio HR Larkspur", "", RoundKind.RECRUITER_SCREEN),
        ("técnica entrevista Larkspur", "", RoundKind.TECHNICAL),
        ("rozmowa techniczna Larkspur", "", RoundKind.TECHNICAL),
        ("最終面接 Larkspur", "", RoundKind.FINAL),
        ("Slutintervju Larkspur", "", RoundKind.FINAL),
        ("journée d'essai Larkspur", "", RoundKind.ASSESSMENT),
        ("walk through my case study w/ Larkspur", "interview", RoundKind.TAKE_HOME_REVIEW),
        ("Interview Larkspur", "you'd report to me (Ada)", RoundKind.HIRING_MANAGER),
        ("Interview Larkspur", "Panel: Ada Quill, somebody from finance", RoundKind.PANEL),
        ("Interview Larkspur", "committee, 6 ppl", RoundKind.PANEL),
        ("Interview Larkspur", "the technical interview is next week", RoundKind.UNKNOWN),
        ("Conoce al equipo, entrevista Larkspur", "con Ada, Bo y Sarah", RoundKind.MEET_THE_TEAM),
        ("2nd interview Larkspur", "Teams", RoundKind.UNKNOWN),
    ],
)
def test_the_round_is_told_by_words_of_many_languages_and_of_this_stage_only(
    summary: str, description: str, kind: RoundKind
) -> None:
    assert typed(f"{summary} #interview", description).round is kind


def test_a_lone_recruiter_who_invites_to_a_short_talk_screens() -> None:
    text = "Let's talk about your background.\n\nPetra Oakes\nTalent Partner"
    judgement = invitation("Rowan / Ottersoft interview", text, HOST)
    short = recognise(replace(judgement.event, end=START + timedelta(minutes=30)), OWNER)
    assert (short.round, names(short), short.recruiter) == (RoundKind.RECRUITER_SCREEN, ["Petra Oakes"], HOST)


@pytest.mark.parametrize(
    "description",
    [
        "Frau Quill, wäre meine Vorgesetzte",
        "Petra = min blivande chef",
        "I'd report to Dana",
        "Haluk bey, müdürüm olacak",
        "the position reports to Dana",
        "Dana would be your manager",
        "Frau Quill wäre deine Chefin",
    ],
)
def test_a_superior_who_is_told_to_be_the_owners_own_makes_it_the_managers_round(description: str) -> None:
    assert typed("Interview Larkspur Foods #interview", description).round is RoundKind.HIRING_MANAGER


def test_a_post_in_hiring_is_a_post_too() -> None:
    assert typed("Interview Larkspur Foods - HR Generalist #interview").role == "HR Generalist"
