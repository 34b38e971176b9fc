"""What systemd hears, on a real datagram socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from daemon.notify import Notifier


@pytest.fixture
def systemd() -> Iterator[socket.socket]:
    # A folder with a short name: a socket's path has room for some 100 characters.
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"{folder}/notify")
        listener.setblocking(False)
        yield listener


@pytest.fixture
def notifier(systemd: socket.socket) -> Notifier:
    return Notifier({"NOTIFY_SOCKET": systemd.getsockname()})


def heard(systemd: socket.socket) -> list[str]:
    return systemd.recv(4096).decode().split("\n")


def test_ready_tells_the_status_in_the_same_message(systemd: socket.socket, notifier: Notifier) -> None:
    notifier.ready("watching 2 accounts")
    assert heard(systemd) == ["READY=1", "STATUS=watching 2 accounts"]


def test_the_service_s_life_is_told(systemd: socket.socket, notifier: Notifier) -> None:
    notifier.status("reading")
    notifier.watchdog()
    notifier.reloading(123_456)
    notifier.stopping("finishing a write")
    assert [heard(systemd) for _ in range(4)] == [
        ["STATUS=reading"],
        ["WATCHDOG=1"],
        ["RELOADING=1", "MONOTONIC_USEC=123456"],
        ["STOPPING=1", "STATUS=finishing a write"],
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\u2028", "\x00", "\x85"])
def test_a_status_cannot_smuggle_in_another_message(
    systemd: socket.socket, notifier: Notifier, line_break: str
) -> None:
    notifier.status(f"Interview{line_break}STOPPING=1")
    (message,) = heard(systemd)
    assert message.split() == ["STATUS=Interview", "STOPPING=1"]
    assert message.isprintable()


def test_a_status_of_any_length_and_kind_arrives(systemd: socket.socket, notifier: Notifier) -> None:
    notifier.status("ü" * 1_000_000)
    assert heard(systemd) == ["STATUS=" + "ü" * 200]
    notifier.status("a\udc80b")
    assert heard(systemd) == ["STATUS=a b"]


def test_a_name_in_the_abstract_namespace_is_reached() -> None:
    name = f"followupd-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0{name}")
        systemd.setblocking(False)
        Notifier({"NOTIFY_SOCKET": f"@{name}"}).watchdog()
        assert heard(systemd) == ["WATCHDOG=1"]


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1234"}])
def test_without_a_socket_nothing_happens(environment: dict[str, str]) -> None:
    Notifier(environment).ready("nobody listens")


def test_a_socket_that_has_gone_stops_nothing(systemd: socket.socket, notifier: Notifier) -> None:
    path = systemd.getsockname()
    systemd.close()
    notifier.watchdog()
    Path(path).unlink()
    notifier.ready("still here")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"WATCHDOG_USEC": "90000000"}, timedelta(seconds=90)),
        ({"WATCHDOG_USEC": "90000000", "WATCHDOG_PID": str(os.getpid())}, timedelta(seconds=90)),
        ({"WATCHDOG_USEC": "90000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "-5"}, None),
        ({}, None),
    ],
)
def test_how_long_systemd_waits_for_a_sign_of_life(environment: dict[str, str], expected: timedelta | None) -> None:
    assert Notifier(environment).watchdog_interval == expected
