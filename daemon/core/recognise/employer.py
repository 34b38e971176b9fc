"""Which employer: from labels, the title, the organiser and phrases of the description.

No list of companies decides; a name is recognised by where it stands and by what confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from daemon.core.recognise.echo import domain_labels, echoed, echoes_in, letters
from daemon.core.recognise.lexicon import phrase_pattern, system_named, system_of, word_list
from daemon.core.recognise.names import name_of, same_person
from daemon.core.recognise.posts import is_organisation, is_post
from daemon.core.recognise.reading import Reading, domain_of
from daemon.core.recognise.titles import Part
from daemon.core.recognise.words import fold, words_of

_CAPITALISED = r"(?:[^\W\d_a-z][\w'’.&-]{0,30})"
_RUN = rf"{_CAPITALISED}(?:[ ](?:(?:&|and|of|de|und|van|the|for)[ ])?{_CAPITALISED}){{0,4}}"

_AT_START = re.compile(rf" ((?:the )?{_RUN})")


def company_of(reading: Reading) -> tuple[str, str] | None:
    """The employer's name as the event spells it and where it was read, or None; an agency is none, unless it meets
    the owner for its own books."""
    parts = [part for part in reading.title_parts.employers if _may_be_employer(part, reading)]
    labels = domain_labels(reading)
    if phrase_pattern("registers").search(reading.title.folded):
        return next(_candidates(reading, parts, labels), None)
    employers = [label for label in labels if not is_agency(label)]
    candidates = _candidates(reading, parts, employers, agency=employers != labels)
    return next((found for found in candidates if not is_agency(found[0])), None)


def _candidates(
    reading: Reading, parts: list[Part], labels: list[str], agency: bool = False
) -> Iterator[tuple[str, str]]:
    for label in reading.labels:
        if label.name in word_list("company") and (name := _value(label.value)):
            yield name, "description"
    echo = _echo(reading, parts, labels)
    if echo:
        yield echo
    places = [_from_title(reading, parts)]
    places += [] if agency else [_from_sender(reading), _from_phrase(reading), _signed(reading)]
    yield from (found for found in places if found)


def _value(value: str) -> str | None:
    """What a label calls the employer, without an address after it; None for "confidential" and the like."""
    name = re.split(r",(?! ?(?:Inc|Ltd|LLC|LLP)\b)|\s[–—|-]\s|[(;]", value, maxsplit=1)[0].strip(' ."“”')
    words = words_of(fold(name))
    return name if words and len(name) < 60 and word_list("undisclosed").isdisjoint(words) else None


def is_agency(name: str) -> bool:
    """Whether a name or the letters of a domain are those of a firm that finds people for others."""
    words = words_of(fold(name))
    stems = word_list("agency_stem")
    return any(stem in word for word in words for stem in stems)


def _may_be_employer(part: Part, reading: Reading) -> bool:
    """Whether a part of a title can name an employer by its look: it says something, in capitals if others wrote it."""
    words = words_of(fold(part.text))
    if system_named(part.text) or _says_nothing().issuperset(word for word in words if not word.isdigit()):
        return False
    small = part.text.islower() and part.text.isascii()
    return not small or (reading.typed and part.before != "(")


@cache
def _says_nothing() -> frozenset[str]:
    return word_list("small", "edge", "activity", "short_post", "field", "determiner")


def _echo(reading: Reading, parts: list[Part], labels: list[str]) -> tuple[str, str] | None:
    """A name in the texts whose letters an address repeats, the title's spelling first."""
    if not labels:
        return None
    for part in parts:
        if not is_post(part.text) and echoed(part.text, labels):
            return _longer(part.text, reading, labels), "title"
    organiser = reading.organiser.name if reading.organiser and reading.organiser.name else ""
    if organiser and echoed(organiser, labels) and (name := _without_department(organiser)):
        return _longer(name, reading, labels), "organiser"
    for source, text in (
        ("title", reading.title.raw),
        ("description", reading.description.raw[:6000]),
        ("location", reading.location.raw),
    ):
        for tokens, first in echoes_in(_runs(text), labels):
            name = _from_echo(tokens, first)
            if name and not system_named(name) and not name_is_of(name, reading):
                return name, source
    return None


def name_is_of(name: str, reading: Reading) -> bool:
    """Whether a name is that of somebody of the invitation: a firm may bear its founder's name, but not here."""
    people = [reading.organiser, *reading.others[:30]]
    return any(person and person.name and same_person(name, person.name) for person in people)


def _from_echo(tokens: list[str], first: int) -> str | None:
    """The run with the words around the repeated ones that belong to it: "Spedition Acme", "Acme Hospital"."""
    start = first
    while start > 0 and _may_extend([tokens[start - 1]]) and not is_post(tokens[start - 1]):
        start -= 1
    name = _without_department(" ".join(tokens[start:]))
    return name.rstrip(".,'’") if name else None


