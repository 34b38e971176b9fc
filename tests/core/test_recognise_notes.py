"""What people note beside an appointment with an employer, and whose interview a note tells of."""

from __future__ import annotations

import pytest

from daemon.core.recognise import Judgement, Verdict, judge
from tests.core.test_recognise import OWNER, event, invited


def noted(summary: str, description: str = "") -> Judgement:
    return judge(event(summary, description), OWNER)


def reasons(judgement: Judgement) -> str:
    return "\n".join(reason.sentence for reason in judgement.reasons)


@pytest.mark.parametrize(
    ("summary", "description"),
    [
        ("Larkspur 2pm", "welder job, bring boots"),
        ("Termin Ginepro", "Stelle als Maler, Chef zeigt alles, Arbeitsschuhe"),
        ("rdv Tilleul", "poste de serveuse, voir la patronne, chemise blanche"),
        ("Ginepro ore 9", "posto da cameriere, scarpe nere, parlo col titolare"),
    ],
)
def test_a_post_with_clothes_or_the_boss_is_an_interview_though_no_word_says_so(summary: str, description: str) -> None:
    judgement = noted(summary, description)
    assert judgement.verdict is Verdict.INTERVIEW
    assert "what one notes before seeing an employer" in reasons(judgement)


@pytest.mark.parametrize("summary", ["fitting at the tailor", "hike with Ada", "school play"])
def test_clothes_and_a_boss_without_a_job_are_none(summary: str) -> None:
    assert noted(summary, "boots, jacket, tell the boss").verdict is Verdict.NO


@pytest.mark.parametrize("summary", ["Kim @ Larkspur Bakery (cellar job)", "Larkspur Museum, registrar job"])
def test_a_job_and_whose_it_is_are_at_least_a_doubt(summary: str) -> None:
    judgement = noted(summary)
    assert judgement.verdict is not Verdict.NO
    assert "of whose it is" in reasons(judgement)


@pytest.mark.parametrize("summary", ["Schnuppern Bäckerei Ginster", "prova Pasticceria Ginepro", "concours secrétaire"])
def test_a_trial_at_a_place_of_work_and_a_contest_for_a_post_are_at_least_a_doubt(summary: str) -> None:
    assert noted(summary).verdict is not Verdict.NO


@pytest.mark.parametrize("summary", ["interview Ada, head barista", "Nanny interview - Ada"])
def test_a_person_and_a_post_without_an_employer_are_whom_the_owner_interviews(summary: str) -> None:
    judgement = noted(summary)
    assert judgement.verdict is Verdict.NO
    assert "as those who hire note it" in reasons(judgement)


@pytest.mark.parametrize(
    "summary", ["interview Ada, Larkspur Bakery, head barista", "interview with Ada, head barista"]
)
def test_a_person_and_a_post_at_an_employer_are_the_owners_interview(summary: str) -> None:
    assert noted(summary).verdict is Verdict.INTERVIEW


@pytest.mark.parametrize("summary", ["interview with a student about sleep", "entretien Zoé sur le télétravail"])
def test_an_interview_about_something_that_is_no_job_is_none(summary: str) -> None:
    judgement = noted(summary)
    assert judgement.verdict is Verdict.NO
    assert "it is no job" in reasons(judgement)


@pytest.mark.parametrize(
    "summary", ["interview wedding photographers", "Interview of managing agents", "interview architects"]
)
def test_whoever_interviews_people_of_a_trade_picks_one_of_them(summary: str) -> None:
    assert "to pick one" in reasons(noted(summary))


def test_a_firm_of_people_of_a_trade_is_no_choice_among_them() -> None:
    assert "to pick one" not in reasons(noted("interview Larkspur Architects"))


def test_an_interview_about_a_post_is_one() -> None:
    assert noted("interview Larkspur Foods re porter job").verdict is Verdict.INTERVIEW
    assert noted("interview Larkspur re porter").verdict is not Verdict.NO


