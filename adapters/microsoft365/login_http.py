"""The login library's way out: the same session, guard and bounds as everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from requests.exceptions import HTTPError

from adapters.web.transport import patient, read_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the shape that the login library reads."""

    status_code: int
    headers: Mapping[str, str]
    text: str

    def raise_for_status(self) -> None:
        """As that of `requests`."""
        if self.status_code >= 400:
            raise HTTPError(f"status {self.status_code}")


@dataclass(slots=True)
class LoginClient:
    """What the login library asks through. `status` is that of the last answer."""

    session: requests.Session
    status: int = 0

    def get(self, url: str, **others: Any) -> Answer:
        """As that of `requests`."""
        return self._ask("GET", url, others)

    def post(self, url: str, **others: Any) -> Answer:
        """As that of `requests`."""
        return self._ask("POST", url, others)

    def close(self) -> None:
        """The session is closed by whom it belongs to."""

    def _ask(self, method: str, url: str, others: Mapping[str, Any]) -> Answer:
        def ask() -> requests.Response:
            return self.session.request(method, url, stream=True, allow_redirects=False, **others)

        with patient(ask, method) as response:
            text = read_whole(response).decode("utf-8", "replace")
            self.status = response.status_code
            return Answer(response.status_code, dict(response.headers), text)