def _longer(name: str, reading: Reading, labels: list[str]) -> str:
    """The fuller form that the event spells out: "Acme" to "Acme Tools", "OCR" to "Office for Clean Rivers"."""
    key = name.split()
    for index, run in enumerate(_runs(f"{reading.location.raw}\n{reading.description.raw[:6000]}")):
        tokens = run.split()
        if name.isupper() and len(name) in (3, 4, 5) and "".join(t[0] for t in tokens if t[0].isupper()) == name:
            return run
        if len(tokens) <= len(key) or tokens[: len(key)] != key or is_post(run) or len(tokens) > len(key) + 2:
            continue
        if index == 0 or letters(run) in labels or (len(key) == 1 and _may_extend(tokens[1:])):
            return run
    return name


def _runs(text: str) -> Iterator[str]:
    """The runs of capitalised words of a text, cut where a sentence ends."""
    for match in islice(re.finditer(_RUN, text), 200):
        tokens: list[str] = []
        for token in match[0].split():
            tokens.append(token.rstrip(".,’'"))
            if token.endswith(".") and len(token) > 4:
                yield " ".join(tokens)
                tokens = []
        if tokens:
            yield " ".join(tokens)


def _may_extend(tokens: list[str]) -> bool:
    return not any(fold(token) in word_list("small") or fold(token) in word_list("department") for token in tokens)


def _signed(reading: Reading) -> tuple[str, str] | None:
    """The firm that a signature ends with: "Ada Example, Office Manager, Acme Tools", also on lines of its own."""
    if reading.typed:
        return None
    after_post = False
    for line in islice(reading.description.raw[:6000].split("\n"), 200):
        for segment in re.split(r"\s?[|,·–—•]\s|\s-\s", line.strip(" >*-–—(),.")[:120])[:5]:
            name = segment.strip(" .,()")
            if after_post and re.fullmatch(_RUN, name) and _is_firm(name, reading):
                return name, "description"
            after_post = is_post(name) and len(name.split()) < 6
    return None


def _is_firm(name: str, reading: Reading) -> bool:
    """Whether a capitalised run after a post is a firm: not somebody else, a department, a post or a system."""
    if is_post(name) or system_named(name) or name_is_of(name, reading):
        return False
    plain = word_list("department", "field", "small").isdisjoint(words_of(fold(name)))
    return is_organisation(name) or (plain and name_of(name) != name)


def _from_title(reading: Reading, parts: list[Part]) -> tuple[str, str] | None:
    candidates = [part for part in parts if not re.search(r"\d{3,}", part.text) and len(part.text) > 1]
    best = max(candidates, key=_company_rank, default=None)
    if best is None or _company_rank(best) <= -0.5:
        return None
    return _longer(_without_small_letters(best.text), reading, []), "title"


def _without_small_letters(text: str) -> str:
    """A name without what kind of place it is, when that is written small before it: "bakery Acme" is Acme."""
    tokens = text.split()
    first = next((i for i, token in enumerate(tokens) if token[:1].isupper()), 0)
    return " ".join(tokens[first:]) if all(token.isascii() or token[:1].islower() for token in tokens[:first]) else text


def _company_rank(part: Part) -> float:
    rank = 2.0 if part.text[:1].isupper() or not part.text.isascii() else 0.4
    if part.before in word_list("company_before", "at"):
        return rank + 2
    if part.before in word_list("with") or part.before in word_list("role_before"):
        rank += 0.5
    if part.before == ",":
        rank -= 0.4
    if part.before in ("(", ")"):
        rank -= 0.8
    if is_organisation(part.text):
        rank += 1
    if part.glued:
        rank -= 0.6
    if all(token[:1].isupper() or not token[:1].isalpha() for token in part.text.split()):
        rank += 0.3
    return rank - (1.9 if len(part.text.split()) > 5 else 0)


def _from_sender(reading: Reading) -> tuple[str, str] | None:
    """The organiser's display name, when it is a department or a system writing for an employer."""
    organiser = reading.organiser
    if organiser is None or not organiser.name:
        return None
    found = system_of(domain_of(organiser.email))
    box = words_of(fold((organiser.email or "").partition("@")[0]))
    name = _without_department(organiser.name)
    hiring = not word_list("hiring_mailbox").isdisjoint(box)
    machine = name != organiser.name and not word_list("nobody").isdisjoint(box)
    writes_for_it = (found is not None and found.kind != "mail") or hiring or machine
    if not name or not writes_for_it or system_named(name) or f"\n{name}\n" in f"\n{reading.description.raw}\n":
        return None
    return _longer(name, reading, []), "organiser"


def _without_department(name: str) -> str | None:
    kept = [
        token
        for token in name.split()
        if fold(token.strip("().,")) not in word_list("department") and system_named(token) is None
    ]
    text = " ".join(kept).strip(" -–|,()")
    for suffix in ("採用担当", "採用チーム", "人事部", "採用", "招聘", "채용"):
        text = text.removesuffix(suffix)
    return text.strip() or None


def _from_phrase(reading: Reading) -> tuple[str, str] | None:
    for text in _sentences(reading):
        for cue in islice(phrase_pattern("company_cue").finditer(fold(text)), 20):
            match = _AT_START.match(text, cue.end())
            if (
                match
                and not is_post(match[1])
                and not system_named(match[1].rstrip(".,'’ "))
                and fold(match[1]) not in word_list("small")
            ):
                return match[1].rstrip(".,'’ "), "description"
    return None


def _sentences(reading: Reading) -> Iterator[str]:
    yield from reading.description.raw[:6000].split("\n")
