"""What holds for the words of every language: polite, complete, and no sentence in two letters to one company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.applications import Heard, Outcome, Round, Said
from daemon.core.playbook import Playbook, load_playbook
from daemon.core.promises import Promise
from daemon.core.recognise import Judgement, Medium, Verdict
from daemon.core.recognise.ours import is_ours
from daemon.core.remembered import Form, Kind
from daemon.core.steps import Step
from daemon.core.typed import Question, Typed, read_form, read_typed
from daemon.core.wording import Artefact, Author, Writer, read_labels, tell_language, written_languages
from daemon.core.wording.choosing import find_language
from daemon.core.wording.greeting import greet
from daemon.core.wording.language import load_language
from daemon.core.wording.proofreading import MOST_WORDS
from daemon.ports.records import Draft, Entry, Person
from tests.core.worded import ADA, JO, START, TOM, make_application, make_round, make_step

LANGUAGES = written_languages()
PHONE = 850  # characters that one screen of a phone shows
KIM = Person(name="Kim Vale", email="kim@agency.example")
NOTES = {
    "en": "the meter readings that arrive eleven days late",
    "de": "die Zählerstände, die elf Tage zu spät kommen",
    "fr": "les relevés qui arrivent avec onze jours de retard",
    "es": "las lecturas que llegan con once días de retraso",
}
STRENGTHS = {
    "en": ("moving old stores to the cloud", "explaining a model to the people who live with it", "calm on-call work"),
    "de": ("der Umzug alter Datenbanken", "ein Modell so erklären, dass man damit leben kann", "ruhige Bereitschaft"),
    "fr": ("la migration d’anciennes bases", "expliquer un modèle à ceux qui vivent avec", "des astreintes calmes"),
    "es": ("la migración de bases antiguas", "explicar un modelo a quienes viven con él", "guardias tranquilas"),
}
SIGNATURE = {"Robin Ashdown", "+44 7700 900123", "robin@ashdown.example"}
NEW_YORK = ZoneInfo("America/New_York")
SLOT = (datetime(2026, 3, 10, 10, tzinfo=NEW_YORK), datetime(2026, 3, 10, 11, tzinfo=NEW_YORK))
LATER = (datetime(2026, 3, 11, 21, tzinfo=NEW_YORK), datetime(2026, 3, 11, 22, tzinfo=NEW_YORK))


def author(locale: str, **changes: object) -> Author:
    somebody = Author(
        name="Robin Ashdown",
        email="robin@ashdown.example",
        phone="+44 7700 900123",
        strengths=STRENGTHS[locale[:2]],
        locale=locale,
        zone=ZoneInfo("Europe/London"),
    )
    return replace(somebody, **changes)  # type: ignore[arg-type]  # each test names fields of Author


def drafted(step: Step, locale: str = "en-GB", language: str | None = None) -> Draft:
    (artefact,) = Writer(author(locale), language).write([step])
    assert artefact.draft is not None, artefact.refused
    return artefact.draft


def entered(step: Step, locale: str) -> Entry:
    (artefact,) = Writer(author(locale)).write([step])
    assert artefact.entry is not None
    return artefact.entry


def letters(current: Round, number: int) -> Iterator[Step]:
    """Every draft that one round can lead to."""
    application = make_application(current, token=f"app{number}", heard=None, employer="quarrymill")
    said = Said(
        promise=Promise(decide_by=date(2026, 3, 12), earliest=None, permission=None, text="x"), at=START, source=""
    )
    made = [
        *(
            make_step(Kind.THANK_YOU, Form.DRAFT, current, addressee=person, position=position)
            for position, person in enumerate((ADA, TOM, JO))
        ),
        make_step(Kind.THANK_YOU, Form.DRAFT, current, addressee=KIM, passes_on=True),
        make_step(Kind.CHECK_IN_EMAIL, Form.DRAFT, current, position=1),
        make_step(Kind.CHECK_IN_EMAIL, Form.DRAFT, current, position=2),
        make_step(Kind.SECOND_INTERVIEW_REPLY, Form.DRAFT, current),
    ]
    asked = load_playbook("persistent").check_in_email
    for index, step in enumerate(made):
        rule = asked if step.kind is Kind.CHECK_IN_EMAIL and asked else step.rule
        yield replace(step, key=f"{number}-{index}", rule=rule, application=replace(application, said=said))
    for kind, outcome in ((Kind.REJECTION_THANKS, Outcome.REJECTION), (Kind.OFFER_REPLY, Outcome.OFFER)):
        heard = replace(application, heard=Heard(outcome=outcome, at=START))
        yield replace(make_step(kind, Form.DRAFT, current), key=f"{number}-{kind}", application=heard)


def rounds(code: str) -> list[Round]:
    notes = f"{NOTES[code]}; Jo: {NOTES[code]}"
    first = make_round(answers={Question.MENTION: notes}, recruiter=KIM)
    week = timedelta(days=7)
    return [first, replace(first, token="bbbbbbbbbbbb", start=first.start + week, end=first.end + week, answers={})]


def sentences(draft: Draft) -> set[str]:
    body = re.sub(r"(?<=[^\d][.?!]) ", "\n", draft.body)
    return {line for line in body.splitlines()[1:] if line} - SIGNATURE


def every_entry_step() -> Iterator[Step]:
    event = make_round().events[0]
    for name in ("balanced", "persistent", "card-and-call", "low-pressure"):
        playbook = load_playbook(name)
        for kind in Kind:
            rule = playbook.rule(kind) if kind in Playbook.RULES else None
            step = make_step(kind, Form.ENTRY, make_round(recruiter=KIM, phone="+44 20 7946 0123"))
            judgement = Judgement(event=event, verdict=Verdict.DOUBT, confidence=0.5, reasons=())
            assert step.application
            here = (step.application,)
            yield replace(step, rule=rule or step.rule, judgement=judgement, others=here, coming=here)


def last_line(code: str) -> str:
    return entered(make_step(Kind.CLOSE, Form.ENTRY), code).description.splitlines()[-1]


@pytest.mark.parametrize("code", LANGUAGES)
class TestEveryLanguage:
    def test_has_the_files_of_the_others(self, code: str) -> None:
        names = {file.name for file in load_language("en").folder.iterdir()}
        assert {file.name for file in load_language(code).folder.iterdir()} == names

    def test_has_the_words_of_the_others(self, code: str) -> None:
        def keys(table: object) -> object:
            return {key: keys(item) for key, item in table.items()} if isinstance(table, dict) else None

        english, other = load_language("en").words, load_language(code).words
        free = {"variant", "places", "inflected", "spelling"}
        assert {k: keys(v) for k, v in other.items() if k not in free} == {
            k: keys(v) for k, v in english.items() if k not in free
        }

    def test_has_as_many_ways_to_say_a_thing_as_english(self, code: str) -> None:
        def counts(code: str) -> dict[str, list[int]]:
            folder = load_language(code).folder
            texts = {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir() if ".draft." in f.name}
            blocks = re.compile(r"filter (?:pick|once)[^%]*%\}(.*?)\{%", re.DOTALL)
            return {name: [len(b.split("\n")) for b in blocks.findall(text)] for name, text in texts.items()}

        assert {n: len(c) for n, c in counts(code).items()} == {n: len(c) for n, c in counts("en").items()}

    def test_shares_no_sentence_between_two_drafts_of_one_company(self, code: str) -> None:
        steps = [s for number, current in enumerate(rounds(code)) for s in letters(current, number)]
        artefacts = Writer(author(code), code).write(steps)
        drafts = [artefact.draft for artefact in artefacts if artefact.draft]
        assert [artefact.refused for artefact in artefacts if artefact.refused] == []
        farewell = load_language(code).farewell
        said = [sentences(draft) - {farewell} for draft in drafts]
        assert [a & b for a, b in combinations(said, 2) if a & b] == []

    def test_shares_none_between_many_people_met_in_several_rounds_for_two_roles(self, code: str) -> None:
        people = tuple(Person(name=f"Ada Holm{c}", email=f"{c}@quarrymill.example") for c in "abcdefghijklmno")
        groups = (people[:4], people[4:7], people[7:12], people[12:])
        steps = []
        for number, group in enumerate(groups):
            start = START + timedelta(days=number)
            token, role = f"round{number}", "Data Engineer" if number < 3 else "Analyst"
            current = make_round(token=token, role=role, interviewers=group, start=start, end=start)
            application = make_application(current, token=f"app{number}", employer="quarrymill")
            for position, person in enumerate(group):
                step = make_step(Kind.THANK_YOU, Form.DRAFT, current, addressee=person, position=position)
                steps.append(replace(step, key=f"{number}-{position}", application=application))
        drafts = [artefact.draft for artefact in Writer(author(code), code).write(steps) if artefact.draft]
        said = [sentences(draft) - {load_language(code).farewell} for draft in drafts]
        assert len(drafts) == len(people)
        assert [a & b for a, b in combinations(said, 2) if a & b] == []

    def test_keeps_drafts_short_and_names_role_company_and_day(self, code: str) -> None:
        for step in letters(rounds(code)[0], 0):
            draft = drafted(step, code, code)
            assert len(draft.body.split()) <= MOST_WORDS
            assert "Data Engineer" in draft.subject
            assert "Quarrymill" in draft.subject
            assert load_language(code).show_short_day(START.date()) in draft.body.replace("Thursday ", "")
            assert draft.body.endswith("Robin Ashdown\n+44 7700 900123\nrobin@ashdown.example\n")

    def test_is_told_by_its_own_drafts(self, code: str) -> None:
        for step in letters(rounds(code)[0], 0):
            assert tell_language(drafted(step, code, code).body) == code

    def test_mentions_the_note_and_a_strength_once_each(self, code: str) -> None:
        bodies = [drafted(step, code, code).body for step in letters(rounds(code)[0], 0)][:3]
        assert [NOTES[code] in body for body in bodies] == [True, False, True]
        assert [sum(strength in body for strength in STRENGTHS[code]) for body in bodies] == [1, 1, 1]

    def test_says_nothing_of_strengths_in_a_brief_note_and_two_in_a_full_one(self, code: str) -> None:
        brief, full = load_playbook("low-pressure").thank_you, load_playbook("squeaky-wheel").thank_you
        step = next(letters(rounds(code)[0], 0))
        assert brief
        assert full
        bodies = [drafted(replace(step, rule=rule), code, code).body for rule in (brief, full)]
        assert [sum(strength in body for strength in STRENGTHS[code]) for body in bodies] == [0, 2]

    def test_is_read_back_from_the_form(self, code: str) -> None:
        text = entered(make_step(Kind.TAKE_STOCK, Form.ENTRY), code).description
        assert read_form(text, read_labels()) == {}
        filled = text
        for question, label in load_language(code).form.items():
            filled = re.sub(rf"^{re.escape(label)}\s?:$", rf"\g<0> {question} told", filled, flags=re.MULTILINE)
        assert read_form(filled, read_labels()) == {question: f"{question} told" for question in Question}

    def test_types_nothing_into_its_own_entries(self, code: str) -> None:
        for step in every_entry_step():
            entry = entered(step, code)
            assert read_typed(entry.summary, entry.description) == Typed()

    def test_marks_every_entry_as_ours(self, code: str) -> None:
        for step in every_entry_step():
            copy = replace(make_round().events[0], description=entered(step, code).description.splitlines()[-1])
            assert is_ours(copy)
            assert f" {step.kind} " in copy.description
            assert copy.description.endswith(f" {step.playbook}.")

    def test_marks_them_in_its_own_words(self, code: str) -> None:
        lines = {entered(step, code).description.splitlines()[-1] for step in every_entry_step()}
        assert len({re.split(r"\s?: ", line)[0] for line in lines}) == 1
        assert len({line.split()[0] for other in LANGUAGES for line in [last_line(other)]}) == len(LANGUAGES)

    def test_says_what_to_do_on_one_screen_of_a_phone(self, code: str) -> None:
        said = {step.kind: entered(step, code).description.partition("\n--\n")[0] for step in every_entry_step()}
        assert {kind: len(text) for kind, text in said.items() if len(text) > PHONE} == {}

    def test_gives_a_check_in_the_words_for_each_answer(self, code: str) -> None:
        for kind in (Kind.CHECK_IN_CALL, Kind.CHECK_IN_EMAIL):
            text = entered(make_step(kind, Form.ENTRY), code).description
            decision = re.search(r'"(\w+\s?: [^"]+)"', text)
            assert '"#offer"' in text
            assert '"#rejected"' in text
            assert decision
            assert read_typed(decision[1]).decision

    def test_puts_the_number_to_call_on_a_line_of_its_own(self, code: str) -> None:
        text = entered(make_step(Kind.CHECK_IN_CALL, Form.ENTRY, make_round(phone="+44 20 7946 0123")), code)
        assert re.search(r"^\w+\s?: \+44 20 7946 0123$", text.description, re.MULTILINE)

    def test_accepts_a_proposed_time_and_names_both_zones(self, code: str) -> None:
        step = make_step(Kind.SECOND_INTERVIEW_REPLY, Form.DRAFT, slots=(SLOT, LATER))
        heard = Heard(outcome=Outcome.NEXT_ROUND, at=START, proposed=(SLOT, LATER))
        assert step.application
        body = drafted(replace(step, application=replace(step.application, heard=heard)), code, code).body
        language = load_language(code)
        for place in ("America/New_York", "Europe/London"):
            assert language.show_place(START.astimezone(ZoneInfo(place))) in body
        assert body.index(language.show_day(SLOT[0].date())) < body.index(language.show_day(LATER[0].date()))
        assert "\n- " not in body

    def test_offers_times_when_none_was_proposed(self, code: str) -> None:
        body = drafted(make_step(Kind.SECOND_INTERVIEW_REPLY, Form.DRAFT, slots=(SLOT, LATER)), code, code).body
        assert body.count("\n- ") == 2

    @given(value=st.text(max_size=150), note=st.text(max_size=300))
    def test_is_sound_or_refused_whatever_stands_in_a_calendar(self, code: str, value: str, note: str) -> None:
        person = Person(name=value or None, email="ada@quarrymill.example")
        current = make_round(company=value, role=value, interviewers=(person,), answers={Question.MENTION: note})
        steps = [*letters(current, 0)]
        entries = [make_step(kind, Form.ENTRY, current) for kind in Kind if kind is not Kind.WAS_IT_AN_INTERVIEW]
        for artefact in Writer(author(code), code).write([*steps, *entries]):
            check_sound(artefact)


def check_sound(artefact: Artefact) -> None:
    assert sum(thing is not None for thing in (artefact.draft, artefact.entry, artefact.refused)) == 1
    title = artefact.draft.subject if artefact.draft else artefact.entry.summary if artefact.entry else "x"
    assert title
    assert "\n" not in title
    if artefact.draft:
        assert len(artefact.draft.body.split()) <= MOST_WORDS
        assert "{{" not in artefact.draft.body


class TestTheLanguageOfADraft:
    def invited(self, summary: str, description: str = "") -> Step:
        event = replace(make_round().events[0], summary=summary, description=description)
        return make_step(Kind.THANK_YOU, Form.DRAFT, make_round(events=(event,)))

    @pytest.mark.parametrize(
        ("summary", "description", "greeting"),
        [
            ("Interview", "We are looking forward to meeting you in our office.", "Dear Ada Holm,"),
            ("Vorstellungsgespräch", "", "Guten Tag Ada Holm,"),
            ("Interview", "wir freuen uns auf das Gespräch mit Ihnen in unserem Büro.", "Guten Tag Ada Holm,"),
            ("Entretien", "Nous aurons le plaisir de vous recevoir dans nos locaux.", "Bonjour Ada Holm,"),
            ("Entrevista", "Nos gustaría conocerle en persona en nuestras oficinas.", "Buenos días, Ada Holm:"),
        ],
    )
    def test_is_that_of_the_interview(self, summary: str, description: str, greeting: str) -> None:
        assert drafted(self.invited(summary, description)).body.startswith(greeting)

    def test_is_the_persons_own_when_the_interview_does_not_tell(self) -> None:
        assert drafted(self.invited("Quarrymill")).body.startswith("Dear")
        assert drafted(self.invited("Quarrymill"), "de-DE").body.startswith("Guten Tag")

    def test_is_english_where_the_interview_is_in_a_language_that_is_not_written(self) -> None:
        step = self.invited("Sollicitatiegesprek", "Wij kijken ernaar uit om je te ontmoeten op ons kantoor.")
        assert drafted(step, "de-DE").body.startswith("Dear")

    def test_is_not_that_of_the_program_that_wrote_the_dial_in(self) -> None:
        text = "We look forward to it.\n________________________\nNehmen Sie an der Besprechung mit dem Computer teil"
        assert drafted(self.invited("Interview", text)).body.startswith("Dear")

    @pytest.mark.parametrize("typed", ["de", "German", "Deutsch", "allemand", "de-AT", "DEUTSCH."])
    def test_is_what_the_person_types(self, typed: str) -> None:
        step = self.invited("Interview", "We are looking forward to meeting you in our office.")
        assert step.application
        step = replace(step, application=replace(step.application, language=typed))
        assert drafted(step, language="fr").body.startswith("Guten Tag")

    def test_is_what_the_person_has_set_wherever_nothing_is_typed(self) -> None:
        assert drafted(self.invited("Vorstellungsgespräch"), language="fr").body.startswith("Bonjour")

    @pytest.mark.parametrize("name", ["", "Python", "Klingon", "x" * 300])
    def test_is_not_changed_by_what_is_no_language_of_ours(self, name: str) -> None:
        assert find_language(name) is None

    def test_leaves_a_note_and_strengths_in_another_language_out_and_says_so(self) -> None:
        current = make_round(interviewers=(ADA,), answers={Question.MENTION: NOTES["de"]})
        step = make_step(Kind.THANK_YOU, Form.DRAFT, current)
        entry, draft = Writer(author("de-DE"), "en").write([make_step(Kind.THANK_YOU, Form.ENTRY, current), step])
        assert draft.draft
        assert entry.entry
        assert NOTES["de"] not in draft.draft.body
        assert "Datenbanken" not in draft.draft.body
        assert "Ihre Notiz ist in einer anderen Sprache" in entry.entry.description
        assert "auf Englisch" in entry.entry.description


class TestSpelling:
    @pytest.mark.parametrize(
        ("locale", "country", "shown"),
        [
            ("en-GB", None, "Thursday 5 March"),
            ("en-US", None, "Thursday, March 5"),
            ("de-DE", "US", "Thursday, March 5"),
            ("en", "US", "Thursday, March 5"),
            ("en-GB", "US", "Thursday 5 March"),
        ],
    )
    def test_of_dates_is_that_of_the_persons_country(self, locale: str, country: str | None, shown: str) -> None:
        writer = Writer(author(locale, country=country), "en")
        (artefact,) = writer.write([make_step(Kind.THANK_YOU, Form.DRAFT)])
        assert artefact.draft
        assert shown in artefact.draft.body

    def test_is_swiss_in_switzerland(self) -> None:
        body = drafted(make_step(Kind.THANK_YOU, Form.DRAFT), "de-CH", "de").body
        assert body.startswith("Guten Tag Ada Holm\n\nVielen Dank")
        assert "Freundliche Grüsse" in body
        assert "ß" not in body

    def test_keeps_a_space_that_does_not_break_before_french_signs(self) -> None:
        draft = drafted(make_step(Kind.CHECK_IN_EMAIL, Form.DRAFT), "fr-FR", "fr")
        assert "Quarrymill\N{NO-BREAK SPACE}: entretien" in draft.subject
        assert " ?" not in draft.body

    def test_elides_before_a_vowel_in_french_alone(self) -> None:
        step = make_step(Kind.THANK_YOU, Form.DRAFT, make_round(role="Analyste"))
        assert "poste d’Analyste chez" in drafted(step, "fr-FR", "fr").body
        assert "puesto de Analyste en" in drafted(step, "es-ES", "es").body


@pytest.mark.parametrize(
    ("name", "code", "greeting"),
    [
        ("Ada Holm", "de", "Guten Tag Ada Holm,"),
        ("Dr. Hoang", "de", "Guten Tag Dr. Hoang,"),
        ("Frau Dr. Hoang", "de", "Sehr geehrte Frau Dr. Hoang,"),
        ("Herrn Vale", "de", "Sehr geehrter Herr Vale,"),
        ("Ms Vale", "de", "Sehr geehrte Frau Vale,"),
        ("Frau Vale", "en", "Dear Frau Vale,"),
        ("Mme Leroux", "fr", "Bonjour Madame Leroux,"),
        ("M. Leroux", "fr", "Bonjour M. Leroux,"),
        ("Sra. Ibarra", "es", "Estimada Sra. Ibarra:"),
        ("Nguyen Van An", "es", "Buenos días, Nguyen Van An:"),
        ("Frau", "de", "Guten Tag Frau,"),
        (None, "fr", "Bonjour,"),
    ],
)
def test_a_greeting_keeps_the_honorific_and_never_guesses_one(name: str | None, code: str, greeting: str) -> None:
    assert greet(name, load_language(code)) == greeting


def test_a_name_behind_a_preposition_is_inflected_where_the_language_wants_it() -> None:
    current = make_round(interviewers=(Person(name="Herr Vale", email="vale@quarrymill.example"),))
    step = make_step(Kind.CHECK_IN_EMAIL, Form.DRAFT, current, addressee=KIM)
    assert "mit Herrn Vale" in drafted(step, "de-DE", "de").body


def test_labels_of_no_two_languages_are_confused() -> None:
    labels = [(label.casefold(), q) for code in LANGUAGES for q, label in load_language(code).form.items()]
    assert len({label for label, _ in labels}) == len(labels) == len(LANGUAGES) * len(Question)


def test_the_strength_with_most_in_common_with_the_role_is_chosen() -> None:
    current = make_round(role="Cloud Engineer", interviewers=(ADA,))
    strengths = ("calm on-call work", "moving old stores to the cloud")
    (artefact,) = Writer(author("en-GB", strengths=strengths)).write([make_step(Kind.THANK_YOU, Form.DRAFT, current)])
    assert artefact.draft
    assert "moving old stores to the cloud" in artefact.draft.body


def test_a_strength_that_the_notes_speak_of_is_chosen() -> None:
    current = make_round(interviewers=(ADA,), answers={Question.RESPONDED: "that I stay calm at night"})
    strengths = ("moving old stores to the cloud", "calm on-call work")
    (artefact,) = Writer(author("en-GB", strengths=strengths)).write([make_step(Kind.THANK_YOU, Form.DRAFT, current)])
    assert artefact.draft
    assert "calm on-call work" in artefact.draft.body


@pytest.mark.parametrize(
    ("note", "fault"),
    [
        ("Tom Reid and his turbine", "it names somebody else (Tom Reid)"),
        ("the plan that Quarymill has", "a name in it may be misspelled (Quarymill)"),
        ("the the turbine", "a word stands twice (the the)"),
        ("your turbine!! wonderful!", "it has several exclamation marks"),
        ("how desperate I am for it", "it says “desperate”, which does you no good"),
        ("the [COMPANY NAME] plan", "a field was left unfilled ([COMPANY NAME])"),
        (" ".join(["turbine", "valve"] * 17), None),
    ],
)
def test_a_note_that_would_embarrass_refuses_the_draft(note: str, fault: str | None) -> None:
    current = make_round(answers={Question.MENTION: note})
    (artefact,) = Writer(author("en-GB")).write([make_step(Kind.THANK_YOU, Form.DRAFT, current)])
    assert artefact.refused == fault
    assert (artefact.draft is None) is (fault is not None)


def test_a_note_that_is_too_long_to_be_shown_whole_is_left_out() -> None:
    current = make_round(answers={Question.MENTION: "the turbine and " * 30})
    assert "turbine" not in drafted(make_step(Kind.THANK_YOU, Form.DRAFT, current)).body


def test_a_fault_is_told_in_the_persons_own_language() -> None:
    current = make_round(answers={Question.MENTION: "die Turbine von Tom Reid"})
    (artefact,) = Writer(author("de-DE"), "de").write([make_step(Kind.THANK_YOU, Form.DRAFT, current)])
    assert artefact.refused == "er nennt jemand anderen (Tom Reid)"


def test_another_interview_is_mentioned_only_if_there_is_one_and_the_person_allows_it() -> None:
    step = make_step(Kind.CHECK_IN_EMAIL, Form.DRAFT)
    assert step.application
    allowed = replace(step, application=replace(step.application, first_choice=True))
    coming = (step.application,)
    assert "another interview" not in drafted(allowed).body
    assert "another interview" not in drafted(replace(step, coming=coming)).body
    assert "another interview coming up" in drafted(replace(allowed, coming=coming)).body


def test_a_date_that_was_named_for_the_interview_itself_is_not_taken_for_that_of_the_decision() -> None:
    step = make_step(Kind.CHECK_IN_EMAIL, Form.DRAFT)
    assert step.application
    for day, told in ((START.date(), False), (START.date() + timedelta(days=1), True)):
        promise = Promise(decide_by=day, earliest=None, permission=None, text="x")
        said = Said(promise=promise, at=START, source="")
        body = drafted(replace(step, application=replace(step.application, said=said))).body
        assert ("a decision was expected" in body) is told


def test_whoever_met_in_person_is_told_so() -> None:
    current = make_round(medium=Medium.IN_PERSON, interviewers=(TOM, ADA))
    step = make_step(Kind.THANK_YOU, Form.DRAFT, current, position=1)
    assert (
        "It was a pleasure to meet you on Thursday 5 March and to talk about the Data Engineer position"
        in drafted(step).body
    )
