"""How long it takes to plan 1,000 applications: at first, and when nothing has changed.

Words are not counted: what is measured is putting interviews into applications, working out what should stand, and the
difference to what does.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter

from daemon.ports.records import Person
from tests.core.judgements import interview
from tests.core.lives import Life, World

COUNT = 1000
BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = BEGINS + timedelta(days=40)  # the oldest have been asked after, the youngest are still to come
RUNS = 5  # of which the fastest counts: the others had to wait for somebody else


def measure() -> None:
    """Print both times."""
    world = make_world()
    first = fastest(world)
    world.carry_out(world.plan()[1])
    again = fastest(world)
    for name, seconds in (("planned at first", first), ("planned again", again)):
        sys.stdout.write(f"{f'{COUNT} applications, {name}':34}{seconds:8.3f} s  (budget 1)\n")


def make_world() -> World:
    """An employer for each application, with two interviewers, over fifty days."""
    world = World(Life(zone="Europe/London", countries=("GB-ENG",), playbook="balanced", begins=BEGINS, happenings=()))
    for number in range(COUNT):
        start = BEGINS + timedelta(hours=number * 1200 // COUNT)
        domain = f"employer{number}.example"
        people = tuple(Person(name=f"{name} Hall", email=f"{name.lower()}@{domain}") for name in ("Ada", "Tom"))
        by = Person(name="Mia Olsen", email=f"mia@{domain}")
        uid = f"event-{number}"
        world.events[uid] = interview(uid, start, company=f"Employer {number}", role="Analyst", people=people, by=by)
    world.now = NOW
    world.gather()
    assert len(world.applications) == COUNT
    return world


def fastest(world: World) -> float:
    """Seconds of a plan, in the best of a few runs."""
    taken = []
    for _ in range(RUNS):
        begin = perf_counter()
        world.gather()
        world.plan()
        taken.append(perf_counter() - begin)
    return min(taken)


if __name__ == "__main__":
    measure()
