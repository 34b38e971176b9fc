"""What the words around a date say of it, where no cue does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from daemon.core.promises import read_promise
from daemon.core.promises.reader import read_clauses
from daemon.core.promises.surroundings import Surroundings

TODAY = date(2026, 6, 10)


def likenesses(text: str, locale: str) -> list[float]:
    """How much the words around each date of a text speak for a promise."""
    tokens, clauses = read_clauses(text, TODAY, locale)
    surroundings = Surroundings(tokens, clauses, TODAY)
    return [surroundings.speak_for_promise(dated) for clause in clauses for dated in clause.dates]


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
    [one], [another] = likenesses(promised, locale), likenesses(other, locale)
    assert one > 0 > another


def test_a_promise_in_words_that_no_list_has_is_found() -> None:
    promise = read_promise(
        "We aim to close this out by Friday and speak with everybody.", datetime(2026, 6, 10, tzinfo=UTC), "en-GB"
    )
    assert promise is not None
    assert promise.decide_by == date(2026, 6, 12)


def test_of_a_text_that_is_nothing_but_dates_only_the_first_are_looked_at() -> None:
    found = likenesses("We call you on Friday. " * 50, "en-GB")
    assert len(found) == 50
    assert 0.0 not in found[:40]
    assert set(found[40:]) == {0.0}
