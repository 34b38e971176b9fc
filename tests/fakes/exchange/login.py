"""Who may in: Basic with each request, or NTLM, by which a connection is let in for as long as it lasts.

NTLM is spoken by the library of the client, from the other side, so that a wrong word is refused as Windows does.
Whoever comes with a wrong password is counted, for a domain locks who does so too often.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import spnego

from tests.adapters.caldav_proxy import Asked, Reply

USER = "EXAMPLE\\robin"
PASSWORD = "a password that is good"


@dataclass(slots=True)
class Logins:
    """The users with their passwords, and the ways in that are offered, `Basic` and `NTLM`.

    `wrong` counts wrong passwords. With `certificate` (DER) what is said must belong to the very connection that is
    encrypted by it, as Extended Protection asks.
    """

    passwords: dict[str, str] = field(default_factory=lambda: {USER: PASSWORD})
    ways: tuple[str, ...] = ("Basic", "NTLM")
    wrong: int = 0
    certificate: bytes | None = None
    _talks: dict[int, Any] = field(default_factory=dict)
    _let_in: set[int] = field(default_factory=set)

    def refuse(self, asked: Asked) -> Reply | None:
        """The answer to who may not in, or not yet; None for who may."""
        scheme, _, said = asked.headers.get("authorization", "").partition(" ")
        if scheme == "Basic" and "Basic" in self.ways:
            if self.passwords.get(asked.user) == asked.password:
                return None
            self.wrong += 1
        elif scheme == "NTLM" and "NTLM" in self.ways:
            return self._listen(asked.connection, base64.b64decode(said))
        elif asked.connection in self._let_in:
            return None
        return self._unauthorized(*(f'{way} realm="owner.example"' if way == "Basic" else way for way in self.ways))

    def forget(self) -> None:
        """Let nobody in any more whose connection was."""
        self._let_in.clear()

    def _listen(self, connection: int, said: bytes) -> Reply | None:
        with self._users():
            if said[8:9] == b"\1":  # the first word of three
                self._let_in.discard(connection)
                self._talks[connection] = spnego.server(protocol="ntlm", channel_bindings=self._bindings())
                challenge = self._talks[connection].step(said)
                return self._unauthorized(f"NTLM {base64.b64encode(challenge).decode()}")
            try:
                self._talks.pop(connection).step(said)
            except (KeyError, spnego.exceptions.SpnegoError):
                self.wrong += 1
                return self._unauthorized("NTLM")
        self._let_in.add(connection)
        return None

    def _bindings(self) -> Any:
        if self.certificate is None:
            return None
        digest = hashlib.sha256(self.certificate).digest()
        return spnego.channel_bindings.GssChannelBindings(application_data=b"tls-server-end-point:" + digest)

    @contextmanager
    def _users(self) -> Iterator[None]:
        """The users in the one way that the library can be told of them."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "users"
            lines = [f"{name.replace(chr(92), ':')}:{password}" for name, password in self.passwords.items()]
            file.write_text("\n".join(lines), encoding="utf-8")
            with patch.dict(os.environ, {"NTLM_USER_FILE": str(file)}):
                yield

    def _unauthorized(self, *ways: str) -> Reply:
        return Reply(status=401, headers={"WWW-Authenticate": ", ".join(ways)})
