"""followupd playbooks: what ships, what is the person's own, and one of them as a timeline."""

from __future__ import annotations

from tests.cli.home import CONFIG, Home

OWN = """
extends = "balanced"
summary = "As usual, but without calls."
[check-in-call]
off = true
"""


def test_those_that_ship_are_listed_without_a_configuration(home: Home) -> None:
    home.config.unlink()
    answer = home.run("playbooks")
    assert answer.code == 0
    assert "balanced (used)\n    Thank the next day" in answer.out
    assert "\nsqueaky-wheel\n" in answer.out


def test_ones_own_is_listed_and_marked(home: Home) -> None:
    (home.folder / "playbooks").mkdir()
    (home.folder / "playbooks" / "quiet-phone.toml").write_text(OWN, encoding="utf-8")
    home.config.write_text(CONFIG + '[follow_up]\nplaybook = "quiet-phone"\n', encoding="utf-8")
    answer = home.run("playbooks")
    assert "\nquiet-phone (yours, used)\n    As usual, but without calls.\n" in answer.out
    assert "balanced\n" in answer.out


def test_one_is_shown_in_the_order_of_time_with_its_reasons(home: Home) -> None:
    lines = home.run("playbooks", "persistent").out.splitlines()
    assert lines[0] == "persistent"
    assert lines[1].strip().startswith("Collect everyone's card")
    whens = [line.partition(":")[0] for line in lines[2:] if line and not line.startswith(" ")]
    assert whens[:3] == ["30 minutes before the interview", "Right after it", "2 hours after it"]
    assert "1 working day after the promised date, or 4 working days after the interview" in whens
    assert "2 working days after a call without an answer" in whens
    assert any("Results get lost." in line for line in lines)


def test_what_it_asks_and_minds_is_shown_in_the_words_of_its_entries(home: Home) -> None:
    lines = home.run("playbooks", "persistent").out.splitlines()
    assert lines[lines.index("30 minutes before the interview: what to ask before leaving") + 1].startswith(
        "    - May I have everyone’s card?"
    )
    assert "    - Give them your own number again; results get lost." in lines


def test_what_is_done_once_more_is_not_explained_once_more(home: Home) -> None:
    lines = home.run("playbooks", "persistent").out.splitlines()
    assert len([line for line in lines if "Results get lost." in line]) == 1


def test_one_is_shown_as_json(home: Home) -> None:
    record = home.run("playbooks", "reserved", "--json").json
    assert record["name"] == "reserved"
    assert "check-in-call" not in record["rules"]
    assert record["rules"]["check-in"]["limit"] == 1


def test_all_are_shown_as_json(home: Home) -> None:
    assert home.run("playbooks", "--json").json[0]["name"] == "balanced"


def test_an_unknown_one_is_told_with_those_there_are(home: Home) -> None:
    answer = home.run("playbooks", "squeaky")
    assert answer.code == 2
    assert 'there is no playbook "squeaky"; there are balanced, card-and-call' in answer.err


def test_a_fault_in_ones_own_is_told_by_file_table_and_key(home: Home) -> None:
    (home.folder / "playbooks").mkdir()
    (home.folder / "playbooks" / "mine.toml").write_text(OWN + "[check-in]\nlimit = 9\n", encoding="utf-8")
    answer = home.run("check")
    assert answer.code == 2
    assert "playbooks/mine.toml: check-in.limit: must be a whole number from 1 to 3" in answer.err


def test_following_one_that_is_not_there_is_told(home: Home) -> None:
    home.config.write_text(CONFIG + '[follow_up]\nplaybook = "squeeky-wheel"\n', encoding="utf-8")
    answer = home.run("check")
    assert answer.code == 2
    assert 'there is no playbook "squeeky-wheel": did you mean "squeaky-wheel"?' in answer.err
