"""The fields of a JSON record; a `ValueError` names the one that is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def mapping_in(record: Mapping[str, object], key: str) -> Mapping[str, object]:
    """The object under this key."""
    value = record.get(key)
    if not isinstance(value, Mapping):
        raise ValueError(f"“{key}” must be an object.")
    return value


def text_in(record: Mapping[str, object], key: str) -> str:
    """The text under this key; empty without one."""
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"“{key}” must be a text.")
    return value


def list_in(record: Mapping[str, object], key: str) -> Sequence[object]:
    """The list under this key; empty without one."""
    value = record.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError(f"“{key}” must be a list.")
    return value


def texts_in(record: Mapping[str, object], key: str) -> list[str]:
    """The list of texts under this key; empty without one."""
    values = list_in(record, key)
    if any(not isinstance(value, str) for value in values):
        raise ValueError(f"“{key}” must be a list of texts.")
    return [str(value) for value in values]
