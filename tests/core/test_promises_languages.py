"""The same conventions in other languages; every sentence is said on Wednesday, 10 June 2026."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from daemon.core.promises import read_promise
from daemon.core.promises.holidays import next_holiday
from daemon.core.promises.lexicon import LANGUAGES, lexicon
from daemon.core.promises.parts import Parts
from daemon.core.promises.resolve import resolve
from daemon.core.promises.symbols import read_symbols
from daemon.core.promises.tokens import tokenise

SAID = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("ro-RO", "Vă sunăm până vineri.", "06-12"),
        ("ro-RO", "Revenim cu un răspuns săptămâna viitoare.", "06-19 06-15"),
        ("ro-RO", "Vă rugăm să trimiteți actele până vineri.", "-"),
        ("hu-HU", "Pénteken hívjuk az eredménnyel.", "06-12"),
        ("hu-HU", "Két héten belül értesítjük.", "06-24"),
        ("hu-HU", "Kérjük, péntekig küldje el az iratait.", "-"),
        ("el-GR", "Θα σας ενημερώσουμε μέχρι την Παρασκευή.", "06-12"),
        ("el-GR", "Θα έχετε απάντηση την επόμενη εβδομάδα.", "06-19 06-15"),
        ("el-GR", "Στείλτε μας τα έγγραφα μέχρι την Παρασκευή.", "-"),
        ("ar-EG", "سنتصل بك يوم الجمعة.", "06-12"),
        ("ar-EG", "سنرد عليك الأسبوع القادم.", "06-19 06-15"),
        ("ar-EG", "يرجى إرسال المستندات قبل يوم الجمعة.", "-"),
        ("en-GB", "You'll hear after the bank holiday.", "09-01"),
        ("en-CA", "You'll hear before Thanksgiving.", "10-11"),
        ("en-GB", "I'll tell you Friday, at worst Monday.", "06-15 06-12"),
        ("zh-CN", "国庆节之前给您答复。", "09-30"),
        ("fr-FR", "Entretiens le 17 juin ; réponse dans les deux jours qui suivent.", "06-19"),
        ("nl-NL", "We nemen maandag een besluit.", "06-15"),
        ("de-DE", "Wir melden uns bis Ende der Woche.", "06-12"),
        ("de-DE", "Sie hören Ende nächster Woche von uns.", "06-19"),
        ("de-DE", "Sie hören nächste Woche von uns.", "06-19 06-15"),
        ("de-DE", "Wir melden uns im Laufe der nächsten Woche.", "06-19 06-15"),
        ("de-DE", "Die Entscheidung fällt Mitte nächster Woche.", "06-17"),
        ("de-DE", "Ich rufe Sie am Freitag an.", "06-12"),
        ("de-DE", "Ich melde mich übermorgen.", "06-12"),
        ("de-DE", "Ich gebe Ihnen morgen Bescheid.", "06-11"),
        ("de-DE", "Wir entscheiden bis zum 14. Juli.", "07-14"),
        ("de-DE", "Bis spätestens 14.07. haben Sie eine Antwort.", "07-14"),
        ("de-DE", "Sie bekommen bis zum 20. Bescheid.", "06-20"),
        ("de-DE", "Wir melden uns in zwei Wochen.", "06-24"),
        ("de-DE", "Wir melden uns in den nächsten zwei Wochen.", "06-24"),
        ("de-DE", "Wir melden uns in ein bis zwei Wochen.", "06-24 06-17"),
        ("de-DE", "Innerhalb von 5 Werktagen erhalten Sie eine Rückmeldung.", "06-17"),
        ("de-DE", "Sie hören in ein paar Tagen von uns.", "06-15"),
        ("de-DE", "Die Entscheidung fällt in KW 27.", "07-03 06-29"),
        ("de-DE", "Spätestens in KW 27 wissen Sie Bescheid.", "07-03"),
        ("de-DE", "Wir geben Ihnen bis Monatsende Bescheid.", "06-30"),
        ("de-DE", "Wir melden uns Anfang Juli.", "07-10 07-01"),
        ("de-DE", "Wir melden uns vor Weihnachten.", "12-24"),
        ("de-DE", "Wenn Sie bis Freitag nichts gehört haben, rufen Sie mich gern an.", "06-12 _ 06-12"),
        ("de-DE", "Sie dürfen gern ab dem 15. nachfragen.", "_ _ 06-15"),
        ("de-DE", "Bitte schicken Sie uns Ihre Unterlagen bis Freitag.", "-"),
        ("de-DE", "Die Stelle beginnt am 1. September.", "-"),
        ("de-DE", "Das zweite Gespräch findet am Dienstag um 10 Uhr statt.", "-"),
        ("de-DE", "Vor zwei Wochen haben wir uns entschieden.", "-"),
        ("de-DE", "Ich bin bis Montag im Urlaub.", "-"),
        ("de-DE", "Wir melden uns zeitnah.", "-"),
        ("de-DE", "Frühestens am 20. Juni können wir etwas sagen, eine Entscheidung kommt nicht früher.", "_ 06-20"),
        ("de-DE", "Entweder Donnerstag oder Freitag rufe ich Sie an.", "06-12 06-11"),
        ("de-DE", "Freitag in einer Woche wissen Sie Bescheid.", "06-19"),
        ("de-DE", "Nicht Freitag, sondern Montag melden wir uns.", "06-15"),
        ("fr-FR", "Nous vous donnerons une réponse la semaine prochaine.", "06-19 06-15"),
        ("fr-FR", "Vous aurez notre réponse en début de semaine prochaine.", "06-16"),
        ("fr-FR", "Nous reviendrons vers vous sous huit jours.", "06-18"),
        ("fr-FR", "Nous vous recontacterons d'ici le 18.", "06-18"),
        ("fr-FR", "Je vous appelle vendredi.", "06-12"),
        ("fr-FR", "Réponse sous 5 jours ouvrés.", "06-17"),
        ("fr-FR", "La décision sera prise fin juin.", "06-30"),
        ("fr-FR", "Si vous n'avez pas de nouvelles d'ici vendredi, n'hésitez pas à me relancer.", "06-12 _ 06-12"),
        ("fr-FR", "Merci de nous envoyer vos références avant vendredi.", "-"),
        ("fr-FR", "Le poste commence le 1er septembre.", "-"),
        ("es-ES", "Le llamamos el viernes.", "06-12"),
        ("es-ES", "Le daremos una respuesta a principios de la próxima semana.", "06-16"),
        ("es-ES", "Tendrá noticias en dos semanas.", "06-24"),
        ("es-ES", "Le avisaremos antes del 20 de junio.", "06-19"),
        ("es-ES", "Nos reunimos el lunes y decidimos ese mismo día.", "06-15"),
        ("es-ES", "Si no tiene noticias antes del viernes, escríbame.", "06-11 _ 06-12"),
        ("pt-BR", "Damos uma resposta na próxima semana.", "06-19 06-15"),
        ("pt-BR", "Te ligo na sexta-feira.", "06-12"),
        ("pt-BR", "A resposta sai até dia 20.", "06-20"),
        ("it-IT", "Le faremo sapere entro venerdì.", "06-12"),
        ("it-IT", "Riceverà una risposta la settimana prossima.", "06-19 06-15"),
        ("it-IT", "Decidiamo a metà luglio.", "07-15"),
        ("it-IT", "La richiamiamo all'inizio della prossima settimana.", "06-16"),
        ("nl-NL", "U hoort volgende week van ons.", "06-19 06-15"),
        ("nl-NL", "We laten het je eind van de week weten.", "06-12"),
        ("nl-NL", "Binnen twee weken hoort u van ons.", "06-24"),
        ("nl-NL", "Ik bel je vrijdag.", "06-12"),
        ("pl-PL", "Zadzwonimy w piątek.", "06-12"),
        ("pl-PL", "Odezwiemy się w przyszłym tygodniu.", "06-19 06-15"),
        ("pl-PL", "Decyzja zapadnie do 20 czerwca.", "06-20"),
        ("pl-PL", "Odpowiedź otrzyma Pani w ciągu dwóch tygodni.", "06-24"),
        ("sv-SE", "Vi återkommer nästa vecka.", "06-19 06-15"),
        ("sv-SE", "Du får besked i slutet av veckan.", "06-12"),
        ("sv-SE", "Du får svar innan den 20 juni.", "06-19"),
        ("nb-NO", "Vi ringer deg på fredag.", "06-12"),
        ("nb-NO", "Du får svar innen to uker.", "06-24"),
        ("da-DK", "Vi ringer til dig på fredag.", "06-12"),
        ("fi-FI", "Palaamme asiaan ensi viikolla.", "06-19 06-15"),
        ("cs-CZ", "Ozveme se Vám do konce příštího týdne.", "06-19"),
        ("uk-UA", "Ми повідомимо вас наступного тижня.", "06-19 06-15"),
        ("ru-RU", "Мы сообщим решение до пятницы.", "06-12"),
        ("tr-TR", "Cuma gününe kadar size haber vereceğiz.", "06-12"),
        ("he-IL", "נחזור אליך בשבוע הבא.", "06-19 06-15"),
        ("ko-KR", "금요일까지 결과를 알려드리겠습니다.", "06-12"),
        ("ko-KR", "2주 이내에 연락드리겠습니다.", "06-24"),
        ("ja-JP", "来週中にご連絡いたします。", "06-19 06-15"),
        ("ja-JP", "6月20日までに結果をお知らせします。", "06-20"),
        ("ja-JP", "3営業日以内にご連絡します。", "06-15"),
        ("ja-JP", "今月末までに回答いたします。", "06-30"),
        ("ja-JP", "来週末までにお返事します。", "06-19"),
        ("ja-JP", "入社日は9月1日です。", "-"),
        ("ja-JP", "10日以内にメールでお知らせいたします。", "06-20"),
        ("zh-CN", "我们下周会给您答复。", "06-19 06-15"),
        ("zh-CN", "三天内给你消息。", "06-13"),
        ("zh-CN", "6月20号之前通知结果。", "06-20"),
        ("zh-CN", "月底前会有结果。", "06-30"),
        ("zh-CN", "两周内通知您。", "06-24"),
        ("zh-CN", "请在周五前提交材料。", "-"),
        ("zh-CN", "7月20号公布结果。", "07-20"),
        ("zh-CN", "七月底前会有结果。", "07-31"),
        ("zh-CN", "周五之后通知你。", "06-15"),
        ("fi-FI", "Perjantain jälkeen ilmoitamme.", "06-15"),
        ("zh-CN", "上次他们两个月才回复。", "-"),
        ("ja-JP", "7月20日までに結果をお知らせします。", "07-20"),
        ("ja-JP", "内定のお返事は金曜日までにお願いいたします。", "-"),
        ("ko-KR", "7월 초에 결과가 나옵니다.", "07-10 07-01"),
        ("ko-KR", "서류는 금요일까지 보내 주세요.", "-"),
        ("de-DE", "Zwei, drei Wochen, dann wissen Sie mehr.", "07-01 06-24"),
        ("de-DE", "Wir melden uns diese Woche nicht mehr, aber Anfang nächster.", "06-16"),
        ("de-DE", "Sie hören in den nächsten Tagen von uns.", "-"),
        ("de-DE", "Bitte geben Sie uns bis Freitag Bescheid.", "-"),
        ("it-IT", "Le faremo sapere tra lunedì e mercoledì.", "06-17 06-15"),
        ("nl-NL", "Kun je ons voor vrijdag laten weten of je komt?", "-"),
        ("da-DK", "Du får svar senest i uge 27.", "07-03"),
        ("nb-NO", "Om to-tre uker vet vi mer.", "07-01 06-24"),
        ("es-ES", "Si para el 19 no te hemos llamado, llámanos.", "06-19 _ 06-19"),
    ],
)
def test_a_promise_is_read_in_its_language(locale: str, text: str, expected: str) -> None:
    """Expected are the last day, the first and the day to ask, "_" for none; "-" is no promise."""
    promise = read_promise(text, SAID, locale)
    found = promise and [promise.decide_by, promise.earliest, promise.permission]
    assert found == (None if expected == "-" else [on(word) for word in (expected + " _ _").split()[:3]])


def on(word: str) -> date | None:
    return None if word == "_" else date.fromisoformat(f"2026-{word}")


def test_the_text_may_be_in_another_language_than_the_locale_says() -> None:
    promise = read_promise("Wir melden uns bei Ihnen bis Ende der Woche.", SAID, "en-GB")
    assert promise is not None
    assert promise.decide_by == date(2026, 6, 12)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_phrase_of_a_language_file_means_something(code: str) -> None:
    """Holidays are known, and parts spelled out resolve, as values that fit their slots."""
    dates = tomllib.loads(files("daemon.core.promises").joinpath("languages", f"{code}.toml").read_text())["dates"]
    assert all(next_holiday(name, SAID.date()) for name in dates["holiday"])
    for phrase in (phrase for phrases in dates["parts"].values() for phrase in phrases):
        symbols = read_symbols(tokenise(phrase.replace("*", "")), lexicon(code), code, SAID.date())
        assert any(symbol.parts is not None for symbol in symbols), phrase


def test_31_february_is_no_day() -> None:
    assert resolve(Parts(day=31, month=2), SAID.date()) is None


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en-US", "By the 15th HR will call you.", "06-15"),
        ("en-US", "Not this Friday, the one after. You'll hear from us then.", "06-19"),
        ("fr-FR", "Pas ce vendredi, celui d'après, vous aurez notre réponse.", "06-19"),
        ("es-ES", "De este viernes no, del otro, le daremos una respuesta.", "06-19"),
        ("en-GB", "You'll hear before June is out.", "06-30"),
        ("sv-SE", "Du får besked innan juni är slut.", "06-30"),
        ("en-GB", "You'll hear in a week, two on the outside.", "06-24 06-17"),
        ("en-GB", "You'll have our answer in a week to ten days.", "06-20 06-17"),
        ("pl-PL", "Za tydzień lub dwa zadzwonimy z decyzją.", "06-24 06-17"),
        ("cs-CZ", "Ozveme se vám za týden až dva.", "06-24 06-17"),
        ("nl-NL", "Je hoort het eind van de maand.", "06-30"),
        ("nl-NL", "Je krijgt eind juni een brief van ons.", "06-30"),
        ("nl-NL", "Je hoort het voor maandag.", "06-14"),
        ("zh-TW", "下禮拜一到三我們會打電話通知您結果。", "06-17 06-15"),
        ("en-US", "You'll hear in the last three days of July.", "07-31 07-29"),
        ("de-DE", "Am Donnerstag in der KW 26 geben wir Ihnen Bescheid.", "06-25"),
        ("en-US", "You will have our decision on the new date, and that is the eleventh.", "06-11"),
        ("en-US", "We'll let you know within 48 hr.", "06-12"),
        ("en-US", "You will be contacted within five (5) working days.", "06-17"),
        ("nl-NL", "Op 15-07 krijg je antwoord.", "07-15"),
        ("de-DE", "Sie bekommen bis Fr. nä. Wo. Bescheid.", "06-19"),
        ("es-MX", "A más tardar el viernes de la otra semana le avisamos.", "06-19"),
        ("es-ES", "Le avisaremos antes de que acabe julio.", "07-31"),
        ("en-US", "We will decide on Sept. 4.", "09-04"),
        ("en-US", "You'll hear in the 2nd half of July.", "07-31 07-16"),
        ("en-GB", "You'll hear in the coming week.", "06-19 06-15"),
        ("es-MX", "Le daremos respuesta de tres a cinco días hábiles.", "06-17 06-15"),
        ("es-ES", "A lo largo de la semana que viene te llamamos.", "06-19 06-15"),
        ("pt-BR", "Você recebe o resultado de 20 a 24 de julho.", "07-24 07-20"),
        ("pt-BR", "A resposta sai na semana de 22.", "06-26 06-22"),
        ("pl-PL", "Zadzwonimy w piątek w przyszłym tygodniu.", "06-19"),
        ("pl-PL", "Wrócimy do Pani w przyszłym tygodniu z decyzją.", "06-19 06-15"),
        ("ar-EG", "سنتصل بك يوم الأربعاء من الأسبوع القادم.", "06-17"),
        ("he-IL", "ניתן לך תשובה עד ה-26 בחודש.", "06-26"),
        ("el-GR", "Θα σας ενημερώσουμε μετά την 25η.", "06-26"),
        ("ko-KR", "결과는 영업일 기준 3일 이내에 알려드리겠습니다.", "06-15"),
        ("tr-TR", "Haftaya cuma karar verilir, ertesi pazartesi size haber vereceğiz.", "06-22"),
        ("en-GB", "The fair is on Friday 19 June. The Friday following you'll hear from us.", "06-26"),
        ("en-GB", "I'm away next week. On Tuesday of the week following you'll have our decision.", "06-23"),
        ("en-GB", "You'll have our decision on Friday next.", "06-19"),
        ("en-GB", "We'll call you with our decision next week on Wednesday.", "06-17"),
        ("en-GB", "We'll decide on the last Friday in July and tell you.", "07-31"),
        ("uk-UA", "Двадцять шостого червня повідомимо вам рішення.", "06-26"),
        ("nb-NO", "Du får svar fredag den nittende.", "06-19"),
        ("da-DK", "Du får svar den nittende juni.", "06-19"),
        ("tr-TR", "Ayın yirmi altısında size sonucu bildireceğiz.", "06-26"),
        ("pt-BR", "No dia primeiro te ligo com a resposta.", "07-01"),
        ("fr-FR", "Je vous donne ma réponse le vingt-trois.", "06-23"),
        ("es-ES", "El día veintitrés le llamamos con la respuesta.", "06-23"),
        ("it-IT", "Il ventitré le diamo una risposta.", "06-23"),
        ("sv-SE", "Måndagen i vecka 27 ringer jag med besked.", "06-29"),
        ("cs-CZ", "Příští týden ve středu vám zavoláme s rozhodnutím.", "06-17"),
        ("de-DE", "Am Montag, dem zweiten, geben wir Ihnen Bescheid.", "07-02"),
        ("ja-JP", "2、3日で結果をご連絡いたします。", "06-13 06-12"),
        ("pt-BR", "No dia 5 sem falta te ligo com a resposta.", "07-05"),
        ("de-DE", "Die Feier ist am 18. Juni. Am Dienstag oder Mittwoch danach bekommen Sie Bescheid.", "06-24 06-23"),
        ("en-GB", "The panel is on 25 June. You'll have our decision inside five working days of it.", "07-02"),
    ],
)
def test_ways_of_telling_a_day_that_only_some_languages_have(locale: str, text: str, expected: str) -> None:
    promise = read_promise(text, SAID, locale)
    last, first = (*(date.fromisoformat(f"2026-{day}") for day in expected.split()), None)[:2]
    assert promise is not None
    assert (promise.decide_by, promise.earliest) == (last, first)
