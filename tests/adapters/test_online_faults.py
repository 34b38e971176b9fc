"""Whatever fails at whichever request of a pass, one undisturbed pass later exactly the right things stand.

The accounts are on real servers; a proxy and a relay before them do the harm, and the pass is that of the command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Event

import pytest
import trustme

from adapters.caldav import transport
from adapters.imap import wire
from daemon.app import assemble, read_settings
from tests.adapters.caldav_proxy import Asked, Proxy, Reply
from tests.adapters.caldav_servers import Radicale, RealServer, running
from tests.adapters.dovecot import Dovecot
from tests.adapters.imap_relay import Script, no_script
from tests.adapters.online_home import ZONE, OnlineHome, Standing, before

LATENCY = 0.05  # seconds, with each request and each command
NOW = datetime(2026, 3, 3, 18, tzinfo=ZONE)

PERSON = """
[person]
name = "Mara Lind"
emails = ["mara.lind@post.example"]
phone = "+44 20 7946 0018"
zone = "Europe/London"
"""

INTERVIEW = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example Corp.//Diary//EN
BEGIN:VEVENT
UID:talk-1@diary.example
DTSTAMP:20260301T000000Z
DTSTART:20260303T130000Z
DTEND:20260303T140000Z
SUMMARY:Interview: Staff Engineer at Tarnbrook
DESCRIPTION:Interviewers: Ivo Hale <ivo.hale@tarnbrook.example>
ORGANIZER;CN=Ivo Hale:mailto:ivo.hale@tarnbrook.example
ATTENDEE;CN=Mara Lind;PARTSTAT=ACCEPTED:mailto:mara.lind@post.example
END:VEVENT
END:VCALENDAR
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The servers, and where homes are made that use them."""

    folder: Path
    proxy: Proxy
    server: RealServer
    dovecot: Dovecot
    numbers: Iterator[int]

    def home(self) -> OnlineHome:
        """A person who has never been here before, with one interview behind her."""
        home = OnlineHome(self.folder / str(next(self.numbers)), self.proxy, self.server, self.dovecot)
        home.configure(PERSON)
        home.calendars.store("personal/talk-1.ics", INTERVIEW.replace("\n", "\r\n").encode())
        return home


