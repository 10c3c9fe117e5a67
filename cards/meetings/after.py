"""The messages from the views to the key points: asked, complete, decided, dissented, told, released."""

from __future__ import annotations

from cards.elements import Action, AdaptiveCard
from cards.layout import day, day_and_time, facts, para, quiet, short, unlinked
from cards.occasion import Occasion, notice
from cppm.disagreeing import dissent
from cppm.meetings import decision
from cppm.meetings.meeting import MeetingKind
from cppm.people import Role, Standing
from cppm.timing.timescales import say_span

SEALED = "It stays sealed until the chair opens all views together, and you can change it until then."


def view_asked(o: Occasion) -> AdaptiveCard:
    """A statutory partner is asked, a voluntary one invited; nobody is once the views are open."""
    current = o.meeting.rounds.get(o.about)
    if current is None or current.revealed_at:
        return _view_too_late(o)
    return notice(
        o,
        "The chair asks for views on registration",
        para(f"{_asks(o)} {SEALED} The chair decides."),
        summary="You are asked for your view",
        actions=[o.to(_my_view(o), "view.open", c=o.about), o.hub],
        why="DEC-03",
    )


def _my_view(o: Occasion) -> str:
    """The button; of siblings it says for whom."""
    if len(o.meeting.children) == 1:
        return "Give my view"
    return unlinked(short(f"My view on {o.meeting.child(o.about).name}"))


def _asks(o: Occasion) -> str:
    if o.reader and o.reader.standing is Standing.VOLUNTARY:
        return "You are invited to give your view with reasons from the evidence, and may pass."
    return "Please give your view with reasons from the evidence."


def _view_too_late(o: Occasion) -> AdaptiveCard:
    return notice(
        o,
        "Views on registration were asked for",
        para("That round is over, so nothing is asked of you any more."),
        summary="There is news of a meeting",
        actions=[o.hub],
    )


def views_complete(o: Occasion) -> AdaptiveCard:
    """For the chair: nobody is waited for any more."""
    return notice(
        o,
        "Every statutory partner has given a view",
        facts([("About", o.meeting.child(o.about).name)]) if len(o.meeting.children) > 1 else None,
        para("You can open the views when you are ready. They can't change after that."),
        summary="There is news of a meeting",
        actions=[
            o.to("Open the views", "board.reveal", c=o.about),
            o.to("See who has answered", "board.open", c=o.about),
        ],
        why="DEC-03",
    )


def closed(o: Occasion) -> AdaptiveCard:
    """For those who were there: where the decision is, their right to dissent, the family's to a review."""
    may_dissent = o.reader is not None and dissent.may_dissent(o.meeting, o.reader)
    may_read = o.reader is not None and decision.may_read(o.meeting, o.reader)
    takes_minutes = o.own_line is not None and o.own_line.role is Role.MINUTE_TAKER
    right = "If you disagree with a decision you may record your dissent, in your own words."
    buttons: list[Action] = [
        *([o.to("Read the decision", "decision.read")] if may_read else []),
        *([o.to("Record dissent", "dissent.open")] if may_dissent else []),
        *([o.to("What the minutes have to hold", "skeleton.open")] if takes_minutes else []),
        o.hub,
    ]
    return notice(
        o,
        "The meeting is closed",
        para(f"The chair has recorded the decision and the reasons. The key points follow {_by_when(o)}."),
        para(f"{right} {dissent.PROTECTION_GOES_ON}") if may_dissent else None,
        quiet(o.profile.family_review),
        summary="A meeting is closed",
        actions=buttons,
        why="DIS-01" if may_dissent else "",
    )


def _by_when(o: Occasion) -> str:
    """By when the key points are out in this council, to end a sentence (TIM-09)."""
    limit = o.profile.limit("key_points")
    return f"within {say_span(limit)}" if limit else "soon"


def telling(o: Occasion) -> AdaptiveCard:
    """For whoever tells one or several of the family the outcome; whom, they see when they open it."""
    tellings = o.meeting.outcome.tellings
    own = [t for t in tellings if o.about == t.id or (not o.about and o.reader and t.told_by == o.reader.id)]
    whom = f"{len(own)} people" if len(own) > 1 else "somebody"
    return notice(
        o,
        f"You are to tell {whom} the outcome",
        facts([("By", day(min(t.by for t in own)))]) if own else None,
        para(f"The chair named you to tell {whom} of the family. Open it to see whom."),
        summary="There is something for you to do",
        actions=[o.to("See whom to tell", "told.open", **({"f": o.about} if o.about else {}))],
        why="TIM-25",
    )


def key_points_ready(o: Occasion) -> AdaptiveCard:
    """For the chair: the draft waits."""
    return notice(
        o,
        "The key points are drafted for you",
        para(f"They go to everybody {_by_when(o)}, once you have read, corrected and released them."),
        summary="A draft waits for you",
        actions=[o.to("Read and correct", "points.open"), o.to("Release them", "release.open"), o.hub],
        why="SUM-04",
    )


def key_points(o: Occasion) -> AdaptiveCard:
    """For everybody who should have them: they are behind the button."""
    return notice(
        o,
        "The key points are here",
        para("The chair has released the decision, the reasons and the actions of this meeting."),
        summary="Key points of a meeting are here",
        actions=[o.to("Read the key points", "points.read"), o.hub],
        why="SUM-01",
    )


def in_channel(o: Occasion) -> AdaptiveCard:
    """For the core group's channel: the agreed minimum, with nothing of the family or the decision."""
    first = o.meeting.outcome.first_core_group if decision.registered(o.meeting) else None
    label = "Next core group" if o.meeting.kind is MeetingKind.REVIEW else "First core group"
    core = [(label, day_and_time(first, o.zone))] if first else []
    return notice(
        o,
        "The planning meeting has taken place",
        facts([("Held on", o.when), *core]),
        para("Everybody who should have the key points gets them in their own chat with Quorate."),
        summary="News of a planning meeting",
    )
