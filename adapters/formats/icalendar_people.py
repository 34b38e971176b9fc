"""The organizer and the attendees of an iCalendar component (RFC 5545 sections 3.8.4.1 and 3.8.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import unquote

from daemon.ports.records import Attendee, Person, Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_RESPONSES: Final = {response.value.upper(): response for response in Response}
_RESOURCES: Final = frozenset({"ROOM", "RESOURCE"})


class Address(Protocol):
    """Whom a property names: as a string the address, beside it the parameters by their upper-case names."""

    @property
    def params(self) -> Mapping[str, object]: ...


def organizer_of(found: Address | None) -> Person | None:
    """Who organises it, if that has a name or an address."""
    if found is None:
        return None
    name, email = _name_and_email(found)
    return Person(name=name, email=email) if name or email else None


def attendees_of(found: Iterable[Address]) -> tuple[Attendee, ...]:
    """Who is invited; those with neither name nor address are left out."""
    people = (_attendee(value) for value in found)
    return tuple(person for person in people if person.name or person.email)


def _attendee(value: Address) -> Attendee:
    name, email = _name_and_email(value)
    return Attendee(
        name=name,
        email=email,
        response=_RESPONSES.get(_parameter(value, "PARTSTAT").upper(), Response.NEEDS_ACTION),
        optional=_parameter(value, "ROLE").upper() in {"OPT-PARTICIPANT", "NON-PARTICIPANT"},
        resource=_parameter(value, "CUTYPE").upper() in _RESOURCES,
    )


def _name_and_email(value: Address) -> tuple[str | None, str | None]:
    scheme, _, address = str(value).strip().partition(":")
    email = unquote(address.partition("?")[0]).strip() if scheme.lower() == "mailto" else ""
    if "@" not in email:
        # Apple names people by an id of its own and gives the address as a parameter (RFC 7986 section 6.2).
        email = _parameter(value, "EMAIL")
    if "@" not in email and "@" in scheme:
        email = scheme  # an address without its mailto:
    name = _parameter(value, "CN")
    if name.lower().removeprefix("mailto:") == email.lower():
        name = ""
    return name or None, email if "@" in email else None


def _parameter(value: Address, name: str) -> str:
    found = value.params.get(name, "")
    return " ".join(str(found[0] if isinstance(found, list) and found else found).split())
