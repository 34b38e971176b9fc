"""Passwords come from a credential or a private file, count as soon as they are changed, and are never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.conformance import make_setup
from adapters.passwords import PASSWORD_OPTIONS, Password, read_password
from daemon.ports.adapter import OptionValue
from daemon.ports.errors import AuthRequired

SECRET = "correct horse battery"


def read(folder: Path, environment: dict[str, str] | None = None, **options: OptionValue) -> str:
    return read_password(make_setup(folder, options), environment or {}).reveal()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A private file with a password."""
    path = tmp_path / "password"
    path.touch(0o600)
    path.write_text(SECRET + "\n", encoding="utf-8")
    return path


def test_a_private_file_gives_it_without_the_line_end(file: Path) -> None:
    assert read(file.parent, password_file=file) == SECRET


def test_a_new_one_counts_at_once(file: Path) -> None:
    assert read(file.parent, password_file=file) == SECRET
    file.write_text("another", encoding="utf-8")
    assert read(file.parent, password_file=file) == "another"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_use_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(AuthRequired, match="chmod 600"):
        read(file.parent, password_file=file)


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines\n", b"\xff\xfe", b"x" * 5000])
def test_a_file_with_anything_else_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(AuthRequired, match="holds no password"):
        read(file.parent, password_file=file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuthRequired, match="nowhere"):
        read(tmp_path, password_file=tmp_path / "nowhere")


def test_a_systemd_credential_gives_it_by_name_or_by_that_of_the_account(tmp_path: Path) -> None:
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    (tmp_path / "mine").write_text("named", encoding="utf-8")
    (tmp_path / "conformance-password").write_text("by the account", encoding="utf-8")
    assert read(tmp_path, environment, password_credential="mine") == "named"
    assert read(tmp_path, environment) == "by the account"


@pytest.mark.parametrize("name", ["../password", "/etc/passwd", ".."])
def test_a_credential_is_no_path(file: Path, name: str) -> None:
    folder = file.parent / "credentials"
    folder.mkdir()
    with pytest.raises(AuthRequired):
        read(folder, {"CREDENTIALS_DIRECTORY": str(folder)}, password_credential=name)


def test_without_any_it_is_said_how_to_give_one(tmp_path: Path) -> None:
    with pytest.raises(AuthRequired, match=r"password_file.*conformance-password"):
        read(tmp_path)


def test_it_is_never_shown() -> None:
    password = Password(SECRET)
    assert SECRET not in f"{password} {password!r} {[password]} {vars(type(password))}"
    assert password == Password(SECRET)
    assert password != Password("another")


def test_no_setting_holds_the_password_itself() -> None:
    assert {option.name for option in PASSWORD_OPTIONS} == {"password_file", "password_credential"}
