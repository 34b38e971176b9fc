"""Which post an event names, in notes and letters of many languages, and what belongs to its name."""

from __future__ import annotations

import pytest

from daemon.ports.records import Person
from tests.core.judged import HOST, invitation, typed


@pytest.mark.parametrize(
    ("summary", "description", "role"),
    [
        ("job interview re 2IC dairy job", "", "2IC dairy"),
        ("job interview abt evening cleaning job, Larkspur Dental", "", "evening cleaning"),
        ("Interview Larkspur Foods - line cook", "", "line cook"),
        ("Job interview Larkspur Foods", "night dispatcher. bring ID", "night dispatcher"),
        ("Job interview Larkspur Foods", "2nd grade teacher opening", "2nd grade teacher"),
        ("Job interview Larkspur Foods", "Owner Giselle watching. stylist opening", "stylist"),
        ("Job interview Larkspur Foods", "branch manager pos. bring handouts", "branch manager"),
        ("Vorstellungsgespräch Gasthaus Linde", "Schichtleitung Küche, Frau Moser", "Schichtleitung Küche"),
        ("intervju Fjord Mekaniske (sveiser) jobbintervju", "", "sveiser"),
        ("rozmowa kwalifikacyjna Kwiaciarnia Malwa", "florystka, zabrać CV", "florystka"),
        ("pohovor Pekárna Zrno pracovní pohovor", "pekař, noční", "pekař"),
        ("entrevista de trabajo Clínica Sanz", "conductor categoría C3. llevar licencia", "conductor categoría C3"),
        ("面接 青葉商事", "経理、履歴書", "経理"),
        ("面接 青葉商事", "主管山本、電話", None),
        ("面接 青葉商事", "営業職の面接", "営業職"),
        ("Job interview Larkspur Foods", "bring cv, boilermaker fifo 2/1", "boilermaker"),
        ("Job interview Larkspur Foods (grad scheme)", "", "grad scheme"),
        ("Interview Larkspur Foods - business editor, w/ Sam", "", "business editor"),
        ("星河科技 面试", "产品经理岗，带简历", "产品经理"),
        ("한결물산 면접 (지게차)", "", "지게차"),
        ("entrevista de trabajo Hotel Marisma, vacante portero", "", "portero"),
        ("entrevista de emprego Malhas Aurora", "prof. de química, sala 4", "prof. de química"),
        ("entrevista de emprego costureira Malhas Aurora", "", "costureira"),
        ("rozmowa kwalifikacyjna Hutmet", "inż. utrzymania ruchu, sala 4", "inż. utrzymania ruchu"),
        ("مقابلة عمل شركة الساحل", "مهندس زراعي، البدلة", "مهندس زراعي"),
        ("ראיון עבודה אלון מכשור", "תפקיד טבח", "טבח"),
        ("Job interview Larkspur Foods", "frontend, bring laptop", "frontend"),
        ("job interview Bay Cruise Lines, Capt. Olmedo", "deckhand, bring passport", "deckhand"),
    ],
)
def test_a_note_names_the_post_in_few_words(summary: str, description: str, role: str | None) -> None:
    assert typed(f"{summary} #interview", description).role == role


