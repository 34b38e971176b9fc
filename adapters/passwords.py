"""Passwords of accounts: from a systemd credential or a file that only the person can read, never from the config.

They are read again whenever somebody asks, so that a new one counts without a restart, and nothing ever shows them.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from daemon.ports.adapter import Option, OptionKind
from daemon.ports.errors import AuthRequired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daemon.ports.adapter import Setup

LONGEST: Final = 4096

PASSWORD_OPTIONS: Final = (
    Option(
        name="password_file",
        kind=OptionKind.PATH,
        help="a file that holds the password, or better an app password, and that only you can read (chmod 600)",
    ),
    Option(
        name="password_credential",
        kind=OptionKind.TEXT,
        help="the name of a systemd credential (LoadCredential=) that holds it; the account's name with -password "
        "behind it if neither this nor password_file is given",
    ),
)
"""The settings that every adapter with a password has."""


class Password:
    """A password that shows itself to nobody who does not ask for it by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The password itself, for the one place that hands it to the provider."""
        return self._text

    def __repr__(self) -> str:
        return "Password([hidden])"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Password) and self._text == other.reveal()

    __hash__ = None  # type: ignore[assignment]  # a password is nobody's key


def read_password(setup: Setup, environment: Mapping[str, str] = os.environ) -> Password:
    """The password of an account as it is now; `AuthRequired` with what to do if there is none that may be used."""
    path = _path(setup, environment)
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(LONGEST + 1).decode()
    except OSError as error:
        raise AuthRequired(f"the password cannot be read from {path}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise AuthRequired(f"{path} holds no password: it is not UTF-8 text") from None
    if setup.options.get("password_file") and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise AuthRequired(f"others may use the password in {path}: take that from them with chmod 600")
    password = text.removesuffix("\n").removesuffix("\r")
    if not password or not password.isprintable() or len(password) > LONGEST:
        raise AuthRequired(f"{path} holds no password: it must be one line with nothing else")
    return Password(password)


def _path(setup: Setup, environment: Mapping[str, str]) -> Path:
    file = setup.options.get("password_file")
    if isinstance(file, Path):
        return file
    name = str(setup.options.get("password_credential") or f"{setup.account}-password")
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if not folder or Path(name).name != name:
        raise AuthRequired(
            f"the account {setup.account} has no password: write it into a file of your own, with chmod 600, and name "
            f"that in password_file, or give the service a systemd credential called {setup.account}-password"
        )
    return Path(folder) / name
