"""A person whose calendar is on a real CalDAV server and whose mail on a real IMAP server, and what stands there."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from adapters.formats.icalendar import parse_entry
from adapters.formats.marks import HEADER_STEP
from daemon.cli import run_command
from daemon.clock import FixedClock
from tests.adapters.caldav_harness import MAKE, CaldavHarness
from tests.adapters.caldav_proxy import Proxy
from tests.adapters.caldav_servers import RealServer
from tests.adapters.dovecot import Dovecot
from tests.adapters.imap_harness import ImapHarness
from tests.adapters.mail_program import opened

OWN = "followupd"
ZONE = ZoneInfo("Europe/London")

ACCOUNTS = """
[accounts.home]
adapter = "caldav"
url = "{url}"
user = "{calendar_user}"
password_file = "calendar/password"
ca_file = "{ca_file}"

[accounts.mail]
adapter = "imap"
host = "localhost"
port = {port}
security = "{security}"
user = "{mail_user}"
password_file = "mail/password"
ca_file = "{ca_file}"
"""

Standing: TypeAlias = tuple[tuple[str, ...], ...]
"""All entries or all drafts, each as its key and what the person sees of it."""


@contextmanager
def before(server: RealServer, dovecot: Dovecot | None) -> Iterator[Proxy]:
    """A proxy before a CalDAV server; with Dovecot's certificate, which is for this machine, it speaks TLS."""
    tls = None
    if dovecot is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(dovecot.place / "server.pem", dovecot.place / "server.key")
    proxy = Proxy(server.port, tls=tls)
    try:
        yield proxy
    finally:
        proxy.close()


class OnlineHome:
    """Configuration and state of a person whose accounts are online, and the commands, each at a fixed time."""

    def __init__(self, folder: Path, proxy: Proxy, server: RealServer, dovecot: Dovecot) -> None:
        for name in ("calendar", "mail"):
            (folder / name).mkdir(parents=True)
        self.folder = folder
        self.calendars = CaldavHarness(server, proxy, folder / "calendar")
        self.mail = ImapHarness(dovecot, folder / "mail")
        self.config = folder / "config.toml"
        self.state = folder / "state"

    def configure(self, person: str) -> None:
        """Write the configuration, of the person's own part and the two accounts; encrypted where the proxy is."""
        encrypted = self.calendars.proxy.scheme == "https"
        accounts = ACCOUNTS.format(
            url=self.calendars.proxy.url,
            calendar_user=self.calendars.user,
            port=self.mail.server.tls_port if encrypted else self.mail.relay.port,
            security="tls" if encrypted else "none",
            mail_user=self.mail.user,
            ca_file=self.mail.server.ca_file,
        )
        self.config.write_text(person + accounts, encoding="utf-8")

    def make_calendar(self, name: str) -> None:
        """One more calendar, as the person's calendar program makes it."""
        path = f"{self.calendars.home}{name}/"
        self.calendars.ask("MKCALENDAR", path, MAKE.format(name=name.title()).encode())

    def run(self, *arguments: str, now: datetime) -> int:
        """A command, in this process, at this time; its exit code."""
        places = ["--config", str(self.config), "--state", str(self.state)]
        return run_command([*places, *arguments], FixedClock(now))

    def entries(self) -> Standing:
        """What lies in the calendar of entries, as the server keeps it."""
        place = self.calendars.server.folder / "data" / "collection-root" / self.calendars.user / OWN
        return shown_entries(place)

    def drafts(self) -> Standing:
        """What lies in the drafts folder."""
        return shown_drafts(self.mail.standing())

    def versions(self) -> tuple[list[str], list[str]]:
        """What changes whenever anything is written: the ETags of the entries and the numbers of the drafts."""
        path = f"{self.calendars.home}{OWN}/"
        etags = self.calendars.ask("PROPFIND", path, headers={"Depth": "1"}).body.decode().split("getetag>")[1::2]
        return sorted(etags), self.mail.uids("Entw&APw-rfe")

    def close(self) -> None:
        """Let go of the connections."""
        self.mail.close()


def shown_entries(folder: Path) -> Standing:
    """The entries in a folder of calendar files."""
    parsed = [parse_entry(file.read_bytes(), zone=ZONE) for file in folder.glob("*.ics")]
    entries = [found[0] for found in parsed if found is not None]
    assert len(entries) == len(parsed)
    return tuple(sorted((e.key, e.summary, e.start.isoformat(), e.end.isoformat(), e.description) for e in entries))


def shown_drafts(messages: Iterable[bytes]) -> Standing:
    """The drafts among messages."""
    found = [opened(message) for message in messages]
    return tuple(sorted((m[HEADER_STEP], str(m["To"]), m["Subject"], "\n".join(text_of(m))) for m in found))


def text_of(message: EmailMessage) -> list[str]:
    """The lines of a message, which end in one way on a server and in another in a folder."""
    text = message.get_content()
    assert isinstance(text, str)
    return text.splitlines()
