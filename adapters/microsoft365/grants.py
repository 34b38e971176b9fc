"""What the person granted to followupd at Microsoft, and how it is written down."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from adapters.web.login_files import LoginFile

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What the person granted to the app registration, and since when (aware).

    `person` is what Microsoft calls whoever signed in, for good; `address` is what they signed in with. `cache` is
    what the login library keeps of it, the tokens among them.
    """

    client_id: str
    authority: str
    scopes: tuple[str, ...]
    since: datetime
    person: str
    address: str
    cache: str = field(repr=False)


class GrantFile(LoginFile[Grant]):
    """The file with the grant of one account."""

    NAME = "microsoft365-login.json"
    PROVIDER = "Microsoft"

    def _record(self, grant: Grant) -> dict[str, Any]:
        return {**asdict(grant), "format": _FORMAT, "since": grant.since.isoformat()}

    def _grant(self, record: dict[str, Any]) -> Grant:
        if record["format"] != _FORMAT:
            raise ValueError("another format")
        return Grant(
            client_id=str(record["client_id"]),
            authority=str(record["authority"]),
            scopes=tuple(map(str, record["scopes"])),
            since=datetime.fromisoformat(record["since"]).astimezone(UTC),
            person=str(record["person"]),
            address=str(record["address"]),
            cache=str(record["cache"]),
        )