@pytest.fixture(scope="module")
def place(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("faults")
    with running(Radicale, tmp_path_factory.mktemp("radicale")) as server, before(server, None) as proxy:
        yield Place(folder=folder, proxy=proxy, server=server, dovecot=dovecot, numbers=count())


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What passes without any harm leave, and how much they ask of each server."""

    entries: Standing
    drafts: Standing
    requests: int
    commands: list[str]


@pytest.fixture(scope="module")
def undisturbed(place: Place) -> Undisturbed:
    home = place.home()
    with place.proxy.counting() as asked:
        assert home.run("once", now=NOW) == 0
    commands = home.mail.relay.commands
    assert home.run("once", now=NOW) == 0
    found = Undisturbed(entries=home.entries(), drafts=home.drafts(), requests=len(asked), commands=commands)
    home.close()
    assert len(found.entries) >= 2
    assert len(found.drafts) >= 1
    return found


def check(home: OnlineHome, undisturbed: Undisturbed, number: int) -> None:
    """After a pass with a fault: one without, and all is as it should be."""
    assert home.run("once", now=NOW) == 0, number
    assert (home.entries(), home.drafts()) == (undisturbed.entries, undisturbed.drafts), number
    home.close()


# The calendar's server

Harm = Callable[[Proxy, Asked], Reply]

HARMS: dict[str, Harm] = {
    "never arrived": lambda _proxy, _asked: Reply(broken=True),
    "carried out, but not answered": lambda proxy, asked: replace(proxy.forward(asked), broken=True),
    "answered in part": lambda proxy, asked: shortened(proxy.forward(asked)),
    "failure": lambda _proxy, _asked: Reply(status=500),
    "busy": lambda _proxy, _asked: Reply(status=503, headers={"Retry-After": "600"}),
    "who are you": lambda _proxy, _asked: Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'}),
    "moved": lambda _proxy, _asked: Reply(status=302, headers={"Location": "https://portal.hotel.example/login"}),
}


def shortened(reply: Reply) -> Reply:
    """An answer that breaks off in the middle."""
    return replace(reply, cut=len(reply.body) // 2) if reply.body else replace(reply, broken=True)


@contextmanager
def impatience() -> Iterator[None]:
    """Inside it the adapters wait for an answer no longer than a moment."""
    with pytest.MonkeyPatch.context() as patch:
        for place, name in ((transport, "PATIENCE"), (transport, "TIMEOUT"), (wire, "READ_SECONDS")):
            patch.setattr(place, name, 0.3)
        yield


def harm_each_request(
    harm: Harm, place: Place, undisturbed: Undisturbed, mood: Callable[[], AbstractContextManager[None]] = nullcontext
) -> None:
    """Harm one request of a pass after the other, each in the first pass of another person."""
    assert undisturbed.requests >= 8
    for number in range(1, undisturbed.requests + 1):
        home = place.home()
        numbers = count(1)

        def at(asked: Asked, number: int = number, numbers: Iterator[int] = numbers) -> Reply | None:
            return harm(place.proxy, asked) if next(numbers) == number else None

        with place.proxy.answering(at), mood():
            home.run("once", now=NOW)
        assert next(numbers) > number
        check(home, undisturbed, number)


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_fault_of_the_calendars_server_at_any_request_is_made_good(
    harm: Harm, place: Place, undisturbed: Undisturbed
) -> None:
    harm_each_request(harm, place, undisturbed)


def test_an_answer_for_which_nobody_waits_any_longer_is_made_good(place: Place, undisturbed: Undisturbed) -> None:
    ended = Event()

    def answer_too_late(proxy: Proxy, asked: Asked) -> Reply:
        reply = proxy.forward(asked)
        ended.wait(20)
        return replace(reply, broken=True)

    try:
        harm_each_request(answer_too_late, place, undisturbed, impatience)
    finally:
        ended.set()


# The mailbox's server

ANSWERS = {
    "refusal": b"TAG NO Not now.\r\n",
    "misunderstanding": b"TAG BAD What?\r\n",
    "farewell": b"* BYE Going down for maintenance.\r\n",
}


@pytest.mark.parametrize("carried_out", [False, True])
def test_a_line_to_the_mailbox_that_breaks_at_any_command_is_made_good(
    carried_out: bool, place: Place, undisturbed: Undisturbed
) -> None:
    assert len(undisturbed.commands) >= 8
    for number in range(1, len(undisturbed.commands) + 1):
        home = place.home()
        home.mail.relay.cut_at(number, carried_out=carried_out)
        home.run("once", now=NOW)
        assert not home.mail.relay.whole, number
        check(home, undisturbed, number)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_of_no_use_to_any_command_is_made_good(answer: bytes, place: Place, undisturbed: Undisturbed) -> None:
    answer_each_command(answer, place, undisturbed)


def test_a_mailbox_that_falls_silent_at_any_command_is_made_good(place: Place, undisturbed: Undisturbed) -> None:
    answer_each_command(b"", place, undisturbed, impatience)


def answer_each_command(
    answer: bytes,
    place: Place,
    undisturbed: Undisturbed,
    mood: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Answer one command of a pass after the other so, each in the first pass of another person."""
    for number in range(1, len(undisturbed.commands) + 1):
        home = place.home()
        home.mail.relay.script = answering_at(number, answer)
        with mood():
            home.run("once", now=NOW)
        home.mail.relay.script = no_script
        check(home, undisturbed, number)


def answering_at(number: int, answer: bytes) -> Script:
    """Answer the command of this number so, and pass the others on."""
    numbers = count(1)
    return lambda tag, _line: answer.replace(b"TAG", tag) if next(numbers) == number else None


# Both


def test_a_pass_in_which_nothing_changed_asks_for_next_to_nothing(place: Place) -> None:
    home = place.home()
    with assemble(read_settings(home.config), home.state) as cycle:
        for _ in range(3):
            cycle.run(NOW)
        home.mail.relay.forget()
        with place.proxy.counting() as asked:
            report = cycle.run(NOW)
    assert (report.executed.done, report.health.failed) == ([], {})
    names = [each.path.removeprefix(home.calendars.home) for each in asked]
    assert sorted(names) == ["followupd/", "personal/", "work/"]
    assert all(b"sync-collection" in each.body for each in asked)
    assert {"INBOX", "Entw&APw-rfe"} <= home.mail.relay.by_folder.keys()
    assert max(home.mail.relay.by_folder.values()) <= 3
    home.close()


def test_servers_that_are_only_slow_are_waited_for(place: Place, undisturbed: Undisturbed) -> None:
    home = place.home()
    never = Event()

    def dawdle(*_: object) -> None:
        never.wait(LATENCY)

    home.mail.relay.script = dawdle
    with place.proxy.answering(dawdle):
        assert home.run("once", now=NOW) == 0
    home.mail.relay.script = no_script
    check(home, undisturbed, 0)


def test_servers_with_wrong_certificates_get_nothing_and_lose_nothing(
    place: Place, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.pem"
    trustme.CA().cert_pem.write_to_path(wrong)
    with before(place.server, place.dovecot) as proxy:
        home = replace(place, proxy=proxy).home()
        config = home.config.read_text("utf-8")
        home.config.write_text(config.replace(str(place.dovecot.ca_file), str(wrong)), encoding="utf-8")
        with proxy.counting() as asked:
            assert home.run("once", now=NOW) != 0
        assert asked == []
        assert home.drafts() == ()
        home.config.write_text(config, encoding="utf-8")
        check(home, undisturbed, 0)
