"""Reads a promise out of a text: what was said about when, as days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from daemon.core.promises.clauses import cut_clauses, find_cues, find_unread
from daemon.core.promises.dated import Dated
from daemon.core.promises.grammar import DateReader
from daemon.core.promises.judge import Judge, Verdict
from daemon.core.promises.lexicon import choose_language
from daemon.core.promises.likelihood import Evidence
from daemon.core.promises.promise import Promise
from daemon.core.promises.sequence import in_order, not_before
from daemon.core.promises.symbols import read_symbols
from daemon.core.promises.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.core.promises.clauses import Clause
    from daemon.core.promises.tokens import Token

LONGEST_TEXT = 8_000  # characters that are read; the rest of a longer text is not
_FURTHEST = 200  # days to a promised day; what lies further is something else, or a holiday that has passed
_MUCH_LESS = 3.0  # log odds
_LESS = 2.0  # log odds by which a promised day may be less likely than one to ask, to be what was promised all the same
_HARDLY = -1.0  # log odds from which a day may be one that is hoped for, before the one promised
_LONGEST_QUOTE = 300
_YEARS = range(1900, 2900)  # in which something can have been said; a forged header may name any


def read_promise(text: str, said_at: datetime, locale: str) -> Promise | None:
    """What `daemon.core.promises.read_promise` promises."""
    if said_at.year not in _YEARS:
        return None
    today = said_at.date()
    text = text[:LONGEST_TEXT]
    tokens, clauses = read_clauses(text, today, locale)
    chosen = read_evidence(tokens, clauses, today).weighed()
    first, last, promised = _choose(chosen)
    asked = [v for v in chosen if v.permission]
    leave = [not_before(v.dated, last) if last else v.dated for v in asked[-1:]]
    permission = max(today, day_to_ask(leave[0])) if leave else None
    if first is None and last is None and permission is None:
        return None
    used = [*promised, *asked[-1:]]
    begin, end = min(v.dated.start for v in used), max(v.dated.end for v in used)
    words = _quote(text, tokens[begin].start, tokens[end - 1].end)
    return Promise(decide_by=last, earliest=first, permission=permission, text=words)


def read_clauses(text: str, today: date, locale: str) -> tuple[list[Token], list[Clause]]:
    """The tokens of a text, and its clauses with their cues and dates."""
    tokens = tokenise(text)
    lexicon = choose_language(tokens, locale)
    cues = find_cues(tokens, lexicon)
    promising = {cue.at for cue in cues if cue.kind in {"promise", "news"}}
    symbols = read_symbols(tokens, lexicon, locale, today, promising)
    dates = DateReader(symbols, lexicon, today).read()
    return tokens, cut_clauses(symbols, cues, dates, find_unread(tokens, lexicon, cues))


def read_evidence(tokens: Sequence[Token], clauses: Sequence[Clause], today: date) -> Evidence:
    """What speaks for and against those dates of a text that may be promised."""
    near = [verdict for verdict in Judge(clauses).verdicts() if is_near(verdict.dated, today)]
    return Evidence(tokens, clauses, near, today)


def is_near(dated: Dated, today: date) -> bool:
    """Whether a date lies ahead, and so near that somebody may have promised it."""
    return _is_open(dated, today) and (dated.named - today).days <= _FURTHEST


def read_date(text: str, said_at: datetime, locale: str) -> date | None:
    """What `daemon.core.promises.read_date` promises."""
    if said_at.year not in _YEARS:
        return None
    today = said_at.date()
    tokens = tokenise(text[:LONGEST_TEXT])
    lexicon = choose_language(tokens, locale)
    dates = DateReader(read_symbols(tokens, lexicon, locale, today), lexicon, today).read()
    days = [dated.last or dated.named for dated in dates if _is_open(dated, today)]
    return max((day for day in days if day >= today), default=None)


def _is_open(dated: Dated, today: date) -> bool:
    return dated.relation not in {"past", "negation"} and (dated.last or dated.first or dated.named) >= today


def _choose(verdicts: Sequence[Verdict]) -> tuple[date | None, date | None, Sequence[Verdict]]:
    """First day, last day and the verdicts behind them: of the newest statement the latest day, doubtful or not.

    A later day counts only if it is not much less likely than another of them, a day to ask only if there is no other.
    """
    if not any(v.is_likely for v in verdicts):
        return None, None, ()
    newest = max(v.corrected for v in verdicts if v.is_promised)
    told = [v for v in in_order(verdicts) if v.corrected == newest]
    promised = [v for v in told if v.is_promised]
    likeliest = max((v.odds for v in promised if v.last is not None), default=0.0)
    limits = _without_leave([v for v in promised if v.last is not None and v.odds >= likeliest - _MUCH_LESS])
    starts = [v.dated.first for v in promised if v.last is None and v.dated.first is not None]
    if not limits:
        return max(starts), None, promised
    best = max(reversed(limits), key=lambda v: v.last or date.min)
    first, last = best.dated.first, best.last or date.min
    sooner = [v for v in told if v is not best and v.odds > _HARDLY]
    hoped = [v.last for v in sooner if v.last is not None and (v.hoped or best.dated.relation == "latest")]
    first = first or min([*starts, *hoped], default=None)
    return (first if first is not None and first < last else None), last, promised


def _without_leave(limits: Sequence[Verdict]) -> Sequence[Verdict]:
    """The days without those from which one may ask, if others are about as likely to be what was promised."""
    others = [v for v in limits if not v.permission]
    enough = max((v.odds for v in limits), default=0.0) - _LESS
    return others if any(v.odds >= enough for v in others) else limits


def day_to_ask(dated: Dated) -> date:
    """The day from which to ask: the first of a window, and of a limit the day itself ("not before Friday")."""
    if dated.relation == "before" and dated.last:
        return dated.last + timedelta(days=1)
    return dated.first or (dated.last if dated.relation == "after" else None) or dated.opens


def _quote(text: str, start: int, end: int) -> str:
    """The words around, cut to a bounded length at the end."""
    begin = max(text.rfind("\n", 0, start) + 1, text.rfind(". ", 0, start) + 1, start - _LONGEST_QUOTE // 2)
    stops = [at for mark in ("\n", ". ") if (at := text.find(mark, end)) >= 0]
    return " ".join(text[begin : min([*stops, end + _LONGEST_QUOTE])].split())[:_LONGEST_QUOTE]
