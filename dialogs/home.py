"""What leads around: home, my meetings, one meeting, help, why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards import home as cards
from cards.elements import Action, AdaptiveCard, button
from cards.forms import why_card
from cards.pages import FROM
from cards.timing.clocks import ClockLine
from cppm import rules
from cppm.desks import desks_of
from cppm.errors import CPPMError
from cppm.figures import may_read
from cppm.meetings import decision, views
from cppm.meetings.meeting import Coming, Invitee, NotInvited, Phase, PlanningMeeting
from cppm.meetings.quorum import forecast, quorum_now
from cppm.people import Agency, Duty, Person, Role
from cppm.timing.boards import Standing, reason_wanted, standing
from dialogs.commands import Command, Jobs
from dialogs.groups import group_rows
from dialogs.hub import as_button, steps
from dialogs.moves.guard import alert
from dialogs.scene import Scene
from dialogs.timing import helping
from dialogs.timing.owed import mine
from dialogs.turn import Answer
from storage.meetings import MeetingLine

jobs = Jobs()

EXPLAIN = "missed.open"
OVER = (Phase.CLOSED, Phase.CANCELLED)


class NoSuchRule(CPPMError):
    """I have no explanation for that. Press Why? on a card, or type why and the number of a rule, for example
    why QUO-02."""


def owing(line: ClockLine, now: datetime) -> cards.Owing:
    """One thing owed as home shows it; of what was done late only the reason is still owed."""
    due = line.due
    explain = line.about if reason_wanted(due, now) else {}
    done = due.done_at is not None
    verb, ids = (EXPLAIN, explain) if done else (line.opens, line.doing)
    late = standing(due, now) is not Standing.AHEAD
    return cards.Owing(line.task, line.reference, due.limit, late, verb, ids, {} if done else explain, done)


@jobs.on("home.open")
async def home(scene: Scene) -> Answer:
    """What do I owe, by when, for which meeting."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    owed = await _owed(scene)
    current = [_row(line) for line in lines if line.phase not in OVER]
    groups = await group_rows.going_on(scene)
    roles = {line.role for line in lines if line.phase is not Phase.CANCELLED} | {g.role for g in groups}
    desk = bool(desks_of(scene.person, roles))
    return _shown(
        scene,
        cards.home_card(
            owed,
            current,
            scene.turn.time_zone,
            groups,
            desk,
            may_read(scene.person) and not desk,
            held=len(lines) > len(current),
            helped=await helping.helped(scene),
        ),
    )


@jobs.on("home.more")
async def rest_of_home(scene: Scene) -> Answer:
    """What is owed beyond the first card; typed, the lines that follow it."""
    owed = await _owed(scene)
    return Answer(say=[cards.more_owed_card(owed, scene.start or cards.MOST_OWED, scene.turn.time_zone)])


async def _owed(scene: Scene) -> list[cards.Owing]:
    """Everything this person owes now or soon, what is late first."""
    return [owing(line, scene.now) for line in await mine(scene)]


