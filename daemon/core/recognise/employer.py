"""Which employer: of all that an event names, the likeliest, or none.

A candidate is what the places where employers are named claim, what the words of the title and description may name,
and the registered name of an address. What speaks for each is told here; `choosing` weighs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from daemon.core.recognise.choosing import (
    Candidates,
    other_kinds,
    sounds_of_name,
    traits_of_name,
    traits_of_others,
    traits_of_span,
)
from daemon.core.recognise.claims import claims_of
from daemon.core.recognise.echo import domain_of, echoed, letters, registered_name
from daemon.core.recognise.evidence import Evidence, is_agency
from daemon.core.recognise.kinds import is_called_like_a_person, is_organisation, is_post, is_trade_of_many
from daemon.core.recognise.lexicon import begins_phrase, word_list
from daemon.core.recognise.longer import compare_forms
from daemon.core.recognise.names import same_person
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.titles import Span, names_of_owner
from daemon.core.recognise.traits import CLOCK
from daemon.core.recognise.unspaced import parts_of
from daemon.core.recognise.words import fold, words_of

_INVITED_READ = 30
_POSTINGS_READ = 3
_PLACE_READ, _PLACE_WORDS = 50, 5
_BEFORE_READ = 40
_LEADING = ("at", "with", "via", "company_before", "role_before", "article", "regarding_only")
_SIGNED_IN = 200  # the last words, in which a letter's writer tells what they are
_FULLER_SOUGHT = 30  # candidates, of those behind them no fuller form is looked for


def company_of(reading: Reading) -> tuple[str, str] | None:
    """The employer's name as the event spells it and where it was read, or None; an agency is none, unless it meets
    the owner for its own books."""
    candidates, none = employers_in(reading)
    found = candidates.chosen(none, "company")
    if found and found.where == "organiser" and found.name.islower():
        return found.name[:1].upper() + found.name[1:], found.where
    return (found.name, found.where) if found else None


def employers_in(reading: Reading) -> tuple[Candidates, Mapping[str, float]]:
    """All that may be the employer with what speaks for each, and what speaks for there being none."""
    evidence, found = Evidence(reading), Candidates()
    _add_claims(found, evidence)
    _add_spans(found, reading)
    _add_addresses(found, evidence)
    _add_places(found, reading)
    found.leave_out(evidence.is_never)
    place = fold(reading.location.raw.partition(",")[0].strip())
    others = other_kinds((*reading.title_parts.spans, *reading.telling.spans), "company")
    for key, candidate in found.by_key.items():
        candidate.add(*_traits_of(candidate.name, evidence), *_of_place(key, place, evidence))
        candidate.add(*traits_of_others(key, others))
        candidate.traits.update(sounds_of_name(candidate.name))
        candidate.traits["stands in more fields"] = sum(key in field for field in evidence.fields) - 1.0
    found.within_each_other()
    compare_forms(found, reading)
    _compare(found, evidence)
    return found, dict.fromkeys(_for_none(evidence, found), 1.0)


def _add_claims(found: Candidates, evidence: Evidence) -> None:
    mode, best = evidence.reading.mode, (0.0, "")
    for claim in map(evidence.bared, claims_of(evidence.reading)):
        if not claim.name:
            continue
        found.add(claim.name, claim.where, 1.0 + claim.weight, [claim.place, f"{claim.place}, {mode}"])
        if house := _behind_number(claim.name):
            found.add(house, claim.where, claim.weight, [claim.place, f"{claim.place}, {mode}"])
        best = max(best, (evidence.worth(claim), fold(claim.name)))
        fuller = evidence.fullest(claim) if len(found.by_key) < _FULLER_SOUGHT else claim.name
        if fuller != claim.name:
            found.add(claim.name, claim.where, 0.0, ["has a fuller form"])
            found.add(fuller, claim.where, 0.0, ["is a fuller form", f"fuller, {claim.place}"])
    if best[1] in found.by_key:
        found.by_key[best[1]].add("claimed most")


def _add_spans(found: Candidates, reading: Reading) -> None:
    for where, raw, spans in (
        ("title", reading.title.raw, reading.title_parts.spans),
        ("description", reading.description.raw, reading.telling.spans),
    ):
        named = [span for span in spans if span.kind == "company"]
        for span in named:
            traits, odds = traits_of_span(span, where)
            traits += _behind(raw, span.start, where)
            found.add(_without_article(span.text), where, 1.0 + 3.0 * span.probability, traits, odds)
            if house := _behind_number(span.text):
                found.add(house, where, span.probability, traits, odds)
        if named:
            likeliest = max(named, key=_probability)
            found.add(_without_article(likeliest.text), where, 0.0, [f"likeliest in {where}"])


def _behind(raw: str, start: int, where: str) -> list[str]:
    """What stands right before a name: "at", "with", a post with one of these behind it, or more of the name."""
    left = raw[max(0, start - _BEFORE_READ) : start]
    before, last = words_of(fold(left)), left.rstrip(" ").rpartition(" ")[2]
    joined = left.endswith(" ") and last.isalpha() and last[:1].isupper() and not begins_phrase(fold(last))
    found = [name for name in _LEADING if word_list(name).intersection(before[-1:])]
    behind_post = bool(found) and is_post(" ".join(before[-2:-1]))
    return [
        *(f"{where}, behind {name}" for name in found),
        *([f"{where}, behind a post"] if behind_post else []),
        *([f"{where}, cut off"] if joined else []),
    ]


def _without_article(name: str) -> str:
    bare = name.removeprefix("the ")
    return bare if bare[:1].isupper() else name


def _behind_number(name: str) -> str:
    """Whose a ward, gate or unit is that is told by its number before the name: "Ward 5 Acme"."""
    numbered, _, rest = name.partition(" ")
    number, _, house = rest.partition(" ")
    return house if number.isdigit() and fold(numbered) in word_list("numbered") else ""


def _probability(span: Span) -> float:
    return span.probability


def _add_addresses(found: Candidates, evidence: Evidence) -> None:
    """What addresses and links call somebody; as letters only, for they spell no more."""
    reading = evidence.reading
    own = {domain_of(email) for email in reading.owner.emails}
    schedules = ["a scheduler's"] if reading.system("scheduler", "booking") else []
    if not word_list("hires_inside").isdisjoint(reading.description.words[-_SIGNED_IN:]):
        schedules.append("who hires inside signs")
    writers = [("organiser", reading.organiser.email)] if reading.organiser else []
    for who, email in (*writers, *(("invited", other.email) for other in reading.others[:_INVITED_READ])):
        name = registered_name(email)
        if name and domain_of(email) not in own and letters(name) in (*evidence.labels, *evidence.theirs):
            found.add(name, "organiser", 0.0, [f"address, {who}", *schedules])
    for name in evidence.postings[:_POSTINGS_READ]:
        found.add(name, "description", 0.0, ["posting only"])


def _add_places(found: Candidates, reading: Reading) -> None:
    """What a location begins with, which may go on with a floor, and names in scripts without blanks."""
    place = reading.location.raw.partition(",")[0].strip()
    if place and len(place) < _PLACE_READ and "://" not in place:
        found.add(place, "location", 0.0, ["location"])
        tokens = place.split()
        for size in range(1, min(len(tokens), _PLACE_WORDS)):
            left = tokens[size]
            more = "digit" if any(map(str.isdigit, left)) else "large" if left[:1].isupper() else "small"
            found.add(" ".join(tokens[:size]), "location", 0.0, ["location goes on", f"location goes on: {more}"])
    for where, text in (("title", reading.title.raw), ("location", place), ("description", reading.description.raw)):
        for part in parts_of(text):
            found.add(part, where, 0.0, [f"part of {where}", f"part of {where}, {reading.mode}"])


def _traits_of(name: str, evidence: Evidence) -> Iterator[str]:
    """What speaks for and against a name being the employer's."""
    reading, mode = evidence.reading, evidence.reading.mode
    house, words = is_organisation(name), words_of(fold(name))
    echo = bool(evidence.labels) and echoed(name, evidence.labels) is not None
    post = is_post(name) and not is_trade_of_many(name)
    hinted = any(hint in word for word in words for hint in word_list("agency_hint"))
    facts = (
        ("excluded", evidence.is_excluded(name)),
        ("echo", echo),
        (f"echo, {mode}", echo),
        ("posting repeats it", bool(evidence.postings) and echoed(name, evidence.postings) is not None),
        ("house", house),
        (f"house, {mode}", house),
        ("house of somebody", house and any(same_person(name, person) for person in evidence.people)),
        ("somebody", not house and any(same_person(name, person) for person in evidence.people)),
        ("owner", names_of_owner(name, reading)),
        ("holds owner", not set(words).isdisjoint(reading.owner_words)),
        ("called like a person", not house and is_called_like_a_person(name)),
        ("post", post and not house and not echo),
        ("post and house", post and (house or echo)),
        ("surname", evidence.bears_a_surname(name)),
        ("field", word_list("field", "department").issuperset(words)),
        ("small in a letter", len(words) == 1 and name.isascii() and name.islower() and not reading.typed),
        (f"agency, {mode}", is_agency(name)),
        ("agency that registers", evidence.registers and is_agency(name)),
        ("agency by a hint", hinted),
        (f"agency by a hint, {mode}", hinted),
        *((f"agency by a hint, {told}", hinted) for told in evidence.kept_back),
        *((f"{told}, {mode}", True) for told in evidence.kept_back),
        ("theirs", bool(evidence.theirs) and echoed(name, evidence.theirs) is not None),
        ("ends with a time", CLOCK.fullmatch(name.rpartition(" ")[2].lower()) is not None),
    )
    yield from (trait for trait, holds in facts if holds)
    yield from traits_of_name(name, mode)
    yield from (f"address {how}" for label in evidence.labels if (how := _compared(label, letters(name))))


