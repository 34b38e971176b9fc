"""The twelve stories of replies on a real IMAP server, with a line that breaks in every pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.adapters.dovecot import Dovecot
from tests.adapters.imap_harness import ImapHarness
from tests.stories.mailbox import MailboxPost
from tests.stories.post import Post
from tests.stories.replies import STORIES

COMMANDS = 12  # of a pass that logs in and writes something


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_story_of(story: Callable[[Post], None], dovecot: Dovecot, tmp_path: Path) -> None:
    harness = ImapHarness(dovecot, tmp_path)
    random = Random(story.__name__)

    @contextmanager
    def harm(_: int) -> Iterator[None]:
        harness.relay.cut_at(random.randint(1, COMMANDS), carried_out=random.random() < 0.5)
        yield
        assert harness.relay.whole in (True, False)  # a cut that did not come is called off

    life = MailboxPost(harness, tmp_path / "state", harm)
    story(life)
    life.close()
    harness.close()


def test_fifty_thousand_messages_of_others_are_not_read(dovecot: Dovecot, tmp_path: Path) -> None:
    harness = ImapHarness(dovecot, tmp_path)
    harness.fill(_newsletter(number) for number in range(50_000))
    life = MailboxPost(harness, tmp_path / "state")
    life.invited()
    life.until("Thu 5 Mar 14:00")
    assert harness.count("INBOX") == 50_000
    assert life.news == ()
    fetches = [line for line in harness.relay.lines if "FETCH" in line.upper()]
    assert fetches
    assert not [line for line in fetches if "BODY.PEEK[]" in line or "BODY.PEEK[TEXT]" in line]
    life.passes(2)
    harness.relay.forget()
    life.one_pass()
    assert not [line for line in harness.relay.lines if "FETCH" in line.upper()]
    life.close()
    harness.close()


def _newsletter(number: int) -> bytes:
    return (
        f"From: Offers <offers@shop{number % 700}.example>\r\nTo: robin@home.example\r\n"
        f"Subject: Interview with our founder, part {number}\r\nMessage-ID: <{number}@shop.example>\r\n"
        "Date: Mon, 2 Mar 2026 09:00:00 +0000\r\n\r\nUnfortunately we have decided to go on with Tarn.\r\n"
    ).encode()
