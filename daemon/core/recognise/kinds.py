"""What a name is by its words: a post's ("Data Engineer", "経理部長"), an organisation's ("Acme Ltd") or a person's."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain

from daemon.core.recognise.lexicon import given_names, long_list, word_list
from daemon.core.recognise.words import fold, words_of

# What plurals and the names of women's posts add to the first form.
_FORMS = ("s", "e", "en", "in", "innen", "ka", "a", "ες", "ы", "и", "ة", "ית", "ת")
_LONGEST = 40  # letters of the longest word that is looked into
_SHORTEST_END = 6  # letters that a known post must have to be found at the end of a compound


@lru_cache(maxsize=512)
def is_post(text: str) -> bool:
    """Whether a text names a post: its words include one that ends such names, in one of its forms."""
    words = words_of(fold(text))
    if words and len(words[0]) == 1 and not words[0].isascii():
        joined = "".join(words)
        return any(is_post_word(word) for word in words) or any(post in joined for post in _posts_in_characters())
    return any(is_post_alone(word) for word in words)


@lru_cache(maxsize=512)
def is_post_alone(folded: str) -> bool:
    """Whether a single word names a post."""
    return is_post_word(folded) or (len(folded) > 5 and not is_kind_of_firm(folded) and _ends_like_one(folded))


def ends_with_post(text: str) -> bool:
    """Whether a run of characters ends with a post, as its name does: "工程师", not somebody called by it."""
    return text.removesuffix("岗").endswith((*_posts_in_characters(), "職", "职")) or text in word_list(
        "field_in_characters"
    )


def is_post_word(folded: str) -> bool:
    """Whether a word ends names of posts, in the form in which the lists have it."""
    return folded in word_list("role") or folded in long_list("post_word")


@cache
def _posts_in_characters() -> tuple[str, ...]:
    return tuple(post for post in chain(word_list("role"), long_list("post_word")) if post[0] > "\u2e80")


def _ends_like_one(word: str) -> bool:
    """Whether a longer word ends as posts do, or is another form of one: "engineers", "Dekorateurin", "stolarka"."""
    stems = [word[: -len(ending)] for ending in _FORMS if word.endswith(ending)]
    if any(is_post_word(stem) for stem in stems):
        return True
    if 8 < len(word) < _LONGEST and any(_ends_with_post(one) for one in (word, *stems)):
        return True
    return len(word) > 8 and word.endswith(_post_endings())


def _ends_with_post(word: str) -> bool:
    """Whether a word is a compound with a post of some length at its end."""
    starts = range(2, len(word) - _SHORTEST_END + 1) if word[-3:] in _ends_of_posts() else ()
    return any(is_post_word(word[start:]) for start in starts)


@cache
def _ends_of_posts() -> frozenset[str]:
    """The last letters of all longer posts, which hardly any other word has."""
    posts = chain(word_list("role"), long_list("post_word"))
    return frozenset([post[-3:] for post in posts if len(post) >= _SHORTEST_END])


@cache
def _post_endings() -> tuple[str, ...]:
    return tuple(word_list("role_ending"))


def may_be_post(text: str) -> bool:
    """Whether a word has an ending that makes those who do something, in some language: enough where a post must be."""
    if len(text) > 60 or any(character.isdigit() for character in text):
        return False
    if text in word_list("field_in_characters"):
        return True
    return any(len(word) > 4 and word.endswith(_agent_endings()) for word in words_of(fold(text)))


@cache
def _agent_endings() -> tuple[str, ...]:
    return tuple(word_list("agent_ending"))


@lru_cache(maxsize=512)
def is_organisation(name: str) -> bool:
    """Whether a name has a word for a kind of organisation or a legal form, or ends as their names do.

    Those who do a trade together are one too: "Acme Architects", "Acme & Tarn Solicitors".
    """
    words = words_of(fold(name))
    if any(is_kind_of_firm(word) or word in word_list("legal_form") for word in words) or has_legal_form(name):
        return True
    if len(words) > 1 and words[-1] in word_list("firm_end") and not is_given_name(words[0]):
        return True
    return any(len(word) > 7 and word.endswith(_firm_endings()) for word in words) or is_trade_of_many(name)


def is_kind_of_firm(folded: str) -> bool:
    """Whether a word tells the kind of an organisation: "hospital", "bakery"."""
    return folded in word_list("organisation") or folded in long_list("firm_kind")


def has_legal_form(name: str) -> bool:
    """Whether a name ends with a legal form in letters with full stops, or begins or ends with one in characters."""
    tokens = fold(name).split()
    forms = word_list("legal_form")
    if tokens and tokens[-1].replace(".", "") in forms:
        return True
    return not name.isascii() and any(form in name for form in forms if not form.isascii() and form[0] > "\u2e80")


def is_trade_of_many(name: str) -> bool:
    """Whether a name is that of people who do a trade together: capitals and more than one at its end."""
    tokens = name.split()
    if len(tokens) < 2 or not all(token[:1].isupper() or token in ("&", "+", "and", "und", "et") for token in tokens):
        return False
    before, last = [fold(token) for token in tokens[:-1] if token[0].isupper()], fold(tokens[-1])
    many = last[-1:] == "s" and last[:-1] in word_list("role")
    return many and not any(word in word_list("field", "modifier") or is_post_word(word) for word in before)


@cache
def _firm_endings() -> tuple[str, ...]:
    return tuple(word_list("firm_ending"))


def is_given_name(token: str) -> bool:
    """Whether a word is a given name that is common in some language, whatever its case."""
    return fold(token.strip(".,'’\"")) in given_names()


def is_called_like_a_person(name: str) -> bool:
    """Whether a name is one to three words beginning with a given name: "Ada", "Ada Example", "Ada de Example"."""
    tokens = name.split()
    return 0 < len(tokens) < 5 and is_given_name(tokens[0].partition("-")[0])
