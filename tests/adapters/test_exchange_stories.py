"""The twelve stories of replies, lived at Exchange; and what a pass costs there in which nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.post import Post

pytest.register_assert_rewrite("tests.stories.replies")
from tests.adapters.exchange_life import ExchangePost  # noqa: E402 - its asserts are to tell what they compare
from tests.stories.replies import STORIES, interviewed  # noqa: E402 - as above


@pytest.fixture
def life(tmp_path: Path) -> Iterator[ExchangePost]:
    made = ExchangePost(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_story_of(story: Callable[[Post], None], life: ExchangePost) -> None:
    story(life)


def test_a_pass_in_which_nothing_happened_asks_once_for_each_folder(life: ExchangePost) -> None:
    interviewed(life)
    life.one_pass()
    for _ in range(3):
        with life.exchange.server.recording() as calls:
            life.one_pass()
        assert {call.operation for call in calls} == {"SyncFolderItems"}
        asked = [folder for call in calls for folder in call.folders]
        assert len(asked) == len(set(asked))
        assert set(asked) - {"drafts"} == {"calendar", "Follow-up", "inbox", "sentitems"}
