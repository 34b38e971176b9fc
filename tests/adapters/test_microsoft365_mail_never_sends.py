"""What may be asked of mail at Graph: reading, and drafts of ours, which only the person can send."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from adapters.conformance import make_setup
from adapters.conformance.harness import OWNER
from adapters.conformance.samples import sample_draft
from adapters.formats.mime_writing import build_message
from adapters.microsoft365.graph import Graph, open_graph
from adapters.microsoft365.guard import Guard, guard_for, permits_going_on
from adapters.microsoft365.mail_guard import MailPermits
from adapters.microsoft365.session import Session
from adapters.microsoft365.settings import settings_from
from adapters.microsoft365.tokens import load_login
from adapters.web.asking import NeverAsked
from tests.adapters.microsoft365_harness import options
from tests.adapters.microsoft365_mail_harness import MicrosoftMailHarness
from tests.adapters.test_microsoft365_never_sends import ENDPOINT, LOGIN, ME, SENDING
from tests.fakes.graph.calendar import CalendarApi
from tests.fakes.graph.mail import MailApi

OURS = "AAkOurs="
THEIRS = "AAkTheirs="
MARKED = base64.b64encode(build_message(sample_draft()))
CHANGED = json.dumps({"subject": "Thank you"}).encode()


def guard(*, writes: bool = True) -> Guard:
    """The guard of an account that is used for its mail, with one draft of ours standing."""
    made = guard_for(LOGIN)
    made.permit(ENDPOINT, permits_going_on)
    made.permit(ME, MailPermits(writes=writes, drafts={OURS}))
    return made


def refused(
    method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, *, writes: bool = True
) -> bool:
    url = path if path.startswith("https://") else f"{ME}{path}"
    try:
        guard(writes=writes).check(method, url, headers or {}, body)
    except NeverAsked:
        return True
    return False


def in_base64(message: bytes) -> bytes:
    return base64.b64encode(message)


class TestNeverSends:
    """The list of what may leave, whoever asks."""

    READING = frozenset({"list_messages", "get_message", "get_mime", "delta"})
    WRITING = frozenset({"create_message", "create_reply", "update_message", "delete_message"})
    """Every method that mail needs; all others are refused."""

    def allowed(self, *, writes: bool = True) -> set[str]:
        """The methods of Graph that may be called in the way in which they are, on a draft of ours."""
        found: set[str] = set()
        values = {"calendar": "AAMk=", "event": "AAkEvent=", "message": OURS, "folder": "drafts", "attachment": "AAk="}
        for method in (*MailApi(OWNER).methods, *CalendarApi(OWNER).methods):
            path = method.path.format_map(values).lstrip("/")
            body = {"GET": b"", "DELETE": b"", "PATCH": CHANGED}.get(method.verb, MARKED)
            if not refused(method.verb, path, body, writes=writes):
                assert not method.sends, method.name
                found.add(method.name)
        return found

    def test_of_all_methods_of_graph_only_these_leave(self) -> None:
        assert self.allowed() == self.READING | self.WRITING

    def test_where_no_drafts_are_wanted_nothing_is_written(self) -> None:
        assert self.allowed(writes=False) == self.READING

    @pytest.mark.parametrize("path", SENDING)
    @pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE", "GET"])
    def test_nothing_that_writes_to_somebody_leaves(self, method: str, path: str) -> None:
        for id_ in (THEIRS, OURS):
            named = path.replace("AAk=", id_)
            assert refused(method, named, MARKED)
            assert refused(method, named, CHANGED)
            assert refused(method, f"{ENDPOINT}users/{OWNER}/{named}", MARKED)

    @pytest.mark.parametrize(
        "verb",
        [
            *("send", "reply", "replyAll", "forward", "createForward", "createReplyAll", "move", "copy", "unsubscribe"),
            *("permanentDelete", "attachments", "attachments/createUploadSession", "markAsJunk", "reportMessage"),
        ],
    )
    def test_of_what_can_be_done_to_a_message_only_a_draft_that_answers_is_made(self, verb: str) -> None:
        assert not refused("POST", f"messages/{THEIRS}/createReply", MARKED)
        for message in (OURS, THEIRS):
            assert refused("POST", f"messages/{message}/{verb}", MARKED)
            assert refused("POST", f"mailFolders/drafts/messages/{message}/{verb}", MARKED)

    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"{}", b"null", b"\xff", b"not base64", MARKED + b"!", b"\n" + MARKED),
            in_base64(b"Subject: not ours\r\n\r\n"),
            in_base64(b"Subject: x\r\n\r\nX-Followupd-Step: thanks-4f2a\r\n"),
            in_base64(b"From: a@b.example\r\nX-Followupd-Step: \r\n\r\n"),
            json.dumps({"message": {"subject": "X-Followupd-Step: x"}, "comment": "Yes."}).encode(),
        ],
    )
    def test_no_draft_without_our_mark_is_made(self, body: bytes) -> None:
        assert refused("POST", "messages", body)
        assert refused("POST", f"messages/{THEIRS}/createReply", body)

    @pytest.mark.parametrize(
        "others",
        [
            *({"isRead": True}, {"isDraft": False}, {"flag": {}}, {"categories": ["x"]}, {"internetMessageId": "<x>"}),
            *({"bccRecipients": []}, {"ccRecipients": []}, {"from": {}}, {"replyTo": []}, {"importance": "high"}),
            *({"isReadReceiptRequested": True}, {"isDeliveryReceiptRequested": True}, {"attachments": []}),
        ],
    )
    def test_of_a_draft_only_what_it_says_is_changed(self, others: dict[str, object]) -> None:
        body = json.dumps({"subject": "Thank you", **others}).encode()
        assert not refused("PATCH", f"messages/{OURS}", CHANGED)
        assert refused("PATCH", f"messages/{OURS}", body)

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("PATCH", f"messages/{THEIRS}"),
            ("DELETE", f"messages/{THEIRS}"),
            ("PATCH", f"mailFolders/inbox/messages/{OURS}"),
            ("DELETE", f"mailFolders/drafts/messages/{OURS}"),
            ("PATCH", f"messages/{OURS}?bypass=true"),
            ("DELETE", f"messages/{OURS}?permanent=true"),
            ("PUT", f"messages/{OURS}"),
            ("PUT", f"messages/{OURS}/$value"),
            ("POST", "mailFolders/drafts/messages"),
            ("POST", "mailFolders/sentitems/messages"),
            ("POST", "mailFolders/outbox/messages"),
            ("POST", "mailFolders"),
            ("DELETE", "mailFolders/inbox"),
            ("PATCH", "mailFolders/inbox"),
            ("POST", "messages?sendNow=true"),
            ("POST", "inferenceClassification/overrides"),
            ("PATCH", "mailboxSettings"),
            ("POST", "mailFolders/inbox/messageRules"),
        ],
    )
    def test_nothing_but_a_draft_of_ours_is_written(self, method: str, path: str) -> None:
        body = {"DELETE": b"", "PATCH": CHANGED}.get(method, MARKED)
        assert refused(method, path, body)

    @pytest.mark.parametrize(
        "path",
        [
            *("mailFolders", "mailFolders/inbox", "mailFolders/junkemail/messages", "mailFolders/AAM=/messages/delta"),
            *(f"messages/{THEIRS}/attachments", f"messages/{THEIRS}/attachments/AAk=/$value", "people", "contacts"),
            *("mailboxSettings", "mailFolders/inbox/messageRules", "outlook/masterCategories"),
            f"{ENDPOINT}users/somebody@else.example/messages",
        ],
    )
    def test_nothing_else_is_read(self, path: str) -> None:
        assert refused("GET", path)

    def test_no_header_makes_sending_of_a_reading(self) -> None:
        assert not refused("GET", "messages")
        assert refused("GET", "messages", headers={"X-HTTP-Method-Override": "POST"})


class TestNothingReachesMicrosoft:
    """The same through the session that an account opens."""

    def graph(self, harness: MicrosoftMailHarness) -> Graph:
        settings = settings_from(make_setup(harness.folder / "state", options(harness.server)))
        session = Session(guard_for(settings.login_endpoint), load_login(settings), ca_file=settings.ca_file)
        graph = open_graph(settings, session)
        graph.permit(MailPermits(writes=True))
        return graph

    def test_what_would_send_does_not_leave(self, tmp_path: Path) -> None:
        harness = MicrosoftMailHarness(tmp_path)
        harness.save_draft(build_message(sample_draft()))
        graph = self.graph(harness)
        (draft,) = (each["id"] for each in graph.walk("mailFolders", "drafts", "messages"))
        before = harness.standing()
        with harness.server.counting() as asked:
            for verb in ("send", "reply", "replyAll", "forward"):
                with pytest.raises(NeverAsked):
                    graph.post("messages", draft, verb, content={})
            with pytest.raises(NeverAsked):
                graph.post("sendMail", content={"message": {"subject": "x"}})
            with pytest.raises(NeverAsked):
                graph.post("messages", content={"subject": "X-Followupd-Step: x"})
            with pytest.raises(NeverAsked):
                graph.patch("messages", draft, content={"subject": "Mine"})
            with pytest.raises(NeverAsked):
                graph.delete("messages", draft)
        assert asked == []
        assert harness.standing() == before
        graph.session.close()
        harness.close()
