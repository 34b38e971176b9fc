"""What a mail means for an application."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from daemon.core.recognise.judgement import Owner
from daemon.core.replies import Outcome, Pursuit, Reply, read_reply
from daemon.ports.records import Direction, Message, Person

OWNER = Owner(name="Robin Vale", emails=frozenset({"robin@vale.example"}))
DANA = Person(name="Dana Holt", email="dana@larkfield.example")
ROBIN = Person(name="Robin Vale", email="robin@vale.example")
PURSUIT = Pursuit(company="Larkfield Mills", role="Plant Engineer", interviewers=(DANA,))
SENT = "2026-04-01T10:00:00+02:00"  # a Wednesday


def read(text: str | None, locale: str = "en-GB", pursuit: Pursuit = PURSUIT, **parts: object) -> Reply:
    message = {
        "ref": "1",
        "message_id": "<1@larkfield.example>",
        "direction": Direction.INBOUND,
        "sender": DANA,
        "subject": "Larkfield Mills",
        "date": datetime.fromisoformat(SENT),
        "text": text,
        **parts,
    }
    return read_reply(Message(**message), OWNER, pursuit, locale)  # type: ignore[arg-type]  # parts of a message by name


REJECTIONS = [
    ("en-GB", "It was a joy to meet you. After a long talk the panel has decided to go with another candidate."),
    ("en-GB", "We aren't able to make you an offer this time, but would love to hear from you again in the autumn."),
    ("en-US", "We loved your ideas, and I wish I were writing with an offer. In the end the job went to someone else."),
    ("en-US", "The position has been filled. We'd like to invite you to look at our other openings."),
    ("de-DE", "Leider haben wir uns für eine andere Bewerberin entschieden. Wir wünschen Ihnen alles Gute."),
    ("fr-FR", "Nous ne donnerons malheureusement pas suite à votre candidature."),
    ("es-ES", "Al final hemos optado por otra persona. Te deseamos mucha suerte."),
    ("it-IT", "Abbiamo scelto un altro candidato, quindi non proseguiamo."),
    ("pt-BR", "Infelizmente decidimos seguir com outro candidato."),
    ("nl-NL", "Helaas gaan we niet met je verder."),
    ("pl-PL", "Niestety zdecydowaliśmy się na innego kandydata."),
    ("sv-SE", "Vi har tyvärr valt att gå vidare med en annan kandidat."),
    ("es-ES", "La encargada decidió quedarse dos años más, así que no hay puesto para nadie."),
    ("fr-FR", "La titulaire a finalement décidé de rester ; il n'y a plus de poste pour personne."),
    ("ja-JP", "誠に残念ながら、今回は採用を見送らせていただくこととなりました。"),
    ("zh-CN", "很遗憾,您未能通过本次面试。"),
]
ROUNDABOUT = [  # refusals that nobody spells out
    (
        "en-GB",
        "The panel ranked you second. The person they preferred signed this morning. Please don't be discouraged.",
    ),
    ("en-US", "In the end the job stays in the family: the owner's nephew starts in May. You interviewed beautifully."),
    ("en-US", "I'd love to be writing with better news. The grant was cut and every open post went with it."),
    ("de-DE", "Die Wahl ist auf einen Kollegen aus dem Werk gefallen. An Ihrem Gespräch lag es wirklich nicht."),
    ("fr-FR", "Le comité a retenu quelqu'un de la maison, de justesse. Je garde votre dossier, bonne continuation."),
    ("es-ES", "La plaza se queda en casa, la cubre una compañera. Lo siento de verdad, y te deseo mucha suerte."),
    ("it-IT", "Purtroppo la direzione ha preferito una risorsa interna. In bocca al lupo per tutto."),
    ("nl-NL", "Helaas is het niet jouw kant op gevallen, de ander had net wat meer ervaring. Veel succes!"),
    ("sv-SE", "Tyvärr blev det inte du den här gången, vi valde en annan sökande. Lycka till!"),
    ("da-DK", "Det blev desværre ikke dig denne gang, vi valgte en anden ansøger. Held og lykke!"),
    ("fi-FI", "Valitettavasti valinta osui tällä kertaa toiseen hakijaan. Onnea jatkoon!"),
    ("cs-CZ", "Bohužel jsme dali přednost jinému uchazeči. Přejeme hodně štěstí."),
    ("ru-RU", "К сожалению, мы остановились на другом кандидате. Желаем удачи!"),
    ("uk-UA", "На жаль, ми обрали іншого кандидата. Бажаємо успіхів!"),
    ("tr-TR", "Maalesef başka bir adayla ilerlemeye karar verdik. Başarılar dileriz."),
    ("ro-RO", "Din păcate am ales alt candidat. Vă dorim mult succes."),
    ("hu-HU", "Sajnos egy másik jelölt mellett döntöttünk. Sok sikert kívánunk!"),
    ("el-GR", "Δυστυχώς επιλέξαμε άλλον υποψήφιο. Σας ευχόμαστε καλή επιτυχία."),
    ("he-IL", "לצערנו בחרנו במועמד אחר. בהצלחה בהמשך."),
    ("ar-EG", "يؤسفنا إبلاغك بأنه وقع الاختيار على مرشح آخر. نتمنى لك التوفيق."),
    ("ko-KR", "아쉽게도 이번에는 다른 지원자를 모시기로 결정했습니다. 앞날을 응원합니다."),
]
MIXED = [  # good and bad news in one mail, of which one is meant
    (
        "en-GB",
        Outcome.REJECTION,
        "Had we had two posts, you would be holding an offer letter. We don't, and the other finalist said yes.",
    ),
    (
        "en-GB",
        Outcome.REJECTION,
        "We were hoping to invite you to a final round, but the team has decided to stop here.",
    ),
    (
        "en-GB",
        Outcome.REJECTION,
        "I was all set to send you a contract. Then head office froze the site and the position no longer exists.",
    ),
    (
        "en-GB",
        Outcome.REJECTION,
        "We will not be progressing to the next stage. For feedback, book a call with me next week.",
    ),
    (
        "en-GB",
        Outcome.REJECTION,
        "Great news for someone else, sadly: we gave the role to an internal applicant. Do look at our other openings.",
    ),
    (
        "en-GB",
        Outcome.REJECTION,
        "The panel was unanimous in its praise. Regrettably we cannot offer you the post this time.",
    ),
    (
        "en-GB",
        Outcome.REJECTION,
        "We've decided to go in another direction. I would love to grab coffee and stay in touch.",
    ),
    (
        "en-GB",
        Outcome.OFFER,
        "There were very strong candidates, and it was a hard decision, but we would like to offer you the job.",
    ),
    (
        "en-GB",
        Outcome.OFFER,
        "Unfortunately we can't stretch to 60k. What we can do is 57k. Let me know if you accept.",
    ),
    (
        "en-GB",
        Outcome.OFFER,
        "Sorry this took so long, thank you for your patience. It is a yes: we'd like you to join us from May.",
    ),
    (
        "en-GB",
        Outcome.NEXT_ROUND,
        "Unfortunately Dana is ill, so we need to move your second interview to Thursday 9 April at 10:00.",
    ),
    (
        "en-GB",
        Outcome.NEXT_ROUND,
        "You didn't get the senior post, but we'd like to interview you for the junior one on 10 April at 11:00. Free?",
    ),
    (
        "en-GB",
        Outcome.DELAY,
        "We haven't made an offer to anyone yet, and I can't say no or yes until the board meets on 14 April.",
    ),
    ("en-GB", Outcome.DELAY, "The position is not cancelled, only paused until the new budget is approved."),
    (
        "en-GB",
        Outcome.ACKNOWLEDGEMENT,
        "Thanks for letting me know about your other offer. I have passed it on to the team.",
    ),
    ("en-GB", Outcome.QUESTION, "Before we decide whether to make an offer, could you tell me your notice period?"),
    ("de-DE", Outcome.REJECTION, "Wir hätten Ihnen gern ein Angebot gemacht, aber die Stelle wurde gestrichen."),
    (
        "de-DE",
        Outcome.REJECTION,
        "Sie haben uns überzeugt, dennoch hat sich die Leitung für einen internen Bewerber entschieden.",
    ),
    (
        "de-DE",
        Outcome.NEXT_ROUND,
        "Leider muss ich unser zweites Gespräch verschieben. Passt Ihnen Dienstag, 7. April um 10 Uhr?",
    ),
    ("fr-FR", Outcome.REJECTION, "Nous aurions aimé vous proposer le poste, mais un candidat interne a été retenu."),
    (
        "fr-FR",
        Outcome.OFFER,
        "Le choix a été difficile, mais nous souhaitons vous proposer le poste. Le contrat est joint.",
    ),
    (
        "fr-FR",
        Outcome.NEXT_ROUND,
        "Malheureusement je dois décaler notre deuxième entretien. Seriez-vous disponible mardi 7 avril à 10 h ?",
    ),
    ("es-ES", Outcome.REJECTION, "Nos habría encantado hacerte una oferta, pero la vacante se ha cancelado."),
    (
        "es-ES",
        Outcome.OFFER,
        "Aunque había candidatos muy buenos, queremos ofrecerte el puesto. Te adjunto el contrato.",
    ),
    (
        "es-ES",
        Outcome.NEXT_ROUND,
        "Lamentablemente hay que mover tu segunda entrevista al martes 7 de abril a las 10:00. ¿Te viene bien?",
    ),
    ("it-IT", Outcome.REJECTION, "Avremmo voluto farle un'offerta, ma la posizione è stata cancellata."),
    ("pt-BR", Outcome.REJECTION, "Gostaríamos de ter feito uma proposta, mas a vaga foi cancelada."),
    ("nl-NL", Outcome.REJECTION, "We hadden je graag een aanbod gedaan, maar de vacature is ingetrokken."),
    (
        "nl-NL",
        Outcome.OFFER,
        "Het was een moeilijke keuze, maar we willen jou graag de functie aanbieden. Het contract volgt.",
    ),
    ("pl-PL", Outcome.REJECTION, "Chętnie złożylibyśmy Pani ofertę, ale stanowisko zostało zlikwidowane."),
    ("sv-SE", Outcome.REJECTION, "Vi hade gärna gett dig ett erbjudande, men tjänsten har dragits in."),
    ("ja-JP", Outcome.REJECTION, "内定をお出しできず申し訳ございません。今回は見送らせていただきます。"),
    ("ja-JP", Outcome.NEXT_ROUND, "残念ながら日程の都合がつかず、二次面接を4月9日10時に変更させてください。"),
    ("zh-CN", Outcome.REJECTION, "我们本想给你发offer,但很遗憾岗位被取消了。"),
    ("ko-KR", Outcome.REJECTION, "합격 소식을 전해드리지 못해 죄송합니다. 이번에는 함께하지 못하게 되었습니다."),
    ("ru-RU", Outcome.REJECTION, "Мы хотели сделать вам предложение, но вакансию закрыли."),
    ("tr-TR", Outcome.REJECTION, "Size teklif yapmak isterdik ancak pozisyon iptal edildi."),
]
OFFERS = [
    ("en-US", "Everyone on the team wants you. The job is yours if you'll have it: 88k, start in June."),
    ("it-IT", "È un sì! Le inviamo il contratto da firmare, inizio il 4 maggio."),
    ("nl-NL", "We willen je er graag bij! Het contract zit in de bijlage, startdatum 1 juni."),
    ("pl-PL", "Z radością proponujemy Pani stanowisko. Umowa w załączniku, prosimy o podpis."),
    ("sv-SE", "Grattis, jobbet är ditt! Avtalet är bifogat, skriv under och skicka tillbaka."),
    ("ru-RU", "Рады предложить вам должность инженера. Договор во вложении, выход на работу в мае."),
    ("ko-KR", "최종 합격을 축하드립니다. 연봉과 입사 조건은 첨부한 오퍼를 확인해 주세요."),
    ("en-GB", "We saw many strong candidates, and we would like to offer you the position of Plant Engineer."),
    ("en-US", "Your offer letter is attached. Please sign and return it."),
    ("de-DE", "Gern möchten wir Ihnen die Stelle anbieten."),
    ("fr-FR", "Nous avons le plaisir de vous proposer le poste."),
    ("es-ES", "Nos alegra ofrecerte el puesto."),
    ("ja-JP", "厳正な選考の結果、内定とさせていただきます。"),
]


@pytest.mark.parametrize(("locale", "text"), REJECTIONS)
def test_a_rejection_is_read_in_each_language(locale: str, text: str) -> None:
    assert read(text, locale).outcome is Outcome.REJECTION


@pytest.mark.parametrize(("locale", "text"), ROUNDABOUT)
def test_a_refusal_in_roundabout_words_is_one(locale: str, text: str) -> None:
    assert read(text, locale).outcome is Outcome.REJECTION


@pytest.mark.parametrize(("locale", "text"), OFFERS)
def test_an_offer_is_read_in_each_language(locale: str, text: str) -> None:
    assert read(text, locale).outcome is Outcome.OFFER


def test_a_supposed_offer_is_none() -> None:
    assert read("If we make you an offer, it will come by post. It was good to meet you.").outcome is not Outcome.OFFER


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-GB", "We told the other candidates no this morning. You're our new Plant Engineer, congratulations!"),
        ("en-GB", "We said no to most applicants, but you are through to the final round. Please book a slot."),
        ("de-DE", "Die Wahl fiel uns schwer, es gab viele gute Bewerbungen. Wir möchten Ihnen die Stelle anbieten."),
    ],
)
def test_good_news_that_speaks_of_the_others_is_never_a_refusal(locale: str, text: str) -> None:
    assert read(text, locale).outcome is not Outcome.REJECTION


@pytest.mark.parametrize(("locale", "outcome", "text"), MIXED)
def test_of_mixed_signs_the_news_itself_decides(locale: str, outcome: Outcome, text: str) -> None:
    assert read(text, locale).outcome is outcome


def test_an_offer_that_lapses_unless_it_is_signed_is_no_refusal() -> None:
    text = "The offer will be withdrawn if it is not signed by Friday. Please sign the offer letter for the position."
    assert read(text).outcome is not Outcome.REJECTION


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-GB", "We have not decided yet. Finance has not signed off the headcount, so please bear with us."),
        ("en-US", "Nobody can sign while our director is in hospital. It is not a no."),
        ("de-DE", "Die Entscheidung verzögert sich, die Freigabe der Zentrale steht noch aus."),
        ("fr-FR", "La décision est repoussée, le directeur est malade et rien n'est encore tranché."),
        ("es-ES", "Seguimos sin la firma del consejo y todavía no hay decisión."),
        ("pl-PL", "Decyzja się opóźnia, prezes jest jeszcze na urlopie."),
    ],
)
def test_what_holds_a_decision_up_is_a_delay(locale: str, text: str) -> None:
    assert read(text, locale).outcome is Outcome.DELAY


def test_an_offer_that_is_taken_back_is_a_rejection() -> None:
    assert read("Our offer of employment is hereby withdrawn.").outcome is Outcome.REJECTION


def test_the_hour_at_which_others_meet_to_decide_is_not_proposed_to_the_person() -> None:
    reply = read(
        "We are sorry that it takes longer. The trustees sit at 5.15 p.m. on Wednesday 15 April, "
        "and you hear that evening."
    )
    assert (reply.outcome, reply.proposed_times) == (Outcome.DELAY, ())


def test_an_offer_proposes_the_hour_of_a_talk_and_not_that_at_which_work_begins() -> None:
    offered = "We are delighted to offer you the job of Plant Engineer. "
    start = read(f"{offered}Be at the gate on Monday 13 April at 7am, bring your boots.")
    talk = read(f"{offered}Could we talk through the contract on Monday 13 April at 7pm?")
    assert (start.outcome, len(start.proposed_times)) == (Outcome.OFFER, 0)
    assert (talk.outcome, len(talk.proposed_times)) == (Outcome.OFFER, 1)


def test_a_further_step_with_a_time_asks_for_an_answer() -> None:
    reply = read("We'd like to invite you to a second interview. Would Tuesday 7 April at 2pm suit you?")
    assert (reply.outcome, reply.needs_reply) == (Outcome.NEXT_ROUND, True)


def test_a_confirmed_step_asks_for_nothing() -> None:
    reply = read("Your second interview is confirmed for 7 April, 14:00-15:00. No action is needed.")
    assert (reply.outcome, reply.needs_reply) == (Outcome.NEXT_ROUND, False)


def test_a_delay_tells_the_new_day() -> None:
    reply = read("Sorry, this is taking longer than expected. We'll let you know by Friday 10 April.")
    assert (reply.outcome, reply.decision_by) == (Outcome.DELAY, date(2026, 4, 10))


def test_an_offer_to_somebody_else_that_is_still_open_is_a_delay() -> None:
    text = (
        "We have made an offer to another candidate and are waiting for their answer. Should they decline, you're next."
    )
    assert read(text).outcome is Outcome.DELAY


def test_a_question_needs_a_reply() -> None:
    reply = read("Could you send us the names of two referees?")
    assert (reply.outcome, reply.needs_reply) == (Outcome.QUESTION, True)


def test_thanks_with_a_promise_is_an_acknowledgement_with_its_day() -> None:
    reply = read("Thanks for your note! As agreed, we'll get back to you by Thursday.")
    assert (reply.outcome, reply.decision_by) == (Outcome.ACKNOWLEDGEMENT, date(2026, 4, 2))


def test_an_absence_note_decides_nothing() -> None:
    reply = read("I am on annual leave until 20 April.", headers={"auto-submitted": "auto-replied"})
    assert (reply.outcome, reply.decision_by, reply.needs_reply) == (Outcome.AUTO_REPLY, None, False)


def test_a_mail_that_a_machine_generated_is_no_automatic_answer() -> None:
    reply = read("The position has been filled.", headers={"auto-submitted": "auto-generated"})
    assert reply.outcome is Outcome.REJECTION


def test_somebody_who_writes_that_they_are_away_is_no_machine() -> None:
    reply = read(
        "Shirin is out with the flu and so is half the shop. Nothing is wrong on your side. You'll have a yes or a no."
    )
    assert reply.outcome is not Outcome.AUTO_REPLY


def test_an_answer_to_an_absence_note_is_none() -> None:
    reply = read(
        "Wednesday 8 April at 10.30 it is, for your second interview.",
        subject="Re: Out of the office",
        in_reply_to="<0@x>",
    )
    assert reply.outcome is Outcome.NEXT_ROUND


@pytest.mark.parametrize("submitted", ["auto-replied", "auto-replied (vacation)", " auto-replied; owner=dana"])
def test_what_a_machine_answered_is_that_whatever_it_speaks_of(submitted: str) -> None:
    text = "We received your mail. If you have heard nothing by 20 April, your application has not been successful."
    assert read(text, headers={"auto-submitted": submitted}).outcome is Outcome.AUTO_REPLY


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        (
            "en-GB",
            "After a long talk at home the answer has to be no. I'm sorry, and I wish the team all the best.",
        ),
        ("de-DE", "Ich habe lange überlegt und werde den Weg nicht weiter gehen. Danke, ich wünsche Ihnen alles Gute."),
    ],
)
def test_a_person_who_withdraws_in_their_own_words_withdraws(locale: str, text: str) -> None:
    assert read(text, locale, sender=ROBIN, to=(DANA,), direction=Direction.SENT).outcome is Outcome.WITHDRAWN_BY_ME


@pytest.mark.parametrize(
    "text",
    [
        "Thanks so much for your time today. I really enjoyed meeting you, and I remain very interested.",
        "Unfortunately I can't make Tuesday, I'm sorry. Wednesday would be fine.",
        "Tuesday at ten suits me well. I look forward to meeting the team.",
        "Should I take it that I wasn't chosen?",
    ],
)
def test_other_mails_of_the_person_are_no_withdrawal(text: str) -> None:
    assert read(text, sender=ROBIN, to=(DANA,), direction=Direction.SENT).outcome is Outcome.ACKNOWLEDGEMENT


def test_the_persons_own_withdrawal_is_theirs() -> None:
    reply = read("I would like to withdraw my application.", sender=ROBIN, to=(DANA,), direction=Direction.SENT)
    assert (reply.about_application, reply.outcome) == (True, Outcome.WITHDRAWN_BY_ME)


def test_a_confirmed_withdrawal_is_the_persons() -> None:
    reply = read("Sorry to lose you. I have closed your application as requested.")
    assert reply.outcome is Outcome.WITHDRAWN_BY_ME


def test_a_strangers_mail_about_another_job_is_unrelated() -> None:
    stranger = Person(name="Kit Amble", email="kit@talentriver.example")
    reply = read("I came across your profile and have a great role for you.", sender=stranger, subject="Hello")
    assert (reply.about_application, reply.outcome) == (False, Outcome.UNRELATED)


def test_a_shops_newsletter_is_unrelated_although_it_comes_from_the_employers_domain() -> None:
    shop = Person(name="Larkfield Mills Shop", email="shop@larkfield.example")
    headers = {"list-unsubscribe": "<mailto:u@larkfield.example>"}
    assert not read("20 % off all blankets! Shop now.", sender=shop, headers=headers).about_application


def test_a_recruiting_system_that_names_company_and_role_is_about_the_application() -> None:
    system = Person(name="Larkfield Mills Hiring", email="no-reply@ashbyhq.com")
    reply = read("Your application for Plant Engineer was not successful.", sender=system)
    assert (reply.about_application, reply.outcome) == (True, Outcome.REJECTION)


def test_the_employers_domain_is_enough_for_a_mail_without_a_word_of_hiring() -> None:
    desk = Person(name="Front desk", email="desk@larkfield.example")
    assert read("Your papers arrived, nothing else is needed.", sender=desk, subject="Papers").about_application


def test_a_company_is_known_by_its_name_below_the_closing() -> None:
    sender = Person(name="HR", email="hr@jobs-portal.example")
    text = "Your application as Plant Engineer was not successful.\n\nKind regards\nLarkfield Mills"
    reply = read(text, sender=sender, subject="Your interview")
    assert reply.about_application
    assert "It names the company." in reply.reasons


def test_a_companys_name_in_korean_is_known() -> None:
    pursuit = Pursuit(company="한솔빛", role="간호사")
    sender = Person(name="한솔빛 채용팀", email="job@hsb.example")
    assert read("면접 결과를 안내드립니다.", "ko-KR", pursuit, sender=sender, subject="면접 결과").about_application


def test_a_mail_that_could_not_be_delivered_to_somebody_known_is_an_automatic_answer() -> None:
    daemon = Person(name="Mail Delivery Subsystem", email="mailer-daemon@mail.example")
    headers = {"auto-submitted": "auto-replied", "x-failed-recipients": "dana@larkfield.example"}
    assert read("The mailbox is full.", sender=daemon, subject="Undeliverable", headers=headers).outcome is (
        Outcome.AUTO_REPLY
    )


def test_a_mail_in_html_is_read_as_text() -> None:
    html = "<html><body><p>We would like to <b>offer you</b> the&nbsp;position.</p></body></html>"
    assert read(None, html=html).outcome is Outcome.OFFER


def test_only_the_new_text_counts() -> None:
    thread = "On Tue, 31 Mar 2026 at 9:00 Robin Vale wrote:\n> Unfortunately you went with another candidate?"
    assert read(f"Received, thank you!\n\n{thread}").outcome is Outcome.ACKNOWLEDGEMENT


def test_the_sentence_tells_what_the_outcome_was_read_from() -> None:
    assert read("Hello. The position has been filled. Bye.").sentence == "The position has been filled."


def test_a_booking_page_is_a_further_step_and_its_link_is_noted() -> None:
    reply = read("Pick a slot here: https://calendly.com/larkfield/second")
    assert (reply.outcome, reply.links) == (Outcome.NEXT_ROUND, ("https://calendly.com/larkfield/second",))


def test_a_company_is_known_by_its_domain_in_other_letters() -> None:
    text = "Дякуємо за співбесіду. Кожної п'ятниці ми відповідаємо, потерпіть трохи."
    sender = Person(name="Оксана", email="oksana@berezhok.example")
    assert read(
        text, "uk-UA", Pursuit(company="Бережок", role="кухар"), sender=sender, subject="Новини"
    ).about_application
    sender = Person(name="O. K.", email="ok@kamome-bin.example")
    pursuit = Pursuit(company="かもめ便", role="配達員")
    assert read("もう少しお待ちください。", "ja-JP", pursuit, sender=sender, subject="近況").about_application


def test_somebody_noted_with_a_title_is_known_by_the_name_that_is_left() -> None:
    pursuit = Pursuit(company="月見社", role="店長", interviewers=(Person(name="社長 村雨", email=None),))
    sender = Person(name="村雨 蓮", email="ren@mado.example")
    assert read("来週もう一度お会いしたいです。", "ja-JP", pursuit, sender=sender, subject="Re: 御礼").about_application


def test_a_system_is_known_by_its_name_where_its_domain_is_not() -> None:
    system = Person(name="Greenhouse", email="no-reply@mail.ghx.example")
    text = "Your application for Plant Engineer was not successful."
    assert read(text, sender=system, subject="Update").about_application
