"""The last look at a draft before it is written: what a careful friend would not let pass.

A fault is named, for the language in which its reader is told, and may have a detail. Notes and names come from people
and are what goes wrong; the sentences around them are ours and are looked at all the same.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daemon.core.letters import Letter, can_typeset, unprintable
from daemon.core.wording.choosing import tell_language
from daemon.core.wording.greeting import split_honorific
from daemon.core.wording.language import Language
from daemon.ports.records import Draft

MOST_WORDS = 149

_UNFILLED = re.compile(r"\{\{|\}\}|\{%|\bNone\b|\bUndefined\b|\[[A-Z ]{3,}\]|<[A-Z ]{3,}>|\bTBD\b|\bTODO\b|XXX")
_DOUBLED = re.compile(r"\b(\w{2,}) \1\b", re.IGNORECASE)
_MACHINE = re.compile(r"no-?reply|do-?not-?reply|notifications?@|mailer-daemon", re.IGNORECASE)
_SHOUTED = re.compile(r"[!¡][\s!?¡¿]*[!¡]")
_WORD = re.compile(r"[^\W\d_]{5,40}")
_ALIKE = 0.85  # from here on two words are taken to be one, misspelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong: a name of the table `[faults]` of each language, and what it speaks of."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """What a draft is to be: in which language, to whom, about which employer.

    `others` are the people of the interview whom it must not name, `noted` what the person wanted to have in it.
    """

    language: Language
    addressee: str | None
    company: str | None
    others: Sequence[str] = ()
    noted: Sequence[str] = ()


def proofread(draft: Draft, intended: Intended) -> list[Fault]:
    """The faults of a draft, the worst first. Without any it may be written."""
    return [*_address_faults(draft), *_name_faults(draft, intended), *_text_faults(draft, intended)]


def print_faults(letter: Letter) -> list[Fault]:
    """What stands in the way of printing a letter."""
    faults = [] if can_typeset() else [Fault(name="extra", detail="pip install 'followupd[letters]'")]
    if character := unprintable(letter):
        faults.append(Fault(name="unprintable", detail=character))
    if len(letter.address) > letter.paper.address_lines:
        faults.append(Fault(name="address", detail=str(letter.paper.address_lines)))
    return faults


def _address_faults(draft: Draft) -> Iterator[Fault]:
    addresses = [(person.email or "").lower() for person in draft.to]
    if any(_MACHINE.search(address) for address in addresses):
        yield Fault(name="machine")
    if (draft.sender.email or "").lower() in addresses:
        yield Fault(name="yourself")


def _name_faults(draft: Draft, intended: Intended) -> Iterator[Fault]:
    greeting = draft.body.partition("\n")[0]
    addressee = split_honorific(intended.addressee or "")[1]
    if addressee not in greeting:
        yield Fault(name="addressee")
    text = f"{draft.subject}\n{draft.body}"
    others = (name for name in intended.others if name and name not in addressee)
    if other := next((name for name in others if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)), None):
        yield Fault(name="other", detail=other)
    if intended.company and intended.company not in text:
        yield Fault(name="company")
    if wrong := _misspelled(intended):
        yield Fault(name="spelling", detail=wrong)


def _misspelled(intended: Intended) -> str | None:
    """A word of the notes that is nearly, but not quite, the name of the employer or the addressee."""
    known = {_base(name) for name in _WORD.findall(f"{intended.company or ''} {intended.addressee or ''}")}
    capitals = (word for note in intended.noted for word in _WORD.findall(note) if word[0].isupper())
    for word in capitals:
        if _base(word) not in known and difflib.get_close_matches(_base(word), known, n=1, cutoff=_ALIKE):
            return str(word)
    return None


def _base(word: str) -> str:
    """A name without the "s" of what belongs to it."""
    return word.casefold().removesuffix("s")


def _text_faults(draft: Draft, intended: Intended) -> Iterator[Fault]:
    text = f"{draft.subject}\n{draft.body}"
    language = intended.language
    if found := _UNFILLED.search(text):
        yield Fault(name="unfilled", detail=found[0])
    if doubled := next((m for m in _DOUBLED.finditer(text) if not _meant(m, intended)), None):
        yield Fault(name="doubled", detail=doubled[0])
    if len(draft.body.split()) > MOST_WORDS:
        yield Fault(name="long", detail=str(MOST_WORDS))
    if begged := next((phrase for phrase in language.never if phrase in text.casefold()), None):
        yield Fault(name="never", detail=begged)
    if _SHOUTED.search(text):
        yield Fault(name="shouted")
    told = next((t for p in draft.body.split("\n\n") if (t := tell_language(p)) not in (None, language.code)), None)
    if told:
        yield Fault(name="language", detail=told)


def _meant(match: re.Match[str], intended: Intended) -> bool:
    names = f"{intended.company or ''}\n{intended.addressee or ''}"
    return match[1].lower() in intended.language.words["fine_twice"] or match[0] in names
