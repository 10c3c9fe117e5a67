"""What all roots have in common: who in them holds which part, and what people are called."""

from __future__ import annotations

from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty
from cppm.records import CHANNEL, everyone_with
from cppm.requests import MeetingRequest

Root = PlanningMeeting | CoreGroup | MeetingRequest | Whereabouts

DUTIES = frozenset(duty.value for duty in Duty if duty is not Duty.CHAIR)
"""Duties that can be named as holders; "chair" is always the chair of the meeting itself."""
PARTS = frozenset({"chair", "core group chair", "lead professional", "members", "channel"})
HOLDERS = PARTS | DUTIES
"""Every word for who owes something or hears of it."""


def id_name(root: Root) -> str:
    """Under which name a button carries it."""
    if isinstance(root, MeetingRequest):
        return "q"
    if isinstance(root, Whereabouts):
        return "j"
    return "g" if isinstance(root, CoreGroup) else "m"


def holders(root: Root, word: str) -> tuple[str, ...]:
    """The addressees that one of HOLDERS stands for here: ids, `duty:<duty>`, or the channel.

    "chair" is the chair of the planning meeting, in a core group too. Raises KeyError for other words.
    """
    if word in DUTIES:
        return (everyone_with(Duty(word)),)
    if word == "channel":
        return (CHANNEL,)
    if isinstance(root, MeetingRequest):
        return {"chair": (root.chair.id,)}[word] if root.chair else ()
    if isinstance(root, Whereabouts):
        members = tuple(person.id for person in root.people)
        return {"lead professional": (root.lead_professional.id,), "members": members}.get(word, ())
    return _of_group(root, word) if isinstance(root, CoreGroup) else _of_meeting(root, word)


def _of_meeting(meeting: PlanningMeeting, word: str) -> tuple[str, ...]:
    if word == "chair":
        return (meeting.chair.id,)
    if word == "members":
        return tuple(i.person.id for i in meeting.invitees if i.invited)
    lead = meeting.outcome.lead_professional or meeting.lead_professional.id
    return {"lead professional": (lead,), "core group chair": (meeting.outcome.core_group_chair or lead,)}[
        word
    ]


def _of_group(group: CoreGroup, word: str) -> tuple[str, ...]:
    if word == "members":
        return tuple(person.id for person in group.current_members)
    holder = {
        "chair": group.planning_chair,
        "lead professional": group.lead_professional,
        "core group chair": group.chair,
    }
    return (holder[word].id,)


def called(root: Root, person_id: str) -> str:
    """What an addressee is called, as the meeting or core group knows them; empty for a stranger."""
    if person_id == CHANNEL:
        return "The core group's channel"
    if person_id.startswith("duty:"):
        duty = person_id.removeprefix("duty:")
        return duty[:1].upper() + duty[1:]
    asked = {each.manager: each.manager_name for each in root.missed.values()}
    if isinstance(root, MeetingRequest):
        known = {p.id: p.name for p in (root.asked_by, root.chair) if p}.get(person_id, "")
    elif isinstance(root, CoreGroup | Whereabouts):
        known = root.name_of(person_id)
    else:
        known = _named(root).get(person_id, "")
    return known or asked.get(person_id, "")


def _named(meeting: PlanningMeeting) -> dict[str, str]:
    names = {t.told_by: t.told_by_name for t in meeting.outcome.tellings}
    names |= {each.person: each.name for each in meeting.scrutinies if each.person}
    names |= {r.result.teller: r.result.teller_name for r in meeting.family_reviews if r.result}
    names |= {each.was.id: each.was.name for each in meeting.handed_over}
    names |= {i.deputy.person: i.deputy.name for i in meeting.invitees if i.deputy and i.deputy.person}
    names |= {i.person.id: i.person.name for i in meeting.invitees}
    return names | {p.id: p.name for p in (meeting.lead_professional, meeting.chair)}
