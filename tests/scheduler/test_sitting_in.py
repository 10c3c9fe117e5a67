"""Somebody about to take over hears of the meeting on the first of their days, and nothing after the last."""

from __future__ import annotations

from datetime import timedelta

from cppm.meetings import invitations
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Role
from cppm.records import NoticeKind
from cppm.rights import sitting_in
from cppm.timing.timescales import local_day, morning_of
from storage.outbox import State
from tests.builders import CHAIR, OUTSIDER
from tests.scheduler.conftest import Office

DAY = timedelta(days=1)


async def test_an_invitation_waits_for_the_first_day_of_reading(office: Office) -> None:
    """INV-08"""
    now = office.clock.now
    first = local_day(now) + 2 * DAY

    def invite(meeting: PlanningMeeting) -> None:
        role = Role.INCOMING_LEAD_PROFESSIONAL
        invitations.invite(meeting, CHAIR, OUTSIDER, "Takes over next week", now, role)
        sitting_in.set_days(meeting, CHAIR, OUTSIDER.id, first, first, now)

    await office.store.meetings.update("m_kay", invite, CHAIR)
    await office.later(minutes=5)
    (invitation,) = [d for d in await office.of_kind(NoticeKind.INVITATION) if d.to == OUTSIDER.id]
    assert invitation.state is not State.SENT
    assert office.teams.to("outsider") == []
    await office.later(seconds=(morning_of(first) - office.clock.now).total_seconds() + 60)
    assert len(office.teams.to("outsider")) == 1
    office.pass_time(days=1)
    late = await office.owe(NoticeKind.MEETING_MOVED, "outsider")
    await office.later()
    became = await office.became(late)
    assert (became.state, became.why) == (State.DROPPED, "no longer takes part in the meeting")
    assert len(office.teams.to("outsider")) == 1
