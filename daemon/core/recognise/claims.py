"""Where an event names who may be the employer: every claim with how much the place alone is worth.

What a claim is worth in the end also depends on what confirms it elsewhere; that is for `employer`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice

from daemon.core.recognise.echo import domain_of
from daemon.core.recognise.kinds import has_legal_form, is_organisation, is_post
from daemon.core.recognise.lexicon import long_list, system_named, system_of, word_list
from daemon.core.recognise.names import name_of
from daemon.core.recognise.phrases import phrase_pattern
from daemon.core.recognise.places import PLACE, Claim
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.runs import runs_of
from daemon.core.recognise.words import fold, words_of

DESCRIPTION_READ = 6000
_NAMES_READ = 100
_BREAK = re.compile(r"\s?[|,·–—•]\s|\s-\s|,(?=\S)")
# What may stand between a phrase and the name after it.
_FOLLOWS = re.compile(
    r"[ \"“„'*«:=–(-]{0,4}(?:(?:the|our|der|den|dem|die|la|le|el|het|de|l['’]|company|firmy) )?[\"“„«]?", re.IGNORECASE
)
_HAS = frozenset(
    ["has", "have", "hat", "haben", "ha", "tem", "har", "invites", "invited", "lädt", "zaprasza", "zve", "would"]
)
_LONGEST_NAME = 80  # characters of a place that may name the employer too


def claims_of(reading: Reading) -> Iterator[Claim]:
    """Everything that an event names in a place where employers are named."""
    yield from _labelled(reading)
    yield from _titled(reading)
    yield from _of_sender(reading)
    yield from _told(reading)
    yield from _tagged(reading)
    yield from _signing(reading)
    yield from _closing(reading)
    yield from _noted(reading)
    yield from _mentioned(reading)


def _labelled(reading: Reading) -> Iterator[Claim]:
    for label in reading.labels:
        if label.name in word_list("company") and (name := _value(label.value)):
            yield Claim(name=name, where="description", place="label")
        elif label.name in word_list("house_label") and (name := _value(label.value)) and _is_spelled_large(name):
            yield Claim(name=name, where="description", place="label of a house")


def _value(value: str) -> str | None:
    """What a label calls the employer, without an address after it; None for "confidential" and the like."""
    name = re.split(r",(?! ?(?:Inc|Ltd|LLC|LLP)\b)|\s[–—|-]\s|[(;]", value, maxsplit=1)[0].strip(' ."“”')
    words = words_of(fold(name))
    return name if words and len(name) < 60 and word_list("undisclosed").isdisjoint(words) else None


def _is_spelled_large(name: str) -> bool:
    return name[:1].isupper() or not name.isascii()


def _titled(reading: Reading) -> Iterator[Claim]:
    about = not word_list("regarding_only").isdisjoint(reading.title.words)
    for named in reading.title_parts.employers:
        name = _without_event(named.text)
        if len(name) > 1:
            more = PLACE["title, by its likelihood"] * named.probability
            if about and reading.title.raw[: named.start].rstrip().endswith(","):
                more += PLACE["title, behind what a talk is about"]
            yield Claim(name=name, where="title", place="title", more=more)
    together = _in_both(reading.title.raw, re.split(r"[,(|]", reading.location.raw, maxsplit=1)[0].strip())
    if together and not any(together in named.text for named in reading.title_parts.employers):
        yield Claim(name=together, where="title", place="title and location")


def _in_both(title: str, place: str) -> str | None:
    """The words that a location begins with and that stand in the title too, if they can be a name."""
    tokens = place[:_LONGEST_NAME].split()
    for last in range(len(tokens), 0, -1):
        name = " ".join(tokens[:last])
        if len(name) > 2 and name in title and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", title):
            plain = word_list("premises", "small", "street_start", "field").issuperset(words_of(fold(name)))
            return None if plain or name.islower() or name[0].isdigit() else name
    return None


def _without_event(name: str) -> str:
    """A name without words for a kind of event before it and for a desk behind it: "TRIAL Acme", "Acme team"."""
    tokens = name.split()
    while tokens and (fold(tokens[0]) in long_list("event_word") or (tokens[0].isdigit() and len(tokens) == 1)):
        tokens.pop(0)
    while len(tokens) > 1 and fold(tokens[-1]) in word_list("desk") - word_list("agency_end"):
        tokens.pop()
    return " ".join(tokens)


def _of_sender(reading: Reading) -> Iterator[Claim]:
    """The organiser's display name, without the department that it names."""
    organiser = reading.organiser
    if organiser is None or not organiser.name:
        return
    name = without_department(organiser.name)
    if not name or system_named(name):
        return
    found = system_of(domain_of(organiser.email))
    box = words_of(fold((organiser.email or "").partition("@")[0]))
    department = name != organiser.name
    writes_for_it = (
        (found is not None and found.kind != "mail")
        or not word_list("hiring_mailbox", "nobody").isdisjoint(box)
        or department
    )
    if is_organisation(name) or (department and name_of(name) != name) or name_of(name) is None:
        yield Claim(
            name=name,
            where="organiser",
            place="organiser who writes for a house" if writes_for_it else "organiser",
        )
    elif writes_for_it:
        yield Claim(
            name=name,
            where="organiser",
            place="organiser like a person, for a house" if department or found else "organiser like a person",
        )


