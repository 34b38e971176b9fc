"""Which employer: from labels, the title, the organiser and phrases of the description.

No list of companies decides; a name is recognised by where it stands and by what confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from daemon.core.recognise.lexicon import phrase_pattern, system_named, system_of, word_list
from daemon.core.recognise.posts import is_post
from daemon.core.recognise.reading import Reading, domain_of
from daemon.core.recognise.titles import Part
from daemon.core.recognise.words import fold, words_of

_CAPITALISED = r"(?:[^\W\d_a-z][\w'’.&-]{0,30})"
_RUN = rf"{_CAPITALISED}(?:[ ](?:(?:&|and|of|de|und|van|the|for)[ ])?{_CAPITALISED}){{0,4}}"

_AT_START = re.compile(rf" ((?:the )?{_RUN})")


def company_of(reading: Reading) -> tuple[str, str] | None:
    """The employer's name as the event spells it and where it was read, or None."""
    parts = [part for part in reading.title_parts.employers if not system_named(part.text)]
    for label in reading.labels:
        if label.name in word_list("company") and label.value and len(label.value) < 80:
            return label.value.rstrip(" ."), "description"
    echoed = _echo(reading, parts)
    if echoed:
        return echoed
    found = _from_title(reading, parts) or _from_sender(reading) or _from_phrase(reading)
    return found or _from_domain(reading)


def _echo(reading: Reading, parts: list[Part]) -> tuple[str, str] | None:
    """A name in the texts whose letters an address repeats: "Acme Tools" beside someone@acmetools.example."""
    labels = _domain_labels(reading)
    if not labels:
        return None
    organiser = reading.organiser.name if reading.organiser and reading.organiser.name else ""
    for part in parts:
        if not is_post(part.text) and _echoes(part.text, labels):
            return _longer(part.text, reading, labels), "title"
    if organiser and _echoes(organiser, labels) and (name := _without_department(organiser)):
        return _longer(name, reading, labels), "organiser"
    for source, text in (("description", reading.description.raw[:6000]), ("location", reading.location.raw)):
        for run in _runs(text):
            if not system_named(run) and _echoes(run, labels) and (name := _from_echo(run, labels)):
                return name, source
    return None


def _from_echo(run: str, labels: list[str]) -> str | None:
    """The run of capitalised words from the one the address repeats."""
    tokens = run.split()
    for first, token in enumerate(tokens):
        if any(label.startswith(_letters(token)) for label in labels) and len(_letters(token)) > 2:
            return " ".join(tokens[first:]).rstrip(".,'’")
    return None


def _longer(name: str, reading: Reading, labels: list[str]) -> str:
    """The fuller form that the event spells out: "Acme" to "Acme Tools", "OCR" to "Office for Clean Rivers"."""
    key = name.split()
    for index, run in enumerate(_runs(f"{reading.location.raw}\n{reading.description.raw[:6000]}")):
        tokens = run.split()
        if name.isupper() and len(name) in (3, 4, 5) and "".join(t[0] for t in tokens if t[0].isupper()) == name:
            return run
        if len(tokens) <= len(key) or tokens[: len(key)] != key or is_post(run) or len(tokens) > len(key) + 2:
            continue
        if index == 0 or _letters(run) in labels or (len(key) == 1 and _may_extend(tokens[1:])):
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


def _echoes(text: str, labels: list[str]) -> bool:
    letters = _letters(text)
    first = _letters(text.split(maxsplit=1)[0]) if text.split() else ""
    return any(
        (len(letters) > 2 and (label == letters or (label.startswith(letters) and len(letters) >= 4)))
        or (len(first) > 3 and label.startswith(first))
        or (len(label) >= 4 and letters.startswith(label))
        for label in labels
    )


@lru_cache(maxsize=2048)
def _letters(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


def _domain_labels(reading: Reading) -> list[str]:
    """The registered part of the domains of the others, without private mail and known services."""
    people = [reading.organiser.email if reading.organiser else None, *(other.email for other in reading.others[:30])]
    own = {domain_of(email) for email in reading.owner.emails}
    labels: dict[str, None] = {}
    for email in people:
        domain = domain_of(email)
        if domain and domain not in own and system_of(domain) is None:
            names = [
                part
                for part in domain.split(".")[:-1]
                if part not in ("co", "com", "org", "net", "ac", "gov", "mail", "talent", "hire")
            ]
            if names:
                labels[_letters(names[-1])] = None
    return [label for label in labels if not _is_of_system(label)]


def _is_of_system(label: str) -> bool:
    """Whether a domain is a known service's by its name: "greenhouse-mail", "leverhq"."""
    return any(
        system_named(label.removesuffix(ending))
        for ending in ("", "mail", "email", "app", "apps", "hq", "hire", "jobs")
    )


def _from_title(reading: Reading, parts: list[Part]) -> tuple[str, str] | None:
    candidates = [part for part in parts if not re.search(r"\d{3,}", part.text) and len(part.text) > 1]
    best = max(candidates, key=_company_rank, default=None)
    return (_longer(best.text, reading, []), "title") if best and _company_rank(best) > 0 else None


def _company_rank(part: Part) -> float:
    rank = 2.0 if part.text[:1].isupper() or not part.text.isascii() else 0.4
    if part.before in word_list("company_before", "at"):
        return rank + 2
    if part.before in word_list("with") or part.before in word_list("role_before"):
        rank += 0.5
    if part.before in ("(", ")"):
        rank -= 0.8
    if word_list("legal_form") & set(words_of(fold(part.text))):
        rank += 1
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


def _from_domain(reading: Reading) -> tuple[str, str] | None:
    """The organiser's domain, when it is one short word and nothing else names the employer."""
    organiser = domain_of(reading.organiser.email) if reading.organiser else ""
    label = organiser.partition(".")[0]
    if label.isalpha() and 3 < len(label) <= 10 and label in _domain_labels(reading):
        return label.capitalize(), "organiser"
    return None
