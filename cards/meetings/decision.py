"""The cards of the chair's decision: as recorded, what is still blank, and as everybody may read it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, Element
from cards.layout import UK, bullets, capital, card, day, day_and_time, facts, para, quiet, stated, subheading
from cppm.councils.profile import Profile
from cppm.disagreeing.disagreement import marks
from cppm.disagreeing.dissent import PROTECTION_GOES_ON
from cppm.meetings import asked, considerations, family_rights
from cppm.meetings.closing import Blank
from cppm.meetings.decision import registered
from cppm.meetings.meeting import Child, Decision, ImmediateAction, MeetingKind, PlanningMeeting

SCRUTINY = (
    "The decision does not rest on a clear consensus, so it is flagged for independent scrutiny: a service "
    "manager with no part in the case or the meeting is told."
)
MAY_DISSENT = (
    f"If you disagree with a decision you may record your dissent, in your own words. {PROTECTION_GOES_ON}"
)
RIGHTS_OPEN = "It is not recorded yet that the family has heard how to ask for a review and how to complain."
MOST_BUTTONS = 6
ROOM = 5000
"""Characters for the reasons of all children together: a card has a budget."""


def decided_card(
    meeting: PlanningMeeting, child: Child, profile: Profile, actions: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """The decision as it is recorded, for the chair."""
    decision = meeting.decisions[child.id]
    flagged = not decision.consensus and profile.scrutiny_on_no_consensus
    return card(
        "The decision is recorded",
        quiet(meeting.reference),
        facts(_decided_rows(child, decision)),
        para(SCRUTINY) if flagged else None,
        para(
            "Please explain it to those present, with their right to record dissent and to ask for a review."
        ),
        quiet(f"Recorded by {meeting.chair_at(decision.at).name}, {day_and_time(decision.at, zone)}."),
        summary="Your answer is recorded",
        actions=actions,
    )


def _decided_rows(child: Child, decision: Decision) -> list[tuple[str, str]]:
    rows = [("About", child.name), ("Decision", decision.option.words), ("Reasons", decision.reasons)]
    rows += [("Your judgement", decision.rationale)] if decision.rationale else []
    rows += [(concern.area.capitalize(), concern.evidence) for concern in decision.concerns]
    rows += _removal_rows(decision)
    if not child.unborn:
        rows += [("Children's Reporter", f"{decision.reporter_words}. {decision.reporter_reason}")]
    return rows


def _removal_rows(decision: Decision) -> list[tuple[str, str]]:
    """What a removal rests on, and what goes on for the child (OUT-03, 05, 06)."""
    removal = decision.removal
    if removal is None:
        return []
    return [
        ("Less risk", removal.less_risk),
        ("Stronger protective factors", removal.stronger),
        ("Support that goes on", removal.support),
        ("Lead professional from now on", removal.lead),
    ]


def blanks_card(meeting: PlanningMeeting, blanks: Sequence[Blank], actions: Sequence[Action]) -> AdaptiveCard:
    """What must be settled before the meeting may close, each with its button."""
    return card(
        "Not closed yet",
        quiet(meeting.reference),
        para("Before people leave, this is still to be settled:"),
        bullets(capital(blank.words) for blank in blanks),
        summary="Something is still to be settled",
        actions=list(actions)[:MOST_BUTTONS],
    )


def ready_card(meeting: PlanningMeeting, profile: Profile, actions: Sequence[Action]) -> AdaptiveCard:
    """Nothing is blank any more; what the family hears before it ends, until it is recorded (CHR-20)."""
    rights = [profile.family_review, profile.complaints] if family_rights.to_tell(meeting) else []
    return card(
        "Everything is settled",
        quiet(meeting.reference),
        para("Please tell the family before you close:") if rights else None,
        bullets(rights) if rights else None,
        para("You can close the meeting. You see once more what holds before it is closed."),
        summary="A meeting can be closed",
        actions=actions,
    )


def closed_card(meeting: PlanningMeeting, actions: Sequence[Action], zone: str = UK) -> AdaptiveCard:
    """The meeting is over; what goes on by itself from here, and what the chair still does."""
    told = meeting.outcome.tellings
    return card(
        "The meeting is closed",
        quiet(meeting.reference),
        bullets(
            [
                "Everybody who was there gets the decision and their rights.",
                *(
                    ["Whoever tells somebody who was absent gets a reminder until it is done."]
                    if told
                    else []
                ),
                *([RIGHTS_OPEN] if family_rights.to_tell(meeting) else []),
                "The key points are drafted. Read them and release them in time.",
            ]
        ),
        _closed_by(meeting, zone),
        summary="A meeting is closed",
        actions=actions,
    )


def _closed_by(meeting: PlanningMeeting, zone: str) -> Element | None:
    """Who closed it, also after another chair has taken over."""
    if meeting.closed_at is None:
        return None
    chair = meeting.chair_at(meeting.closed_at).name
    return quiet(f"Closed by {chair}, {day_and_time(meeting.closed_at, zone)}.")


def decision_card(
    meeting: PlanningMeeting,
    profile: Profile,
    actions: Sequence[Action],
    may_dissent: bool,
    zone: str = UK,
) -> AdaptiveCard:
    """The decision for everybody who was there: reasons, actions, core group, dates and rights."""
    return card(
        "The decision of the meeting",
        quiet(meeting.reference),
        *(part for child in meeting.children for part in _for_child(meeting, child)),
        subheading("Until the core group meets" if registered(meeting) else "What is done now"),
        bullets(action_lines(meeting))
        if meeting.outcome.actions
        else para(f"No immediate actions: {meeting.outcome.no_actions_because}"),
        *_plan(meeting, zone),
        quiet(asked.NO_ORDER),
        subheading("If you disagree"),
        *(para(mark) for mark in marks(meeting)),
        para(MAY_DISSENT) if may_dissent else None,
        para(profile.family_review),
        para(profile.complaints),
        summary="The decision of a meeting",
        actions=actions,
    )


def _for_child(meeting: PlanningMeeting, child: Child) -> list[Element]:
    decision = meeting.decisions[child.id]
    areas = ", ".join(concern.area for concern in decision.concerns)
    rows = [("Decision", decision.option.words)]
    rows += [("Areas of concern", areas)] if areas else []
    rows += _removal_rows(decision)
    rows += [] if child.unborn else [("Children's Reporter", decision.reporter_words)]
    agreed = "There was a clear consensus." if decision.consensus else "There was no clear consensus for it."
    said, room = meeting.considered.said.get(child.id, {}), ROOM // len(meeting.children)
    plan = [(e.label, said[e.key]) for e in considerations.EXISTING_PLAN if e.key in said]
    return [
        subheading(child.name),
        facts(rows),
        stated("Reasons", _in_short(decision.reasons, room)),
        quiet(agreed),
        *(stated(label, _in_short(words, room)) for label, words in plan),
    ]


def _in_short(text: str, room: int) -> str:
    """As much as fits beside what is said of the other children; one or two children fit in full."""
    return text if len(text) <= room else f"{text[:room].rstrip()} … (the rest is in the minutes)"


def action_lines(meeting: PlanningMeeting) -> list[str]:
    """Who does what by when, a line each."""
    return [f"{each.who}: {what_is_done(meeting, each)}" for each in meeting.outcome.actions]


def what_is_done(meeting: PlanningMeeting, action: ImmediateAction) -> str:
    """What by when and, where it is about one of several alone, for which child."""
    whom = f", for {meeting.child(action.child).name}" if action.child else ""
    return f"{action.what}, by {day(action.by)}{whom}"


def _plan(meeting: PlanningMeeting, zone: str) -> list[Element]:
    rows = outcome_rows(meeting, zone)
    return [subheading("What happens now"), facts(rows)] if rows else []


def outcome_rows(meeting: PlanningMeeting, zone: str = UK) -> list[tuple[str, str]]:
    """Lead professional, core group and dates, as far as they are settled; none without a name registered."""
    outcome, who = meeting.outcome, meeting.names
    if len(meeting.decisions) == len(meeting.children) and not registered(meeting):
        return []
    rows = [("Lead professional", who.get(outcome.lead_professional or "", ""))]
    rows += [("Core group", ", ".join(who[id] for id in outcome.core_group if id in who))]
    rows += [("Chair of the core group", who.get(outcome.core_group_chair or "", ""))]
    first = "Next core group" if meeting.kind is MeetingKind.REVIEW else "First core group"
    rows += [(first, day_and_time(outcome.first_core_group, zone) if outcome.first_core_group else "")]
    rows += [("Review", day(outcome.review_on) if outcome.review_on else "")]
    return [(label, value) for label, value in rows if value]


def plan_changes(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """What changes in the plan of each child who has one already, or that it stays as it is (GEN-04)."""
    said = {c.name: meeting.considered.said.get(c.id, {}) for c in meeting.children}
    label, key = "Changes to the plan for", considerations.PLAN_CHANGES
    return [(f"{label} {name}", words[key]) for name, words in said.items() if key in words]


def tellings_rows(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """Who is told by whom and by when."""
    return [(each.who, f"{each.told_by_name}, by {day(each.by)}") for each in meeting.outcome.tellings]
