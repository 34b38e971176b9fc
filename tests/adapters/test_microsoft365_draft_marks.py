"""Drafts at Microsoft 365: what is written on them, and whose they are by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import parsed
from adapters.formats.marks import HEADER_STEP
from adapters.outlook.marks import FINGERPRINT, STEP, graph_id
from daemon.ports.adapter import Connection
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import Conflict, Unavailable
from daemon.ports.records import DraftRef, DraftState, Person
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_mail_harness import MicrosoftMailHarness
from tests.adapters.test_microsoft365_drafts import OWNER, QUESTION, answer_to_hanna, looked, stripped
from tests.fakes.graph.asking import Call, refusal
from tests.fakes.graph.letters import Letter, Resource
from tests.fakes.graph.mail import MailApi


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
    made = MicrosoftMailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def account(harness: MicrosoftMailHarness) -> Iterator[Connection]:
    opened = harness.open()
    yield opened
    opened.close()


@pytest.fixture
def port(account: Connection) -> DraftPort:
    return account.drafts


class TestMarks:
    """What is written beside a draft and in it, so that it is known again."""

    def test_a_draft_bears_our_mark_beside_its_text_and_in_it(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        properties = harness.draft(written.ref).properties
        assert properties[graph_id(STEP)] == "thanks-4f2a"
        assert properties[graph_id(FINGERPRINT)].split()[0] == sample_draft().fingerprint
        (raw,) = harness.standing()
        assert parsed(raw)[HEADER_STEP] == "thanks-4f2a"

    def test_the_mark_is_enough_though_text_and_message_id_keep_nothing(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.rewrite(written.ref, stripped)
        found = looked(port, sample_draft(), written)
        assert found.state is DraftState.UNTOUCHED
        (again,) = harness.open().drafts.look([DraftRef(key="thanks-4f2a", message_id=sample_draft().message_id)])
        assert (again.state, again.version) == (DraftState.UNTOUCHED, found.version)

    def test_a_mark_of_another_step_whose_case_alone_differs_is_another(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft("thanks-AB"), None)
        harness.send_draft(written.ref)
        assert port.put(sample_draft("thanks-ab"), None)
        assert len(harness.standing()) == 1

    def test_a_mark_that_was_cut_short_is_made_good(self, harness: MicrosoftMailHarness, port: DraftPort) -> None:
        with (
            harness.server.answering(lambda asked: refusal(500, "ErrorX") if asked.method == "PATCH" else None),
            pytest.raises(Unavailable),
        ):
            port.put(sample_draft(), None)
        written = harness.open().drafts.put(sample_draft(), None)
        assert harness.draft(written.ref).properties[graph_id(STEP)] == "thanks-4f2a"
        assert len(harness.standing()) == 1

    def test_a_draft_of_the_person_that_says_the_same_is_not_marked(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        port.put(sample_draft(), None)
        (raw,) = harness.standing()
        for each in harness.api.within("drafts"):
            harness.api.purge(str(each.number))
        mine = harness.save_draft(stripped(raw))
        written = port.put(sample_draft(), None)
        assert harness.draft(written.ref).number == int(mine)
        assert graph_id(STEP) not in harness.draft(written.ref).properties

    def test_a_draft_in_which_only_outlooks_own_properties_changed_is_untouched(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.api.edit(harness.handle(written.ref), categories=["Red category"], importance="high")
        found = looked(port, sample_draft(), written)
        assert found.state is DraftState.UNTOUCHED
        assert found.version not in {None, written.version}

    def test_a_draft_that_outlook_shows_as_a_page_is_untouched_for_as_long_as_it_says_the_same(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        draft = sample_draft(body="Dear Agnes,\n\nthank you.\n\nRobin\n")
        written = port.put(draft, None)
        page = "<html><body><div>Dear Agnes,</div><div><br></div><div>thank you.</div><div>Robin</div></body></html>"
        harness.api.edit(harness.handle(written.ref), body={"contentType": "html", "content": page})
        assert looked(port, draft, written).state is DraftState.UNTOUCHED
        longer = page.replace("thank you", "thank you so much")
        harness.api.edit(harness.handle(written.ref), body={"contentType": "html", "content": longer})
        assert looked(port, draft, written).state is DraftState.EDITED


class Rewriting(MailApi):
    """A mailbox that adds to every draft, as a policy of an organisation may have it."""

    def _drafted(self, call: Call, before: Resource) -> Letter:
        letter = super()._drafted(call, before)
        letter.resource["body"] = self._added_to(letter.resource["body"])
        return letter

    def _update_message(self, call: Call) -> Reply:
        if "body" in call.body:
            call.body["body"] = self._added_to(call.body["body"])
        return super()._update_message(call)

    def _added_to(self, body: Resource) -> Resource:
        words = "".join(f"<p>{line}</p>" for line in body["content"].splitlines())
        return {"contentType": "html", "content": f"<p>Confidential.</p>{words}"}


class Answering(MailApi):
    """A mailbox in which the draft of an answer goes to whom it answers, and says what is answered."""

    def _drafted(self, call: Call, before: Resource) -> Letter:
        letter = super()._drafted(call, before)
        letter.resource |= before
        return letter


def place(harness: MicrosoftMailHarness, api: MailApi) -> None:
    """Give a harness a mailbox that is empty as well, and another."""
    api.root, harness.api, harness.server.apis = harness.server.root, api, [api]


class TestWrittenAnew:
    """What Outlook made of a draft is ours as well, for as long as nobody else made anything of it."""

    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
        made = MicrosoftMailHarness(tmp_path)
        place(made, Rewriting(OWNER))
        yield made
        made.close()

    def test_a_draft_in_words_of_outlooks_own_is_untouched_until_it_is_edited(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        assert looked(port, sample_draft(), written).state is DraftState.UNTOUCHED
        again = harness.open().drafts.put(sample_draft(), None)
        assert (again.version, len(harness.standing())) == (written.version, 1)
        better = sample_draft(body="Better.\n")
        written = port.put(better, written.version)
        assert looked(port, better, written).state is DraftState.UNTOUCHED
        harness.api.edit(harness.handle(written.ref), body={"contentType": "html", "content": "<p>Mine.</p>"})
        assert looked(port, better, written).state is DraftState.EDITED

    def test_what_somebody_wrote_into_it_at_once_is_theirs(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        def edit_first(asked: Asked) -> Reply | None:
            if asked.path.endswith("/$value"):
                (standing,) = harness.api.within("drafts")
                harness.api.edit(str(standing.number), body={"contentType": "text", "content": "Mine."})
            return None

        with harness.server.answering(edit_first):
            written = port.put(sample_draft(), None)
        assert looked(port, sample_draft(), written).state is DraftState.EDITED
        with pytest.raises(Conflict):
            port.remove(written.ref, written.version)


class TestWrittenWrong:
    """What Outlook made of a draft that is not what was meant is put right, or is not ours."""

    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
        made = MicrosoftMailHarness(tmp_path)
        place(made, Answering(OWNER))
        made.deliver(QUESTION)
        yield made
        made.close()

    def test_an_answer_that_outlook_addressed_and_worded_is_made_to_say_what_was_meant(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        draft = answer_to_hanna(to=(Person(name="The board", email="board@elsewhere.example"),))
        written = port.put(draft, None)
        (raw,) = harness.standing()
        message = parsed(raw)
        assert [each.addr_spec for each in message["To"].addresses] == ["board@elsewhere.example"]
        assert message["Subject"] == draft.subject
        assert "thank you for the conversation" in message.get_content()
        assert looked(port, draft, written).state is DraftState.UNTOUCHED

    def test_what_somebody_wrote_into_it_before_that_is_theirs(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        def edit_first(asked: Asked) -> Reply | None:
            standing = harness.api.within("drafts")
            if asked.method == "PATCH" and "toRecipients" in asked.body.decode():
                harness.api.edit(str(standing[0].number), body={"contentType": "text", "content": "Mine."})
            return None

        with harness.server.answering(edit_first):
            written = port.put(answer_to_hanna(), None)
        assert b"Mine." in harness.standing()[0]
        assert looked(port, answer_to_hanna(), written).state is DraftState.EDITED


class TestLeaving:
    """What the person has sent for a later time waits among the drafts, and is theirs."""

    LATER = "SystemTime 0x3fef"

    def test_a_draft_that_is_to_be_sent_later_is_not_touched(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        looked(port, sample_draft(), written)
        harness.api.set_property(harness.handle(written.ref), self.LATER, "2026-03-03T09:00:00Z")
        found = looked(port, sample_draft(), written)
        assert found.state is DraftState.EDITED
        for version in (written.version, found.version or ""):
            with pytest.raises(Conflict):
                port.put(sample_draft(body="Better.\n"), version)
            with pytest.raises(Conflict):
                port.remove(found.ref or "", version)
        assert len(harness.standing()) == 1
        harness.send_draft(written.ref)
        assert looked(port, sample_draft(), written).state is DraftState.SENT


class TestSender:
    """Microsoft lets nobody send as somebody else."""

    @pytest.mark.parametrize(("email", "shown"), [(OWNER, True), (OWNER.title(), True), ("r@home.example", False)])
    def test_a_draft_names_no_other_sender_than_whose_mailbox_it_is(
        self, harness: MicrosoftMailHarness, port: DraftPort, email: str, shown: bool
    ) -> None:
        draft = replace(sample_draft(), sender=Person(name="Robin", email=email))
        written = port.put(draft, None)
        assert (parsed(harness.standing()[0])["From"] is not None) is shown
        assert looked(port, draft, written).state is DraftState.UNTOUCHED
