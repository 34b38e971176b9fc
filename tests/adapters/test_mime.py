"""Letters and drafts are read whatever strangers and mail programs made of them, and drafts are written safely."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.formats.marks import HEADER_FINGERPRINT, HEADER_STEP
from adapters.formats.mime import TEXT_LIMIT, UnreadableMessage, parse_draft, parse_message
from adapters.formats.mime_writing import UnwritableDraft, build_message
from daemon.ports.records import Attachment, Direction, Draft, Message, Person, draft_fingerprint

ARRIVED = datetime(2026, 3, 10, 8, tzinfo=UTC)
KATRIN = Person(name="Katrin Løvås", email="katrin@harbour.example")
DRAFT = Draft(
    key="thanks-1",
    message_id="<followupd-thanks-1@home.example>",
    sender=Person(name="Ida Büttner", email="ida@home.example"),
    to=(KATRIN,),
    subject="Thank you for Tuesday – Grüße",
    body="Dear Katrin,\n\nthank you for the tour of the quay.\nFrom there one sees far: 灯台.\n\nIda\n",
)
LETTER = b"From: Katrin <katrin@harbour.example>\nDate: Tue, 10 Mar 2026 09:00:00 +0100\nMessage-ID: <1@h.example>\n"
WRITTEN = {
    *("from", "to", "subject", "message-id", "in-reply-to", "references", "mime-version"),
    *("content-type", "content-transfer-encoding", HEADER_STEP.lower(), HEADER_FINGERPRINT.lower()),
}

any_text = st.text(st.characters(codec=None), max_size=200)
awkward = st.sampled_from(
    ["\r\nBcc: x@y.example\r\n\r\n", "\0", "\u202e", "\ud800", "=?utf-8?q?a=0D=0AX:_y?=", "\x85", ", "]
)
texts = st.lists(st.one_of(any_text, awkward), max_size=4).map("".join)
people = st.builds(Person, name=st.one_of(st.none(), texts), email=st.emails(domains=st.just("harbour.example")))


def read(data: bytes) -> Message:
    """The letter as one that came in."""
    return parse_message(data, ref="one", direction=Direction.INBOUND, arrived=ARRIVED)


def opened(data: bytes) -> EmailMessage:
    """The message as another mail library reads it."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


class TestWriting:
    @given(name=texts, subject=texts, body=texts, reference=texts)
    @settings(deadline=None)
    def test_no_text_breaks_out_of_its_place(self, name: str, subject: str, body: str, reference: str) -> None:
        to = (Person(name=name, email="katrin@harbour.example"), Person(name=name, email="board@harbour.example"))
        draft = replace(DRAFT, to=to, subject=subject, body=body, references=(reference,), in_reply_to=reference)
        data = build_message(draft)
        raw = message_from_bytes(data)
        assert {header.lower() for header in raw} <= WRITTEN
        assert b"\0" not in data
        assert all(len(line) <= 998 and b"\r" not in line for line in data.split(b"\r\n"))
        standing = parse_draft(data)
        assert [person.email for person in standing.to] == [person.email for person in to]
        assert standing.intact
        assert standing.fingerprint == draft.fingerprint

    @given(st.lists(people, max_size=6).map(tuple))
    @settings(deadline=None)
    def test_every_addressee_is_written(self, to: tuple[Person, ...]) -> None:
        try:
            data = build_message(replace(DRAFT, to=to))
        except UnwritableDraft:
            assert any("=?" in (person.email or "") for person in to)
            return
        assert [person.email for person in parse_draft(data).to] == [person.email for person in to]

    def test_another_library_reads_what_was_meant(self) -> None:
        message = opened(build_message(DRAFT))
        assert (message["Subject"], message.get_content()) == (DRAFT.subject, DRAFT.body.replace("\n", "\r\n"))
        (to,) = message["To"].addresses
        assert (to.display_name, to.addr_spec) == (KATRIN.name, KATRIN.email)

    def test_the_text_stands_as_people_and_grep_read_it(self) -> None:
        assert "one sees far: 灯台.".encode() in build_message(DRAFT)

    def test_a_draft_always_gives_the_same_bytes(self) -> None:
        attachment = Attachment(filename="a.pdf", media_type="application/pdf", content=b"%PDF")
        draft = replace(DRAFT, attachments=(attachment,))
        assert build_message(draft) == build_message(draft)

    def test_there_is_no_date_unless_one_is_given(self) -> None:
        assert opened(build_message(DRAFT))["Date"] is None
        assert opened(build_message(replace(DRAFT, date=ARRIVED)))["Date"].datetime == ARRIVED

    def test_an_attachment_of_an_impossible_type_is_only_a_file(self) -> None:
        file = Attachment(filename="../x\r\n.pdf", media_type="multipart/mixed; boundary=x", content=b"--x\r\n")
        message = opened(build_message(replace(DRAFT, attachments=(file,))))
        (found,) = message.iter_attachments()
        assert (found.get_content_type(), found.get_filename()) == ("application/octet-stream", "..-x .pdf")
        assert found.get_content() == b"--x\r\n"

    @pytest.mark.parametrize("email", ["", "katrin", "a b@h.example", "a@h.example\r\nBcc: x@y.example", "é@h.example"])
    def test_an_address_that_is_none_is_refused(self, email: str) -> None:
        with pytest.raises(UnwritableDraft) as refused:
            build_message(replace(DRAFT, to=(Person(email=email),)))
        assert email == "" or email not in str(refused.value)

    def test_an_international_domain_is_written_in_ascii(self) -> None:
        data = build_message(replace(DRAFT, to=(Person(email="katrin@häfen.example"),)))
        assert opened(data)["To"].addresses[0].addr_spec == "katrin@xn--hfen-loa.example"
        assert parse_draft(data).intact


