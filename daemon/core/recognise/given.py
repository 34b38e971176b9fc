"""Given names: what tells a person from an employer where either could stand."""

from __future__ import annotations

from daemon.core.recognise.lexicon import long_list
from daemon.core.recognise.words import fold


def is_given_name(token: str) -> bool:
    """Whether a word is a given name that is common in some language, whatever its case."""
    return fold(token.strip(".,'’\"")) in long_list("given_name")


def is_called_like_a_person(name: str) -> bool:
    """Whether a name is one to three words beginning with a given name: "Ada", "Ada Example", "Ada de Example"."""
    tokens = name.split()
    return 0 < len(tokens) < 5 and is_given_name(tokens[0].partition("-")[0])
