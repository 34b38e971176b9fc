"""The service's log: one line a record on standard error, in journald's form where journald listens.

Nobody may log an address, a password, a token or the text of a mail. Should somebody do so all the same, what looks
like one is blotted out here, after everything else has been put into the line. Control characters are written as
escapes, so that no text from outside can forge a line.

An expected error is told in its line; its traceback only when debugging. Any other exception is a bug, and is the one
case of several lines: its traceback follows, without the exception's own text, which nobody has vouched for.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING, TextIO

from daemon.ports.errors import PortError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LONGEST_LINE = 2000
_DEEPEST = 20  # frames of a traceback, the innermost ones

# The loggers that debugging opens up; what client libraries say below a warning is of no use here and may hold mail.
_OWN = ("daemon", "adapters")

# sd-daemon(3)
_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}

_PRIVATE_KEYS = r"\w*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|credential|cookie|authori[sz]ation)"
_PRIVATE = (
    # password=..., 'access_token': '...', Authorization: Basic ...
    re.compile(
        rf"""(\b{_PRIVATE_KEYS}["']?\s{{0,3}}[:=]\s{{0,3}})"""
        r"""(?:(?:basic|bearer|digest|negotiate|ntlm)\s{1,3})?(?:"[^"]*"?|'[^']*'?|[^\s"'&,;)}\]]+)""",
        re.IGNORECASE,
    ),
    re.compile(r"(\b(?:basic|bearer|negotiate|ntlm)\s{1,3})[\w.~+/=-]{8,}", re.IGNORECASE),
    re.compile(r"(://)[^\s/@]{1,200}@"),  # https://name:password@host
    re.compile(r"([?&][\w.-]{1,40}=)[^\s&#\"']+"),  # the query of a link: meeting links carry their pass code there
)
_LONG_STRING = re.compile(r"[A-Za-z0-9_=+-]{32,}")
_ADDRESS = re.compile(r"[\w.+'-]{1,64}(?:@|%40)[\w.-]{1,190}")


def set_up(
    environment: Mapping[str, str], *, debug: bool = False, expected: tuple[type[Exception], ...] = (PortError,)
) -> None:
    """Send everything that is logged to standard error; to call it again replaces what was set up before.

    `expected` are the errors that are no bugs.
    """
    handler = make_handler(sys.stderr, environment, debug=debug, expected=expected)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _OWN:
        logging.getLogger(name).setLevel(logging.DEBUG if debug else logging.INFO)
    logging.captureWarnings(capture=True)


def make_handler(
    stream: TextIO,
    environment: Mapping[str, str],
    *,
    debug: bool = False,
    expected: tuple[type[Exception], ...] = (PortError,),
) -> logging.Handler:
    """A handler that writes to a stream as this module promises."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Formatter(journal=_is_journal(stream, environment), debug=debug, expected=expected))
    return handler


def scrub(text: str) -> str:
    """One line without what looks like an address, a password or a token, and with control characters as escapes."""
    text = text[: 2 * _LONGEST_LINE]
    for private in _PRIVATE:
        text = private.sub(r"\1[hidden]", text)
    text = _ADDRESS.sub("[address]", _LONG_STRING.sub(_hide_token, text))[:_LONGEST_LINE]
    return "".join(character if character.isprintable() else _escape(character) for character in text)


class _Formatter(logging.Formatter):
    def __init__(self, *, journal: bool, debug: bool, expected: tuple[type[Exception], ...]) -> None:
        super().__init__()
        self._journal = journal
        self._debug = debug
        self._expected = expected

    def format(self, record: logging.LogRecord) -> str:
        prefix = f"<{_PRIORITIES.get(record.levelno, 6)}>" if self._journal else f"{record.levelname.lower()}: "
        return "\n".join(prefix + scrub(line) for line in self._lines(record))

    def _lines(self, record: logging.LogRecord) -> Iterator[str]:
        error = record.exc_info[1] if record.exc_info else None
        message = _message(record)
        if error is None:
            yield message
        elif isinstance(error, self._expected) or self._debug:
            yield f"{message}: {type(error).__name__}: {error}"
        else:
            yield f"{message}: {type(error).__name__}"
        if error is not None and (self._debug or not isinstance(error, self._expected)):
            frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), limit=-_DEEPEST)
            yield from (f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}" for frame in frames)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # whatever an argument's own text raises; logging itself would print the arguments as they are
        return f"{record.msg} (without its arguments, which do not fit)"


def _is_journal(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether the stream goes to the journal: systemd names the one that does by device and inode (systemd.exec(5))."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:  # not a file: a text buffer
        return False
    return environment.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def _hide_token(match: re.Match[str]) -> str:
    """Small letters, capitals and digits mixed make a token; our own keys and fingerprints have no capitals."""
    kinds = (str.islower, str.isupper, str.isdigit)
    mixed = all(any(kind(character) for character in match[0]) for kind in kinds)
    return "[hidden]" if mixed else match[0]


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
