"""What is cut off the name of a post: who may apply, its number, its terms, and what it stands in."""

from __future__ import annotations

import re

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.phrases import phrase_pattern
from daemon.core.recognise.words import fold

_NUMBERS = re.compile(
    r"^(?=[\w/-]{0,12}\d{3})(?:[A-Z]{1,4}-?)?\d[\w/-]{2,12}[:.,]?\s+|\s*\(?\d{4,}\w*\)?$"
    r"|\s*\((?:ref|req|job id|réf|posting|vacancy|kennz)[^)]{0,30}\)"
    r"|^(?:job )?(?:ref|req|nr|no|id)\.?:? ?[\w/-]{0,8}\d[\w/-]{0,12}\s+|\s\d{1,3} ?%$",
    re.IGNORECASE,
)
_LAST_BRACKET = re.compile(r"\(([^()]{1,80})\)?$")
_AMOUNT = re.compile(r"\d{1,3}(?:[-–.]\d{1,3})?[ -]?")
_DURATION = re.compile(r"^\d{1,3} ?-?min(?:ute)?s? ", re.IGNORECASE)
_GRADE = re.compile(r"[A-Za-z]{1,8}\.? ?\d{1,3}[A-Za-z]?")
_END = re.compile(r",? ?https?://|\s[-–—|]\s|\n|(?<=[^\W\d_]{5})\. |;")
_BEHIND = (
    "岗",
    "포지션",
    "직무",
    "岗位",
    "职位",
    "職位",
    "一職",
    "一职",
    "のポジション",
    "ポジション",
    "採用",
    "채용",
    "부문",
)
_ELIDED = re.compile(r"^[dl]['’]", re.IGNORECASE)
_SHORTEST, _LONGEST = 2, 80
_FIRST_RANK = "I"  # "Meter Reader I"; in other languages a small one joins words


def post_in(text: str) -> str | None:
    """The name of the post in a piece of text that should be one, or None if nothing is left of it."""
    text = _END.split(text.strip(), maxsplit=1)[0].strip(" .,:;*\"“”'«»「」")
    text = _DURATION.sub("", without_conditions(_NUMBERS.sub("", text)))
    if text.count("(") > text.count(")"):
        text += ")"
    tokens = _ELIDED.sub("", text).split()
    while tokens and fold(tokens[0]) in word_list("before_post"):
        tokens.pop(0)
    behind = word_list("post_noun", "behind_post", "joins", "condition")
    while len(tokens) > 1 and tokens[-1] != _FIRST_RANK and fold(tokens[-1]) in behind:
        tokens.pop()
    text = _without_characters(" ".join(tokens).strip(" .,:;-–+&"))
    return text if _SHORTEST <= len(text) <= _LONGEST else None


def _without_characters(text: str) -> str:
    """A post in characters without the word for a post behind it: "해외영업 직무"; "営業職" keeps its own."""
    if text.isascii():
        return text
    if "職の" in text:
        return text.partition("職の")[0] + "職"
    if " " in text and text[0] >= "\u3040" and text[0] < "\uac00":
        text = text.split(maxsplit=1)[0]
    for behind in _BEHIND:
        text = text.removesuffix(behind).rstrip()
    return text


def without_conditions(role: str) -> str:
    """A post without the terms appended to it: "Nurse (perm, hybrid York)", "Nurse, 3 days"; "(2nd shift)" stays."""
    bracket = _LAST_BRACKET.search(role) if "(" in role else None
    if bracket and any(is_condition(piece) for piece in re.split(r"[,;]", bracket[1])) and not _is_rank(bracket[1]):
        role = role[: bracket.start()].rstrip()
    pieces = role.split(",")
    kept = next((index for index, piece in enumerate(pieces) if index and is_condition(piece)), len(pieces))
    return ",".join(pieces[:kept])


def _is_rank(piece: str) -> bool:
    """Whether brackets hold a grade and nothing else, which tells one post from another: "Ward Clerk (Band 2)"."""
    return _GRADE.fullmatch(piece) is not None


def is_condition(piece: str) -> bool:
    """Whether a piece says on what terms: "perm", "hybrid York", "Remote, UK", "Band 5"; "Remote Sensing" is none."""
    piece = piece.strip()
    if _GRADE.fullmatch(piece) and fold(piece.split()[0].rstrip(".")) in word_list("grade"):
        return True
    amount = _AMOUNT.match(piece)
    start = amount.end() if amount else 0
    words = phrase_pattern("condition").match(fold(piece), start)
    if not words:
        return False
    rest = piece[words.end() :].split()
    return piece[:1].islower() or start > 0 or all(word.isupper() or is_condition(word) for word in rest)
