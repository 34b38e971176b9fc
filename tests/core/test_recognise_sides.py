"""On which side of the table the owner sits, and whose interview it is; every event here is invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daemon.core.recognise import Judgement, Verdict, judge
from daemon.ports.records import Attendee, Person
from tests.core.judged import HOST, OWNER, invitation, typed

COLLEAGUE = Person(name="Bo Marsh", email="bo@post.example")
ADA = Attendee(name="Ada Quill", email="ada@elsewhere.example")


def reasons(judgement: Judgement) -> str:
    return " ".join(reason.sentence for reason in judgement.reasons)


def test_small_print_about_candidates_does_not_make_the_invited_one_a_recruiter() -> None:
    text = "Hi Rowan,\nplease walk us through your portfolio.\nWe never ask candidates for payment."
    judgement = invitation("Interview with Ottersoft", text, HOST)
    assert judgement.verdict is Verdict.INTERVIEW
    assert "hire" not in reasons(judgement)


def test_the_same_words_from_a_colleague_are_the_hiring_side() -> None:
    judgement = invitation("Interviews, ops role", "Candidates wait at reception. Two applicants.", COLLEAGUE)
    assert judgement.verdict is Verdict.NO
    assert "as those who hire do" in reasons(judgement)


@pytest.mark.parametrize(
    "summary", ["Job interview: Ada Quill", "Vorstellungsgespräch Frau Quill", "Second interview Quill"]
)
def test_a_colleague_who_does_not_name_the_owner_invites_to_somebody_elses_interview(summary: str) -> None:
    judgement = invitation(summary, "You ask about the tools, I do the rest.", COLLEAGUE)
    assert judgement.verdict is Verdict.NO
    assert "nothing says that you are the candidate" in reasons(judgement)


@pytest.mark.parametrize("summary", ["Internal interview - team leader", "Job interview: Rowan Tindall, team leader"])
def test_a_post_inside_the_house_or_the_owners_name_makes_it_the_owners_own(summary: str) -> None:
    assert invitation(summary, "Panel of three.", COLLEAGUE).verdict is Verdict.INTERVIEW


def test_a_text_that_speaks_to_somebody_else_who_is_invited_is_about_them() -> None:
    judgement = invitation("Interview: Ada Quill", "Hi Ada,\nyou will be meeting Rowan.", HOST, ADA)
    assert judgement.verdict is Verdict.NO
    assert "speaks to somebody else" in reasons(judgement)


def test_words_of_reminders_mean_something_else_in_an_invitation() -> None:
    letter = "Dear Rowan,\nfurther to your application we would like to meet again about the clerk role."
    judgement = invitation("Follow up discussion", letter, HOST)
    assert judgement.verdict is Verdict.INTERVIEW
    assert "note to yourself" not in reasons(judgement)
    assert typed("Follow up with Ottersoft about the interview").verdict is Verdict.NO


@pytest.mark.parametrize(
    "summary",
    [
        "Interview – electrician, Larkspur Homes",
        "plumber interview, Larkspur",
        "Job interview Larkspur Theatre",
        "Trial shift Larkspur Cinema",
    ],
)
def test_a_trade_or_a_kind_of_employer_is_not_an_errand_beside_an_interview(summary: str) -> None:
    assert typed(summary).verdict is Verdict.INTERVIEW


@pytest.mark.parametrize(
    "summary", ["Electrician 9-11", "Theatre with Jo", "Sam's interview at Larkspur, wish him luck"]
)
def test_the_same_errands_alone_are_none_and_other_peoples_interviews_are_never_sure(summary: str) -> None:
    assert typed(summary).verdict is not Verdict.INTERVIEW


@pytest.mark.parametrize(
    "word",
    ["Abteilungsinterview", "Probezeitabschlussgespräch", "Avdelningsintervju", "Lisähaastattelu", "Detailgesprek"],
)
def test_a_compound_that_no_list_knows_is_some_interview_by_its_ending(word: str) -> None:
    assert f"The title says “{word}”." in reasons(typed(f"{word} Eichau"))


@pytest.mark.parametrize("summary", ["Mitarbeitergespräch", "Elterngespräch Eichau", "Radiointervju Eichau"])
def test_a_compound_that_a_list_knows_is_what_the_list_says(summary: str) -> None:
    assert typed(summary).verdict is Verdict.NO


@pytest.mark.parametrize(
    "summary",
    [
        "Pracovní pohovor Jedle s.r.o.",
        "Állásinterjú Fenyő Kft.",
        "Interviu de angajare Brad SRL",
        "İş görüşmesi Çam Ltd",
        "Συνέντευξη εργασίας Πεύκο",
        "ראיון עבודה אורן",
        "مقابلة عمل الصنوبر",
        "Собеседование в Сосна",
        "Співбесіда на посаду, Ялина",
        "Työhaastattelu Kuusi Oy",
        "Jobsamtale hos Gran",
        "Andregangsintervju Furu",
        "소나무 최종 면접",
    ],
)
def test_an_interview_in_the_words_of_smaller_languages_is_sure(summary: str) -> None:
    assert typed(summary).verdict is Verdict.INTERVIEW


@pytest.mark.parametrize(
    "summary",
    [
        "Příprava na pohovor",
        "Próbainterjú Annával",
        "Vize mülakatı",
        "Προετοιμασία συνέντευξης",
        "הכנה לראיון",
        "مقابلة تلفزيونية",
        "Подготовка к собеседованию",
        "Graduhaastattelu, gradua varten",
        "Mus-samtale",
        "비자 인터뷰",
        "面试官培训",
        "模擬面接 練習",
    ],
)
def test_what_only_sounds_like_one_is_none_in_smaller_languages_too(summary: str) -> None:
    assert typed(summary).verdict is Verdict.NO


def test_reminders_of_a_feed_nobody_is_invited_to_are_reminders_still() -> None:
    feed = replace(typed("Closing date: office clerk (interviews 15 June)").event, organizer=Person(name="Job alerts"))
    assert judge(feed, OWNER).verdict is Verdict.NO


@pytest.mark.parametrize("summary", ["prova cameriere, Ginepro", "essai serveuse Le Tilleul", "Trial barista Larkspur"])
def test_a_trial_beside_a_post_is_at_least_a_doubt(summary: str) -> None:
    judgement = typed(summary)
    assert judgement.verdict is not Verdict.NO
    assert "a trial at work" in reasons(judgement)


def test_an_occupation_behind_with_is_whom_one_meets_and_no_post() -> None:
    assert "names a post" not in reasons(typed("Gespräch mit Kellnerin Frau Berg"))
    assert "names a post" in reasons(typed("Gespräch als Kellnerin, Eichau"))


@pytest.mark.parametrize(
    "summary", ["Aoife - interview at Bramble Grove School", "Jonas Vorstellungsgespräch bei Lärchenhof"]
)
def test_an_interview_somewhere_behind_somebodys_name_is_that_persons(summary: str) -> None:
    judgement = typed(summary)
    assert judgement.verdict is not Verdict.INTERVIEW
    assert "somebody else, whose interview it is" in reasons(judgement)


def test_the_owners_own_name_before_an_interview_says_that_it_is_theirs() -> None:
    assert typed("Rowan - interview at Larkspur Foods").verdict is Verdict.INTERVIEW


@pytest.mark.parametrize(
    "summary",
    [
        "razgovor za delo Javor",
        "tööintervjuu Kadakas",
        "darbo pokalbis Ąžuolas",
        "wawancara kerja Melati",
        "สัมภาษณ์งาน ดอกบัว",
    ],
)
def test_an_interview_for_a_job_is_one_in_languages_of_which_little_is_known(summary: str) -> None:
    assert typed(summary).verdict is Verdict.INTERVIEW


@pytest.mark.parametrize(
    "summary",
    ["disciplinary interview w/ union", "Meisterprüfung Gespräch", "phỏng vấn ứng viên", "interview candidats caisse"],
)
def test_what_one_is_questioned_about_at_work_and_the_other_side_of_hiring_are_none(summary: str) -> None:
    assert typed(summary).verdict is Verdict.NO
