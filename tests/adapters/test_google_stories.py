"""The twelve stories of replies, lived at Google; and what a pass costs there in which nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.post import Post

pytest.register_assert_rewrite("tests.stories.replies")
from tests.adapters.google_life import GooglePost  # noqa: E402 - its asserts are to tell what they compare
from tests.stories.replies import STORIES, interviewed  # noqa: E402 - as above


@pytest.fixture
def life(tmp_path: Path) -> Iterator[GooglePost]:
    made = GooglePost(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_story_of(story: Callable[[Post], None], life: GooglePost) -> None:
    story(life)


def test_a_pass_in_which_nothing_happened_asks_once_for_each_calendar_and_once_for_the_mailbox(
    life: GooglePost,
) -> None:
    interviewed(life)
    life.one_pass()
    for _ in range(3):
        with life.google.server.counting() as asked:
            life.one_pass()
        paths = [each.path.partition("?")[0] for each in asked]
        mailbox = [path for path in paths if path.startswith("/gmail/")]
        assert mailbox == ["/gmail/v1/users/me/history"]
        calendars = [path for path in paths if not path.startswith("/gmail/")]
        assert len(calendars) == len(set(calendars)) == 2
        assert all(path.endswith("/events") for path in calendars)
