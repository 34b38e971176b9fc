"""Which post: from labels, the title, phrases of the description and the person's own notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from daemon.core.recognise.lexicon import phrase_pattern, word_list
from daemon.core.recognise.parts import Part
from daemon.core.recognise.posts import is_post
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.roles import names_owner
from daemon.core.recognise.titles import names_of_owner
from daemon.core.recognise.words import fold, words_of

_CLAUSE = re.compile(r"[^\n.,;:!?]{3,70}")
_JOB = re.compile(
    r"(?:^|[.,;:(\n] ?|\bthe |\ba |\ban )((?:[^\W\d_][\w-]{1,20} ){1,3})(?:job|role|position|post|vacancy)\b"
)
_NUMBERS = re.compile(
    r"^(?!\d{1,2}(?:st|nd|rd|th)\b)(?:[A-Z]{1,3}-?)?\d[\w/-]{2,12}\s+|\s*\(?\d{4,}\w*\)?$"
    r"|\s*\((?:ref|req|job id|m/w/d|w/m/d|d/m/w|h/f|f/h|m/f/d)[^)]{0,30}\)",
    re.IGNORECASE,
)
# Who may apply, and the number of a post: "m/w/d", "CC-2".
_CODE = re.compile(r"[a-zA-Zäöü*]{1,3}(?: ?/ ?[a-zA-Zäöü*]{1,3}){1,3}|[A-Z]{1,4}-?\d{1,6}")
_LAST_BRACKET = re.compile(r"\(([^()]{1,80})\)?$")
_AMOUNT = re.compile(r"\d{1,3}(?:[-–.]\d{1,3})?[ -]?")
# A post with a comma in it, up to the word that says it is one: "Engineer, Payments role".
_NAMED = re.compile(
    r"((?:the |our |a |an )?[^\W\d_a-z][^\n.;:!?()]{2,70}?) (?:role|position|opening|post|job|vacancy|seat)s?\b"
)
_CAPITALS = re.compile(
    r"((?:[^\W\d_a-z][\w&/'’-]{0,24} (?:of |and |& )?){1,5})(?:role|position|opening|post|job|vacancy|seat)s?\b"
    r"|\(((?:[^\W\d_a-z][\w&/-]{0,24} ?){2,5})\)"
)
_INTRODUCES = frozenset(
    ["about", "for", "regarding", "re", "the", "our", "a", "an", "your", "as", "whether", "->", "is"]
)
_BEFORE = frozenset(["poste", "the", "a", "an", "our", "als", "as", "for", "un", "une", "der", "die"])
_AFTER = frozenset(["role", "position", "job", "opening", "post", "vacancy", "interview", "team", "search", "exercise"])
_PIECE = re.compile(r"([^.,;:\n(]{1,200})[.,;:\n(]?")
_DURATION = re.compile(r"^\d{1,3} ?-?min(?:ute)?s? ", re.IGNORECASE)


def role_of(reading: Reading, company: str | None) -> tuple[str, str] | None:
    """The post as the event spells it and where it was read, or None."""
    for label in reading.labels:
        if label.name in word_list("role_label") and (role := _role(_first_clause(label.value))) and is_post(role):
            return role, "description"
    titled = _in_title(reading, company)
    if titled:
        return titled, "title"
    text = reading.description.raw[:6000]
    for phrase in _after_cues(text):
        role = _role(phrase)
        if role and is_post(role) and len(role.split()) <= 7 and not _recruits(role):
            return role, "description"
    noted = _before_job(reading) or (_noted_role(reading) if reading.typed else _named(text))
    return (noted, "description") if noted else None


def _in_title(reading: Reading, company: str | None) -> str | None:
    """The part of the title that names a post, else one that names a field of work."""
    for part in reading.title_parts.parts:
        role = _role(part.text)
        if part.start in reading.title_parts.posts_of_people:
            continue
        if role and _may_be_role(role, part, company) and not names_of_owner(role, reading):
            return role + _brackets_after(reading, part)
    return next((part.text for part in reading.title_parts.parts if _is_field(part)), None)


def _after_cues(text: str) -> Iterator[str]:
    """The phrases after words such as "for the", cut where the sentence goes on."""
    folded = fold(text)
    starts = [cue.end() + 1 for cue in islice(phrase_pattern("role_cue").finditer(folded), 80)]
    yield from (_last_thing(named[1]) for start in starts if (named := _NAMED.match(text, start)))
    for start in starts:
        clause = _CLAUSE.match(folded, start)
        if clause:
            stop = phrase_pattern("role_stop").search(clause[0])
            yield _last_thing(
                text[start : start + (stop.start() if stop else len(clause[0]))].partition("(")[0].strip(" -–—>")
            )


def _last_thing(phrase: str) -> str:
    """The last thing a phrase speaks of: "a conversation about the Claims Lead" is about the claims lead."""
    tokens = phrase.split()
    first = next((i + 1 for i in range(len(tokens) - 1, -1, -1) if fold(tokens[i]) in _INTRODUCES), 0)
    rest = tokens[first:]
    return "" if any(fold(token) in word_list("pronoun") for token in rest) else " ".join(rest)


def _first_clause(value: str) -> str:
    """A value up to where a sentence goes on: "Engineer, Tooling" is one, "engineer, ask for Sam" is not."""
    for comma in re.finditer(r", ?(?=\w)", value):
        if value[comma.end()].islower():
            return value[: comma.start()]
    return value


def _may_be_role(role: str, part: Part, company: str | None) -> bool:
    if (
        not is_post(role)
        or fold(role) in word_list("short_post")
        or part.before in word_list("with")
        or _recruits(role)
    ):
        return False
    return not (company and fold(company) in fold(role))


def _is_field(part: Part) -> bool:
    """Whether a part of a title is a field of work and nothing else: "customer success", "Payroll"."""
    words = words_of(fold(part.text))
    return part.before not in word_list("with", "at") and len(part.text) > 4 and word_list("field").issuperset(words)


def _recruits(role: str) -> bool:
    """Whether a post is that of somebody who recruits, and so hardly the owner's."""
    words = words_of(fold(role))
    return not {"recruiter", "recruiting", "talent", "hr", "hiring", "their", "my"}.isdisjoint(words)


