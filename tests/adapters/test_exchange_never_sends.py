"""What may be asked of Exchange: a list, since whoever may write into a mailbox by EWS may also send from it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from exchangelib import Account, Credentials, EWSTimeZone, ItemId, Mailbox, OofSettings, services
from exchangelib.folders import Calendar, Drafts, Root
from exchangelib.items import CalendarItem, Message
from exchangelib.properties import FolderId
from lxml import etree
from lxml.builder import ElementMaker

from adapters.conformance import make_setup
from adapters.conformance.harness import OWNER
from adapters.exchange.guard import Guard
from adapters.exchange.markup import MESSAGES, SOAP, TYPES, Element, M, T, field, own_field, own_property
from adapters.exchange.session import connect
from adapters.exchange.settings import settings_from
from adapters.outlook.marks import STEP
from adapters.web.asking import NeverAsked
from tests.adapters.exchange_harness import ExchangeHarness, options

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
    """The guard of an account with a calendar for entries, in which one entry stands, and with one draft of ours."""
    return Guard(ENDPOINT, calendar="follow-up", entries={"ours"}, drafts={"draft"})


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


def text(*, marked: bool = True) -> Element:
    """The text of a draft, by base64 as Exchange wants it."""
    mark = "X-Followupd-Step: thanks-4f2a\r\n" if marked else ""
    data = f"{mark}To: hanna@elsewhere.example\r\nSubject: Thanks\r\n\r\nDear Hanna"
    return T.MimeContent(base64.b64encode(data.encode()).decode(), CharacterSet="UTF-8")


def drafted(*parts: Element, folder: str = "drafts", **attributes: str) -> Element:
    """A draft to be made."""
    harmless = {"MessageDisposition": "SaveOnly", "SendMeetingInvitations": "SendToNone"}
    message = T.Message(*(parts or (text(), own_property(STEP, "thanks-4f2a"))))
    folders = M.SavedItemFolderId(T.DistinguishedFolderId(T.Mailbox(T.EmailAddress(OWNER)), Id=folder))
    return M.CreateItem(folders, M.Items(message), **{**harmless, **attributes})


def rewritten(*changes: Element, identity: str = "draft", **attributes: str) -> Element:
    """A draft to be written anew."""
    made = changes or (
        T.SetItemField(field("item:MimeContent"), T.Message(text())),
        T.SetItemField(own_field(STEP), T.Message(own_property(STEP, "thanks-4f2a"))),
    )
    return updated(*made, identity=identity, **attributes)


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

    @pytest.mark.parametrize(
        "folder",
        [
            T.Folder(T.DisplayName("Follow-up")),
            T.CalendarFolder(T.FolderClass("IPF.Note"), T.DisplayName("Follow-up")),
            T.CalendarFolder(T.DisplayName("Follow-up"), T.PermissionSet()),
            T.CalendarFolder(T.ExtendedProperty(T.ExtendedFieldURI(PropertyTag="0x36E5"), T.Value("x"))),
        ],
    )
    def test_no_folder_is_made_but_a_calendar_for_them(self, guard: Guard, folder: Element) -> None:
        assert not passes(guard, M.CreateFolder(M.Folders(folder)))

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


class TestDrafts:
    def test_what_followupd_writes_of_mail_leaves(self, guard: Guard) -> None:
        assert passes(guard, drafted())
        assert passes(guard, rewritten())
        assert passes(guard, deleted("draft"))

    @pytest.mark.parametrize("disposition", ["SendOnly", "SendAndSaveCopy", "", "saveonly"])
    def test_no_draft_is_sent_as_it_is_written(self, guard: Guard, disposition: str) -> None:
        assert not passes(guard, drafted(MessageDisposition=disposition))
        assert not passes(guard, rewritten(MessageDisposition=disposition))

    @pytest.mark.parametrize("identity", ["draft", "theirs"])
    def test_none_is_sent_afterwards(self, guard: Guard, identity: str) -> None:
        for saves in ("true", "false"):
            message = M.ItemIds(T.ItemId(Id=identity, ChangeKey="v1"))
            assert not passes(guard, M.SendItem(message, SaveItemToFolder=saves))

    @pytest.mark.parametrize("kind", ["ReplyToItem", "ReplyAllToItem", "ForwardItem", "PostReplyItem", "RemoveItem"])
    @pytest.mark.parametrize("disposition", ["SaveOnly", "SendOnly", "SendAndSaveCopy"])
    def test_nothing_is_made_of_the_message_of_somebody_else(self, guard: Guard, kind: str, disposition: str) -> None:
        reply = etree.fromstring(f'<{kind} xmlns="{TYPES}"><ReferenceItemId Id="theirs"/></{kind}>')
        folders = M.SavedItemFolderId(T.DistinguishedFolderId(Id="drafts"))
        made = M.CreateItem(
            folders, M.Items(reply), MessageDisposition=disposition, SendMeetingInvitations="SendToNone"
        )
        assert not passes(guard, made)

    @pytest.mark.parametrize("folder", ["outbox", "inbox", "sentitems", "msgfolderroot"])
    def test_they_go_where_drafts_are_and_nowhere_else(self, guard: Guard, folder: str) -> None:
        assert not passes(guard, drafted(folder=folder))
        harmless = {"MessageDisposition": "SaveOnly", "SendMeetingInvitations": "SendToNone"}
        assert not passes(guard, M.CreateItem(M.Items(T.Message(text())), **harmless))
        by_id = M.SavedItemFolderId(T.FolderId(Id="drafts"))
        assert not passes(guard, M.CreateItem(by_id, M.Items(T.Message(text())), **harmless))

    def test_they_bear_our_mark(self, guard: Guard) -> None:
        assert not passes(guard, drafted(text(marked=False)))
        assert not passes(guard, drafted(T.MimeContent("X-Followupd-Step: no base64")))
        assert not passes(guard, drafted(own_property(STEP, "thanks-4f2a")))
        unmarked = T.SetItemField(field("item:MimeContent"), T.Message(text(marked=False)))
        assert not passes(guard, rewritten(unmarked))

    @pytest.mark.parametrize(
        "part", ["ToRecipients", "IsReadReceiptRequested", "IsDeliveryReceiptRequested", "From", "ItemClass"]
    )
    def test_there_is_nothing_else_in_one(self, guard: Guard, part: str) -> None:
        other = etree.Element(f"{{{TYPES}}}{part}")
        assert not passes(guard, drafted(text(), other))
        assert not passes(guard, rewritten(T.SetItemField(field(f"message:{part}"), T.Message(other))))
        assert not passes(guard, rewritten(T.SetItemField(field("item:MimeContent"), T.Message(text(), other))))

    def test_properties_that_would_have_it_sent_later_are_not_written(self, guard: Guard) -> None:
        deferred = T.ExtendedFieldURI(PropertyTag="0x3FEF", PropertyType="SystemTime")
        when = T.ExtendedProperty(deferred, T.Value("2026-03-01T08:00:00Z"))
        assert not passes(guard, drafted(text(), when))
        assert not passes(guard, rewritten(T.SetItemField(deferred, T.Message(when))))
        assert not passes(guard, rewritten(T.DeleteItemField(own_field(STEP))))

    def test_a_message_of_somebody_else_is_neither_changed_nor_removed(self, guard: Guard) -> None:
        assert not passes(guard, rewritten(identity="theirs"))
        assert not passes(guard, deleted("theirs"))
        read = T.SetItemField(field("message:IsRead"), T.Message(etree.fromstring(f'<IsRead xmlns="{TYPES}"/>')))
        assert not passes(guard, rewritten(read, identity="theirs"))
        assert not passes(guard, rewritten(read))
        both = rewritten()
        both[0].append(rewritten(identity="theirs")[0][0])
        assert not passes(guard, both)

    def test_an_entry_is_no_draft_and_a_draft_no_entry(self, guard: Guard) -> None:
        assert not passes(guard, rewritten(identity="ours"))
        assert not passes(guard, updated(identity="draft"))


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


class TestLibrary:
    """What the client library would send does not reach Exchange, whoever has our session."""

    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[ExchangeHarness]:
        made = ExchangeHarness(tmp_path)
        yield made
        made.close()

    @pytest.fixture
    def account(self, harness: ExchangeHarness) -> Iterator[Account]:
        settings = settings_from(make_setup(harness.folder, options(harness.server, harness.folder)))
        assert settings.password is not None
        login = Credentials(settings.user, settings.password().reveal())
        made = connect(Guard(harness.server.endpoint), login, settings)
        yield made
        made.protocol.close()

    @pytest.mark.parametrize("verb", ["send", "send_and_save", "save"])
    def test_a_message(self, harness: ExchangeHarness, account: Account, verb: str) -> None:
        drafts = Drafts(root=Root(account=account, _id=FolderId(id="root")), _id=FolderId(id="drafts"))
        message = Message(
            account=account, folder=drafts, subject="Hello", body="", to_recipients=["a@elsewhere.example"]
        )
        with pytest.raises(NeverAsked):
            getattr(message, verb)()
        assert {call.operation for call in harness.server.calls} <= READING

    @pytest.mark.parametrize("told", ["SendOnlyToAll", "SendToAllAndSaveCopy", "SendToNone"])
    def test_an_event_with_guests(self, harness: ExchangeHarness, account: Account, told: str) -> None:
        folder = Calendar(root=Root(account=account, _id=FolderId(id="root")), _id=FolderId(id="calendar"))
        noon = datetime(2026, 3, 10, 12, tzinfo=EWSTimeZone("UTC"))
        event = CalendarItem(account=account, folder=folder, start=noon, end=noon, required_attendees=["a@b.example"])
        with pytest.raises(NeverAsked):
            event.save(send_meeting_invitations=told)
        assert {call.operation for call in harness.server.calls} <= READING

    @pytest.mark.parametrize("verb", ["accept", "decline", "tentatively_accept", "cancel", "delete", "move_to_trash"])
    def test_an_answer_to_an_invitation(self, harness: ExchangeHarness, account: Account, verb: str) -> None:
        event = CalendarItem(account=account, _id=ItemId(id="theirs", changekey="1"), folder=None)
        with pytest.raises(NeverAsked):
            getattr(event, verb)()
        assert {call.operation for call in harness.server.calls} <= READING

    @pytest.mark.parametrize("verb", ["send", "reply", "reply_all", "forward"])
    def test_an_answer_to_a_message(self, harness: ExchangeHarness, account: Account, verb: str) -> None:
        author = Mailbox(email_address="a@elsewhere.example")
        message = Message(account=account, _id=ItemId(id="theirs", changekey="1"), subject="x", author=author)
        more = {"forward": ("Fw", "x", ["b@elsewhere.example"]), "send": (False,)}.get(verb, ("Re", "x"))
        with pytest.raises(NeverAsked):
            getattr(message, verb)(*more)
        assert {call.operation for call in harness.server.calls} <= READING

    def test_an_absence_that_answers_by_itself(self, harness: ExchangeHarness, account: Account) -> None:
        settings = OofSettings(state=OofSettings.ENABLED, internal_reply="I am away", external_reply="I am away")
        with pytest.raises(NeverAsked):
            account.oof_settings = settings
        assert {call.operation for call in harness.server.calls} <= READING
