"""Names of posts: "Data Engineer", "Pflegefachkraft", "経理部長"."""

from __future__ import annotations

from functools import cache, lru_cache

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.words import fold, words_of


@lru_cache(maxsize=1024)
def is_post(text: str) -> bool:
    """Whether a text names a post: its words include one that ends such names."""
    words = words_of(fold(text))
    posts = word_list("role")
    if not posts.isdisjoint(words):
        return True
    if words and len(words[0]) == 1 and not words[0].isascii():
        joined = "".join(words)
        return any(post in joined for post in posts if not post.isascii())
    return any(len(word) > 8 and word.endswith(_post_endings()) for word in words)


@cache
def _post_endings() -> tuple[str, ...]:
    return tuple(word_list("role_ending"))
