"""Addresses of servers in settings: a login never travels unencrypted to another machine."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from daemon.ports.errors import Rejected

LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def checked(name: str, address: str, example: str) -> str:
    """The address that a setting of this name gives; `Rejected` with a sentence if it is none that can be used."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or "@" in parts.netloc or parts.query or parts.fragment:
        raise Rejected(f"{name} is no address of a server: write it as in {example}")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOCAL):
        raise Rejected(f"{name} must begin with https://; without encryption everybody on the way reads the login")
    return address
