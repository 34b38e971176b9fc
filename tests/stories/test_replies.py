"""The twelve stories of replies, in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories.post import Post

pytest.register_assert_rewrite("tests.stories.replies")
from tests.stories.replies import STORIES  # noqa: E402 - its asserts are to tell what they compare


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_story_of(story: Callable[[Post], None]) -> None:
    story(Post())
