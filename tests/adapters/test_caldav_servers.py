"""The CalDAV adapter on servers that can do less than others, and how much it asks of those that can do more."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.caldav import transport
from adapters.conformance.harness import WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import LONG_TEXT, event, simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import Conflict, CursorExpired, NotFound, Unavailable
from daemon.ports.records import Window
from tests.adapters.caldav_desk import Desk, cursor_of, methods, uids
from tests.adapters.caldav_fake import HOME, Fake
from tests.adapters.caldav_proxy import Asked, Proxy, Reply

PERSONAL = f"{HOME}personal/"
OWN = "followupd"


# How much is asked


def kinds(asked: list[Asked]) -> list[str]:
    """What some requests ask for."""
    found = [re.search(rb"<[CD]:(propfind|sync-collection|calendar-\w+|mkcalendar)", each.body) for each in asked]
    return [match[1].decode() if match else "" for match in found]


def test_ten_thousand_events_are_one_query(fake: Fake, proxy: Proxy, port: CalendarPort) -> None:
    for number in range(10_000):
        fake.store("personal", f"{number}.ics", simple(f"event-{number}").encode())
    with proxy.counting() as asked:
        first = port.changes(None, WINDOW)
    assert len(first.items) == 10_001
    assert first.complete
    assert kinds([each for each in asked if each.path == PERSONAL]) == ["calendar-query"]
    with proxy.counting() as asked:
        second = port.changes(first.cursor, WINDOW)
    assert (second.items, second.gone, second.complete) == ((), (), True)
    assert kinds(asked) == ["propfind", "calendar-query"]
    assert not any(b"calendar-data" in each.body for each in asked)
    with proxy.counting() as asked:
        again = port.changes(second.cursor, WINDOW)
    assert (again.items, again.gone, again.complete) == ((), (), True)
    assert [each.path for each in asked] == [PERSONAL]
    assert kinds(asked) == ["sync-collection"]


def test_what_changes_before_changes_count_from_a_token_is_noticed(fake: Fake, port: CalendarPort) -> None:
    fake.store("personal", "dinner.ics", simple("dinner").encode())
    fake.store("personal", "brunch.ics", simple("brunch").encode())
    first = port.changes(None, WINDOW)
    fake.delete("personal", "lunch.ics")
    fake.store("personal", "dinner.ics", simple("dinner", "Late dinner").encode())
    fake.store("personal", "supper.ics", simple("supper").encode())
    second = port.changes(first.cursor, WINDOW)
    assert (uids(second), second.gone) == (["dinner", "supper"], ("personal/lunch.ics",))
    third = port.changes(second.cursor, WINDOW)
    assert (third.items, third.gone) == ((), ())


def test_a_thousand_changes_are_fetched_in_bounded_batches(fake: Fake, proxy: Proxy, port: CalendarPort) -> None:
    cursor = cursor_of(port)
    for number in range(1000):
        fake.store("personal", f"{number}.ics", simple(f"event-{number}").encode())
    with proxy.counting() as asked:
        assert len(port.changes(cursor, WINDOW).items) == 1000
    assert len(asked) == 1 + 1000 // 100
    assert max(len(each.body) for each in asked) < 16 * 1024


def test_an_event_of_a_megabyte_is_read_and_does_not_hide_the_others(fake: Fake, port: CalendarPort) -> None:
    text = event("large", "DTSTART:20260312T140000Z", "SUMMARY:Large", f"DESCRIPTION:{LONG_TEXT[:80] * 14_000}")
    assert len(text) > 1024 * 1024
    fake.store("personal", "large.ics", text.encode())
    assert uids(port.changes(None, WINDOW)) == ["large", "lunch"]


def test_our_own_calendar_costs_one_request_while_nothing_changes(proxy: Proxy, port: CalendarPort) -> None:
    port.put(sample_entry(), None)
    port.entries()
    with proxy.counting() as asked:
        assert len(port.entries().entries) == 1
    assert methods(asked) == ["REPORT"]


# What servers cannot do


@pytest.mark.parametrize("syncs", [True, False])
def test_changes_and_deletions_are_noticed_with_and_without_tokens(
    fake: Fake, proxy: Proxy, port: CalendarPort, syncs: bool
) -> None:
    fake.syncs = syncs
    fake.store("personal", "dinner.ics", simple("dinner").encode())
    cursor = cursor_of(port)
    fake.delete("personal", "lunch.ics")
    fake.store("personal", "dinner.ics", simple("dinner", "Late dinner").encode())
    with proxy.counting() as asked:
        changes = port.changes(cursor, WINDOW)
    assert (uids(changes), changes.gone, changes.complete) == (["dinner"], ("personal/lunch.ics",), True)
    assert kinds(asked) == ["sync-collection" if syncs else "calendar-query", "calendar-multiget"]


def test_an_expired_token_costs_a_listing_and_deletions_are_noticed(
    fake: Fake, proxy: Proxy, port: CalendarPort
) -> None:
    fake.store("personal", "dinner.ics", simple("dinner").encode())
    cursor = cursor_of(port)
    fake.delete("personal", "lunch.ics")
    fake.store("personal", "brunch.ics", simple("brunch").encode())
    fake.forgotten = len(fake.history)
    with proxy.counting() as asked:
        changes = port.changes(cursor, WINDOW)
    assert (uids(changes), changes.gone, changes.complete) == (["brunch"], ("personal/lunch.ics",), True)
    assert kinds(asked) == ["sync-collection", "propfind", "calendar-query", "calendar-multiget"]
    assert b"calendar-data" not in asked[2].body
    with proxy.counting() as asked:
        assert port.changes(changes.cursor, WINDOW).items == ()
    assert kinds(asked) == ["sync-collection"]


def test_a_server_that_gives_tokens_and_knows_no_use_for_them_is_not_asked_again(
    proxy: Proxy, port: CalendarPort
) -> None:
    cursor = cursor_of(port)
    with proxy.answering(lambda asked: Reply(status=501) if b"sync-collection" in asked.body else None):
        cursor = port.changes(cursor, WINDOW).cursor
        with proxy.counting() as asked:
            assert port.changes(cursor, WINDOW).complete
    assert kinds(asked) == ["calendar-query"]


def test_changes_that_come_in_pages_are_all_read(fake: Fake, port: CalendarPort) -> None:
    cursor = cursor_of(port)
    fake.page = 3
    for number in range(10):
        fake.store("personal", f"{number}.ics", simple(f"event-{number}").encode())
    assert len(port.changes(cursor, WINDOW).items) == 10


@pytest.mark.parametrize("answer", ["part", "refusal"])
def test_what_a_query_does_not_give_is_fetched_in_batches(
    fake: Fake, proxy: Proxy, port: CalendarPort, answer: str
) -> None:
    for number in range(20):
        fake.store("personal", f"{number}.ics", simple(f"event-{number}").encode())
    fake.room = 5

    def refuse(asked: Asked) -> Reply | None:
        return Reply(status=403) if answer == "refusal" and b"calendar-query" in asked.body else None

    with proxy.answering(refuse):
        changes = port.changes(None, WINDOW)
    assert (len(changes.items), changes.complete) == (21, True)


def test_an_item_that_is_not_given_out_is_asked_for_again(fake: Fake, port: CalendarPort) -> None:
    fake.withheld.add("lunch.ics")
    fake.store("personal", "dinner.ics", simple("dinner").encode())
    first = port.changes(None, WINDOW)
    assert (uids(first), first.complete, first.problems[0].ref) == (["dinner"], False, "personal/lunch.ics")
    second = port.changes(first.cursor, WINDOW)
    assert (uids(second), second.complete) == ([], False)
    fake.withheld.clear()
    third = port.changes(second.cursor, WINDOW)
    assert (uids(third), third.complete) == (["lunch"], True)


@pytest.mark.parametrize("etag", ['"{}"', 'W/"{}"'])
@pytest.mark.parametrize("minds", [True, False])
@pytest.mark.parametrize("tells", [True, False])
def test_entries_are_written_once_whatever_a_server_says_of_versions(
    fake: Fake, desk: Desk, etag: str, minds: bool, tells: bool
) -> None:
    fake.etag, fake.minds_conditions, fake.tells_etag_of_writes = etag, minds, tells
    one, other = desk.connect(), desk.connect()
    written = one.put(sample_entry(), None)
    assert other.put(sample_entry(), None) == written
    with pytest.raises(Conflict):
        other.put(sample_entry(summary="Other"), None)
    second = one.put(sample_entry(summary="Second"), written.version)
    with pytest.raises(Conflict):
        other.put(sample_entry(summary="Third"), written.version)
    with pytest.raises(Conflict):
        other.remove(written.ref, written.version)
    (found,) = other.entries().entries
    assert (found.entry.summary, found.version) == ("Second", second.version)
    other.remove(found.ref, found.version)
    assert fake.calendars[OWN] == {}
    with pytest.raises(NotFound):
        one.remove(found.ref, found.version)


def test_an_item_in_the_way_is_not_overwritten_where_conditions_are_ignored(fake: Fake, port: CalendarPort) -> None:
    fake.minds_conditions = False
    port.put(sample_entry("another"), None)
    fake.store(OWN, "followupd-thanks-4f2a.ics", simple("theirs").encode())
    with pytest.raises(Conflict):
        port.put(sample_entry(), None)
    assert fake.calendars[OWN]["followupd-thanks-4f2a.ics"] == simple("theirs").encode()


def test_writes_carry_conditions_and_addresses_made_from_the_key(proxy: Proxy, port: CalendarPort) -> None:
    with proxy.counting() as asked:
        written = port.put(sample_entry(), None)
        written = port.put(sample_entry(summary="Second"), written.version)
        port.remove(written.ref, written.version)
    made, replaced, removed = [each for each in asked if each.method in {"PUT", "DELETE"}]
    assert made.path == replaced.path == removed.path == f"{HOME}{OWN}/followupd-thanks-4f2a.ics"
    assert made.headers["if-none-match"] == "*"
    assert re.fullmatch('"[0-9a-f]+"', replaced.headers["if-match"])
    assert removed.headers["if-match"] == written.version
    assert b"SEQUENCE" not in made.body + replaced.body
    assert b"UID:followupd-thanks-4f2a\r\n" in made.body


def test_somebody_else_in_the_meantime_is_a_conflict(fake: Fake, proxy: Proxy, port: CalendarPort) -> None:
    written = port.put(sample_entry(), None)
    name = f"{OWN}/followupd-thanks-4f2a.ics"

    def interfere(asked: Asked) -> None:
        if asked.method == "PUT":
            fake.store(OWN, "followupd-thanks-4f2a.ics", fake.calendars[OWN]["followupd-thanks-4f2a.ics"] + b"\r\n")

    with proxy.answering(interfere), pytest.raises(Conflict):
        port.put(sample_entry(summary="Second"), written.version)
    assert b"Second" not in fake.calendars[OWN][name.partition("/")[2]]


# Which calendars


def test_only_the_calendars_that_were_named_are_read(fake: Fake, desk: Desk) -> None:
    fake.calendars["c-17"] = {}
    fake.names["c-17"] = "At work"
    fake.store("c-17", "stand-up.ics", simple("stand-up").encode())
    for name in ("At work", "c-17"):
        (item,) = desk.connect(calendars=(name,)).changes(None, WINDOW).items
        assert (item.ref, item.events[0].calendar) == ("c-17/stand-up.ics", "At work")


def test_a_named_calendar_that_is_missing_makes_the_read_incomplete(desk: Desk) -> None:
    changes = desk.connect(calendars=("personal", "wrok")).changes(None, WINDOW)
    assert (uids(changes), changes.complete) == (["lunch"], False)
    assert "wrok" in changes.problems[0].message


def test_the_address_of_a_single_calendar_keeps_to_it(fake: Fake, proxy: Proxy, desk: Desk) -> None:
    fake.calendars["work"] = {}
    fake.store("work", "stand-up.ics", simple("stand-up").encode())
    port = desk.connect(url=f"{proxy.url[:-1]}{PERSONAL}")
    kind = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"

    def describe(asked: Asked) -> Reply | None:
        if asked.path != PERSONAL or b"current-user-principal" not in asked.body:
            return None
        reply = fake(asked)
        assert reply is not None
        return replace(reply, body=reply.body.replace(b"<D:prop>", b"<D:prop>" + kind.encode()))

    with proxy.answering(describe):
        assert uids(port.changes(None, WINDOW)) == ["lunch"]
    port.put(sample_entry(), None)
    assert list(fake.calendars[OWN]) == ["followupd-thanks-4f2a.ics"]


def test_a_new_calendar_is_found_the_next_day_and_a_removed_one_is_gone(
    fake: Fake, proxy: Proxy, port: CalendarPort
) -> None:
    days = ["Mon, 09 Mar 2026 08:00:00 GMT"]

    def dated(asked: Asked) -> Reply | None:
        reply = fake(asked)
        return replace(reply, headers={**reply.headers, "Date": days[-1]}) if reply else None

    with proxy.answering(dated):
        cursor = cursor_of(port)
        fake.calendars["new"] = {}
        fake.store("new", "choir.ics", simple("choir").encode())
        del fake.calendars["personal"]["lunch.ics"]  # and the server forgets to tell
        assert port.changes(cursor, WINDOW).items == ()
        days.append("Tue, 10 Mar 2026 08:00:00 GMT")
        cursor = port.changes(cursor, WINDOW).cursor
        changes = port.changes(cursor, WINDOW)
        assert (uids(changes), changes.gone) == (["choir"], ("personal/lunch.ics",))
        del fake.calendars["new"]
        gone = [port.changes(changes.cursor, WINDOW)]
        gone.append(port.changes(gone[0].cursor, WINDOW))
    assert (gone[0].gone, gone[0].complete) == ((), False)
    assert (gone[1].gone, gone[1].complete) == (("new/choir.ics",), True)


def test_a_removed_follow_up_calendar_is_empty_and_made_again(fake: Fake, port: CalendarPort) -> None:
    port.put(sample_entry(), None)
    del fake.calendars[OWN]
    found = port.entries()
    assert (found.entries, found.complete) == ((), True)
    port.put(sample_entry("another"), None)
    assert list(fake.calendars[OWN]) == ["followupd-another.ics"]
    assert fake.names[OWN] == "Follow-up"


def test_a_calendar_that_cannot_be_made_can_be_named(fake: Fake, desk: Desk) -> None:
    fake.makes_calendars = False
    with pytest.raises(Unavailable, match="follow_up"):
        desk.connect().put(sample_entry(), None)
    port = desk.connect(follow_up="personal", calendars=("personal",))
    written = port.put(sample_entry(), None)
    assert written.ref.startswith("personal/")
    first = port.changes(None, WINDOW)
    assert uids(first) == ["lunch"]
    assert len(port.entries().entries) == 1
    port.remove(written.ref, written.version)
    assert port.changes(first.cursor, WINDOW).gone == ()


def test_an_entry_that_somebody_was_invited_to_is_left_alone(fake: Fake, proxy: Proxy, port: CalendarPort) -> None:
    port.put(sample_entry(), None)
    name = "followupd-thanks-4f2a.ics"
    invited = fake.calendars[OWN][name].replace(b"SUMMARY", b"ATTENDEE:mailto:ann@team.example\r\nSUMMARY", 1)
    fake.store(OWN, name, invited)
    (found,) = port.entries().entries
    with proxy.counting() as asked, pytest.raises(Conflict):
        port.put(sample_entry(summary="New"), found.version)
    with pytest.raises(Conflict):
        port.remove(found.ref, found.version)
    assert {"PUT", "DELETE"}.isdisjoint(methods(asked))
    assert fake.calendars[OWN][name] == invited


def test_a_cursor_is_good_for_its_window_and_settings_only(desk: Desk) -> None:
    cursor = desk.connect().changes(None, WINDOW).cursor
    with pytest.raises(CursorExpired):
        desk.connect().changes(cursor, Window(start=WINDOW.start, end=WINDOW.end + timedelta(days=1)))
    with pytest.raises(CursorExpired):
        desk.connect(calendars=("personal",)).changes(cursor, WINDOW)


def test_answers_from_other_machines_may_be_packed(
    fake: Fake, proxy: Proxy, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LOCAL", frozenset())

    def pack(asked: Asked) -> Reply | None:
        reply = fake(asked)
        assert asked.headers["accept-encoding"] == "gzip"
        return reply and replace(reply, headers={"Content-Encoding": "gzip"}, body=gzip.compress(reply.body))

    fake.store("personal", "dinner.ics", simple("dinner").encode())
    with proxy.answering(pack):
        assert uids(port.changes(None, WINDOW)) == ["dinner", "lunch"]
