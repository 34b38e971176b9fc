"""The CalDAV adapter when something goes wrong: each failure has a clear outcome and loses nothing."""

from __future__ import annotations

import gzip
from datetime import timedelta
from threading import Event

import pytest

from adapters.caldav import transport
from adapters.conformance.harness import WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import AuthRequired, Conflict, PortError, Rejected, Unavailable
from tests.adapters.caldav_desk import Desk, cursor_of, methods, uids
from tests.adapters.caldav_fake import HOME, SPACES, Fake, multistatus
from tests.adapters.caldav_proxy import Asked, Proxy, Reply

PERSONAL = f"{HOME}personal/"
OWN = "followupd"


PAGE = b"<!DOCTYPE html><html><body><h1>Welcome to the hotel</h1></body></html>"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><D:multistatus xmlns:D="DAV:">&a;</D:multistatus>'
WHOLE = multistatus([]).body

REPLIES = {
    "web page": Reply(status=200, headers={"Content-Type": "text/html"}, body=PAGE),
    "page in order": Reply(status=200, body=b"<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>"),
    "entities": Reply(status=207, body=BOMB),
    "part of an answer": Reply(status=207, body=WHOLE, cut=len(WHOLE) - 5),
    "XML that ends early": Reply(status=207, body=WHOLE[:-5]),
    "nothing": Reply(status=207),
    "deep": Reply(status=207, body=b'<D:multistatus xmlns:D="DAV:">' + b"<D:a>" * 5000),
    "packed nonsense": Reply(status=207, headers={"Content-Encoding": "gzip"}, body=b"\x1f\x8b nonsense"),
    "packed half": Reply(status=207, headers={"Content-Encoding": "gzip"}, body=gzip.compress(WHOLE)[:-8]),
    "break-off": Reply(broken=True),
    "failure": Reply(status=500),
    "refusal": Reply(status=403),
    "full": Reply(status=507),
    "too many": Reply(status=429, headers={"Retry-After": "90"}),
    "maintenance": Reply(status=503, headers={"Retry-After": "90"}),
    "elsewhere": Reply(status=302, headers={"Location": "https://portal.hotel.example/login"}),
    "circle": Reply(status=301, headers={"Location": "/"}),
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_an_answer_of_no_use_is_unavailable_and_loses_nothing(
    fake: Fake, proxy: Proxy, port: CalendarPort, reply: Reply
) -> None:
    written = port.put(sample_entry(), None)
    first = port.changes(None, WINDOW)
    fake.store("personal", "dinner.ics", simple("dinner").encode())
    before = {name: dict(items) for name, items in fake.calendars.items()}
    with proxy.answering(lambda _: reply):
        for call in (
            lambda: port.changes(first.cursor, WINDOW),
            lambda: port.changes(None, WINDOW),
            port.entries,
            lambda: port.put(sample_entry("new"), None),
            lambda: port.remove(written.ref, written.version),
        ):
            with pytest.raises(Unavailable) as caught:
                call()
            assert "localhost" in str(caught.value)
            assert caught.value.retry_after == (timedelta(seconds=90) if reply.headers.get("Retry-After") else None)
    assert fake.calendars == before
    assert uids(port.changes(first.cursor, WINDOW)) == ["dinner"]
    assert len(port.entries().entries) == 1


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_a_write_that_is_answered_so_can_be_repeated(
    fake: Fake, proxy: Proxy, port: CalendarPort, reply: Reply
) -> None:
    port.put(sample_entry("another"), None)

    def lose(asked: Asked) -> Reply | None:
        if asked.method != "PUT":
            return None
        fake(asked)
        return reply

    if reply.status >= 300 or reply.broken:
        with proxy.answering(lose), pytest.raises(PortError):
            port.put(sample_entry(), None)
    port.put(sample_entry(), None)
    assert len(port.entries().entries) == 2
    assert len(fake.calendars[OWN]) == 2


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Mon, 09 Mar 2026 08:05:00 GMT", timedelta(minutes=5)),
        ("Mon, 09 Mar 2026 07:00:00 GMT", None),
        ("99999999999999", timedelta(days=1)),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_read_in_seconds_and_by_the_servers_own_clock(
    proxy: Proxy, port: CalendarPort, told: str, wait: timedelta | None
) -> None:
    reply = Reply(status=503, headers={"Retry-After": told, "Date": "Mon, 09 Mar 2026 08:00:00 GMT"})
    with proxy.answering(lambda _: reply), pytest.raises(Unavailable) as caught:
        port.entries()
    assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    ("status", "condition", "error"),
    [
        (403, "C:valid-calendar-data", Rejected),
        (403, "C:max-resource-size", Rejected),
        (415, "", Rejected),
        (413, "", Rejected),
        (403, "C:no-uid-conflict", Conflict),
        (409, "C:no-uid-conflict", Conflict),
        (412, "", Conflict),
        (423, "", Conflict),
        (403, "D:need-privileges", Unavailable),
        (404, "", Unavailable),
        (507, "D:quota-not-exceeded", Unavailable),
        (401, "", AuthRequired),
    ],
)
def test_a_refused_write_is_told_as_what_it_means(
    fake: Fake, proxy: Proxy, port: CalendarPort, status: int, condition: str, error: type[PortError]
) -> None:
    port.put(sample_entry("another"), None)
    body = f"<D:error {SPACES}><{condition}/></D:error>".encode() if condition else b""
    refusal = Reply(status=status, body=body)
    with proxy.answering(lambda asked: refusal if asked.method == "PUT" else None), pytest.raises(error):
        port.put(sample_entry(), None)
    port.put(sample_entry(), None)
    assert len(fake.calendars[OWN]) == 2


