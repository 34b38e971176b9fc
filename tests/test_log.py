"""The log: one line a record, in the journal's form or a person's, with nothing private in it."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.log import make_handler
from daemon.ports.errors import AuthRequired


class Unprintable:
    def __str__(self) -> str:
        raise RuntimeError("robin@ashdown.example")


def written(message: object, *arguments: object, level: int = logging.INFO, debug: bool = False) -> str:
    """What comes out for a record; an exception that is being handled goes with it."""
    stream = io.StringIO()
    logger = logging.Logger("daemon.somewhere", logging.DEBUG)
    logger.addHandler(make_handler(stream, {}, debug=debug))
    logger.log(level, message, *arguments, exc_info=sys.exc_info()[0] is not None)
    return stream.getvalue()


def test_a_person_reads_the_level_in_words() -> None:
    assert written("%d entries written", 3) == "info: 3 entries written\n"
    assert written("careful", level=logging.WARNING) == "warning: careful\n"


@pytest.mark.parametrize(
    ("level", "prefix"),
    [("DEBUG", "<7>"), ("INFO", "<6>"), ("WARNING", "<4>"), ("ERROR", "<3>"), ("CRITICAL", "<2>")],
)
def test_the_journal_gets_the_priority(tmp_path: Path, level: str, prefix: str) -> None:
    with (tmp_path / "journal").open("w+") as stream:
        status = os.fstat(stream.fileno())
        handler = make_handler(stream, {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"})
        handler.handle(logging.makeLogRecord({"msg": "hello", "levelno": getattr(logging, level)}))
        stream.seek(0)
        assert stream.read() == f"{prefix}hello\n"


def test_a_file_that_is_not_the_journal_gets_words_although_there_is_a_journal(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w+") as stream:
        make_handler(stream, {"JOURNAL_STREAM": "1:2"}).handle(
            logging.makeLogRecord({"msg": "hello", "levelname": "INFO"})
        )
        stream.seek(0)
        assert stream.read() == "info: hello\n"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("from Robin <robin.ashdown+jobs@mail.ashdown.example>", "from Robin <[address]>"),
        ("jörg@büro.example wrote", "[address] wrote"),
        ("/calendars/robin%40ashdown.example/", "/calendars/[address]/"),
        ("o'neil@ashdown.example", "[address]"),
        ("password=hunter2 for home", "password=[hidden] for home"),
        ("Password: 'hunter 2'", "Password: [hidden]"),
        ('{"access_token": "abc", "expires_in": 3599}', '{"access_token": [hidden], "expires_in": 3599}'),
        ('client_secret="never closed', "client_secret=[hidden]"),
        ("Authorization: Basic cm9iaW46aHVudGVyMg==", "Authorization: [hidden]"),
        ("{'Authorization': 'Bearer ya29.a0Af'}", "{'Authorization': [hidden]}"),
        ("sent Bearer ya29.a0Af_bC-d and failed", "sent Bearer [hidden] and failed"),
        ("Cookie: session=abc", "Cookie: [hidden]"),
        ("GET https://robin:hunter2@dav.ashdown.example/x", "GET https://[hidden]dav.ashdown.example/x"),
        ("https://meet.example/j/9?pwd=S3cret&x=1#a", "https://meet.example/j/9?pwd=[hidden]&x=[hidden]#a"),
        ("got eyJhbGciOiJSUzI1NiIsImtpZCI6IjEyMzQ1Njc4OTAifQ back", "got [hidden] back"),
    ],
)
def test_what_looks_private_is_blotted_out(message: str, expected: str) -> None:
    assert written(message) == f"info: {expected}\n"


@pytest.mark.parametrize(
    "message",
    [
        "pass finished: 3 events, 1 interview, 2 entries",
        "thank-you-3f786850e387550fdab836ed7e6dc881de23001b written",
        "home: vdir, /home/robin/.calendars/Work 2026/a.ics",
        "12 tokens of 3 kinds; the secret is out",
        "next pass at 2026-03-06T09:00:00+00:00",
    ],
)
def test_what_is_not_private_stays(message: str) -> None:
    assert written(message) == f"info: {message}\n"


def test_arguments_are_blotted_out_as_well() -> None:
    assert written("%s has gone, %r", "robin@ashdown.example", {"token": "abc"}) == (
        "info: [address] has gone, {'token': [hidden]}\n"
    )


def test_a_text_from_outside_cannot_forge_a_line() -> None:
    line = written("read %s", "Interview\n<0>\x1b[31mall is lost\r\u2028\u202e\udc80")
    assert line == "info: read Interview\\n<0>\\x1b[31mall is lost\\r\\u2028\\u202e\\udc80\n"


@pytest.mark.parametrize("piece", ["password", "password=", "a.", "a,", '"token":"', "?a=", "://a", "Aa1-", "a@", "\n"])
def test_an_endless_text_becomes_one_short_line(piece: str) -> None:
    line = written(piece * 1_000_000)
    assert line.count("\n") == 1
    assert len(line) < 5000


def test_an_expected_error_is_told_in_its_line() -> None:
    try:
        raise AuthRequired("the login of home has expired")
    except AuthRequired:
        assert written("home stops") == "info: home stops: AuthRequired: the login of home has expired\n"


def test_debugging_shows_where_an_expected_error_came_from() -> None:
    try:
        raise AuthRequired("the login of home has expired")
    except AuthRequired:
        first, second = written("home stops", debug=True).splitlines()
    assert first == "info: home stops: AuthRequired: the login of home has expired"
    assert "test_log.py" in second


def test_a_bug_shows_its_traceback_but_not_what_it_was_about() -> None:
    body = "Dear Robin, sadly"
    try:
        raise KeyError(body)
    except KeyError:
        lines = written("home stops", level=logging.ERROR).splitlines()
    assert lines[0] == "error: home stops: KeyError"
    assert lines[1].startswith("error:   ")
    assert "in test_a_bug_shows_its_traceback_but_not_what_it_was_about: raise KeyError(body)" in lines[1]
    assert body not in "".join(lines)


def test_arguments_that_do_not_fit_lose_only_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        written("%d entries", "robin@ashdown.example") == "info: %d entries (without its arguments, which do not fit)\n"
    )
    assert written("%s", Unprintable()) == "info: %s (without its arguments, which do not fit)\n"
    assert capsys.readouterr().err == ""


def _run(script: str) -> list[str]:
    prelude = "import logging, warnings; from daemon.log import set_up\n"
    done = subprocess.run([sys.executable, "-c", prelude + script], check=True, capture_output=True, text=True)
    assert done.stdout == ""
    return done.stderr.splitlines()


SAY_SOMETHING = """
for name in ("daemon.cycle", "adapters.vdir", "a.client.library"):
    for level in (logging.DEBUG, logging.INFO, logging.WARNING):
        logging.getLogger(name).log(level, name)
"""


def test_our_own_loggers_inform_and_others_only_warn() -> None:
    assert _run("set_up({})" + SAY_SOMETHING) == [
        "info: daemon.cycle",
        "warning: daemon.cycle",
        "info: adapters.vdir",
        "warning: adapters.vdir",
        "warning: a.client.library",
    ]


def test_debugging_opens_our_own_loggers_only() -> None:
    assert [line for line in _run("set_up({}, debug=True)" + SAY_SOMETHING) if line.startswith("debug")] == [
        "debug: daemon.cycle",
        "debug: adapters.vdir",
    ]


def test_setting_up_replaces_what_was_set_up_before() -> None:
    before = "logging.basicConfig(format='before: %(message)s'); set_up({}); "
    assert _run(before + "set_up({}); logging.getLogger('daemon').info('once')") == ["info: once"]


def test_python_s_own_warnings_keep_to_the_form() -> None:
    (line,) = _run("set_up({}); warnings.warn('of robin@ashdown.example')")
    assert line.startswith("warning: ")
    assert "of [address]" in line
