"""Views on registration: each person gives theirs in their own chat, or the chair records it for them.

Asking for views and opening them is in `board`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import Action, AdaptiveCard, button
from cards.forms import recorded_card
from cards.meetings import views as cards
from cppm.errors import CPPMError
from cppm.meetings import views
from cppm.meetings.meeting import (
    Child,
    Invitee,
    NotInvited,
    Option,
    Phase,
    PlanningMeeting,
    RegistrationView,
)
from cppm.people import Duty, Person, Standing
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.meetings import board
from dialogs.meetings.board import sealed
from dialogs.meetings.chairing import (
    as_it_stands,
    change,
    children_of,
    done_card,
    few_lines,
    shown,
    the_meeting,
)
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
jobs.add(board.jobs)

PASS = "pass"
SYNONYMS = {
    "place": ("place", "register", "place the name"),
    "not_place": ("not place", "do not place", "don't place", "not register"),
    "retain": ("retain", "keep the name", "keep on the register"),
    "remove": ("remove", "de-register", "take the name off"),
    PASS: ("pass", "i pass", "no view", "none", "abstain"),
}
"""What people say for each option. A bare yes or no is not taken for either: too much hangs on it."""


class AllHaveAnswered(CPPMError):
    """Everybody who can give a view on {child} has given it in their own chat. There is none to record."""

    rule = "DEC-04"


def choices(meeting: PlanningMeeting, may_pass: bool) -> dict[str, str]:
    """The options of this kind of meeting; a voluntary partner may pass."""
    found = {option.name.lower(): option.words for option in meeting.options}
    return found | ({PASS: "I give no view"} if may_pass else {})


def _gives_reasons(got: Got) -> bool:
    return not got.get("may_pass") or got.get("option") not in (None, PASS)


@jobs.form
class GiveView(Form):
    """My view on registration"""

    job: ClassVar[str] = "view"
    submit: ClassVar[str] = "Send my view"
    nothing: ClassVar[str] = "No view is asked of you at the moment. Type home to see what you owe."

    option: str = ask("What is your view?", kind="one_of", label="Your view", synonyms=SYNONYMS)
    reasons: str = ask(
        "Why? Give your reasons from the evidence.",
        kind="long",
        label="Your reasons",
        when=_gives_reasons,
        only="Not needed if you give no view.",
        hint=cards.CRITERION,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children on whom this person speaks; whoever can't in this meeting is told why."""
        found = await children_of(scene, sealed, chair_only=False)
        mine = [each for each in found if await _may_speak(scene, each)]
        if found and not mine:
            views.require_speaker(
                await the_meeting(scene.about(found[0].ids)), scene.person, found[0].ids["c"]
            )
        return mine

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """For whom they speak, and what they said before, to be changed."""
        meeting = await the_meeting(scene)
        child = meeting.child(scene.ids.get("c", ""))
        line = views.require_speaker(meeting, scene.person, child.id)
        before = meeting.rounds[child.id].views.get(line.person.id)
        may_pass = line.person.standing is Standing.VOLUNTARY
        return Prepared(
            intro=_intro(child, line, scene.person, may_pass),
            options={"option": choices(meeting, may_pass)},
            known={"may_pass": may_pass},
            earlier={"option": _name(before.option), "reasons": before.reasons} if before else {},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the view, sealed."""
        child_id = scene.ids["c"]

        def given(m: PlanningMeeting) -> None:
            if self.option == PASS:
                views.pass_view(m, scene.person, child_id, scene.now)
            else:
                views.give_view(
                    m, scene.person, child_id, Option[self.option.upper()], self.reasons, scene.now
                )

        meeting, _ = await change(scene, given)
        return shown(scene, _view_kept(scene, meeting, meeting.child(child_id)))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is kept now; where nothing is, the meeting as it stands."""
        meeting = await the_meeting(scene)
        child = meeting.child(scene.ids.get("c", ""))
        line, current = _speaks(meeting, scene.person), meeting.rounds.get(child.id)
        if line is None or current is None or line.person.id not in current.views:
            return await as_it_stands(scene)
        return shown(scene, _view_kept(scene, meeting, child))


async def _may_speak(scene: Scene, subject: Subject) -> bool:
    return _speaks(await the_meeting(scene.about(subject.ids)), scene.person) is not None


def _speaks(meeting: PlanningMeeting, person: Person) -> Invitee | None:
    """The line for which somebody gives the view, while they or their principal are here."""
    try:
        line = meeting.line_of(person)
    except NotInvited:
        return None
    return line if line.role.gives_view and line.present and line.speaker == person.id else None


def _intro(child: Child, line: Invitee, person: Person, may_pass: bool) -> list[str]:
    own = line.person.id == person.id
    speaks = "" if own else f" You speak for {line.person.agency}, as deputy for {line.person.name}."
    invited = " You are invited to give a view and may pass." if may_pass else ""
    sealed_until = "Your view stays sealed until the chair opens all views together."
    return [f"About {child.name}. {sealed_until}{speaks}{invited}"]


def _name(option: Option | None) -> str:
    return option.name.lower() if option else PASS


def _view_kept(scene: Scene, meeting: PlanningMeeting, child: Child) -> AdaptiveCard:
    line, current = meeting.line_of(scene.person), meeting.rounds[child.id]
    kept = current.views[line.person.id]
    alike = [c.name for c in meeting.children if _same_view(meeting, line, child, c)]
    rows = [("About", ", ".join(alike)), *_said(kept)]
    if current.revealed_at:
        title, again = "Your view is kept", None
        note = "The chair has opened the views, so it can't be changed any more."
    else:
        title, again = "Your view is kept, sealed", button("Change", "view.open", m=meeting.id, c=child.id)
        note = "You can change it until the chair opens all views together. The chair decides."
    return recorded_card(
        title,
        rows,
        scene.person.name,
        kept.at,
        again,
        case_line=meeting.reference,
        note=note,
        zone=scene.turn.time_zone,
        buttons=[*_same_button(scene, meeting, child), *next_buttons(meeting, scene.person)],
    )


def _said(kept: RegistrationView) -> list[tuple[str, str]]:
    rows = [("Your view", kept.option.words if kept.option else "No view")]
    return rows + ([("Your reasons", kept.reasons)] if kept.reasons else [])


def _same_view(meeting: PlanningMeeting, line: Invitee, child: Child, other: Child) -> bool:
    """Whether the line's views on two children, the same one perhaps, are alike in option and reasons."""
    if child.id == other.id:
        return True
    kept = [meeting.rounds[c.id].views.get(line.person.id) for c in (child, other) if c.id in meeting.rounds]
    said = [(view.option, view.reasons) for view in kept if view]
    return len(said) == len((child, other)) and said[0] == said[1]


def _same_button(scene: Scene, meeting: PlanningMeeting, child: Child) -> list[Action]:
    """The way to the same view for the siblings, while views on them are asked for and not given."""
    if _speaks(meeting, scene.person) is None or not views.still_to_give(meeting, scene.person, child.id):
        return []
    return [button("The same for the other children", "sameforall.open", m=meeting.id, c=child.id)]


@jobs.form
class SameForAll(Form):
    """The same view for the other children"""

    job: ClassVar[str] = "sameforall"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = (
        "Give your view on one child first. Where views on its siblings are asked for too, the same view can "
        "then stand for them."
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Of each meeting the first child with a view of this person that could stand for siblings too."""
        found = await children_of(scene, sealed, chair_only=False)
        first: dict[str, Subject] = {}
        for each in found:
            meeting = await the_meeting(scene.about(each.ids))
            if _speaks(meeting, scene.person) and views.still_to_give(meeting, scene.person, each.ids["c"]):
                first.setdefault(meeting.id, each)
        return list(first.values())

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whose view it becomes, in the words that were given."""
        meeting = await the_meeting(scene)
        child = meeting.child(scene.ids.get("c", ""))
        others = views.still_to_give(meeting, scene.person, child.id)
        if not others:
            raise views.NothingToRepeat
        line = views.require_speaker(meeting, scene.person, others[0].id)
        kept = meeting.rounds[child.id].views[line.person.id]
        return Prepared(
            facts=[
                ("As for", child.name),
                ("Now also for", ", ".join(each.name for each in others)),
                *_said(kept),
            ],
            case_line=meeting.reference,
        )

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """The view with its reasons, and for whom."""
        return list(prepared.facts)

    async def record(self, scene: Scene) -> Answer:
        """Keep it for each child, sealed."""
        child_id = scene.ids["c"]
        meeting, _ = await change(scene, lambda m: views.give_same(m, scene.person, child_id, scene.now))
        return shown(scene, _view_kept(scene, meeting, meeting.child(child_id)))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is kept now."""
        return await GiveView.already(scene)


@jobs.form
class RecordViewFor(Form):
    """Record a view for somebody"""

    job: ClassVar[str] = "viewfor"
    submit: ClassVar[str] = "Keep this view"
    nothing: ClassVar[str] = "No views are being asked at the moment. Type meetings to see yours."

    who: str = ask("Whose view is it?", kind="person", label="Whose view")
    option: str = ask("What is the view?", kind="one_of", label="View", synonyms=SYNONYMS)
    reasons: str = ask("What are the reasons, in their words?", kind="long", label="Reasons", check=few_lines)
    source: str = ask(
        "How was it given?", label="How it was given", example="by phone today, by letter, aloud"
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children on whom views are being given, in the meetings for which this person may record."""
        if not scene.person.has(Duty.CP_ADMIN):
            return await children_of(scene, sealed)
        lines = [m for m in await scene.store.meetings.all_open() if m.phase is Phase.OPEN]
        found = [await children_of(scene.about({"m": line.id}), sealed, chair_only=False) for line in lines]
        return [each for subjects in found for each in subjects]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everybody whose role gives a view and who gave none themselves; never what anybody said."""
        meeting = await the_meeting(scene)
        meeting.require_recorder(scene.person)
        child = meeting.child(scene.ids.get("c", ""))
        given = views.sealed_round(meeting, child.id).views
        may = {
            i.person.id: f"{i.person.name}, {i.person.agency}"
            for i in meeting.invitees
            if i.role.gives_view and (i.person.id not in given or given[i.person.id].source)
        }
        if not may:
            raise AllHaveAnswered(child=child.name)
        return Prepared(
            intro=[
                f"About {child.name}. It is marked as recorded by you, with how it was given. "
                "Whoever gave a view in their own chat is not on the list."
            ],
            options={"who": may, "option": choices(meeting, may_pass=False)},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it, sealed and marked."""

        def kept(m: PlanningMeeting) -> None:
            option = Option[self.option.upper()]
            child_id = scene.ids["c"]
            views.record_view_for(
                m, scene.person, self.who, child_id, option, self.reasons, self.source, scene.now
            )

        meeting, _ = await change(scene, kept)
        rows = [
            ("About", meeting.child(scene.ids["c"]).name),
            ("Whose view", meeting.invitee(self.who).person.name),
            ("How it was given", self.source),
        ]
        return done_card(scene, meeting, "The view is kept, sealed", rows, change_verb="viewfor.open")

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The meeting as it stands."""
        return await as_it_stands(scene)


_VIEW = ("my view", "give my view", "vote", "voting", "registration voting", "ballot")
for _command in (
    Command("view", "view.open", "Give your view on registration when the chair asks", _VIEW, listed=False),
    Command(
        "same for all",
        "sameforall.open",
        "The same view for the other children",
        ("the same for all", "same for all children", "the same for the others"),
        listed=False,
    ),
    Command("view for", "viewfor.open", "Record a view for somebody", ("record a view",), listed=False),
):
    jobs.command(_command)
