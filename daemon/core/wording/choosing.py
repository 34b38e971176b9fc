"""Which language something is written in, and which one a draft is to be written in.

A text tells its language by its commonest words, and only if they leave no doubt. A draft is in the language that the
person asks for, else in that of its interview, else in the person's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from daemon.core.promises.lexicon import count_languages
from daemon.core.promises.tokens import fold, tokenise
from daemon.core.remembered import ANSWERS
from daemon.core.steps import Step
from daemon.core.wording.language import load_language, written_languages

_READ = 2000  # characters that tell a language
_FEWEST = 3.0  # words that it takes
_AHEAD = 1.5  # how many times as many as of any other language
# Below such a line stands what a conference system wrote, in the language of somebody's program.
_MARKUP = re.compile(r"<[^<>]{0,300}>")  # the letters of which are no words
_RULER = re.compile(r"^[ \t]*[-_~=:*─]{8,}", re.MULTILINE)


@lru_cache(maxsize=512)
def tell_language(text: str) -> str | None:
    """The code of the language that a text is clearly written in, whether followupd writes it or not; else None."""
    tokens = tokenise(text[:_READ])
    counts: dict[str, float] = dict(count_languages(tokens))
    for token in tokens:
        if (code := _telling().get(token.form)) is not None:
            counts[code] = counts.get(code, 0.0) + _FEWEST
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _FEWEST:
        return None
    doubtful = len(ranked) > 1 and ranked[0][1] < ranked[1][1] * _AHEAD
    return None if doubtful else ranked[0][0]


def language_for(step: Step, wanted: str | None, own: str) -> str:
    """The code of the language for a step's draft.

    What the person typed into the interview comes first, then `wanted`, their setting, then, for a reply, the language
    of what is replied to. What is in a language that followupd does not write is answered in English, an interview that
    does not tell its language in the person's `own`.
    """
    application = step.application
    asked = find_language(application.language) if application and application.language else None
    if asked or wanted:
        return asked or wanted or own
    heard = application.heard if application else None
    if heard is not None and heard.language and step.kind in ANSWERS.values():
        return heard.language if heard.language in written_languages() else "en"
    told = next((code for text in _texts(step) if (code := tell_language(text))), own)
    return told if told in written_languages() else "en"


def find_language(name: str) -> str | None:
    """The code of the language that the person means by "de", "German", "Deutsch" or "de-AT"; None if we lack it."""
    said = fold(name.strip().rstrip("."))
    code = said.replace("_", "-").partition("-")[0]
    return code if code in written_languages() else _names().get(said)


def own_language(locale: str) -> str:
    """The code of the language for entries, which only the person reads."""
    return find_language(locale) or "en"


def _texts(step: Step) -> Iterator[str]:
    """What may tell the language of an interview: itself, the others with this employer, the mail that was heard."""
    rounds = reversed(step.application.rounds) if step.application else ()
    for current in (*filter(None, [step.round]), *rounds):
        for event in current.events:
            written = _RULER.split(event.description[: 4 * _READ], maxsplit=1)[0]
            yield f"{event.summary}\n{_MARKUP.sub(' ', written)}"
    if step.application and step.application.heard:
        yield step.application.heard.subject


@cache
def _telling() -> dict[str, str]:
    """The words of each language for an interview, which stand where there is no sentence to tell it by."""
    return {fold(word): code for code in written_languages() for word in load_language(code).telling}


@cache
def _names() -> dict[str, str]:
    return {fold(name): code for code in written_languages() for name in load_language(code).names}
