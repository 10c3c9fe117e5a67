"""Another meeting that scrutiny or a family's request called for, booked with what is known (DIS-09)."""

from __future__ import annotations

from collections.abc import Mapping

from cppm.meetings import another_meeting
from cppm.meetings.meeting import MeetingKind, PlanningMeeting
from cppm.people import Duty
from cppm.timing.timescales import local_day, say_day
from dialogs.forms import Prepared
from dialogs.meetings import reviewing
from dialogs.scene import Scene

CALLED_FOR = (
    "Another meeting was called for after the one of {day}. It is filled in from that; please look it over."
)


async def filled_in(
    scene: Scene, options: Mapping[str, Mapping[str, str]], known: dict[str, object]
) -> Prepared:
    """The booking form with what the earlier meeting knows, or its core group where a name is registered.

    Raises NotInvited, NotWanted.
    """
    before = await scene.store.meetings.load(scene.ids["m"])
    if not scene.person.has(Duty.CP_ADMIN):
        before.role_of(scene.person)
    another_meeting.require_wanted(before)
    group = await scene.store.core_groups.of_case(before.case_ref)
    if group and group.registered:
        return await reviewing.filled_in(scene.about({"g": group.id}), options, known)
    intro = [CALLED_FOR.format(day=say_day(local_day(before.starts_at)))]
    if another_meeting.must_change_chair(before):
        options = reviewing.without_chairs(options, before.chairs)
        intro.append(reviewing.somebody_else(before))
    lead = before.outcome.lead_professional or before.lead_professional.id
    known |= {"case_ref": before.case_ref, "kind": _kind(before).value}
    if lead in options["lead"]:
        known["lead"] = lead
    return Prepared(
        intro=intro,
        options=options,
        known=known,
        earlier=_as_before(before, options["chair"]),
        case_line=before.reference,
    )


def _kind(before: PlanningMeeting) -> MeetingKind:
    """A meeting of the same kind; with no name registered there is nothing to review."""
    return MeetingKind.INITIAL if before.kind is MeetingKind.REVIEW else before.kind


def _as_before(before: PlanningMeeting, chairs: Mapping[str, str]) -> dict[str, object]:
    """The answers that the earlier meeting gives: each may be changed."""
    found = reviewing.as_before(before, before.children)
    if before.chair.id in chairs:
        found["chair"] = before.chair.id
    if before.investigation_began:
        found["began"] = before.investigation_began
    if before.move:
        found |= {"left": before.move.left, "stays_since": before.move.stays_since}
    return found
