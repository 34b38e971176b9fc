"""Who questions the owner and who runs the process; every event here is invented."""

from __future__ import annotations

import pytest

from daemon.core.recognise import RoundKind
from daemon.core.recognise.kinds import is_given_name
from daemon.ports.records import Attendee, Person
from tests.core.judged import HOST, invitation, names, typed


def test_labelled_interviewers_get_the_addresses_the_event_shows() -> None:
    host = Person(name="Petra Oakes", email="petra@ottersoft.example")
    judgement = invitation(
        "Technical interview with Ottersoft",
        "Interviewers: Ada Quill, Bo Marsh\n\nPetra Oakes\nRecruiter",
        host,
        Attendee(name="Ada Quill", email="ada@ottersoft.example"),
    )
    assert judgement.interviewers == (Person(name="Ada Quill", email="ada@ottersoft.example"), Person(name="Bo Marsh"))
    assert judgement.recruiter == host


def test_rooms_note_takers_and_the_owner_are_nobody_to_thank() -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@ashbyhq.com")
    judgement = invitation(
        "Panel interview - Ottersoft",
        "Hi Rowan",
        host,
        Attendee(name="Ada Quill", email="ada@ottersoft.example"),
        Attendee(name="Room Heron", email="heron@ottersoft.example", resource=True),
        Attendee(name="Notes", email="bot@otter.ai"),
    )
    assert names(judgement) == ["Ada Quill"]


def test_a_shadow_in_training_is_no_interviewer() -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@modernloop.io")
    judgement = invitation("Interview - Ottersoft", "Interviewer: Ada Quill\nShadow: Bo Marsh", host)
    assert names(judgement) == ["Ada Quill"]


def test_an_agenda_names_its_people() -> None:
    text = "10:00 - 10:30  Ada Quill (Head of Design)\n10:30 - 11:00  Bo Marsh: portfolio\n11:00  Lunch"
    host = Person(name="Petra Oakes", email="petra@ottersoft.example")
    assert names(invitation("Onsite interview Ottersoft", text, host)) == ["Ada Quill", "Bo Marsh"]


@pytest.mark.parametrize(
    ("summary", "description", "people"),
    [
        ("Interview Larkspur Foods", "Ada + Bo on Zoom", ["Ada", "Bo"]),
        ("Interview Larkspur Foods w/ Ada", "", ["Ada"]),
        ("Interview - Larkspur Foods", "Mrs. Quill will show me round", ["Mrs. Quill"]),
        ("Interview - Larkspur Foods", "Ada Quill (managing director), room 3", ["Ada Quill"]),
        ("Interview - Larkspur Foods", "ask for Mr. Porter at the desk", []),
        ("Interview Larkspur Foods w/ bev", "cashier", ["Bev"]),
        ("Interview Larkspur Foods", "founders Sunniva, Iestyn", ["Sunniva", "Iestyn"]),
        ("Interview Larkspur Foods", "Shaz has the kids. Wietske is the boss there", ["Wietske"]),
    ],
)
def test_a_persons_own_note_names_who_will_be_there(summary: str, description: str, people: list[str]) -> None:
    assert names(typed(summary, description)) == people


@pytest.mark.parametrize("name", ["Kev", "Wietske", "Raewyn", "Žaneta", "Νεφέλη", "Айгуль"])
def test_short_forms_and_given_names_of_many_languages_are_known(name: str) -> None:
    assert is_given_name(name)


@pytest.mark.parametrize("word", ["Interview", "bella", "", "\ud800"])
def test_other_words_are_no_given_names(word: str) -> None:
    assert not is_given_name(word)


def test_names_in_scripts_without_capitals_are_read() -> None:
    judgement = typed("株式会社ひのき 一次面接", "面接官：営業部長 青木 花、林 太郎様")
    assert names(judgement) == ["青木 花", "林 太郎"]


