"""The key points: decision, reasons, actions; to everybody in time, once the chair approves.

Rules: SUM-01..06, CHR-23. It is not a child's plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings import considerations, siblings
from cppm.meetings.meeting import (
    Child,
    FamilyLine,
    Invitee,
    KeyPoints,
    NoSuchThing,
    Option,
    PartPoints,
    Phase,
    PlanningMeeting,
)
from cppm.people import Agency, Person, Role
from cppm.records import CHANNEL, FactKind, NoticeKind
from cppm.rights import cut, exclusion, parts
from cppm.rights.parts_records import HALVES, Part

NOT_A_PLAN = (
    "These key points are not a child's plan. The core group makes the plan and builds these actions in."
)

SAID: dict[Option, str] = {
    Option.PLACE: "{child}: name placed on the Child Protection Register",
    Option.NOT_PLACE: "{child}: name not placed on the Child Protection Register",
    Option.RETAIN: "{child}: name stays on the Child Protection Register",
    Option.REMOVE: "{child}: name removed from the Child Protection Register",
}

NO_KEY_POINTS = frozenset({Role.STUDENT, Role.INTERPRETER, Role.SUPPORT_PERSON})
"""Roles with no part of their own in the work; the guide's "all attendees" means the others (0010)."""


class PartMissing(CPPMError):
    """The key points need all three parts: decision, reasons and actions. Still empty: {parts}."""

    rule = "SUM-03"


class PartNotWritten(CPPMError):
    """The key points for the {part} part alone still leave out {what}, because nobody has said who may read
    them. Say in which part that was said, or write it for that part in your own words; then release them."""

    rule = "SUM-03"


class AlreadyReleased(CPPMError):
    """The key points went out and can't be changed now. Send a correction to the chair for the minutes."""

    rule = "SUM-04"


class NotClosedYet(CPPMError):
    """The key points follow when the meeting is closed."""

    rule = "SUM-01"


class NotReleasedYet(CPPMError):
    """The chair has not released the key points yet. They come to you soon after the end of the
    meeting."""

    rule = "SUM-04"


class NotSentToYou(CPPMError):
    """The key points of this meeting were not sent to you, so I can't show them. If you need them for your
    work, ask the chair."""

    rule = "SUM-02"


def draft(meeting: PlanningMeeting, children: Sequence[Child] | None = None) -> KeyPoints:
    """The three parts, drafted from what was captured; the chair edits and approves.

    With `children` only what concerns these, for whoever may not hear of their siblings.
    """
    about = meeting.children if children is None else children
    return KeyPoints(_decisions(meeting, about), _reasons(meeting, about), _actions(meeting, about))


def draft_versions(meeting: PlanningMeeting) -> dict[str, PartPoints]:
    """The three parts for those in either part of the meeting alone, with what they may know (PAR-02)."""
    drafts = {half: draft(cut.of_part(meeting, half)) for half in HALVES}
    return {half: PartPoints(own.decision, own.reasons, own.actions) for half, own in drafts.items()}


def say_where(
    meeting: PlanningMeeting, actor: Person, keys: Iterable[str], part: Part | None, at: datetime
) -> None:
    """The chair says in which part something was said; None is for everybody in the meeting.

    Until they go out, key points of one part follow, unless the chair has written them (PAR-02).
    """
    points = meeting.key_points
    follows = points is not None and points.released_at is None
    before = draft_versions(meeting) if follows else {}
    parts.mark(meeting, actor, keys, part, at)
    if points and follows:
        for half, now in draft_versions(meeting).items():
            kept, drafted = points.versions[half], before[half]
            if kept.reasons == drafted.reasons:
                kept.reasons = now.reasons
            if kept.actions == drafted.actions:
                kept.actions = now.actions


def _decisions(meeting: PlanningMeeting, about: Sequence[Child]) -> str:
    lines = [SAID[meeting.decisions[c.id].option].format(child=c.name) for c in about]
    return "\n".join(f"{line}." for line in lines)


