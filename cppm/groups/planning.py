"""Making the child's plan: what it says, who does what by when, and versions agreed in meetings.

Chair, lead professional and CP Administration write it; whoever owns an action says how it went. What a
version changed is told in words, so that nobody has to compare two plans.

Rules: PLN-01..09, 11, 12, ATT-20, CG-24, SUM-06, TIM-22, TIM-23.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from cppm.errors import CPPMError, Way
from cppm.groups import gatherings
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase
from cppm.groups.plan import ActionState, Plan, PlanAction, PlanOutcome, PlanText, PlanVersion, Visits
from cppm.meetings.attendance import SourceMissing
from cppm.meetings.meeting import NoSuchThing, NotYours
from cppm.meetings.outcome import DayGone
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.timing.timescales import local_day, say_day


class PlanPartMissing(CPPMError):
    """Please give {what}. Without it nobody can tell whether the plan works for the child."""

    rule = "PLN-01"


class ActionUnowned(CPPMError):
    """Please say who is responsible for “{what}”: a member of the core group, or one of the family in it."""

    rule = "PLN-05"


class RiskMissing(CPPMError):
    """Please say which risk “{what}” lowers or ends. Each action is there to make a risk smaller."""

    rule = "PLN-03"


class ObstacleMissing(CPPMError):
    """Please say in a sentence {why}. The chair of the core group and the lead professional need to know."""

    rule = "ATT-20"


class FrequencyUnlikely(CPPMError):
    """Please say how often, in days between two visits, from 1 to 90; for example 7 for once a week."""

    rule = "PLN-12"


class PlanEmpty(CPPMError):
    """There is nothing to agree yet: give at least one outcome and one action first."""

    rule = "PLN-01"


class ActionsIncomplete(CPPMError):
    """Before the plan is agreed, say who does it and which risk it lowers: {actions}."""

    rule = "PLN-09"


class VisitsUnmanned(CPPMError):
    """{name} has left the core group and still stands in the plan as visiting. Say who visits now, or that
    these visits end."""

    rule = "PLN-12"


class AgreedInMeeting(CPPMError):
    """The plan is agreed in a meeting of the core group, while it is under way. Open the meeting first."""

    rule = "PLN-11"


T = TypeVar("T", PlanOutcome, PlanAction, Visits)

LONGEST_BETWEEN_VISITS = 90


def write(group: CoreGroup, actor: Person, text: PlanText, at: datetime) -> None:
    """What the plan says beside outcomes, actions and visits. The same again changes nothing."""
    _require_writer(group, actor)
    text = PlanText(**{name: words.strip() for name, words in vars(text).items()})
    if text != group.plan.text:
        group.plan.text = text
        _changed(group, actor, FactKind.PLAN_WRITTEN, at, **vars(text))


def set_outcome(group: CoreGroup, actor: Person, outcome: PlanOutcome, at: datetime) -> None:
    """Add an outcome or, by its id, change it: its words, its child, whether it is reached or dropped."""
    _require_writer(group, actor)
    if not outcome.words.strip():
        raise PlanPartMissing(what="the outcome: what should become true for the child")
    if outcome.child:
        group.child(outcome.child)
    outcome = replace(outcome, words=outcome.words.strip())
    if outcome not in group.plan.outcomes:
        _put(group.plan.outcomes, outcome)
        _changed(group, actor, FactKind.PLAN_OUTCOME_SET, at, **vars(outcome))


def set_action(group: CoreGroup, actor: Person, action: PlanAction, at: datetime) -> None:
    """Add an action or, by its id, change it. It needs an owner, a day and the risk it lowers.

    How far it has come is kept; one that could not be delivered and gets a new owner or day is open again.
    """
    _require_writer(group, actor)
    before = next((a for a in group.plan.actions if a.id == action.id), None)
    action = _checked(group, action, before, at)
    if before:
        agreed_anew = (before.owner, before.by) != (action.owner, action.by)
        stuck = before.state is ActionState.CANNOT_DELIVER
        state = ActionState.OPEN if agreed_anew and stuck else before.state
        action = replace(
            action,
            state=state,
            said=before.said,
            said_at=before.said_at,
            said_by=before.said_by,
            source=before.source,
        )
        action.since = at if agreed_anew else before.since
    else:
        action = replace(
            action, state=ActionState.OPEN, said="", said_at=None, said_by="", source="", since=at
        )
    if action == before:
        return
    _put(group.plan.actions, action)
    detail = {k: getattr(action, k) for k in ("what", "risk", "owner", "outcome", "child")}
    _changed(group, actor, FactKind.PLAN_ACTION_SET, at, action=action.id, by=action.by.isoformat(), **detail)
    _show(group)


def _checked(group: CoreGroup, action: PlanAction, before: PlanAction | None, at: datetime) -> PlanAction:
    what, risk = action.what.strip(), action.risk.strip()
    if not what:
        raise PlanPartMissing(what="the action: what is done")
    owner = group.name_of(action.owner) if action.owner in _may_own(group) else ""
    if not owner:
        raise ActionUnowned(what=what)
    if not risk:
        raise RiskMissing(what=what)
    if action.by < local_day(at) and (before is None or before.by != action.by):
        raise DayGone(what=f"The day for “{what}”", today=say_day(local_day(at)))
    if action.outcome and action.outcome not in {o.id for o in group.plan.outcomes}:
        raise NoSuchThing(what="outcome")
    if action.child:
        group.child(action.child)
    return replace(action, what=what, risk=risk, owner_name=owner)


def _may_own(group: CoreGroup) -> set[str]:
    return {p.id for p in group.current_members} | {f.id for f in group.family}


def report_action(
    group: CoreGroup,
    actor: Person,
    action_id: str,
    state: ActionState,
    said: str,
    at: datetime,
    source: str = "",
) -> None:
    """Whoever owns an action says that it is done or what stands in the way, or a keeper for them.

    A keeper says in `source` how the owner told them. That it is no longer needed is for the group: chair or
    lead professional record it. What can't be delivered goes to both of them at once (ATT-20).
    """
    group.require_running("reporting on an action")
    action = next((a for a in group.plan.actions if a.id == action_id), None)
    if action is None:
        raise NoSuchThing(what="action")
    if state is ActionState.DROPPED:
        group.require_chair(actor)
        source = ""
    else:
        source = _require_word_of_owner(group, actor, action, source)
    words = said.strip()
    if not words and state in (ActionState.CANNOT_DELIVER, ActionState.DROPPED):
        what = "stands in the way" if state is ActionState.CANNOT_DELIVER else "has changed"
        raise ObstacleMissing(why=f"what {what}")
    if (action.state, action.said, action.source) == (state, words, source):
        return
    action.state, action.said, action.said_at, action.said_by = state, words, at, actor.id
    action.source = source
    detail = {"action": action.id, "state": state, "said": words, "source": source}
    _changed(group, actor, FactKind.PLAN_ACTION_REPORTED, at, **detail)
    if state is ActionState.CANNOT_DELIVER:
        for person_id in dict.fromkeys((group.chair.id, group.lead_professional.id)):
            if person_id != actor.id:
                key = f"{action.id}:{at.isoformat()}"
                group.owe(NoticeKind.CANNOT_DELIVER, person_id, key=key, about=action.id)
    _show(group)


def _require_word_of_owner(group: CoreGroup, actor: Person, action: PlanAction, source: str) -> str:
    """How the owner told whoever reports for them; empty where they report themselves."""
    if actor.id == action.owner:
        return ""
    try:
        group.require_keeper(actor)
    except NotYours:
        raise NotYours(
            who=f"{action.owner_name}, who is responsible for it, the chair of the core group, the lead "
            "professional or CP Administration",
            next_step="Ask one of them.",
        ) from None
    if not source.strip():
        raise SourceMissing(name=action.owner_name)
    return source.strip()


def set_visits(group: CoreGroup, actor: Person, visits: Visits, at: datetime) -> None:
    """Who visits how often and for what, so that visits are spread and nobody is missed (PLN-12)."""
    _require_writer(group, actor)
    members = {p.id: p.name for p in group.current_members}
    if visits.who not in members:
        raise NoSuchThing(what="person")
    if not 1 <= visits.every_days <= LONGEST_BETWEEN_VISITS:
        raise FrequencyUnlikely
    if not visits.purpose.strip():
        raise PlanPartMissing(what="the purpose of the visits")
    visits = replace(visits, who_name=members[visits.who], purpose=visits.purpose.strip())
    if visits not in group.plan.visits:
        _put(group.plan.visits, visits)
        _changed(group, actor, FactKind.VISITS_AGREED, at, **vars(visits))


def end_visits(group: CoreGroup, actor: Person, visits_id: str, at: datetime) -> None:
    """Visits end; versions agreed before still have them. Ending them twice is once (PLN-12)."""
    _require_writer(group, actor)
    left = [v for v in group.plan.visits if v.id != visits_id]
    if len(left) < len(group.plan.visits):
        group.plan.visits = left
        _changed(group, actor, FactKind.VISITS_ENDED, at, visits=visits_id)


def unmanned(group: CoreGroup) -> list[Visits]:
    """The visits of somebody who has left the group since they were agreed."""
    here = {p.id for p in group.current_members}
    return [v for v in group.plan.visits if v.who not in here]


# Versions


def agree(
    group: CoreGroup, actor: Person, gathering_id: str, at: datetime, go_ahead: str = ""
) -> PlanVersion:
    """The meeting agrees the plan as it stands: a version, kept whole, with what changed (PLN-11, TIM-23).

    A plan that needed no change is agreed too. Agreeing it twice without a change is once. `go_ahead` says
    why it is agreed although parts are blank; it is kept where there are any (PLN-04, 07, 08).
    """
    group.require_chair(actor)
    gathering = group.gathering(gathering_id)
    if gathering.phase is not GatheringPhase.OPEN:
        raise AgreedInMeeting
    plan = group.plan
    last = plan.versions[-1] if plan.versions else None
    changes = changes_since(plan)
    if last and last.gathering == gathering_id and not changes:
        return last
    require_complete(group)
    version = _version(plan, actor, gathering, changes, at)
    blank = missing_parts(plan)
    version.go_ahead = go_ahead.strip() if blank else ""
    plan.versions.append(version)
    plan.changed_at = at
    group.record(
        FactKind.PLAN_AGREED,
        actor,
        at,
        version=version.number,
        meeting=gathering_id,
        changes=changes,
        blank=blank,
        go_ahead=version.go_ahead,
    )
    return version


def require_complete(group: CoreGroup) -> None:
    """The plan says who does what by when for each risk; actions that are over are left as they are.

    Raises PlanEmpty, ActionsIncomplete, VisitsUnmanned.
    """
    plan, ids = group.plan, {"g": group.id}
    if not plan.outcomes:
        raise PlanEmpty(Way("Add an outcome", "planoutcome.new", ids))
    if not plan.actions:
        raise PlanEmpty(Way("Add an action", "planaction.new", ids))
    unclear = [a for a in plan.actions if a.state is ActionState.OPEN and not (a.owner and a.risk.strip())]
    if unclear:
        way = Way("Complete the action", "planaction.open", {**ids, "x": unclear[0].id})
        raise ActionsIncomplete(way, actions="; ".join(f"“{a.what}”" for a in unclear))
    for visits in unmanned(group):
        way = Way("Say who visits", "visits.open", {**ids, "i": visits.id})
        raise VisitsUnmanned(way, name=visits.who_name)


def _version(
    plan: Plan, actor: Person, gathering: Gathering, changes: list[str], at: datetime
) -> PlanVersion:
    return PlanVersion(
        number=len(plan.versions) + 1,
        at=at,
        by=actor.id,
        gathering=gathering.id,
        text=deepcopy(plan.text),
        outcomes=deepcopy(plan.outcomes),
        actions=deepcopy(plan.actions),
        visits=deepcopy(plan.visits),
        changes=changes,
    )


def missing_parts(plan: Plan) -> list[str]:
    """What a good plan also says and this one does not yet; it may be agreed so (PLN-02, 04, 07, 08)."""
    text = plan.text
    wanted = [
        ("the risks now", text.short_term),
        ("the risks in the coming months", text.medium_term),
        ("the risks for later", text.long_term),
        ("what happens when things do not get better, or get worse", text.contingencies),
        ("how child and family had a part in making it", text.family_part),
        ("the child's views", text.childs_views),
    ]
    return [words for words, said in wanted if not said.strip()]


TEXT_NAMES = {
    "short_term": "The risks now",
    "medium_term": "The risks in the coming months",
    "long_term": "The risks for later",
    "contingencies": "The contingencies",
    "family_part": "The part that child and family had in it",
    "childs_views": "The child's views",
}


def changes_since(plan: Plan) -> list[str]:
    """What has changed since the last version was agreed, a sentence each; everything, when there is none."""
    last = plan.versions[-1] if plan.versions else None
    before = last.text if last else PlanText()
    found = [
        f"{name}: {'changed' if getattr(before, key) else 'written'}."
        for key, name in TEXT_NAMES.items()
        if getattr(before, key) != getattr(plan.text, key)
    ]
    found += _changed_outcomes(last.outcomes if last else [], plan.outcomes)
    found += _changed_actions(last.actions if last else [], plan.actions)
    found += _changed_visits(last.visits if last else [], plan.visits)
    return found


def _changed_outcomes(before: list[PlanOutcome], now: list[PlanOutcome]) -> Iterable[str]:
    earlier = {o.id: o for o in before}
    for outcome in now:
        was = earlier.get(outcome.id)
        if was is None and outcome.dropped:
            continue  # a slip, which no version ever had
        if was is None:
            yield f"New outcome: {outcome.words}."
        elif outcome.dropped and not was.dropped:
            yield f"Outcome no longer pursued: {outcome.words}."
        elif outcome.reached and not was.reached:
            yield f"Outcome reached: {outcome.words}."
        elif outcome != was:
            yield f"Outcome changed: {outcome.words}."


REPORTED = {
    ActionState.OPEN: "Action open again",
    ActionState.DONE: "Action done",
    ActionState.CANNOT_DELIVER: "Action that can't be delivered",
    ActionState.DROPPED: "Action no longer needed",
}


def _changed_actions(before: list[PlanAction], now: list[PlanAction]) -> Iterable[str]:
    earlier = {a.id: a for a in before}
    for action in now:
        was = earlier.get(action.id)
        said = f"{action.what} ({action.owner_name}, by {say_day(action.by)})."
        if was is None:
            yield f"New action: {said}"
        elif action.state is not was.state:
            yield f"{REPORTED[action.state]}: {said}"
        elif action.agreed_part != was.agreed_part:
            yield f"Action changed: {said}"


def _changed_visits(before: list[Visits], now: list[Visits]) -> Iterable[str]:
    there = {v.id for v in now}
    for visits in before:
        if visits.id not in there:
            yield f"Visits end: {visits.who_name}."
    for visits in now:
        if visits not in before:
            days = "every day" if visits.every_days == 1 else f"every {visits.every_days} days"
            yield f"Visits: {visits.who_name}, {days}."


def _require_writer(group: CoreGroup, actor: Person) -> None:
    group.require_keeper(actor)
    group.require_running("changing the plan")


def _put(things: list[T], thing: T) -> None:
    """Put it in the place of the one with its id, or at the end."""
    for place, each in enumerate(things):
        if each.id == thing.id:
            things[place] = thing
            return
    things.append(thing)


def _changed(group: CoreGroup, actor: Person, kind: FactKind, at: datetime, **detail: object) -> None:
    group.plan.changed_at = at
    group.record(kind, actor, at, **detail)


def _show(group: CoreGroup) -> None:
    """The channel's card counts actions done and open, so it is out of date."""
    ahead = group.current
    if ahead:
        gatherings.show_in_channel(group, ahead)