@pytest.mark.parametrize(
    "summary",
    ["entretien bénévole Tilleul", "colloquio appartamento Ginepro", "samtal volontärarbete", "интервью волонтёр"],
)
def test_helping_for_nothing_and_renting_are_no_work(summary: str) -> None:
    assert noted(summary).verdict is Verdict.NO


def test_a_page_that_only_employers_see_shows_who_hires() -> None:
    candidate = invited("Ada Quill: values interview", "https://hire.lever.co/interviews/4c1")
    judgement = judge(candidate, OWNER)
    assert judgement.verdict is Verdict.NO
    assert "only those who hire can see" in reasons(judgement)


def test_a_word_at_the_end_of_a_title_is_no_order_to_oneself() -> None:
    judgement = noted("porter job, Larkspur Hotel")
    assert judgement.verdict is Verdict.INTERVIEW
    assert "note to yourself" not in reasons(judgement)


@pytest.mark.parametrize(
    ("summary", "description"),
    [("一次 ミナモ 10時", "スーツ 履歴書"), ("2차 한들 임원", "정장"), ("二面 青禾", "西装 简历")],
)
def test_a_stage_with_what_one_wears_is_an_interview_in_characters_too(summary: str, description: str) -> None:
    assert noted(summary, description).verdict is Verdict.INTERVIEW


@pytest.mark.parametrize("summary", ["entretien apprenti (Zoé + sa mère)", "Vorstellungsgespräch Azubi mit Eltern"])
def test_somebody_who_comes_with_parents_is_not_the_owner(summary: str) -> None:
    judgement = noted(summary)
    assert judgement.verdict is not Verdict.INTERVIEW
    assert "parents come along" in reasons(judgement)


def test_a_parent_who_minds_the_children_meanwhile_speaks_for_nobody_else() -> None:
    assert noted("interview Larkspur, porter", "mum has the kids").verdict is Verdict.INTERVIEW


@pytest.mark.parametrize("thanks", ["You get a gift card.", "Sie erhalten einen Gutschein.", "お礼はギフト券です。"])
def test_who_is_paid_for_answering_is_no_candidate(thanks: str) -> None:
    assert judge(invited("Interview with Larkspur Labs", thanks), OWNER).verdict is Verdict.NO


def test_the_link_of_a_video_call_is_no_gathering() -> None:
    link = "https://teams.microsoft.com/l/meetup-join/19"
    assert "networking" not in reasons(noted("interview Larkspur, porter", link))


def test_a_recruiter_is_somebody_and_no_post() -> None:
    assert "names a post" not in reasons(noted("coffee with Ada (recruiter)", "vacancy"))


@pytest.mark.parametrize(
    "summary", ["2:15 Larkspur Vet Clinic, receptionist job", "Ginster Museum - Registrar interview"]
)
def test_a_kind_of_employer_in_its_name_does_not_speak_against_a_post(summary: str) -> None:
    assert noted(summary).verdict is Verdict.INTERVIEW


def test_an_agency_that_sends_to_its_client_is_at_least_a_doubt() -> None:
    letter = invited("RDV visio - Plombier", "Vous rencontrerez M. Abel chez notre client, pour le poste.")
    assert judge(letter, OWNER).verdict is not Verdict.NO


@pytest.mark.parametrize("summary", ["see the matron", "café Tilleul 15h"])
def test_a_post_and_the_boss_are_at_least_a_doubt_though_nothing_speaks_of_hiring(summary: str) -> None:
    judgement = noted(summary, "carer, serveuse: manager, patronne, CV")
    assert judgement.verdict is not Verdict.NO
    assert "It has a post" in reasons(judgement)


def test_a_trade_that_one_calls_in_is_a_post_where_a_job_is_told() -> None:
    assert noted("apprentice electrician job, Larkspur").verdict is not Verdict.NO
    assert noted("electrician 8am").verdict is Verdict.NO