def _brackets_after(reading: Reading, part: Part) -> str:
    """The brackets that belong to a role: "Account Executive (Mid-Market)", not the owner's name or a number."""
    end = part.start + reading.title.raw[part.start :].find(part.text) + len(part.text)
    match = re.match(r"\s?\(([^()]{1,30})\)", reading.title.raw[end:])
    if not match or re.search(r"\d{3,}", match[1]) or names_owner(fold(match[1]), reading):
        return ""
    kept = (match[1][:1].isdigit() or "/" in match[1] or "-" in match[1]) and not _CODE.fullmatch(match[1])
    return f" ({match[1]})" if kept and not _is_condition(match[1]) else ""


def _before_job(reading: Reading) -> str | None:
    """In a person's own texts: "front desk job", "the payroll assistant role"."""
    if not reading.typed:
        return None
    for text in (reading.title.raw, reading.description.raw[:1500]):
        match = _JOB.search(text)
        if match:
            tokens = match[1].split()
            while tokens and fold(tokens[0]) in word_list("small"):
                tokens.pop(0)
            if tokens and not _recruits(" ".join(tokens)):
                return _role(" ".join(tokens))
    return None


def _role(text: str) -> str | None:
    text = re.split(r"\s[-–—|]\s|\n|(?<=[^\W\d_]{4})\. |;", text.strip(), maxsplit=1)[0].strip(" .,:;*\"“”'")
    text = _DURATION.sub("", without_conditions(_NUMBERS.sub("", text)))
    if "職の" in text:
        text = text.partition("職の")[0] + "職"
    tokens = text.split()
    while tokens and fold(tokens[0]) in _BEFORE:
        tokens.pop(0)
    while tokens and fold(tokens[-1]) in _AFTER:
        tokens.pop()
    text = " ".join(tokens).strip(" .,:;-–")
    return text if 2 <= len(text) <= 80 else None


def without_conditions(role: str) -> str:
    """A post without the terms appended to it: "Nurse (perm, hybrid York)", "Nurse, 3 days"; "(2nd shift)" stays."""
    bracket = _LAST_BRACKET.search(role) if "(" in role else None
    if bracket and any(_is_condition(piece) for piece in re.split(r"[,;]", bracket[1])):
        role = role[: bracket.start()].rstrip()
    pieces = role.split(",")
    kept = next((index for index, piece in enumerate(pieces) if index and _is_condition(piece)), len(pieces))
    return ",".join(pieces[:kept])


def _is_condition(piece: str) -> bool:
    """Whether a piece says on what terms: "perm", "hybrid York", "Remote, UK"; "Remote Sensing" is a subject."""
    piece = piece.strip()
    amount = _AMOUNT.match(piece)
    start = amount.end() if amount else 0
    words = phrase_pattern("condition").match(fold(piece), start)
    if not words:
        return False
    rest = piece[words.end() :].split()
    return piece[:1].islower() or start > 0 or all(word.isupper() or _is_condition(word) for word in rest)


def _named(text: str) -> str | None:
    """In somebody's letter, a post with capitals: "the Office Administrator job", "(Mechanical Engineer II)"."""
    for match in islice(_CAPITALS.finditer(text), 40):
        role = _role(_last_thing(match[1] or match[2]))
        if role and is_post(role) and not _recruits(role):
            return role
    return None


def _noted_role(reading: Reading) -> str | None:
    """In a person's own note the post often stands first: "payroll assistant, starts June"."""
    after_a_name = False
    for piece in islice(_PIECE.finditer(reading.description.raw[:1500]), 16):
        clause, follows = piece[1], after_a_name
        last_word = clause.split()[-1] if clause.split() else ""
        after_a_name = last_word[:1].isupper() and piece[0][-1:] in ",("
        if follows:
            continue
        tokens = clause.split()
        places = [i for i, token in enumerate(tokens) if is_post(token)]
        if not places or len(tokens) > 9 or "=" in clause or ")" in clause:
            continue
        last = first = places[-1]
        while first > 0 and last - first < 4 and _may_precede(tokens[first - 1]):
            first -= 1
        owned = first > 0 and fold(tokens[first - 1]) in word_list("determiner")
        last += last + 1 < len(tokens) and tokens[last + 1] in ("I", "II", "III", "IV")
        last += 2 * (last + 2 < len(tokens) and tokens[last + 1] in ("de", "des", "du", "di", "da", "do", "of"))
        role = _role(" ".join(tokens[first : last + 1]))
        if not owned and role and not _recruits(role):
            return role
    return None


def _may_precede(token: str) -> bool:
    return (fold(token) not in word_list("small") or fold(token) == "video") and not re.search(r"[=\d@/]", token)
