"""Who may in: Basic, and NTLM as it is spoken over one connection. Wrong passwords are counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.adapters.caldav_proxy import Asked, Reply

USER = "EXAMPLE\\robin"
PASSWORD = "a password that is good"


@dataclass(slots=True)
class Logins:
    """The users with their passwords, the ways in, and how often somebody came with a wrong password."""

    passwords: dict[str, str] = field(default_factory=lambda: {USER: PASSWORD})
    ways: tuple[str, ...] = ("Basic",)
    wrong: int = 0

    def refuse(self, asked: Asked) -> Reply | None:
        """The answer to who may not in; None for who may."""
        scheme = asked.headers.get("authorization", "").partition(" ")[0]
        if scheme == "Basic" and "Basic" in self.ways:
            if self.passwords.get(asked.user) == asked.password:
                return None
            self.wrong += 1
        return Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="exchange.example"'})
