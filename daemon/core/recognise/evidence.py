"""What an event holds for and against a name being the employer's.

No list of companies decides. A claim gains from where it stands, from an address or link that repeats its letters, from
a word for a kind of organisation and from standing elsewhere too; it loses if it is somebody's name, a post or a field
of work. An agency, a system and a stage are hardly ever an employer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from daemon.core.recognise.claims import DESCRIPTION_READ, names_in_capitals, without_department
from daemon.core.recognise.echo import domain_labels, echoed, letters, posting_labels
from daemon.core.recognise.kinds import is_called_like_a_person, is_organisation, is_post, is_trade_of_many
from daemon.core.recognise.lexicon import system_named, word_list
from daemon.core.recognise.names import name_of, same_person
from daemon.core.recognise.phrases import phrase_pattern
from daemon.core.recognise.places import Claim
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.titles import names_of_owner
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Attendee, Person

_WORDS_READ = 600
# What confirms a claim is worth and what speaks against it.
_WORTH = {
    "an address repeats it": 3.0,
    "a posting repeats it": 2.0,
    "it has a word for an organisation": 1.0,
    "it stands in another field too": 0.6,
    "an agency may be all that a note names": -3.0,
    "it is somebody of the event": -6.0,
    "it begins with a given name": -1.6,
    "it is a post": -4.0,
    "it is a post and a house": -1.5,
    "it bears somebody's surname": -3.0,
    "it is a field of work": -3.0,
    "a letter spells it small": -2.0,
}


class Evidence:
    """What an event holds for and against a name being the employer's."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.registers = phrase_pattern("registers").search(reading.title.folded) is not None
        labels = domain_labels(reading)
        self.hires_for_others = not self.registers and _hires_for_others(reading)
        senders = labels[:1] if self.hires_for_others and reading.organiser else []
        self.theirs = [label for label in labels if is_agency(label) or label in senders]
        if self.registers:
            self.theirs = []
        self.labels = [label for label in labels if label not in self.theirs]
        self.postings = [label for label in posting_labels(reading) if label not in self.theirs]
        self.kept_back = tuple(_kept_back(reading))
        self.fields = [
            reading.title.folded,
            reading.description.folded[:DESCRIPTION_READ],
            reading.location.folded,
            fold(reading.organiser.name or "") if reading.organiser else "",
        ]
        self.people = [p.name for p in (reading.organiser, *reading.others[:30]) if p and p.name and is_a_person(p)]

    def bared(self, claim: Claim) -> Claim:
        """A claim, or what an address repeats of it if the rest is a desk or the owner: "HR Acme", "Ada + Acme"."""
        span = echoed(claim.name, self.labels) if self.labels and " " in claim.name else None
        if span is None:
            return claim
        tokens = claim.name.split()
        rest = [*tokens[: span[0]], *tokens[span[1] :]]
        plain = word_list("department", "desk", "hiring_person", "short_post").union(self.reading.owner_words)
        is_plain = all(plain.issuperset(words_of(fold(token))) or is_post(token) for token in rest)
        bare = is_plain and rest and not is_organisation(" ".join(rest))
        return replace(claim, name=" ".join(tokens[slice(*span)])) if bare else claim

    def worth(self, claim: Claim) -> float:
        """How much speaks for a claim in the end; 0 if it cannot be an employer."""
        name = claim.name
        if self.is_excluded(name):
            return 0.0
        worth = claim.weight
        worth += _WORTH["an address repeats it"] * bool(self.labels and echoed(name, self.labels))
        worth += _WORTH["a posting repeats it"] * bool(self.postings and echoed(name, self.postings))
        if worth == 0.0:
            return 0.0
        worth += _WORTH["it has a word for an organisation"] * is_organisation(name)
        if claim.where == "title" and self.hires_for_others and self.reading.typed:
            worth += _WORTH["an agency may be all that a note names"]
        worth += _WORTH["it stands in another field too"] * (sum(fold(name) in field for field in self.fields) - 1)
        return worth + self._against(name)

    def is_excluded(self, name: str) -> bool:
        """Whether a name cannot be an employer's: a street, a service, an agency that finds people for others."""
        words = [word for word in words_of(fold(name)) if not word.isdigit()]
        if len(name) < 3 and name[-1:].isdigit():
            return True
        if phrase_pattern("client_cue").fullmatch(fold(name)):
            return True
        brought = fold(name) in map(fold, self.reading.title_parts.brought_by)
        if brought or system_named(name) or _says_nothing().issuperset(words) or len(name) > 70:
            return True
        if is_street(name) or (not self.registers and is_agency(name) and not self._may_employ(name)):
            return True
        return bool(self.theirs) and bool(echoed(name, self.theirs))

    def is_never(self, name: str) -> bool:
        """Whether a name is no employer's whatever else speaks for it: a street, or the agency in a note."""
        if is_street(name):
            return True
        return self.reading.typed and not self.registers and is_agency(name) and not self._may_employ(name)

    def _may_employ(self, name: str) -> bool:
        """Whether a firm that lends out its own people may be the employer: nobody else invites, no client is named."""
        lends = not word_list("lends_people").isdisjoint(words_of(fold(name)))
        return lends and self.reading.typed and not self.hires_for_others

    def _against(self, name: str) -> float:
        against = 0.0
        if any(same_person(name, person) for person in self.people) or names_of_owner(name, self.reading):
            against += 0.0 if is_organisation(name) else _WORTH["it is somebody of the event"]
        if is_called_like_a_person(name) and not is_organisation(name):
            against += _WORTH["it begins with a given name"]
        if is_post(name) and not is_trade_of_many(name):
            house = is_organisation(name) or echoed(name, self.labels)
            against += _WORTH["it is a post and a house" if house else "it is a post"]
        if self.bears_a_surname(name):
            against += _WORTH["it bears somebody's surname"]
        if word_list("field", "department").issuperset(words_of(fold(name))):
            against += _WORTH["it is a field of work"]
        if len(name.split()) == 1 and name.isascii() and name.islower() and not self.reading.typed:
            against += _WORTH["a letter spells it small"]
        return against

    def bears_a_surname(self, name: str) -> bool:
        """Whether a name has the surname of somebody of the event in it, as a team's or a laboratory's does."""
        surnames = {fold(person.split()[-1]) for person in self.people if " " in person}
        return fold(name.split(maxsplit=1)[0]) in surnames and not echoed(name, self.labels) and len(name.split()) == 2

    def fullest(self, claim: Claim) -> str:
        """The fuller form of a name that the event spells out: "Acme" to "Acme Hospital", "City of Acme".

        What the person typed into the title is their name for it, unless it is a shorthand in small letters.
        """
        name = claim.name
        if not name.isascii() and name.upper() == name.lower():
            return name
        place = self.reading.location.raw.partition(",")[0].strip()
        if name.islower() and self.reading.typed and place.islower() and len(place.split()) < 5:
            return place if f" {name} " in f" {place} " else name
        if self.reading.typed and claim.where == "title" and not name.islower():
            return name
        texts = (
            self.reading.title.raw,
            self.reading.location.raw,
            self.reading.description.raw[:DESCRIPTION_READ],
        )
        fuller = [run for text in texts for run in names_in_capitals(text) if self._is_fuller(run, name)]
        return max(fuller, key=lambda run: (is_organisation(run), len(run)), default=name)

    def _is_fuller(self, run: str, name: str) -> bool:
        """Whether a run is the same name with more of it: its kind at either end, or what a domain repeats."""
        tokens, shorter = [fold(token) for token in run.split()], [fold(token) for token in name.split()]
        first = next((i for i in range(len(tokens)) if tokens[i : i + len(shorter)] == shorter), -1)
        if first < 0 or not len(shorter) < len(tokens) < len(shorter) + 6:
            return _spells_out(run, name)
        added = run.split()[:first] + run.split()[first + len(shorter) :]
        plain = [token for token in added if fold(token).replace(".", "") not in word_list("legal_form", "joins")]
        if not plain or (any(is_post(token) for token in plain) and not is_trade_of_many(run)):
            return False
        tells_more = is_organisation(" ".join(added)) or (first == 0 and self._repeats(run))
        joined = first == 2 and len(added) == 2 and fold(added[1]) in word_list("joins")
        return tells_more or joined or (name.islower() and not self.reading.typed)

    def _repeats(self, run: str) -> bool:
        """Whether a domain consists of all words of a run, or the run stands in more than one place."""
        return letters(run) in self.labels or sum(fold(run) in field for field in self.fields) > 1


