"""Reading the inboxes: what is new from those whose mail concerns an application, and what it tells.

Only correspondents of open applications are asked for. Whoever becomes one later, because an interview was added or an
address became known, is asked for from the beginning once, and everybody from where the last reading ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from daemon.core.applications import Application, News, person_key
from daemon.core.mail import Dossier, correspondents_of, is_open, message_token, read_gist, read_news, traces_in
from daemon.core.recognise import Owner
from daemon.core.remembered import Remembered
from daemon.journal import Journal, Mailbox
from daemon.ports.adapter import Offer
from daemon.ports.errors import CursorExpired
from daemon.ports.inbox import InboxPort
from daemon.ports.records import Correspondents, Message, MessageChanges
from daemon.readings import Readings
from daemon.sources import Account, Health

MOST_READINGS = 20  # of one inbox in one pass; what is left is read in the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Inboxes:
    """What is read from, and what is remembered of it."""

    accounts: Sequence[Account]
    journal: Journal
    readings: Readings
    owner: Owner
    locale: str

    def known(self) -> tuple[News, ...]:
        """What messages told so far, with what the cache keeps of them."""
        gists = self.readings.gists
        return tuple(
            replace(news, gist=gist) if (gist := gists.find(news.id)) else news for news in self.journal.news()
        )

    def read(
        self, applications: Sequence[Application], rows: Mapping[str, Remembered], health: Health, now: datetime
    ) -> bool:
        """Read what is new in every inbox, and remember what it tells; whether more is known than before.

        An account that fails is noted in `health`, and `health.unread` are all whose newest messages nobody has seen.
        """
        traces = traces_in(rows)
        heard = [application for application in applications if is_open(application, traces, now)]
        dossier = Dossier(applications=heard, traces=traces, owner=self.owner)
        wanted = correspondents_of(heard, traces, self.owner.emails)
        changed = False
        for account in self.accounts:
            if not account.offers(Offer.INBOX) or wanted == Correspondents():
                continue
            health.unread.add(account.name)
            if account.name in health.failed:
                continue
            reading = _Reading(self, account, dossier, health, now)
            with health.watch(account.name):
                if reading.read(wanted):
                    health.unread.discard(account.name)
                reading.complete_gists()
            changed |= reading.changed
        if not health.unread:
            self._do_without_gists(heard)
        return changed

    def _do_without_gists(self, applications: Sequence[Application]) -> None:
        """Look no more for messages that no inbox has any longer."""
        for news in (news for application in applications for news in application.news):
            if self.readings.gists.find(news.id) is None:
                self.readings.gists.keep(news.id, news.gist)


class _Reading:
    """One inbox in one pass."""

    def __init__(self, inboxes: Inboxes, account: Account, dossier: Dossier, health: Health, now: datetime) -> None:
        self._inboxes = inboxes
        self._account = account
        self._dossier = dossier
        self._health = health
        self._now = now
        self.changed = False
        """Whether more is known than before."""

    @cached_property
    def _known(self) -> dict[str, News]:
        return {news.id: news for news in self._inboxes.journal.news()}

    @property
    def _port(self) -> InboxPort:
        return self._account.connection.inbox

    def read(self, wanted: Correspondents) -> bool:
        """Read what is new; whether that was all of it."""
        mailbox = self._inboxes.journal.mailbox(self._account.name)
        asked = {person_key(name) for name in (*wanted.addresses, *wanted.domains)}
        fresh = Correspondents(
            addresses=frozenset(a for a in wanted.addresses if person_key(a) not in mailbox.asked),
            domains=frozenset(d for d in wanted.domains if person_key(d) not in mailbox.asked),
            threads=wanted.threads,
        )
        if mailbox.cursor is not None and (fresh.addresses or fresh.domains):
            for changes in self._follow(None, fresh):
                self._take(changes, mailbox)
        mailbox = replace(mailbox, asked=mailbox.asked | asked)
        complete = False
        for changes in self._follow(mailbox.cursor, wanted):
            mailbox = replace(mailbox, cursor=changes.cursor)
            self._take(changes, mailbox)
            complete = changes.complete
        return complete

    def complete_gists(self) -> None:
        """Read again, by their ids, the messages of open applications of which the cache has lost the gist."""
        gists = self._inboxes.readings.gists
        lost = {n.id: n.thread[-1] for a in self._dossier.applications for n in a.news if n.thread}
        lost = {token: message_id for token, message_id in lost.items() if gists.find(token) is None}
        if not lost:
            return
        asked = Correspondents(threads=frozenset(lost.values()))
        for changes in self._follow(None, asked):
            for message in changes.messages:
                if (token := message_token(message)) in lost:
                    gists.keep(token, read_gist(message, self._dossier, self._inboxes.locale))
                    self.changed = True

    def _follow(self, cursor: str | None, wanted: Correspondents) -> Iterator[MessageChanges]:
        """Readings one after the other, until one is complete."""
        for _ in range(MOST_READINGS):
            try:
                changes = self._port.messages(cursor, wanted)
            except CursorExpired:
                changes = self._port.messages(None, wanted)
            yield changes
            if changes.complete or changes.cursor in (None, cursor):
                return
            cursor = changes.cursor

    def _take(self, changes: MessageChanges, mailbox: Mailbox) -> None:
        self._health.note(self._account.name, changes.problems)
        for message in sorted(changes.messages, key=lambda message: message.date):
            self._learn(message)
        journal = self._inboxes.journal
        if mailbox != journal.mailbox(self._account.name):
            journal.set_mailbox(self._account.name, mailbox)

    def _learn(self, message: Message) -> None:
        if message_token(message) in self._known:
            return
        dossier = replace(self._dossier, applications=_with_news(self._dossier.applications, self._known.values()))
        news = read_news(message, dossier, self._inboxes.locale, self._now)
        if news is not None:
            self._inboxes.readings.gists.keep(news.id, news.gist)
            self._inboxes.journal.learn(news)
            self._known[news.id] = news
            self.changed = True


def _with_news(applications: Sequence[Application], news: Iterable[News]) -> list[Application]:
    """The applications with what was known and what has just been read, so that an answer to a new message is known."""
    told = sorted(news, key=lambda n: (n.at, n.id))
    return [replace(a, news=tuple(n for n in told if a.token in n.applications)) for a in applications]
