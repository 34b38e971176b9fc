"""The formats that scripts rely on: which keys an answer has, which words their values, and what cannot be read."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.recognise import Medium, RoundKind, Verdict
from daemon.trying import ANSWERS, answer

EVENT: dict[str, Any] = {
    "id": "e1",
    "me": {"name": "Robin Ashdown", "emails": ["robin@ashdown.example"]},
    "event": {
        "summary": "Interview with Tidewater Analytics: Data Engineer",
        "description": "We look forward to your interview.",
        "start": "2026-03-03T14:00:00+00:00",
        "end": "2026-03-03T15:00:00+00:00",
        "timezone": "Europe/London",
        "status": "confirmed",
        "organizer": {"name": "Nora Vale", "email": "nora.vale@tidewater.example"},
        "attendees": [{"name": "Robin Ashdown", "email": "robin@ashdown.example", "response": "accepted"}],
        "url": None,
    },
    "label": {"interview": False},
}
PROMISE: dict[str, Any] = {
    "id": "p1",
    "text": "We decide by Friday 13 March.",
    "locale": "en-GB",
    "spoken_at": "2026-03-03T15:00:00+00:00",
    "timezone": "Europe/London",
}
MAIL: dict[str, Any] = {
    "id": "m1",
    "locale": "en-GB",
    "me": EVENT["me"],
    "pursuit": {
        "company": "Tidewater Analytics",
        "role": "Data Engineer",
        "interviews": [
            {
                "start": "2026-03-03T14:00:00+00:00",
                "interviewers": [{"name": "Nora Vale", "email": "nora.vale@tidewater.example"}],
            }
        ],
        "recruiter": None,
    },
    "mail": {
        "from": "Nora Vale <nora.vale@tidewater.example>",
        "to": ["Robin Ashdown <robin@ashdown.example>"],
        "subject": "Your application as Data Engineer",
        "date": "2026-03-09T10:00:00+00:00",
        "text": "Dear Robin,\n\nunfortunately we have decided to go with another candidate.\n\nNora",
    },
}


def ask(what: str, record: object) -> dict[str, Any]:
    """The answer to a record."""
    reply: dict[str, Any] = json.loads(answer(what, json.dumps(record).encode()))
    return reply


def test_an_event_is_answered_with_the_promised_keys_and_words() -> None:
    reply = ask("events", EVENT)
    assert list(reply) == [
        "id",
        "verdict",
        "confidence",
        "company",
        "role",
        "round",
        "medium",
        "interviewers",
        "recruiter",
        "reasons",
    ]
    assert (reply["id"], reply["verdict"], reply["company"]) == ("e1", "interview", "Tidewater Analytics")
    assert reply["interviewers"] == [{"name": "Nora Vale", "email": "nora.vale@tidewater.example"}]
    assert 0 <= reply["confidence"] <= 1
    assert all(isinstance(reason, str) and reason for reason in reply["reasons"])


def test_the_words_are_those_that_are_promised() -> None:
    assert [*Verdict] == ["interview", "doubt", "no"]
    assert [*Medium] == ["video", "phone", "in-person", "unknown"]
    assert {*RoundKind} == {
        "recruiter-screen",
        "phone-screen",
        "technical",
        "take-home-review",
        "hiring-manager",
        "panel",
        "onsite",
        "final",
        "assessment",
        "meet-the-team",
        "unknown",
    }


def test_a_label_is_not_looked_at() -> None:
    assert ask("events", EVENT) == ask("events", {k: v for k, v in EVENT.items() if k != "label"})


def test_a_promise_is_answered_with_its_days() -> None:
    assert ask("promises", PROMISE) == {
        "id": "p1",
        "promise": True,
        "decide_by": "2026-03-13",
        "from": None,
        "permission_to_check": None,
    }


def test_a_text_that_promises_nothing_is_answered_so() -> None:
    reply = ask("promises", PROMISE | {"text": "It was lovely to meet you."})
    assert (reply["promise"], reply["decide_by"]) == (False, None)


def test_a_mail_is_answered_with_what_it_means() -> None:
    assert ask("mails", MAIL) == {
        "id": "m1",
        "about_application": True,
        "outcome": "rejection",
        "decision_by": None,
        "needs_reply": False,
        "proposed_times": [],
    }


@pytest.mark.parametrize("what", sorted(ANSWERS))
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"{", "not a line of JSON: Expecting property name enclosed in double quotes at character 2"),
        (b"[]", 'a line holds one JSON object with a text "id"'),
        (b"{}", 'a line holds one JSON object with a text "id"'),
        (b'{"id": 7}', 'a line holds one JSON object with a text "id"'),
        (b'"\xff"', "not UTF-8 text: invalid start byte at byte 2"),
        (b"[" * 100_000, "too many brackets"),
    ],
)
def test_what_is_no_record_is_said_in_a_sentence(what: str, line: bytes, expected: str) -> None:
    with pytest.raises(ValueError, match=re.escape(expected)):
        answer(what, line)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"me": None}, "“me” must be an object"),
        ({"event": []}, "“event” must be an object"),
        ({"event": EVENT["event"] | {"start": "soon"}}, "“start” must be a date"),
        ({"event": EVENT["event"] | {"start": "2026-03-03T14:00:00"}}, "“start” must have an offset"),
        ({"event": EVENT["event"] | {"attendees": ["Nora"]}}, "“attendees” must be a list of objects"),
        ({"event": EVENT["event"] | {"status": "perhaps"}}, "“status” must be confirmed, tentative or cancelled"),
    ],
)
def test_a_fault_in_an_event_names_its_key(change: dict[str, Any], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        ask("events", EVENT | change)


def test_a_file_with_a_byte_order_mark_is_read() -> None:
    assert json.loads(answer("mails", b"\xef\xbb\xbf" + json.dumps(MAIL).encode()))["id"] == "m1"


NAMES = sorted({*EVENT, *EVENT["event"], *PROMISE, *MAIL, *MAIL["pursuit"], *MAIL["mail"]} - {"id"})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=8,
)


@given(
    what=st.sampled_from(sorted(ANSWERS)),
    values=st.dictionaries(st.sampled_from(NAMES), JSON),
)
def test_any_record_is_answered_or_refused_with_a_sentence(what: str, values: dict[str, Any]) -> None:
    base = {"events": EVENT, "promises": PROMISE, "mails": MAIL}[what]
    # A value goes to every place that has its name, at the top and one level below.
    record = {name: values.get(name, value) for name, value in base.items()}
    for name in ("event", "mail", "pursuit"):
        if name in base:
            record[name] = {key: values.get(key, value) for key, value in base[name].items()}
    try:
        reply = ask(what, record)
    except ValueError as error:
        reply = {"id": base["id"], "fault": str(error)}
    assert reply["id"] == base["id"]
    assert "please report" not in reply.get("fault", "")
