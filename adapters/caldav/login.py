"""Who is asking: Basic (RFC 7617) from the first request on, Digest (RFC 7616) where a server insists on it."""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b64encode
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.passwords import Password

_PART: Final = re.compile(r'([a-zA-Z]{1,20})=(?:"([^"]{0,1000})"|([^\s",]{1,1000}))')
_HASHES: Final = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


class Login:
    """A user and the way to the password, which is looked up again when the server refuses the one in use."""

    def __init__(self, user: str, read: Callable[[], Password]) -> None:
        self._user = user
        self._read = read
        self._password = read()
        self._challenge: dict[str, str] = {}
        self._count = 0

    def header(self, method: str, target: str) -> str:
        """The Authorization of a request."""
        if not self._challenge:
            pair = f"{self._user}:{self._password.reveal()}".encode()
            return f"Basic {b64encode(pair).decode()}"
        return self._digest(method, target, secrets.token_hex(8))

    def try_again(self, challenges: list[str]) -> bool:
        """Whether a refused request is worth repeating: the password is a new one, or another scheme is asked for."""
        password = self._read()
        changed = password != self._password
        self._password = password
        wanted = _digest_challenge(challenges)
        renewed = wanted is not None and (not self._challenge or wanted.get("stale", "").lower() == "true")
        if wanted is not None:
            self._challenge, self._count = wanted, 0
        return changed or renewed

    def _digest(self, method: str, target: str, client_nonce: str) -> str:
        given = self._challenge
        algorithm = given.get("algorithm", "MD5").upper()
        self._count += 1
        count = f"{self._count:08x}"

        def digest(*parts: str) -> str:
            return _HASHES[algorithm](":".join(parts).encode()).hexdigest()

        identity = digest(self._user, given.get("realm", ""), self._password.reveal())
        request = digest(method, target)
        parts = {"username": self._user, "realm": given.get("realm", ""), "nonce": given["nonce"], "uri": target}
        if "auth" in given.get("qop", ""):
            answer = digest(identity, given["nonce"], count, client_nonce, "auth", request)
            tail = f', qop=auth, nc={count}, cnonce="{client_nonce}"'
        else:
            answer, tail = digest(identity, given["nonce"], request), ""
        parts |= {"response": answer} | ({"opaque": given["opaque"]} if "opaque" in given else {})
        quoted = ", ".join(f'{name}="{_escaped(value)}"' for name, value in parts.items())
        return f"Digest {quoted}, algorithm={algorithm}{tail}"


def _digest_challenge(challenges: list[str]) -> dict[str, str] | None:
    """The first challenge for Digest that can be met, unless Basic is offered too."""
    if any(challenge.strip().lower().startswith("basic") for challenge in challenges):
        return None
    for challenge in challenges:
        scheme, _, rest = challenge.strip().partition(" ")
        parts = {name.lower(): quoted or bare for name, quoted, bare in _PART.findall(rest[:4000])}
        if scheme.lower() == "digest" and "nonce" in parts and parts.get("algorithm", "MD5").upper() in _HASHES:
            return parts
    return None


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
