"""Setting letters in a process of its own, which takes the memory that it needs with it when it ends.

The library that sets a page holds some 40 MB from then on, and Python gives none of it back: a service that writes one
letter a month would keep them all the time.
"""

from __future__ import annotations

import pickle
import subprocess
import sys

from daemon.core.letters import Letter, Unprintable, typeset
from daemon.ports.records import Attachment

# "-P": a folder in which the service is started never lends it a module.
_COMMAND = (sys.executable, "-P", "-c", "from daemon.printing import typeset_for_parent; typeset_for_parent()")
_PATIENCE = 60  # seconds; a page takes one


def typeset_apart(letter: Letter) -> Attachment:
    """The page, as `typeset` makes it; raises `Unprintable` also when its process comes to nothing."""
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, and the letter is only handed to it
            _COMMAND, input=pickle.dumps(letter), capture_output=True, timeout=_PATIENCE, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise Unprintable("the process that sets letters came to nothing") from error
    answer = pickle.loads(done.stdout)  # noqa: S301 - it comes from our own process, through no file and no network
    if isinstance(answer, Attachment):
        return answer
    raise Unprintable(str(answer))


def typeset_for_parent() -> None:
    """Read a letter from the standard input and answer with its page, or with the sentence that says why not."""
    answer: Attachment | str
    try:
        answer = typeset(pickle.load(sys.stdin.buffer))  # noqa: S301 - as above
    except Unprintable as error:
        answer = str(error)
    sys.stdout.buffer.write(pickle.dumps(answer))
