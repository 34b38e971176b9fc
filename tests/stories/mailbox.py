"""The stories of replies with a mailbox at a provider: drafts and mail lie there, the calendar is in memory.

Any adapter with drafts and an inbox can live them, given the harness that its conformance tests use. With `harm`, every
pass is made twice: once while something fails at the provider, and then undisturbed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, getaddresses
from pathlib import Path
from typing import Protocol

from adapters.formats.marks import HEADER_STEP
from adapters.memory import adapter_for
from daemon.config import AccountSettings
from daemon.cycle import Report
from daemon.ports.adapter import Adapter, Offer, OptionValue, Setup
from daemon.ports.records import Direction, Draft, Message, Person
from tests.adapters.mail_program import opened
from tests.stories.post import Post
from tests.stories.world import ROBIN

MAILBOX = "mail"


class Mailbox(Protocol):
    """What the stories want of a harness: the person's mail program, and everybody who writes to them."""

    options: dict[str, OptionValue]

    @property
    def adapter(self) -> Adapter:
        """The adapter with these options."""

    def standing(self) -> tuple[bytes, ...]:
        """Every message among the drafts."""

    def deliver(self, message: bytes) -> str:
        """A message comes in."""

    def file_sent(self, message: bytes) -> str:
        """A message appears among those sent."""

    def delete_draft(self, ref: str) -> None:
        """A draft is gone."""


Harm = Callable[[int], AbstractContextManager[None]]
"""While it lasts something fails; the number counts the passes, so that each time it is something else."""


class MailboxPost(Post):
    """A life whose mail is at a provider."""

    def __init__(self, mailbox: Mailbox, place: Path, harm: Harm | None = None) -> None:
        self._mailbox = mailbox
        self._place = place
        self._harm = harm
        super().__init__()
        self.settings = replace(
            self.settings,
            follow_up=replace(self.settings.follow_up, drafts_in=MAILBOX),
            accounts=(
                AccountSettings(
                    name="home",
                    adapter=replace(adapter_for(self.store), offers=frozenset({Offer.CALENDAR})),
                    options={},
                ),
                AccountSettings(name=MAILBOX, adapter=mailbox.adapter, options=mailbox.options),
            ),
        )
        self._cycle = self._assemble()

    def close(self) -> None:
        """Let go of the provider."""
        for account in self._cycle.accounts:
            account.close()

    @property
    def drafts(self) -> dict[str, Draft]:
        """Our drafts as they stand at the provider, by key."""
        found = map(opened, self._mailbox.standing())
        return {message[HEADER_STEP]: _draft(message) for message in found if message[HEADER_STEP]}

    def send(self, key: str) -> None:
        """The person sends a draft, which mail programs date anew."""
        (draft,) = (m for m in map(opened, self._mailbox.standing()) if m[HEADER_STEP] == key)
        del draft["Date"]
        draft["Date"] = format_datetime(self.now)
        self._mailbox.file_sent(draft.as_bytes())
        self._mailbox.delete_draft(self.rows[key].ref or "")

    def deliver(self, message: Message, account: str | None = None) -> None:  # noqa: ARG002 - there is one mailbox
        """A message appears in the mailbox."""
        put = self._mailbox.file_sent if message.direction is Direction.SENT else self._mailbox.deliver
        put(_written(message))

    def _setup(self, account: str) -> Setup:
        setup = super()._setup(account)
        return replace(setup, options=self._mailbox.options, state=self._place) if account == MAILBOX else setup

    def _run(self) -> Report:
        if self._harm is not None:
            with self._harm(len(self.reports)):
                self._cycle.run(self.now)
        return super()._run()


def _draft(message: EmailMessage) -> Draft:
    to = tuple(
        Person(name=name or None, email=email) for name, email in getaddresses([str(message["To"] or "")]) if email
    )
    return Draft(
        key=message[HEADER_STEP],
        message_id=message["Message-ID"],
        sender=ROBIN,
        to=to,
        subject=str(message["Subject"]),
        body=message.get_content(),
        in_reply_to=message["In-Reply-To"],
    )


def _written(message: Message) -> bytes:
    written = EmailMessage()
    written["From"] = _mailbox(message.sender)
    written["To"] = ", ".join(map(_mailbox, message.to))
    written["Subject"] = message.subject
    written["Date"] = format_datetime(message.date)
    written["Message-ID"] = message.message_id
    for name, value in message.headers.items():
        written[name.title()] = value
    if message.in_reply_to:
        written["In-Reply-To"] = message.in_reply_to
        written["References"] = " ".join(message.references)
    written.set_content(message.text or "")
    return written.as_bytes()


def _mailbox(person: Person) -> str:
    return formataddr((person.name or "", person.email or ""))