def without_department(name: str) -> str | None:
    """A display name without the words for a department, a role in hiring or a known service in it."""
    kept = [
        token
        for token in re.sub(r"\(.{0,40}\)", " ", name).split()
        if fold(token.strip("().,")) not in word_list("department") and system_named(token) is None
    ]
    while kept and fold(kept[-1]) in word_list("counter"):
        kept.pop()
    text = " ".join(kept).strip(" -–|,()&'")
    for suffix in ("採用担当", "採用チーム", "人事部", "採用", "招聘", "채용", "人資部", "人力资源部"):
        text = text.removesuffix(suffix)
    return text.strip() or None


def _tagged(reading: Reading) -> Iterator[Claim]:
    """What the words around it make an employer's name of in the description."""
    for told in reading.told:
        if told.kind == "company":
            more = PLACE["tagged, by its likelihood"] * told.probability
            yield Claim(name=told.text, where="description", place="tagged", more=more)


def _told(reading: Reading) -> Iterator[Claim]:
    """What sentences call the employer: "interview with Acme", "on behalf of Acme", "Acme has invited you"."""
    for line in islice(reading.description.raw[:DESCRIPTION_READ].split("\n"), 200):
        folded = fold(line[:1000])
        for name in ("behalf_cue", "company_cue"):
            for cue in islice(phrase_pattern(name).finditer(folded), 12):
                rest = line[cue.end() : cue.end() + 120]
                run = next(_names_in(rest), None)
                if run and _FOLLOWS.fullmatch(rest[: rest.find(run)]):
                    yield Claim(name=run, where="description", place=name)
        run = next(runs_of(line[:120]), None)
        if run and line.lstrip().startswith(run):
            following = line.lstrip()[len(run) :].split(maxsplit=1)
            if following and fold(following[0]) in _HAS and len(run) > 2:
                yield Claim(name=run, where="description", place="subject of a sentence")


def _signing(reading: Reading) -> Iterator[Claim]:
    """The firm that a signature ends with: "Ada Example, Office Manager, Acme Tools", also on lines of its own."""
    if reading.typed:
        return
    after = ""
    for line in islice(reading.description.raw[:DESCRIPTION_READ].split("\n"), 200):
        if ":" in line[:40]:
            continue
        for segment in _BREAK.split(line.strip(" >*-–—(),.")[:160])[:6]:
            name = segment.strip(" .,()*")
            if after and name and name in runs_of(name):
                yield Claim(name=name, where="description", place=f"signature behind a {after}")
            if name:
                after = _stands_before_firm(name)


