"""Random lives with mail: answers of every kind, from anybody, come at any moment, between edits and failures.

All that holds of lives in which things fail holds here too, and nothing is asked of whoever has answered.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from daemon.core.applications import Outcome, person_key
from daemon.core.remembered import ASKING, State, key_parts
from daemon.ports.records import Direction, Entry, Message, Person
from tests.robustness.test_whatever_fails import ACCOUNTS, EMPLOYERS, LivesInWhichThingsFail
from tests.robustness.world import OWNER, ZONE

LIVES: Final = os.environ.get("FOLLOWUPD_LIVES")
WORDS: Final = st.sampled_from(
    (
        "Unfortunately we have decided to go ahead with another candidate.",
        "We are delighted to offer you the position. Please let us know by Friday.",
        "We would like to invite you to a second interview. Could you do Tuesday at 10:00?",
        "We would love to move you to the next round: https://calendly.com/talks/second",
        "Sorry, it takes longer than planned. We will decide by the end of next week.",
        "Sorry for the delay, we are still interviewing.",
        "What is your notice period?",
        "Thank you, it was good to meet you.",
        "I am out of the office until the end of the week.",
        "Your message to ivo@tarnbrook.example could not be delivered.",
        "",
    )
)
SENDERS: Final = st.sampled_from(("ivo", "ruth", "kim", "talent"))
ELSEWHERE: Final = st.sampled_from(("elsewhere.example", "gmail.com", "tarnbrook-jobs.example"))
ENDED: Final = frozenset({Outcome.OFFER, Outcome.REJECTION, Outcome.WITHDRAWN_BY_ME})


class LivesWithMail(LivesInWhichThingsFail):
    """The employers, strangers and the person write as well."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    @rule(account=ACCOUNTS, employer=EMPLOYERS, who=SENDERS, words=WORDS, days=st.integers(-3, 3))
    def the_employer_writes(self, account: str, employer: str, who: str, words: str, days: int) -> None:
        self._deliver(account, Person(name=who.title(), email=f"{who}@{employer.lower()}.example"), words, days)

    @rule(account=ACCOUNTS, employer=EMPLOYERS, domain=ELSEWHERE, words=WORDS)
    def a_stranger_writes(self, account: str, employer: str, domain: str, words: str) -> None:
        stranger = Person(name="Ivo Hale", email=f"ivo@{domain}")
        self._deliver(account, stranger, f"{words}\n{employer}", 0)
        self._pass()
        assert not [n for n in self.world.journal.news() if person_key(stranger.email or "") in n.people]

    @precondition(lambda self: self.messages)
    @rule(account=ACCOUNTS, data=st.data())
    def a_message_comes_again(self, account: str, data: st.DataObject) -> None:
        self.world.stores[account].deliver(data.draw(st.sampled_from(self.messages)))

    @rule(account=ACCOUNTS, employer=EMPLOYERS, who=SENDERS)
    def the_person_writes(self, account: str, employer: str, who: str) -> None:
        to = Person(email=f"{who}@{employer.lower()}.example")
        message = self._message(OWNER, to, "Thank you for your time.", 0)
        self.world.stores[account].deliver(message)

    @rule()
    def nobody_who_has_answered_is_asked(self) -> None:
        self.nothing_fails()
        report = self.world.run()
        ended = {a.token for a in report.understood.applications if a.outcome in ENDED}
        rows = self.world.journal.rows()
        asking = {
            key
            for (_, key), item in self.world.items.items()
            if isinstance(item, Entry)
            and key_parts(key).kind in ASKING
            and rows[key].state is State.STANDING
            and rows[key].start > self.world.now
        }
        assert not {key for key in asking if key_parts(key).application in ended}

    def _deliver(self, account: str, sender: Person, words: str, days: int) -> None:
        message = self._message(sender, OWNER, words, days)
        self.messages.append(message)
        self.world.stores[account].deliver(message)

    def _message(self, sender: Person, to: Person, words: str, days: int) -> Message:
        self.made += 1
        return Message(
            ref="",
            message_id=f"<{self.made}@mail.example>",
            direction=Direction.SENT if sender is OWNER else Direction.INBOUND,
            sender=sender,
            to=(to,),
            subject="Automatic reply" if "out of the office" in words else "Your interview",
            date=(self.world.now + timedelta(days=days)).astimezone(ZONE),
            text=f"Dear Mara,\n\n{words}\n\nBest",
        )


TestLivesWithMail = LivesWithMail.TestCase
TestLivesWithMail.settings = settings(
    max_examples=int(LIVES or 60),
    derandomize=LIVES is None,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
