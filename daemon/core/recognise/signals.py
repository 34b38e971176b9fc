"""The signals: each looks at one side of an event and gives reasons, for or against. They are summed by `judge`.

Structure (who organises, who is invited, which system wrote it) and words (the lexicon) speak on the same scale:
2 is a hint, 4 is strong. Of one meaning the strongest word counts in full and further ones little, so that repeating a
word does not make it truer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from daemon.core.recognise.echo import domain_of
from daemon.core.recognise.judgement import Reason
from daemon.core.recognise.lexicon import Hit, system_of, word_list
from daemon.core.recognise.noted import about_a_topic, notes, of_many
from daemon.core.recognise.outright import outright
from daemon.core.recognise.reading import TITLE_LIMIT, Reading, Text, read_text
from daemon.core.recognise.sides import (
    greeting,
    in_house,
    names_post,
    of_the_family,
    others_name,
    own_name,
    owner_among,
    place_of_owner,
    post,
    sender,
    speaks_to_owner,
)
from daemon.core.recognise.standing import called_off, standing
from daemon.core.recognise.subjects import (
    belongs_to_post,
    contradicted,
    is_topic,
    runs_on,
    speaks_of_post,
    weight_in_title,
)
from daemon.ports.records import Event

Signal = Callable[[Reading, Sequence[Event]], Iterable[Reason]]

_FURTHER = 0.25
_NEIGHBOURS_READ = 50
_TOPIC_OF_A_JOB = 0.15
# Pages of applicant tracking systems where employers read and write about candidates.
_DESK = re.compile(
    r"hire\.lever\.co/(?:interviews|candidates)/|greenhouse\.io/(?:guides|people)/|app\.ashbyhq\.com/"
    r"|smartrecruiters\.com/app/|workable\.com/backend/|app\.teamtailor\.com/|app\.recruitee\.com/"
    r"|bamboohr\.com/hiring/|personio\.(?:de|com)/recruiting/|app\.jazz\.co/|pinpointhq\.com/hq/|bullhornstaffing\.com/"
)
# What employers write for each other about candidates, and sometimes leave standing in what they send to one.
_LEFT_IN = frozenset(["hiring-side", "candidates"])
_LEFT_STANDING = 0.6
_ALL_HEARD: frozenset[str] = frozenset()
_ONCE_CALLED_OFF = frozenset(["cancelled"])
_INVITED = frozenset(["reminder"])
_FROM_ELSEWHERE = frozenset(["reminder", "candidates"])


def words(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """What the lexicon finds, by meaning."""
    found: dict[str, list[tuple[float, str, Hit]]] = {}
    texts = {"title": reading.title, "description": reading.description, "location": reading.location}
    unheard, spoken_to = _unheard(reading), speaks_to_owner(reading)
    if reading.title.means("cancelled") and not called_off(reading.title):
        unheard |= _ONCE_CALLED_OFF
    for place, text in texts.items():
        for hit in text.hits:
            weight = _weight(hit, place)
            if weight and hit.entry.meaning.name not in unheard:
                if is_topic(hit) and (belongs_to_post(hit, text) if place == "title" else speaks_of_post(reading)):
                    weight *= _TOPIC_OF_A_JOB
                if spoken_to and place == "description" and hit.entry.meaning.name in _LEFT_IN:
                    weight *= _LEFT_STANDING
                found.setdefault(hit.entry.meaning.name, []).append((weight, place, hit))
    for hits in found.values():
        strongest, place, hit = max(hits, key=lambda found: abs(found[0]))
        further = _further(hits, hit.phrase) if len(hits) > 1 else 0.0
        sentence = hit.entry.meaning.sentence.format(words=texts[place].quote(hit.phrase), place=place)
        yield Reason(weight=strongest + _FURTHER * further, sentence=sentence)


def _further(hits: list[tuple[float, str, Hit]], strongest: str) -> float:
    """What the other phrases of one meaning weigh, of which three count."""
    hits.sort(key=lambda found: -abs(found[0]))
    distinct = {hit.phrase: weight for weight, _, hit in hits if hit.phrase != strongest}
    return sum(list(distinct.values())[:3])


def _unheard(reading: Reading) -> frozenset[str]:
    """The meanings that say nothing because of who wrote it.

    What one types to oneself as a reminder has another sense in an invitation ("follow up discussion"), and to those
    in another house "our candidates" are the owner and others.
    """
    if reading.organiser is None or reading.me is None:
        return _ALL_HEARD
    known = system_of(domain_of(reading.organiser.email))
    spoken_to = known is None or owner_among(reading.title.words, reading)
    return _FROM_ELSEWHERE if spoken_to and not in_house(reading) else _INVITED


def _weight(hit: Hit, place: str) -> float:
    entry = hit.entry
    if place == "title":
        return weight_in_title(hit)
    return entry.weight * entry.meaning.share if entry.where == "any" else 0.0


def system(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """The fingerprints of applicant tracking, interview scheduling, assessments, and of services that are none."""
    hiring = reading.system("ats", "scheduler", "assessment")
    if hiring and _DESK.search(reading.description.folded):
        yield Reason(weight=-8.0, sentence=f"It links to a page of {hiring.name} that only those who hire can see.")
    elif hiring:
        yield Reason(weight=1.6, sentence=f"It was made with {hiring.name}, which employers use for hiring.")
    practice = reading.system("practice")
    if practice:
        yield Reason(weight=-5.0, sentence="It was made with a site for practising interviews.")
    other = reading.system("research", "media")
    if other:
        yield Reason(weight=-4.0, sentence=f"It was made with {other.name}, not with a system for hiring.")


def invitation(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Who organises, who is invited, and how they stand to the owner."""
    if reading.hosting:
        yield Reason(weight=-5.0, sentence="You invited the others; candidates are invited.")
        return
    if reading.organiser is None:
        return
    if of_the_family(reading):
        to_owner = speaks_to_owner(reading) or not word_list("yours").isdisjoint(reading.title.words)
        yield Reason(weight=1.0 if to_owner else -6.0, sentence="Somebody of your family wrote it down.")
    elif in_house(reading):
        yield _at_own_employer(reading)
    elif reading.me is not None:
        yield Reason(weight=0.8, sentence="Somebody from elsewhere invited you.")