def _reasons(meeting: PlanningMeeting, about: Sequence[Child]) -> str:
    """Per child the chair's reasons; with a name placed or kept the risks in short, with one removed what
    has changed; how the plan has stood until now, and at a transfer what holds meanwhile (SUM-03, OUT-03,
    GEN-04, MOV-10).
    """
    found = []
    for child in about:
        decision, summary = meeting.decisions[child.id], meeting.summaries.get(child.id)
        sentences = [decision.reasons]
        if decision.concerns:
            sentences.append(f"Areas of concern: {', '.join(c.area for c in decision.concerns)}")
        if summary and decision.option in (Option.PLACE, Option.RETAIN):
            sentences.append(f"Risks: {summary.risks}")
        considered = meeting.considered.said.get(child.id, {})
        if so_far := considered.get(considerations.PLAN_RIGHT):
            sentences.append(f"The plan until now: {so_far}")
        if interim := considered.get(considerations.INTERIM):
            sentences.append(f"Interim safety plan: {interim}")
        if decision.removal:
            sentences.append(f"Less risk: {decision.removal.less_risk}")
            sentences.append(f"Stronger: {decision.removal.stronger}")
        found.append(f"{child.name}: {' '.join(_ended(s) for s in sentences)}")
    return "\n".join(found)


def _ended(sentence: str) -> str:
    """With a full stop, unless it ends with a mark of its own."""
    words = sentence.strip()
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _actions(meeting: PlanningMeeting, about: Sequence[Child]) -> str:
    """Who does what by when, and what changes in a plan that is there; where a name is removed also the
    support that goes on (GEN-04, OUT-05, 06).
    """
    outcome, others = meeting.outcome, [c.name for c in meeting.children if c not in about]
    ids = {"", *(c.id for c in about)}
    own = [
        a for a in outcome.actions if a.child in ids and not siblings.names_one(others, f"{a.who} {a.what}")
    ]
    lines = [f"{a.who}: {a.what}, by {a.by.day} {a.by:%B %Y}." for a in own]
    if not outcome.actions:
        because = outcome.no_actions_because
        lines = [because if because == cut.NOT_SHOWN else f"No immediate actions: {because}"]
    for child in about:
        changes = considerations.plan_changes(meeting, child.id)
        if changes:
            lines.append(f"In the plan for {child.name} this changes: {_ended(changes)}")
        removal = meeting.decisions[child.id].removal
        if removal:
            lines.append(f"Support for {child.name} goes on: {_ended(removal.support)}")
            lines.append(f"Lead professional for {child.name}: {_ended(removal.lead)}")
    return "\n".join(lines)


def unwritten(points: KeyPoints) -> list[tuple[str, str]]:
    """Which version of a part still says only that something is not shown, and of what (SUM-03, PAR-02)."""
    return [
        (half, what)
        for half, text in points.versions.items()
        for what, words in (("reasons", text.reasons), ("actions", text.actions))
        if cut.NOT_SHOWN in words
    ]


def require_written(points: KeyPoints) -> None:
    """Refuse to release what would leave somebody in one part alone without a reason or an action."""
    for half, what in unwritten(points):
        raise PartNotWritten(part=half, what=f"the {what}")


def editable(meeting: PlanningMeeting, actor: Person) -> KeyPoints:
    """The key points, for the chair of a closed meeting alone."""
    meeting.require_chair(actor)
    if meeting.phase is not Phase.CLOSED or meeting.key_points is None:
        raise NotClosedYet
    return meeting.key_points


def edit(
    meeting: PlanningMeeting,
    actor: Person,
    decision: str,
    reasons: str,
    actions: str,
    at: datetime,
    part: str = "",
) -> None:
    """The chair's own words: for everybody, or for those in one part of the meeting alone."""
    points = editable(meeting, actor)
    if points.released_at:
        raise AlreadyReleased
    texts = {"decision": decision.strip(), "reasons": reasons.strip(), "actions": actions.strip()}
    _require_parts(texts)
    text = version(points, part)
    text.decision, text.reasons, text.actions = texts.values()
    points.edited_at = at
    meeting.record(FactKind.KEY_POINTS_EDITED, actor, at, part=part, **texts)


def version(points: KeyPoints, part: str) -> KeyPoints | PartPoints:
    """The text for one part of the meeting, or without one the whole. Raises NoSuchThing."""
    if part and part not in points.versions:
        raise NoSuchThing(what="part")
    return points.versions[part] if part else points


