"""Mail at Microsoft 365: what it costs, what it may do, and that whatever fails is made good by asking again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest

from adapters.conformance import make_setup
from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail
from adapters.microsoft365 import mailbox
from adapters.microsoft365.scopes import CALENDARS, MAIL
from daemon.ports.adapter import Connection, Offer
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import (
    AuthRequired,
    CursorExpired,
    NotFound,
    PortError,
    Rejected,
    Unavailable,
    Unsupported,
)
from daemon.ports.records import Attachment, Draft, DraftRef, DraftState, Written
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_harness import options, sign_in
from tests.adapters.microsoft365_mail_harness import MicrosoftMailHarness
from tests.adapters.test_microsoft365_drafts import (
    OWNER,
    QUESTION,
    answer_to_hanna,
    looked,
    paths,
    remembered,
    sent_bare,
)
from tests.adapters.test_microsoft365_inbox import ELSEWHERE, cursor_of, letter
from tests.fakes.graph.asking import answer, refusal
from tests.fakes.graph.server import throttled, unauthenticated


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


def of_graph(harness: MicrosoftMailHarness, reply: Reply) -> AbstractContextManager[None]:
    """Inside it Graph answers everything with this, and people can still sign in."""
    return harness.server.answering(lambda asked: reply if asked.path.startswith("/v1.0/") else None)


class TestCosts:
    """Requests, of which Microsoft allows so many in so many minutes."""

    DELTA = "GET mailFolders/drafts/messages/delta"

    def test_looking_where_nothing_changed_costs_one_request_for_any_number_of_drafts(
        self, harness: MicrosoftMailHarness, account: Connection
    ) -> None:
        port = account.drafts
        drafts = [sample_draft(f"thanks-{number}") for number in range(8)]
        refs = [remembered(draft, port.put(draft, None)) for draft in drafts]
        for number in range(30):
            harness.save_draft(mail({"From": OWNER, "Subject": f"Private {number}"}))
        port.look(refs)
        for _ in range(3):
            with harness.server.counting() as asked:
                assert {found.state for found in port.look(refs)} == {DraftState.UNTOUCHED}
            assert paths(asked) == [self.DELTA]

    @pytest.mark.parametrize("bare", [False, True])
    def test_a_draft_that_was_sent_costs_nothing_more(
        self, harness: MicrosoftMailHarness, account: Connection, bare: bool
    ) -> None:
        port = account.drafts
        written = port.put(sample_draft(), None)
        (sent_bare if bare else lambda h, w: h.send_draft(w.ref))(harness, written)
        assert looked(port, sample_draft(), written).state is DraftState.SENT
        with harness.server.counting() as asked:
            assert looked(port, sample_draft(), written).state is DraftState.SENT
        assert paths(asked) == [self.DELTA]

    def test_a_draft_that_is_gone_is_looked_for_again_only_once_there_is_news(
        self, harness: MicrosoftMailHarness, account: Connection
    ) -> None:
        cursor = cursor_of(account.inbox.messages(None, ELSEWHERE))
        written = account.drafts.put(sample_draft(), None)
        harness.delete_draft(written.ref)
        assert looked(account.drafts, sample_draft(), written).state is DraftState.GONE
        with harness.server.counting() as asked:
            cursor = cursor_of(account.inbox.messages(cursor, ELSEWHERE))
            assert looked(account.drafts, sample_draft(), written).state is DraftState.GONE
        assert len(asked) == 3
        harness.deliver(letter(1))
        account.inbox.messages(cursor, ELSEWHERE)
        with harness.server.counting() as asked:
            looked(account.drafts, sample_draft(), written)
        assert len(asked) > 1

    def test_only_what_changed_is_read_again(self, harness: MicrosoftMailHarness, account: Connection) -> None:
        harness.api.page = 500
        port = account.drafts
        drafts = [sample_draft(f"thanks-{number}") for number in range(4)]
        refs = [remembered(draft, port.put(draft, None)) for draft in drafts]
        port.look(refs)
        harness.edit_draft(refs[2].ref or "", body="Mine.\n")
        with harness.server.counting() as asked:
            states = [found.state for found in port.look(refs)]
        assert states == [DraftState.UNTOUCHED, DraftState.UNTOUCHED, DraftState.EDITED, DraftState.UNTOUCHED]
        assert sum(path.endswith("/$value") for path in paths(asked)) == 1
        assert len(asked) == 3

    def test_other_drafts_of_the_person_are_never_read(
        self, harness: MicrosoftMailHarness, account: Connection
    ) -> None:
        for number in range(5):
            harness.save_draft(mail({"From": OWNER, "To": "x@y.example", "Subject": f"Private {number}"}))
        with harness.server.counting() as asked:
            written = account.drafts.put(sample_draft(), None)
            looked(account.drafts, sample_draft(), written)
        own = harness.api.id_of(harness.draft(written.ref))
        read = {path for path in paths(asked) if path.endswith("/$value")}
        assert read == {f"GET messages/{own}/$value"}

    @pytest.mark.parametrize("ending", [0, 1, 2])
    def test_drafts_are_looked_at_although_the_state_is_lost(
        self, harness: MicrosoftMailHarness, account: Connection, ending: int
    ) -> None:
        written = account.drafts.put(sample_draft(), None)
        looked(account.drafts, sample_draft(), written)
        harness.edit_draft(written.ref, body="Mine.\n")
        harness.api.rounds.forget(ending)
        assert looked(account.drafts, sample_draft(), written).state is DraftState.EDITED
        harness.delete_draft(written.ref)
        harness.api.rounds.forget(ending)
        looked(account.drafts, sample_draft(), written)
        assert looked(account.drafts, sample_draft(), written).state is DraftState.GONE

    def test_drafts_are_looked_at_where_no_changes_are_tracked(
        self, harness: MicrosoftMailHarness, account: Connection
    ) -> None:
        harness.api.deltas = False
        written = account.drafts.put(sample_draft(), None)
        assert looked(account.drafts, sample_draft(), written).state is DraftState.UNTOUCHED
        harness.edit_draft(written.ref, body="Mine.\n")
        assert looked(account.drafts, sample_draft(), written).state is DraftState.EDITED

    def test_a_list_that_failed_after_changes_were_told_is_made_good(
        self, harness: MicrosoftMailHarness, account: Connection
    ) -> None:
        written = account.drafts.put(sample_draft(), None)
        looked(account.drafts, sample_draft(), written)
        harness.edit_draft(written.ref, body="Mine.\n")

        def refuse(asked: Asked) -> Reply | None:
            return throttled(30) if "drafts/messages?" in asked.path else None

        with harness.server.answering(refuse), pytest.raises(Unavailable):
            looked(account.drafts, sample_draft(), written)
        assert looked(account.drafts, sample_draft(), written).state is DraftState.EDITED

    def test_a_name_that_many_messages_have_is_looked_at_in_few(
        self, harness: MicrosoftMailHarness, account: Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mailbox, "MATCHES", 2)
        for number in range(30):
            harness.deliver(letter(number, Message_ID="<question@elsewhere.example>"))
        with harness.server.counting() as asked:
            account.drafts.put(answer_to_hanna(), None)
        assert len(asked) < 10


class TestRights:
    """What an account is not used for is not there, and what it was not allowed is told."""

    def offered(self, account: Connection, offer: Offer) -> bool:
        try:
            return getattr(account, offer.value) is not None
        except Unsupported:
            return False

    def test_what_an_account_is_not_used_for_is_not_there(self, harness: MicrosoftMailHarness) -> None:
        for offer in Offer:
            setup = replace(make_setup(harness.folder / "state", options(harness.server)), offers=frozenset({offer}))
            opened = harness.adapter.open(setup)
            assert [each for each in Offer if self.offered(opened, each)] == [offer]
            opened.close()

    def test_a_right_that_was_not_granted_is_told(self, tmp_path: Path) -> None:
        harness = MicrosoftMailHarness(tmp_path)
        sign_in(tmp_path / "state", harness.entra, CALENDARS)
        account = harness.open()
        with of_graph(harness, refusal(403, "ErrorAccessDenied")):
            with pytest.raises(AuthRequired):
                account.drafts.put(sample_draft(), None)
            with pytest.raises(AuthRequired):
                account.drafts.look([])
            with pytest.raises(AuthRequired):
                account.inbox.messages(None, ELSEWHERE)
        account.close()
        harness.close()

    def test_a_mailbox_that_is_elsewhere_is_told(self, harness: MicrosoftMailHarness, account: Connection) -> None:
        with (
            of_graph(harness, refusal(404, "MailboxNotEnabledForRESTAPI")),
            pytest.raises(AuthRequired, match="no mailbox"),
        ):
            account.inbox.messages(None, ELSEWHERE)

    def test_the_right_that_is_asked_for_is_that_to_write_mail_and_not_to_send_it(self) -> None:
        assert MAIL == "Mail.ReadWrite"


class TestRefusals:
    """What Microsoft will not take, and what it will not do for now."""

    def test_a_draft_that_is_too_large_is_rejected_before_it_leaves(
        self, harness: MicrosoftMailHarness, account: Connection
    ) -> None:
        large = Attachment(filename="a.pdf", media_type="application/pdf", content=bytes(3_000_000))
        with harness.server.counting() as asked, pytest.raises(Rejected, match="too large"):
            account.drafts.put(replace(sample_draft(), attachments=(large,)), None)
        assert asked == []

    def test_a_draft_of_nearly_that_size_is_taken(self, account: Connection) -> None:
        large = Attachment(filename="a.pdf", media_type="application/pdf", content=bytes(2_000_000))
        draft = replace(sample_draft(), attachments=(large,))
        written = account.drafts.put(draft, None)
        assert looked(account.drafts, draft, written).state is DraftState.UNTOUCHED

    @pytest.mark.parametrize(
        ("reply", "expected"),
        [
            (throttled(30), Unavailable),
            (throttled(None, status=503), Unavailable),
            (refusal(500, "ErrorInternalServerError"), Unavailable),
            (refusal(403, "ErrorAccessDenied"), AuthRequired),
            (refusal(400, "ErrorMimeContentInvalid"), Rejected),
            (refusal(413, "RequestEntityTooLarge"), Rejected),
            (refusal(404, "ErrorItemNotFound"), NotFound),
            (Reply(body=b"<html>"), Unavailable),
            (Reply(body=b"{}"), Unavailable),
            (answer({"id": 7}), Unavailable),
            (answer({"id": "AAk="}), Unavailable),
        ],
    )
    def test_an_answer_that_is_none_writes_nothing_twice(
        self, harness: MicrosoftMailHarness, account: Connection, reply: Reply, expected: type[PortError]
    ) -> None:
        for verb in ("POST", "PATCH"):

            def refuse(asked: Asked, verb: str = verb) -> Reply | None:
                return reply if asked.method == verb and asked.path.startswith("/v1.0/") else None

            with harness.server.answering(refuse), pytest.raises(expected):
                account.drafts.put(sample_draft(), None)
        account.drafts.put(sample_draft(), None)
        assert len(harness.standing()) == 1

    def test_how_long_to_wait_is_handed_on(self, harness: MicrosoftMailHarness, account: Connection) -> None:
        with of_graph(harness, throttled(17)), pytest.raises(Unavailable) as caught:
            account.inbox.messages(None, ELSEWHERE)
        assert caught.value.retry_after is not None
        assert caught.value.retry_after.total_seconds() == 17


Harm: TypeAlias = Callable[[MicrosoftMailHarness, Asked], Reply]

HARMS: dict[str, Harm] = {
    "carried out, but not answered": lambda harness, asked: replace(harness.server.forward(asked), broken=True),
    "answered in part": lambda harness, asked: replace(harness.server.forward(asked), cut=9),
    "failure": lambda _harness, _asked: refusal(500, "ErrorInternalServerError"),
    "too much": lambda _harness, _asked: throttled(17),
    "nonsense": lambda _harness, _asked: Reply(body=b"<html>Sign in to the network of this hotel</html>"),
    "nothing": lambda _harness, _asked: answer({}),
    "not found": lambda _harness, _asked: refusal(404, "ErrorItemNotFound"),
    "another version": lambda _harness, _asked: refusal(412, "ErrorIrresolvableConflict"),
    "lost": lambda _harness, _asked: refusal(410, "SyncStateNotFound"),
    "who are you": lambda _harness, _asked: unauthenticated(),
}


def until_it_succeeds(step: Callable[[], None]) -> None:
    """Make a step, and once more if it failed."""
    try:
        step()
    except PortError:
        step()


class Disturbance:
    """Harms one request that is made while it lasts, counted from one; it may never come to that one."""

    def __init__(self, harness: MicrosoftMailHarness, harm: Harm, number: int) -> None:
        self._harness = harness
        self._harm = harm
        self._number = number
        self._numbers = count(1)

    def __call__(self, asked: Asked) -> Reply | None:
        if not asked.path.startswith("/v1.0/"):
            return None
        return self._harm(self._harness, asked) if next(self._numbers) == self._number else None

    @property
    def happened(self) -> bool:
        return next(self._numbers) > self._number


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
class TestFaults:
    """Whatever fails at whichever request, asking again makes it good: nothing twice, and nothing left out."""

    def drafts(self, harness: MicrosoftMailHarness) -> None:
        """A draft's whole life, each step of it repeated until it succeeds."""
        harness.deliver(QUESTION)
        port = harness.open().drafts
        draft, better = answer_to_hanna(), answer_to_hanna(body="Better.\n")
        written: list[Written] = []

        def look() -> None:
            """As the daemon does after each step."""
            state = looked(port, draft if len(written) == 1 else better, written[-1]).state
            assert state is DraftState.UNTOUCHED

        steps: tuple[Callable[[], None], ...] = (
            lambda: written.append(port.put(draft, None)),
            look,
            lambda: written.append(port.put(better, written[0].version)),
            look,
        )
        for step in steps:
            until_it_succeeds(step)
        (standing,) = harness.standing()
        assert b"Better." in standing
        until_it_succeeds(lambda: self.remove(port, better))
        assert harness.standing() == ()

    def remove(self, port: DraftPort, draft: Draft) -> None:
        """Remove a draft, with nothing remembered of it."""
        (found,) = port.look([DraftRef(key=draft.key, message_id=draft.message_id)])
        if found.ref is not None:
            port.remove(found.ref, found.version or "")

    def mail(self, harness: MicrosoftMailHarness) -> None:
        """Two readings with news, each repeated until it succeeds."""
        harness.api.page = 2
        port = harness.open().inbox
        found: set[str] = set()
        cursor: str | None = None
        for batch in (range(3), range(3, 5)):
            for number in batch:
                harness.deliver(letter(number))
            for _ in range(4):
                try:
                    changes = port.messages(cursor, ELSEWHERE)
                except CursorExpired:
                    cursor = None
                    continue
                except PortError:
                    continue
                assert changes.problems == ()
                found |= {message.subject for message in changes.messages}
                cursor = cursor_of(changes)
        assert found == {f"Number {number}" for number in range(5)}

    def test_the_right_draft_stands_once(self, harm: Harm, tmp_path: Path) -> None:
        self.play(harm, self.drafts, tmp_path, least=12)

    def test_every_letter_is_told_of(self, harm: Harm, tmp_path: Path) -> None:
        self.play(harm, self.mail, tmp_path, least=20)

    def play(self, harm: Harm, life: Callable[[MicrosoftMailHarness], None], place: Path, *, least: int) -> None:
        for number in count(1):
            harness = MicrosoftMailHarness(place / str(number))
            disturbance = Disturbance(harness, harm, number)
            with harness.server.answering(disturbance):
                life(harness)
            harness.close()
            if not disturbance.happened:
                assert number > least
                return
