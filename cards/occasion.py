"""What a message owed is about, and the shape that all their cards share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cards.elements import Action, AdaptiveCard, Element, button
from cards.layout import UK, capital, card, day_and_time, quiet
from cppm.councils.profile import Profile
from cppm.meetings.meeting import Invitee, PlanningMeeting
from cppm.people import Person
from cppm.timing.timescales import Due


@dataclass(frozen=True)
class Occasion:
    """What a notice is about: the meeting, the reader, the thing meant, and the due it belongs to."""

    meeting: PlanningMeeting
    reader: Person | None
    about: str
    profile: Profile
    due: Due | None = None
    zone: str = UK

    @property
    def when(self) -> str:
        """When the meeting is, in words."""
        return day_and_time(self.meeting.starts_at, self.zone)

    @property
    def how(self) -> str:
        """How and where people meet."""
        mode = str(self.meeting.mode)
        return ", ".join(filter(None, [capital(mode), self.meeting.place]))

    @property
    def own_line(self) -> Invitee | None:
        """The reader's own line on the list, if they have one."""
        return self.line(self.reader.id) if self.reader else None

    def line(self, person_id: str) -> Invitee | None:
        """Somebody's line on the list, as long as they are on it."""
        return next((i for i in self.meeting.invitees if i.person.id == person_id), None)

    def to(self, title: str, verb: str, /, **ids: str) -> Action:
        """A button of this meeting."""
        return button(title, verb, m=self.meeting.id, **ids)

    @property
    def reference(self) -> str:
        """The neutral name of the meeting."""
        return self.meeting.reference

    @property
    def hub(self) -> Action:
        """The button to the meeting's own card."""
        return self.to("Go to the meeting", "meeting.open")


class Referring(Protocol):
    """What a notice is about, as far as its heading goes."""

    @property
    def reference(self) -> str:
        """A neutral name, fit for a first line."""


def notice(
    occasion: Referring,
    title: str,
    *body: Element | None,
    summary: str,
    actions: list[Action] | None = None,
    why: str = "",
) -> AdaptiveCard:
    """A notice: title, which meeting or core group, the rest, and *Why?* where a rule stands behind it."""
    asked = [button("Why?", "why.open", rule=why)] if why else []
    return card(
        title,
        quiet(occasion.reference),
        *body,
        summary=summary,
        actions=[*(actions or []), *asked],
    )
