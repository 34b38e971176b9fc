"""Whether what speaks against is no more than the subject of a job: "interview – electrician", "radio producer"."""

from __future__ import annotations

from daemon.core.recognise.kinds import is_kind_of_firm
from daemon.core.recognise.lexicon import Hit, word_list
from daemon.core.recognise.reading import Reading, Text
from daemon.core.recognise.sides import names_post

_EMPLOYERS = frozenset(["surroundings", "everyday", "work"])
_TOPICS = frozenset(["research", "media", "official", "networking", "surroundings", "everyday", "work", "reminder"])


def is_topic(hit: Hit) -> bool:
    """Whether a phrase speaks against by its subject only, which may as well be the subject of a job."""
    return hit.entry.meaning.name in _TOPICS and "interview" not in hit.phrase


def belongs_to_post(hit: Hit, text: Text) -> bool:
    """Whether a phrase is a post beside the word interview ("interview – electrician"), or part of one ("radio
    producer"), or of an employer's name beside a kind of interview that only employers hold.

    Behind "with" the post is that of somebody whom one meets: "with the school nurse".
    """
    posts = word_list("role")
    if hit.end < len(text.words) and text.words[hit.end] in posts:
        return word_list("with").isdisjoint(text.words[max(0, hit.start - 2) : hit.start])
    if hit.entry.meaning.name not in _EMPLOYERS:
        return False
    if text.means("job-interview"):
        return True
    if any(is_kind_of_firm(word) for word in text.words[hit.end - 1 : hit.end + 1]) and names_post(text.words):
        return True
    return hit.phrase in posts and text.means("interview", "job")


def contradicted(title: Text) -> bool:
    """Whether something in a title speaks against, other than the subject of the job itself."""
    return any(weight_in_title(hit) < 0 and not belongs_to_post(hit, title) for hit in title.hits)


def weight_in_title(hit: Hit) -> float:
    """How much a phrase of the title weighs: some count as its first words only."""
    return hit.entry.weight if hit.entry.where != "start" or hit.start == 0 else 0.0


def speaks_of_post(reading: Reading) -> bool:
    """Whether the title speaks of an interview for a post, so that subjects in the description are the job's own."""
    return (
        reading.title.means("job-interview", "interview", "stage", "job")
        and names_post(reading.title.words)
        and not runs_on(reading)
        and not contradicted(reading.title)
    )


def runs_on(reading: Reading) -> bool:
    """Whether the title begins "interview somebody": that is not "interview with somebody".

    Where the word is no verb, or nobody's full name follows, nobody is told to be interviewed.
    """
    first = reading.title.hits[0]
    if first.start > 0 or first.phrase != "interview" or first.end >= len(reading.title.words):
        return False
    spans = reading.title.spans()
    between = reading.title.raw[spans[first.end - 1][1] : spans[first.end][0]]
    return between == " " and reading.title.words[first.end] not in word_list("with", "at")