def _spells_out(run: str, name: str) -> bool:
    """Whether the words of a run begin with the letters of a name: "OCR" is "Office for Clean Rivers"."""
    if not name.isupper() or not 3 <= len(name) <= 6 or " " in name:
        return False
    words = run.split()
    initials = ("".join(w[0] for w in words if w[0].isupper()), "".join(w[0] for w in words if len(w) > 3))
    return fold(name) in {fold(letters_) for letters_ in initials}


def _hires_for_others(reading: Reading) -> bool:
    """Whether the text speaks of the employer as somebody's client."""
    cues = phrase_pattern("client_cue")
    return bool(cues.search(reading.title.folded) or cues.search(reading.description.folded[:DESCRIPTION_READ]))


def _kept_back(reading: Reading) -> Iterator[str]:
    """How an event tells that its employer is kept back: by words for a client and for secrets, and by saying so."""
    words = (*reading.title.words, *reading.description.words[:_WORDS_READ])
    yield from (name for name in ("client_word", "secrecy") if not word_list(name).isdisjoint(words))
    texts = (reading.title.folded, reading.description.folded[:DESCRIPTION_READ])
    if any(phrase_pattern("untold").search(text) for text in texts):
        yield "untold"


@lru_cache(maxsize=256)
def is_agency(name: str) -> bool:
    """Whether a name or the letters of a domain are those of a firm that finds people for others."""
    words = words_of(fold(name))
    stems = word_list("agency_stem")
    return any(stem in word for word in words for stem in stems) or (
        len(words) > 1 and words[-1] in word_list("agency_end")
    )


@lru_cache(maxsize=256)
def is_street(name: str) -> bool:
    """Whether a name is a street's or a square's, by its first or last word."""
    words = words_of(fold(name))
    return len(words) > 1 and (
        words[-1] in word_list("street_end")
        or words[0] in word_list("street_start")
        or any(
            len(word) > 6 and word.endswith(("straße", "strasse", "gasse", "gatan", "vagen", "straat", "katu"))
            for word in words
        )
    )


def is_a_person(somebody: Person | Attendee) -> bool:
    """Whether somebody of an invitation is called like a person, and not like a department of the employer."""
    name = somebody.name or ""
    if name_of(name) != name or without_department(name) != name or is_organisation(name):
        return False
    box = words_of(fold((somebody.email or "").partition("@")[0]))
    return is_called_like_a_person(name) or word_list("hiring_mailbox", "nobody").isdisjoint(box)


@cache
def _says_nothing() -> frozenset[str]:
    return word_list(
        "small",
        "edge",
        "activity",
        "short_post",
        "field",
        "determiner",
        "modifier",
        "company",
        "role_label",
        "talk",
        "work_noun",
        "registers",
        "street_end",
        "numbered",
        "honorific",
    )
