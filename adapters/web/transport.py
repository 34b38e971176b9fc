"""`requests` through a guard, bounded in time and size; nothing around it changes what is sent.

Nothing is repeated but reading, once, when a connection that was left open turns out to be dead.
"""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING, Final

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ContentDecodingError, SSLError, Timeout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from adapters.web.asking import Checks

TIMEOUT: Final = (10.0, 60.0)  # seconds, to connect and between two pieces of an answer
LONGEST_ANSWER: Final = 600.0  # seconds; a server that drips would never time out
LARGEST_ANSWER: Final = 256 * 1024 * 1024
CHUNK: Final = 256 * 1024

# What the library says on its way: addresses, as calendars have them for names, and the text of refusals.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


class GuardedAdapter(HTTPAdapter):
    """The one place that every byte passes on its way out."""

    def __init__(self, guard: Checks) -> None:
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


def mount(session: requests.Session, guard: Checks, ca_file: Path | None) -> None:
    """Let everything that a session sends pass the guard, and nothing around it change what it sends."""
    session.trust_env = False  # or a .netrc would replace the login
    session.max_redirects = 0
    if ca_file is not None:
        session.verify = str(ca_file)
    for scheme in ("http://", "https://"):
        session.mount(scheme, GuardedAdapter(guard))


def patient(ask: Callable[[], requests.Response], method: str) -> requests.Response:
    """The answer to a request; what is only read is asked for again if a connection that lay idle has been closed."""
    try:
        return ask()
    except (SSLError, Timeout):
        raise
    except NoConnection:
        if method != "GET":
            raise
        return ask()


def read_whole(response: requests.Response, most: int | None = None) -> bytes:
    """The body, unpacked, if it comes in time and is not without end; of one with more bytes only so many."""
    until = monotonic() + LONGEST_ANSWER
    content = bytearray()
    for piece in response.iter_content(CHUNK):
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise ContentDecodingError("the answer does not end")
        if monotonic() > until:
            raise TimeoutError
        if most is not None and len(content) >= most:
            break
    return bytes(content[:most])
