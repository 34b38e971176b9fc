"""The sample calendar of the demo: valid files, a believable variety of them, exactly the interviews it promises."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import holidays
import icalendar
import pytest

from adapters.formats.icalendar import parse_events
from daemon.core.promises import read_date, read_promise
from daemon.core.recognise import Judgement, Owner, Verdict, recognise
from daemon.ports.records import Event, Window

ROOT: Final = Path(__file__).parents[1]
SAMPLE: Final = ROOT / "daemon" / "demo" / "sample"
LONDON: Final = ZoneInfo("Europe/London")
QUARTER: Final = (date(2026, 1, 5), date(2026, 4, 3))
WINDOW: Final = Window(start=datetime(2026, 1, 5, tzinfo=UTC), end=datetime(2026, 4, 5, tzinfo=UTC))

SCREEN: Final = "calendly-5d0f9c4e-7b1a-4c53-9e64-2a80c1f7b3d6"
TECHNICAL: Final = "6krj0c9m74o34b9h68s3gb9k6di3ab9p@google.com"
ONSITE: Final = (
    "040000008200E00074C5B7101A82E00800000000D07A41C2B99EDC01000000000000000010000000A3F5C6E81B2749408D17E2960BC4F15A"
)
PHONE: Final = "Q7N2VDKX4M9TBZ0RLC5HJW8SYE1FGA3UPI6O"
FINAL_ROUND: Final = "9b3e61f4-0a7d-4f0e-8c25-d17f6a90e2b8"
GERMAN: Final = (
    "040000008200E00074C5B7101A82E008000000006035BD1E0FA5DC01000000000000000010000000E94D07B25C8A3F4EB6110A7D38C2F96B"
)
AGENCY: Final = "4v1ngt2h9qk5m0s7c3bpe8d6la@google.com"
TRACKED: Final = "2f6b0d3c8a51-interview-000096208@greenhouse-mail.example"

INTERVIEWS: Final = {
    SCREEN: "Quernstone",
    TECHNICAL: "Quernstone",
    ONSITE: "Quernstone",
    PHONE: "Copperfold",
    FINAL_ROUND: "Copperfold",
    GERMAN: "Wendelin Logistik GmbH",
    AGENCY: "Northmoor Water",
    TRACKED: "Lintel Health",
}

ROLES_AND_INTERVIEWERS: Final = {
    SCREEN: ("Senior Data Engineer", ["Georgia Tolliver"]),
    TECHNICAL: ("Senior Data Engineer", ["Ruaridh Penhale", "Farida Lattimer"]),
    ONSITE: ("Senior Data Engineer", ["Colm Staveley", "Ruaridh Penhale", "Nandini Achar"]),
    PHONE: ("Analytics Engineer", ["Lydia Marsden"]),
    FINAL_ROUND: ("Analytics Engineer", ["Neil Garforth"]),
    GERMAN: ("Data Engineer", ["Katrin Oelschläger", "Jannis Brockhoff"]),
    AGENCY: ("Lead Data Engineer", ["Helen Crossfield", "Prakash Venn"]),
    TRACKED: ("Data Platform Engineer", ["Tamara Winspear", "Ben Attlee"]),
}

RECRUITERS: Final = {
    SCREEN: "Georgia Tolliver",
    TECHNICAL: "Georgia Tolliver",
    ONSITE: "Jess Orchard",
    PHONE: None,
    FINAL_ROUND: None,
    GERMAN: "Frauke Dirksen",
    AGENCY: "Duncan Ellwood",
    TRACKED: "Imogen Rudd",
}

NEAR_MISSES: Final = (
    (
        "040000008200E00074C5B7101A82E008000000005501818481E6511A000000000000000010000000D428B58ABEEF9E5FFF9E78C91DDCA2F1",
        "interviews somebody else for her present employer",
    ),
    (
        "040000008200E00074C5B7101A82E00800000000CD0AAEBB0EBDA7D00000000000000000100000000CB20DD379C9A26E8A5423CC44EB2408",
        "hiring, the employer's side",
    ),
    (
        "040000008200E00074C5B7101A82E00800000000F44F61783E9937A2000000000000000010000000AD441A928558BC849AD7058926DC1C07",
        "conducts a leaver's exit interview",
    ),
    ("169cf9e4-c66f-48b6-8b44-65fc50e59762", "mock interview with a friend"),
    ("4afec318-03ee-4646-a287-08502216ef36", "career coach"),
    ("4IVGZHND5I83S49EC6VY8MTTHU1MXNCQ4WM1", "preparation block"),
    ("X0IWZ5R77VNBAVAFA3UEN19F5RWZ0W7QWQIE", "preparation block"),
    ("calendly-b82c4f10-93de-4a6b-8f07-61d5ae3c9024", "paid user research"),
    ("2n7hmb19i2r5jnbit2purnemk5@google.com", "guest of a podcast"),
    ("a2f70d95-bdc0-419e-90ba-e6769aae5717", "local radio"),
    ("38812B85-EF4B-417A-BAE3-D94B89EDA9E1", "school interview of the daughter"),
    ("d0eee487-2b9e-46a2-9e3e-09f26b09f76e", "visa"),
    ("cd90a29d-cc23-4926-bf95-e6290dfe1492", "mortgage"),
    ("019767c3-cf16-4148-86e2-5d0002ab06f3", "hires a childminder"),
    ("aa3ba852-380e-44e8-b5e2-1a814420c6d3", "interviewed by a student"),
    ("30a74f21-ad53-443d-8711-1ea261362635", "travel to an interview"),
    (
        "040000008200E00074C5B7101A82E008000000005334D19956B752760000000000000000100000006D4A6C9EE14BEB26DBD506F311ECB700",
        "call with the agency after an interview",
    ),
    ("PGHB9W2X86WQ7BIIEI59Q7SPXLBJNAQLT8YQ", "reminder to apply"),
    ("65667bf2-61dc-469c-9b22-2fd778b07f35", "reminder to oneself"),
    ("bd299065-1ab2-42f2-bdfd-34fb2a615b75", "reminder about references"),
    ("97649bb9-62e5-4eda-b26d-5ea56880c067", "networking"),
    ("d7ef6597-fb0c-4d5f-a46d-76731ad262d3", "a panel discussion"),
    ("36343E42-47A1-4D5D-B7C1-B26F9FE1E995", "a careers talk at school"),
    ("77f7df68-8ec8-4b00-9c55-9daf76fba8e0", "sport"),
    ("ae5085c1-3b1c-4212-a24a-7471dab5c289", "a quiz"),
    ("0efdef0b-3265-47ec-8510-0de60f6286b9", "a repair"),
    ("3SZT04QFZCLP4TKP66KN2PSX1U22OFO0QJ22", "a product screening"),
    (
        "040000008200E00074C5B7101A82E0080000000010C4E7A5D1B3DC0100000000000000001000000077B0D2E94A63F84C9E05C81F36A2D7B4",
        "cancelled by the employer",
    ),
    ("vtqclqsb8fur028eacg9q60bq4@google.com", "declined by her"),
)


def _files() -> list[Path]:
    return sorted((SAMPLE / "calendars").glob("*/*.ics"))


def _parsed() -> Iterator[tuple[Path, Any]]:
    for path in _files():
        for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
            yield path, event


def _events() -> list[Any]:
    return [event for _, event in _parsed()]


def _text_of(path: Path) -> str:
    return path.read_bytes().replace(b"\r\n ", b"").decode()


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((SAMPLE / name).read_text(encoding="utf-8"))


def _in_london(moment: datetime | date) -> datetime:
    assert isinstance(moment, datetime)
    return moment.astimezone(LONDON)


def _interview_times() -> dict[str, tuple[datetime, datetime]]:
    return {
        str(event["UID"]): (_in_london(event["DTSTART"].dt), _in_london(event["DTEND"].dt))
        for event in _events()
        if str(event["UID"]) in INTERVIEWS
    }


def test_there_are_enough_files_for_a_quarter_of_a_life() -> None:
    assert len(_files()) >= 150
    assert {path.parent.name for path in _files()} == {"personal", "invitations", "family"}


def test_the_sample_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 400_000


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.stem[:24]}")
def test_every_file_is_valid_and_holds_one_item(path: Path) -> None:
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    assert not [fault for component in calendar.walk() for fault in component.errors]
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    events: list[Any] = calendar.walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == 1
    assert len([event for event in events if "RECURRENCE-ID" not in event]) == 1
    assert all("DTSTAMP" in event and event["DTSTART"].dt < event["DTEND"].dt for event in events)


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.stem[:24]}")
def test_every_file_is_folded_as_the_standard_asks(path: Path) -> None:
    lines = path.read_bytes().split(b"\r\n")
    assert lines.pop() == b""
    assert not [line for line in lines if len(line) > 75 or b"\n" in line]


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.stem[:24]}")
def test_every_zone_that_a_file_names_is_defined_in_it(path: Path) -> None:
    text = _text_of(path)
    assert set(re.findall(r"TZID=([^:;]+)", text)) == set(re.findall(r"^TZID:(.+?)\r$", text, re.MULTILINE))


def test_a_uid_stands_once_in_a_collection() -> None:
    items = {(path, str(event["UID"])) for path, event in _parsed()}
    counts = Counter((path.parent.name, uid) for path, uid in items)
    assert [key for key, count in counts.items() if count > 1] == []


def test_one_interview_stands_in_two_collections() -> None:
    places = {(str(event["UID"]), path.parent.name) for path, event in _parsed()}
    counts = Counter(uid for uid, _ in places if uid in INTERVIEWS)
    assert {uid: count for uid, count in counts.items() if count > 1} == {TRACKED: 2}


def test_events_are_written_in_many_zones_and_in_none() -> None:
    starts = [event["DTSTART"] for event in _events()]
    zones = {start.params["TZID"] for start in starts if "TZID" in start.params}
    assert {"Europe/London", "America/New_York", "Europe/Berlin", "Asia/Kolkata"} <= zones
    assert {"W. Europe Standard Time", "GMT Standard Time"} <= zones
    assert sum(isinstance(start.dt, datetime) and start.dt.tzinfo is None for start in starts) >= 5


def test_there_are_series_with_exceptions_and_moved_instances() -> None:
    assert sum("RRULE" in event for event in _events()) >= 20
    assert sum("EXDATE" in event for event in _events()) >= 5
    assert sum("RECURRENCE-ID" in event for event in _events()) >= 3


def test_there_are_all_day_events_of_one_day_and_of_several() -> None:
    lengths = [event["DTEND"].dt - event["DTSTART"].dt for event in _events() if type(event["DTSTART"].dt) is date]
    assert lengths.count(timedelta(days=1)) >= 20
    assert sum(length > timedelta(days=1) for length in lengths) >= 4


def test_files_come_from_many_clients() -> None:
    calendars = [icalendar.Calendar.from_ical(path.read_bytes()) for path in _files()]
    assert len({str(calendar["PRODID"]) for calendar in calendars}) >= 10


def test_nobody_real_can_be_written_to() -> None:
    """Addresses stand under .example; of other domains only the ids that Google makes."""
    texts = [_text_of(path) for path in _files()] + [path.read_text(encoding="utf-8") for path in SAMPLE.glob("*.toml")]
    domains = {domain for text in texts for domain in re.findall(r"[\w.+-]@([\w-]+(?:\.[\w-]+)+)", text)}
    assert {domain for domain in domains if not domain.endswith(".example")} == {"google.com"}
    assert not [text for text in texts if re.search(r"mailto:\S+@google\.com", text)]


def test_interviews_are_on_working_days_and_in_working_hours() -> None:
    closed = holidays.country_holidays("GB", subdiv="ENG", years=2026)
    times = _interview_times()
    assert set(times) == set(INTERVIEWS)
    for start, end in times.values():
        assert QUARTER[0] <= start.date() <= QUARTER[1]
        assert start.weekday() < 5
        assert start.date() not in closed
        assert start.hour >= 8
        assert end.hour < 18


def test_interviews_and_near_misses_are_all_there() -> None:
    assert len(INTERVIEWS) == 8
    assert len(set(INTERVIEWS.values())) == 5
    assert len(NEAR_MISSES) >= 12
    uids = {str(event["UID"]) for event in _events()}
    assert set(INTERVIEWS) <= uids
    assert {uid for uid, _ in NEAR_MISSES} <= uids - set(INTERVIEWS)


def test_one_interview_was_moved_one_cancelled_and_one_declined() -> None:
    events = {str(event["UID"]): event for event in _events()}
    assert events[AGENCY]["SEQUENCE"] == 2
    assert sum(event.get("STATUS") == "CANCELLED" for event in events.values()) == 1
    declined = re.compile(r"PARTSTAT=DECLINED[^:\r]*:mailto:orla\.hebden@")
    assert len([path for path in _files() if declined.search(_text_of(path))]) == 1


def test_what_the_person_does_is_about_interviews_that_are_over() -> None:
    acts = _toml("answers.toml")
    times = _interview_times()
    for act in [act for acts_of_kind in acts.values() for act in acts_of_kind]:
        _, end = times[act["uid"]]
        assert end < act["at"].replace(tzinfo=LONDON) < end + timedelta(days=14)


def test_the_person_answers_about_four_interviews_and_about_some_employers_not_at_all() -> None:
    answers = _toml("answers.toml")["answer"]
    assert len({answer["uid"] for answer in answers}) == 4
    answered = {INTERVIEWS[answer["uid"]] for answer in answers}
    assert set(INTERVIEWS.values()) - answered == {"Wendelin Logistik GmbH", "Lintel Health"}


def test_the_person_answers_the_questions_of_the_form() -> None:
    words = ROOT / "daemon" / "core" / "wording" / "en" / "words.toml"
    form = tomllib.loads(words.read_text(encoding="utf-8"))["form"]
    labels = {label.casefold() for label in form.values()}
    typed = {label for answer in _toml("answers.toml")["answer"] for label in answer["answers"]}
    assert typed <= labels
    assert {"decide by", "anything to mention in the thanks"} <= typed


def test_the_person_ends_one_application_does_one_thing_by_hand_and_deletes_one_draft() -> None:
    acts = _toml("answers.toml")
    tags = {INTERVIEWS[act["uid"]]: re.findall(r"#\w+", act["text"]) for act in acts["type"]}
    assert tags == {"Copperfold": ["#rejected"], "Wendelin Logistik GmbH": ["#done"]}
    assert [act["kind"] for act in acts["delete"]] == ["thank-you"]


def test_the_configuration_speaks_of_the_sample() -> None:
    config = _toml("config.toml")
    assert (SAMPLE / config["accounts"]["home"]["path"]).is_dir()
    assert ZoneInfo(config["person"]["zone"]) == LONDON
    own = {address for path in _files() for address in re.findall(r"mailto:(orla\.\S+)\r", _text_of(path))}
    assert own == set(config["person"]["emails"])


@pytest.fixture(scope="module")
def read() -> list[Event]:
    """Every instance of every event in the quarter, as the service reads it."""
    events: list[Event] = []
    for path in _files():
        found, problems = parse_events(path.read_bytes(), calendar=path.parent.name, window=WINDOW, zone=LONDON)
        assert not problems, path.name
        events.extend(found)
    return events


@pytest.fixture(scope="module")
def judged(read: list[Event]) -> list[Judgement]:
    person = _toml("config.toml")["person"]
    owner = Owner(name=person["name"], emails=frozenset(person["emails"]))
    return [recognise(event, owner, [other for other in read if _same_day(other, event)]) for event in read]


def _same_day(one: Event, other: Event) -> bool:
    return one is not other and one.start.timetuple()[:3] == other.start.timetuple()[:3]


def test_the_quarter_is_read_without_a_warning(read: list[Event]) -> None:
    assert len(read) >= 300
    assert [event.summary for event in read if event.warnings] == []


def test_exactly_the_eight_interviews_are_found(judged: list[Judgement]) -> None:
    found = {judgement.event.uid for judgement in judged if judgement.verdict is Verdict.INTERVIEW}
    assert found == set(INTERVIEWS)


@pytest.mark.parametrize("uid", [uid for uid, _ in NEAR_MISSES], ids=[why for _, why in NEAR_MISSES])
def test_a_near_miss_is_no_interview(uid: str, judged: list[Judgement]) -> None:
    near = [judgement for judgement in judged if judgement.event.uid == uid]
    assert near
    assert not [judgement.reasons for judgement in near if judgement.verdict is Verdict.INTERVIEW]


def test_the_person_is_asked_about_a_few_events_at_most(judged: list[Judgement]) -> None:
    asked = {judgement.event.uid for judgement in judged if judgement.verdict is Verdict.DOUBT}
    assert len(asked) <= 4
    assert asked <= {uid for uid, _ in NEAR_MISSES}


@pytest.mark.parametrize("uid", list(INTERVIEWS), ids=str)
def test_the_employer_is_read_as_the_event_spells_it(uid: str, judged: list[Judgement]) -> None:
    companies = {judgement.company for judgement in judged if judgement.event.uid == uid}
    assert companies == {INTERVIEWS[uid]}


@pytest.mark.parametrize("uid", list(INTERVIEWS), ids=str)
def test_the_post_and_those_who_question_are_read(uid: str, judged: list[Judgement]) -> None:
    for judgement in (judgement for judgement in judged if judgement.event.uid == uid):
        assert (judgement.role, [person.name for person in judgement.interviewers]) == ROLES_AND_INTERVIEWERS[uid]


@pytest.mark.parametrize("uid", list(INTERVIEWS), ids=str)
def test_who_runs_the_process_is_read(uid: str, judged: list[Judgement]) -> None:
    recruiters = {
        judgement.recruiter.name if judgement.recruiter else None for judgement in judged if judgement.event.uid == uid
    }
    assert recruiters == {RECRUITERS[uid]}


def test_nobody_is_to_be_called_on_the_persons_own_number(judged: list[Judgement]) -> None:
    phones = {judgement.event.uid: judgement.phone for judgement in judged if judgement.phone}
    assert phones == {SCREEN: "0113 496 0310", PHONE: "0113 496 0123"}


@pytest.mark.parametrize(
    ("uid", "locale", "day"),
    [(ONSITE, "en-GB", date(2026, 2, 20)), (GERMAN, "de-DE", date(2026, 3, 6))],
    ids=["onsite", "german"],
)
def test_what_an_employer_promises_in_the_invitation_is_read(
    uid: str, locale: str, day: date, read: list[Event]
) -> None:
    (event,) = (event for event in read if event.uid == uid)
    assert isinstance(event.end, datetime)
    promise = read_promise(event.description, event.end, locale)
    assert promise is not None
    assert promise.decide_by == day


def test_what_the_person_answers_about_the_decision_is_read() -> None:
    days = {
        answer["uid"]: read_date(answer["answers"]["decide by"], answer["at"].replace(tzinfo=LONDON), "en-GB")
        for answer in _toml("answers.toml")["answer"]
    }
    assert days == {
        TECHNICAL: date(2026, 2, 4),
        FINAL_ROUND: date(2026, 2, 13),
        ONSITE: date(2026, 2, 20),
        AGENCY: date(2026, 3, 20),
    }