def test_no_address_is_ever_made_up() -> None:
    host = Person(name="Petra Oakes", email="petra@ottersoft.example")
    judgement = invitation("Interview with Ottersoft", "With Ada Quill and Bo Marsh", host)
    assert {person.email for person in judgement.interviewers} <= {None, "petra@ottersoft.example"}
    assert names(judgement) == ["Ada Quill", "Bo Marsh"]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Winterhalter, Ines", "Ines Winterhalter"),
        ("Winterhalter, Ines (HR)", "Ines Winterhalter"),
        ("von der Aue, Dr. Ines", "Ines von der Aue"),
        ("O'Dowd, Jean-Luc", "Jean-Luc O'Dowd"),
        ("Quill Marsh, Ada", "Ada Quill Marsh"),
        ("Ines Winterhalter (Talent)", "Ines Winterhalter"),
        ("Marsh, Jr.", "Marsh, Jr."),
        ("Ines Winterhalter, PhD", "Ines Winterhalter, PhD"),
        ("Ines Winterhalter, Riverside", "Ines Winterhalter, Riverside"),
        ("Marsh, Ines, Riverside", "Marsh, Ines, Riverside"),
    ],
)
def test_a_display_name_is_turned_only_if_it_is_surname_and_first_name(written: str, spoken: str) -> None:
    host = Person(name=written, email="ada@ottersoft.example")
    other = Attendee(name=written, email="ada.quill@ottersoft.example")
    judgement = invitation("Technical interview - Ottersoft", "Hi Rowan", HOST, other)
    assert names(judgement)[0] == spoken
    screen = invitation("Recruiter screen - Ottersoft", "Hi Rowan", host)
    assert screen.recruiter == Person(name=spoken, email=host.email)


def test_a_firm_with_a_comma_is_turned_into_nobody() -> None:
    other = Attendee(name="Marsh & Co, Ltd", email="desk@ottersoft.example")
    assert names(invitation("Technical interview - Ottersoft", "Hi Rowan", HOST, other)) == ["Petra Oakes"]


def test_a_list_in_html_names_one_person_a_line() -> None:
    text = "Hi Rowan,<ul><li>Ada Quill, Staff Data Engineer</li><li>Bo Marsh, Team Manager, River Data</li></ul>See you"
    assert names(invitation("Technical interview - Ottersoft", text, HOST)) == ["Ada Quill", "Bo Marsh"]


def test_the_rest_of_a_post_is_nobody() -> None:
    text = "Interviewers: Ada Quill, Team Manager, River Data and Bo Marsh, Staff Data Engineer"
    assert names(invitation("Technical interview - Ottersoft", text, HOST)) == ["Ada Quill", "Bo Marsh"]


@pytest.mark.parametrize(
    "line",
    ["12:00 Finish", "12:00 Coding Exercise", "12:00 - Farewell Drinks", "12:00 Ende", "12:00 Lunch, Café Heron"],
)
def test_what_one_does_is_nobody_to_thank(line: str) -> None:
    text = f"10:00 Ada Quill (Head of Design)\n{line}"
    assert names(invitation("Onsite interview Ottersoft", text, HOST)) == ["Ada Quill"]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("11:00 System design: Bo Marsh, Head of Rivers", "Bo Marsh"),
        ("11:00 Pairing with Bo", "Bo"),
        ("11:00 Fachgespräch mit Frau Marsh", "Frau Marsh"),
        ("11:00 Cy", "Cy Trial"),
    ],
)
def test_a_line_of_an_agenda_names_a_person_by_more_than_a_capital(line: str, person: str) -> None:
    text = f"10:00 Ada Quill (Head of Design)\n{line}"
    invited = Attendee(name="Cy Trial", email="cy@ottersoft.example")
    assert names(invitation("Onsite interview Ottersoft", text, HOST, invited)) == ["Ada Quill", person]


