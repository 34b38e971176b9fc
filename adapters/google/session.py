"""HTTP for Google's client library: `requests` in the shape of httplib2, through the guard, bounded in time and size.

Why not httplib2 itself: it has no limit on the size of an answer, and what leaves by it is spread over several places;
here every byte, also of a renewed login, passes one. Nothing is repeated but reading, once, when a connection that was
left open turns out to be dead. Waiting is the daemon's business, so `Retry-After` is handed on and not slept out.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httplib2
import requests
from google.auth.transport.requests import Request as LoginRequest

from adapters.web.transport import mount, patient, read_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from google.auth.credentials import Credentials

    from adapters.google.guard import Guard

# What the libraries say on their way: addresses, as calendars have them for names, and the text of refusals.
for _library in ("google", "googleapiclient"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


class Session:
    """The connections of one account. `http` is what Google's client library asks through."""

    def __init__(self, guard: Guard, credentials: Credentials, *, ca_file: Path | None = None) -> None:
        """Store the login; nothing is connected yet."""
        self.guard = guard
        self.day = ""
        """The date that a server told last, to know the days by."""
        self._credentials = credentials
        self._requests = requests.Session()
        mount(self._requests, guard, ca_file)
        self._renewing = LoginRequest(session=self._requests)

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        redirections: int = 0,  # noqa: ARG002 - none is ever followed
        connection_type: object = None,  # noqa: ARG002 - there is one type
    ) -> tuple[httplib2.Response, bytes]:
        """Ask with the login; if it is refused, once more with a renewed one. As `httplib2.Http.request`."""
        response, content = self._ask(uri, method, body, dict(headers or {}))
        if response.status == 401:
            self._credentials.refresh(self._renewing)  # type: ignore[no-untyped-call]  # google-auth leaves it untyped
            response, content = self._ask(uri, method, body, dict(headers or {}))
        return response, content

    def renew(self) -> None:
        """Renew the login, whether it has to be or not; raises what `Login` does."""
        self._credentials.refresh(self._renewing)  # type: ignore[no-untyped-call]  # typed in part

    def close(self) -> None:
        """Close every connection."""
        self._requests.close()

    def _ask(
        self, uri: str, method: str, body: str | bytes | None, headers: dict[str, str]
    ) -> tuple[httplib2.Response, bytes]:
        self._credentials.before_request(  # type: ignore[no-untyped-call]  # google-auth leaves it untyped
            self._renewing, method, uri, headers
        )
        with self._exchange(method, uri, body, headers) as response:
            content = read_whole(response)
            self.day = response.headers.get("Date", "")[5:16] or self.day
            told = {name.lower(): value for name, value in response.headers.items()}
            return httplib2.Response({**told, "status": str(response.status_code)}), content

    def _exchange(self, method: str, uri: str, body: str | bytes | None, headers: dict[str, str]) -> requests.Response:
        def ask() -> requests.Response:
            return self._requests.request(method, uri, data=body, headers=headers, stream=True, allow_redirects=False)

        return patient(ask, method)
