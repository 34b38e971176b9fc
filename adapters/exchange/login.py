"""Who is asking. A password that the server refused is not tried again, since an organisation locks who tries often.

It is when it is another one by then, or after some hours. One that was good before gets one more chance at the next
pass: servers that are busy, or several behind one name, refuse in error.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final

from exchangelib.credentials import Credentials

from adapters.exchange.errors import wrong_login

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.passwords import Password

REST: Final = 6 * 60 * 60.0  # seconds


@dataclass(slots=True, kw_only=True)
class Login:
    """A user and the way to the password, which is read anew for each new connection; with Kerberos there is none."""

    host: str
    user: str
    read: Callable[[], Password] | None
    _used: Password | None = None
    _good: Password | None = None
    _refused: Password | None = None
    _refused_at: float = 0.0

    def credentials(self) -> Credentials | None:
        """What to log in with; `AuthRequired` if there is no password, or only one that was refused."""
        if self.read is None:
            return None
        password = self.read()
        if password == self._refused and monotonic() - self._refused_at < REST:
            raise wrong_login(self.host)
        self._used = password
        return Credentials(self.user, password.reveal())

    def accept(self) -> None:
        """Take note that the server accepts the password in use."""
        self._good = self._used

    def refuse(self) -> bool:
        """Take note that the server does not; whether there is another password by now, to be tried at once."""
        if self._used != self._good:
            self._refused, self._refused_at = self._used, monotonic()
        self._good = None
        return self.read is not None and self.read() != self._used