@pytest.mark.parametrize(
    "greeting",
    [
        "Guten Tag Frau Tindall,",
        "Dear Rowan",
        "Sehr geehrte Frau Dr. Tindall,",
        "Dear Ms R. Tindall,",
        "> Hi Ro!",
        "Sehr geehrte Frau Tindall-Berg,",
    ],
)
def test_who_is_greeted_is_no_interviewer(greeting: str) -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@ashbyhq.com")
    text = f"{greeting}\n\nyour interview for the Data Engineer role is booked. Ms Marsh will meet you."
    assert names(invitation("Technical interview - Ottersoft", text, host)) == ["Ms Marsh"]


def test_the_owner_is_no_interviewer_under_any_form_of_their_name() -> None:
    text = "Interviewers: R. Tindall, Ms Tindall, Rowan, Tindall Rowan, Ada Quill"
    other = Attendee(name="Rowan Tindall", email="rowan@elsewhere.example")
    assert "Rowan Tindall" not in names(invitation("Technical interview - Ottersoft", "", HOST, other))
    assert names(typed("Interview - Larkspur Foods #interview", text)) == ["Ada Quill"]


def test_the_recruiter_is_a_person_and_not_the_agency() -> None:
    host = Person(name="Sam Petrie", email="sam@ashgrove.example")
    signature = "Sam Petrie\nSenior Consultant, Data\nAshgrove Hale Recruitment | 0161 496 0000"
    judgement = invitation("Interview with Larkspur Foods", f"Interview with: Ada Quill, Baker\n\n{signature}", host)
    assert judgement.recruiter == host
    assert names(judgement) == ["Ada Quill"]
    assert typed("Job interview - Larkspur Foods", "Ashgrove Hale Recruitment").recruiter is None
    assert typed("Job interview - Larkspur Foods", signature).recruiter == Person(name="Sam Petrie")


@pytest.mark.parametrize(
    "text",
    [
        "10:00 Welcome with me (Petra Oakes, People Coordinator)\n10:30 Ada Quill, Baker",
        "Ada Quill, Baker, will question you. Petra Oakes coordinates.",
        "Ada Quill, Baker. Write to Petra Oakes, Recruiting Coordinator, if you need another time or a quieter room.",
        "I'm Petra, Talent Partner at Ottersoft. Ada Quill (Baker) will meet you.",
    ],
)
def test_who_coordinates_is_the_recruiter_and_no_interviewer(text: str) -> None:
    judgement = invitation("Technical interview - Ottersoft", text, HOST)
    assert judgement.recruiter == HOST
    assert names(judgement) == ["Ada Quill"]


def test_who_organises_and_does_not_question_runs_the_process() -> None:
    judgement = invitation("Technical interview - Ottersoft", "Interviewer: Ada Quill", HOST)
    assert (judgement.recruiter, judgement.sources["recruiter"]) == (HOST, "organiser")
    alone = invitation("Technical interview - Ottersoft", "Interviewer: Petra Oakes", HOST)
    assert alone.recruiter is None


def test_a_recruiter_in_a_list_of_interviewers_is_both() -> None:
    text = "Interviewers: Ada Quill (Baker), Petra Oakes (Recruiter)"
    judgement = invitation("Technical interview - Ottersoft", text, HOST)
    assert names(judgement) == ["Ada Quill", "Petra Oakes"]


def test_a_recruiter_who_invites_alone_to_a_call_holds_it() -> None:
    judgement = invitation("Phone interview - Ottersoft", "Petra Oakes, Recruiter, will call you.", HOST)
    assert (judgement.round, names(judgement)) == (RoundKind.RECRUITER_SCREEN, ["Petra Oakes"])


def test_a_person_with_their_post_in_brackets_is_an_interviewer() -> None:
    judgement = typed("Phone interview - Larkspur (Ada Quill, pastry chef) 0161 496 0000", "job = Line Cook")
    assert (judgement.company, judgement.role, names(judgement)) == ("Larkspur", "Line Cook", ["Ada Quill"])


