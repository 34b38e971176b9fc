"""Whether a text names a company, a post or somebody, and whether a domain sounds like a company."""

from __future__ import annotations

import re

from daemon.core.naming import name_key
from daemon.core.promises.tokens import fold
from daemon.core.recognise.lexicon import system_of, word_list
from daemon.core.recognise.words import words_of
from daemon.core.replies.latin import in_latin
from daemon.ports.records import Person

HIRING = frozenset({"ats", "scheduler", "assessment", "booking"})
TELLING_WORDS = 6  # of a name
_SHORTEST_LABEL = 4  # letters from which a part of a company's name is looked for in a domain
_SHORTEST_INITIALS = 3
_LATIN_WORD = re.compile(r"[a-z]{4,}")
_LONGEST_SPELLED = 6
_LONGEST_ENDING = 3  # letters that the same word may end on in another case
_SHORTEST_STEM = 5
_LEGAL_FORMS = (
    "株式会社",
    "有限会社",
    "合同会社",
    "주식회사",
    "有限公司",
    "股份有限公司",
)  # without blanks around them
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})


def domain_of(person: Person) -> str:
    """The domain of somebody's address, or an empty text."""
    return (person.email or "").lower().rpartition("@")[2]


def is_shared(domain: str) -> bool:
    """Whether anybody can have an address there, or any employer can send through it."""
    return system_of(domain) is not None


def is_ats(domain: str) -> bool:
    """Whether a recruiting system sends from there, for any employer."""
    system = system_of(domain)
    return system is not None and system.kind in HIRING


def echoes(domain: str, company: str | None) -> bool:
    """Whether a domain sounds like the company's name."""
    if is_shared(domain):
        return False
    letters = "".join(character for character in domain if character.isalnum())
    words = [form for word in words_of_name(company)[:TELLING_WORDS] for form in (word, _spelled_out(word, company))]
    initials = "".join(word[0] for word in words_of_name(company))
    if len(initials) >= _SHORTEST_INITIALS and any(label.startswith(initials) for label in domain.split(".")):
        return True
    spelled = _LATIN_WORD.findall(in_latin(fold(company or ""))) if not (company or "").isascii() else []
    words += [word[:_LONGEST_SPELLED] for word in spelled]  # endings are spelled in many ways
    return any(len(word) >= _SHORTEST_LABEL and word in letters for word in words)


def _spelled_out(word: str, company: str | None) -> str:
    """A folded word as domains spell it where its umlauts become two letters; the word itself if it has none."""
    for original in (company or "").lower().split():
        if fold(original) == word:
            return original.translate(_UMLAUTS)
    return word


def words_of_name(company: str | None) -> list[str]:
    """The folded words of a name, without legal forms, titles and single letters."""
    plain = company or ""
    if not plain.isascii() and any(character >= "\u2e80" for character in plain):
        for form in _LEGAL_FORMS:
            plain = plain.replace(form, " ")
    else:
        plain = name_key(plain)
    return [word for word in words_of(fold(plain)) if len(word) > 1 or not word.isascii()]


def is_named(folded: str, name: str | None) -> bool:
    """Whether a folded text names this: its words in a row, or the first of them if it is telling."""
    words = words_of_name(name)
    if not words:
        return False
    spaced = f" {' '.join(words_of(folded))} "
    return f" {' '.join(words)} " in spaced or (len(words[0]) > 4 and f" {words[0]} " in spaced)


def share_of(folded: str, role: str | None) -> float:
    """Which share of the words of a role stands in a folded text, whatever their endings."""
    words = [word for word in words_of_name(role) if word not in word_list("small")]
    present = set(words_of(folded))
    stems = {word[:size] for word in present for size in range(_SHORTEST_STEM, len(word) + 1)}
    return sum(word in present or stem_of(word) in stems for word in words) / len(words) if words else 0.0


def stem_of(word: str) -> str:
    """A word without what it may end on in another case."""
    return word[: max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING)] if len(word) > _SHORTEST_STEM else word
