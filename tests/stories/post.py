"""What happens in the person's mailbox: mail comes in, and they write by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from daemon.core.applications import News
from daemon.core.remembered import key_parts
from daemon.ports.records import Direction, Draft, Entry, Message, Person
from tests.stories.diary import ADA
from tests.stories.life import Life
from tests.stories.world import ROBIN

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Post(Life):
    """A life with mail."""

    _messages = 0

    def receive(
        self,
        text: str,
        *,
        sender: Person = ADA,
        subject: str = "Your interview",
        answers: Draft | Message | None = None,
        headers: Mapping[str, str] = _NOTHING,
        account: str | None = None,
    ) -> Message:
        """A mail comes in now, and the next pass reads it."""
        message = self._message(text, sender, (ROBIN,), subject, answers)
        message = replace(message, direction=Direction.INBOUND, headers=headers)
        self.deliver(message, account)
        self.one_pass()
        return message

    def write(self, text: str, to: Sequence[Person] = (ADA,), answers: Draft | Message | None = None) -> Message:
        """The person writes a mail by themselves and sends it."""
        message = self._message(text, ROBIN, tuple(to), "Our conversation", answers)
        self.deliver(message)
        self.one_pass()
        return message

    def deliver(self, message: Message, account: str | None = None) -> None:
        """A message appears in a mailbox."""
        self.stores[account or next(iter(self.stores))].deliver(message)

    def _message(
        self, text: str, sender: Person, to: tuple[Person, ...], subject: str, answers: Draft | Message | None
    ) -> Message:
        self._messages += 1
        return Message(
            ref="",
            message_id=f"<{self._messages}@{(sender.email or '').rpartition('@')[2]}>",
            direction=Direction.SENT,
            sender=sender,
            to=to,
            subject=f"Re: {answers.subject}" if answers else subject,
            date=self.now - timedelta(minutes=1),
            in_reply_to=answers.message_id if answers else None,
            references=(answers.message_id,) if answers else (),
            text=text,
        )

    @property
    def news(self) -> tuple[News, ...]:
        """What the journal remembers of messages."""
        return self._cycle.journal.news()

    @property
    def coming(self) -> list[tuple[str, str]]:
        """The entries that are still to come, as kind and time."""
        coming = sorted((self._instant(e.start), key) for key, e in self.entries.items() if self._is_ahead(e))
        return [(str(key_parts(key).kind), self.show(self.entries[key].start)) for _, key in coming]

    @property
    def waiting(self) -> list[tuple[str, str]]:
        """The drafts that stand, as kind and addressee."""
        return sorted(
            (str(key_parts(key).kind), ", ".join(p.email or "" for p in d.to)) for key, d in self.drafts.items()
        )

    def _is_ahead(self, entry: Entry) -> bool:
        return self._instant(entry.start) > self.now
