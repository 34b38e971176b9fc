"""Makes passes in child processes and kills them with SIGKILL at a chosen write. Run as a script, it serves a test.

Each line on standard input is a JSON request {"home": folder, "now": time, "kill_at": number or null}; the answer is a
line {"killed": bool, "points": number, "planned": number}. The folder holds `config.toml` and what it names. Every
request is served by a fork of this process, which has imported everything once.

A write point lies before and after every call that changes a disk: making, linking, renaming, removing and syncing
files and folders, and the end of every transaction of SQLite. The calls are wrapped in the child only.
"""

from __future__ import annotations

import builtins
import io
import json
import os
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from daemon.app import assemble, read_settings

_CALLS = ("fsync", "link", "mkdir", "remove", "rename", "replace", "symlink", "truncate", "unlink", "write")


class Points:
    """Counts write points, and kills this process at one of them."""

    def __init__(self, kill_at: int | None) -> None:
        self.passed = 0
        self._kill_at = kill_at

    def pass_one(self) -> None:
        """Come to a write point."""
        self.passed += 1
        if self.passed == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, with a write point before and after it."""

        def between(*args: Any, **named: Any) -> Any:
            self.pass_one()
            result = call(*args, **named)
            self.pass_one()
            return result

        return between

    def around_if(self, writes: Callable[..., bool], call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, with write points where its arguments say that it writes."""
        counted = self.around(call)
        return lambda *args, **named: (counted if writes(*args, **named) else call)(*args, **named)


def watch(points: Points) -> None:
    """Put write points around everything in this process that changes a disk."""
    opening = points.around_if(_opens_path_for_writing, io.open)
    connect, counted = sqlite3.connect, _counted(points)
    wrapped: list[tuple[object, str, Callable[..., Any]]] = [
        *((os, name, points.around(getattr(os, name))) for name in _CALLS),
        (os, "open", points.around_if(_opens_for_writing, os.open)),
        (io, "open", opening),
        (builtins, "open", opening),
        (sqlite3, "connect", lambda *args, **named: connect(*args, **named, factory=counted)),
    ]
    for owner, name, call in wrapped:
        setattr(owner, name, call)


def _opens_for_writing(_path: object, flags: int, *_rest: object, **_named: object) -> bool:
    return bool(flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR))


def _opens_path_for_writing(file: object, mode: str = "r", *_rest: object, **_named: object) -> bool:
    return not isinstance(file, int) and not set(mode).isdisjoint("wax+")


def _counted(points: Points) -> type[sqlite3.Connection]:
    class Counted(sqlite3.Connection):
        def execute(self, statement: str, *rest: Any) -> sqlite3.Cursor:
            run: Callable[..., sqlite3.Cursor] = super().execute
            return (points.around(run) if self._ends(statement) else run)(statement, *rest)

        def executescript(self, script: str) -> sqlite3.Cursor:
            cursor: sqlite3.Cursor = points.around(super().executescript)(script)
            return cursor

        def __exit__(self, *failure: Any) -> Any:
            return points.around(super().__exit__)(*failure)

        def _ends(self, statement: str) -> bool:
            word = statement.split(maxsplit=1)[0].upper()
            return word == "COMMIT" or (word in {"INSERT", "UPDATE", "DELETE"} and not self.in_transaction)

    return Counted


def make_pass(home: Path, now: datetime) -> int:
    """One pass at this time; how many actions were planned."""
    settings = read_settings(home / "config.toml")
    with assemble(settings, home / "state") as cycle:
        report = cycle.run(now)
    assert not report.health.failed, report.health.failed
    return len(report.plan.actions)


def serve(request: dict[str, Any]) -> dict[str, Any]:
    """Make the pass in a child, and tell how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _answer(request, writing)
        finally:
            os._exit(1)  # a child never goes on with what its parent does
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return {"killed": True, "points": request["kill_at"], "planned": 0}
    result: dict[str, Any] = json.loads(answer)
    return result


def _answer(request: dict[str, Any], pipe: int) -> None:
    points = Points(request["kill_at"])
    write = os.write  # the answer itself is no write of the pass
    watch(points)
    try:
        planned = make_pass(Path(request["home"]), datetime.fromisoformat(request["now"]))
    except BaseException:
        traceback.print_exc()
        raise
    write(pipe, json.dumps({"killed": False, "points": points.passed, "planned": planned}).encode())


def main() -> None:
    """Answer requests until there are no more."""
    make_pass(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
    _say("ready")
    for line in sys.stdin:
        _say(json.dumps(serve(json.loads(line))))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
