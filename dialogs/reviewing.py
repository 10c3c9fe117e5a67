"""What a review planning meeting is made from: the core group of its case."""

from __future__ import annotations

from cppm.core_group import CoreGroup
from cppm.meeting import MeetingKind, PlanningMeeting
from dialogs.scene import Scene


async def group_under_review(scene: Scene, meeting: PlanningMeeting) -> CoreGroup | None:
    """The core group whose work this meeting reviews; None for any other kind of meeting."""
    if meeting.kind is not MeetingKind.REVIEW:
        return None
    return await scene.store.core_groups.of_case(meeting.case_ref)
