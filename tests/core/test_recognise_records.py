"""The JSON shape in which scripts give events and get judgements."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from daemon.core.recognise import recognise
from daemon.core.recognise.markup import plain_text
from daemon.core.recognise.records import event_from_record, judgement_to_record

RECORD: Mapping[str, object] = {
    "id": "r1",
    "me": {"name": "Rowan Tindall", "emails": ["Rowan@Post.example"]},
    "event": {
        "summary": "Phone interview with Larkspur Foods",
        "description": "<p>Hello Rowan,</p><p>Ada will call you.</p>",
        "location": "",
        "start": "2026-03-02T10:00:00+00:00",
        "end": "2026-03-02T10:30:00+00:00",
        "timezone": "Europe/London",
        "status": "confirmed",
        "organizer": None,
        "attendees": [{"name": None, "email": "rowan@post.example", "self": True, "response": "accepted"}],
        "url": None,
    },
    "label": {"ignored": True},
}


def with_event(**changes: object) -> dict[str, object]:
    event = RECORD["event"]
    assert isinstance(event, dict)
    return {**RECORD, "event": {**event, **changes}}


def test_a_record_is_judged_and_written_in_the_promised_shape() -> None:
    record = judgement_to_record("r1", recognise(*event_from_record(RECORD)))
    assert json.loads(json.dumps(record)) == record
    assert list(record) == [
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
    assert (record["id"], record["verdict"], record["medium"]) == ("r1", "interview", "phone")


def test_all_day_events_have_dates() -> None:
    event, _ = event_from_record(with_event(start="2026-03-02", end="2026-03-03"))
    assert event.all_day


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"start": "yesterday"}, "start"),
        ({"end": "2026-03-02T10:00:00"}, "end"),
        ({"status": "perhaps"}, "status"),
        ({"attendees": "all"}, "attendees"),
        ({"attendees": [1]}, "attendees"),
        ({"organizer": "me"}, "organizer"),
        ({"summary": 3}, "summary"),
    ],
)
def test_a_bad_record_is_refused_with_the_key_in_the_sentence(changes: dict[str, object], key: str) -> None:
    with pytest.raises(ValueError, match=key):
        event_from_record(with_event(**changes))


def test_a_record_without_an_event_is_refused() -> None:
    with pytest.raises(ValueError, match="event"):
        event_from_record({"id": "r1", "me": {"name": "A", "emails": []}})


def test_markup_is_read_as_text_with_its_links() -> None:
    html = '<style>p{}</style><p>One<br/>two</p><ul><li><a href="https://a.example/x">here</a></li></ul>'
    assert plain_text(html) == "One\ntwo\nhttps://a.example/x here"
