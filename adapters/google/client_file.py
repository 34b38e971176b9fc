"""The person's own OAuth client, from the file that Google's console gives for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from daemon.ports.errors import Rejected

LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """A client of the type Desktop app. Its secret is none in Google's eyes, but is shown to nobody all the same."""

    client_id: str
    client_secret: str = field(repr=False)
    auth_uri: str

    @classmethod
    def from_file(cls, path: Path) -> OAuthClient:
        """The client in a file; `Rejected` says what is wrong with it, and how to get the right one."""
        try:
            with path.open("rb") as file:
                content = json.loads(file.read(LONGEST))
        except OSError as error:
            raise Rejected(f"client_file: {path} cannot be read: {error.strerror}") from error
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise Rejected(f"client_file: {path} is not the JSON file that Google's console gives for an OAuth client")
        if content.get("type") == "service_account":
            raise Rejected(f"client_file: {path} is the key of a service account: name it in service_account_file")
        if "web" in content:
            raise Rejected(f"client_file: {path} is of a client for a web site: make one of the type Desktop app")
        return cls._from_record(path, content.get("installed"))

    @classmethod
    def _from_record(cls, path: Path, record: object) -> OAuthClient:
        names = ("client_id", "client_secret", "auth_uri")
        values = [record.get(name) for name in names] if isinstance(record, dict) else []
        texts = [value for value in values if isinstance(value, str) and value]
        if len(texts) != len(names):
            raise Rejected(f"client_file: {path} lacks something: download it again, from a client of type Desktop app")
        if not _is_safe(texts[2]):
            raise Rejected(f"client_file: {path} names an address without encryption: download it again")
        return cls(**dict(zip(names, texts, strict=True)))

    def record(self, token_endpoint: str) -> dict[str, str]:
        """What google-auth-oauthlib wants to know of it; `token_endpoint` is where tokens are given out."""
        return {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "auth_uri": self.auth_uri,
            "token_uri": token_endpoint,
        }


def _is_safe(address: str) -> bool:
    """Whether nobody on the way can read along: encrypted, or on this machine itself."""
    parts = urlsplit(address)
    try:
        return parts.scheme == "https" or ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
