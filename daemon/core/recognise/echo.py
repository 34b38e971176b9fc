"""Names that an address repeats: "Acme Tools" beside someone@acme-tools.example, "Müller" beside @mueller.example.

The letters of the domain are compared with runs of words, so the event's own spelling is kept and nothing is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from daemon.core.recognise.lexicon import system_named, system_of, word_list
from daemon.core.recognise.words import fold

if TYPE_CHECKING:
    from daemon.core.recognise.reading import Reading

_WRITTEN_OUT = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"})
_HOUSEHOLD = frozenset(
    ["co", "com", "org", "net", "ac", "gov", "mail", "talent", "hire", "gob", "edu", "jobs", "careers"]
)
_SHORTEST = 4
_LINKS_READ = 6000
# How hosts begin on which systems publish the postings of all their customers, each under its name.
_POSTINGS = frozenset(["jobs", "boards", "apply", "careers", "job-boards", "job"])
_LINK = re.compile(r"(?:https?://|www\.)([a-z0-9.-]{4,80})(/[a-z0-9._/-]{0,80})?")


def domain_of(email: str | None) -> str:
    """The domain of an address in lower case, or an empty text."""
    return (email or "").rpartition("@")[2].lower()


def domain_labels(reading: Reading) -> list[str]:
    """The registered part of the domains of the others in bare letters, without private mail and known services."""
    people = [reading.organiser.email if reading.organiser else None, *(other.email for other in reading.others[:30])]
    own = {domain_of(email) for email in reading.owner.emails}
    labels: dict[str, None] = {}
    for email in people:
        domain, name = domain_of(email), registered_name(email)
        if name and domain not in own and system_of(domain) is None:
            labels[letters(name)] = None
    return [label for label in labels if not _is_of_system(label)]


def registered_name(email: str | None) -> str:
    """The registered part of an address's domain as it is spelled, or an empty text."""
    names = [part for part in domain_of(email).split(".")[:-1] if part not in _HOUSEHOLD]
    return names[-1] if names else ""


def posting_labels(reading: Reading) -> list[str]:
    """What links and machine senders say of the employer in bare letters: "jobs.lever.co/acme", "acme@myworkday.com".

    Of a service's own host the tenant counts (first part of its name or path), of any other the registered name.
    """
    labels: dict[str, None] = {}
    texts = f"{reading.event.url[:1000]}\n{reading.location.raw}\n{reading.description.raw[:_LINKS_READ]}"
    if "//" in texts or "www." in texts:
        for link in islice(_LINK.finditer(texts.lower()), 12):
            labels.update(dict.fromkeys(_tenants(link[1], link[2] or "")))
    organiser = (reading.organiser and reading.organiser.email) or ""
    box, _, domain = organiser.lower().partition("@")
    system = system_of(domain)
    if system is not None and system.kind != "mail":
        labels[letters(box.partition("+")[0])] = None
        labels.update(dict.fromkeys(_tenants(domain, "")))
    return [label for label in labels if len(label) >= _SHORTEST and not _is_of_system(label)]


def _tenants(host: str, path: str) -> Iterator[str]:
    system = system_of(host)
    first = host.split(".", maxsplit=1)[0]
    if system is None:
        names = [part for part in host.split(".")[:-1] if part not in _HOUSEHOLD]
        yield from (letters(name) for name in names[-1:])
    elif system.kind == "ats":
        yield letters(path.split("/")[1] if first in _POSTINGS and path.count("/") else first)


def _is_of_system(label: str) -> bool:
    """Whether a domain is a known service's by its name: "greenhouse-mail", "leverhq"."""
    return any(
        system_named(label.removesuffix(ending))
        for ending in ("", "mail", "email", "app", "apps", "hq", "hire", "jobs")
    )


@lru_cache(maxsize=256)
def letters(text: str) -> str:
    """A name's letters without accents, in the spelling that domains use for them or without it: "ü" is "ue" is "u"."""
    bare = "".join(character for character in fold(text).translate(_WRITTEN_OUT) if character.isalnum())
    return bare.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace("aa", "a")


def echoed(run: str, labels: list[str]) -> tuple[int, int] | None:
    """From which to which word of a run the letters of a domain repeat it, or None.

    They repeat the run, its beginning (at least four letters or a whole word), or the first letters of its words.
    """
    tokens = run.split()
    for label in labels:
        if len(label) > 2 and _initials(tokens) == label:
            return 0, len(tokens)
        for first in range(len(tokens)):
            last = _last_repeated(tokens[first:], label)
            if last:
                return first, first + last
    return None


def _initials(tokens: list[str]) -> str:
    return letters("".join(token[0] for token in tokens if token[0].isupper())) if len(tokens) > 2 else ""


def _last_repeated(tokens: list[str], label: str) -> int:
    """How many of these words the label repeats from its first letter on; 0 if it does not."""
    if not label.startswith(letters(tokens[0])[:1]):
        return 0
    for spelled in (_spelled(tokens, ""), _spelled(tokens, "and")):
        built, repeated = "", 0
        for number, piece in spelled:
            built += piece
            if not label.startswith(built):
                break
            repeated = number
        head = spelled[0][1]
        if repeated and (len(head) >= _SHORTEST or "".join(p for _, p in spelled[:repeated]) == label):
            return repeated
        if len(label) >= _SHORTEST and head.startswith(label):
            return 1
    return _abbreviated([letters(token) for token in tokens[:6]], label)


def _abbreviated(words: list[str], label: str) -> int:
    """How many words the label is made of if each gives its beginning: "pvpott" is Plum Valley Pottery; 0 if none."""
    ends = {0}
    for number, word in enumerate(words, 1):
        ends = {end + size for end in ends for size in _common(word, label[end:])}
        if (
            number > 1
            and len(label) in ends
            and len(label) >= _SHORTEST
            and any(w in label for w in words if len(w) > 3)
        ):
            return number
        if not ends:
            break
    return 0


def _common(word: str, rest: str) -> Iterator[int]:
    for size, (one, other) in enumerate(zip(word, rest, strict=False), 1):
        if one != other:
            return
        yield size


def _spelled(tokens: list[str], ampersand: str) -> list[tuple[int, str]]:
    """The letters of each word with its number; small words and "&" as domains leave them out or spell them."""
    small = word_list("small")
    return [
        (number, ampersand if _joins(token) else letters(token))
        for number, token in enumerate(tokens[:6], 1)
        if _joins(token) or number == 1 or fold(token) not in small or ampersand
    ]


def _joins(token: str) -> bool:
    return token in ("&", "+", "and", "und", "et", "y", "e", "en", "og", "och")
