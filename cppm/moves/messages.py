"""What two councils' Quorates say to each other about a move, and how it is read.

It is the least that the other needs to act: who the children are, since when, for how long, and whom to ring.
No address, no history, no reasons go with it. Nothing is believed before its shape, length and day are
looked at, for it was written elsewhere.

Rules: MOV-01, MOV-05..08.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from cppm.errors import CPPMError
from cppm.meetings.meeting import Child
from cppm.moves.move_records import Lasting, Risk
from cppm.timing.timescales import local_day, say_day

LIFE = timedelta(days=14)
"""How long a handover can be read. What was read is remembered for longer, so none is read twice."""
AHEAD = timedelta(hours=1)
"""By how much the clocks of two councils may differ."""
LONGEST = 1500
MOST_CHILDREN = 12


class HandoverUnreadable(CPPMError):
    """The seal of this handover is right, but I can't read what is in it; the other council may have a newer
    Quorate. Nothing was recorded. Ring them, and record what they say."""

    rule = "MOV-05"


class HandoverExpired(CPPMError):
    """This handover could be read until {day}. Nothing was recorded. Ask {council} to make it anew."""

    rule = "MOV-05"


class HandoverAhead(CPPMError):
    """This handover says that it was made on {day}, which is still to come: the clock here or at {council} is
    wrong. Nothing was recorded. Ask them to make it anew."""

    rule = "MOV-05"


class Kind(StrEnum):
    """What a handover is; the word stands open in its first line."""

    OFFER = "OFFER"
    ANSWER = "ANSWER"
    RECEIPT = "RECEIPT"
    ENDING = "ENDING"


@dataclass(frozen=True)
class Offer:
    """A move as the originating council tells it. `ref` names it there; `contact` is whom to ring."""

    ref: str
    reference: str
    lasting: Lasting
    since: date
    until: date | None
    children: tuple[Child, ...]
    risk: Risk | None
    plan_agreed: bool
    contact: str

    kind = Kind.OFFER


@dataclass(frozen=True)
class Reply:
    """The receiving council's answer to the offer with the id `to`. `ref` is the originating council's name
    for the move, `mine` the receiving one's; `words` is the reason or whom to ring."""

    to: str
    ref: str
    mine: str
    accepted: bool
    placed: bool
    words: str

    kind = Kind.ANSWER


@dataclass(frozen=True)
class Receipt:
    """The originating council has the answer with the id `to`."""

    to: str
    ref: str

    kind = Kind.RECEIPT


@dataclass(frozen=True)
class EndTold:
    """The move has ended at the other council, and why (MOV-08)."""

    ref: str
    why: str

    kind = Kind.ENDING


Content = Offer | Reply | Receipt | EndTold
_SHAPES: Mapping[Kind, type[Content]] = {each.kind: each for each in (Offer, Reply, Receipt, EndTold)}


@dataclass(frozen=True)
class Message:
    """What one handover says. `id` is its own."""

    id: str
    sent: datetime
    content: Content


def written(message: Message) -> bytes:
    """A message for the seal."""
    plain = {"id": message.id, "sent": message.sent.isoformat(), **asdict(message.content)}
    return json.dumps(plain, default=_plain, ensure_ascii=False).encode()


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a handover holds no {type(value).__name__}")


def texts(message: Message) -> list[str]:
    """What people wrote in a message, for whoever guards against words that must not go out."""
    content = message.content
    if isinstance(content, Offer):
        return [content.contact, *(child.name for child in content.children)]
    if isinstance(content, Reply):
        return [content.words]
    return [content.why] if isinstance(content, EndTold) else []


def read(kind: str, plain: bytes, council: str, now: datetime) -> Message:
    """What another council sent, if it is whole and in time.

    Raises HandoverUnreadable, HandoverExpired, HandoverAhead. Nothing in it is believed before its shape and
    length are looked at, for it was written elsewhere.
    """
    try:
        found = json.loads(plain)
        sent = datetime.fromisoformat(_text(found, "sent"))
        message = Message(_text(found, "id"), sent, _content(Kind(kind), found))
        in_time, early = now - sent <= LIFE, sent - now > AHEAD
    except (KeyError, TypeError, ValueError) as wrong:
        raise HandoverUnreadable from wrong
    if not in_time:
        raise HandoverExpired(day=say_day(local_day(sent + LIFE)), council=council)
    if early:
        raise HandoverAhead(day=say_day(local_day(sent)), council=council)
    return message


def _content(kind: Kind, found: Mapping[str, Any]) -> Content:
    if kind is Kind.OFFER:
        return _offer(found)
    if kind is Kind.ANSWER:
        return Reply(
            to=_text(found, "to"),
            ref=_text(found, "ref"),
            mine=_text(found, "mine"),
            accepted=_flag(found, "accepted"),
            placed=_flag(found, "placed"),
            words=_text(found, "words"),
        )
    if kind is Kind.RECEIPT:
        return Receipt(_text(found, "to"), _text(found, "ref"))
    return EndTold(_text(found, "ref"), _text(found, "why"))


def _offer(found: Mapping[str, Any]) -> Offer:
    children = found["children"]
    if not isinstance(children, list) or not 1 <= len(children) <= MOST_CHILDREN:
        raise ValueError("children")
    return Offer(
        ref=_text(found, "ref"),
        reference=_text(found, "reference"),
        lasting=Lasting(found["lasting"]),
        since=date.fromisoformat(_text(found, "since")),
        until=_day(found, "until"),
        children=tuple(_child(each) for each in children),
        risk=Risk(found["risk"]) if found["risk"] else None,
        plan_agreed=_flag(found, "plan_agreed"),
        contact=_text(found, "contact"),
    )


def _child(found: Mapping[str, Any]) -> Child:
    age = found["age"]
    if age is not None and not (type(age) is int and 0 <= age <= 17):
        raise ValueError("age")
    return Child(
        _text(found, "id"), _text(found, "name"), age, _day(found, "due_date"), _day(found, "born_on")
    )


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found[name]
    if not isinstance(value, str) or len(value) > LONGEST or not value.strip():
        raise ValueError(name)
    return value


def _flag(found: Mapping[str, Any], name: str) -> bool:
    if not isinstance(found[name], bool):
        raise TypeError(name)
    return found[name] is True


def _day(found: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(_text(found, name)) if found[name] is not None else None
