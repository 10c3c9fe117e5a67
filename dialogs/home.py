"""What leads around: home, my meetings, one meeting, help, why."""

from __future__ import annotations

from collections.abc import Sequence

from cards import home as cards
from cards.elements import Action, AdaptiveCard, button
from cards.forms import why_card
from cppm import decision, rules, views
from cppm.errors import CPPMError
from cppm.meeting import Coming, NotInvited, Phase, PlanningMeeting
from cppm.people import Duty, Person
from cppm.quorum import forecast, quorum_now
from dialogs.commands import Command, Jobs
from dialogs.hub import as_button, steps
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.dues import DueRow
from storage.meetings import MeetingLine

jobs = Jobs()

OWED: dict[str, tuple[str, str, str]] = {
    "approve_list": ("Agree the invitation list", "list.open", ""),
    "attendance": ("Answer the invitation", "attend.open", ""),
    "report": ("File my report", "report.open", ""),
    "sharing": ("Record how the family saw my report", "share.open", ""),
    "view": ("Give my view", "view.open", "c"),
    "key_points": ("Release the key points", "points.open", ""),
    "telling": ("Tell somebody the outcome", "told.open", "f"),
    "manager_told": ("Tell my line manager of my dissent", "manager.open", "d"),
}
"""For each clock: the words on home, the verb that does it, and the id that its key carries."""


class NoSuchRule(CPPMError):
    """I have no explanation for that. Say help to see what I can explain."""


def owing(row: DueRow, references: dict[str, str], scene: Scene) -> cards.Owing:
    """One thing owed as home shows it."""
    what, verb, id_name = OWED[row.due.clock]
    ids = {"m": row.meeting_id} | ({id_name: row.due.key.split(":")[1]} if id_name else {})
    late = scene.now > row.due.limit
    return cards.Owing(what, references.get(row.meeting_id, ""), row.due.limit, late, verb, ids)


@jobs.on("home.open")
async def home(scene: Scene) -> Answer:
    """What do I owe, by when, for which meeting."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    owed = await scene.store.dues.of_person(scene.person.id)
    references = {line.id: line.reference for line in lines}
    current = [_row(line) for line in lines if line.phase not in (Phase.CLOSED, Phase.CANCELLED)]
    first_name = scene.person.name.split()[0]
    card = cards.home_card(
        first_name, [owing(r, references, scene) for r in owed], current, scene.turn.time_zone
    )
    return _shown(scene, card)


@jobs.on("meetings.open")
async def meetings(scene: Scene) -> Answer:
    """Every meeting I take part in; CP Administration sees all that are not over."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    if scene.person.has(Duty.CP_ADMIN):
        own = {line.id for line in lines}
        lines = [*lines, *(m for m in await scene.store.meetings.all_open() if m.id not in own)]
    return _shown(scene, cards.meetings_card([_row(line) for line in lines], scene.turn.time_zone))


def _row(line: MeetingLine) -> cards.MeetingRow:
    role = str(line.role) if line.role else "CP Administration"
    return cards.MeetingRow(line.id, line.reference, line.starts_at, str(line.phase), role)


@jobs.on("meeting.open")
async def meeting(scene: Scene) -> Answer:
    """One meeting, with what this person can do next."""
    if "m" not in scene.ids:
        return await meetings(scene)
    found = await scene.store.meetings.load(scene.ids["m"])
    _require_part(found, scene.person)
    now = steps(found, scene.person)
    pressing = [as_button(found, s) for s in now if s.pressing]
    possible = [as_button(found, s) for s in now if not s.pressing]
    if len(pressing) + len(possible) > cards.MOST_BUTTONS:
        more = button("More", "meeting.more", m=found.id)
        pressing = pressing[: cards.MOST_BUTTONS - 1]
        possible = [*possible[: cards.MOST_BUTTONS - 1 - len(pressing)], more]
    role = found.participants().get(scene.person.id)
    card = cards.meeting_card(
        found, role, pressing, possible, progress(found, scene), _warnings(found, scene), scene.turn.time_zone
    )
    return _shown(scene, card)


@jobs.on("meeting.more")
async def more(scene: Scene) -> Answer:
    """The steps that did not fit on the meeting's card."""
    found = await scene.store.meetings.load(scene.ids["m"])
    _require_part(found, scene.person)
    ordered = sorted(steps(found, scene.person), key=lambda s: not s.pressing)
    rest: Sequence[Action] = [as_button(found, s) for s in ordered[cards.MOST_BUTTONS - 1 :]]
    return Answer(say=[cards.more_card(found, rest)])


def _require_part(found: PlanningMeeting, person: Person) -> None:
    if not person.has(Duty.CP_ADMIN):
        found.role_of(person)


def progress(found: PlanningMeeting, scene: Scene) -> list[tuple[str, str]]:
    """Where the meeting stands in a few words; names and views stay out."""
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
    return _own_state(found, person)


def _own_state(found: PlanningMeeting, person: Person) -> list[tuple[str, str]]:
    try:
        line = found.line_of(person)
    except NotInvited:
        return []
    filed = [("Your report", "Filed" if line.report.filed else "Awaited")] if line.role.owes_report else []
    return [("Your answer", str(line.coming)), *filed]


def _in_progress(found: PlanningMeeting, scene: Scene) -> list[tuple[str, str]]:
    rows = [("Quorum", quorum_now(found, scene.profile.quorum).explained)]
    for child in found.children:
        rows.append((child.name, _child_stands(found, child.id)))
    return rows


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
    gone = set(found.quorum.agencies) - set(quorum_now(found, scene.profile.quorum).agencies)
    left = [f"{', '.join(gone)} counted for the quorum and is not here now."] if gone else []
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
    here = rules.council_value(rule.id, scene.profile)
    back = [button("What I owe", "home.open")]
    return Answer(say=[why_card(rule.title, rule.words, f"{rule.guide} ({rule.id})", here, buttons=back)])


def _shown(scene: Scene, card: AdaptiveCard) -> Answer:
    """In the place of the pressed card, or as a new one when it was typed."""
    return Answer(replace=card) if scene.turn.press else Answer(say=[card])


jobs.command(Command("meetings", "meetings.open", "Your meetings", ("my meetings", "list meetings", "cases")))
jobs.command(Command("why", "why.open", "The rule behind something", ("explain",), listed=False))
