"""Notes: what people write down for themselves beside an appointment with an employer, in a word or two.

A note hardly ever says "job interview". It tells the post, what to wear, who is the boss, that one works on trial; each
alone means little, and together they are what only a visit to an employer has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from daemon.core.recognise.judgement import Reason
from daemon.core.recognise.kinds import is_given_name, is_kind_of_firm, is_organisation, is_post_alone
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.phrases import holds
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.sides import names_post, uncovered
from daemon.core.recognise.subjects import contradicted
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Event

# How much the words of each list say beside a post, a job or an interview.
_NOTED: Mapping[str, float] = {"attire": 1.4, "superior": 0.8}
_WORK = ("job-interview", "interview", "job", "applicant")
_OTHER_MATTERS = ("hiring-side", "hired", "research", "media", "networking")
_WORDS_OF_A_NOTE = 60
_REACH_OF_TRADE = 4


def notes(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """What a note that the owner typed tells of a job, and of whose interview it is."""
    if not reading.typed:
        return
    for told in (_about_a_job, _of_somebody, _with_parents):
        yield from told(reading)
    if not contradicted(reading.title):
        for told in (_trial, _at_an_employer, _in_characters, _workplace):
            yield from told(reading)


def _about_a_job(reading: Reading) -> Iterator[Reason]:
    """Whether the title speaks of seeing or hearing somebody about a job: "call Sam re the porter job"."""
    title = reading.title.words
    speaks = next((index for index, word in enumerate(title) if word in word_list("talk")), None)
    if speaks is None or any(hit.entry.weight < -2 for hit in reading.title.hits):
        return
    rest = title[speaks + 1 :]
    if not word_list("work_noun").isdisjoint(rest) and not word_list("with", "regarding").isdisjoint(rest):
        yield Reason(weight=1.8, sentence="The title tells of talking with somebody about a job.")


def _trial(reading: Reading) -> Iterator[Reason]:
    """Whether the title notes a trial beside a post or a place of work, as kitchens and shops hold: "prova cameriere",
    "Schnuppern Bäckerei"."""
    title = reading.title
    if word_list("trial").isdisjoint(title.words):
        return
    if names_post(title.words) or any(is_kind_of_firm(word) for word in title.words):
        yield Reason(weight=2.0, sentence="The title tells of a trial at work.")
    elif names_post(reading.description.words[:_WORDS_OF_A_NOTE]):
        yield Reason(weight=1.4, sentence="The title tells of a trial, and the description of a post.")


def _at_an_employer(reading: Reading) -> Iterator[Reason]:
    """Whether a note has several things together that one thinks of before seeing an employer."""
    if reading.description.means(*_OTHER_MATTERS):
        return
    words = (*reading.title.words, *reading.description.words[:_WORDS_OF_A_NOTE])
    weights = [weight for name, weight in _NOTED.items() if not word_list(name).isdisjoint(words)]
    if not weights:
        return
    if reading.title.means(*_WORK) or reading.description.means(*_WORK):
        yield Reason(weight=sum(weights), sentence="It has what one notes before seeing an employer.")
    elif names_post(tuple(word for word in words if word not in word_list("superior"))):
        yield Reason(weight=sum(weights) + 0.7, sentence="It has a post, and what one notes before seeing an employer.")


def _in_characters(reading: Reading) -> Iterator[Reason]:
    """Whether a note of a stage in Chinese, Japanese or Korean tells what one brings and wears: "一次 … スーツ"."""
    title = reading.title
    if title.raw.isascii() or not title.means("stage", "interview"):
        return
    if any(thing in reading.description.raw or thing in title.raw for thing in word_list("attire_in_characters")):
        yield Reason(weight=1.4, sentence="It has what one notes before seeing an employer.")


def _workplace(reading: Reading) -> Iterator[Reason]:
    """Whether a note has both a job and where or with whom: "Kim @ Tarn Bakery (cellar job)", "museum, registrar"."""
    title = reading.title
    if title.means("interview", "job-interview"):
        return
    somewhere = is_organisation(title.raw) or "@" in title.raw
    job = title.means("job")
    by_whom = somewhere or any(is_given_name(word) for word in title.words)
    if (job and by_whom) or (somewhere and names_post(uncovered(title, "recruiting"))):
        yield Reason(weight=1.0, sentence="The title tells of a job, and of whose it is.")


def about_a_topic(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether an interview is about something that is no job, as those of students and the press are."""
    title = reading.title
    if not title.means("interview") or title.means("job-interview", "job", "stage"):
        return
    if word_list("topic").isdisjoint(title.words):
        return
    interview = next(hit for hit in title.hits if hit.entry.meaning.name == "interview")
    topics = (index for index, word in enumerate(title.words) if word in word_list("topic") and index >= interview.end)
    topic = next(topics, len(title.words))
    if names_post(title.words) or topic + 1 >= len(title.words):
        return
    if title.raw[slice(*title.spans()[topic])].islower() and not title.words[topic + 1].isdigit():
        yield Reason(weight=-4.5, sentence="The title tells what the interview is about, and it is no job.")


def of_many(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether a title tells of interviewing people of a trade, of whom one picks: "interview wedding photographers".

    In capitals it may be a firm: "interview Acme Solicitors".
    """
    title = reading.title
    interview = next((hit for hit in title.hits if hit.entry.meaning.name == "interview"), None)
    if interview is None:
        return
    spans = title.spans()
    for index in range(interview.end, min(len(title.words), interview.end + _REACH_OF_TRADE)):
        word = title.words[index]
        if not title.raw[slice(*spans[index])].islower() or title.raw[spans[index][0] - 1] != " ":
            return
        if word.endswith("s") and is_post_alone(word[:-1]):
            yield Reason(weight=-5.0, sentence="The title tells of interviewing people of a trade, to pick one.")
            return


def _of_somebody(reading: Reading) -> Iterator[Reason]:
    """Whether a note names a person and a post, and no employer: "interview Kim, head barista" is Kim's interview."""
    title = reading.title
    if not title.means("interview", "job-interview") or title.means("recruiting"):
        return
    # What stands behind a comma in brackets tells more of the person: "interview nanny (Kim, next door)".
    raw = title.raw.partition(",")[0] if "(" in title.raw else title.raw
    words = title.words[: len(words_of(fold(raw)))]
    if is_organisation(raw) or not word_list("with", "at", "address").isdisjoint(words) or "@" in raw:
        return
    covered = {index for hit in title.hits for index in range(hit.start, hit.end)}
    left = [word for index, word in enumerate(words) if index not in covered and len(word) > 1]
    posts = [word for word in left if is_post_alone(word)]
    people = [word for word in left if is_given_name(word) and word not in posts]
    if posts and people and len(left) - len(posts) - len(people) < 2:
        yield Reason(weight=-9.0, sentence="The title names a person and a post, as those who hire note it.")


def _with_parents(reading: Reading) -> Iterator[Reason]:
    """Whether a note of an interview has somebody's parents in it, who come along with the young or choose a school.

    One whom they only drive there may be any candidate.
    """
    title = reading.title
    if not title.means("interview", "job-interview") or holds(title.words, "brings_me"):
        return
    if not word_list("kin").isdisjoint(title.words):
        yield Reason(weight=-5.5, sentence="Somebody's parents come along; those who look for a job go alone.")
