"""The card of each message owed for a core group, made when it is sent, from the group as it then stands.

In the 1:1 chat they carry dates and counts; names, actions and the record are behind a button. The
channel gets less still: reference, dates and counts, never where people meet.
"""

from __future__ import annotations

from collections.abc import Callable

from cards.elements import Action, AdaptiveCard, Element
from cards.groups import group_news
from cards.groups.gathering import answered
from cards.groups.group import actions_stand, agenda, how, mode_of
from cards.groups.group_occasion import GroupOccasion
from cards.layout import bullets, day, day_and_time, facts, para, quiet, subheading
from cards.occasion import notice
from cards.timing import clocks
from cppm.groups import recommending
from cppm.groups.core_group import Gathering, GatheringPhase
from cppm.records import NoticeKind

STANDS: dict[GatheringPhase, str] = {
    GatheringPhase.PLANNED: "Arranged",
    GatheringPhase.OPEN: "Under way",
    GatheringPhase.CLOSED: "Held",
    GatheringPhase.CANCELLED: "Called off",
}
"""Where a meeting of the core group stands, as anybody may read it."""
ASKS = "Please say whether you will attend, or who goes in your place."
DUTIES = (
    "You come to its meetings, or send a deputy who knows the family.",
    "You carry out your own actions of the child's plan.",
    "You keep the outcome of each meeting in your own agency's system.",
)
"""What being in a core group means (CG-09, 13, 24)."""


def joined(o: GroupOccasion) -> AdaptiveCard:
    """For somebody new in the group: its dates, who leads it, and what is asked of them."""
    review = o.group.review
    return notice(
        o,
        "You are in a core group",
        facts(
            [
                *_when(o),
                ("Chair", o.group.chair.name),
                ("Lead professional", o.group.lead_professional.name),
                *([("Review", f"By {day(review.by)}")] if review else []),
            ]
        ),
        bullets(DUTIES),
        para(ASKS) if _answers(o, o.gathering) and not _has_answered(o, o.gathering) else None,
        summary="You are in a core group",
        actions=[*_answers(o, o.gathering), o.hub],
        why="CG-01",
    )


def left(o: GroupOccasion) -> AdaptiveCard:
    """For somebody who is no longer in the group: no details any more."""
    return notice(
        o,
        "You are no longer in this core group",
        para("I send you no more messages about it. If that is not right, tell the lead professional."),
        summary="A change in a core group",
    )


def handed_over(o: GroupOccasion) -> AdaptiveCard:
    """For everybody in the group, and the chair of the planning meeting: who chairs and who leads it now."""
    return notice(
        o,
        "A core group is handed over",
        facts([("Chair", o.group.chair.name), ("Lead professional", o.group.lead_professional.name)]),
        para("Please turn to them from now on."),
        summary="A change in a core group",
        actions=[o.hub],
        why="CG-04",
    )


def ended(o: GroupOccasion) -> AdaptiveCard:
    """For everybody who was in the group when it ended; why stands in the decision."""
    return notice(
        o,
        "A core group has ended",
        para(
            "The review has decided, and this core group does not meet any more. What you agreed to do for "
            "the family outside it goes on."
        ),
        summary="A core group has ended",
        actions=[o.hub],
        why="GEN-15",
    )


def arranged(o: GroupOccasion) -> AdaptiveCard:
    """When and how, the answer in one press, what it talks about, how the actions stand."""
    return _invited(o, "A core group meeting is arranged")


def moved(o: GroupOccasion) -> AdaptiveCard:
    """The new date; whoever answered before is asked again."""
    return _invited(o, "A core group meeting has a new date")


def _invited(o: GroupOccasion, title: str) -> AdaptiveCard:
    asks = _answers(o, o.gathering)
    again = bool(asks) and not _has_answered(o, o.gathering)
    return notice(
        o,
        title,
        facts([*_when(o), *_in_place_of(o), *_actions(o)]),
        para(ASKS) if again else None,
        subheading("What it talks about"),
        bullets(agenda(_before_review(o))),
        summary=title,
        actions=[*asks, o.hub],
        why="ATT-04" if again else "TIM-12",
    )


def closed(o: GroupOccasion) -> AdaptiveCard:
    """For each member: the way to the record, that they keep it in their own system, and the next date with
    the question whether they will attend, which nobody asks them apart.
    """
    held = o.gathering
    if held and o.reader and not o.group.works(o.reader):
        return _sat_in(o, held)
    about = {"w": held.id} if held else {}
    following = o.group.current
    asks = _answers(o, following)
    again = bool(asks) and not _has_answered(o, following)
    kept = held is None or o.reader is None or o.reader.id in held.kept
    keep = [] if kept else [o.to("I have kept the outcome", "cgkept.open", **about)]
    return notice(
        o,
        "A core group has met",
        facts(
            [
                *([("Held", day_and_time(held.starts_at, o.zone))] if held else []),
                ("Next meeting", day_and_time(following.starts_at, o.zone) if following else "None"),
                *_actions(o),
            ]
        ),
        para("Please keep the outcome in your own agency's system, and say so here.") if keep else None,
        para("Please say whether you will attend the next meeting, or who goes in your place.")
        if again
        else None,
        summary="A core group has met",
        actions=[o.to("Read the record", "cgread.open", **about), *keep, *asks, o.hub],
        why="CG-13",
    )


