"""The first line of a letter: by name as it is known, and never guessing whether somebody is a man or a woman.

An honorific that is known is kept, in the form of the language of the letter; without one the greeting fits everybody.
"""

from __future__ import annotations

from functools import cache

from daemon.core.wording.language import Language, load_language, written_languages


def greet(name: str | None, language: Language) -> str:
    """The greeting of somebody with this name, or of somebody whose name is not known."""
    forms = language.words["greeting"]
    if not name:
        return str(forms["nobody"])
    honorific, rest = split_honorific(name)
    return str(forms[honorific or "name"]).format(name=name, rest=rest)


def split_honorific(name: str) -> tuple[str | None, str]:
    """Which honorific a name begins with, "ms" or "mr" in whatever language, and the name without it."""
    first, _, rest = name.partition(" ")
    found = _honorifics().get(first.casefold().rstrip("."))
    return (found, rest.strip()) if found and rest.strip() else (None, name)


@cache
def _honorifics() -> dict[str, str]:
    """What the languages call men and women, by the word. "M." is none of them: it may begin a given name."""
    return {
        word: which
        for code in written_languages()
        for which, words in load_language(code).words["honorifics"].items()
        for word in words
    }
