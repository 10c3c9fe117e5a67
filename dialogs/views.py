"""Views on registration: the chair asks, each person answers in their own chat, the chair opens them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards import views as cards
from cards.elements import Action, AdaptiveCard, button
from cards.forms import recorded_card
from cppm import views
from cppm.errors import CPPMError
from cppm.meeting import OPTIONS, Child, Invitee, NotInvited, Option, Phase, PlanningMeeting
from cppm.people import Duty, Person, Role, Standing
from dialogs.commands import Command, Jobs
from dialogs.conduct import change, children_of, done_card, shown
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

PASS = "pass"
READERS = (Role.CHAIR, Role.LEAD_PROFESSIONAL, Role.PRACTITIONER)
"""The roles that may see opened views: those who heard them (DEC-12)."""


class WasNotInTheRoom(CPPMError):
    """The opened views are for those who took part in the meeting. The key points bring you the decision
    and its reasons."""

    rule = "DEC-12"


@jobs.on("ask.open")
async def ask_for_views(scene: Scene) -> Answer:
    """Open the round on a child: everybody present who gives a view gets a card."""
    scene = await _about_one(scene, lambda m, c: c.id not in m.rounds)
    meeting, _ = await change(scene, lambda m: views.open_round(m, scene.person, scene.ids["c"], scene.now))
    return _board(scene, meeting, meeting.child(scene.ids["c"]))


class WhichChild(CPPMError):
    """Please open the meeting and choose the child there; type meetings to see yours."""

    rule = "GEN-05"


async def _about_one(scene: Scene, wanted: object = None) -> Scene:
    """The scene about one child: the one on the button, or the only one it can be."""
    if "c" in scene.ids:
        return scene
    choose = wanted if callable(wanted) else (lambda m, c: True)
    found = await children_of(scene, choose, chair_only=False)
    if len(found) != 1:
        raise WhichChild
    return scene.about(found[0].ids)


@jobs.on("board.open")
async def board(scene: Scene) -> Answer:
    """Before opening, who has answered, for the chair alone; then the views, for those who took part."""
    scene = await _about_one(scene, lambda m, c: c.id in m.rounds)
    meeting = await scene.store.meetings.load(scene.ids["m"])
    child = meeting.child(scene.ids["c"])
    if not views.opened_views(meeting, child.id) and not _is_revealed(meeting, child):
        meeting.require_chair(scene.person)
        if child.id not in meeting.rounds:
            raise views.RoundNotAsked(child=child.name)
        return _board(scene, meeting, child)
    role = meeting.role_of(scene.person)
    if not _may_read(meeting, scene.person, role):
        raise WasNotInTheRoom
    why = "opened the views"
    await scene.store.reads.note(scene.person.id, str(role), meeting.case_ref, "views", why, scene.now)
    return _board(scene, meeting, child)


def _is_revealed(meeting: PlanningMeeting, child: Child) -> bool:
    current = meeting.rounds.get(child.id)
    return current is not None and current.revealed_at is not None


def _may_read(meeting: PlanningMeeting, person: Person, role: Role) -> bool:
    if person.id == meeting.chair.id:
        return True
    return role in READERS and meeting.line_of(person).attended


def _board(scene: Scene, meeting: PlanningMeeting, child: Child) -> Answer:
    steps = next_buttons(meeting, scene.person)
    if _is_revealed(meeting, child):
        return shown(scene, cards.open_board_card(meeting, child, steps))
    ids = {"m": meeting.id, "c": child.id}
    actions: list[Action] = [
        button("Open the views", "reveal.open", **ids),
        button("Record a view for somebody", "viewfor.open", **ids),
        button("Open the meeting", "meeting.open", m=meeting.id),
    ]
    return shown(scene, cards.sealed_board_card(meeting, child, actions))


def _sealed(meeting: PlanningMeeting, child: Child) -> bool:
    return child.id in meeting.rounds and not _is_revealed(meeting, child)


def _choices(meeting: PlanningMeeting, may_pass: bool) -> dict[str, str]:
    """The options of this kind of meeting; a voluntary partner may pass."""
    found = {option.name.lower(): cards.WORDS[option] for option in OPTIONS[meeting.kind]}
    return found | ({PASS: "I give no view"} if may_pass else {})


SYNONYMS = {
    "place": ("place", "register", "yes"),
    "not_place": ("not place", "do not place", "don't place", "not register", "no"),
    "retain": ("retain", "keep"),
    "remove": ("remove", "de-register"),
    PASS: ("pass", "no view", "abstain"),
}


def _gives_reasons(got: Got) -> bool:
    return got.get("option") not in (None, PASS)


@jobs.form
class GiveView(Form):
    """My view on registration"""

    job: ClassVar[str] = "view"
    submit: ClassVar[str] = "Send my view"
    nothing: ClassVar[str] = (
        "You are not asked for a view at the moment. You will get a card when it is time."
    )

    option: str = ask("What is your view?", kind="one_of", label="Your view", synonyms=SYNONYMS)
    reasons: str = ask(
        "Why? Give your reasons from the evidence.",
        kind="long",
        label="Your reasons",
        when=_gives_reasons,
        hint=cards.CRITERION,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children on whom this person is asked for, or invited to give, a view."""
        return await children_of(
            scene, lambda m, c: _sealed(m, c) and _speaks(m, scene.person) is not None, chair_only=False
        )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """For whom they speak, and what they said before, to be changed."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        child, line = (
            meeting.child(scene.ids["c"]),
            views.require_speaker(meeting, scene.person, scene.ids["c"]),
        )
        before = meeting.rounds[child.id].views.get(line.person.id)
        own = line.person.id == scene.person.id
        speaks = [] if own else [f"You speak for {line.person.agency}, as deputy for {line.person.name}."]
        return Prepared(
            intro=[
                f"About {child.name}. Your view stays sealed until the chair opens all views together.",
                *speaks,
            ],
            options={"option": _choices(meeting, line.person.standing is Standing.VOLUNTARY)},
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
        """What is kept now."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        return shown(scene, _view_kept(scene, meeting, meeting.child(scene.ids["c"])))