def _sat_in(o: GroupOccasion, held: Gathering) -> AdaptiveCard:
    """For a deputy: the way to the record of that meeting, and nothing of what comes after."""
    return notice(
        o,
        "A core group has met",
        facts([("Held", day_and_time(held.starts_at, o.zone)), *_in_place_of(o)]),
        para("You were there in somebody's place. The record of this meeting is open to you."),
        summary="A core group has met",
        actions=[o.to("Read the record", "cgread.open", w=held.id)],
        why="CG-13",
    )


def in_channel(o: GroupOccasion) -> AdaptiveCard:
    """For the group's channel: the agreed minimum, with nothing of the family and no place."""
    about = o.gathering
    return notice(
        o,
        "Core group meeting",
        facts(_public(o, about)) if about else para("No meeting is arranged yet."),
        *_public_agenda(o, about),
        quiet("Everything else is in each member's own chat with Quorate."),
        summary="A core group meeting",
        actions=_public_answers(o, about),
    )


def _public(o: GroupOccasion, about: Gathering) -> list[tuple[str, str]]:
    rows = [("When", day_and_time(about.starts_at, o.zone)), ("How", mode_of(about))]
    if about.phase is GatheringPhase.PLANNED:
        rows += [("Answered", answered(o.group, about))]
    else:
        rows += [("Stands", STANDS[about.phase])]
    following = o.group.current
    if about.phase is GatheringPhase.CLOSED and following:
        rows += [("Next meeting", day_and_time(following.starts_at, o.zone))]
    return [*rows, *_actions(o)]


def _public_agenda(o: GroupOccasion, about: Gathering | None) -> list[Element]:
    if about is None or about.phase is not GatheringPhase.PLANNED:
        return []
    return [subheading("What it talks about"), bullets(agenda(_before_review(o), in_public=True))]


def _public_answers(o: GroupOccasion, about: Gathering | None) -> list[Action]:
    """Who presses is known from Teams, so one card serves everybody."""
    if about is None or about.phase is not GatheringPhase.PLANNED:
        return []
    return [
        o.to("I will attend", "cgattend.yes", w=about.id),
        o.to("Answer in my own chat", "cgattend.chat", w=about.id),
    ]


def _when(o: GroupOccasion) -> list[tuple[str, str]]:
    about = o.gathering
    if about is None:
        return []
    stands = [] if about.phase is GatheringPhase.PLANNED else [("Stands", STANDS[about.phase])]
    return [("When", day_and_time(about.starts_at, o.zone)), ("How", how(about)), *stands]


def _actions(o: GroupOccasion) -> list[tuple[str, str]]:
    return [("Actions", actions_stand(o.group.plan))] if o.group.plan.actions else []


def _in_place_of(o: GroupOccasion) -> list[tuple[str, str]]:
    """For an enrolled deputy: for whom they go."""
    replies = o.gathering.replies if o.gathering and o.reader else {}
    own = [id for id, r in replies.items() if r.deputy and o.reader and r.deputy.person == o.reader.id]
    return [("In place of", o.group.name_of(own[0]))] if own else []


def _has_answered(o: GroupOccasion, about: Gathering | None) -> bool:
    return bool(about and o.reader and o.reader.id in about.replies)


def _answers(o: GroupOccasion, about: Gathering | None) -> list[Action]:
    """The likeliest answer in one press, the others in one card; none once the meeting has begun."""
    reader = o.reader
    if about is None or about.phase is not GatheringPhase.PLANNED or reader is None:
        return []
    if reader.id not in {m.id for m in o.group.current_members}:
        return []
    if _has_answered(o, about):
        return [o.to("Change my answer", "cgattend.open", w=about.id)]
    return [
        o.to("I will attend", "cgattend.yes", w=about.id),
        o.to("Other answer", "cgattend.open", w=about.id),
    ]


def _before_review(o: GroupOccasion) -> bool:
    """Whether the meeting meant is the last before the review (CG-27)."""
    about = o.gathering
    return about is not None and recommending.wanted(o.group, about.starts_at, o.profile)


CARDS: dict[NoticeKind, Callable[[GroupOccasion], AdaptiveCard]] = {
    NoticeKind.GROUP_JOINED: joined,
    NoticeKind.GROUP_LEFT: left,
    NoticeKind.GROUP_ENDED: ended,
    NoticeKind.GROUP_HANDED_OVER: handed_over,
    NoticeKind.GATHERING: arranged,
    NoticeKind.GATHERING_MOVED: moved,
    NoticeKind.GATHERING_CLOSED: closed,
    NoticeKind.GATHERING_IN_CHANNEL: in_channel,
    NoticeKind.LIMIT_TO_APPROVE: clocks.group_limit_to_approve,
    NoticeKind.LIMIT_NOT_AGREED: clocks.group_limit_not_agreed,
    **group_news.CARDS,
}
"""Each kind of message of a core group, and its card."""


def group_notice_card(kind: NoticeKind, occasion: GroupOccasion) -> AdaptiveCard:
    """The card of a notice of a core group. Raises KeyError for a kind that has none."""
    return CARDS[kind](occasion)
