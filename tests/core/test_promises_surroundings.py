"""How likely a date was promised, by what stands around it, where no cue tells."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from daemon.core.promises import read_promise
from daemon.core.promises.judge import LIKELY, PROMISED, Verdict
from daemon.core.promises.reader import read_clauses, read_evidence
from daemon.core.tables import rows_in

TODAY = date(2026, 6, 10)


def weighed(text: str, locale: str) -> list[Verdict]:
    """What everything together makes of each date of a text."""
    tokens, clauses = read_clauses(text, TODAY, locale)
    return read_evidence(tokens, clauses, TODAY).weighed()


@pytest.mark.parametrize(
    ("locale", "promised", "other"),
    [
        ("en-GB", "You will have our answer by Friday.", "You will have your badge by Friday."),
        ("en-US", "We get back to everyone by Friday.", "Please get the form back to us by Friday."),
        ("de-DE", "Bis Freitag melden wir uns.", "Bis Freitag bin ich im Urlaub."),
        ("fr-FR", "Nous vous donnons une réponse vendredi.", "Le poste est à pourvoir vendredi."),
        ("es-ES", "Le diremos algo el viernes.", "El contrato empieza el viernes."),
        ("it-IT", "Le faremo sapere entro venerdì.", "Il colloquio è venerdì."),
        ("pt-BR", "Damos retorno até sexta-feira.", "A entrevista será na sexta-feira."),
    ],
)
def test_words_around_a_promise_are_told_from_those_around_other_dates(locale: str, promised: str, other: str) -> None:
    [one], [another] = weighed(promised, locale), weighed(other, locale)
    assert one.odds > LIKELY > another.odds


def test_words_say_something_by_themselves_by_where_they_stand() -> None:
    rows = rows_in("daemon.core.promises", "worded.bin", 1)
    texts = ["They will call me on Friday.", "I will call them on Friday.", "On Friday the lease ends."]
    odds = []
    for text in texts:
        tokens, clauses = read_clauses(text, TODAY, "en-GB")
        evidence = read_evidence(tokens, clauses, TODAY)
        odds += [rows.sums(evidence.traits(verdict))[0] for verdict in evidence.verdicts]
    assert odds[0] > max(odds[1:])


def test_a_promise_in_words_that_no_list_has_is_found() -> None:
    promise = read_promise("By Friday you're in or you're out.", datetime(2026, 6, 10, tzinfo=UTC), "en-GB")
    assert promise is not None
    assert promise.decide_by == date(2026, 6, 12)


def test_of_a_text_that_is_nothing_but_dates_only_the_first_are_looked_at() -> None:
    found = weighed("We call you on Friday. " * 50, "en-GB")
    by_rule = [(verdict.weight - PROMISED) / 3 for verdict in found]
    assert len(found) == 50
    assert all(verdict.odds != rule for verdict, rule in zip(found[:40], by_rule, strict=False))
    assert [verdict.odds for verdict in found[40:]] == by_rule[40:]


def test_what_the_rules_take_for_a_promise_is_none_if_everything_else_speaks_against_it() -> None:
    [verdict] = weighed("My landlord will let me know on Friday.", "en-GB")
    assert verdict.weight >= PROMISED
    assert not verdict.is_likely
