"""What the cues of one clause say together: of whom it asks something, and what it lends to the dates beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from daemon.core.promises.clauses import Clause
    from daemon.core.promises.dated import Dated

_TURN = 2  # words between "interview" and what is promised after it, as against "interview results"


def invites(clause: Clause) -> bool:
    """Whether the clause lets the person ask: "ping me"; not "she will call me", which somebody else is to do."""
    if clause.has("permission"):
        return True
    asked = _is_asked(clause, "contact_me") or _is_asked(clause, "contact_them")
    if clause.has("not_heard"):
        return asked or _is_asked(clause, "answer_us")
    return asked and not (clause.has("yours") or clause.has("other"))


def asks_on(clause: Clause, dated: Dated) -> bool:
    """Whether the day is that of the question, not of the silence: "if you hear nothing, call me on Monday"."""
    silence = max(cue.at for cue in clause.cues if cue.kind == "not_heard")
    return any(silence < cue.at < dated.start for cue in clause.cues if cue.kind in {"permission", "contact_me"})


def lent(clause: Clause) -> set[str]:
    """The kinds of cues in a clause without a date that say something of the dates beside it.

    A promise to answer "as soon as the budget stands", or that nobody will, is not about them.
    """
    kinds = kinds_in(clause)
    hangs = clause.has("open") or clause.has("not_before") or clause.has("if")
    return kinds - {"promise"} if hangs and not clause.has("not_heard") else kinds


def _is_asked(clause: Clause, kind: str) -> bool:
    """Whether the clause asks the person for it ("ring me"), rather than saying that somebody else is to do it.

    Somebody else is to do it if they stand before it: "he", "the owner", or a word that is not known.
    """
    theirs = [cue.at for cue in clause.cues if cue.kind == "they"]
    subject = min([*theirs, *(() if clause.has("not_heard") else clause.unread)], default=clause.end)
    return any(cue.kind == kind and cue.at < subject for cue in clause.cues)


def kinds_in(clause: Clause, dated: Dated | None = None) -> set[str]:
    """The kinds of cues in the clause that its date expression has not swallowed."""
    kinds = {cue.kind for cue in clause.cues if dated is None or not dated.start <= cue.at < dated.end}
    if invites(clause):
        kinds.discard("yours")
    if not invites(clause):  # somebody else is to do it
        kinds |= {"promise"} if clause.has("contact_me") else set()
        kinds |= {"other"} if clause.has("contact_them") else set()
    if clause.has("answer_us"):
        kinds.add("yours" if _is_asked(clause, "answer_us") else "promise")
    if "promise" in kinds:  # what hints at one says nothing more
        kinds -= {"said", "give", "meet"}
    return kinds - {"other"} if dated and _has_turned(clause, dated) else kinds


def _has_turned(clause: Clause, dated: Dated) -> bool:
    """Whether the clause, on its way to the date, has turned from something else to a promise."""
    promises = [cue.at for cue in clause.cues if cue.kind == "promise" and cue.at < dated.start]
    if dated.relation == "after" and any(cue.kind == "promise" and cue.at >= dated.end for cue in clause.cues):
        return True  # "once we have interviewed the last on Thursday we will decide"
    others = [cue.at for cue in clause.cues if cue.kind == "other"]
    return bool(promises and others) and max(others) + _TURN < max(promises)
