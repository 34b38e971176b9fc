"""Recognising events of trades, layouts and hands of every kind; every event here is invented."""

from __future__ import annotations

import pytest

from daemon.core.recognise import RoundKind, Verdict
from daemon.ports.records import Attendee, Person
from tests.core.judged import HOST, invitation, names, typed


@pytest.mark.parametrize(
    ("summary", "company", "role"),
    [
        ("interview Quince Diner line cook", "Quince Diner", "line cook"),
        ("Larkspur Foods Warehouse Picker interview", "Larkspur Foods", "Warehouse Picker"),
        ("interview - Staff Nurse Thornbury General Hospital", "Thornbury General Hospital", "Staff Nurse"),
        ("Elmbridge Council Planning Officer interview", "Elmbridge Council", "Planning Officer"),
        ("interview Line Cook, Bella Notte", "Bella Notte", "Line Cook"),
        ("interview: Customer Success @ Larkspur", "Larkspur", "Customer Success"),
        ("Vorstellungsgespräch bei Eichau GmbH als Buchhalterin", "Eichau GmbH", "Buchhalterin"),
        ("jobbintervju Furulia skole (kontaktlærer)", "Furulia skole", "kontaktlærer"),
        ("pohovor Kovárna Jedle – soustružník", "Kovárna Jedle", "soustružník"),
    ],
)
def test_employer_and_post_are_told_apart_by_their_places(summary: str, company: str, role: str) -> None:
    judgement = typed(summary)
    assert (judgement.company, judgement.role) == (company, role)


@pytest.mark.parametrize(
    ("summary", "company"),
    [
        ("Larkspur interview", "Larkspur"),
        ("Interview Larkspur Thurs 2pm", "Larkspur"),
        ("Larkspur interview (Teams) - Dana", "Larkspur"),
        ("Interview with Dana Quill (Larkspur)", "Larkspur"),
        ("Rowan Tindall x Larkspur: interview", "Larkspur"),
        ("working interview Elm Dental 8-12", "Elm Dental"),
        ("Ward 5 Thornbury interview (HCA)", "Thornbury"),
        ("interview Maison Tilleul 🥖", "Maison Tilleul"),
    ],
)
def test_times_wards_signs_and_kinds_are_no_part_of_an_employers_name(summary: str, company: str) -> None:
    assert typed(summary).company == company


@pytest.mark.parametrize("role", ["Sachbearbeiterin Zollabwicklung", "Clerk Receiving"])
def test_one_word_behind_a_post_makes_no_employer(role: str) -> None:
    judgement = typed(f"Interview {role}")
    assert (judgement.company, judgement.role) == (None, role)


def test_first_names_joined_after_the_employer_are_the_interviewers() -> None:
    judgement = typed("Larkspur 2nd interview - Dana + Priya")
    assert (judgement.company, names(judgement)) == ("Larkspur", ["Dana", "Priya"])


@pytest.mark.parametrize(
    ("domain", "text", "company"),
    [
        ("mueller-soehne.example", "Spedition Müller & Söhne, Hafenweg 1", "Spedition Müller & Söhne"),
        ("orcastings.example", "Regards\nAda Quill | Office Manager | Otter River Castings", "Otter River Castings"),
        ("havoernen.example", "Rederiet Havørnen byder velkommen", "Rederiet Havørnen"),
        ("otterdale.example", "Otterdale Ziekenhuis, balie 2", "Otterdale Ziekenhuis"),
    ],
)
def test_an_address_confirms_an_employer_however_it_spells_it(domain: str, text: str, company: str) -> None:
    host = Person(name="Petra Oakes", email=f"petra@{domain}")
    assert invitation("Interview", text, host).company == company


def test_an_employer_is_called_by_its_own_domain_where_nothing_else_names_it() -> None:
    assert invitation("Interview", "Looking forward to it.", HOST).company == "Ottersoft"


def test_an_agency_that_keeps_its_client_to_itself_is_no_employer() -> None:
    agency = Person(name="Nell Frey", email="nell@brightstaffing.example")
    text = "Bright Staffing has lined you up with our client.\nClient: confidential"
    assert invitation("Second interview", text, agency).company is None


def test_an_agency_that_registers_the_owner_is_whom_they_meet() -> None:
    agency = Person(name="Nell Frey", email="nell@frey-recruitment.example")
    assert invitation("Registration interview with Frey Recruitment", "", agency).company == "Frey Recruitment"


def test_a_table_of_two_columns_is_read_as_labels() -> None:
    table = (
        "<table><tr><td>Position</td><td>Dental Hygienist</td></tr>"
        "<tr><td>Employer</td><td>Elm Dental</td></tr>"
        "<tr><td>Interviewer(s)</td><td>Ada Quill, Practice Manager</td></tr></table>"
    )
    judgement = invitation("Your interview", table, Person(email="noreply@icims.com"))
    assert (judgement.company, judgement.role, names(judgement)) == ("Elm Dental", "Dental Hygienist", ["Ada Quill"])


def test_a_post_may_go_on_behind_a_comma_and_need_not_stand_first() -> None:
    text = "You are confirmed for a conversation about the Senior Engineer, Payments role."
    assert invitation("Interview with Ottersoft", text, HOST).role == "Senior Engineer, Payments"


def test_people_right_behind_their_posts_are_the_interviewers() -> None:
    text = "Superintendent Brenda Quill and Principal Rory Marsh will see you."
    judgement = invitation("Interview", text, HOST, Attendee(email="office@ottersoft.example"))
    assert {"Brenda Quill", "Rory Marsh"} <= set(names(judgement))


def test_a_list_goes_on_behind_a_post_in_brackets() -> None:
    text = "We are Ada Quill (Head of Maps), Bo Marsh and Cy Reed."
    assert names(invitation("Interview", text, HOST)) == ["Ada Quill", "Bo Marsh", "Cy Reed"]


@pytest.mark.parametrize("summary", ["see Marie abt evening cleaning job, Larkspur", "yarn w Trev re dairy job"])
def test_talking_with_somebody_about_a_job_is_at_least_a_doubt(summary: str) -> None:
    assert typed(summary).verdict is not Verdict.NO


@pytest.mark.parametrize(
    "summary", ["Round 2 golf, Larkspur course", "Soccer tryouts final round", "Solar panel fitting", "Stage 3, Vuelta"]
)
def test_rounds_panels_and_stages_of_other_things_are_no_interview(summary: str) -> None:
    assert typed(summary).verdict is Verdict.NO


@pytest.mark.parametrize("summary", ["1st iv larkspur - porter", "2nd int Larkspur", "job chat with Sam, baker role"])
def test_short_hands_for_an_interview_are_understood(summary: str) -> None:
    assert typed(summary).verdict is Verdict.INTERVIEW


def test_a_word_of_preparation_in_an_employers_letter_does_not_unmake_an_interview() -> None:
    text = "Please prepare for a short exercise about the baker role. We look forward to meeting you."
    assert invitation("Interview", text, HOST).verdict is Verdict.INTERVIEW


def test_a_committee_in_the_note_tells_the_round() -> None:
    assert typed("VG Eichau", "Auswahlkommission, Raum 7").round is RoundKind.PANEL
