"""Reads 10,000 events from a fake Google on loopback: what Google's client library alone needs to page through them,
and what the adapter needs beside it, in time and pages; then what the service holds when it has nothing to do.

Paging is done as the library's own reference shows it. Both are done a few times in turns, and the fastest counts;
time is the processor's, of client and server, so that no neighbour is measured.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import httplib2
from googleapiclient.discovery import build

from adapters.conformance import make_setup
from adapters.conformance.harness import Gap
from adapters.google import ADAPTER
from daemon.ports.errors import Unsupported
from tests.adapters.google_harness import options, sign_in
from tests.adapters.google_import import imported
from tests.bench import start
from tests.bench.calendars import WINDOW, make_calendars
from tests.fakes.google.calendar import CalendarApi, Resource
from tests.fakes.google.calendar_times import normal
from tests.fakes.google.gmail import GmailApi
from tests.fakes.google.server import TOKEN, GoogleServer

COUNT = 10_000
RUNS = 7
OWNER = "sam@person.example"


def measure() -> None:
    """Fill the fake, read from it, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        api = CalendarApi(OWNER, "Europe/Berlin")
        fill(api, folder)
        server = GoogleServer(api)
        sign_in(folder / "state")
        connection = ADAPTER.open(make_setup(folder / "state", options(server)))
        with server.counting() as asked:
            changes = connection.calendar.changes(None, WINDOW)
        assert changes.complete
        pages = sum("/events" in each.path for each in asked)
        plain, first = _fastest(lambda: page_through(server), lambda: connection.calendar.changes(None, WINDOW))
        _print("google-api-python-client, all pages", plain, plain)
        _print(f"followupd google, first read ({pages} p.)", first, plain)
        (again,) = _fastest(lambda: connection.calendar.changes(changes.cursor, WINDOW))
        _print("followupd google, nothing changed", again, plain)
        connection.close()
        server.close()
    _measure_idle()


def _measure_idle() -> None:
    """The service with calendar, drafts and mail at Google, after it has read all of these events."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        api = CalendarApi(OWNER, "Europe/Berlin")
        fill(api, folder)
        server = GoogleServer(api, GmailApi())
        sign_in(folder / "state" / "google")
        settings = "".join(f'{key} = "{value}"\n' for key, value in options(server).items())
        text = f'{start.PERSON}[accounts.google]\nadapter = "google"\n{settings}'
        (folder / "config.toml").write_text(text, encoding="utf-8")
        memory = max(start.run(folder)[1] for _ in range(2))
        assert len(server.asked) > 10
        server.close()
    sys.stdout.write(f"{'idle at Google, resident memory':42}{memory:8.1f} MB (budget 85)\n")


def fill(api: CalendarApi, folder: Path) -> None:
    """The events of the benchmarks, half of them meetings, as Google keeps them."""
    make_calendars(folder / "files", COUNT)
    refused = {"RANGE": Unsupported(Gap.THIS_AND_FUTURE), "CANCELLED": Unsupported(Gap.CANCELLED_EVENTS)}
    zone = api.calendars[OWNER].zone
    for number, file in enumerate(sorted((folder / "files").rglob("*.ics"))):
        event, _ = imported(file.read_text("utf-8"), refused=refused)
        for name in ("start", "end"):
            event[name] = normal({"timeZone": zone.key, **event[name]}, zone)
        api.store(OWNER, event | meeting(number) if number % 2 else event)
    gc.collect()
    gc.freeze()  # what the fake holds is no burden of whoever asks it


def meeting(number: int) -> Resource:
    """What Google keeps of an event to which others are invited."""
    people = [{"email": f"colleague-{each}@work.example", "responseStatus": "accepted"} for each in range(3)]
    code = f"abc-{number:04}-xyz"
    entry_points = [
        {"entryPointType": "video", "uri": f"https://meet.example/{code}", "label": f"meet.example/{code}"},
        {"entryPointType": "more", "uri": f"https://tel.meet.example/{code}?pin={number:013}", "pin": f"{number:013}"},
        {"entryPointType": "phone", "uri": "tel:+49-30-0000-0000", "label": "+49 30 0000 0000", "pin": f"{number:09}"},
    ]
    solution = {"key": {"type": "hangoutsMeet"}, "name": "Meet", "iconUri": "https://images.example/meet/icon.png"}
    return {
        "attendees": [{"email": OWNER, "self": True, "responseStatus": "accepted"}, *people],
        "organizer": {"email": people[0]["email"], "displayName": "Ada Example"},
        "hangoutLink": f"https://meet.example/{code}",
        "conferenceData": {"entryPoints": entry_points, "conferenceSolution": solution, "conferenceId": code},
    }


def page_through(server: GoogleServer) -> list[Any]:
    """All events, as the reference of Google's library shows it."""
    http = httplib2.Http()
    service = build(
        "calendar",
        "v3",
        http=http,
        client_options={"api_endpoint": f"{server.root}calendar/v3/"},
        cache_discovery=False,
    )
    found: list[Any] = []
    token: str | None = None
    while True:
        request = service.events().list(calendarId=OWNER, maxResults=2500, pageToken=token)
        request.headers["authorization"] = f"Bearer {TOKEN}"
        page = request.execute()
        found += page["items"]
        token = page.get("nextPageToken")
        if token is None:
            return found


def _fastest(*works: Callable[[], object]) -> list[float]:
    """Seconds of the processor that each takes at its fastest, of client and server together."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, taken in zip(works, times, strict=True):
            begin = process_time()
            work()
            taken.append(process_time() - begin)
    return [min(taken) for taken in times]


def _print(name: str, seconds: float, plain: float) -> None:
    sys.stdout.write(f"{name:42}{seconds:8.3f} s {seconds / plain:8.2f} of paging\n")


if __name__ == "__main__":
    measure()
