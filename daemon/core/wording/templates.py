"""The templates of one language, ready to be filled in.

They are ours; names, titles and notes are values that they show, never compiled, and cleaned of line breaks before.
That is why a template can hold several ways to say a thing, one a line: `pick` takes the one for a place and begins
anew when there are no more, `once` leaves the thing unsaid then, so that no two letters share it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from daemon.core.wording.language import Language, load_language
from daemon.core.wording.texts import clean, plain_role

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

# Blanks at the end of a line, too many lines, and a line that goes on with the sentence before.
_SPACES = re.compile(r"[ \t]+(?=\n)|\n{3,}|\n? +(?=\S)")
# In which order a letter says what it has to say: thanks, what is remembered, what one can do. One that begins with
# what is remembered has to have something.
_ORDERS = ((0, 1, 2), (0, 2, 1), (1, 0, 2))


def render(name: str, language: Language, values: Mapping[str, Any]) -> tuple[str, str]:
    """The first line of a filled-in template, and the rest, tidied."""
    text = _environment(language.tag).get_template(f"{name}.jinja").render(values).strip()
    title, _, body = text.partition("\n")
    return title.strip(), _SPACES.sub(_tidy, body.strip()) + "\n"


def _tidy(match: re.Match[str]) -> str:
    if match[0].startswith("\n\n"):
        return "\n\n"
    return "" if match.string[match.end() : match.end() + 1] == "\n" else " "


def pick(text: str, place: int) -> str:
    """The line for a place; the lines take turns."""
    lines = _lines(text)
    return lines[place % len(lines)] if lines else ""


def once(text: str, place: int) -> str:
    """The line for a place, or nothing if there are no more."""
    lines = _lines(text)
    return lines[place] if place < len(lines) else ""


def arrange(parts: Sequence[str], place: int) -> str:
    """Three paragraphs in the order of a place; empty ones are left out."""
    order = _ORDERS[place % len(_ORDERS)]
    return "\n\n".join(stripped for index in order if (stripped := parts[index].strip()))


def _lines(text: str) -> list[str]:
    return [stripped for line in text.split("\n") if (stripped := line.strip())]


@cache
def _environment(tag: str) -> SandboxedEnvironment:
    from jinja2 import FunctionLoader, StrictUndefined  # noqa: PLC0415 - loaded only when something is worded
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - as above

    language = load_language(tag)
    environment = SandboxedEnvironment(
        autoescape=False,  # plain text for calendars and mail, never HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(language.read_template),
    )
    environment.filters |= {
        "line": lambda text: clean(text or ""),
        "role": plain_role,
        "day": language.show_day,
        "short_day": language.show_short_day,
        "clock": language.show_clock,
        "place": language.show_place,
        "reason": lambda step: language.spell(step.rule.reason(language.code)),
        "small": language.lower,
        "after_greeting": language.after_greeting,
        "pick": pick,
        "once": once,
        "arrange": arrange,
    }
    return environment
