"""HTTP for Google's client library: `requests` in the shape of httplib2, through the guard, bounded in time and size.

Why not httplib2 itself: it has no limit on the size of an answer, and what leaves by it is spread over several places;
here every byte, also of a renewed login, passes one. Nothing is repeated but reading, once, when a connection that was
left open turns out to be dead. Waiting is the daemon's business, so `Retry-After` is handed on and not slept out.
"""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING, Final

import httplib2
import requests
from google.auth.transport.requests import Request as LoginRequest
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ContentDecodingError, SSLError, Timeout

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from google.auth.credentials import Credentials

    from adapters.google.guard import Guard

TIMEOUT: Final = (10.0, 60.0)  # seconds, to connect and between two pieces of an answer
LONGEST_ANSWER: Final = 600.0  # seconds; a server that drips would never time out
LARGEST_ANSWER: Final = 256 * 1024 * 1024
CHUNK: Final = 256 * 1024

# What the libraries say on their way: addresses, as calendars have them for names, and the text of refusals.
for _library in ("google", "googleapiclient", "urllib3"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


class GuardedAdapter(HTTPAdapter):
    """The one place that every byte passes on its way out."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: object = None,  # noqa: ARG002 - whoever asks, ours holds
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Check, then send. Raises `NeverAsked`."""
        body = request.body or b""
        self._guard.check(
            request.method or "", request.url or "", request.headers, body.encode() if isinstance(body, str) else body
        )
        return super().send(request, stream=stream, timeout=TIMEOUT, verify=verify, cert=cert, proxies=proxies)


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
            content = _read(response)
            self.day = response.headers.get("Date", "")[5:16] or self.day
            told = {name.lower(): value for name, value in response.headers.items()}
            return httplib2.Response({**told, "status": str(response.status_code)}), content

    def _exchange(self, method: str, uri: str, body: str | bytes | None, headers: dict[str, str]) -> requests.Response:
        def ask() -> requests.Response:
            return self._requests.request(method, uri, data=body, headers=headers, stream=True, allow_redirects=False)

        try:
            return ask()
        except (SSLError, Timeout):
            raise
        except NoConnection:
            # A server may close a connection that lies idle; what is only read can be asked for again.
            if method != "GET":
                raise
            return ask()


def mount(session: requests.Session, guard: Guard, ca_file: Path | None) -> None:
    """Let everything that a session sends pass the guard, and nothing around it change what it sends."""
    session.trust_env = False  # or a .netrc would replace the login
    session.max_redirects = 0
    if ca_file is not None:
        session.verify = str(ca_file)
    for scheme in ("http://", "https://"):
        session.mount(scheme, GuardedAdapter(guard))


def _read(response: requests.Response) -> bytes:
    """The body, unpacked, if it comes in time and is not without end."""
    until = monotonic() + LONGEST_ANSWER
    content = bytearray()
    for piece in response.iter_content(CHUNK):
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise ContentDecodingError("the answer does not end")
        if monotonic() > until:
            raise TimeoutError
    return bytes(content)