LAYOUTS: dict[str, Callable[[EmailMessage], bytes]] = {
    "base64": lambda m: _encoded(m, charset="utf-8", cte="base64"),
    "quoted-printable": lambda m: _encoded(m, charset="utf-8", cte="quoted-printable"),
    "another charset": lambda m: _encoded(m, charset="gb18030", cte="base64"),
    "bare line feeds": lambda m: m.as_bytes().replace(b"\r\n", b"\n"),
    "narrow headers": lambda m: m.as_bytes(policy=default.clone(max_line_length=30)),
    "trailing spaces": lambda m: _texted(m, m.get_content().replace("\n", "  \n") + "\n\n"),
    "flowed": lambda m: _texted(m, m.get_content().replace("thank you ", "thank you \n").replace("\nFrom", "\n From")),
    "more headers": lambda m: b"Date: Tue, 10 Mar 2026 09:00:00 +0100\nX-Draft-Info: 1\n" + m.as_bytes(),
}


def _encoded(message: EmailMessage, *, charset: str, cte: str) -> bytes:
    message.set_content(message.get_content(), charset=charset, cte=cte)
    return message.as_bytes()


def _texted(message: EmailMessage, text: str) -> bytes:
    message.set_content(text)
    return message.as_bytes()


class TestDrafts:
    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_a_draft_laid_out_anew_is_the_same(self, layout: str) -> None:
        standing = parse_draft(LAYOUTS[layout](opened(build_message(DRAFT))))
        assert standing.intact
        assert not standing.edited
        assert standing.fingerprint == DRAFT.fingerprint

    @given(st.sampled_from(sorted(LAYOUTS)), texts)
    @settings(deadline=None)
    def test_any_text_survives_another_layout(self, layout: str, body: str) -> None:
        written = build_message(replace(DRAFT, body=body))
        assert parse_draft(LAYOUTS[layout](opened(written))).intact

    @pytest.mark.parametrize(
        ("header", "value"),
        [
            ("Subject", "Thank you for Tuesday"),
            ("To", "katrin@harbour.example, board@harbour.example"),
            ("To", "kathrin@harbour.example"),
            ("Cc", "board@harbour.example"),
            ("Bcc", "ida@home.example"),
        ],
    )
    def test_a_changed_header_is_an_edit(self, header: str, value: str) -> None:
        message = opened(build_message(DRAFT))
        del message[header]
        message[header] = value
        standing = parse_draft(message.as_bytes())
        assert standing.edited
        assert not standing.intact
        assert standing.fingerprint != DRAFT.fingerprint
        assert standing.fingerprint == draft_fingerprint(standing.to, standing.subject, standing.body or "")

    @given(st.integers(min_value=0, max_value=len(DRAFT.body) - 1), st.sampled_from(["x", "", ", really", "\n-- \nI"]))
    @settings(deadline=None)
    def test_a_changed_text_is_an_edit(self, place: int, insertion: str) -> None:
        text = DRAFT.body[:place] + insertion + DRAFT.body[place + 1 :]
        standing = parse_draft(_texted(opened(build_message(DRAFT)), text))
        assert standing.edited == (text.split() != DRAFT.body.split())

    def test_an_attachment_that_the_person_added_is_an_edit(self) -> None:
        message = opened(build_message(DRAFT))
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="cv.pdf")
        standing = parse_draft(message.as_bytes())
        assert (standing.edited, standing.fingerprint) == (True, None)

    def test_an_attachment_that_the_person_removed_is_an_edit(self) -> None:
        attachment = Attachment(filename="a.pdf", media_type="application/pdf", content=b"%PDF")
        message = opened(build_message(replace(DRAFT, attachments=(attachment,))))
        message.clear_content()
        message.set_content(DRAFT.body)
        standing = parse_draft(message.as_bytes())
        assert (standing.edited, standing.fingerprint) == (True, None)

    def test_without_marks_the_text_still_tells(self) -> None:
        message = opened(build_message(DRAFT))
        del message[HEADER_STEP]
        del message[HEADER_FINGERPRINT]
        standing = parse_draft(message.as_bytes())
        assert (standing.key, standing.mark, standing.intact, standing.edited) == (None, None, False, False)
        assert (standing.message_id, standing.fingerprint) == (DRAFT.message_id, DRAFT.fingerprint)

    def test_a_draft_turned_into_html_cannot_be_compared(self) -> None:
        message = opened(build_message(DRAFT))
        message.set_content("<p>Dear Katrin</p>", subtype="html")
        standing = parse_draft(message.as_bytes())
        assert (standing.body, standing.edited, standing.fingerprint) == (None, True, None)


