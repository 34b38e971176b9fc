"""The twelve stories of replies, lived at Microsoft 365; and what a pass costs there in which nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.post import Post

pytest.register_assert_rewrite("tests.stories.replies")
from tests.adapters.microsoft365_life import MicrosoftPost  # noqa: E402 - its asserts are to tell what they compare
from tests.stories.replies import STORIES, interviewed  # noqa: E402 - as above


@pytest.fixture
def life(tmp_path: Path) -> Iterator[MicrosoftPost]:
    made = MicrosoftPost(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_story_of(story: Callable[[Post], None], life: MicrosoftPost) -> None:
    story(life)


def with_a_draft(life: MicrosoftPost) -> None:
    """An afternoon on which a draft stands that nobody has touched."""
    life.invited()
    life.until("Thu 5 Mar 14:00")
    assert life.waiting


@pytest.mark.parametrize(
    ("story", "folders"),
    [(interviewed, ["inbox", "sentitems"]), (with_a_draft, ["drafts", "inbox", "sentitems"])],
    ids=["no draft stands", "a draft stands"],
)
def test_a_pass_in_which_nothing_happened_asks_once_for_each_calendar_and_each_folder(
    life: MicrosoftPost, story: Callable[[Post], None], folders: list[str]
) -> None:
    story(life)
    life.one_pass()
    for _ in range(3):
        with life.microsoft.server.counting() as asked:
            life.one_pass()
        paths = [each.path.partition("?")[0].removeprefix("/v1.0/me/") for each in asked]
        calendars = [path for path in paths if path.startswith("calendars/")]
        assert len(calendars) == len(set(calendars)) == 2
        assert sorted(set(paths) - set(calendars)) == [f"mailFolders/{folder}/messages/delta" for folder in folders]
        assert len(paths) == 2 + len(folders)