@pytest.mark.parametrize(
    ("description", "role"),
    [
        ("This is for the Senior Backend Engineer, Payments role.", "Senior Backend Engineer, Payments"),
        ("You are invited for the post of Lecturer in Marine Ecology.", "Lecturer in Marine Ecology"),
        ("Shortlisted for the position of SDE-1 at Ottersoft.", "SDE-1"),
        ("Final interview for Repairs Operative (Multi Trade).", "Repairs Operative (Multi Trade)"),
        ("Requisition: R-0048812 Supply Planner II", "Supply Planner II"),
        ("Posting: Senior Controls Engineer, https://jobs.ottersoft.example/4471", "Senior Controls Engineer"),
        ("Post: Staff Nurse (Acute Medicine), Band 5", "Staff Nurse (Acute Medicine)"),
        ("Event Name: 30 min chat - Customer Success Manager", "Customer Success Manager"),
        ("Ihre Bewerbung um die Stelle als Bauingenieurin, Kennziffer 12/26", "Bauingenieurin"),
        ("pour le poste d’aide-soignante à la clinique", "aide-soignante"),
        ("la posizione di praticante avvocato con l'Avv. Massimo Bruni", "praticante avvocato"),
        ("per il ruolo di Disegnatore CAD.", "Disegnatore CAD"),
        ("Posting: https://jobs.ottersoft.example/4471 (Data Engineer)", "Data Engineer"),
        ("Job title: Ward Clerk (Band 2)", "Ward Clerk (Band 2)"),
        ("■ポジション:品質保証エンジニア", "品質保証エンジニア"),
        ("sua entrevista para a vaga de Analista de Risco está confirmada", "Analista de Risco"),
        ("over de functie verzorgende IG bij Ottersoft", "verzorgende IG"),
        ("stillingen som systemutvikler hos Ottersoft", "systemutvikler"),
        ("퍼포먼스 마케터 포지션 서류 전형", "퍼포먼스 마케터"),
        ("Which role is this about?: Supply Chain Manager, confidential", "Supply Chain Manager"),
        ("Position: Welder (2nd shift)", "Welder"),
        ("您應徵本公司「門市儲備幹部」一職", "門市儲備幹部"),
    ],
)
def test_a_letter_names_the_post_where_nothing_else_can_stand(description: str, role: str) -> None:
    judgement = invitation("Job interview with Ottersoft", description, HOST)
    assert (judgement.role, judgement.sources["role"]) == (role, "description")


@pytest.mark.parametrize(
    "description",
    [
        "Ask for Petra Oakes, Office Manager.",
        "You will speak with our Engineering Manager.",
        "Ada Quill\nFinance Director\nOttersoft",
    ],
)
def test_the_posts_of_others_are_not_the_one_in_question(description: str) -> None:
    assert invitation("Job interview with Ottersoft", description, HOST).role is None


@pytest.mark.parametrize(
    ("summary", "role"),
    [
        ("Interview: Team Lead, Claims - Ottersoft", "Team Lead, Claims"),
        ("Interview: Civil Engineer III (Stormwater) - Ottersoft", "Civil Engineer III (Stormwater)"),
        ("Interview: Buyer (Hamish) - Ottersoft", "Buyer"),
        ("Interview: Buyer, Ottersoft", "Buyer"),
        ("Interview: Buyer at Coppice", "Buyer"),
        ("Interview: Buyer (Rowan) - Ottersoft", "Buyer"),
        ("Interview: Buyer (Ada's team) - Ottersoft", "Buyer"),
        ("Interview: Buyer, with Sam - Ottersoft", "Buyer"),
        ("Interview - Night Shift Supervisor - Ottersoft", "Night Shift Supervisor"),
        ("Assessment day - Level 3 Engineering Apprenticeship, Ottersoft", "Level 3 Engineering Apprenticeship"),
        ("Quick phone interview - Office Administrator - Ottersoft", "Office Administrator"),
        ("Telefoninterview Fachlagerist bei Ottersoft", "Fachlagerist"),
        ("Regional Treasury Manager interview - Ottersoft", "Regional Treasury Manager"),
        ("Interview with Ottersoft - founder", None),
    ],
)
def test_what_narrows_a_post_in_the_title_belongs_to_it(summary: str, role: str | None) -> None:
    assert invitation(summary, "#interview", HOST).role == role


def test_a_word_as_long_as_a_book_is_looked_at_in_no_time() -> None:
    letters = "ab" * 10_000
    assert typed(f"Job interview Larkspur {letters}er", letters).role is None


def test_a_post_that_only_the_organiser_holds_is_not_read_from_their_name() -> None:
    host = Person(name="Petra Oakes, Head of Sales", email="petra@ottersoft.example")
    assert invitation("Job interview with Ottersoft", "", host).role is None
