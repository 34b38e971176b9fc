"""The twelve stories of replies in a mailbox of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.maildir_harness import MaildirHarness
from tests.stories.mailbox import MailboxPost
from tests.stories.post import Post
from tests.stories.replies import STORIES


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_story_of(story: Callable[[Post], None], tmp_path: Path) -> None:
    life = MailboxPost(MaildirHarness(tmp_path), tmp_path / "state")
    story(life)
    life.close()
