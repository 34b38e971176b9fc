"""Mails and what they mean as JSON objects, for `followupd try mails`.

A record is `{"id", "locale", "me": {"name", "emails"}, "pursuit": {"company", "role", "interviews": [{"start",
"interviewers"}], "recruiter"}, "mail": {"from", "to", "cc", "subject", "date", "in_reply_to", "headers", "text",
"html"}}`; other keys are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parseaddr

from daemon.core.recognise.judgement import Owner
from daemon.core.replies.reader import read_reply
from daemon.core.replies.reply import Pursuit, Reply
from daemon.ports.records import Direction, Message, Person


def reply_from_record(record: Mapping[str, object]) -> dict[str, object]:
    """What the mail of a record means, as an object for `json.dumps`.

    Raises ValueError with a sentence that names the key if something is missing or of the wrong kind.
    """
    me = _mapping(record, "me")
    owner = Owner(name=_text(me, "name"), emails=frozenset(email.lower() for email in _texts(me, "emails")))
    message = _message(record, owner)
    reply = read_reply(message, owner, _pursuit(_mapping(record, "pursuit")), _text(record, "locale"))
    return {"id": _text(record, "id"), **_answer(reply)}


def _answer(reply: Reply) -> dict[str, object]:
    return {
        "about_application": reply.about_application,
        "outcome": reply.outcome.value,
        "decision_by": reply.decision_by.isoformat() if reply.decision_by else None,
        "needs_reply": reply.needs_reply,
        "proposed_times": [[start.isoformat(), end.isoformat()] for start, end in reply.proposed_times],
    }


def _message(record: Mapping[str, object], owner: Owner) -> Message:
    mail = _mapping(record, "mail")
    sender = _correspondent(_text(mail, "from"))
    headers = {name.lower(): _text(_mapping(mail, "headers"), name) for name in _optional(mail, "headers")}
    return Message(
        ref=_text(record, "id"),
        message_id=_text(record, "id"),
        direction=Direction.SENT if sender.email in owner.emails else Direction.INBOUND,
        sender=sender,
        to=tuple(_correspondent(text) for text in _texts(mail, "to")),
        cc=tuple(_correspondent(text) for text in _texts(mail, "cc")),
        subject=_text(mail, "subject"),
        date=_moment(mail, "date"),
        in_reply_to=_text(mail, "in_reply_to") or None,
        headers=headers,
        text=_text(mail, "text") if mail.get("text") is not None else None,
        html=_text(mail, "html") if mail.get("html") is not None else None,
    )


def _pursuit(pursuit: Mapping[str, object]) -> Pursuit:
    interviews = [_object(item, "interviews") for item in _list(pursuit, "interviews")]
    people = [_person(_object(p, "interviewers")) for i in interviews for p in _list(i, "interviewers")]
    return Pursuit(
        company=_text(pursuit, "company") or None,
        role=_text(pursuit, "role") or None,
        interviewers=tuple(dict.fromkeys(people)),
        recruiter=_person(_mapping(pursuit, "recruiter")) if pursuit.get("recruiter") is not None else None,
        interviewed=tuple(_moment(interview, "start") for interview in interviews),
    )


def _person(record: Mapping[str, object]) -> Person:
    return Person(name=_text(record, "name") or None, email=_text(record, "email").lower() or None)


def _correspondent(text: str) -> Person:
    name, email = parseaddr(text[:1000])
    return Person(name=name or None, email=email.lower() or None)


def _moment(record: Mapping[str, object], key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(record, key))
    except ValueError:
        raise ValueError(f"“{key}” must be a date and time with its offset, in ISO form.") from None
    if moment.tzinfo is None:
        raise ValueError(f"“{key}” must have an offset, like 2026-03-06T09:00:00+01:00.")
    return moment


def _optional(record: Mapping[str, object], key: str) -> Mapping[str, object]:
    return _mapping(record, key) if record.get(key) is not None else {}


def _mapping(record: Mapping[str, object], key: str) -> Mapping[str, object]:
    return _object(record.get(key), key)


def _object(value: object, key: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError(f"“{key}” must be an object.")
    return value


def _text(record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"“{key}” must be a text.")
    return value


def _list(record: Mapping[str, object], key: str) -> Sequence[object]:
    value = record.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError(f"“{key}” must be a list.")
    return value


def _texts(record: Mapping[str, object], key: str) -> list[str]:
    values = [value for value in _list(record, key) if isinstance(value, str)]
    if len(values) != len(_list(record, key)):
        raise ValueError(f"“{key}” must be a list of texts.")
    return values
