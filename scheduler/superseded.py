"""Messages that time has overtaken: an invitation to a date that has moved never goes out."""

from __future__ import annotations

from datetime import datetime

from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.moves.whereabouts import Whereabouts
from cppm.records import NoticeKind
from cppm.requests import MeetingRequest
from cppm.roots import Root

BEFORE = frozenset(
    {
        NoticeKind.LIST_TO_APPROVE,
        NoticeKind.LIST_RETURNED,
        NoticeKind.INVITATION,
        NoticeKind.DEPUTISING,
        NoticeKind.BRIEFING,
        NoticeKind.ABSENCE,
        NoticeKind.REPORT_IN,
        NoticeKind.MEETING_MOVED,
    }
)
"""What is about a meeting still to come."""
DATED = frozenset({NoticeKind.INVITATION, NoticeKind.DEPUTISING, NoticeKind.MEETING_MOVED})
"""What names the date; a later date has a message of its own."""
OF_GATHERING = frozenset({NoticeKind.GATHERING, NoticeKind.GATHERING_MOVED})
OF_GROUP = frozenset({NoticeKind.GROUP_JOINED})
"""What says that a core group begins for somebody."""

CALLED_OFF = "superseded: the meeting will not take place"
MOVED = "superseded: the meeting has another date since"
ENDED = "superseded: the core group has ended"
ANSWERED = "superseded: the request is answered"
HELD = "superseded: the meeting has taken place"
REOPENED = "superseded: the chain of the address runs again"
EXPLAINED = "superseded: the limit was explained anew, or agreed to after all"
DECIDED = "superseded: nothing about a visit is left to agree"


def superseded(root: Root, kind: NoticeKind, about: str, owed_at: datetime) -> str:
    """Why a message owed at this moment says nothing true any more; empty where it still does."""
    if kind is NoticeKind.LIMIT_NOT_AGREED:
        return "" if root.missed[about].refused_at else EXPLAINED
    if isinstance(root, CoreGroup):
        if kind in OF_GROUP and root.ended:
            return ENDED
        return _of_gathering(root, about, owed_at) if kind in OF_GATHERING else ""
    if isinstance(root, MeetingRequest):
        return ANSWERED if kind is NoticeKind.MEETING_REQUESTED and root.answer else ""
    if isinstance(root, Whereabouts):
        return _of_address(root, kind, about)
    return _of_meeting(root, kind, owed_at) if kind in BEFORE else ""


def _of_address(root: Whereabouts, kind: NoticeKind, about: str) -> str:
    """That a chain is closed, or a visit is to be agreed, is said only while it is so."""
    if kind is NoticeKind.ADDRESS_DONE and not root.address(about).closed:
        return REOPENED
    decided = kind is NoticeKind.STAY_TO_AGREE and not root.address(about).deciding
    return DECIDED if decided else ""


def _of_meeting(meeting: PlanningMeeting, kind: NoticeKind, owed_at: datetime) -> str:
    if meeting.phase is Phase.CANCELLED:
        return CALLED_OFF
    if meeting.phase is Phase.CLOSED:
        return HELD
    moved = kind in DATED and any(postponed.at > owed_at for postponed in meeting.postponements)
    return MOVED if moved else ""


def _of_gathering(group: CoreGroup, about: str, owed_at: datetime) -> str:
    gathering: Gathering | None = next((g for g in group.gatherings if g.id == about), None)
    if gathering is None or gathering.phase is GatheringPhase.CANCELLED:
        return CALLED_OFF
    if gathering.phase is GatheringPhase.CLOSED:
        return HELD
    return MOVED if any(postponed.at > owed_at for postponed in gathering.moved) else ""
