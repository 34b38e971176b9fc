"""What may be asked of Exchange: a list, since whoever may write into a mailbox by EWS may also send from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from exchangelib import services
from lxml import etree
from lxml.builder import ElementMaker

from adapters.exchange.guard import Guard
from adapters.exchange.markup import MESSAGES, SOAP, TYPES, Element, M, T, field, own_field, own_property
from adapters.outlook.marks import STEP
from adapters.web.asking import NeverAsked

ENDPOINT = "https://mail.owner.example/EWS/Exchange.asmx"
S = ElementMaker(namespace=SOAP, nsmap={"s": SOAP})

OPERATIONS = sorted(
    {
        str(name)
        for each in vars(services).values()
        if isinstance(each, type) and (name := getattr(each, "SERVICE_NAME", None))
    }
)
"""Every operation that the client library knows."""

READING = {"FindFolder", "FindItem", "GetFolder", "GetItem", "SyncFolderItems"}


@pytest.fixture
def guard() -> Guard:
    """The guard of an account with a calendar for entries, in which one entry stands."""
    return Guard(ENDPOINT, calendar="follow-up", entries={"ours"})


def wrapped(*content: Element) -> bytes:
    """A request as it leaves."""
    header = S.Header(T.RequestServerVersion(Version="Exchange2016"))
    return bytes(etree.tostring(S.Envelope(header, S.Body(*content))))


def passes(guard: Guard, *content: Element) -> bool:
    """Whether a request is let through."""
    try:
        guard.check("POST", ENDPOINT, {}, wrapped(*content))
    except NeverAsked:
        return False
    return True


def created(*parts: Element, folder: str = "follow-up", **attributes: str) -> Element:
    """An event to be made, with these attributes in place of the harmless ones."""
    harmless = {"MessageDisposition": "SaveOnly", "SendMeetingInvitations": "SendToNone"}
    event = T.CalendarItem(T.Subject("Thanks"), own_property(STEP, "thanks-4f2a"), *parts)
    folders = M.SavedItemFolderId(T.FolderId(Id=folder))
    return M.CreateItem(folders, M.Items(event), **{**harmless, **attributes})


def updated(*changes: Element, identity: str = "ours", **attributes: str) -> Element:
    """An event to be changed."""
    harmless = {
        "ConflictResolution": "NeverOverwrite",
        "MessageDisposition": "SaveOnly",
        "SendMeetingInvitationsOrCancellations": "SendToNone",
    }
    made = changes or (set_field("item:Subject", T.Subject("Thanks")),)
    change = T.ItemChange(T.ItemId(Id=identity, ChangeKey="v1"), T.Updates(*made))
    return M.UpdateItem(M.ItemChanges(change), **{**harmless, **attributes})


def deleted(identity: str = "ours", **attributes: str) -> Element:
    """An event to be moved to the trash."""
    harmless = {"DeleteType": "MoveToDeletedItems", "SendMeetingCancellations": "SendToNone"}
    return M.DeleteItem(M.ItemIds(T.ItemId(Id=identity)), **{**harmless, **attributes})


def set_field(uri: str, value: Element) -> Element:
    """One change of an event."""
    return T.SetItemField(field(uri), T.CalendarItem(value))


def attendees(kind: str) -> Element:
    """Somebody who would be invited."""
    somebody = T.Attendee(T.Mailbox(T.EmailAddress("mallory@elsewhere.example")))
    return etree.fromstring(f'<{kind} xmlns="{TYPES}">{etree.tostring(somebody).decode()}</{kind}>')


class TestOperations:
    def test_of_all_operations_that_there_are_only_these_may_read(self, guard: Guard) -> None:
        found = {name for name in OPERATIONS if passes(guard, etree.Element(f"{{{MESSAGES}}}{name}"))}
        assert found == READING
        assert {"SendItem", "CreateItem", "UpdateItem", "DeleteItem", "SetUserOofSettings"} <= set(OPERATIONS)

    def test_what_followupd_writes_leaves(self, guard: Guard) -> None:
        assert passes(guard, created())
        assert passes(guard, updated())
        assert passes(guard, updated(T.DeleteItemField(own_field(STEP))))
        assert passes(guard, deleted())
        assert passes(guard, M.CreateFolder(M.Folders(T.CalendarFolder(T.DisplayName("Follow-up")))))

    @pytest.mark.parametrize("disposition", ["SendOnly", "SendAndSaveCopy", "", "saveonly"])
    def test_nothing_is_written_that_is_sent(self, guard: Guard, disposition: str) -> None:
        assert not passes(guard, created(MessageDisposition=disposition))
        assert not passes(guard, updated(MessageDisposition=disposition))

    @pytest.mark.parametrize(
        "told", ["SendOnlyToAll", "SendToAllAndSaveCopy", "SendOnlyToChanged", "SendToChangedAndSaveCopy", ""]
    )
    def test_nobody_is_told_of_an_event(self, guard: Guard, told: str) -> None:
        assert not passes(guard, created(SendMeetingInvitations=told))
        assert not passes(guard, updated(SendMeetingInvitationsOrCancellations=told))
        assert not passes(guard, deleted(SendMeetingCancellations=told))

    @pytest.mark.parametrize("request_", [created(), updated(), deleted()], ids=["create", "update", "delete"])
    def test_what_is_left_out_is_not_left_to_the_server(self, guard: Guard, request_: Element) -> None:
        for name in list(request_.attrib):
            value = request_.attrib.pop(name)
            assert not passes(guard, request_)
            request_.set(name, value)
        assert passes(guard, request_)
        request_.set("SuppressReadReceipts", "false")
        assert not passes(guard, request_)
        del request_.attrib["SuppressReadReceipts"]

    def test_nothing_is_overwritten_or_destroyed(self, guard: Guard) -> None:
        assert not passes(guard, updated(ConflictResolution="AlwaysOverwrite"))
        assert not passes(guard, updated(ConflictResolution="AutoResolve"))
        assert not passes(guard, deleted(DeleteType="HardDelete"))
        assert not passes(guard, deleted(DeleteType="SoftDelete"))


class TestEntries:
    @pytest.mark.parametrize("kind", ["RequiredAttendees", "OptionalAttendees", "Resources"])
    def test_nobody_is_invited_to_one(self, guard: Guard, kind: str) -> None:
        assert not passes(guard, created(attendees(kind)))
        assert not passes(guard, updated(set_field(f"calendar:{kind}", attendees(kind))))
        assert not passes(guard, updated(set_field("item:Subject", attendees(kind))))

    @pytest.mark.parametrize("part", ["MimeContent", "Recurrence", "Attachments", "IsResponseRequested"])
    def test_there_is_nothing_else_in_one(self, guard: Guard, part: str) -> None:
        assert not passes(guard, created(etree.Element(f"{{{TYPES}}}{part}")))

    def test_properties_of_others_are_not_written(self, guard: Guard) -> None:
        theirs = T.ExtendedFieldURI(PropertyTag="0x0C1F", PropertyType="String")
        assert not passes(guard, created(T.ExtendedProperty(theirs, T.Value("x"))))
        assert not passes(guard, updated(T.DeleteItemField(theirs)))

    def test_they_go_into_the_calendar_for_them_only(self, guard: Guard) -> None:
        assert not passes(guard, created(folder="calendar"))
        guard.calendar = None
        assert not passes(guard, created())
        harmless = {"MessageDisposition": "SaveOnly", "SendMeetingInvitations": "SendToNone"}
        assert not passes(guard, M.CreateItem(M.Items(T.CalendarItem(T.Subject("x"))), **harmless))
        outbox = M.SavedItemFolderId(T.DistinguishedFolderId(Id="outbox"))
        assert not passes(guard, M.CreateItem(outbox, M.Items(T.CalendarItem(T.Subject("x"))), **harmless))

    @pytest.mark.parametrize("kind", ["AcceptItem", "CancelCalendarItem", "ForwardItem", "ReplyToItem", "Message"])
    def test_nothing_else_is_made(self, guard: Guard, kind: str) -> None:
        folders = M.SavedItemFolderId(T.FolderId(Id="follow-up"))
        made = M.CreateItem(
            folders,
            M.Items(etree.Element(f"{{{TYPES}}}{kind}")),
            MessageDisposition="SaveOnly",
            SendMeetingInvitations="SendToNone",
        )
        assert not passes(guard, made)

    def test_an_event_that_is_not_ours_is_neither_changed_nor_removed(self, guard: Guard) -> None:
        assert not passes(guard, updated(identity="theirs"))
        assert not passes(guard, deleted("theirs"))
        both = deleted()
        both[0].append(T.ItemId(Id="theirs"))
        assert not passes(guard, both)
        both[0][-1] = T.OccurrenceItemId(RecurringMasterId="ours", InstanceIndex="1")
        assert not passes(guard, both)


class TestDisguises:
    def test_another_address_or_verb_is_refused(self, guard: Guard) -> None:
        reading = wrapped(M.GetItem())
        for method, url in (("GET", ENDPOINT), ("POST", f"{ENDPOINT}/"), ("POST", "https://elsewhere.example/EWS")):
            with pytest.raises(NeverAsked):
                guard.check(method, url, {}, reading)
        assert passes(guard, M.GetItem())

    @pytest.mark.parametrize("body", [b"", b"no markup", b"<a>", b"<a/>", b"\xff\xfe<", "<ä/>".encode("latin-1")])
    def test_what_is_no_request_is_refused(self, guard: Guard, body: bytes) -> None:
        with pytest.raises(NeverAsked):
            guard.check("POST", ENDPOINT, {}, body)

    def envelopes(self) -> Iterator[Element]:
        """Requests in which more is hidden than one operation that reads."""
        yield S.Envelope(S.Body(M.GetItem(), M.SendItem()))
        yield S.Envelope(S.Body(M.GetItem()), S.Body(M.SendItem()))
        yield S.Envelope(S.Header(M.SendItem()), S.Body(M.GetItem()))
        yield S.Envelope(S.Body(S.Body(M.SendItem())))
        yield S.Envelope(S.Body(T.GetItem()))
        yield S.Envelope(S.Body(), M.SendItem())
        yield S.Body(M.GetItem())

    def test_only_one_operation_is_in_a_request(self, guard: Guard) -> None:
        for envelope in self.envelopes():
            with pytest.raises(NeverAsked):
                guard.check("POST", ENDPOINT, {}, etree.tostring(envelope))

    def test_entities_and_documents_types_are_refused(self, guard: Guard) -> None:
        plain = wrapped(M.GetItem()).decode()
        for before in ("<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY op "SendItem">]>'):
            with pytest.raises(NeverAsked):
                guard.check("POST", ENDPOINT, {}, f"{before}{plain}".encode())
        with pytest.raises(NeverAsked):
            guard.check("POST", ENDPOINT, {}, plain.replace("Header>", "Header><!-- x -->", 1).encode())
