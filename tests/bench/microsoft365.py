"""Reads 10,000 events from a fake Microsoft 365 on loopback: the requests and the time of a first read,
and of one in which nothing changed; then what the service holds when it has nothing to do.

Time is the processor's, of client and server, so that no neighbour is measured; nearly all of a first read is the
fake's, which works out every series.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from pathlib import Path
from time import process_time

from adapters.conformance import make_setup
from adapters.conformance.harness import ZONE, Gap
from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.scopes import CALENDARS, MAIL
from daemon.ports.errors import Unsupported
from tests.adapters.microsoft365_harness import options, sign_in
from tests.adapters.microsoft365_import import imported
from tests.bench import start
from tests.bench.calendars import WINDOW, make_calendars
from tests.fakes.graph.calendar import CalendarApi
from tests.fakes.graph.entra import Entra
from tests.fakes.graph.mail import MailApi
from tests.fakes.graph.server import GraphServer

COUNT = 10_000
OWNER = "sam@person.example"


def measure() -> None:
    """Fill the fake, read from it, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server, entra = filled(folder)
        sign_in(folder / "state", entra, CALENDARS, MAIL, address=OWNER)
        connection = ADAPTER.open(make_setup(folder / "state", options(server)))
        cursor = None
        for told in ("first read", "nothing changed"):
            with server.counting() as asked:
                begin = process_time()
                changes = connection.calendar.changes(cursor, WINDOW)
                seconds = process_time() - begin
            assert changes.complete
            cursor = changes.cursor
            requests = len(server.asked_of_graph(asked))
            sys.stdout.write(f"{f'followupd microsoft365, {told}':42}{seconds:8.3f} s {requests:5} requests\n")
        connection.close()
        server.close()
    _measure_idle()


def _measure_idle() -> None:
    """The service with everything at Microsoft 365, after it has read all of these events."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server, entra = filled(folder)
        sign_in(folder / "state" / "work", entra, CALENDARS, MAIL, address=OWNER)
        settings = "".join(f'{key} = "{value}"\n' for key, value in options(server).items())
        text = f'{start.PERSON}[accounts.work]\nadapter = "microsoft365"\n{settings}'
        (folder / "config.toml").write_text(text, encoding="utf-8")
        memory = max(start.run(folder)[1] for _ in range(2))
        assert len(server.asked) > 10
        server.close()
    sys.stdout.write(f"{'idle at Microsoft 365, resident memory':42}{memory:8.1f} MB (budget 70)\n")


def filled(folder: Path) -> tuple[GraphServer, Entra]:
    """A server with the events of the benchmarks, half of them meetings, as Outlook keeps them."""
    make_calendars(folder / "files", COUNT)
    api = CalendarApi(OWNER, page=1000)
    refused = {"RANGE": Unsupported(Gap.THIS_AND_FUTURE)}
    for number, file in enumerate(sorted((folder / "files").rglob("*.ics"))):
        handle = imported(file.read_text("utf-8"), refused=refused, zone=ZONE).into(api, api.default, None)
        if number % 2:
            api.change(handle, **meeting(number))
    gc.collect()
    gc.freeze()  # what the fake holds is no burden of whoever asks it
    server = GraphServer(api, MailApi(OWNER))
    return server, Entra(server, address=OWNER)


def meeting(number: int) -> dict[str, object]:
    """What Outlook keeps of an event to which others are invited."""
    people = [{"name": f"Colleague {each}", "address": f"colleague-{each}@work.example"} for each in range(4)]
    status = {"response": "none", "time": "0001-01-01T00:00:00Z"}
    page = f"<html><body><p>Agenda</p><a href='https://meet.example/{number}'>Join the meeting now</a></body></html>"
    return {
        "attendees": [{"type": "required", "status": status, "emailAddress": each} for each in people],
        "organizer": {"emailAddress": people[0]},
        "isOrganizer": False,
        "responseStatus": {"response": "accepted", "time": "2026-02-01T08:00:00Z"},
        "body": {"contentType": "html", "content": page + "<!-- " + "x" * 3000 + " -->"},
        "onlineMeeting": {"joinUrl": f"https://meet.example/{number}"},
    }


if __name__ == "__main__":
    measure()
