"""Another meeting that scrutiny or a family's request called for, or in place of one that was called off,
booked with what is known (CON-09, DIS-09)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cppm.meetings import another_meeting
from cppm.meetings.meeting import MeetingKind, Phase, PlanningMeeting
from cppm.people import Duty
from cppm.timing.timescales import local_day, say_day
from dialogs.forms import Prepared
from dialogs.meetings import reviewing
from dialogs.scene import Scene

CALLED_FOR = (
    "Another meeting was called for after the one of {day}. It is filled in from that; please look it over."
)
IN_PLACE = "It takes the place of the meeting of {day}, and is filled in from that; please look it over."


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
    called_off = before.phase is Phase.CANCELLED
    group = await scene.store.core_groups.of_case(before.case_ref)
    reviews = not called_off or before.kind is MeetingKind.REVIEW
    if group and group.registered and reviews:
        return await reviewing.filled_in(scene.about({"g": group.id}), options, known)
    words = IN_PLACE if called_off else CALLED_FOR
    intro = [words.format(day=say_day(local_day(before.starts_at)))]
    if another_meeting.must_change_chair(before):
        options = reviewing.without_chairs(options, before.chairs)
        intro.append(reviewing.somebody_else(before))
    lead = before.outcome.lead_professional or before.lead_professional.id
    known |= {"case_ref": before.case_ref, "kind": _kind(before).value}
    if before.review_by:
        known["review_by"] = before.review_by
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
    """A meeting of the same kind; after a review that took every name off there is nothing to review."""
    held = before.phase is not Phase.CANCELLED
    return MeetingKind.INITIAL if held and before.kind is MeetingKind.REVIEW else before.kind


async def replaced(scene: Scene, case_ref: str) -> list[PlanningMeeting]:
    """The meetings of a case that were called off and whose place a new one takes."""
    lines = await scene.store.meetings.for_case(case_ref)
    off = [await scene.store.meetings.load(line.id) for line in lines if line.phase is Phase.CANCELLED]
    return [meeting for meeting in off if another_meeting.to_replace(meeting)]


async def booked(scene: Scene, before: Iterable[PlanningMeeting], meeting: PlanningMeeting) -> None:
    """The meetings before know that the other one, which was called for or takes their place, is booked."""
    for each in before:
        await scene.store.meetings.update(
            each.id, lambda m: another_meeting.booked(m, scene.person, meeting.id, scene.now), scene.person
        )


def _as_before(before: PlanningMeeting, chairs: Mapping[str, str]) -> dict[str, object]:
    """The answers that the earlier meeting gives: each may be changed."""
    found = reviewing.as_before(before, before.children)
    if before.chair.id in chairs:
        found["chair"] = before.chair.id
    if before.investigation_began:
        found["began"] = before.investigation_began
    if before.parts_planned:
        found["parts"] = True
    if before.move:
        found |= {"left": before.move.left, "stays_since": before.move.stays_since}
    return found
