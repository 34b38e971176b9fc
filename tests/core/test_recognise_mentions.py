"""How people are named in letters and notes of many languages; every event here is invented."""

from __future__ import annotations

import pytest

from daemon.ports.records import Attendee, Person
from tests.core.judged import HOST, invitation, names, typed


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Du träffar enhetschef Ada Quill och fackliga företrädaren Bo Marsh.", ["Ada Quill", "Bo Marsh"]),
        ("Du møder direktør Ada Quill og produktionschef Bo Marsh.", ["Ada Quill", "Bo Marsh"]),
        ("You'll be meeting our CTO, Ada Quill, and board member Bo Marsh.", ["Ada Quill", "Bo Marsh"]),
        ("Vous rencontrerez Ada Quill (directrice) et Bo Marsh.", ["Ada Quill", "Bo Marsh"]),
        ("Rozmowę poprowadzi Ada Quill oraz kierownik Bo Marsh.", ["Ada Quill", "Bo Marsh"]),
        ("Vetäjinä Ada Quill ja Bo Marsh.", ["Ada Quill", "Bo Marsh"]),
        ("Der Ablauf: Frau Dr. Ada Quill führt das Gespräch.", ["Ada Quill"]),
        (
            "- Ada Quill (Narrative Lead)\n- Bo Marsh (Sound)\n- Finn de Trask (Levels)",
            ["Ada Quill", "Bo Marsh", "Finn de Trask"],
        ),
        ("Panel: Ward Manager Ada Quill, Head Cook Sarah Marsh", ["Ada Quill", "Sarah Marsh"]),
        ("Panel members:\nAda Quill, Deputy Director\nBo Marsh, HR Analyst", ["Ada Quill", "Bo Marsh"]),
    ],
)
def test_a_list_of_people_is_read_with_the_posts_between_them(line: str, people: list[str]) -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@ashbyhq.com")
    assert names(invitation("Interview - Ottersoft", line, host)) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Further to your call with Cy Trial (cc'd), Ada Quill will interview you.", ["Ada Quill"]),
        ("You will meet Ada Quill. Cy Trial replaces nobody and will take notes.", ["Ada Quill"]),
        ("Ada Quill will interview you. Cy Trial may sit in silently.", ["Ada Quill"]),
        ("You will meet Ada Quill. For any questions, contact Cy Trial.", ["Ada Quill"]),
        ("Vous rencontrerez Ada Quill. Veuillez vous annoncer à M. Trial à la réception.", ["Ada Quill"]),
        ("Ada Quill will see you instead of Cy Trial.", ["Ada Quill"]),
    ],
)
def test_who_is_away_or_only_watches_questions_nobody(text: str, people: list[str]) -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@ashbyhq.com")
    assert names(invitation("Interview - Ottersoft", text, host)) == people


@pytest.mark.parametrize(
    "text", ["Just me and Ada.", "Ada and I will ask the questions.", "Es sprechen Ada Quill und ich."]
)
def test_a_writer_who_takes_part_is_an_interviewer(text: str) -> None:
    other = Attendee(name="Ada Quill", email="ada@ottersoft.example")
    judgement = invitation("Interview - Ottersoft", text, HOST, other)
    assert names(judgement) == ["Ada Quill", "Petra Oakes"]
    assert judgement.recruiter is None


@pytest.mark.parametrize(
    ("summary", "description", "people"),
    [
        ("Interview Larkspur Foods", "rektor Åse + tillitsvalgt", ["Åse"]),
        ("Interview Larkspur Foods", "dyr. Ada Quill", ["Ada Quill"]),
        ("Interview Larkspur Foods", "maneger = mrs quill", ["Mrs Quill"]),
        ("INTERVIEW LARKSPUR FOODS", "MRS QUILL (DIRECTOR), BRING ID", ["Mrs Quill"]),
        ("Interview Larkspur Foods", "с Тетяна Василівна", ["Тетяна Василівна"]),
        ("Interview Larkspur Foods", "Quill bey ile", ["Quill bey"]),
        ("Interview Larkspur Foods", "refs (Ada, Bo)", []),
        ("VG Larkspur", "Postkorb + Rollenspiel um 9", []),
        ("Call w/ Sarah (Larkspur Search) re CFO role", "interview, she rings my mobile", ["Sarah"]),
    ],
)
def test_a_hasty_note_names_people_in_its_own_way(summary: str, description: str, people: list[str]) -> None:
    assert names(typed(f"{summary} #interview", description)) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("工場長の堀田さん、10時", ["堀田さん"]),
        ("面接官：部長 林 太郎様", ["林 太郎"]),
        ("由物流部高副理主持", ["高副理"]),
        ("技术总监周晓琳面试", ["周晓琳"]),
        ("담당 한과장님", ["한과장님"]),
        ("김민준 팀장님 면접", ["김민준"]),
        ("يسعدنا دعوتك لمقابلة مع المهندس طارق نصر", ["طارق نصر"]),
    ],
)
def test_names_in_other_scripts_keep_the_title_of_a_bare_surname(text: str, people: list[str]) -> None:
    assert names(typed("Interview Larkspur #interview", text)) == people


