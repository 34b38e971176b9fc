"""Reading people's names out of a piece of text, in several scripts; left out rather than wrong.

A name is one to four words with a capital, particles and initials between them, or a short run in a script without
capitals. A title is dropped before a full name and kept before a bare surname ("Dr. Example").
"""

from __future__ import annotations

import re
from functools import lru_cache

from daemon.core.recognise.kinds import is_given_name, is_post
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.words import fold, words_of

_PIECES = re.compile(
    r"\s*([,;、，/&+·|]|\band\b|\bund\b|\bet\b|\ben\b|\bog\b|\boch\b|\bwith\b|(?<=\s)[yeoiz](?=\s)|和|及|와)\s*"
)
_BRACKETS = re.compile(r"[(\[（【][^)\]）】]{0,80}[)\]）】]?")
_TOKEN = re.compile(r"[^\s]{1,40}")
# An initial; a word with one capital, as "Katrin", "O'Neill", "McKay", "Jean-Luc"; or a longer one all in capitals.
_NAME_WORD = re.compile(
    r"[^\W\d_a-z]\.?|(?:Mc|Mac|[OD]['’])?[^\W\d_a-z][^\W\d_A-Z]{1,23}(?:['’-][^\W\d_]{1,23}){0,2}|[^\W\d_a-z]{4,24}"
)
_UNCASED = re.compile(r"[\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNCASED_SUFFIX = re.compile(r"(?:様|さん|氏|先生|女士|小姐|님|씨|老师)$")
_UNCASED_POST = re.compile(
    r"(?:部長|課長|社長|取締役|室長|经理|經理|总监|팀|팀장|매니저|대표|부장|과장|이사|리더|マネージャー|リーダー|担当|主管|部|課)$"
)
_LONGEST_UNCASED = 12
_LONGEST_ACRONYM = 4
_SHORT = 4


def names_in(text: str, limit: int = 12) -> list[str]:
    """The names of a list such as "Ada Example (CTO), Dr. Bo Sample and Cy": pieces that are no names are left out.

    A post after a name is nobody, nor is the rest of such a post: "Ada Example, Team Manager, River Data".
    """
    if ";" in text and all(piece.count(",") == 1 and not is_post(piece) for piece in text[:400].split(";")):
        text = " and ".join(spoken_name(piece.strip(), None) or "" for piece in text[:400].split(";"))
    pieces = _PIECES.split(_BRACKETS.sub(" ,", text[:400]))[: 6 * limit]
    names: list[str] = []
    named = tells_post = False
    for index in range(0, len(pieces), 2):
        piece, joined = pieces[index], index > 0 and pieces[index - 1].strip() == ","
        name, post = name_of(piece), is_post(piece) and not _UNCASED.search(piece)
        if post and named and joined:
            named, tells_post = False, True
        elif name and not (tells_post and joined and not post and not _post_follows(pieces, index)):
            names.append(name)
            named, tells_post = not post, False
        elif piece.strip():
            named = False
    return names[:limit]


def _post_follows(pieces: list[str], index: int) -> bool:
    return index + 2 < len(pieces) and is_post(pieces[index + 2])


def spoken_name(name: str | None, email: str | None) -> str | None:
    """A display name in the order one speaks it, without brackets: "Muster, Anna (HR)" is "Anna Muster".

    What may be something else stays as it is: two surnames are turned only if the address begins with the first name.
    """
    if not name or not ("," in name or "(" in name or "[" in name) or len(name) > 100:
        return name
    bare = " ".join(_BRACKETS.sub(" ", name).split())
    last, comma, first = (part.strip() for part in bare.partition(","))
    if not comma:
        return bare if " " in bare and name_of(bare) == bare and not is_post(bare) else name
    given = [token for token in first.split() if not is_title(token)]
    family = [token for token in last.split() if not is_title(token)]
    if not given or not family or not all(_is_name_word(token) for token in [*given, *family]):
        return name
    surnames = [token for token in family if fold(token) not in word_list("particle")]
    if len(surnames) > 1 and not _addressed(given[0], email):
        return name
    return " ".join([*given, *(token.title() if len(token) > 3 and token.isupper() else token for token in family)])


def _is_name_word(token: str) -> bool:
    """Whether a word of a display name can be part of a person's name, and is no degree, suffix or department."""
    folded = fold(token.rstrip("."))
    if folded in word_list("particle"):
        return True
    return (
        _NAME_WORD.fullmatch(token) is not None and not _is_no_name(folded) and folded not in word_list("name_suffix")
    )


def _addressed(given: str, email: str | None) -> bool:
    return words_of(fold((email or "").partition("@")[0].replace("_", " ")))[:1] == words_of(fold(given))[:1]


@lru_cache(maxsize=512)
def name_of(piece: str) -> str | None:
    """The name in a piece of text that should be one name, without what stands after it; None if it is none."""
    piece = piece.strip(" \t.\"'“”‘’:>*•-–")
    if not piece or "@" in piece or "http" in piece:
        return None
    if _UNCASED.search(piece):
        return _uncased(piece)
    return _cased(_TOKEN.findall(piece))


def leading_name(text: str) -> str | None:
    """The name a text begins with, if it begins with one."""
    head = re.split(r"[,(:;|/\n=–—]| - | will | is | und | and ", text[:80], maxsplit=1)[0]
    return name_of(head)


def _cased(tokens: list[str]) -> str | None:
    tokens = _without_posts(tokens)
    titles: list[str] = []
    while tokens and is_title(tokens[0]):
        titles.append(tokens.pop(0))
    name: list[str] = []
    for token in tokens[:6]:
        if not belongs(token, bool(name)) or (name and _ends_sentence(name[-1])):
            break
        name.append(token)
    else:
        tokens = tokens[:6]
    name = [token.rstrip(".,;:!?'\"“”") if len(token.rstrip(".")) > 2 else token.rstrip(",;:!?") for token in name]
    while name and (fold(name[-1]) in word_list("particle") or (len(name) > 2 and _is_acronym(name[-1]))):
        name.pop()
    if not name or len(name) > 5 or (len(name) == 1 and not titles and (len(tokens) > 1 or _is_acronym(name[0]))):
        return None
    if titles and len(name) == 1:
        return " ".join([titles[-1], *name]) if not _is_acronym(name[0]) or len(name[0]) > _LONGEST_ACRONYM else None
    return " ".join(name)


def _ends_sentence(token: str) -> bool:
    return token.endswith(".") and len(token) > _SHORT + 1


def _without_posts(tokens: list[str]) -> list[str]:
    """The words of a name without a post before its title, and without titles and letters that few know."""
    first = 0
    while len(tokens) - first > 1 and (
        ((is_post(tokens[first]) or _is_acronym(tokens[first])) and is_title(tokens[first + 1]))
        or (len(tokens) - first > 2 and _is_abbreviation(tokens[first]) and not is_title(tokens[first]))
        or (len(tokens) - first > 2 and _is_acronym(tokens[first]) and is_given_name(tokens[first + 1]))
    ):
        first += 1
    return tokens[first:]


def _is_acronym(token: str) -> bool:
    return token.isascii() and token.isupper() and len(token) > 1


@lru_cache(maxsize=256)
def is_title(token: str) -> bool:
    """Whether a word is a title before a name, written as one: "Dr.", "Frau"."""
    bare = fold(token.rstrip(".").replace(".", ""))
    return bare in word_list("address") or (
        bare in word_list("honorific") and (token[:1].isupper() or token.endswith("."))
    )


def _is_abbreviation(token: str) -> bool:
    """Whether a word is a title that few know, by its full stop: "Enf.", "Mg."; not the saint of a place."""
    return token.endswith(".") and 2 < len(token) <= 5 and fold(token) not in ("st.", "ste.", "mt.", "ft.")


@lru_cache(maxsize=256)
def belongs(token: str, inside: bool) -> bool:
    """Whether a word can be part of a name; `inside` if it follows one that is."""
    bare = token.strip(".,;:!?'\"“”")
    folded = fold(bare)
    if inside and folded in word_list("particle"):
        return True
    if (
        not bare[:1].isupper()
        or bare.endswith(("'s", "’s", "'t", "’t"))
        or any(character.isdigit() for character in bare)
    ):
        return False
    if (len(bare) > 3 and bare.isupper()) or len(bare) > 24:
        return False
    if not inside and folded in word_list("particle"):
        return bare[:1].isupper()
    accented = len(folded) < _SHORT and bare.lower() != folded and folded in word_list("small")
    if inside and (folded in word_list("trade_name") or accented):
        return True  # a small word of one language is none with an accent: "Ná Ló"
    return not _is_no_name(folded)


def _is_no_name(folded: str) -> bool:
    return folded in word_list("role") or folded in word_list("small", "legal_form", "department", "thing")


def _uncased(piece: str) -> str | None:
    tokens = [_UNCASED_SUFFIX.sub("", token) for token in piece.split()[:5]]
    kept = [token for token in tokens if token and not _UNCASED_POST.search(token)]
    name = " ".join(kept)
    return name if 0 < len(name) <= _LONGEST_UNCASED and not any(c.isdigit() for c in name) else None


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: equal, or one is the other's first or last name."""
    first, second = _key(one), _key(other)
    if not first or not second:
        return False
    shorter, longer = sorted((first, second), key=len)
    return (
        shorter == longer
        or (len(shorter) == 1 and shorter[0] in (longer[0], longer[-1]))
        or set(shorter) <= set(longer)
    )


@lru_cache(maxsize=256)
def _key(name: str) -> tuple[str, ...]:
    titles = word_list("honorific")
    words = words_of(fold(name))
    kept = [word for word in words if word not in titles] or words
    if all(len(word) == 1 for word in kept) and not name.isascii():
        return ("".join(kept),)
    return tuple(kept)


def is_inflected(name: str, base: str) -> bool:
    """Whether a full name is another one with the endings of some language: "Evou Novákovou" of "Eva Nováková"."""
    words, bases = _key(name), _key(base)
    return len(words) == len(bases) > 1 and all(
        word == other
        or (
            len(other) > 2
            and word[: max(2, len(other) - 2)] == other[: max(2, len(other) - 2)]
            and abs(len(word) - len(other)) <= 3
        )
        for word, other in zip(words, bases, strict=True)
    )
