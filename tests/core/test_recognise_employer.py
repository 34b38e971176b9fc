"""Which employer an event names: where it stands, what confirms it, and what is none."""

from __future__ import annotations

import pytest

from daemon.ports.records import Attendee, Person
from tests.core.judged import HOST, invitation, typed

BY_SYSTEM = Person(name="Sunfield Mills Recruiting", email="no-reply@hire.lever.co")
CONSULTANT = Person(name="Zoe Larch", email="zoe@harperlarch.example")


@pytest.mark.parametrize(
    ("summary", "description", "location", "company"),
    [
        ("int quillfeather 3pm", "", "", "quillfeather"),
        ("tel quillfeather vicky", "", "", "quillfeather"),
        ("quillfeather trial shift", "", "", "quillfeather"),
        ("intvw st aldrics ward 7", "", "", "st aldrics"),
        ("phone intv - Carla HR Quillfeather", "", "", "Quillfeather"),
        ("Quillfeather - HM call, job interview", "", "", "Quillfeather"),
        ("entrevista hotel Pedra do Sol (portero)", "", "", "hotel Pedra do Sol"),
        ("Job interview - Marsh & Tarn Architects", "", "", "Marsh & Tarn Architects"),
        ("colloquio Pizzeria Girasole ore 15", "", "", "Pizzeria Girasole"),
        ("面接 さくら製作所 14時", "", "", "さくら製作所"),
        ("青葉商事 経理 面接", "", "", "青葉商事"),
        ("colloquio pizzeria La Brace", "", "", "pizzeria La Brace"),
        ("entrevista de emprego Casa da Ponte", "", "", "Casa da Ponte"),
        ("Interview Quill Health VP Ops", "", "", "Quill Health"),
        ("Interview Larkspur room 4 part 2", "", "", "Larkspur"),
        ("한결물산 면접 오후 2시", "", "", "한결물산"),
        ("entrevista de trabajo soldador", "llevar careta. Talleres Olmedo", "", "Talleres Olmedo"),
        ("Campus visit, job interview - Asst Prof", "", "Tolland State University", "Tolland State University"),
        ("trial shift job interview the gannet", "", "the gannet arms", "the gannet arms"),
        ("TRIAL 🍰 Copper Fig job interview", "", "", "Copper Fig"),
        ("job interview Otterdale Iron 6am AWST", "", "", "Otterdale Iron"),
        ("entrevista de trabajo 11 hrs Hotel Marisma", "", "", "Hotel Marisma"),
        ("مقابلة عمل شركة الساحل ٣ مساء", "", "", "شركة الساحل"),
        ("مقابلة عمل مدرسة الزيتون", "", "", "مدرسة الزيتون"),
        ("prova prática de emprego Escola Monte Claro", "", "", "Escola Monte Claro"),
        ("job interview: lunch with the Quillfeather team", "", "", "Quillfeather"),
        ("Vorstellungsgespräch Probetag Schreinerei Amsler", "", "Schreinerei Amsler, Dorf 3", "Schreinerei Amsler"),
        ("job interview Marsh & Tarn xmas helpers", "", "Marsh & Tarn, Westgate", "Marsh & Tarn"),
        ("job interview Tolland County Sheriff", "", "Tolland County Annex, floor 2", "Tolland County Sheriff"),
    ],
)
def test_a_note_names_the_employer_in_few_words(summary: str, description: str, location: str, company: str) -> None:
    assert typed(f"{summary} #interview", description, location).company == company


@pytest.mark.parametrize(
    ("description", "company"),
    [
        ("Thank you for applying.\n\nAda Quill\nHR Manager\nOttersoft Instruments", "Ottersoft Instruments"),
        ("Nous vous recevrons au Secrétariat social Ottersoft.", "Secrétariat social Ottersoft"),
        ("Ihre Bewerbung bei den Kliniken Ottersoft gGmbH", "Kliniken Ottersoft gGmbH"),
        ("Zapraszamy do firmy Drukarnia Kolorek.", "Drukarnia Kolorek"),
        ("Facility: Cedar Lane Regional Hospital", "Cedar Lane Regional Hospital"),
    ],
)
def test_a_letter_spells_out_the_employers_name(description: str, company: str) -> None:
    assert invitation("Job interview with the team", description, HOST).company == company


def test_the_letters_of_an_abbreviation_are_spelled_out() -> None:
    host = Person(name="Ressources humaines CSE", email="rh@cse-erables.example")
    assert invitation("Entretien d'embauche", "Centre scolaire Érables", host).company == "Centre scolaire Érables"


def test_a_system_writes_in_the_employers_name_without_its_department() -> None:
    assert invitation("Phone interview: Data Analyst", "See you soon.", BY_SYSTEM).company == "Sunfield Mills"