def test_one_calendar_in_trouble_does_not_hide_the_other(fake: Fake, proxy: Proxy, port: CalendarPort) -> None:
    fake.calendars["work"] = {}
    fake.store("work", "stand-up.ics", simple("stand-up").encode())
    cursor = port.changes(None, WINDOW).cursor
    fake.store("work", "retrospective.ics", simple("retrospective").encode())
    fake.store("personal", "dinner.ics", simple("dinner").encode())
    with proxy.answering(lambda asked: Reply(status=500) if asked.path == PERSONAL else None):
        partial = port.changes(cursor, WINDOW)
    assert (uids(partial), partial.gone, partial.complete) == (["retrospective"], (), False)
    assert uids(port.changes(partial.cursor, WINDOW)) == ["dinner"]


def test_a_connection_that_was_closed_while_it_lay_idle_is_opened_again(
    proxy: Proxy, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor = cursor_of(port)
    answers = iter([Reply(broken=True)])
    with proxy.answering(lambda _: next(answers, None)), proxy.counting() as asked:
        assert port.changes(cursor, WINDOW).complete
    assert methods(asked) == ["REPORT", "REPORT"]
    monkeypatch.setattr(transport, "IDLE", -1.0)
    assert port.changes(cursor, WINDOW).complete


def test_a_server_that_does_not_answer_is_left_in_time(
    fake: Fake, proxy: Proxy, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor = port.changes(None, WINDOW).cursor
    waiting = Event()

    def hang(asked: Asked) -> Reply | None:
        waiting.wait(20)
        return fake(asked)

    with proxy.answering(hang):
        monkeypatch.setattr(transport, "PATIENCE", 0.2)
        with pytest.raises(Unavailable, match="too long"):
            port.changes(cursor, WINDOW)
        monkeypatch.undo()
        monkeypatch.setattr(transport, "TIMEOUT", 0.2)
        with pytest.raises(Unavailable, match="too long"):
            port.put(sample_entry(), None)
        waiting.set()
    assert port.changes(cursor, WINDOW).complete


def test_a_server_that_drips_is_left_in_time(port: CalendarPort, monkeypatch: pytest.MonkeyPatch) -> None:
    cursor = port.changes(None, WINDOW).cursor
    monkeypatch.setattr(transport, "LONGEST_ANSWER", -1.0)
    with pytest.raises(Unavailable, match="too long"):
        port.changes(cursor, WINDOW)


def test_an_answer_without_end_is_not_kept(proxy: Proxy, port: CalendarPort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 1000)
    large = Reply(status=207, headers={"Content-Encoding": "gzip"}, body=gzip.compress(b" " * 1_000_000))
    with proxy.answering(lambda _: large), pytest.raises(Unavailable):
        port.changes(None, WINDOW)


def test_a_login_that_dies_in_the_middle_is_told_and_a_new_password_counts_at_once(
    fake: Fake, proxy: Proxy, desk: Desk
) -> None:
    port = desk.connect()
    cursor = port.changes(None, WINDOW).cursor
    fake.store("personal", "dinner.ics", simple("dinner").encode())

    def refuse(asked: Asked) -> Reply | None:
        return None if asked.password == "renewed" else Reply(status=401)

    with proxy.answering(refuse):
        with pytest.raises(AuthRequired) as caught:
            port.changes(cursor, WINDOW)
        assert "hunter2" not in str(caught.value)
        with proxy.counting() as asked, pytest.raises(AuthRequired):
            port.changes(cursor, WINDOW)
        assert len(asked) == 1
        desk.password.write_text("renewed\n", encoding="utf-8")
        assert uids(port.changes(cursor, WINDOW)) == ["dinner"]
