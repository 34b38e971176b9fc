"""DraftPort.put: what stands in the drafts folder is the draft, whatever its names and texts hold."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage

import pytest

from adapters.conformance.base import DraftsTests
from adapters.conformance.drafts_writing import looked
from adapters.conformance.harness import OWNER, DraftsHarness
from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import NOT_ASCII, parsed
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import Rejected
from daemon.ports.records import Attachment, Draft, DraftState, Person

EVIL = "\r\nBcc: mallory@elsewhere.example\r\n\r\nSend money"


class DraftsContent(DraftsTests):
    """Drafts as a mail program opens them."""

    def standing_after(self, harness: DraftsHarness, port: DraftPort, draft: Draft) -> EmailMessage:
        """The one message in the drafts folder after this draft was written, and still untouched."""
        written = port.put(draft, None)
        (message,) = harness.standing()
        assert looked(port, draft, written).state is DraftState.UNTOUCHED
        assert looked(port, draft).state is DraftState.UNTOUCHED
        return parsed(message)

    def test_a_draft_stands_as_it_was_written(self, harness: DraftsHarness, port: DraftPort) -> None:
        draft = sample_draft()
        message = self.standing_after(harness, port, draft)
        assert people(message, "From") == [("Robin Weiß", OWNER)]
        assert people(message, "To") == [("Ągnes Vogt", "agnes.vogt@elsewhere.example")]
        assert message["Subject"] == "Thank you"
        assert message["Message-ID"] == draft.message_id
        assert text_of(message) == draft.body
        assert message["Bcc"] is None
        assert message["Cc"] is None

    def test_a_draft_without_an_address_has_nobody_in_to(self, harness: DraftsHarness, port: DraftPort) -> None:
        message = self.standing_after(harness, port, replace(sample_draft(), to=()))
        assert people(message, "To") == []

    def test_a_draft_may_have_several_addressees(self, harness: DraftsHarness, port: DraftPort) -> None:
        to = (Person(name="Vogt, Hanna", email="hanna@elsewhere.example"), Person(email="board@elsewhere.example"))
        message = self.standing_after(harness, port, replace(sample_draft(), to=to))
        assert people(message, "To") == [("Vogt, Hanna", "hanna@elsewhere.example"), ("", "board@elsewhere.example")]

    def test_a_subject_beyond_ascii_is_kept(self, harness: DraftsHarness, port: DraftPort) -> None:
        message = self.standing_after(harness, port, sample_draft(subject=NOT_ASCII))
        assert message["Subject"] == NOT_ASCII

    @pytest.mark.parametrize(
        "body",
        [
            NOT_ASCII + "\n",
            "From here on it is mine.\n.\n..\n>From you\n",
            "One line of a thousand words: " + "word " * 1000 + "end\n",
            "Indented:\n    four\n\ttab\n\n\nthree blank lines\n",
            "No line end at the end",
            "",
        ],
    )
    def test_a_body_is_kept(self, harness: DraftsHarness, port: DraftPort, body: str) -> None:
        message = self.standing_after(harness, port, sample_draft(body=body))
        assert text_of(message).rstrip("\n") == body.rstrip("\n")

    def test_a_draft_in_a_thread_names_it(self, harness: DraftsHarness, port: DraftPort) -> None:
        draft = replace(
            sample_draft(subject="Re: Your visit"),
            in_reply_to="<second@elsewhere.example>",
            references=("<first@elsewhere.example>", "<second@elsewhere.example>"),
        )
        message = self.standing_after(harness, port, draft)
        assert message["In-Reply-To"] == "<second@elsewhere.example>"
        assert message["References"].split() == ["<first@elsewhere.example>", "<second@elsewhere.example>"]

    def test_a_draft_of_a_long_thread_names_all_of_it(self, harness: DraftsHarness, port: DraftPort) -> None:
        references = tuple(f"<message-{n}.{'x' * 40}@elsewhere.example>" for n in range(40))
        message = self.standing_after(harness, port, replace(sample_draft(), references=references))
        assert tuple(message["References"].split()) == references

    def test_attachments_go_with_a_draft(self, harness: DraftsHarness, port: DraftPort) -> None:
        letter = bytes(range(256)) * 40
        attachments = (
            Attachment(filename="Grüße.pdf", media_type="application/pdf", content=letter),
            Attachment(filename="notes.txt", media_type="text/plain", content=b"one\ntwo\n"),
        )
        message = self.standing_after(harness, port, replace(sample_draft(), attachments=attachments))
        found = list(message.iter_attachments())
        assert [(each.get_filename(), each.get_content_type()) for each in found] == [
            ("Grüße.pdf", "application/pdf"),
            ("notes.txt", "text/plain"),
        ]
        assert found[0].get_payload(decode=True) == letter
        assert text_of(message) == sample_draft().body

    @pytest.mark.parametrize(
        "draft",
        [
            pytest.param(sample_draft(subject="Thank you" + EVIL), id="subject"),
            pytest.param(replace(sample_draft(), to=(Person(name="A" + EVIL, email="a@b.example"),)), id="to"),
            pytest.param(replace(sample_draft(), to=(Person(name="A", email="a@b.example" + EVIL),)), id="address"),
            pytest.param(replace(sample_draft(), sender=Person(name="R" + EVIL, email=OWNER)), id="sender"),
            pytest.param(replace(sample_draft(), in_reply_to="<a@b.example>" + EVIL), id="in-reply-to"),
            pytest.param(replace(sample_draft(), references=("<a@b.example>" + EVIL,)), id="references"),
            pytest.param(
                replace(
                    sample_draft(),
                    attachments=(Attachment(filename="a.pdf" + EVIL, media_type="application/pdf", content=b"x"),),
                ),
                id="filename",
            ),
        ],
    )
    def test_no_line_end_in_a_header_adds_another(self, harness: DraftsHarness, port: DraftPort, draft: Draft) -> None:
        try:
            port.put(draft, None)
        except Rejected:
            assert harness.standing() == ()
            return
        (stored,) = harness.standing()
        message = parsed(stored)
        assert all(part["Bcc"] is None for part in message.walk())
        assert text_of(message) == draft.body


def people(message: EmailMessage, header: str) -> list[tuple[str, str]]:
    """Names and addresses in a header, none if it is missing or empty."""
    value = message[header]
    return [] if value is None else [(each.display_name, each.addr_spec) for each in value.addresses]


def text_of(message: EmailMessage) -> str:
    """The plain text that a mail program shows, with bare line feeds."""
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")