def texts(points: KeyPoints) -> list[str]:
    """Every word that goes out, in the whole and in the version of each part of the meeting."""
    every: list[KeyPoints | PartPoints] = [points, *points.versions.values()]
    return [text for each in every for text in (each.decision, each.reasons, each.actions)]


def _require_parts(texts: dict[str, str]) -> None:
    empty = [part for part, words in texts.items() if not words.strip()]
    if empty:
        raise PartMissing(parts=", ".join(empty))


def recipients(meeting: PlanningMeeting) -> list[str]:
    """Every attendee and every invitee who did not come, and deputies who sat in (SUM-02)."""
    lines = [i for i in meeting.invitees if i.invited and i.role not in NO_KEY_POINTS]
    people = [i.person.id for i in lines]
    deputies = [i.deputy.person for i in lines if i.deputy and i.deputy.person and i.deputy_sat_in]
    return list(dict.fromkeys([*people, *deputies]))


def addressed(meeting: PlanningMeeting) -> dict[str, tuple[Agency, str]]:
    """Everybody who gets the key points, by id: the agency they speak for, and "name, role"."""
    found = {
        i.deputy.person: (i.person.agency, f"{i.deputy.name}, deputy for {i.person.name}")
        for i in meeting.invitees
        if i.deputy and i.deputy.person
    }
    found |= {i.person.id: (i.person.agency, f"{i.person.name}, {i.role}") for i in meeting.invitees}
    return {id: found[id] for id in recipients(meeting)}


def not_sent(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """Everybody connected with the meeting to whom the key points do not go, with the reason (EXC-08)."""
    found = [(line.person.name, _why_not(line)) for line in meeting.invitees if _why_not(line)]
    lines = [i for i in meeting.invitees if i.invited and i.role not in NO_KEY_POINTS]
    unknown = [i.deputy.name for i in lines if i.deputy and not i.deputy.person and i.deputy_sat_in]
    found += [(name, "came as a deputy and is not enrolled: reach them another way") for name in unknown]
    unborn = {c.id for c in meeting.children if c.unborn}
    told = {t.id for t in meeting.outcome.tellings}
    out = exclusion.out_of_room(meeting)
    return found + [
        (f.who, "was excluded" if f.id in out and f.invited else _why_not_family(f, told))
        for f in meeting.family
        if f.child not in unborn
    ]


def _why_not(line: Invitee) -> str:
    if line.moved_on_at:
        return "has handed over and left the case"
    if not line.invited:
        return "the invitation was never agreed"
    return f"has the role of {line.role}" if line.role in NO_KEY_POINTS else ""


def _why_not_family(line: FamilyLine, told: set[str]) -> str:
    if not line.invited:
        return "was not invited"
    return "is told by the person named for it" if line.id in told else "is told by the lead professional"


def may_read(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether the released key points are for this person: sent to them, or released by them."""
    points = meeting.key_points
    if points is None or points.released_at is None or person.id not in meeting.participants():
        return False
    return person.id in points.recipients or person.id == meeting.chair.id


def came(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody was there, themselves or as a deputy, in a role with a part in the work."""
    lines = [i for i in meeting.invitees if i.invited and i.role not in NO_KEY_POINTS]
    own = any(i.attended and i.person.id == person.id for i in lines)
    return own or any(i.deputy and i.deputy.person == person.id and i.deputy_sat_in for i in lines)


def release(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """The chair approves: the key points go to each person, and a neutral line to the channel.

    Releasing twice sends nothing twice.
    """
    points = editable(meeting, actor)
    if points.released_at:
        return
    texts: list[KeyPoints | PartPoints] = [points, *points.versions.values()]
    for text in texts:
        _require_parts({"decision": text.decision, "reasons": text.reasons, "actions": text.actions})
    require_written(points)
    points.released_at, points.recipients = at, recipients(meeting)
    meeting.record(FactKind.KEY_POINTS_RELEASED, actor, at, recipients=points.recipients)
    for person_id in points.recipients:
        meeting.owe(NoticeKind.KEY_POINTS, person_id, key="released")
    meeting.owe(NoticeKind.KEY_POINTS_IN_CHANNEL, CHANNEL, key="released")
