"""What followupd may ask of a CalDAV server: reading, and writing into its own calendar what invites nobody.

There is no verb by which a server could be made to send mail: no POST, and so no scheduling outbox (RFC 6638), and no
event with attendees, which a server would invite (section 3.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from adapters.caldav.errors import NeverAsked
from adapters.formats.own_entries import invites
from daemon.ports.errors import Unavailable

READING: Final = frozenset({"PROPFIND", "REPORT"})
WRITING: Final = frozenset({"MKCALENDAR", "PUT", "DELETE"})
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def is_safe(url: str) -> bool:
    """Whether a password may travel to this address: encrypted, or without leaving the machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)


def related(host: str, other: str) -> bool:
    """Whether two hosts belong together: one is the other, or below it, or both are below the same domain."""
    if host == other or other.endswith("." + host):
        return True
    parent = host.partition(".")[2]
    return "." in parent and not parent[-1].isdigit() and (other == parent or other.endswith("." + parent))


@dataclass(slots=True, kw_only=True)
class Guard:
    """Lets requests through or raises before a byte leaves. `own` is the address of followupd's calendar, if known."""

    host: str
    own: str | None = None

    def check(self, method: str, url: str, body: bytes) -> None:
        """`NeverAsked` for what followupd never does, `Unavailable` for a host that the account does not belong to."""
        if not is_safe(url):
            raise NeverAsked(f"an unencrypted request to {urlsplit(url).hostname}")
        if not related(self.host, urlsplit(url).hostname or ""):
            raise Unavailable(elsewhere(self.host, url))
        if method in READING:
            return
        if method not in WRITING or not self._may_write(method, url):
            raise NeverAsked(f"{method} outside of the calendar of followupd")
        if method == "PUT" and invites(body):
            raise NeverAsked("PUT of an event with attendees")

    def _may_write(self, method: str, url: str) -> bool:
        if self.own is None:
            return False
        if method == "MKCALENDAR":
            return url == self.own
        name = url.removeprefix(self.own)
        return url.startswith(self.own) and bool(name) and not set("/?#") & set(name)


def elsewhere(host: str, url: str) -> str:
    """What to say when a server sends us to another host, where the password does not go by itself."""
    other = urlsplit(url).hostname or "nowhere"
    return (
        f"{host} sends us on to {other}, which is given no password; if that is the right server, write its address "
        "as the account's url"
    )
