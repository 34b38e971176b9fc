"""mutt, a mail program of the field, on a terminal of its own."""

from __future__ import annotations

import os
import pty
import select
import subprocess
from pathlib import Path

SETTINGS = """
set sendmail=/bin/true editor="{editor}" charset=utf-8 sleep_time=0 quit=yes postpone=yes delete=yes
"""


def run_mutt(home: Path, settings: str, *arguments: str, keys: dict[str, str], editor: str = "true") -> str:
    """Run mutt with these settings; once it shows one of the texts in `keys`, the keys beside it are pressed."""
    file = home / "muttrc"
    file.write_text(settings + SETTINGS.format(editor=editor), encoding="utf-8")
    terminal, other_end = pty.openpty()
    environment = os.environ | {"HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    command = ["mutt", "-F", str(file), *arguments]
    with subprocess.Popen(command, stdin=other_end, stdout=other_end, stderr=other_end, env=environment) as process:
        os.close(other_end)
        try:
            return press_keys(terminal, keys)
        finally:
            os.close(terminal)
            process.kill()


def press_keys(terminal: int, keys: dict[str, str]) -> str:
    """Read what is shown until the program ends, pressing keys in the order given; fails if it waits for others."""
    shown = b""
    waiting = list(keys.items())
    while select.select([terminal], [], [], 20)[0]:
        try:
            shown += os.read(terminal, 65536)
        except OSError:  # the program has ended
            return shown.decode("utf-8", "replace")
        if waiting and waiting[0][0].encode() in shown:
            os.write(terminal, waiting.pop(0)[1].encode())
    raise AssertionError(f"mutt is waiting for a key: {shown[-2000:].decode('utf-8', 'replace')}")


def make_editor(folder: Path, line: str) -> str:
    """An editor that adds a line to what it is given."""
    editor = folder / "editor"
    editor.write_text(f'#!/bin/sh\necho "{line}" >> "$1"\n')
    editor.chmod(0o700)
    return str(editor)
