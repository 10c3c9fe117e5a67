"""The end of a core group's meeting: what is still blank, with the way to each, and closing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import MOST_ACTIONS, Action, button
from cards.groups import gathering as cards
from cards.groups.group import how
from cards.layout import day_and_time, unlinked
from cppm.groups import in_session, recommending
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase
from cppm.groups.in_session import Blank, GatheringStillBlank
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject
from dialogs.groups.gathering import NOT_OPEN, meant, meetings_of
from dialogs.groups.group_hub import GO_TO, leads, next_buttons
from dialogs.groups.grouping import change, the_group
from dialogs.hub import LONGEST
from dialogs.meetings.chairing import chosen, shown
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

_TITLES = {
    "cgroll": "Who is here",
    "cgrecord": "Write the record",
    "planagree": "Agree the plan",
    "cgdate": "Set the next date",
}
"""The button of each thing that can be blank, where it is about nobody in particular."""
_ABOUT = {
    "cgvoice": ("Views of {}", "f"),
    "recommend": ("Recommend on {}", "c"),
    "recommendfor": ("Recommendations on {}", "c"),
}
"""For those about somebody: the button, and the id that it carries."""


@jobs.on("cgclose.open")
async def close(scene: Scene) -> Answer:
    """Close the meeting, or show what is still blank with the way to each."""
    if not scene.ids.get("g"):
        found = await meetings_of(scene, leads, GatheringPhase.OPEN)
        about = chosen(scene, found, "cgclose.open", "Close the core group's meeting", NOT_OPEN)
        if isinstance(about, Answer):
            return about
        scene = about
    group, held = await _led(scene)
    if held.phase is GatheringPhase.CLOSED:
        return _closed(scene, group, held)
    zone, home = scene.turn.time_zone, button(GO_TO, "group.open", g=group.id)
    missing = in_session.blanks(group, held)
    if missing:
        ways = [*_ways(scene, group, held, missing), home]
        return shown(scene, cards.blanks_card(group, held, [b.words for b in missing], ways, zone))
    ids = {"g": group.id, "w": held.id}
    if scene.turn.press:
        ready = button("Close the meeting", "cgclosing.open", **ids)
        return shown(scene, cards.ready_card(group, held, [ready, home], zone))
    return Answer(then=(Close.job, ids))


async def _led(scene: Scene) -> tuple[CoreGroup, Gathering]:
    """The group and its meeting, for whoever leads it. Raises NotYours, NotUnderWay."""
    group = await the_group(scene)
    group.require_chair(scene.person)
    return group, meant(group, scene)


def _ways(scene: Scene, group: CoreGroup, held: Gathering, missing: Sequence[Blank]) -> list[Action]:
    """A button for each thing that is blank, once; what does not fit comes when these are done."""
    found = {(b.job, b.about): _way(group, held, _job(scene, group, b), b.about) for b in missing}
    return list(found.values())[: MOST_ACTIONS - 1]


def _job(scene: Scene, group: CoreGroup, blank: Blank) -> str:
    """The job that fills it: one's own recommendation is given first, then those of others recorded."""
    own = blank.job == "recommendfor" and scene.person.id in _awaited(group, blank.about)
    return "recommend" if own else blank.job


def _awaited(group: CoreGroup, child_id: str) -> set[str]:
    return {person.id for person in recommending.awaited(group, child_id)}


def _way(group: CoreGroup, held: Gathering, job: str, about: str) -> Action:
    if job in _ABOUT:
        words, id_name = _ABOUT[job]
        title = unlinked(words.format(group.name_of(about)))[:LONGEST]
        return button(title, f"{job}.open", g=group.id, w=held.id, **{id_name: about})
    # The next date is set for the meeting after this one, so it carries none.
    meeting = {} if job == "cgdate" else {"w": held.id}
    return button(_TITLES[job], f"{job}.open", g=group.id, **meeting)


@jobs.form
class Close(Form):
    """Close the core group's meeting"""

    job: ClassVar[str] = "cgclosing"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = NOT_OPEN

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The open meetings of the groups this person leads."""
        return await meetings_of(scene, leads, GatheringPhase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What the meeting has settled, to be looked at once more."""
        group, held = await _led(scene)
        missing = in_session.blanks(group, held)
        if missing:
            raise GatheringStillBlank(missing="; ".join(blank.words for blank in missing))
        return Prepared(
            facts=_settled(scene, group, held), case_line=cards.case_line(group, held, scene.turn.time_zone)
        )

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """Everything that holds once the meeting is closed."""
        return list(prepared.facts)

    async def record(self, scene: Scene) -> Answer:
        """Close it."""

        def closed(group: CoreGroup) -> Gathering:
            held = meant(group, scene)
            in_session.close(group, scene.person, held.id, scene.now, scene.profile)
            return held

        group, held = await change(scene, closed)
        return _closed(scene, group, held)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Closed."""
        return _closed(scene, *await _led(scene))


def _settled(scene: Scene, group: CoreGroup, held: Gathering) -> list[tuple[str, str]]:
    following = group.planned
    agreed = group.plan.versions[-1] if group.plan.versions else None
    changes = "\n".join(agreed.changes) if agreed else ""
    when = day_and_time(following.starts_at, scene.turn.time_zone) if following else ""
    return [
        ("Here", "\n".join(cards.present_lines(group, held))),
        *([("Not here", "\n".join(away))] if (away := cards.absent_lines(group, held)) else []),
        *cards.record_rows(held.record_of_it),
        *([("Plan", f"Version {agreed.number}. {changes}".strip())] if agreed else []),
        *([("Next meeting", f"{when}, {how(following)}")] if following else []),
    ]


def _closed(scene: Scene, group: CoreGroup, held: Gathering) -> Answer:
    buttons = next_buttons(group, scene.person)
    return shown(scene, cards.closed_card(group, held, buttons, scene.turn.time_zone))


_CLOSE = ("close the core group", "close the core group meeting", "end core group", "end the core group")
jobs.command(
    Command("close core group", "cgclose.open", "Close the core group's meeting", _CLOSE, listed=False)
)
