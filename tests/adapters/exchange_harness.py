"""The other side of an account at Exchange: the person at the fake Exchange, and what may go wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType

from lxml import etree

from adapters.conformance import CalendarHarness, Gap, Inside, make_setup
from adapters.conformance.harness import OWNER, ZONE
from adapters.exchange import ADAPTER
from adapters.outlook.marks import PROPERTY_SET
from daemon.ports.adapter import Adapter, Connection, OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected
from daemon.ports.records import Moment
from tests.adapters.exchange_import import imported, windows_name
from tests.fakes.exchange.items import Item
from tests.fakes.exchange.login import USER
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.person import Person
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.server import ExchangeServer
from tests.fakes.exchange.soap import busy, t, text_of, written
from tests.fakes.exchange.trouble import refusing

THEIRS = "1d7e9c52-6a40-4f0b-8a55-0c6f2f1b9e11"
"""The set of properties of another program."""

WRITES = {"CreateFolder", "CreateItem", "UpdateItem"}


def options(server: ExchangeServer, folder: Path, **others: OptionValue) -> dict[str, OptionValue]:
    """The settings of an account on the fake."""
    password = write_password(folder, server.logins.passwords[USER])
    return {
        "url": server.endpoint,
        "email": OWNER,
        "user": USER,
        "password_file": password,
        "login": "basic",
        **others,
    }


def write_password(folder: Path, password: str) -> Path:
    """Keep the password where the account looks for it; answers with the file."""
    file = folder / "password"
    file.write_text(password, encoding="utf-8")
    file.chmod(0o600)
    return file


@contextmanager
def locked_out(server: ExchangeServer, folder: Path) -> Iterator[None]:
    """Inside it the password is good no longer; afterwards the person has written down the new one."""
    new = f"{server.logins.passwords[USER]} and new"
    server.logins.passwords[USER] = new
    server.logins.forget()
    yield
    write_password(folder, new)


class ExchangeHarness(CalendarHarness):
    """A new person with two calendars, on a fake of their own; items go to them in turn."""

    gaps = MappingProxyType(
        {
            Gap.SEVERAL_ALARMS: "an event has one reminder",
            Gap.THIS_AND_FUTURE: "such a change makes a second series of the first",
        }
    )

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.box = Mailbox(OWNER)
        self.person = Person(self.box)
        self.work = self.box.add_folder("Work")
        self.server = ExchangeServer(self.box)
        self._stored = 0

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self, **others: OptionValue) -> Connection:
        return ADAPTER.open(make_setup(self.folder / "state", options(self.server, self.folder, **others)))

    def close(self) -> None:
        """Stop the server; fails if anything wrong was asked of it, or if anybody could have heard of a write."""
        self.server.close()
        assert self.server.writing.invited == []

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error is AuthRequired:
            return locked_out(self.server, self.folder)
        if error is Rejected:
            return self.server.answering(refusing(WRITES, "ErrorInvalidPropertySet"))
        return self.server.answering(lambda _: busy())

    def expire_cursors(self) -> None:
        self.box.forget_states()

    @contextmanager
    def incomplete_reads(self) -> Iterator[None]:
        """One calendar of the two answers with an error, whatever it is asked."""
        self.box.folders[self.work].broken = "ErrorItemNotFound"
        yield
        self.box.folders[self.work].broken = None

    def seed(self, calendar: str) -> str:
        self._stored += 1
        place = (self.box.known("calendar").id, self.work)[self._stored % 2]
        return self._store(place, calendar, None)

    def replace(self, handle: str, calendar: str) -> None:
        self._store(self.box.items[handle].folder, calendar, handle)

    def delete(self, handle: str) -> None:
        self.person.delete(handle)

    def stored(self, handle: str) -> bytes:
        item = self.box.items[handle]
        return b"".join(etree.tostring(each) for each in item.fields.values()) + str(item.touched).encode()

    def break_item(self, handle: str) -> None:
        self.person.damage(handle)

    def seed_beside_entries(self, calendar: str) -> str:
        return self.ref(self._store(self.own(), calendar, None))

    def edit_entry(
        self,
        ref: str,
        *,
        summary: str | None = None,
        description: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
    ) -> None:
        texts = [None if summary is None else t("Subject", summary)]
        if description is not None:
            texts.append(t("Body", description.replace("\n", "\r\n"), BodyType="Text"))
        times = [*moment("Start", start), *moment("End", end)]
        self.person.change_event(self.item(ref).id, *(each for each in (*texts, *times) if each is not None))

    def strip_marks(self, ref: str) -> None:
        item = self.item(ref)
        item.extended = {key: each for key, each in item.extended.items() if key[0] != PROPERTY_SET}
        self.person.change_event(item.id)

    def annotate(self, ref: str, text: str) -> None:
        uri = t("ExtendedFieldURI", PropertySetId=THEIRS, PropertyName="Colour", PropertyType="String")
        categories = t("Categories", t("String", "Orange"))
        self.person.change_event(self.item(ref).id, categories, t("ExtendedProperty", uri, t("Value", text)))

    def inside(self, ref: str) -> Inside:
        item = self.item(ref)
        minutes = [int(item.text("ReminderMinutesBeforeStart"))] if item.text("ReminderIsSet") == "true" else []
        invited = [item.fields[name] for name in ("RequiredAttendees", "OptionalAttendees") if name in item.fields]
        theirs = item.extended.get((THEIRS, "Colour", "String"))
        return Inside(
            alarms=tuple(timedelta(minutes=each) for each in minutes),
            attendees=tuple(text_of(each, "t:Mailbox/t:EmailAddress") for people in invited for each in people),
            annotation=theirs.text if theirs is not None and "Categories" in item.fields else None,
        )

    def break_entry(self, ref: str) -> None:
        self.person.damage(self.item(ref).id)

    def delete_entry(self, ref: str) -> None:
        self.person.delete(self.item(ref).id)

    def move_entry(self, ref: str) -> None:
        self.box.move(self.item(ref).id, self.box.known("calendar").id)

    def item(self, ref: str) -> Item:
        """An entry of ours as Exchange keeps it."""
        return next(each for each in self.box.items.values() if each.id in ref)

    def ref(self, identity: str) -> str:
        """What the adapter calls an item."""
        return identity

    def own(self) -> str:
        """The calendar that followupd made."""
        return next(each.id for each in self.box.folders.values() if each.kind == "CalendarFolder" and each.extended)

    def _store(self, folder: str, calendar: str, identity: str | None) -> str:
        refused = {"RANGE": self.refuse(Gap.THIS_AND_FUTURE)}
        properties, deviations = imported(calendar, refused=refused, zone=ZONE)
        return self.person.put_event(folder, properties, deviations, identity=identity)


def moment(name: str, found: Moment | None) -> list[Element]:
    """A start or end as somebody sets it in a zone, or nothing."""
    if found is None:
        return []
    if isinstance(found, datetime):
        zone = windows_name(found.tzinfo)
        return [t(name, written(found)), t(f"{name}TimeZone", Id=zone, Name=zone)]
    assert isinstance(found, date)
    return [t(name, written(datetime.combine(found, time.min, ZONE)))]