def _at_own_employer(reading: Reading) -> Reason:
    """Colleagues invite to interviews of others; of the owner only for a post inside the house, where it is said."""
    inside = word_list("internal")
    if not (inside.isdisjoint(reading.title.words) and inside.isdisjoint(reading.description.words[:120])):
        return Reason(weight=-2.0, sentence="It comes from your own employer.")
    if owner_among(reading.title.words, reading):
        return Reason(weight=-3.2, sentence="It comes from your own employer, and speaks of no post inside the house.")
    return Reason(weight=-8.5, sentence="It comes from your own employer, and nothing says that you are the candidate.")


def party(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether the title, beside the word interview, says with whom, as people note their own interviews."""
    if not reading.title.means("interview", "job-interview", "stage") or contradicted(reading.title):
        return
    if reading.typed and reading.title.means("interview") and not _names_somebody(reading.title):
        yield Reason(weight=0.8, sentence="The title says that it is an interview, and nothing else.")
    more = _tells_more(reading)
    if _names_somebody(reading.title) and (more or reading.title.means("interview")):
        weight = 1.8 if more and not runs_on(reading) else 1.4
        yield Reason(weight=weight, sentence="The title says with whom.")


def _names_somebody(title: Text) -> bool:
    """Whether a title has words beside those that the lexicon knows."""
    covered = {index for hit in title.hits for index in range(hit.start, hit.end)}
    return any(index not in covered and len(word) > 2 for index, word in enumerate(title.words))


def bare_stage(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether the title has no more than a stage, as games, journeys and treatments have: "Round 2"."""
    if (
        reading.typed
        and reading.title.means("stage")
        and not reading.title.means("interview")
        and not _tells_more(reading)
    ):
        yield Reason(weight=-0.6, sentence="Nothing in the title but a stage speaks of hiring.")


def _tells_more(reading: Reading) -> bool:
    """Whether the title tells more than an interview with somebody, as the press and researchers have: a kind that
    only employers hold, a post, a kind of organisation."""
    title = reading.title
    if title.means("job-interview", "job", "applicant", "recruiting") or names_post(title.words):
        return True
    return not word_list("organisation", "legal_form").isdisjoint(title.words)


def prepared(reading: Reading, neighbours: Sequence[Event]) -> Iterator[Reason]:
    """Whether time to prepare, naming the same employer or person, stands near it in the calendar."""
    if not neighbours:
        return
    names = {word for word in reading.title.words if len(word) > 3} - _covered(reading.title)
    for neighbour in islice(neighbours, _NEIGHBOURS_READ) if names else ():
        title = read_text(neighbour.summary, TITLE_LIMIT)
        if title.means("practice", "reminder") and not names.isdisjoint(title.words):
            yield Reason(weight=1.2, sentence=f"You have set time aside for it: “{neighbour.summary[:80]}”.")
            return


def _covered(text: Text) -> set[str]:
    return {word for hit in text.hits for word in text.words[hit.start : hit.end]}


def recurring(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Interviews hardly ever repeat."""
    if reading.event.recurring:
        yield Reason(weight=-2.0, sentence="It repeats, which interviews hardly ever do.")


def length(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Interviews last from a quarter of an hour to a day."""
    start, end = reading.event.start, reading.event.end
    if isinstance(start, datetime) and isinstance(end, datetime):
        lasts, limit = end - start, timedelta(hours=12)
    else:
        lasts, limit = timedelta(days=end.toordinal() - start.toordinal()), timedelta(days=3)
    if lasts > limit:
        yield Reason(weight=-1.5, sentence="It lasts longer than a visit does.")


SIGNALS: tuple[Signal, ...] = (
    words,
    system,
    invitation,
    place_of_owner,
    sender,
    greeting,
    own_name,
    others_name,
    post,
    party,
    bare_stage,
    notes,
    about_a_topic,
    of_many,
    standing,
    outright,
    prepared,
    recurring,
    length,
)
