"""Understanding replies: what a mail means for an application, when the employer will decide, and what it proposes.

`read_reply` is the only door. It is pure: the same mail, owner and application give the same answer.
"""

from daemon.core.outcome import Outcome
from daemon.core.replies.reader import read_reply
from daemon.core.replies.reply import Pursuit, Reply

__all__ = ["Outcome", "Pursuit", "Reply", "read_reply"]
