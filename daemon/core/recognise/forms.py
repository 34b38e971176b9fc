"""Under which of the forms that an event has of a name somebody goes: the likeliest, and rather in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from daemon.core.recognise.kinds import is_given_name, is_post
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.names import belongs, is_title, name_of
from daemon.core.recognise.words import fold

_LIKELY, _MAYBE = 0.6, 0.15


def form_of(forms: Mapping[str, float]) -> str:
    """The form for which most speaks, the longer of two; in full if the event is sure of that one too.

    "Ada Quill" rather than "Ada" or "Ms Quill", and rather than what holds it behind words that begin no name.
    """
    best = max(forms, key=lambda form: (forms[form], len(form)))
    words = _without_titles(best)
    if len(words) < 2 or (len(words) == 2 and fold(words[1]) in word_list("title_after")):
        likely = [form for form, worth in forms.items() if worth >= _LIKELY and _is_in_full(form)]
    elif is_given_name(words[0]) or len(words) < len(best.split()):
        return best
    else:
        likely = [form for form, worth in forms.items() if worth >= _MAYBE and _is_behind(form, best)]
    return max(likely, key=lambda form: (forms[form], len(form)), default=best)


def _without_titles(form: str) -> Sequence[str]:
    tokens = form.split()
    first = next((index for index, token in enumerate(tokens) if not is_title(token)), len(tokens) - 1)
    return tokens[first:]


def _is_in_full(form: str) -> bool:
    """Whether a form has more than one name in it and nothing else but titles before them."""
    words = _without_titles(form)
    if len(words) < 2 or name_of(form) is None:
        return False
    other = any(is_post(word) or is_title(word) or fold(word) in word_list("title_after") for word in words)
    return not other and all(belongs(word, index > 0) for index, word in enumerate(words))


def _is_behind(form: str, longer: str) -> bool:
    """Whether a longer form ends with a full name that begins with a first name."""
    return (
        " " in form
        and longer.endswith(f" {form}")
        and name_of(form) == form
        and is_given_name(form.split(maxsplit=1)[0])
    )