@jobs.on("meetings.open")
async def meetings(scene: Scene) -> Answer:
    """Every meeting I take part in; CP Administration sees all that are not over. A reference finds one."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    if scene.person.has(Duty.CP_ADMIN):
        own = {line.id for line in lines}
        lines = [*lines, *(m for m in await scene.store.meetings.all_open() if m.id not in own)]
    wanted = scene.text.casefold().strip()
    found = [line for line in lines if wanted in line.reference.casefold()]
    current = sorted((line for line in found if line.phase not in OVER), key=lambda line: line.starts_at)
    over = sorted((line for line in found if line.phase in OVER), key=lambda line: line.starts_at)
    rows = [_row(line) for line in [*current, *reversed(over)]]
    start, zone = scene.start, scene.turn.time_zone
    groups = await group_rows.all_of(scene, scene.text) if start == 0 else []
    return _shown(scene, cards.meetings_card(rows, start, scene.text, zone, groups))


def _row(line: MeetingLine) -> cards.MeetingRow:
    role = str(line.role) if line.role else "CP Administration"
    return cards.MeetingRow(line.id, line.reference, line.starts_at, line.phase, role)


@jobs.on("meeting.open")
async def meeting(scene: Scene) -> Answer:
    """One meeting, with what this person can do next."""
    if "m" not in scene.ids:
        return await meetings(scene)
    found = await scene.store.meetings.load(scene.ids["m"])
    _require_part(found, scene.person)
    safe = await alert(scene, found.case_ref, found.participants().get(scene.person.id))
    return _shown(scene, meeting_for(found, scene, safe))


def meeting_for(found: PlanningMeeting, scene: Scene, safe: Sequence[str] = ()) -> AdaptiveCard:
    """The card of a meeting for whoever speaks."""
    return cards.meeting_card(
        found,
        found.participants().get(scene.person.id),
        _next(found, scene),
        _buttons(found, scene, 0),
        progress(found, scene),
        [*safe, *_warnings(found, scene)],
        scene.turn.time_zone,
    )


def _next(found: PlanningMeeting, scene: Scene) -> str:
    """The title of what is owed first."""
    return next((s.title for s in steps(found, scene.person, scene.now) if s.pressing), "")


def _buttons(found: PlanningMeeting, scene: Scene, start: int) -> list[Action]:
    """What can be done, the owed first, so many from a certain one on, and where it goes on."""
    ordered = sorted(steps(found, scene.person, scene.now), key=lambda s: not s.pressing)
    rest = [as_button(found, s) for s in ordered[start:]]
    if len(rest) <= cards.MOST_BUTTONS:
        return rest
    here = cards.MOST_BUTTONS - 1
    ids = {"m": found.id, FROM: str(start + here)}
    return [*rest[:here], button("More", "meeting.more", **ids)]


@jobs.on("meeting.more")
async def more(scene: Scene) -> Answer:
    """The steps that did not fit on the meeting's card."""
    found = await scene.store.meetings.load(scene.ids.get("m", ""))
    _require_part(found, scene.person)
    return Answer(say=[cards.more_card(found.reference, _buttons(found, scene, scene.start))])


def _require_part(found: PlanningMeeting, person: Person) -> None:
    if not person.has(Duty.CP_ADMIN):
        found.role_of(person)


def progress(found: PlanningMeeting, scene: Scene) -> list[tuple[str, str]]:
    """Where the meeting stands in a few words, never with a view."""
    person = scene.person
    keeps = person.id in (found.chair.id, found.lead_professional.id) or person.has(Duty.CP_ADMIN)
    if found.phase is Phase.INVITED and keeps:
        awaited = sum(i.coming is Coming.AWAITED for i in found.invitees)
        expected = forecast(found, scene.profile.quorum).expected
        return [("Answers awaited", str(awaited)), ("Quorum as answered", expected.explained)]
    if found.phase is Phase.OPEN:
        return _in_progress(found, scene)
    if found.phase is Phase.CLOSED and found.key_points:
        released = found.key_points.released_at is not None
        return [("Key points", "Released" if released else "With the chair")]
    if found.phase is Phase.CANCELLED:
        return []
    return _own_state(found, person)


def _own_state(found: PlanningMeeting, person: Person) -> list[tuple[str, str]]:
    try:
        line = found.line_of(person)
    except NotInvited:
        return []
    filed = [("Your report", _report(line))] if line.role.owes_report else []
    told = f", recorded for you: {line.source}" if line.source else ""
    alone = f"The {found.in_part} part alone; the chair says when it begins" if found.in_part else ""
    part = [("Your part of it", alone)] if alone else []
    return [("Your answer", f"{str(line.coming).capitalize()}{told}"), *part, *filed]