class TestReading:
    @given(st.one_of(st.binary(max_size=400), st.binary(max_size=400).map(lambda data: LETTER + data)))
    @settings(deadline=None)
    def test_no_bytes_break_the_reader(self, data: bytes) -> None:
        try:
            message = read(data)
        except UnreadableMessage:
            return
        parts = (message.subject, message.text or "", message.html or "", message.sender.name or "")
        "".join(parts).encode()  # no lone surrogates
        assert message.date.tzinfo is not None

    @given(st.data())
    @settings(deadline=None)
    def test_no_damage_to_a_draft_breaks_the_reader(self, data: st.DataObject) -> None:
        written = build_message(DRAFT)
        start = data.draw(st.integers(0, len(written)))
        damaged = written[:start] + data.draw(st.binary(max_size=9)) + written[start + data.draw(st.integers(0, 40)) :]
        try:
            standing = parse_draft(damaged)
        except UnreadableMessage:
            return
        if standing.intact:
            seen = (standing.subject.split(), (standing.body or "").split())
            assert seen == (DRAFT.subject.split(), DRAFT.body.split())

    @pytest.mark.parametrize(
        ("raw", "subject"),
        [
            (b"=?utf-8?B?R3LDvA==?= =?utf-8?B?w59l?=", "Grüße"),
            (b"=?utf-8?q?Gr=C3?=\n =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
            (b"=?iso-8859-1?Q?Gr=FC=DFe_an_alle?= dort", "Grüße an alle dort"),
            (b"=?ISO-8859-1*de?Q?Gr=FC=DFe?=", "Grüße"),
            (b"Gr\xc3\xbc\xc3\x9fe", "Grüße"),
            (b"Gr\xfc\xdfe", "Grüße"),
            (b"=?x-unknown?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
            (b"=?unicode_escape?q?a=5Cx00b?=", "a\\x00b"),
            (b"=?utf-8?b?R?= x", "R x"),
            (b"=?utf-8?q?a=00b=0D=0Ac?=", "ab c"),
            (b"C:\\u0041 =?utf-8?q?=C3=BC?=", "C:\\u0041 ü"),
            (b"a\n\tb", "a b"),
        ],
    )
    def test_a_subject_is_decoded(self, raw: bytes, subject: str) -> None:
        assert read(LETTER + b"Subject: " + raw + b"\n\n").subject == subject

    @pytest.mark.parametrize(
        ("raw", "found"),
        [
            (b'"Vogt, Hanna" <h@x.example>', [("Vogt, Hanna", "h@x.example")]),
            (
                b"=?utf-8?q?Vogt=2C_H=C3=A4nna?= <h@x.example>, b@x.example",
                [("Vogt, Hänna", "h@x.example"), (None, "b@x.example")],
            ),
            (b'"=?utf-8?q?H=C3=A4nna?=" <h@x.example>', [("Hänna", "h@x.example")]),
            (b"undisclosed-recipients:;", []),
            (b"Nobody <>", [("Nobody", None)]),
            (b"h@x.example (Hanna)", [("Hanna", "h@x.example")]),
            (b'"Vogt,\n Hanna"\n <h@x.example>', [("Vogt, Hanna", "h@x.example")]),
            (b"(" * 5000, []),
        ],
    )
    def test_addressees_are_read(self, raw: bytes, found: list[tuple[str | None, str | None]]) -> None:
        assert [(p.name, p.email) for p in read(LETTER + b"To: " + raw + b"\n\n").to] == found

    @pytest.mark.parametrize(
        "disguised",
        [
            b"hanna@employer.example <x@elsewhere.example>",
            b"hanna@employer.example (Hanna) <x@elsewhere.example>",
            b'"hanna@employer.example" <x@elsewhere.example>',
            b"=?utf-8?q?hanna=40employer.example?= <x@elsewhere.example>",
        ],
    )
    def test_a_name_that_looks_like_an_address_is_a_name(self, disguised: bytes) -> None:
        sender = read(LETTER.replace(b"From:", b"X-From:") + b"From: " + disguised + b"\n\n").sender
        assert sender.email == "x@elsewhere.example"
        assert (sender.name or "").startswith("hanna@employer.example")

    @pytest.mark.parametrize(
        ("headers", "date"),
        [
            (b"Date: Tue, 10 Mar 2026 09:00:00 +0530\n", "2026-03-10T09:00:00+05:30"),
            (b"Date: Tue, 10 Mar 2026 09:00:00 -0000\n", "2026-03-10T09:00:00+00:00"),
            (b"Date: tomorrow\nReceived: by a; Tue, 10 Mar 2026 07:00:00 +0100\n", "2026-03-10T07:00:00+01:00"),
            (b"Date: Tue, 10 Mar 9999 09:00:00 +0100\n", ARRIVED.isoformat()),
            (b"Date: Tue, 10 Mar 2026 09:00:00 +9999\n", ARRIVED.isoformat()),
            (b"", ARRIVED.isoformat()),
        ],
    )
    def test_the_date_is_the_best_there_is(self, headers: bytes, date: str) -> None:
        message = read(b"From: a@h.example\n" + headers + b"\n")
        assert message.date.isoformat() == date
        assert message.date + timedelta(days=1) > message.date

    def test_a_letter_without_any_date_is_unreadable(self) -> None:
        with pytest.raises(UnreadableMessage):
            parse_message(b"From: a@h.example\n\nhello\n", ref="one", direction=Direction.INBOUND)

    def test_what_is_no_letter_is_unreadable(self) -> None:
        with pytest.raises(UnreadableMessage):
            read(b"\x7fELF\x00\x00\n\n")

    def test_a_letter_without_an_id_has_the_same_one_at_every_reading(self) -> None:
        data = LETTER.replace(b"Message-ID", b"X-Old-ID") + b"\nhello\n"
        assert read(data).message_id == read(data).message_id
        assert read(data).message_id != read(data + b"again\n").message_id

    def test_ids_keep_their_brackets_and_of_too_many_the_newest_stay(self) -> None:
        many = b" ".join(b"<%d@h.example>" % number for number in range(500))
        found = read(LETTER + b"In-Reply-To: bare@h.example\nReferences: " + many + b"\n\n")
        assert found.in_reply_to == "<bare@h.example>"
        assert len(found.references) == 100
        assert (found.references[0], found.references[-1]) == ("<0@h.example>", "<499@h.example>")

    def test_a_forwarded_letter_and_an_attached_text_are_not_the_text(self) -> None:
        inner = EmailMessage()
        inner["From"] = "other@h.example"
        inner.set_content("inside")
        message = opened(LETTER + b"\n")
        message.set_content("outside\n")
        message.add_attachment("attached", filename="a.txt")
        message.add_attachment(inner)
        assert read(message.as_bytes()).text == "outside\n"

    def test_parts_of_one_text_are_read_in_order(self) -> None:
        head = LETTER + b"Content-Type: multipart/mixed; boundary=b\n\n"
        part = b"--b\nContent-Type: text/plain; charset=utf-8\n\n"
        assert read(head + part + b"one\n" + part + b"two\n--b--\n").text == "one\ntwo"

    def test_a_very_long_body_is_cut(self) -> None:
        found = read(LETTER + b"\n" + b"word " * 600_000)
        assert len(found.text or "") == TEXT_LIMIT

    def test_a_soft_break_that_stands_for_nothing_is_nothing(self) -> None:
        head = LETTER + b'Content-Type: text/plain; charset=utf-8; format=flowed; delsp="yes"\n\n'
        assert read(head + "面 \n接\n-- \nIda\n".encode()).text == "面接\n-- \nIda\n"

    @pytest.mark.parametrize(
        "hostile",
        [
            b'Content-Type: multipart/mixed; x="' + b";a" * 500_000 + b"\n\n",
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5000)),
            b"To: " + b'("<' * 300_000 + b"\n\n",
            b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\n\n",
            b"Content-Transfer-Encoding: base64\n\n" + b"=" * 900_000,
        ],
        ids=["parameters", "nesting", "comments", "words", "padding"],
    )
    def test_hostile_letters_take_no_time_worth_mentioning(self, hostile: bytes) -> None:
        """Without its bounds the reader would be at this for minutes or hours."""
        with suppress(UnreadableMessage):
            read(LETTER + hostile)