def _closing(reading: Reading) -> Iterator[Claim]:
    """The house whose desk signs an invitation: "Acme HR", "Your Acme Talent Team", "Acme 採用 Example"."""
    if reading.typed:
        return
    for line in reading.description.raw[:DESCRIPTION_READ].rstrip().split("\n")[-4:]:
        for sentence in re.split(r"[.!?。]\s|[|,–—•]", line[-160:])[-3:]:
            tokens = sentence.strip(" .,*-–—").split()[:8]
            desk = next(
                (i for i, token in enumerate(tokens) if i and fold(token) in word_list("desk", "department")), 0
            )
            name = " ".join(tokens[:desk])
            if name and name in runs_of(name):
                yield Claim(name=next(_names_in(name), name), where="description", place="desk that signs")


def _stands_before_firm(segment: str) -> str:
    """What a piece of a signature is if the next piece may be the firm: a post, a department or a person."""
    tokens = segment.split()
    if len(tokens) > 6:
        return ""
    if is_post(segment):
        return "post"
    if any(fold(token) in word_list("department") for token in tokens):
        return "post"
    return "person" if len(tokens) > 1 and name_of(segment) == segment else ""


def _noted(reading: Reading) -> Iterator[Claim]:
    """In a person's own note the name that stands alone in a sentence: "bring shoes. Acme Bakery"."""
    if not reading.typed:
        return
    for sentence in re.split(r"[.;,\n!?]\s|\n", reading.description.raw[:1500] + " ")[:24]:
        name = sentence.strip(" .,;!?")
        if 1 < len(name) < 60 and " " in name and not (name.isupper() or name[0].islower()) and name in runs_of(name):
            yield Claim(name=name, where="description", place="alone in a note")
    first = _without_premises(reading.location.raw.partition(",")[0].strip())
    common = " " not in first and fold(first) not in reading.title.folded
    if first and not re.search(r"\d|://", first) and is_organisation(first) and not common:
        yield Claim(name=first, where="location", place="location of a note")


def _without_premises(place: str) -> str:
    """A location without what it is for whom it names: "Acme Ferries office"."""
    tokens = place.split()
    while tokens and (fold(tokens[-1]) in word_list("premises") or tokens[-1].isdigit()):
        tokens.pop()
    return " ".join(tokens)


@cache
def _never_first() -> frozenset[str]:
    return word_list("small", "greeting", "joins", "department") - word_list("article")


@lru_cache(maxsize=8)  # the texts of one event, which are asked for more than once
def names_in_capitals(text: str) -> tuple[str, ...]:
    """The runs of capitals of a text without what stands before and after a name in a sentence."""
    return tuple(islice(_names_in(text), _NAMES_READ))


def _names_in(text: str) -> Iterator[str]:
    for run in runs_of(text):
        tokens = [] if run[0] >= "\u2e80" else run.split()
        if not tokens and " " in run and has_legal_form(run.split(maxsplit=1)[0]):
            yield run.split(maxsplit=1)[0]  # the desk and the person behind it stand apart by blanks
        while tokens and (fold(tokens[0]) in _never_first() or tokens[0].isdigit()):
            tokens.pop(0)
        if (
            len(tokens) > 2
            and is_post(tokens[0])
            and not is_organisation(tokens[0])
            and fold(tokens[1]) in word_list("joins")
        ):
            del tokens[:2]
        while tokens and fold(tokens[-1]) in word_list("department", "joins", "small"):
            tokens.pop()
        if tokens:
            yield " ".join(tokens)


def _mentioned(reading: Reading) -> Iterator[Claim]:
    """Any other run of capitals: worth nothing by its place, so it needs to be confirmed."""
    for where, text in (
        ("title", reading.title.raw),
        ("description", reading.description.raw[:DESCRIPTION_READ]),
        ("location", reading.location.raw),
    ):
        for run in names_in_capitals(text):
            yield Claim(name=run, where=where, place="anywhere, a house" if is_organisation(run) else "anywhere")
