"""Who questions the owner and who runs the process: of everybody an event may name, those for whom enough speaks.

What each trait of somebody says for their part was fitted to labelled events (`tags/cast.toml`, written by
`tests/accuracy/casting.py`). The rules of `people` have their say as traits too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import inf

from daemon.core.recognise.contacts import as_contact
from daemon.core.recognise.everybody import Somebody, everybody_in
from daemon.core.recognise.judgement import RoundKind
from daemon.core.recognise.names import name_of
from daemon.core.recognise.people import Cast, Scene, ruled_cast, scene_of
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.tagging import UNIT, Kept, kept_rows, tags_in
from daemon.core.recognise.words import fold
from daemon.ports.records import Person

PARTS = ("questions", "runs")
QUESTIONS, RUNS = range(len(PARTS))
# How much more must speak for a part than against it: thanks to the wrong person do more harm than none.
_ENOUGH = (0.4, 0.25)
_ENOUGH_AS_RULED = -0.7
_ENOUGH_AS_NOTED = 1.2  # a bare name in a note is as often somebody to ring when late
_SURELY, _NEVER = frozenset(["labelled", "listed below"]), frozenset(["greeted", "away", "absent", "shadow"])
# Who is named nowhere and invites others, for whom the rules speak.
_ONLY_INVITES = frozenset(["host", "unnamed", "ruled to run"])
# Who is said to recruit, and who invites in silence to meet others that are named. Both unless the rules know better.
_ARRANGES = (frozenset(["ruled to run", "RUNS"]), frozenset(["host", "unnamed", "others sure"]))


def cast_of(reading: Reading, round_kind: RoundKind, company: str | None) -> Cast:
    """Who questions the owner and who runs the process, as far as the event names them."""
    scene = scene_of(reading, round_kind, company)
    ruled = ruled_cast(scene)
    everybody = everybody_in(scene, ruled)
    asking = sorted(filter(_questions, everybody), key=_place(ruled, reading))
    running = max(everybody, key=_runs, default=None)
    if running and _runs(running) <= 0:
        running = None
    cast = Cast(interviewers=[_as_person(one, scene) for one in asking])
    if asking:
        cast.sources["interviewers"] = _source(asking[0], "ruled", ruled.sources.get("interviewers"))
    if running:
        cast.recruiter = _as_person(running, scene)
        cast.sources["recruiter"] = _source(running, "ruled to run", ruled.sources.get("recruiter"))
    return cast


def _runs(one: Somebody) -> float:
    """How much more speaks for somebody running the process than must."""
    return _speaks(one, RUNS) - _enough_to_run(one)


def _enough_to_run(one: Somebody) -> float:
    """How much must speak for somebody running the process."""
    if _only_invites(one):
        return -inf
    if "ruled to run" in one.traits:
        return _ENOUGH_AS_RULED
    return _ENOUGH_AS_NOTED if "typed" in one.traits and "full" not in one.traits else _ENOUGH[RUNS]


def _only_invites(one: Somebody) -> bool:
    """Whether somebody invites others to question the owner."""
    return one.traits.keys() >= _ONLY_INVITES and "0 others ruled" not in one.traits


def _questions(one: Somebody) -> bool:
    """Whether somebody questions the owner: what a label says is so, and who is greeted or away does not."""
    ruled = "ruled" in one.traits
    arranges = _only_invites(one) or any(one.traits.keys() >= only for only in _ARRANGES)
    if not _NEVER.isdisjoint(one.traits) or (arranges and not ruled):
        return False
    return (ruled and not _SURELY.isdisjoint(one.traits)) or _speaks(one, QUESTIONS) > _ENOUGH[QUESTIONS]


def _place(ruled: Cast, reading: Reading) -> Callable[[Somebody], tuple[int, int]]:
    """Those whom the rules chose in their order, then the others as they are named; who is only invited last."""
    text = f"{reading.title.folded}\n{reading.description.folded}"
    order = [person.name or "" for person in ruled.interviewers]

    def place(one: Somebody) -> tuple[int, int]:
        by_rule = (index for index, name in enumerate(order) if name in one.forms)
        found = text.find(fold(one.name))
        return next(by_rule, len(order)), found if found >= 0 else len(text)

    return place


def _speaks(one: Somebody, part: int) -> float:
    """How much speaks for somebody having a part."""
    rows = [(row[part], value) for trait, value in one.traits.items() if (row := cast_weights().row(trait))]
    return UNIT * sum([weight * value for weight, value in rows])


def _as_person(one: Somebody, scene: Scene) -> Person:
    """Somebody with their address if the event shows it, without a title before the full name."""
    bare = name_of(one.name)
    return as_contact(bare if bare and " " in bare else one.name, scene.reading, scene.contacts)


def _source(one: Somebody, mark: str, ruled: str | None) -> str:
    """Where somebody was read: where the rules did if they agree, else where they are named."""
    if ruled and mark in one.traits:
        return ruled
    named = (
        ("description", ("in text", "spot")),
        ("title", ("in title", "title spot")),
        ("organiser", ("host",)),
    )
    return next((where for where, traits in named if any(trait in one.traits for trait in traits)), "attendees")


@cache
def cast_weights() -> Kept:
    """The fitted weights of each trait for those who question and for those who run the process, a byte each."""
    return Kept(kept_rows(tags_in("cast"), len(PARTS)))
