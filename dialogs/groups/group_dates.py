"""When a core group meets next: arranging its meeting, and giving one that is arranged a new date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar, Literal

from cards.groups.group import how, not_together
from cards.layout import day, day_and_time
from cppm.groups import gatherings
from cppm.groups.core_group import CoreGroup, Gathering
from cppm.meetings.meeting import Mode
from cppm.timing.timescales import local_day
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import keeps
from dialogs.groups.grouping import change, done_card, groups_where, the_group
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()


def _arranging(got: Got) -> bool:
    return not got.get("moving")


def _has_place(got: Got) -> bool:
    return _arranging(got) and got.get("mode") in ("in person", "hybrid")


def _to_explain(got: Got) -> bool:
    """A move is always explained, a first date only when it is later than the interval allows (CG-08)."""
    starts_at = got.get("starts_at")
    latest = got["latest"]
    return bool(got.get("moving")) or bool(starts_at and latest and local_day(starts_at) > latest)


@jobs.form
class SetDate(Form):
    """The core group's next meeting"""

    job: ClassVar[str] = "cgdate"
    submit: ClassVar[str] = "Set the date"
    nothing: ClassVar[str] = (
        "There is no core group for which you set the dates. Its chair, the lead professional and CP "
        "Administration can."
    )

    starts_at: datetime = ask("When does the core group meet?", label="When", side="future")
    reason: str = ask(
        "Why then?",
        kind="long",
        label="Reason",
        when=_to_explain,
        only="Only for a date that is later than usual.",
        max_length=500,
    )
    mode: Literal["in person", "on Teams", "hybrid"] | None = ask(
        "How do you meet?",
        label="How",
        options={"in person": "In person", "on Teams": "On Teams", "hybrid": "Some here, some on Teams"},
        when=_arranging,
    )
    place: str = ask(
        "Where do you meet?",
        label="Place",
        when=_has_place,
        only="Only for a meeting in person.",
        required=False,
        max_length=200,
    )
    help_to_come: str = ask(
        "What do the carers need in order to come, and who sees to it?",
        label="Help to come",
        when=lambda got: got.get("carers"),
        required=False,
        hint="For example a lift, childcare, or somebody beside them.",
        max_length=300,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The groups whose dates this person keeps; where a meeting is arranged, that meeting."""
        found = await groups_where(scene, lambda group: not group.ended and keeps(group, scene.person))
        return [Subject(_about(group), group.reference) for group in found]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """By when the next meeting is due, and what is arranged now."""
        group = await the_group(scene)
        group.require_keeper(scene.person)
        moving = _moving(group, scene)
        latest = gatherings.latest_day(group, scene.profile)
        wording = {"starts_at": "When is it now?", "reason": "Why is it moved?"} if moving else {}
        return Prepared(
            intro=not_together([f.within for f in group.not_together]),
            facts=_arranged(group.gathering(moving), scene) if moving else [],
            known={"moving": bool(moving), "latest": latest, "carers": bool(gatherings.carers(group))},
            earlier=_help(group, moving) if moving else _usual(group),
            wording=wording,
            hints={"starts_at": _by_when(latest)},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Arrange it, or move it; everybody is told, and asked whether they will attend."""

        def dated(group: CoreGroup) -> tuple[Gathering, bool]:
            moving = _moving(group, scene)
            if moving:
                gatherings.move(
                    group, scene.person, moving, self.starts_at, self.reason, scene.now, scene.profile
                )
                return _with_help(group, group.gathering(moving)), True
            mode = Mode(self.mode or Mode.IN_PERSON)
            found = gatherings.arrange(
                group, scene.person, self.starts_at, mode, self.place, self.reason, scene.now,
                scene.profile, new_id,
            )  # fmt: skip
            return _with_help(group, found), False

        def _with_help(group: CoreGroup, found: Gathering) -> Gathering:
            if gatherings.carers(group):
                gatherings.note_help(group, scene.person, found.id, self.help_to_come, scene.now)
            return found

        group, (found, moved) = await change(scene, dated)
        return _dated(scene, group, found, moved)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The date as it stands."""
        group = await the_group(scene)
        ahead = group.planned
        return _dated(scene, group, ahead, bool(ahead.moved)) if ahead else None


def _moving(group: CoreGroup, scene: Scene) -> str:
    """The meeting to move: the button's, or the one arranged already; none where the next is to be set."""
    return scene.ids.get("w") or (group.planned.id if group.planned else "")


def _help(group: CoreGroup, moving: str) -> dict[str, object]:
    words = group.gathering(moving).help_to_come
    return {"help_to_come": words} if words else {}


def _by_when(latest: date | None) -> str:
    if latest is None:
        return "No local rule says by when; the sooner, the more the risk asks for it."
    return f"{day(latest)} at the latest, sooner when the risk asks for it. A later date needs a reason."


def _about(group: CoreGroup) -> dict[str, str]:
    ahead = group.planned
    return {"g": group.id, "w": ahead.id} if ahead else {"g": group.id}


def _arranged(found: Gathering, scene: Scene) -> list[tuple[str, str]]:
    return [("Arranged for", day_and_time(found.starts_at, scene.turn.time_zone)), ("How", how(found))]


def _usual(group: CoreGroup) -> dict[str, object]:
    """How and where the group met last, offered again."""
    last = group.gatherings[-1] if group.gatherings else None
    return {"mode": str(last.mode), "place": last.place} if last else {}


def _dated(scene: Scene, group: CoreGroup, found: Gathering, moved: bool) -> Answer:
    reason = found.moved[-1].reason if moved and found.moved else found.interval_reason
    return done_card(
        scene,
        group,
        "The core group has a new date" if moved else "The next core group is arranged",
        [
            ("When", day_and_time(found.starts_at, scene.turn.time_zone)),
            ("How", how(found)),
            *([("Reason", reason)] if reason else []),
            *([("Help to come", found.help_to_come)] if found.help_to_come else []),
        ],
        "Every member is told, and asked whether they will attend.",
        "cgdate.open",
        w=found.id,
    )


_DATE = (
    "next date", "arrange core group", "arrange the core group", "arrange the next core group",
    "move core group", "move the core group", "core group dates", "new core group date",
)  # fmt: skip
jobs.command(Command("core group date", "cgdate.open", "Set the core group's next date", _DATE, listed=False))