def _name(option: Option | None) -> str:
    return option.name.lower() if option else PASS


def _view_kept(scene: Scene, meeting: PlanningMeeting, child: Child) -> AdaptiveCard:
    line = meeting.line_of(scene.person)
    kept = meeting.rounds[child.id].views[line.person.id]
    rows = [("About", child.name), ("Your view", cards.WORDS[kept.option] if kept.option else "No view")]
    rows += [("Your reasons", kept.reasons)] if kept.reasons else []
    return recorded_card(
        "Your view is kept, sealed",
        rows,
        scene.person.name,
        kept.at,
        button("Change", "view.open", m=meeting.id, c=child.id),
        case_line=meeting.reference,
        note="You can change it until the chair opens all views together. The chair decides.",
        zone=scene.turn.time_zone,
        buttons=[button("Open the meeting", "meeting.open", m=meeting.id)],
    )


def _speaks(meeting: PlanningMeeting, person: Person) -> Invitee | None:
    try:
        line = meeting.line_of(person)
    except NotInvited:
        return None
    may = line.role.gives_view and line.present and views.speaker_id(line) == person.id
    return line if may else None


@jobs.form
class RecordViewFor(Form):
    """Record a view for somebody"""

    job: ClassVar[str] = "viewfor"
    nothing: ClassVar[str] = "No views are being asked at the moment."

    who: str = ask("Whose view is it?", kind="person", label="Whose view")
    option: str = ask("What is the view?", kind="one_of", label="View", synonyms=SYNONYMS)
    reasons: str = ask("What are the reasons, in their words?", kind="long", label="Reasons")
    source: str = ask(
        "How was it given?", label="How it was given", example="by phone today, by letter, aloud"
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children on whom views are being given."""
        if "m" in scene.ids or not scene.person.has(Duty.CP_ADMIN):
            return await children_of(scene, _sealed, chair_only=False)
        lines = [m for m in await scene.store.meetings.all_open() if m.phase is Phase.OPEN]
        found = [await scene.store.meetings.load(m.id) for m in lines]
        return [
            Subject({"m": m.id, "c": c.id}, f"{c.name}, {m.reference}")
            for m in found
            for c in m.children
            if _sealed(m, c)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everybody whose role gives a view; never what anybody said."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_recorder(scene.person)
        child = meeting.child(scene.ids["c"])
        may = {
            i.person.id: f"{i.person.name}, {i.person.agency}" for i in meeting.invitees if i.role.gives_view
        }
        return Prepared(
            intro=[f"About {child.name}. It is marked as recorded by you, with how it was given."],
            options={"who": may, "option": _choices(meeting, may_pass=False)},
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
        rows = [("Whose view", meeting.invitee(self.who).person.name), ("How it was given", self.source)]
        return done_card(scene, meeting, "The view is kept, sealed", rows)


@jobs.form
class OpenViews(Form):
    """Open the views"""

    job: ClassVar[str] = "reveal"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = "There are no sealed views in a meeting of yours."

    sure: bool = ask("Open all views now? They can't change after that.", label="Open all views at once")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children whose views are still sealed."""
        return await children_of(scene, _sealed)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whose view has not come yet."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_chair(scene.person)
        child = meeting.child(scene.ids["c"])
        awaited = [f"{i.person.name}, {i.person.agency}" for i in views.still_awaited(meeting, child.id)]
        missing = f"Asked, and not yet given: {'; '.join(awaited)}." if awaited else ""
        intro = [f"This opens every view on {child.name} at once, for everybody who took part."]
        return Prepared(intro=[*intro, *([missing] if missing else [])], case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Open them all, or leave them sealed."""
        if not self.sure:
            meeting = await scene.store.meetings.load(scene.ids["m"])
            return _board(scene, meeting, meeting.child(scene.ids["c"]))
        meeting, _ = await change(
            scene, lambda m: views.open_views(m, scene.person, scene.ids["c"], scene.now)
        )
        return _board(scene, meeting, meeting.child(scene.ids["c"]))


jobs.command(
    Command(
        "view",
        "view.open",
        "Give your view on registration when the chair asks",
        ("my view", "give my view", "vote", "voting", "registration voting", "ballot"),
    )
)
jobs.command(Command("ask for views", "ask.open", "Ask for views on a child", ("ask views",), listed=False))
jobs.command(Command("views", "board.open", "The views on a child", ("board", "all views"), listed=False))
jobs.command(
    Command("open views", "reveal.open", "Open the views", ("reveal", "open the views"), listed=False)
)
jobs.command(
    Command("view for", "viewfor.open", "Record a view for somebody", ("record a view",), listed=False)
)
