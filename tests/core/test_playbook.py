"""Playbooks that ship are complete and refused by name if there is none; a person's own are extended and checked."""

from __future__ import annotations

import pytest

from daemon.core.playbook import Playbook, PlaybookError, load_playbook, playbook_names, read_playbook
from daemon.core.wording.language import load_language, written_languages

SHIPPED = (
    "balanced",
    "card-and-call",
    "low-pressure",
    "persistent",
    "reserved",
    "squeaky-wheel",
    "stick-to-the-programme",
)


def test_the_default_and_the_protocols_ship() -> None:
    assert playbook_names() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_of_a_playbook_that_ships_has_a_reason(name: str) -> None:
    playbook = load_playbook(name)
    assert playbook.name == name
    rules = [rule for kind in Playbook.RULES if (rule := playbook.rule(kind))]
    assert len(rules) >= 9
    assert all(text.endswith(".") for texts in (playbook.summary, *(r.why for r in rules)) for text in texts.values())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_playbook_that_ships_gives_its_reasons_in_every_language_that_entries_are_written_in(name: str) -> None:
    playbook = load_playbook(name)
    rules = [rule for kind in Playbook.RULES if (rule := playbook.rule(kind))]
    for texts in (playbook.summary, *(rule.why for rule in rules)):
        assert set(texts) == set(written_languages())
        assert len(set(texts.values())) == len(texts)


@pytest.mark.parametrize("name", SHIPPED)
def test_there_are_words_for_every_point_of_a_playbook(name: str) -> None:
    playbook = load_playbook(name)
    asked = playbook.ask_before_leaving.ask if playbook.ask_before_leaving else ()
    minded = [*(playbook.check_in_call.mind if playbook.check_in_call else ())]
    minded += playbook.check_in_email.mind if playbook.check_in_email else ()
    assert all({*asked, *minded} <= set(load_language(code).points) for code in written_languages())


def test_the_default_playbook_has_every_rule_and_keeps_to_its_distances() -> None:
    playbook = load_playbook("balanced")
    assert all(playbook.rule(kind) for kind in Playbook.RULES)
    assert playbook.ask_before_leaving
    assert playbook.ask_before_leaving.minutes_before == 30
    assert playbook.thank_you
    assert playbook.thank_you.draft_after_hours == 2
    assert playbook.thank_you.late_after_hours == 48
    assert playbook.thank_you.not_after_working_days == 5
    assert playbook.check_in
    assert playbook.check_in.without_promise_working_days == 5
    assert playbook.check_in.after_promise_working_days == 1
    assert playbook.check_in.limit == 2
    assert playbook.check_in_email
    assert playbook.check_in_email.after_call_working_days == 2
    assert playbook.close
    assert playbook.close.after_working_days == 10


@pytest.mark.parametrize("name", ["nonsense", "", "../balanced", "balanced.toml"])
def test_a_playbook_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(KeyError):
        load_playbook(name)


class TestAPersonsOwn:
    def test_extends_one_that_ships_key_by_key(self) -> None:
        mine = read_playbook("mine", 'extends = "balanced"\n[check-in]\nlimit = 1\n[thank-you]\noff = true\n')
        balanced = load_playbook("balanced")
        assert mine.name == "mine"
        assert mine.thank_you is None
        assert mine.check_in
        assert balanced.check_in
        assert (mine.check_in.limit, mine.check_in.why) == (1, balanced.check_in.why)
        assert mine.close == balanced.close

    def test_of_the_same_name_extends_the_one_that_ships_unasked(self) -> None:
        mine = read_playbook("reserved", "[check-in]\nwithout_promise_working_days = 15\n")
        assert mine.check_in
        assert mine.check_in.without_promise_working_days == 15
        assert mine.check_in_call is None

    def test_may_stand_alone(self) -> None:
        mine = read_playbook("mine", 'summary = "Only take stock."\n[take-stock]\nwhy = "So that I remember."\n')
        assert [kind for kind in Playbook.RULES if mine.rule(kind)] == ["take-stock"]
        assert mine.take_stock
        assert mine.take_stock.reason("de") == "So that I remember."

    def test_says_the_reason_in_the_language_that_is_wanted(self) -> None:
        mine = read_playbook("mine", 'summary = "Close."\n[close]\nwhy.en = "Let go."\nwhy.de = "Lass los."\n')
        assert mine.close
        assert (mine.close.reason("de"), mine.close.reason("fr")) == ("Lass los.", "Let go.")

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('extends = "balancd"', "extends: must name one of these: balanced,"),
            ("[check-in]\nlimit = 9", "check-in.limit: must be a whole number from 1 to 3"),
            ("[check-in]\nlimit = true", "check-in.limit: must be a whole number from 1 to 3"),
            ("[check-in]\nlimits = 1", 'check-in.limits: is not known: did you mean "limit"?'),
            ("[check-inn]", 'check-inn: is not known: did you mean "check-in"?'),
            (
                '[thank-you]\nlength = "brif"',
                'thank-you.length: must be one of these: usual, brief, full: did you mean "brief"?',
            ),
            ('[ask-before-leaving]\nask = "cards"', "ask-before-leaving.ask: must be a list of these: appreciation,"),
            ('[ask-before-leaving]\nask = ["card"]', 'did you mean "cards"?'),
            ('[thank-you-letter]\nneeds_address = "no"', "thank-you-letter.needs_address: must be true or false"),
            ("[close]\nwhy = 3", "close.why: must be a sentence of at most 300 characters"),
            ("[close]\nwhy = ''", "close.why: must be a sentence"),
            ("close = 3", "close: must be a table: write [close] on a line of its own"),
            ("[close", "check the quotes and brackets there"),
        ],
    )
    def test_with_a_fault_is_refused_by_table_and_key(self, text: str, told: str) -> None:
        with pytest.raises(PlaybookError) as refused:
            read_playbook("reserved", text)
        assert told in str(refused.value)
        assert str(refused.value).startswith("playbook reserved: ")

    def test_without_a_reason_or_summary_is_refused(self) -> None:
        with pytest.raises(PlaybookError) as refused:
            read_playbook("mine", "[close]\nafter_working_days = 5\n")
        assert {fault.place for fault in refused.value.faults} == {"summary", "close.why"}

    def test_tells_all_its_faults_at_once(self) -> None:
        with pytest.raises(PlaybookError) as refused:
            read_playbook("reserved", "x = 1\n[check-in]\nlimit = 0\nlimits = 1\n")
        assert [fault.place for fault in refused.value.faults] == ["check-in.limits", "check-in.limit", "x"]
