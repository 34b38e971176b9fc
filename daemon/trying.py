"""One part of followupd at a time, from a JSON line to a JSON line: for scripts, and for those who want to know."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from daemon.core.promises.records import promise_from_record, promise_to_record
from daemon.core.recognise import recognise
from daemon.core.recognise.records import event_from_record, judgement_to_record


def answer(what: str, line: bytes) -> str:
    """The answer to one line; `ValueError` with a sentence if there can be none."""
    record = _read(line)
    try:
        return json.dumps(ANSWERS[what](record), ensure_ascii=False)
    except (ArithmeticError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # The line comes from anywhere: what nobody thought of ends with it, and not with those after it.
        raise ValueError(f"this line cannot be worked with ({type(error).__name__}); please report it") from error


def _read(line: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 text: {error.reason} at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not a line of JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise ValueError("not a line of JSON that can be read: too many brackets in one another") from error
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise ValueError('a line holds one JSON object with a text "id"')
    return record


def _event(record: Mapping[str, Any]) -> Mapping[str, object]:
    event, owner = event_from_record(record)
    return judgement_to_record(record["id"], recognise(event, owner))


def _promise(record: Mapping[str, Any]) -> Mapping[str, object]:
    return promise_to_record(*promise_from_record(record))


def _mail(record: Mapping[str, Any]) -> Mapping[str, object]:
    from daemon.core.replies.records import reply_from_record  # noqa: PLC0415 - what only mails need, and slow to load

    return reply_from_record(record)


ANSWERS: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, object]]] = {
    "events": _event,
    "mails": _mail,
    "promises": _promise,
}
