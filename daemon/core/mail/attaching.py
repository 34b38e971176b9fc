"""News -> applications: what messages told, as far as the person does not know better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from daemon.core.applications import Application, News, Outcome
from daemon.core.naming import name_key
from daemon.core.remembered import ANSWERS, Kind, key_parts
from daemon.core.statements import Statement
from daemon.core.typed import Tag

# In an entry of these kinds "#no" says that the message was misread.
MISREAD = {kind: outcome for outcome, kind in ANSWERS.items()} | {Kind.THEIR_QUESTION: Outcome.QUESTION}
TOKEN = 8  # characters of a message's id by which keys name it


def with_news(
    applications: Sequence[Application], news: Sequence[News], statements: Mapping[str, Statement]
) -> list[Application]:
    """The applications with what messages told about each, in the order in which they were written.

    A message that may be about several belongs to all of them, until the person names the role in the entry that asks.
    """
    if not news:
        return list(applications)
    known = {application.token: application for application in applications}
    told = [decided for n in sorted(news, key=lambda n: (n.at, n.id)) if (decided := _decided(n, known, statements))]
    return [replace(a, news=tuple(n for n in told if a.token in n.applications)) for a in applications]


def _decided(news: News, known: Mapping[str, Application], statements: Mapping[str, Statement]) -> News | None:
    """The news for those applications to which it belongs; None if it belongs to none."""
    tokens = tuple(token for token in news.applications if token in known)
    for statement in statements.values():
        parts = key_parts(statement.key)
        if parts.kind is Kind.WHICH_APPLICATION and statement.key.endswith(f"-{news.id[:TOKEN]}"):
            tokens = _chosen(tokens, known, statement)
        elif (
            parts.kind in MISREAD
            and Tag.NO in statement.tags
            and MISREAD[parts.kind] is news.outcome
            and news.at <= statement.at
        ):
            tokens = tuple(token for token in tokens if token != parts.application)
    return replace(news, applications=tokens) if tokens else None


def _chosen(tokens: Sequence[str], known: Mapping[str, Application], statement: Statement) -> tuple[str, ...]:
    """The application whose role the person named; none if they put the question aside."""
    if Tag.DONE in statement.tags or Tag.NO in statement.tags:
        return ()
    wanted = name_key(statement.role)
    fitting = [token for token in tokens if wanted and wanted in name_key(known[token].role)]
    return tuple(fitting) if len(fitting) == 1 else tuple(tokens)
