"""The twelve stories of replies, lived at Microsoft 365; and what a pass costs there in which nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.microsoft365 import ADAPTER
from daemon.ports.adapter import Offer
from tests.stories.post import Post

pytest.register_assert_rewrite("tests.stories.replies")
from tests.adapters.microsoft365_life import MicrosoftPost  # noqa: E402 - its asserts are to tell what they compare
from tests.stories.replies import STORIES, interviewed  # noqa: E402 - as above

pytestmark = pytest.mark.skipif(Offer.DRAFTS not in ADAPTER.offers, reason="the adapter has no drafts and mail yet")


@pytest.fixture
def life(tmp_path: Path) -> Iterator[MicrosoftPost]:
    made = MicrosoftPost(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_story_of(story: Callable[[Post], None], life: MicrosoftPost) -> None:
    story(life)


def test_a_pass_in_which_nothing_happened_asks_once_for_each_calendar_and_each_folder(life: MicrosoftPost) -> None:
    interviewed(life)
    life.one_pass()
    for _ in range(3):
        with life.microsoft.server.counting() as asked:
            life.one_pass()
        paths = [each.path.partition("?")[0] for each in asked]
        assert len(paths) == len(set(paths)) == 5
        assert len([path for path in paths if "/calendars/" in path]) == 2
        assert [path for path in paths if "/mailFolders/" in path and not path.endswith("/messages/delta")] == []
