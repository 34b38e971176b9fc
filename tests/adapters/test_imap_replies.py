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