def _compared(label: str, name: str) -> str | None:
    if label == name:
        return "is the same"
    return "is longer" if label.startswith(name) else "is shorter" if name.startswith(label) else None


def _of_place(key: str, place: str, evidence: Evidence) -> Iterator[str]:
    """In which fields of the event a name stands, and whether one is nothing else."""
    fields = dict(zip(("title", "description", "location", "organiser"), evidence.fields, strict=True))
    yield from (f"in {field}" for field, text in fields.items() if key in text)
    if evidence.fields[1].count(key) > 1:
        yield "twice in description"
    if place.startswith(key):
        told = "is" if place == key else "begins"
        yield f"{told} the location"
        yield from (f"{told} the location, in {one}" for one in ("title", "description") if key in fields[one])
    if evidence.fields[3] == key:
        yield "is the organiser"


def _compare(found: Candidates, evidence: Evidence) -> None:
    """Note where a longer or a shorter form of a name stands in more places, or the title surely names another."""
    named = any("title > 0.8" in one.traits and "echo" not in one.traits for one in found.by_key.values())
    often = {key: sum(key in field for field in evidence.fields) for key in found.by_key}
    for key, candidate in found.by_key.items():
        for other, times in often.items():
            if other != key and f" {key} " in f" {other} " and times > 1:
                candidate.add("longer stands twice")
            if other != key and f" {other} " in f" {key} " and times > often[key]:
                candidate.add("shorter stands more often")
        if named and candidate.where == "organiser":
            candidate.add("address, the title names another")


def _for_none(evidence: Evidence, found: Candidates) -> Iterator[str]:
    """What speaks for an event naming no employer: an agency that keeps its client to itself."""
    reading, mode = evidence.reading, evidence.reading.mode
    facts = (
        ("none", True),
        (f"none, {mode}", True),
        ("none, hires for others", evidence.hires_for_others),
        (f"none, hires for others, {mode}", evidence.hires_for_others),
        ("none, registers", evidence.registers),
        ("none, no candidates", not found.by_key),
        ("none, brought by somebody", bool(reading.title_parts.brought_by)),
        ("none, agency writes", bool(evidence.theirs)),
        *((f"none, {told}", True) for told in evidence.kept_back),
        ("none, kept back in more than one way", len(evidence.kept_back) > 1),
        ("none, undisclosed", not word_list("undisclosed").isdisjoint(reading.description.words[:400])),
    )
    yield from (trait for trait, holds in facts if holds)
