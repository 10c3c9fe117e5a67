"""What is said when something is still owed: to who owes it, to who can help, and when a message is lost.

Each names what, by when, for which meeting or core group, and why the reader gets it, and has one main
button that does the thing. Several for one reader become one card: `cards.timing.digest`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cards.elements import Action, AdaptiveCard, Execute, button
from cards.home import SAY_WHY
from cards.layout import UK, by_when, card, day_and_time, facts, para, quiet
from cards.occasion import Occasion
from cards.timing.clocks import SPEAK_TODAY, why_of
from cppm.groups.core_group import CoreGroup
from cppm.moves.whereabouts import Whereabouts
from cppm.requests import MeetingRequest
from cppm.roots import Root, called, id_name
from cppm.timing.boards import Standing, reason_wanted, standing
from cppm.timing.catalogue import ClockKind, catalogue
from cppm.timing.snoozing import may_snooze
from cppm.timing.timescales import Due


@dataclass(frozen=True)
class Reminder:
    """Something owed, as one person hears of it at a moment. `helps`: it is another's, who is late."""

    root: Root
    due: Due
    now: datetime
    zone: str = UK
    helps: bool = False

    @property
    def kind(self) -> ClockKind:
        """What the clock is, in words."""
        return catalogue()[self.due.clock]

    @property
    def late(self) -> bool:
        """Whether its limit has passed."""
        return standing(self.due, self.now) is not Standing.AHEAD

    @property
    def wants_reason(self) -> bool:
        """Whether all that is still asked is why it was late."""
        return self.due.done_at is not None

    def to(self, title: str, verb: str, /, **ids: str) -> Execute:
        """A button of its meeting or core group."""
        return button(title, verb, **{id_name(self.root): self.root.id}, **ids)

    @property
    def opens(self) -> Execute:
        """The button that does the thing, or says why it was late."""
        if self.wants_reason:
            return self.to(SAY_WHY, "missed.open", k=self.due.key)
        return self.to(self.kind.button, self.kind.opens, **self.kind.ids(self.due))

    @property
    def whole(self) -> Execute:
        """The button to the clock whole. From there a chair or lead professional goes on to the meeting."""
        return self.to("See how it stands", "clocks.one", k=self.due.key)

    @property
    def hub(self) -> Execute:
        """The button to the card of its meeting, core group, request or move."""
        if self.due.clock.startswith("move_"):
            return button(
                "Open the move", "familymoves.read", **{id_name(self.root): self.root.id}, z=self.due.about
            )
        return way_to(self.root)

    @property
    def when(self) -> tuple[str, str]:
        """By when, or since when it is late, as a label and words."""
        return ("It was due" if self.late else "Due", by_when(self.due.limit, self.zone))


def way_to(root: Root) -> Execute:
    """The button to the card of a meeting, a core group, a request or whereabouts."""
    ids = {id_name(root): root.id}
    if isinstance(root, MeetingRequest):
        return button("Read the request", "request.read", **ids)
    if isinstance(root, Whereabouts):
        return button("Open the addresses", "addresschain.open", **ids)
    if isinstance(root, CoreGroup):
        return button("Go to the core group", "group.open", **ids)
    return button("Go to the meeting", "meeting.open", **ids)


def reminder_card(r: Reminder) -> AdaptiveCard:
    """One thing that is yours to do."""
    return card(
        f"Late: {_lowered(r.kind.task)}" if r.wants_reason else r.kind.asks,
        quiet(r.root.reference),
        facts([r.when, *_aim(r), *_meets(r)]),
        para(_late_words(r)) if r.late else None,
        quiet("You get this because it is yours to do. It stops when it is done."),
        summary="There is something for you to do",
        actions=_actions(r),
    )


def _lowered(task: str) -> str:
    return task[:1].lower() + task[1:]


def _aim(r: Reminder) -> list[tuple[str, str]]:
    aimed = r.due.aim < r.due.limit and r.now <= r.due.aim
    return [("Aim for", by_when(r.due.aim, r.zone))] if aimed else []


def _meets(r: Reminder) -> list[tuple[str, str]]:
    if isinstance(r.root, CoreGroup):
        ahead = r.root.current
        label = "Next meeting" if ahead and ahead.starts_at > r.now else "Meeting"
        return [(label, day_and_time(ahead.starts_at, r.zone))] if ahead else []
    if isinstance(r.root, MeetingRequest):
        return [("Asked on", day_and_time(r.root.asked_at, r.zone))]
    if isinstance(r.root, Whereabouts):
        return []
    return [("Meeting", day_and_time(r.root.starts_at, r.zone))]


def _late_words(r: Reminder) -> str:
    if r.wants_reason:
        return "It is done, and it was late. Please say why, so that the record explains it."
    if reason_wanted(r.due, r.now):
        return "Its limit has passed. Please do it now, and say why it is late and who agreed."
    return "Its time has passed, and it still matters. Please do it now."


def _actions(r: Reminder) -> list[Action]:
    """The thing itself first; then what makes it wait, and what explains it."""
    explain = reason_wanted(r.due, r.now) and not r.wants_reason
    here = (r.opens.verb, r.opens.data) == (r.hub.verb, r.hub.data)
    return [
        r.opens,
        *([r.to(SAY_WHY, "missed.open", k=r.due.key)] if explain else []),
        *([r.to("Snooze", "snooze.tomorrow", k=r.due.key)] if may_snooze(r.due, r.now) else []),
        *([] if r.due.statutory else [r.to(*mute_button(r.root))]),
        *([] if here else [r.hub]),
        why_of(r.due),
    ]


def mute_button(root: Root) -> tuple[str, str]:
    """Title and verb of the button that ends reminders of a meeting, core group, request or whereabouts."""
    return _MUTE[id_name(root)], "mute.open"


_MUTE = {
    "m": "Mute this meeting",
    "g": "Mute this core group",
    "q": "Mute this request",
    "j": "Mute addresses and moves",
}


def escalation_card(r: Reminder) -> AdaptiveCard:
    """For whoever can help, and need not take part: who, what, since when, and no details of the meeting."""
    return card(
        "Your help is needed",
        quiet(r.root.reference),
        para(help_words(r)),
        facts([r.when]),
        para(SPEAK_TODAY),
        quiet("You get this because you manage them, or answer for work of this kind."),
        summary="Your help is needed",
        actions=[r.whole, why_of(r.due)],
    )


def help_words(r: Reminder) -> str:
    """Who has not done what, in one sentence."""
    return f"{called(r.root, r.due.owes[0]) or 'A colleague'} {r.kind.late}."


def reminder(o: Occasion) -> AdaptiveCard:
    """The reminder of a planning meeting's clock, as it began. Raises KeyError without a due."""
    return reminder_card(_of(o, helps=False))


def escalation(o: Occasion) -> AdaptiveCard:
    """The call for help with a planning meeting's clock, as it began. Raises KeyError without a due."""
    return escalation_card(_of(o, helps=True))


def _of(o: Occasion, helps: bool) -> Reminder:
    if o.due is None:
        raise KeyError(o.about)
    return Reminder(o.meeting, o.due, o.due.started, o.zone, helps)
