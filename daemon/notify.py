"""What the service tells systemd about itself (sd_notify(3)), without a library.

Outside systemd, or when its socket is gone, nothing happens: the service must not fail because nobody listens.
"""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_STATUS = 200
_PATIENCE = 1.0  # seconds; systemd reads at once unless it is in trouble itself, and then we have better things to do


class Notifier:
    """Sends to the socket that systemd named in the environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._address = _address(environment.get("NOTIFY_SOCKET", ""))

    @property
    def watchdog_interval(self) -> timedelta | None:
        """How long systemd waits for a sign of life before it restarts the service, or None if it does not watch."""
        microseconds = self._environment.get("WATCHDOG_USEC", "")
        watched = self._environment.get("WATCHDOG_PID", str(os.getpid()))
        if not (microseconds.isascii() and microseconds.isdigit()) or watched != str(os.getpid()):
            return None
        return timedelta(microseconds=int(microseconds)) or None

    def ready(self, status: str) -> None:
        """The service has started, or has finished reloading."""
        self._send("READY=1", _status(status))

    def status(self, text: str) -> None:
        """What `systemctl status` shows: one line, of which control characters and what is too long are cut."""
        self._send(_status(text))

    def watchdog(self) -> None:
        """A sign of life."""
        self._send("WATCHDOG=1")

    def reloading(self, monotonic_usec: int) -> None:
        """The service reads its configuration again, from this moment of the monotonic clock until it is ready."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={monotonic_usec}")

    def stopping(self, status: str) -> None:
        """The service is on its way out."""
        self._send("STOPPING=1", _status(status))

    def _send(self, *assignments: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
                channel.settimeout(_PATIENCE)
                channel.sendto("\n".join(assignments).encode(), self._address)
        except OSError:
            pass  # nobody listens any more; the service does its work all the same


def _address(name: str) -> str:
    """The socket's address: a path, or a name in the abstract namespace, which systemd writes with an `@` in front."""
    if name.startswith("@"):
        return "\0" + name[1:]
    return name if name.startswith("/") else ""


def _status(text: str) -> str:
    # A line break would start another assignment, and so let a calendar's text speak for the service.
    line = "".join(character if character.isprintable() else " " for character in text)
    return f"STATUS={line[:_LONGEST_STATUS]}"
