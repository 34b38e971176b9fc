"""The people of an event whom one could write to, and who is who among them.

Nobody's address is guessed: a person has one only if the event shows it beside their name.
"""

from __future__ import annotations

from dataclasses import replace

from daemon.core.recognise.eastern import bare_name
from daemon.core.recognise.echo import domain_of
from daemon.core.recognise.kinds import is_called_like_a_person, is_organisation
from daemon.core.recognise.lexicon import system_named, system_of, word_list
from daemon.core.recognise.names import is_inflected, name_of, same_person
from daemon.core.recognise.reading import Reading, is_owner
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Person


def contacts_of(reading: Reading) -> list[Person]:
    """The organiser and the invited who are people one could write to."""
    everyone = [*([reading.organiser] if reading.organiser else [])]
    everyone += [Person(name=a.name, email=a.email) for a in reading.others if not a.resource]
    people: list[Person] = []
    for person in everyone:
        if _is_somebody(person, reading) and not any(is_same(person, other) for other in people):
            people.append(_without_title(person))
    return people


def _without_title(person: Person) -> Person:
    """Somebody without the title before their full name: "Dr. Ada Example" is written to as Ada Example."""
    name, bare = person.name or "", name_of(person.name or "") or ""
    return replace(person, name=bare) if bare != name and name.endswith(f" {bare}") else person


def _is_somebody(person: Person, reading: Reading) -> bool:
    found = system_of(domain_of(person.email))
    if found and found.kind != "mail":
        return False
    if not word_list("machine").isdisjoint(words_of(fold(person.name or ""))):
        return False
    box = words_of(fold((person.email or "").partition("@")[0].replace("_", " ")))
    if not word_list("nobody").isdisjoint(box) or not word_list("hiring_mailbox").isdisjoint(box):
        return False
    if not person.name or name_of(person.name) is None or is_owner_name(person.name, reading):
        return False
    return is_called_like_a_person(person.name) or not _is_of_house(person.name, person.email)


def is_machine(person: Person) -> bool:
    """Whether an address is that of a service or of a mailbox that nobody reads."""
    found = system_of(domain_of(person.email))
    box = words_of(fold((person.email or "").partition("@")[0].replace("_", " ")))
    return bool(found and found.kind != "mail") or not word_list("machine").isdisjoint(box)


def _is_of_house(name: str, email: str | None) -> bool:
    """Whether a display name is an organisation's: it says so, or the domain repeats it and the mailbox does not."""
    if is_organisation(name) or system_named(name):
        return True
    box, _, domain = fold(email or "").rpartition("@")
    words = [word for word in words_of(fold(name)) if len(word) > 3]
    return any(word[:5] in domain for word in words) and not any(word[:3] in box for word in words)


def as_contact(name: str, reading: Reading, contacts: list[Person]) -> Person:
    """The person of this name with the address the event shows, if it shows one."""
    known = next((person for person in contacts if person.name and same_person(name, person.name)), None)
    known = known or next((person for person in contacts if person.name and is_inflected(name, person.name)), None)
    return known or Person(name=_in_full(name, reading), email=_address_of(name, reading))


def _in_full(name: str, reading: Reading) -> str:
    """A first name as the event shows it in full, also beside an address of many."""
    shown = (person.name for person in [reading.organiser, *reading.others] if person and person.name)
    full = (other for other in shown if same_person(name, other) and name_of(other) == other and " " in other)
    return name if " " in name else next(full, name)


def _address_of(name: str, reading: Reading) -> str | None:
    """An address in the description whose words are this person's name; never made up."""
    first = words_of(fold(name))
    for address in reading.addresses:
        box = words_of(fold(address.partition("@")[0].replace("_", " ")))
        if first and first[0] in box and not is_owner(address, reading.owner):
            return address.lower()
    return None


def is_owner_name(name: str, reading: Reading) -> bool:
    """Whether a name is a form of the owner's: one of the names alone, an initial, a title."""
    mine = reading.owner_words
    theirs = [word for word in words_of(fold(name)) if word not in word_list("honorific")]
    if all(len(word) == 1 for word in mine):
        own = "".join(mine)
        return own.startswith(bare_name(name)) or own.endswith(bare_name(name))
    if len(theirs) == 1:
        return theirs[0] in mine
    whole = [word for word in theirs if len(word) > 1]
    initials = {word[0] for word in mine}
    return bool(whole) and all(word in mine if len(word) > 1 else word in initials for word in theirs)


def is_same(person: Person | None, other: Person | None) -> bool:
    """Whether two are one person, by address if both have one."""
    if person is None or other is None:
        return False
    if person.email and other.email:
        return person.email.lower() == other.email.lower()
    return bool(person.name and other.name and same_person(person.name, other.name))
