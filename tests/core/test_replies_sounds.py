"""What sentences sound like."""

from __future__ import annotations

import pytest

from daemon.core.promises.tokens import tokenise
from daemon.core.replies.sounds import CLASSES, sound_of, traits_of


def loudest(sentence: str) -> str:
    sound = sound_of(traits_of(tokenise(sentence)))
    return CLASSES[sound.index(max(sound))]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("I am sorry to say that you were not selected for the post.", "rejection"),
        ("Leider fiel die Entscheidung am Ende auf eine andere Bewerberin aus Kiel.", "rejection"),
        ("Nous serions ravis de vous accueillir dans l'équipe dès septembre, voici votre contrat.", "offer"),
        ("¿Podrías venir el jueves a una segunda entrevista con la dirección?", "next_round"),
        ("A decisão foi adiada, pedimos mais um pouco de paciência.", "delay"),
        ("Zou je ons nog een kopie van je diploma kunnen sturen?", "question"),
        ("本日は不在にしております。戻り次第ご連絡いたします。", "auto_reply"),
    ],
)
def test_a_sentence_nobody_wrote_down_sounds_like_others_of_its_class(sentence: str, name: str) -> None:
    assert loudest(sentence) == name


def test_the_shares_of_all_classes_are_one() -> None:
    for sentence in ("", "?", "We will call you.", "谢谢", "a" * 10_000):
        assert sum(sound_of(traits_of(tokenise(sentence)))) == pytest.approx(1)
