"""Whether a slot stands: entries that people leave in a calendar after what they were for has moved to another day.

"Moved to Thursday" says of an event on a Tuesday that nothing takes place, and of one on a Thursday that it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from daemon.core.recognise.judgement import Reason
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.reading import Reading, Text
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Event

_BEFORE, _BEHIND = 3, 6  # words around one of moving among which the day is looked for
_WORDS_READ = 120
# "the 14th", "14.3.", "3/14"; not "10.30", which is an hour.
_NUMBERED = re.compile(r"(?<![\d.:/])(\d{1,2})(?:(?:st|nd|rd|th)\b|\.(1[0-2]|0?[1-9])\.|/([12]?\d|3[01])(?![\d/]))")
# What an entry once was: "RESCHEDULED (was: cancelled)".
_ONCE = re.compile(r"[(\[](?:was|previously|formerly|war|zuvor|avant|antes|prima|tidigare|tidligere)\b[^)\]]*")
# From Monday on, as many languages write them.
_WEEKDAYS = (
    "mon monday mo montag lun lundi lunes lunedì segunda ma maandag pon poniedziałek mån måndag mandag maanantai "
    "pondělí hétfő luni pazartesi понедельник пн понеділок δευτέρα",
    "tue tues tuesday di dienstag mardi martes martedì terça dinsdag wt wtorek tis tisdag tirsdag tiistai úterý kedd "
    "marți salı вторник вт вівторок τρίτη",
    "wed weds wednesday mi mittwoch mercredi mié miércoles mercoledì quarta wo woensdag śr środa środę ons onsdag "
    "keskiviikko středa středu szerda miercuri çarşamba среда среду ср середа середу τετάρτη",
    "thu thur thurs thursday do donnerstag jeudi jueves giovedì quinta donderdag czw czwartek tors torsdag torstai "
    "čtvrtek csütörtök joi perşembe четверг чт четвер πέμπτη",
    "fri friday fr freitag vendredi viernes venerdì sexta vr vrijdag pt piątek fre fredag perjantai pátek péntek "
    "vineri cuma пятница пятницу пт п'ятниця παρασκευή",
    "sat saturday sa samstag sonnabend samedi sábado sabato za zaterdag sob sobota sobotę lör lördag lørdag lauantai "
    "sobotu szombat sâmbătă cumartesi суббота субботу сб субота σάββατο",
    "sun sunday sonntag dimanche domingo domenica zo zondag niedziela niedzielę sön söndag søndag sunnuntai neděle "
    "vasárnap duminică воскресенье вс неділя κυριακή",
)


def standing(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """Whether it was moved to a day that is not its own, or put off without a new one."""
    moved = word_list("moved")
    for text in (reading.title, reading.description):
        words = text.words[:_WORDS_READ]
        if moved.isdisjoint(words):
            continue
        place = next(index for index, word in enumerate(words) if word in moved)
        weekdays, numbers = set(_weekdays_around(words, place)), set(_numbers_around(text, place))
        start = reading.event.start
        if (weekdays or numbers) and start.weekday() not in weekdays and start.day not in numbers:
            weight = -10.0 if text is reading.title else -6.0
            yield Reason(weight=weight, sentence=f"It says “{words[place]}”, to another day than this one.")
        elif not (weekdays or numbers) and text is reading.title and words[place] in word_list("put_off"):
            yield Reason(weight=-10.0, sentence=f"The title says “{words[place]}”, and to no other day.")
        return


def called_off(title: Text) -> bool:
    """Whether a title says that nothing takes place, and not only in brackets that it once was called off."""
    hits = [hit for hit in title.hits if hit.entry.meaning.name == "cancelled"]
    if not hits:
        return False
    spans, once = title.spans(), _ONCE.search(title.folded)
    start, end = once.span() if once else (0, 0)
    return any(not start <= spans[hit.start][0] < end for hit in hits)


def _weekdays_around(words: Sequence[str], place: int) -> Iterator[int]:
    """The weekdays to which it moves: those behind "from" and "was" are the old ones."""
    origins = word_list("moved_from")
    for index in range(max(0, place - _BEFORE), min(len(words), place + _BEHIND)):
        day = _weekdays().get(words[index])
        if day is not None and (index == 0 or words[index - 1] not in origins):
            yield day


def _numbers_around(text: Text, place: int) -> Iterator[int]:
    """The days of the month to which it may move, whichever of two numbers is the month; not those behind "from"."""
    spans, origins = text.spans(), word_list("moved_from")
    first, last = spans[max(0, place - _BEFORE)][0], spans[min(len(spans), place + _BEHIND) - 1][1]
    around = text.folded[first : last + 1]
    for match in _NUMBERED.finditer(around):
        if origins.isdisjoint(words_of(around[: match.start()])[-2:]):
            yield from (int(number) for number in match.groups() if number)


@cache
def _weekdays() -> dict[str, int]:
    return {fold(word): day for day, words in enumerate(_WEEKDAYS) for word in words.split()}
