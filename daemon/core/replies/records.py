"""Mails and what they mean as JSON objects, for `followupd try mails`.

A record is `{"id", "locale", "me": {"name", "emails"}, "pursuit": {"company", "role", "interviews": [{"start",
"interviewers"}], "recruiter"}, "mail": {"from", "to", "cc", "subject", "date", "in_reply_to", "headers", "text",
"html"}}`; other keys are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parseaddr

from daemon.core.fields import list_in, mapping_in, text_in, texts_in
from daemon.core.recognise.judgement import Owner
from daemon.core.replies.reader import Read, read_mail, read_reply
from daemon.core.replies.reply import Pursuit, Reply
from daemon.ports.records import Direction, Message, Person


def reply_from_record(record: Mapping[str, object]) -> dict[str, object]:
    """What the mail of a record means, as an object for `json.dumps`.

    Raises ValueError with a sentence that names the key if something is missing or of the wrong kind.
    """
    message, owner, pursuit, locale = _given(record)
    return {"id": text_in(record, "id"), **_answer(read_reply(message, owner, pursuit, locale))}


def read_from_record(record: Mapping[str, object]) -> Read:
    """What the mail of a record says, before its outcome is weighed; raises as `reply_from_record` does."""
    return read_mail(*_given(record))


def message_from_record(record: Mapping[str, object]) -> Message:
    """The mail of a record as it was received; raises as `reply_from_record` does."""
    return _given(record)[0]


def _given(record: Mapping[str, object]) -> tuple[Message, Owner, Pursuit, str]:
    me = mapping_in(record, "me")
    owner = Owner(name=text_in(me, "name"), emails=frozenset(email.lower() for email in texts_in(me, "emails")))
    return _message(record, owner), owner, _pursuit(mapping_in(record, "pursuit")), text_in(record, "locale")


def _answer(reply: Reply) -> dict[str, object]:
    return {
        "about_application": reply.about_application,
        "outcome": reply.outcome.value,
        "decision_by": reply.decision_by.isoformat() if reply.decision_by else None,
        "needs_reply": reply.needs_reply,
        "proposed_times": [[start.isoformat(), end.isoformat()] for start, end in reply.proposed_times],
    }


def _message(record: Mapping[str, object], owner: Owner) -> Message:
    mail = mapping_in(record, "mail")
    sender = _correspondent(text_in(mail, "from"))
    headers = {name.lower(): text_in(mapping_in(mail, "headers"), name) for name in _optional(mail, "headers")}
    return Message(
        ref=text_in(record, "id"),
        message_id=text_in(record, "id"),
        direction=Direction.SENT if sender.email in owner.emails else Direction.INBOUND,
        sender=sender,
        to=tuple(_correspondent(text) for text in texts_in(mail, "to")),
        cc=tuple(_correspondent(text) for text in texts_in(mail, "cc")),
        subject=text_in(mail, "subject"),
        date=_moment(mail, "date"),
        in_reply_to=text_in(mail, "in_reply_to") or None,
        headers=headers,
        text=text_in(mail, "text") if mail.get("text") is not None else None,
        html=text_in(mail, "html") if mail.get("html") is not None else None,
    )


def _pursuit(pursuit: Mapping[str, object]) -> Pursuit:
    interviews = [_object(item, "interviews") for item in list_in(pursuit, "interviews")]
    people = [_person(_object(p, "interviewers")) for i in interviews for p in list_in(i, "interviewers")]
    return Pursuit(
        company=text_in(pursuit, "company") or None,
        role=text_in(pursuit, "role") or None,
        interviewers=tuple(dict.fromkeys(people)),
        recruiter=_person(mapping_in(pursuit, "recruiter")) if pursuit.get("recruiter") is not None else None,
        interviewed=tuple(_moment(interview, "start") for interview in interviews),
    )


def _person(record: Mapping[str, object]) -> Person:
    return Person(name=text_in(record, "name") or None, email=text_in(record, "email").lower() or None)


def _correspondent(text: str) -> Person:
    name, email = parseaddr(text[:1000])
    return Person(name=name or None, email=email.lower() or None)


def _moment(record: Mapping[str, object], key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text_in(record, key))
    except ValueError:
        raise ValueError(f"“{key}” must be a date and time with its offset, in ISO form.") from None
    if moment.tzinfo is None:
        raise ValueError(f"“{key}” must have an offset, like 2026-03-06T09:00:00+01:00.")
    return moment


def _optional(record: Mapping[str, object], key: str) -> Mapping[str, object]:
    return mapping_in(record, key) if record.get(key) is not None else {}


def _object(value: object, key: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError(f"“{key}” must be an object.")
    return value