def test_the_page_that_fixed_the_time_tells_the_address_when_nothing_names_the_employer() -> None:
    text = "Event Name: Screening interview\nCancel: https://calendly.com/cancellations/a1"
    assert invitation("Ada Quill and Rowan Tindall", text, HOST).company == "Ottersoft"
    agency = Person(name="Zoe Larch", email="zoe@larchrecruit.example")
    assert invitation("Zoe Larch and Rowan Tindall", text, agency).company is None


@pytest.mark.parametrize(
    ("description", "company"),
    [
        ("My client is looking for somebody from May.\n\nZoe Larch\nHarper Larch", None),
        ("Job interview with our client Meridian Tools.\n\nZoe Larch, Harper Larch", "Meridian Tools"),
        ("Your final talk is with Ada Quill.\n\nZoe Larch, on behalf of Meridian Tools", "Meridian Tools"),
    ],
)
def test_who_finds_people_for_a_client_is_not_the_employer(description: str, company: str | None) -> None:
    assert invitation("Interview: Finance Manager", description, CONSULTANT).company == company


def test_an_employer_among_the_invited_outweighs_the_consultant() -> None:
    guest = Attendee(name="Cressida Moor", email="cmoor@meridiantools.example")
    text = "Your final interview is with Cressida Moor.\n\nZoe Larch, Executive Search, on behalf of Meridian Tools"
    assert invitation("Final Interview - Head of Finance", text, CONSULTANT, guest).company == "Meridian Tools"


def test_an_agency_in_a_note_is_left_out_and_who_lends_people_is_kept() -> None:
    assert typed("job interview call w/ Kelsey from Northgate Talent").company is None
    assert typed("Interview Krafthof Zeitarbeit wg. Staplerfahrer").company == "Krafthof Zeitarbeit"


@pytest.mark.parametrize(
    "summary",
    [
        "Rowan T. - internal interview - Claims Adjuster",
        "L2 interview - Java Developer",
        "job interview with Ada Quill, Mill Lane",
    ],
)
def test_the_owner_a_code_and_a_street_are_no_employer(summary: str) -> None:
    assert typed(summary).company is None


def test_what_follows_a_talk_about_a_job_is_as_likely_a_place() -> None:
    assert typed("see Sara re milking job interview, Totley Rd").company is None
    assert typed("see Sara re cleaning job interview, Totley Dental").company == "Totley Dental"


def test_who_writes_for_a_house_is_told_from_the_house() -> None:
    office = Person(name="Yarrow High Office", email="office@yarrow-h.example")
    assert invitation("Job interview - Teacher", "Come to the front office.", office).company == "Yarrow High"


def test_a_fuller_name_is_taken_when_the_address_has_all_of_it() -> None:
    host = Person(name="Petra Oakes", email="petra@ottersofttooling.example")
    assert invitation("Job interview Ottersoft", "We at Ottersoft Tooling", host).company == "Ottersoft Tooling"


@pytest.mark.parametrize(
    "text",
    [
        "Bring ID.\nSunfield Mills HR",
        "Görüşmeniz yarın yapılacaktır. Sunfield Mills İK",
        "See you soon!\n— Your Sunfield Mills Talent Team",
    ],
)
def test_the_desk_that_signs_names_its_house(text: str) -> None:
    desk = Person(name="HR", email="hr@post-room.example")
    assert invitation("Second interview", text, desk).company == "Sunfield Mills"


def test_one_who_writes_for_a_client_without_a_name_is_no_employer() -> None:
    consultant = Person(name="Elisa Brina", email="e.brina@lavorochiaro.example")
    text = "La contatterò per conto di un'azienda della zona.\nElisa Brina | Lavoro Chiaro"
    assert invitation("Colloquio di lavoro - Manutentore", text, consultant).company is None


def test_the_house_of_a_client_is_the_employer_and_its_desk_and_people_are_no_part_of_its_name() -> None:
    consultant = Person(name="Elisa Brina", email="e.brina@lavorochiaro.example")
    text = "Vous rencontrerez M. Aubrac chez notre client Alvéole Ouest."
    assert invitation("Entretien d'embauche - notre client", text, consultant).company == "Alvéole Ouest"
    desk = Person(name="人事課", email="jinji@post-room.example")
    assert (
        invitation("二次面接のご案内", "お待ちしております。\n\n青葉海運株式会社 人事課 森田", desk).company
        == "青葉海運株式会社"
    )


def test_an_employer_in_the_title_is_believed_before_the_address_of_another_firm_that_invites() -> None:
    assert invitation("Interview: Analyst at Birch", "", HOST).company == "Birch"


@pytest.mark.parametrize(
    "text",
    [
        "Ich rufe Sie an. Der Mandant möchte vorerst nicht genannt werden.\nAda Quill, Larch Executive",
        "Dzwonię na komórkę. Klient poufny. Ada, Larch Executive",
        "I can't name the client yet. Ada Quill, Larch Executive",
    ],
)
def test_a_headhunter_who_keeps_the_client_back_is_no_employer(text: str) -> None:
    host = Person(name="Ada Quill", email="ada@larch-executive.example")
    assert invitation("Interview: plant manager", text, host).company is None
