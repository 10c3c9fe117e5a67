"""Who of the family is not invited or is excluded: how each stands, for the minutes, and the messages."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, Element
from cards.layout import UK, capital, card, day, day_and_time, facts, para, quiet, stated, subheading
from cards.occasion import Occasion, notice
from cards.pages import Part, page
from cppm.meetings.meeting import PlanningMeeting
from cppm.rights import exclusion
from cppm.rights.exclusion_records import GROUNDS, Alert, Errand, Exclusion, Legal

LEGAL: dict[Legal, str] = {
    Legal.NOT_HELD: "They hold no parental responsibilities and rights",
    Legal.TAKEN: "Taken",
    Legal.WAITING: "Awaited",
    Legal.WITHOUT: "Decided without it",
}
MINUTES = (
    "The minutes hold who was not invited or was excluded, the reasons, and who tells them the outcome "
    "by when."
)


def rows(meeting: PlanningMeeting, each: Exclusion) -> list[tuple[str, str]]:
    """A decision and what follows from it, as the minutes hold it (EXC-08, 10)."""
    found = [("Decided", each.words)]
    found += [("From which part", each.part)] if each.part else []
    found += [("Grounds", "; ".join(GROUNDS[ground] for ground in each.grounds))] if each.grounds else []
    found += [("Reasons", each.reasons)]
    if not each.keeps_out:
        return found
    found += [("By video or phone", each.not_virtual), ("Legal advice", _legal(each))]
    found += [("Police", each.police)] if each.police else []
    return [*found, *what_follows(meeting, each)]


def what_follows(meeting: PlanningMeeting, each: Exclusion) -> list[tuple[str, str]]:
    """Who tells the reasons, obtains the views and tells the outcome, and what of it is done."""
    return [*_plan(each), *_outcome(meeting, each)]


def _legal(each: Exclusion) -> str:
    return f"{LEGAL[each.legal]}: {each.legal_words}" if each.legal_words else LEGAL[each.legal]


def _plan(each: Exclusion) -> list[tuple[str, str]]:
    plan = each.plan
    if plan is None:
        return [("Told the reasons", "Nobody is named yet")]
    views = _errand(plan.views) if plan.views else f"Not obtained: {plan.no_views_because}"
    return [
        ("Told the reasons", _errand(plan.reasons)),
        ("In a safe way", plan.safe_way),
        ("Their views", views),
    ]


def _errand(errand: Errand) -> str:
    if errand.done_at is None:
        return f"{errand.name}, by {day(errand.by)}"
    return f"{errand.how}\n{errand.name}, {day_and_time(errand.done_at)}"


def _outcome(meeting: PlanningMeeting, each: Exclusion) -> list[tuple[str, str]]:
    telling = next((t for t in meeting.outcome.tellings if t.id == each.line), None)
    if telling is None:
        return [("Told the outcome", "Nobody is named yet")]
    if telling.told_at is None:
        return [("Told the outcome", f"{telling.told_by_name}, by {day(telling.by)}")]
    said = f"{telling.how}\n{telling.told_by_name}, {day_and_time(telling.told_at)}"
    clear = [("Understood", capital(telling.understood))] if telling.understood else []
    return [("Told the outcome", said), *clear]


def excluded_card(
    meeting: PlanningMeeting,
    alerts: Sequence[Alert] | None,
    actions: Sequence[Action],
    start: int = 0,
    zone: str = UK,
) -> AdaptiveCard:
    """Everybody on whom the chair decided or has to decide.

    `alerts` are for the chair; with None somebody else reads, who learns of nobody named in one.
    """
    waiting = exclusion.waiting(meeting) if alerts is not None else exclusion.left_out(meeting)
    shown = page(
        [
            Part("To be decided", [_waiting(line.who, line.reason) for line in waiting]),
            Part("Told to you in private", [_alert(meeting, each, zone) for each in alerts or []]),
            Part(
                "Decided by the chair",
                [each for line in meeting.family for each in _decided(meeting, line.id)],
            ),
        ],
        start,
    )
    more = shown.more("Read on", "excluded.open", m=meeting.id)
    return card(
        "Not invited, or excluded",
        quiet(meeting.reference),
        *(shown.body or [para("Everybody of the family is invited, and the chair was told of no concern.")]),
        quiet(MINUTES) if meeting.exclusions else None,
        summary="Who takes part in a meeting",
        actions=[*more, *actions],
    )


def _waiting(who: str, reason: str) -> Element:
    said = f"Left out when the meeting was booked: {reason}." if reason else "The chair is asked to decide."
    return stated(who, said)


def _alert(meeting: PlanningMeeting, each: Alert, zone: str) -> Element:
    about = exclusion.family_line(meeting, each.line).who
    return stated(f"{each.name} about {about}, {day_and_time(each.at, zone)}", each.words)


def _decided(meeting: PlanningMeeting, line_id: str) -> list[Element]:
    each = exclusion.current(meeting, line_id)
    if each is None:
        return []
    who = exclusion.family_line(meeting, line_id).who
    return [subheading(who), facts(rows(meeting, each))]


# Messages


def alerted(o: Occasion) -> AdaptiveCard:
    """For the chair: somebody has a concern about who comes; whom and why is behind the button."""
    return notice(
        o,
        "A practitioner alerts you in private",
        facts([("Meeting", o.when)]),
        para(
            "It is about whether somebody of the family should be there. Nobody else reads it. You decide, "
            "and taking part by video or phone is considered first."
        ),
        summary="There is something for you to read",
        actions=[o.to("Read it", "excluded.open"), o.hub],
        why="EXC-01",
    )


def errand(o: Occasion) -> AdaptiveCard:
    """For whoever is to speak with somebody who is kept out; whom, they see when they open it."""
    found = next((e for e in exclusion.standing(o.meeting) if e.id == o.about), None)
    plan, reader = (found.plan if found else None), o.reader.id if o.reader else ""
    buttons: list[Action] = []
    if found and plan and plan.reasons.who == reader and not plan.reasons.done_at:
        buttons.append(o.to("Share the reasons", "excludetold.open", e=found.id))
    if found and plan and plan.views and plan.views.who == reader and not plan.views.done_at:
        buttons.append(o.to("Obtain their views", "excludeviews.open", e=found.id))
    words = (
        "The chair asks you to speak with somebody of the family who does not take part in the meeting. "
        "Open it to see whom, by when, and in which safe way."
    )
    return notice(
        o,
        "You are asked to speak with somebody",
        para(words if buttons else "That is settled, so nothing is asked of you any more."),
        summary="There is something for you to do" if buttons else "There is news of a meeting",
        actions=[*buttons, o.hub],
        why="EXC-06",
    )
