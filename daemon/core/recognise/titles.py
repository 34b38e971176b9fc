"""A title in parts: what stands between separators, prepositions and words of the lexicon, with what stands before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.names import same_person
from daemon.core.recognise.reading import Reading, Text
from daemon.core.recognise.words import fold, words_of

_MARK = re.compile(
    r"\s[-–—~•]+\s?|[-–—~•]+\s|\|+|<>|[:：,;()（）\[\]【】「」!?]|\s?/\s|\s/|@|→|⇄|↔|(?<=[\u3040-\u9fff])[-/](?=.)|(?<=.)[-/](?=[\u3040-\u9fff])"
)
_EDGE = " \t\r\n.,;:!?\"“”„*#'‘-–—_/&+"
_TIME = re.compile(
    r"\b\d{1,2}(?:[:.h]\d\d)?\s?(?:am|pm|uhr|h)?\b$|^\d{1,2}(?:[:.]\d\d)(?:\s?(?:am|pm))?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a title; `before` is the preposition or sign it follows, folded, or an empty text."""

    text: str
    before: str
    start: int


def parts_of(text: Text) -> list[Part]:
    """The parts of a title in their order, without those that say nothing."""
    cuts = _cuts(text)
    parts: list[Part] = []
    position, before = 0, ""
    for start, end, sign in [*cuts, (len(text.raw), len(text.raw), "")]:
        if start >= position:
            piece = _trim(text.raw[position:start])
            if piece:
                parts.append(Part(text=piece, before=before, start=position))
                before = ""
            before = sign or before
            position = end
    return parts


def _cuts(text: Text) -> list[tuple[int, int, str]]:
    spans = text.spans()
    cuts = [(m.start(), m.end(), m[0].strip() or "-") for m in _MARK.finditer(text.raw)]
    cuts += [
        (spans[hit.start][0], spans[hit.end - 1][1], "")
        for hit in text.hits
        if hit.entry.meaning.name
        in ("job-interview", "interview", "stage", "conversation", "job", "recruiting", "applicant")
    ]
    prepositions = word_list("with") | word_list("at") | word_list("role_before") | word_list("company_before")
    for word, (start, end) in zip(text.words, spans, strict=True):
        if (
            word in prepositions
            and (text.raw[start:end].islower() or word == "w")
            and word not in ("of", "as", "la", "the")
        ):
            cuts.append((start, end + (text.raw[end : end + 1] == "/"), word))
    return sorted(cuts)


def _trim(piece: str) -> str:
    piece = piece.strip(_EDGE)
    piece = _TIME.sub("", piece).strip(_EDGE)
    tokens = piece.split()
    while tokens and fold(tokens[0].strip(_EDGE)) in _edges():
        tokens.pop(0)
    while tokens and fold(tokens[-1].strip(_EDGE)) in _edges():
        tokens.pop()
    return " ".join(tokens).strip(_EDGE) if any(words_of(fold(token)) for token in tokens) else ""


def _edges() -> frozenset[str]:
    return word_list("small")


def names_of_owner(part: str, reading: Reading) -> bool:
    """Whether a part of a title is the owner's name."""
    return same_person(part, reading.owner.name) or part.replace(" ", "") == reading.owner.name.replace(" ", "")


def is_post(text: str) -> bool:
    """Whether a text names a post: its words include one that ends such names."""
    words = words_of(fold(text))
    posts = word_list("role")
    if not posts.isdisjoint(words):
        return True
    if words and len(words[0]) == 1 and not words[0].isascii():
        joined = "".join(words)
        return any(post in joined for post in posts if not post.isascii())
    return any(len(word) > 9 and word.endswith(_POST_ENDINGS) for word in words)


_POST_ENDINGS = (
    "ingenieur", "ingenieurin", "entwickler", "entwicklerin", "leiter", "leiterin", "mechaniker", "techniker", "monteur", "pfleger",
    "pflegerin", "berater", "beraterin", "verkäufer", "manager", "managerin", "assistent", "assistentin", "kaufmann", "kauffrau",
    "fahrer", "fahrerin", "sachbearbeiter", "lehrer", "lehrerin", "medewerker", "beheerder", "utvecklare", "ingenjör", "ledare", "skötare",
    "sköterska", "förare", "arbetare", "handläggare", "assistant", "developer", "konsulent", "medarbeider", "medarbejder", "arbeider",
)  # fmt: skip
