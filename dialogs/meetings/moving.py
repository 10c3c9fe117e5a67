"""Moving a meeting and calling it off (CON-09, QUO-06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards.forms import recorded_card
from cards.layout import day, day_and_time
from cppm.meetings import dates, moving
from cppm.meetings.meeting import Phase, PlanningMeeting
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.meetings.keeping import case_line, kept, listed
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

LONGEST = 1000
REMINDED = " The lead professional is reminded until the other meeting is booked."


class _OfOneMeeting(Form):
    """A form about a meeting that is still to be held"""

    nothing = "There is no meeting of yours that is still to be held. Type meetings to see them all."

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """The meetings still to be held whose list this person keeps."""
        return await kept(scene, Phase.BOOKED, Phase.INVITED)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The lead professional, the chair and CP Administration; before the meeting is opened."""
        meeting = await listed(scene)
        meeting.require_phase("moving it or calling it off", Phase.BOOKED, Phase.INVITED)
        return Prepared(case_line=case_line(meeting, scene))


@jobs.form
class MoveMeeting(_OfOneMeeting):
    """Move a meeting"""

    job = "move"
    submit = "Move"

    starts_at: datetime = ask("When is it now?", label="New date", side="future")
    reason: str = ask("Why is it moved?", label="Reason", kind="long", max_length=LONGEST)

    async def record(self, scene: Scene) -> Answer:
        """Set the new date; everybody invited is asked again."""

        def change(meeting: PlanningMeeting) -> bool:
            moving.move(meeting, scene.person, self.starts_at, self.reason, scene.now, scene.profile)
            return dates.is_late(meeting, scene.profile)

        done = await scene.store.meetings.update(scene.ids["m"], change, by=scene.person, once=scene.once)
        meeting, zone = done.meeting, scene.turn.time_zone
        late = (
            " The new date is after the last day allowed; your reason is kept with it." if done.result else ""
        )
        return Answer(
            replace=recorded_card(
                "The meeting has a new date",
                [
                    ("Now", day_and_time(meeting.starts_at, zone)),
                    ("Reports due", day(meeting.report_due)),
                    ("Reason", self.reason),
                ],
                scene.person.name,
                scene.now,
                case_line=meeting.reference,
                note=f"Everybody who was invited is told, and asked again whether they will attend.{late}",
                zone=zone,
                buttons=next_buttons(meeting, scene.person),
            )
        )


@jobs.form
class CallOff(_OfOneMeeting):
    """Call a meeting off"""

    job = "calloff"
    formal = True

    reason: str = ask("Why is it called off?", label="Reason", kind="long", max_length=LONGEST)
    another: bool = ask(
        "Is another meeting needed in its place?",
        label="Another meeting",
        hint="If so, the lead professional is reminded until it is booked. For a new date alone, type move.",
    )

    async def record(self, scene: Scene) -> Answer:
        """Cancel it; everybody invited is told."""
        done = await scene.store.meetings.update(
            scene.ids["m"],
            lambda m: moving.cancel(m, scene.person, self.reason, scene.now, self.another),
            by=scene.person,
            once=scene.once,
        )
        follows = REMINDED if self.another else ""
        return Answer(
            replace=recorded_card(
                "The meeting is called off",
                [("Reason", self.reason), ("Another meeting", "Needed" if self.another else "Not needed")],
                scene.person.name,
                scene.now,
                case_line=case_line(done.meeting, scene),
                note=f"Everybody who was invited is told. Safety planning for the child goes on.{follows}",
                zone=scene.turn.time_zone,
                buttons=next_buttons(done.meeting, scene.person),
            )
        )


_MOVE = ("move", "postpone", "reschedule", "new date")
_CALL_OFF = ("call off", "calloff", "cancel meeting", "cancel the meeting")
jobs.command(Command("move a meeting", "move.open", "Give a meeting a new date", _MOVE, listed=False))
jobs.command(Command("call a meeting off", "calloff.open", "Call a meeting off", _CALL_OFF, listed=False))