def test_names_below_their_announcement_are_all_interviewers() -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@ashbyhq.com")
    html = "<p>Two people you would work with:</p><ul><li>Ada Quill</li><li>Bo Marsh (Baker)</li></ul><p>See you</p>"
    assert names(invitation("Technical interview - Ottersoft", html, host)) == ["Ada Quill", "Bo Marsh"]
    text = "Interviewers:\n- Ada Quill\n- Bo Marsh\n\nWhat to bring with you:\n- Delta Lakes\n- River Basins"
    assert names(invitation("Technical interview - Ottersoft", text, host)) == ["Ada Quill", "Bo Marsh"]


def test_names_with_the_surname_first_are_parted_by_semicolons() -> None:
    text = "Interviewers: Winterhalter, Ines; Quill, Ada"
    assert names(invitation("Technical interview - Ottersoft", text, HOST)) == ["Ines Winterhalter", "Ada Quill"]


def test_whom_one_asks_for_at_a_reception_is_there_if_one_is_said_to_meet_them() -> None:
    judgement = typed("Final interview Larkspur w/ Ada Quill (Head of Baking)", "Ask for Ada at reception, bay 4")
    assert names(judgement) == ["Ada Quill"]


@pytest.mark.parametrize(
    ("summary", "description", "people"),
    [
        ("Interview Tarnwick", "09:00-09:45 Design (Ada Quill, Bo Marsh)\n10:00 Values (Nia Tindall)",
         ["Ada Quill", "Bo Marsh", "Nia Tindall"]),
        ("Interview Tarnwick", "Board: Mr. Ada Quill (Chair), Ms. Bo Sample", ["Ada Quill", "Bo Sample"]),
        ("Café con el equipo de Tarnwick", "conocer al equipo: Sabela, Brais y Uxía", ["Sabela", "Brais", "Uxía"]),
        ("entretien Tarnwick", "M. Quill (resp. atelier) + Mme Sample RH", ["M. Quill", "Mme Sample"]),
        ("Gespräch Tarnau", "Auswahlkommission: FDL Frau Quill, Frau Sample", ["Frau Quill", "Frau Sample"]),
        ("colloquio Tarnello", "mi chiama Riccardo delle risorse umane", ["Riccardo"]),
        ("rozmowa Tarnik", "Dzwoni Karolina z rekrutacji, 15 minut", ["Karolina"]),
        ("собеседование Тарник", "позвонит Екатерина, спросит про график", ["Екатерина"]),
        ("entrevista Tarnal", "c/ diretor Sr. Otto Quill, presencial em Rio Manso", ["Otto Quill"]),
        ("deneme günü Tarnik Pastanesi", "sorumlu Gülay Hanım bakacak", ["Gülay Hanım"]),
        ("Interview Tarnwick", "panel: Principal Mrs. Ada Quill", ["Ada Quill"]),
    ],
)  # fmt: skip
def test_a_note_tells_who_will_question_in_any_language(summary: str, description: str, people: list[str]) -> None:
    assert names(typed(summary, description)) == people


def test_a_department_beside_a_full_name_is_nobody() -> None:
    assert names(typed("Job interview Tarnwick", "With: Ada Quill, Operations")) == ["Ada Quill"]


def test_whoever_arranges_a_visit_is_not_taken_for_who_questions_there() -> None:
    judgement = typed("On-site interviews @ Tarnwick Turbine", "badge under my name. recruiter Dot Quill")
    assert names(judgement) == []
    assert judgement.recruiter is not None


def test_those_on_the_foot_of_a_letter_question_nobody() -> None:
    text = "Gesprächspartner sind Ada Quill und Bo Sample.\n\nTarnau AG, Vorsitzender des Aufsichtsrats: Dr. K. Lorenz"
    assert names(typed("Vorstellungsgespräch Tarnau", text)) == ["Ada Quill", "Bo Sample"]
