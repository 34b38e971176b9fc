"""HTTP for Graph: `requests` through the guard, bounded in time and size, with the login.

Waiting is the daemon's business, so `Retry-After` is handed on and not slept out. Graph lets an application ask four
things of a mailbox at once; more wait here for their turn.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final, Protocol

import requests

from adapters.web.transport import mount, patient, read_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapters.microsoft365.guard import Guard

AT_ONCE: Final = 4  # requests of one application to one mailbox (learn.microsoft.com/graph/throttling-limits)


class Login(Protocol):
    """What the session shows Graph; both methods raise `AuthRequired` or `Unavailable`."""

    def token(self, session: requests.Session) -> str:
        """An access token that is good for now, renewed by this session if need be."""
        ...

    def renew(self, session: requests.Session) -> None:
        """Renew the access token, whether it has to be or not."""
        ...


class Session:
    """The connections of one account."""

    def __init__(self, guard: Guard, login: Login, *, ca_file: Path | None = None) -> None:
        """Store the login; nothing is connected yet."""
        self.guard = guard
        self.day = ""
        """The date that a server told last, to know the days by."""
        self._login = login
        self._requests = requests.Session()
        self._places = BoundedSemaphore(AT_ONCE)
        mount(self._requests, guard, ca_file)

    def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, most: int | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by their lower-case names, and content of the answer to a request, or the beginning of it.

        If the login is refused it is renewed and the request made once more. Raises what `requests` and `Login` do.
        """
        with self._places:
            answer = self._ask(method, url, headers, body, most)
            if answer[0] == 401:
                self._login.renew(self._requests)
                answer = self._ask(method, url, headers, body, most)
            return answer

    def renew(self) -> None:
        """Renew the login, whether it has to be or not; raises what `Login` does."""
        self._login.renew(self._requests)

    def close(self) -> None:
        """Close every connection."""
        self._requests.close()

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, most: int | None
    ) -> tuple[int, dict[str, str], bytes]:
        shown = {"Authorization": f"Bearer {self._login.token(self._requests)}", "Accept": "application/json"}
        sent = {**shown, **headers}

        def ask() -> requests.Response:
            return self._requests.request(method, url, data=body, headers=sent, stream=True, allow_redirects=False)

        with patient(ask, method) as response:
            content = read_whole(response, most)
            self.day = response.headers.get("Date", "")[5:16] or self.day
            told = {name.lower(): value for name, value in response.headers.items()}
            return response.status_code, told, content
