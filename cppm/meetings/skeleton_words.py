"""What the minutes' skeleton shares: words for what is not known, marks for a meeting in two."""

from __future__ import annotations

from datetime import datetime

from cppm.meetings.meeting import Child, PlanningMeeting
from cppm.rights import parts
from cppm.rights.parts_records import Part as Half
from cppm.timing.timescales import LONDON, say_day

Rows = list[tuple[str, str]]

NOT_RECORDED = "Not recorded"
"""What stands wherever Quorate does not know something: it is never guessed."""
TO_WRITE = "To be written by the minute taker"
"""What stands where people spoke, and nobody recorded it here."""

_SAID = {
    Half.FIRST: "Said in the first part alone",
    Half.SECOND: "Said in the second part alone",
    Half.APART: "Only for those who were in both parts",
}
_IN = {Half.FIRST: "in the first part alone", Half.SECOND: "in the second part alone"}


class Marks:
    """Says what belongs to one part of a meeting in two (PAR-02); silent in any other, and in a cut."""

    def __init__(self, meeting: PlanningMeeting) -> None:
        self._kept, self._alone = meeting.parts, parts.alone(meeting)

    def said(self, key: str, words: str) -> str:
        """What was captured under a key, with the part in which it was said."""
        half = self._kept.said.get(key) if self._kept else None
        return f"[{_SAID[half]}] {words}" if half else words

    def viewed(self, key: str, person: str, words: str) -> str:
        """Somebody's view: with the part in which it was given or, given to everybody, in which they were."""
        said = self.said(key, words)
        return self.only(person, words) if said == words else said

    def only(self, id: str, words: str) -> str:
        """What concerns a person, a family line or a child, with the part in which they were."""
        half = self._alone.get(id)
        return f"{words} [{_IN[half]}]" if half in _IN else words


def clock(moment: datetime) -> str:
    """The time of an aware moment in the UK: "14:05"."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def one_of(child: Child) -> str:
    """A child with age, due date or day of birth."""
    if child.born_on:
        return f"{child.name}, born on {say_day(child.born_on)}"
    if child.due_date:
        return f"{child.name}, due on {say_day(child.due_date)}"
    if child.age == 0:
        return f"{child.name}, under one year old"
    years = "year" if child.age == 1 else "years"
    return f"{child.name}, {child.age} {years} old"


def listed(words: list[str]) -> str:
    """Several in one line; `NOT_RECORDED` where there is none."""
    return "; ".join(words) or NOT_RECORDED


def filled(*rows: tuple[str, str]) -> Rows:
    """The rows of which something is known."""
    return [(label, value) for label, value in rows if value]
