"""check, plan, status and why: what they tell, and that they leave no trace."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from tests.cli.home import AFTER, INTERVIEW, WEEK_LATER, Home

LOOKING = [("check",), ("plan",), ("plan", "--at", "2026-03-06T09:00"), ("status",), ("why", "Tidewater")]


class TestLeavingNoTrace:
    @pytest.mark.parametrize("command", LOOKING, ids=" ".join)
    def test_looking_makes_nothing_where_there_is_nothing(self, home: Home, command: tuple[str, ...]) -> None:
        home.add_interview()
        before = home.snapshot()
        home.run(*command)
        assert home.snapshot() == before
        assert not home.state.exists()

    @pytest.mark.parametrize("command", LOOKING, ids=" ".join)
    def test_looking_changes_nothing_that_stands(self, home: Home, command: tuple[str, ...]) -> None:
        home.add_interview()
        home.run("once")
        before = home.snapshot()
        home.run(*command, now=WEEK_LATER)
        assert home.snapshot() == before

    def test_looking_sees_what_the_service_has_not_yet_put_into_its_main_file(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        writer = sqlite3.connect(home.state / "journal.sqlite")
        writer.execute("DELETE FROM item")
        writer.commit()
        assert home.run("status", "--json").json["items"] == []
        writer.close()


class TestPlan:
    def test_what_would_be_written_is_told_with_its_reason(self, home: Home) -> None:
        home.add_interview()
        answer = home.run("plan")
        assert answer.code == 0
        assert "Tidewater Analytics, Data Engineer" in answer.out
        assert "write entry: Thank Nora Vale (Tidewater Analytics)" in answer.out
        assert "to Nora Vale <nora.vale@tidewater.example>" in answer.out
        assert "why: A short note to each person" in answer.out

    def test_another_time_shows_what_would_be_done_then(self, home: Home) -> None:
        home.add_interview()
        early = home.run("plan", "--at", "2026-03-01T09:00", "--json").json
        assert {action["kind"] for action in early["actions"]} == {"ask-before-leaving", "take-stock"}
        assert "thank-you" in {action["kind"] for action in home.run("plan", "--json", now=AFTER).json["actions"]}

    def test_another_time_is_in_the_person_s_zone_unless_it_has_its_own(self, home: Home) -> None:
        at = [
            home.run("plan", "--json", "--at", time).json["at"]
            for time in ("2026-07-01T09:00", "2026-07-01T10:00+02:00")
        ]
        assert at == ["2026-07-01T08:00:00+00:00", "2026-07-01T08:00:00+00:00"]

    @pytest.mark.parametrize("time", ["tomorrow", "", "2026-13-01", "0001-01-01", "9999-12-31T23:59"])
    def test_what_is_no_time_is_said_with_an_example(self, home: Home, time: str) -> None:
        answer = home.run("plan", "--at", time)
        assert answer.code == 2
        assert "--at" in answer.err
        assert "2026-03-06T09:00" in answer.err or "name a year" in answer.err

    def test_a_time_before_the_last_pass_is_explained(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        answer = home.run("plan", "--at", "2026-03-01T09:00")
        assert "The last pass was later, Tue 03 Mar 2026, 18:00" in answer.err

    def test_nothing_to_do_is_said(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        assert "Nothing to do: everything stands as it should." in home.run("plan").out

    def test_machines_get_the_full_texts(self, home: Home) -> None:
        home.add_interview()
        actions = home.run("plan", "--json").json["actions"]
        (draft,) = (action for action in actions if action["form"] == "draft")
        assert draft["to"] == ["nora.vale@tidewater.example"]
        assert "Dear Nora" in draft["body"] or "Nora" in draft["body"]
        assert all(action["description"] for action in actions if action["form"] == "entry")


class TestStatus:
    def test_before_the_first_pass_it_says_how_to_begin(self, home: Home) -> None:
        home.add_interview()
        answer = home.run("status")
        assert answer.code == 0
        assert "No pass was made yet, so nothing was written. To make one: followupd once" in answer.out
        assert "The next pass will change" in answer.out

    def test_without_interviews_it_says_how_to_find_out_why(self, home: Home) -> None:
        assert "No job interviews were found" in home.run("status").out

    def test_afterwards_it_tells_when_somebody_looked_what_waits_and_what_comes_next(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        answer = home.run("status", now=AFTER + timedelta(hours=1))
        assert "Last pass: Tue 03 Mar 2026, 18:00, 1 hour ago." in answer.out
        assert "Tidewater Analytics, Data Engineer: waiting for an answer" in answer.out
        assert "next: Wed 04 Mar 09:00  Thank Nora Vale (Tidewater Analytics)" in answer.out
        assert "Drafts that wait for you" in answer.out

    def test_a_pass_that_is_long_ago_makes_it_ask_for_the_service(self, home: Home) -> None:
        home.run("once")
        answer = home.run("status", now=AFTER + timedelta(hours=5))
        assert "5 hours ago" in answer.out
        assert "systemctl --user status followupd" in answer.out

    def test_what_the_person_deleted_is_told_as_left(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        next(iter(home.entries.glob("*take-stock*"))).unlink()
        home.run("once")
        assert "Left as you left it: 1 deleted by you." in home.run("status").out

    def test_machines_get_every_item_with_its_state(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        record = home.run("status", "--json").json
        assert record["last_pass"] == "2026-03-03T18:00:00+00:00"
        assert {item["state"] for item in record["items"]} == {"standing"}
        assert len(record["items"]) == len(list(home.entries.glob("*.ics"))) + len(home.drafts())


class TestWhy:
    def test_an_interview_is_explained_with_signs_details_and_steps(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        answer = home.run("why", "tidewater")
        assert answer.code == 0
        assert "is a job interview" in answer.out
        assert "    + " in answer.out
        assert "company Tidewater Analytics (from the title)" in answer.out
        assert "entry: Thank Nora Vale (Tidewater Analytics) (written)" in answer.out
        assert "Rule: thank-you in playbook balanced." in answer.out
        assert "About: your interview at Tidewater Analytics on Tuesday 3 March" in answer.out

    def test_the_date_from_which_a_step_counts_is_told(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        answer = home.run("why", "Tidewater", "--at", "2026-03-09T12:00")
        assert "Why now: they said" in answer.out
        assert "Friday 6 March" in answer.out

    def test_an_interview_from_before_the_first_pass_says_why_nothing_follows(self, home: Home) -> None:
        home.add_interview()
        answer = home.run("why", "Tidewater", now=AFTER + timedelta(days=20))
        assert "Nothing follows from it: the first pass looked back to Wed 18 Mar 2026" in answer.out

    def test_what_is_no_interview_is_explained_too(self, home: Home) -> None:
        home.add_interview("Mock interview with Bo")
        answer = home.run("why", "mock")
        assert "is not a job interview" in answer.out
        assert "practice or preparation" in answer.out

    def test_a_day_shows_what_is_on_it(self, home: Home) -> None:
        home.add_interview()
        assert "Tidewater" in home.run("why", "2026-03-03").out
        assert home.run("why", "2026-03-02").code == 1

    def test_an_entry_of_ours_is_found_by_its_own_title_and_day(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        for what in ("Thank Nora", "2026-03-04"):
            assert "is a job interview" in home.run("why", what).out

    def test_what_the_person_typed_into_an_entry_counts(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        entry = next(iter(home.entries.glob("*take-stock*")))
        entry.write_text(entry.read_text("utf-8").replace("SUMMARY:", "SUMMARY:#no "), encoding="utf-8", newline="")
        home.run("once")
        assert (
            "“Interview with Tidewater Analytics: Data Engineer” is not a job interview"
            in home.run("why", "Tidewater").out
        )

    def test_what_matches_nothing_is_said_with_where_was_looked(self, home: Home) -> None:
        answer = home.run("why", "nowhere")
        assert answer.code == 1
        assert "Nothing in your calendar matches “nowhere”" in answer.out
        assert "--at" in answer.out

    def test_machines_get_the_verdict_and_the_steps(self, home: Home) -> None:
        home.add_interview()
        (record,) = home.run("why", "Tidewater", "--json").json
        assert record["verdict"] == "interview"
        assert record["event"]["start"] == INTERVIEW.isoformat()
        assert all(step["reasons"] and step["state"] is None for step in record["steps"])


class TestCheck:
    def test_all_is_well(self, home: Home) -> None:
        home.add_interview()
        answer = home.run("check")
        assert answer.code == 0
        assert "wrong" not in answer.out
        assert "account home (vdir: calendar): works; 1 event, 1 of them job interviews" in answer.out
        assert "account mail (maildir: drafts, inbox): works" in answer.out
        assert "entries go to the calendar “Follow-up” of home, drafts to mail" in answer.out

    def test_a_drafts_folder_that_cannot_be_found_is_told_with_what_to_write(self, home: Home) -> None:
        home.config.write_text(home.config.read_text("utf-8").replace('drafts = "Drafts"\n', ""), encoding="utf-8")
        answer = home.run("check")
        assert answer.code == 1
        assert "wrong  account mail: drafts: no drafts folder" in answer.out
        assert 'drafts = "Drafts"' in answer.out

    def test_a_calendar_folder_that_is_not_there_is_told(self, home: Home) -> None:
        home.config.write_text(home.config.read_text("utf-8").replace('"calendars"', '"elsewhere"'), encoding="utf-8")
        answer = home.run("check")
        assert answer.code == 1
        assert "wrong  account home:" in answer.out
        assert "elsewhere" in answer.out

    def test_a_broken_item_is_named_and_the_rest_is_read(self, home: Home) -> None:
        home.add_interview()
        (home.calendar / "broken.ics").write_text("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:nonsense\r\n")
        answer = home.run("check")
        assert answer.code == 1
        assert "broken.ics" in answer.out

    def test_a_state_folder_that_others_can_look_into_is_told_with_the_command_that_mends_it(self, home: Home) -> None:
        home.run("once")
        home.state.chmod(0o755)
        answer = home.run("check")
        assert answer.code == 1
        assert f"chmod 700 {home.state}" in answer.out

    def test_a_state_folder_that_cannot_be_made_is_told(self, home: Home) -> None:
        file = home.folder / "file"
        file.write_text("in the way", encoding="utf-8")
        home.state = file / "state"
        answer = home.run("check")
        assert answer.code == 1
        assert f"wrong  state {home.state}: cannot be made, because {file}" in answer.out

    def test_what_is_not_set_and_would_matter_is_a_note_and_no_trouble(self, home: Home) -> None:
        config = (
            home.config.read_text("utf-8").replace('country = "GB-ENG"\n', "").replace('phone = "07700 900123"\n', "")
        )
        home.config.write_text(config, encoding="utf-8")
        answer = home.run("check")
        assert answer.code == 0
        assert "note   person.country is not set" in answer.out
        assert "note   person.phone is not set" in answer.out

    def test_without_an_account_for_drafts_it_says_that_none_are_written(self, home: Home) -> None:
        config, _, _ = home.config.read_text("utf-8").partition("[accounts.mail]")
        home.config.write_text(config, encoding="utf-8")
        assert "note   no account takes drafts" in home.run("check").out

    def test_a_configuration_that_others_can_read_is_fine(self, home: Home) -> None:
        home.config.chmod(0o644)
        assert home.run("check").code == 0

    def test_machines_get_levels(self, home: Home) -> None:
        findings = home.run("check", "--json").json
        assert {finding["level"] for finding in findings} == {"ok"}