def _report(line: Invitee) -> str:
    if not line.report.filed:
        return "Awaited"
    return f"Filed, recorded for you: {line.report.source}" if line.report.source else "Filed"


def _in_progress(found: PlanningMeeting, scene: Scene) -> list[tuple[str, str]]:
    if not any(i.attended for i in found.invitees):
        return [("Quorum", "The roll has not been called yet")]
    rows = [("Quorum", quorum_now(found, scene.profile.quorum).explained)]
    children = found.children if _follows_children(found, scene.person) else []
    return [*rows, *((child.name, _child_stands(found, child.id)) for child in children)]


def _follows_children(found: PlanningMeeting, person: Person) -> bool:
    """Who may see how far the meeting has come with each child: who runs it, and who speaks in it."""
    runs = person.id == found.chair.id or person.has(Duty.CP_ADMIN)
    return runs or found.participants().get(person.id) is Role.MINUTE_TAKER or found.spoke_here(person)


def _child_stands(found: PlanningMeeting, child_id: str) -> str:
    if child_id in found.decisions:
        return "Decided"
    current = found.rounds.get(child_id)
    if current is None:
        return "Before views"
    return "Views are open" if current.revealed_at else "Views are being given, sealed"


def _warnings(found: PlanningMeeting, scene: Scene) -> list[str]:
    """What the chair should see at once while the meeting runs."""
    if found.phase is not Phase.OPEN or scene.person.id != found.chair.id or not found.quorum:
        return []
    here = set(quorum_now(found, scene.profile.quorum).agencies)
    gone = [agency for agency in Agency if agency in found.quorum.agencies and agency not in here]
    left = [f"{' and '.join(gone)} counted for the quorum and left."] if gone else []
    split = [
        f"The people of {a.agency} differ on {c.name}."
        for c in found.children
        for a in views.opened_views(found, c.id)
        if a.split
    ]
    scrutiny = [
        f"The decision on {found.child(c).name} goes to scrutiny." for c in decision.needs_scrutiny(found)
    ]
    return [*left, *split, *scrutiny]


@jobs.on("why.open")
async def why(scene: Scene) -> Answer:
    """The rule behind a reminder or a refusal."""
    rule = rules.RULES.get(scene.ids.get("rule", "") or scene.text.strip().upper())
    if rule is None:
        raise NoSuchRule
    clock = scene.profile.clocks.get(scene.ids.get("k", ""))
    asked = clock if clock and clock.rule == rule.id else None
    here = rules.clock_value(asked, scene.profile) if asked else rules.council_value(rule.id, scene.profile)
    back = [button("What I owe", "home.open")]
    stands = f"{rules.where_it_stands(rule.id, scene.profile)} ({rule.id})"
    return Answer(say=[why_card(rule.title, rule.words, stands, here, buttons=back)])


def hello(person: Person) -> Answer:
    """The first words to somebody enrolled, when the app is added."""
    buttons = [button("What I owe", "home.open"), button("Help", "help.open")]
    return Answer(say=[cards.welcome_card(person.name.split()[0], buttons)])


@jobs.on("register.open")
async def register(scene: Scene) -> Answer:
    """Whom to ask about the register; never whether a child is on it."""
    return _shown(scene, cards.register_card(scene.profile))


def _shown(scene: Scene, card: AdaptiveCard) -> Answer:
    """In the place of the pressed card, or as a new one when it was typed."""
    return Answer(replace=card) if scene.turn.press else Answer(say=[card])


jobs.command(Command("meetings", "meetings.open", "Your meetings", ("my meetings", "list meetings", "cases")))
jobs.command(Command("more", "home.more", "More of what you owe", ("more of what i owe",), listed=False))
jobs.command(Command("why", "why.open", "The rule behind something", ("explain",), listed=False))
jobs.command(
    Command(
        "register",
        "register.open",
        "Whom to ask about the register",
        ("on the register", "is this child on the register", "child protection register", "duty contact"),
        listed=False,
    )
)
