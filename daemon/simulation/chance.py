"""Job searches made up by chance, the same for the same seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from daemon.core.playbook import playbook_names
from daemon.ports.records import Person
from daemon.simulation.search import AFTERWARDS, REPLIES, Meeting, Search

YEAR = timedelta(days=365)
# Where people live: from where a day begins first to where it begins last, north and south.
PLACES = (
    ("Europe/London", "GB-ENG"),
    ("America/New_York", "US"),
    ("Europe/Berlin", "DE-BE"),
    ("Asia/Tokyo", "JP"),
    ("Asia/Dubai", "AE"),
    ("Asia/Kolkata", "IN"),
    ("America/Sao_Paulo", "BR"),
    ("Australia/Lord_Howe", "AU-NSW"),
    ("Pacific/Pago_Pago", "AS"),
    ("Pacific/Kiritimati", None),
)
COMPANIES = (
    "Tarnbrook",
    "Ashlight",
    "Fernhold",
    "Millrace",
    "Oxbow & Daughters",
    "Saltmarsh",
    "Windrow",
    "Yarrowfield",
)
ROLES = ("Data Engineer", "Nurse", "Office Manager", "Welder", "Tax Advisor")
PEOPLE = ("Ada Hall", "Tom Reid", "Zoë Ngata", "Jun Mori", "Paolo Verdi")


def random_search(
    seed: int, *, most: int, zone: str | None = None, country: str | None = None, playbook: str | None = None
) -> Search:
    """The search of this number, with at most so many applications; what is given is not left to chance."""
    random = Random(seed)  # noqa: S311 - a story to be told again, not a secret
    place, holidays = random.choice(PLACES)
    rules = random.choice(playbook_names())
    home = ZoneInfo(zone or place)
    begins = datetime(2024, 1, 1, 6, tzinfo=home) + timedelta(days=random.randrange(1000))
    meetings: list[Meeting] = []
    for company in random.sample(COMPANIES, random.randint((most + 1) // 2, most)):
        meetings += _application(random, company, begins + timedelta(days=random.randrange(1, 240)), home)
    meetings.sort(key=lambda meeting: meeting.start)
    return Search(
        zone=home,
        country=country or (None if zone else holidays),
        playbook=playbook or rules,
        begins=begins,
        ends=min(begins + YEAR, meetings[-1].end + AFTERWARDS),
        meetings=tuple(meetings),
    )


def _application(random: Random, company: str, day: datetime, home: ZoneInfo) -> list[Meeting]:
    """One to three rounds with an employer, in the end perhaps an answer."""
    role = random.choice(ROLES)
    zone = ZoneInfo(random.choice(PLACES)[0]) if random.random() < 0.3 else home
    rounds = [_meeting(random, company, role, day.astimezone(zone))]
    while random.random() < 0.4 and len(rounds) < 3:
        rounds.append(_meeting(random, company, role, rounds[-1].end + timedelta(days=random.randint(3, 25))))
    if random.random() < 0.6:
        replied = rounds[-1].end + timedelta(days=random.randint(1, 40), hours=random.randint(0, 23))
        rounds[-1] = replace(rounds[-1], reply=random.choice([*REPLIES.values()]), replied=replied)
    return rounds


def _meeting(random: Random, company: str, role: str, day: datetime) -> Meeting:
    if day.weekday() >= 5 and random.random() < 0.8:
        day += timedelta(days=2)
    start = day.replace(hour=random.randint(8, 17), minute=random.choice((0, 0, 0, 30, 45)), second=0)
    domain = f"{company.split(maxsplit=1)[0].lower()}.example"
    people = random.sample(PEOPLE, random.randint(0, 3))
    promise = (start + timedelta(days=random.randint(1, 30))).date()
    return Meeting(
        company=company,
        role=role,
        start=start,
        invited=start - timedelta(hours=random.randint(3, 300)),
        minutes=random.choice((30, 60, 60, 90, 240)),
        people=tuple(Person(name=name, email=f"{name.split(maxsplit=1)[0].lower()}@{domain}") for name in people),
        promise=random.choice((None, promise, f"You will hear from us by {promise.day} {promise:%B %Y}.")),
        moved_to=start + timedelta(days=random.randint(1, 9)) if random.random() < 0.15 else None,
        cancelled=random.random() < 0.07,
    )
