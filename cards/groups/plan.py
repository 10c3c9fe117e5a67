"""The child's plan as it lives: what changed, who does what by when, what it is for, and its versions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from cards.elements import MOST_ACTIONS, Action, AdaptiveCard, Container, Element, TextBlock, button
from cards.groups.group import CHANGES_ASKED, changes_asked
from cards.layout import bullets, capital, card, day, escape, facts, para, quiet, said, stated
from cards.pages import Part, page
from cppm.groups import planning
from cppm.groups.core_group import CoreGroup
from cppm.groups.plan import ActionState, Plan, PlanAction, PlanOutcome, PlanText, PlanVersion, Visits
from cppm.timing.timescales import local_day

TEXTS: Mapping[str, str] = {
    "short_term": "Risks now",
    "medium_term": "Risks in the coming months",
    "long_term": "Risks for later",
    "contingencies": "If things do not get better, or get worse",
    "childs_views": "The child's views",
    "family_part": "How child and family had a part in it",
}
"""The plain texts of a plan, by the name of the field, with the words above them."""

OFTEN: Mapping[int, str] = {
    1: "every day",
    2: "every second day",
    3: "twice a week",
    7: "every week",
    14: "every two weeks",
    28: "every four weeks",
}
"""How often somebody visits, in words, by the days between."""
BLANK = "Not written yet."
LEFT = "They have left the core group: somebody else is to visit."
_LINES_AN_ITEM = 10


def plan_card(
    group: CoreGroup,
    changed: Sequence[str],
    mine: Collection[str],
    actions: Sequence[Action],
    today: date,
    start: int = 0,
) -> AdaptiveCard:
    """The plan as it stands, from an item on. `changed` since the last version; `mine` may be reported on."""
    shown = page(list(_parts(group, changed, mine, today)), start)
    more = shown.more("More of the plan", "plan.open", g=group.id)
    return card(
        "The child's plan",
        quiet(group.reference),
        facts([("Lead professional", group.lead_professional.name)]) if start == 0 else None,
        para(stands(group.plan, changed)) if start == 0 else None,
        *shown.body,
        quiet("The plan goes on; each part is shown in full.") if more else None,
        summary="A plan is open before you",
        actions=[*more, *actions][:MOST_ACTIONS],
    )


def stands(plan: Plan, changed: Sequence[str]) -> str:
    """Which version holds, and whether it still says everything."""
    if not plan.versions:
        return "No version is agreed yet. The first core group agrees it."
    last = plan.versions[-1]
    agreed = f"Version {last.number} was agreed on {day(local_day(last.at))}."
    return agreed if changed else f"{agreed} Nothing has changed since."


def _parts(group: CoreGroup, changed: Sequence[str], mine: Collection[str], today: date) -> Iterator[Part]:
    plan = group.plan
    yield Part(CHANGES_ASKED, _lists(changes_asked(group)))
    if plan.versions:
        yield Part(f"Changed since version {plan.versions[-1].number}", _lists(changed))
    by_state = _by_state(plan.actions)
    to_do = [_action(group, a, mine, today) for a in by_state[ActionState.OPEN]]
    yield Part("To do", to_do or [para("No action is open.")])
    yield Part(
        "Cannot be delivered", [_action(group, a, mine, today) for a in by_state[ActionState.CANNOT_DELIVER]]
    )
    yield Part("What should become true", [_outcome(group, o) for o in plan.outcomes] or [para(BLANK)])
    yield Part("Risks, safety and voices", _texts(plan.text))
    yield Part("Visits", [_visits(group, v) for v in plan.visits] or [para("No visits are agreed yet.")])
    yield Part("Done", [_action(group, a, mine, today) for a in by_state[ActionState.DONE]])
    yield Part("No longer needed", [_action(group, a, mine, today) for a in by_state[ActionState.DROPPED]])


def _texts(text: PlanText) -> list[Element]:
    """What is written, each under its heading; what is not, in one list."""
    written = {words: getattr(text, name) for name, words in TEXTS.items()}
    blank = "\n".join(words for words, said_of_it in written.items() if not said_of_it)
    found = [stated(words, said_of_it) for words, said_of_it in written.items() if said_of_it]
    return [*found, *([stated("Not written yet", blank)] if blank else [])]


def _lists(lines: Sequence[str]) -> list[Element]:
    """Lines as short lists, so that a long one can go on on the next card."""
    return [bullets(lines[n : n + _LINES_AN_ITEM]) for n in range(0, len(lines), _LINES_AN_ITEM)]


def _by_state(actions: Sequence[PlanAction]) -> dict[ActionState, list[PlanAction]]:
    """The actions of each state; the earliest date first, what was reported last first."""
    ordered = sorted(actions, key=lambda a: a.by)
    return {state: [a for a in ordered if a.state is state] for state in ActionState}


def _action(group: CoreGroup, action: PlanAction, mine: Collection[str], today: date) -> Container:
    pressed = button("Report on this action", "actiondone.open", g=group.id, x=action.id)
    return Container(
        items=[
            said(action.what),
            TextBlock(text=escape(action.owner_name), weight="bolder", spacing="small"),
            _by_when(action, today),
            TextBlock(text=escape(_lowers(action)), spacing="none", is_subtle=True),
            *([quiet(f"For {called(group, action.child)}.")] if action.child else []),
            *([said(action.report)] if action.report else []),
        ],
        separator=True,
        select_action=pressed if action.id in mine else None,
    )


def _lowers(action: PlanAction) -> str:
    """The risk; an action that a planning meeting agreed gets it in the core group."""
    return f"Lowers: {action.risk}" if action.risk else "Which risk it lowers is still to be said."


def _by_when(action: PlanAction, today: date) -> TextBlock:
    if action.state is ActionState.OPEN and action.by < today:
        late = f"Late: it was due {day(action.by)}"
        return TextBlock(text=late, weight="bolder", color="attention", spacing="none")
    return TextBlock(text=f"By {day(action.by)}", spacing="none")


def _outcome(group: CoreGroup, outcome: PlanOutcome) -> Container:
    whose = called(group, outcome.child)
    stands = "" if outcome.worked_on else f"{capital(outcome.stands)}. "
    return Container(items=[said(outcome.words), quiet(f"{stands}For {whose}.")], separator=True)


def called(group: CoreGroup, child_id: str) -> str:
    """A child by the name people use; without an id all of them."""
    if child_id:
        return group.child(child_id).name
    names = [child.name for child in group.registered]
    return " and ".join(names) or "all the children"


def _visits(group: CoreGroup, visits: Visits) -> Container:
    who = TextBlock(text=escape(f"{visits.who_name}, {often(visits.every_days)}"), weight="bolder")
    gone = visits in planning.unmanned(group)
    left = TextBlock(text=LEFT, color="attention", spacing="none", weight="bolder") if gone else None
    return Container(items=[who, *([left] if left else []), said(visits.purpose)], separator=True)


def often(days: int) -> str:
    """How often, in words."""
    return OFTEN.get(days, f"every {days} days")


def changes_card(
    group: CoreGroup, changed: Sequence[str], actions: Sequence[Action], start: int = 0
) -> AdaptiveCard:
    """What changed from version to version, the newest first."""
    plan = group.plan
    first = [Part(f"Since version {plan.versions[-1].number}", _lists(changed))] if plan.versions else []
    shown = page([*first, *map(_version, reversed(plan.versions))], start)
    more = shown.more("Earlier changes", "planchanges.open", g=group.id)
    return card(
        "How the plan changed",
        quiet(group.reference),
        para(stands(plan, changed)) if start == 0 else None,
        *shown.body,
        summary="The changes of a plan",
        actions=[*more, *actions][:MOST_ACTIONS],
    )


def _version(version: PlanVersion) -> Part:
    title = f"Version {version.number}, {day(local_day(version.at))}"
    first = "The first version." if version.number == 1 else "It was agreed as it stood."
    return Part(title, _lists(version.changes) or [para(first)])


def action_rows(action: PlanAction) -> list[tuple[str, str]]:
    """An action as it was recorded."""
    rows = [
        ("What", action.what),
        ("Risk it lowers", action.risk),
        ("Who", action.owner_name),
        ("By", day(action.by)),
    ]
    if action.state is ActionState.OPEN:
        return rows
    stands_so = str(action.state)
    return [
        *rows,
        ("Stands", capital(stands_so)),
        *([("Said", action.report)] if action.report else []),
    ]


def text_rows(text: PlanText) -> list[tuple[str, str]]:
    """The texts that are written, with the words above them."""
    return [(words, getattr(text, name)) for name, words in TEXTS.items() if getattr(text, name)]


def outcome_rows(group: CoreGroup, outcome: PlanOutcome) -> list[tuple[str, str]]:
    """An outcome as it was recorded."""
    rows = [("Outcome", outcome.words), ("For", called(group, outcome.child))]
    return [*rows, ("Stands", capital(outcome.stands))]


def visits_rows(visits: Visits) -> list[tuple[str, str]]:
    """Visits as they were agreed."""
    return [("Who", visits.who_name), ("How often", often(visits.every_days)), ("For what", visits.purpose)]
