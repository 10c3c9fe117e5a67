"""From what is recorded to quality figures: planning meetings and core groups, counted one at a time.

Only what is recorded counts. A meeting of which nothing is recorded is in no count: for its month the
figure is, in part, not known. Nothing of a meeting is kept but the counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cppm.councils.profile import Profile
from cppm.figures import (
    DISCRETION,
    DISSENT,
    LATE_AGREED,
    NOTICE_SHORT,
    ON_TIME,
    UNHEARD,
    Figure,
    Topic,
    agency_key,
    limit_key,
)
from cppm.groups.core_group import CoreGroup
from cppm.meetings.dates import last_days_of
from cppm.meetings.meeting import Child, Invitee, Phase, PlanningMeeting, Verdict
from cppm.meetings.reports import due_day
from cppm.months import Month, Period, month_of
from cppm.people import Agency
from cppm.suppression import Ratio, Shown, shown
from cppm.timing import clocks
from cppm.timing.clocks import Reckoned
from cppm.timing.timescales import end_of, local_day

Counted = PlanningMeeting | CoreGroup


@dataclass(frozen=True)
class Row:
    """What is shown of a figure for a month or a whole period; `unknown` says that something is not known."""

    shown: Shown
    unknown: bool


@dataclass(frozen=True)
class Rows:
    """A figure with its total and its months."""

    figure: Figure
    total: Row
    months: tuple[tuple[Month, Row], ...]

    @property
    def empty(self) -> bool:
        """Whether nothing at all was to be counted."""
        return self.total.shown.of == 0 and not self.total.unknown


@dataclass
class Counts:
    """The counts of a period, figure by figure and month by month; meetings are added one at a time."""

    period: Period
    ratios: dict[tuple[str, Month], Ratio] = field(default_factory=dict)
    unknown: set[tuple[str, Month]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._months = frozenset(self.period.months)

    def add(self, root: Counted, profile: Profile, now: datetime) -> None:
        """Count everything in a planning meeting or core group that falls in the period."""
        if isinstance(root, PlanningMeeting):
            if root.phase is Phase.CANCELLED:
                return
            _count_meeting(self, root, now)
        _count_limits(self, root, profile, now)

    def note(self, key: str, month: Month, yes: bool | None) -> None:
        """One more that was so, or was not; None where it is not known."""
        if month not in self._months:
            return
        if yes is None:
            self.unknown.add((key, month))
        else:
            self.ratios[key, month] = self.ratios.get((key, month), Ratio()) + Ratio(int(yes), 1)

    def rows(self, figures: Iterable[Figure]) -> list[Rows]:
        """The figures as they may be shown."""
        return [self._rows(figure) for figure in figures]

    def _rows(self, figure: Figure) -> Rows:
        months = self.period.months
        table = shown({month: self.ratios.get((figure.key, month), Ratio()) for month in months})
        unknown = {month: (figure.key, month) in self.unknown for month in months}
        total = Row(table.total, any(unknown.values()))
        return Rows(figure, total, tuple((m, Row(table.months[m], unknown[m])) for m in months))


# Limits


def _count_limits(counts: Counts, root: Counted, profile: Profile, now: datetime) -> None:
    first = _before_agreement(root, profile) if isinstance(root, PlanningMeeting) else {}
    for each in clocks.reckoned(root, profile, ON_TIME):
        limit = first.get((each.clock, each.about), each.limit)
        if limit <= now:
            yes = None if _not_known(root, each, now) else each.done_at is not None and each.done_at <= limit
            counts.note(limit_key(each.clock), month_of(limit), yes)


def _before_agreement(meeting: PlanningMeeting, profile: Profile) -> dict[tuple[str, str], datetime]:
    """The limits for holding the meeting as the guide has them: a later date that was agreed is late too."""
    return {(last.clock, last.child): end_of(last.day) for last in last_days_of(meeting, profile)}


def _not_known(root: Counted, limit: Reckoned, now: datetime) -> bool:
    """Whether a date has gone by of which nothing is recorded, so that nobody can say whether it was kept."""
    if limit.done_at:
        return False
    if isinstance(root, PlanningMeeting):
        return unrecorded(root, now)
    ahead = root.planned
    return limit.clock in ("first_core_group", "core_group") and ahead is not None and ahead.starts_at <= now


def unrecorded(meeting: PlanningMeeting, now: datetime) -> bool:
    """Whether the meeting's day is over and nobody has opened it or called it off."""
    return meeting.phase in (Phase.BOOKED, Phase.INVITED) and end_of(local_day(meeting.starts_at)) <= now


# Planning meetings


def _count_meeting(counts: Counts, meeting: PlanningMeeting, now: datetime) -> None:
    month = month_of(meeting.starts_at)
    held = meeting.phase in (Phase.OPEN, Phase.CLOSED)
    if not held and not unrecorded(meeting, now):
        return
    _count_people(counts, meeting, month, held)
    _count_practice(counts, meeting, month, held)
    for child in meeting.children:
        counts.note(DISSENT, month, _dissented(meeting, child) if held else None)
        if not child.unborn:
            counts.note(UNHEARD, month, _unheard(meeting, child) if held else None)


def _count_people(counts: Counts, meeting: PlanningMeeting, month: Month, held: bool) -> None:
    rolled = any(line.attended for line in meeting.invitees)
    for line in meeting.invitees:
        if line.invited and line.role.represents_agency:
            attended = line.attended if held and rolled else None
            counts.note(_of(Topic.ATTENDANCE, line), month, attended)
        if line.invited and line.role.owes_report:
            counts.note(_of(Topic.REPORTS, line), month, _in_time(meeting, line) if held else None)


def _of(topic: Topic, line: Invitee) -> str:
    return agency_key(topic, Agency(line.person.agency))


def _in_time(meeting: PlanningMeeting, line: Invitee) -> bool:
    filed = line.report.filed_at
    return filed is not None and filed <= end_of(due_day(line, meeting.report_due))


def _count_practice(counts: Counts, meeting: PlanningMeeting, month: Month, held: bool) -> None:
    stated = meeting.quorum.verdict is Verdict.DISCRETION if meeting.quorum else None
    counts.note(DISCRETION, month, stated if held else None)
    counts.note(NOTICE_SHORT, month, bool(meeting.short_notice_reason) if held else None)
    counts.note(LATE_AGREED, month, bool(meeting.late_reason) if held else None)


def _dissented(meeting: PlanningMeeting, child: Child) -> bool | None:
    """Whether anybody dissented from the decision on a child; None while there is none."""
    if child.id not in meeting.decisions:
        return None
    return any(dissent.child == child.id for dissent in meeting.dissents)


def _unheard(meeting: PlanningMeeting, child: Child) -> bool | None:
    """Whether there is a reason why a child was not heard; None where nothing is recorded."""
    voice = meeting.childs_views.get(child.id)
    return bool(voice.passed_over) if voice else None
