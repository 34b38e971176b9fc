"""Finding the server of an address by asking its domain, as Exchange answers since 2016 (Autodiscover, second edition).

Nobody logs in for it, so that no password goes to a server that is only guessed at. The older editions want one, and
with them the library would try it at every guess, and keep what it found in a folder that others may write to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urljoin, urlsplit

import requests
from requests.exceptions import RequestException

from adapters.exchange.settings import IN_THE_CLOUD, endpoint_of, is_cloud
from adapters.web.asking import NeverAsked
from adapters.web.transport import mount, read_whole
from daemon.ports.errors import Rejected, Unavailable

if TYPE_CHECKING:
    from adapters.exchange.settings import Settings

PATH: Final = "/autodiscover/autodiscover.json"
REDIRECTIONS: Final = 5


class _Asks:
    """The guard of this one question, which anybody may hear."""

    def check(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """`NeverAsked` unless it is that question, and without a login."""
        private = {name.lower() for name in headers} & {"authorization", "cookie"}
        if method != "GET" or not _is_the_question(url) or body or private:
            raise NeverAsked(f"{method} of something at {urlsplit(url).hostname} while looking for a server")


def find_endpoint(settings: Settings) -> str:
    """Where the web services of the mailbox are; `Rejected` if in the cloud, `Unavailable` if nobody says."""
    domain = settings.email.rpartition("@")[2].lower()
    with requests.Session() as session:
        mount(session, _Asks(), settings.ca_file)
        session.max_redirects = 1  # none is followed unseen, but where one would lead is looked at first
        for host in (f"autodiscover.{domain}", domain):
            question = f"Email={quote(settings.email)}&Protocol=Ews&RedirectCount=1"
            if (found := _ask(session, f"https://{host}{PATH}?{question}")) is not None:
                return endpoint_of(found)
    raise Unavailable(
        f"no server says where the mailboxes of {domain} are; check the network, or ask your administrator for the "
        "address of Exchange Web Services and write it as url"
    )


def _ask(session: requests.Session, url: str) -> str | None:
    """What a server answers, or the one that it sends on to; None if there is no such server or it does not know."""
    for _ in range(REDIRECTIONS):
        if not _is_the_question(url):
            return None
        try:
            with session.get(url, stream=True, allow_redirects=False) as response:
                location = response.headers.get("Location", "") if response.is_redirect else ""
                content = b"" if location else read_whole(response)
        except (RequestException, OSError):
            return None
        if not location:
            return _address_in(content)
        url = urljoin(url, location)
        if is_cloud(urlsplit(url).hostname or ""):
            raise Rejected(IN_THE_CLOUD)
    return None


def _is_the_question(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.path.lower() == PATH and bool(parts.hostname)


def _address_in(content: bytes) -> str | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    address = found.get("Url") if isinstance(found, dict) else None
    return address if isinstance(address, str) else None
