"""What an answer of the employer can mean for an application, and the person's own word about it."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The first three and the withdrawal settle what happens next, the others leave it open."""

    OFFER = "offer"
    REJECTION = "rejection"
    NEXT_ROUND = "next_round"
    DELAY = "delay"
    ACKNOWLEDGEMENT = "acknowledgement"
    QUESTION = "question"
    AUTO_REPLY = "auto_reply"
    WITHDRAWN_BY_ME = "withdrawn_by_me"
    UNRELATED = "unrelated"
