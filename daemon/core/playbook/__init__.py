"""Playbooks: named rules, as data, that say what a good candidate does and when.

`load_playbook` reads those that ship with followupd, `read_playbook` a person's own, which may extend one of them.
"""

from daemon.core.playbook.fixed import FIXED_RULES
from daemon.core.playbook.reading import (
    Fault,
    PlaybookError,
    find_playbook,
    load_playbook,
    playbook_names,
    read_playbook,
)
from daemon.core.playbook.rules import (
    CheckIn,
    OfferReply,
    Playbook,
    RecruiterDebrief,
    RejectionThanks,
    Rule,
    SecondInterviewReply,
    ThankYou,
    ThankYouLetter,
)

__all__ = [
    "FIXED_RULES",
    "CheckIn",
    "Fault",
    "OfferReply",
    "Playbook",
    "PlaybookError",
    "RecruiterDebrief",
    "RejectionThanks",
    "Rule",
    "SecondInterviewReply",
    "ThankYou",
    "ThankYouLetter",
    "find_playbook",
    "load_playbook",
    "playbook_names",
    "read_playbook",
]
