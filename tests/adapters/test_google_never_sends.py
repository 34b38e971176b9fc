"""What may be asked of Gmail: a list, since no right at Google keeps anybody from sending who may write drafts."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from adapters.conformance import make_setup
from adapters.google.credentials import load_credentials
from adapters.google.gmail import permits
from adapters.google.guard import Guard, guard_for
from adapters.google.service import open_service
from adapters.google.session import Session
from adapters.google.settings import settings_from
from adapters.web.asking import NeverAsked
from tests.adapters.google_harness import options
from tests.adapters.google_mail_harness import GmailHarness
from tests.fakes.google.discovery import Discovery


def body_of(raw: bytes, **others: object) -> bytes:
    """A draft as it is given to Gmail."""
    return json.dumps({"message": {"raw": base64.urlsafe_b64encode(raw).decode(), **others}}).encode()


MARKED = body_of(b"X-Followupd-Step: thanks-4f2a\r\n\r\n")


class TestNeverSends:
    """The list is what keeps followupd from sending, since no right at Google does."""

    ALLOWED = frozenset(
        {
            *("users.getProfile", "users.history.list", "users.messages.list", "users.messages.get"),
            "users.threads.get",
            *("users.drafts.list", "users.drafts.get", "users.drafts.create", "users.drafts.update"),
            "users.drafts.delete",
        }
    )
    """Every method that may be called; all others of Gmail are refused."""

    def test_of_all_methods_that_gmail_has_only_these_leave(self) -> None:
        guard = Guard()
        guard.permit("https://gmail.googleapis.com/", permits)
        allowed, refused = set(), set()
        for method in Discovery("gmail.v1").methods:
            path = method.pattern.pattern.replace("\\", "").replace("(?P<userId>[^/]+)", "me")
            for name in ("id", "messageId"):
                path = path.replace(f"(?P<{name}>[^/]+)", "18f")
            try:
                guard.check(method.verb, f"https://gmail.googleapis.com{path}", {}, MARKED)
                allowed.add((method.name, method.upload))
            except NeverAsked:
                refused.add(method.name)
        assert {name for name, _ in allowed} == self.ALLOWED
        assert not any(upload for _, upload in allowed)
        assert {"users.drafts.send", "users.messages.send", "users.messages.insert", "users.messages.trash"} <= refused

    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"{}", b"[]", b'{"message": {"raw": 7}}', b'{"message": {"raw": "\xc3\xa9"}}'),
            body_of(b"Subject: not ours\r\n\r\n"),
            body_of(b"X-Followupd-Step: x\r\n\r\n", labelIds=["SENT"]),
        ],
    )
    def test_no_draft_without_our_mark_is_written(self, body: bytes) -> None:
        guard = Guard()
        guard.permit("https://gmail.googleapis.com/", permits)
        for method, path in (("POST", "drafts"), ("PUT", "drafts/r1")):
            with pytest.raises(NeverAsked):
                guard.check(method, f"https://gmail.googleapis.com/gmail/v1/users/me/{path}", {}, body)

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "gmail/v1/users/somebody@else.example/messages"),
            ("POST", "gmail/v1/users/me/drafts/send"),
            ("DELETE", "gmail/v1/users/me/messages/18f"),
            ("POST", "gmail/v1/users/me/messages/18f/modify"),
            ("PUT", "gmail/v1/users/me/settings/autoForwarding"),
            ("POST", "gmail/v1/users/me/settings/forwardingAddresses"),
            ("POST", "batch/gmail/v1"),
            ("PATCH", "gmail/v1/users/me/drafts/18f"),
        ],
    )
    def test_nothing_around_it_leaves_either(self, method: str, path: str) -> None:
        guard = Guard()
        guard.permit("https://gmail.googleapis.com/", permits)
        with pytest.raises(NeverAsked):
            guard.check(method, f"https://gmail.googleapis.com/{path}", {}, MARKED)

    def test_what_the_client_library_would_send_does_not_reach_google(self, tmp_path: Path) -> None:
        harness = GmailHarness(tmp_path)
        setup = make_setup(harness.folder / "state", options(harness.server))
        settings = settings_from(setup)
        session = Session(guard_for(settings.token_endpoint), load_credentials(settings))
        service = open_service("gmail", "v1", settings.gmail_endpoint, session, permits)
        users = service.api.users()
        verbs = [
            users.drafts().send(userId="me", body={"id": "r1"}),
            users.messages().send(userId="me", body={"raw": "eA"}),
            users.messages().insert(userId="me", body={"raw": "eA"}),
            users.messages().import_(userId="me", body={"raw": "eA"}),
            users.messages().modify(userId="me", id="18f", body={"removeLabelIds": ["UNREAD"]}),
            users.messages().trash(userId="me", id="18f"),
            users.settings().updateAutoForwarding(userId="me", body={"enabled": True}),
        ]
        for request in verbs:
            with pytest.raises(NeverAsked):
                service.ask(request)
        assert harness.server.asked == []
        session.close()
        harness.close()
