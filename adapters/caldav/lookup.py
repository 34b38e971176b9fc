"""The server of an e-mail address, as the domain's DNS tells it (RFC 6764): SRV for the host, TXT for the path."""

from __future__ import annotations

from typing import Any, Final

import dns.exception
import dns.resolver

from daemon.ports.errors import Unavailable

SERVICE: Final = "_caldavs._tcp."
PATIENCE: Final = 10.0


def server_of(email: str) -> str:
    """Where to begin: what the DNS says, or else the domain itself. Raises `Unavailable`."""
    domain = email.rpartition("@")[2].lower()
    found = sorted(_records(SERVICE + domain, "SRV"), key=lambda record: (record.priority, -record.weight))
    hosts = [str(record.target).rstrip(".") for record in found]
    if not found:
        return f"https://{domain}/"
    if not hosts[0]:
        raise Unavailable(
            f"{domain} says that it has no calendars; write the address of your server as the account's url"
        )
    texts = [b"".join(record.strings).decode("utf-8", "replace") for record in _records(SERVICE + domain, "TXT")]
    path = next((text.removeprefix("path=") for text in texts if text.startswith("path=/")), "/")
    return f"https://{hosts[0]}:{found[0].port}{path}"


def _records(
    name: str, kind: str
) -> list[Any]:  # of each kind of record the library has a class of its own, made when it runs
    try:
        return list(dns.resolver.resolve(name, kind, lifetime=PATIENCE))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        domain = name.removeprefix(SERVICE)
        raise Unavailable(f"the DNS does not tell the server of {domain}; check the network") from error