def test_an_inflected_name_is_that_of_whom_the_event_shows() -> None:
    host = Person(name="Eva Dvořáková", email="dvorakova@ottersoft.example")
    judgement = invitation("Pohovor: Laborantka", "Setkáte se s vedoucí Evou Dvořákovou.", host)
    assert judgement.interviewers == (host,)


def test_an_organisation_that_invites_is_nobody_to_thank() -> None:
    host = Person(name="Otterdale Leisure", email="rekry@otterdale.example")
    assert names(invitation("Interview", "Report 20 minutes early.", host)) == []


def test_a_surname_that_is_a_trade_belongs_to_its_first_name() -> None:
    assert names(typed("Interview Larkspur #interview", "with Ada Baker and Bo Cook")) == ["Ada Baker", "Bo Cook"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("You will meet Ada Quill. Travel expenses: Ms Trial.", ["Ada Quill"]),
        ("Sie treffen Ada Quill. Reisekosten: Frau Trial.", ["Ada Quill"]),
        ("Vous rencontrerez Ada Quill, sans Bo Marsh.", ["Ada Quill"]),
        ("Te entrevistan Ada Quill y Bo Marsh (de baja).", ["Ada Quill"]),
        ("Du träffar enhetschef Ada Quill. Facklig representant Bo deltar som observatör.", ["Ada Quill"]),
        ("Spotkanie poprowadzi: Ada Quill (Kierownik Zakupów) oraz Bo Marsh.", ["Ada Quill", "Bo Marsh"]),
        ("In the room: Ada Quill (director), Bo Marsh (assistant, reader only).", ["Ada Quill"]),
        ("Panel: Ada Quill, union observer Bo Marsh", ["Ada Quill"]),
        ("Panel: Ada Quill. Apologies from Cy Trial.", ["Ada Quill"]),
        ("Udvalget: Ada Quill, AMR Anna Marsh", ["Ada Quill", "Anna Marsh"]),
        ("You will meet Ada Quill. Your first interviewer, Bo Marsh, sends greetings.", ["Ada Quill"]),
        ("You meet Ada Quill. PA: Bo Marsh", ["Ada Quill"]),
        ("Sie treffen Ada Quill. Viele Grüße, Bo Marsh, Assistenz", ["Ada Quill"]),
        ("Te recibirá Ada Quill. Un saludo, Secretaría (Bo Marsh)", ["Ada Quill"]),
    ],
)
def test_a_label_or_note_tells_what_somebody_does_there(text: str, people: list[str]) -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@ashbyhq.com")
    assert names(invitation("Interview - Ottersoft", text, host)) == people


@pytest.mark.parametrize(
    ("summary", "description", "people"),
    [
        ("Interview Larkspur Foods w Ada & Bo 4pm", "", ["Ada", "Bo"]),
        ("Audition Larkspur Opera", "own shoes. acc: Ada", []),
        ("[라크스퍼] 면접", "면접위원: 운항본부장 채경석, 인사팀장 임보라", ["채경석", "임보라"]),
    ],
)
def test_a_note_names_those_who_question_in_full_and_nobody_else(
    summary: str, description: str, people: list[str]
) -> None:
    assert names(typed(f"{summary} #interview", description)) == people


def test_a_first_name_is_told_in_full_where_the_event_shows_it_beside_an_address_of_many() -> None:
    host = Person(name="Ada Quill", email="talent@ottersoft.example")
    assert names(invitation("Phone interview - Ottersoft", "Ada will call you at 555-0101.", host)) == ["Ada Quill"]
