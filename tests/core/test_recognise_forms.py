"""Somebody goes by the form of their name for which most speaks, and in full where the event is sure of that."""

from __future__ import annotations

import pytest

from daemon.core.recognise.forms import form_of


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        ({"Ada": 1.6, "Ada Quill": 0.7}, "Ada Quill"),
        ({"Ms Quill": 1.4, "Ada Quill": 0.9}, "Ada Quill"),
        ({"Ada Bey": 1.4, "Ada Quill": 0.9}, "Ada Quill"),
        ({"Aunty Anna Quill": 1.1, "Anna Quill": 0.3}, "Anna Quill"),
        ({"Gminy Anna Quill": 1.1, "Anna Quill": 0.5, "Quill": 0.1}, "Anna Quill"),
    ],
)
def test_somebody_goes_by_their_full_name_if_the_event_is_sure_of_it(forms: dict[str, float], name: str) -> None:
    assert form_of(forms) == name


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        ({"Ada": 1.6, "Ada Quill": 0.2}, "Ada"),
        ({"Ada": 1.6, "Manager Ada": 0.8}, "Ada"),
        ({"Anna Maria Quill": 1.1, "Maria Quill": 0.5}, "Anna Maria Quill"),
        ({"Dr. Quill": 0.9, "Quill": 0.9}, "Dr. Quill"),
    ],
)
def test_what_may_only_be_somebodys_full_name_is_not_taken_for_it(forms: dict[str, float], name: str) -> None:
    assert form_of(forms) == name
