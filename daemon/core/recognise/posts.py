"""Names of posts: "Data Engineer", "Pflegefachkraft", "経理部長"."""

from __future__ import annotations

from functools import cache, lru_cache

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.words import fold, words_of


@lru_cache(maxsize=8192)
def is_post(text: str) -> bool:
    """Whether a text names a post: its words include one that ends such names."""
    words = words_of(fold(text))
    posts = word_list("role")
    if not posts.isdisjoint(words):
        return True
    if words and len(words[0]) == 1 and not words[0].isascii():
        joined = "".join(words)
        return any(post in joined for post in posts if not post.isascii())
    return any(_ends_like_one(word) for word in words if len(word) > 5)


def _ends_like_one(word: str) -> bool:
    """Whether a longer word ends as posts do, or is several of them: "engineers"."""
    return (word[-1] == "s" and word[:-1] in word_list("role")) or (len(word) > 8 and word.endswith(_post_endings()))


@cache
def _post_endings() -> tuple[str, ...]:
    return tuple(word_list("role_ending"))


def is_organisation(name: str) -> bool:
    """Whether a name has a word for a kind of organisation or a legal form: "Acme Hospital", "Acme Ltd"."""
    return not word_list("organisation", "legal_form").isdisjoint(words_of(fold(name)))
