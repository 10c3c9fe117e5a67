"""Who is ready: the quorum as answered, then each person, those first of whom something is still awaited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cards.elements import Action, AdaptiveCard, Container, Element, TextBlock
from cards.layout import UK, bullets, card, day, escape, facts, panel, para, quiet, refreshed_by, subheading
from cards.meetings.attendance import case_line
from cppm.councils.profile import QuorumRule
from cppm.meetings import reports_read
from cppm.meetings.meeting import Coming, Invitee, Phase, PlanningMeeting, Verdict
from cppm.meetings.quorum import Forecast, forecast, said
from cppm.meetings.reports import ReportState, due_day, report_state
from cppm.people import Role
from cppm.timing.timescales import local_day

MOST_IN_FULL = 12
"""People with a part of the card of their own; the rest have a line each, to keep the card in budget."""
MOST_LINES = 40


@dataclass(frozen=True)
class Wall:
    """What the wall is made of. `asks` counts requests to speak with the chair, for the chair only."""

    meeting: PlanningMeeting
    rule: QuorumRule
    now: datetime
    zone: str = UK
    asks: int = 0
    recommended: Sequence[tuple[str, str]] = ()
    """Before a review, what the core group recommends on each child; for the chair and the lead alone."""
    trained: frozenset[str] = frozenset()
    """The ids of those recorded as trained minute takers (MIN-01)."""


def wall_card(wall: Wall, buttons: Sequence[Action]) -> AdaptiveCard:
    """The readiness wall; it brings itself up to date where it stands."""
    meeting = wall.meeting
    people = sorted(meeting.invitees, key=lambda line: _order(line, wall))
    return card(
        "Who is ready",
        quiet(case_line(meeting, wall.zone)),
        TextBlock(text=days_to_go(meeting, wall.now), weight="bolder"),
        panel(para(_asks(wall.asks))) if wall.asks else None,
        *_quorum(wall),
        *_recommended(wall),
        subheading("Each person"),
        facts(_counts(wall)),
        *(_person(line, wall) for line in people[:MOST_IN_FULL]),
        *_the_rest(people[MOST_IN_FULL:], wall),
        summary="Who is ready for a meeting",
        actions=buttons,
        refresh=refreshed_by("ready.open", m=meeting.id, again="1"),
    )


def days_to_go(meeting: PlanningMeeting, now: datetime) -> str:
    """How far off the meeting is, in calendar days."""
    if meeting.phase is Phase.OPEN:
        return "The meeting is under way."
    if meeting.phase in (Phase.CLOSED, Phase.CANCELLED):
        return f"The meeting is {meeting.phase}."
    days = (local_day(meeting.starts_at) - local_day(now)).days
    if days < 0:
        return "The meeting's day has passed, and it has not been opened."
    return {0: "The meeting is today.", 1: "The meeting is tomorrow."}.get(days, f"{days} days to go.")


def _recommended(wall: Wall) -> list[Element]:
    """What the core group recommends to the review, by child, in words (CG-14, DEC-11)."""
    if not wall.recommended:
        return []
    return [subheading("What the core group recommends"), facts(wall.recommended)]


def _asks(count: int) -> str:
    people = "Somebody asks" if count == 1 else f"There are {count} requests"
    return f"{people} to speak with you alone about restricted information. Only you see this line."


def _quorum(wall: Wall) -> list[Element]:
    """The forecast explained by agency, and who would make it quorate (ATT-05, QUO-04)."""
    foreseen = forecast(wall.meeting, wall.rule)
    return [
        subheading("Quorum as answered"),
        para(foreseen.expected.explained),
        *([para(words)] if (words := would_make_quorate(foreseen)) else []),
        *([bullets(awaited)] if (awaited := _awaited(foreseen)) else []),
        *([quiet(foreseen.expected.unusual)] if foreseen.expected.unusual else []),
    ]


def would_make_quorate(foreseen: Forecast) -> str:
    """What is still needed, and whether the people who have not answered could bring it."""
    expected = foreseen.expected
    if expected.verdict is Verdict.QUORATE:
        return ""
    if expected.missing:
        more, lacking = said(expected.missing), len(expected.missing)
        return _by_whom(more, lacking, foreseen)
    lacking = expected.needed - expected.rule.count(expected.agencies)
    more = "One more agency" if lacking == 1 else f"{lacking} more agencies"
    return _by_whom(more, lacking, foreseen)


def _by_whom(more: str, lacking: int, foreseen: Forecast) -> str:
    if not foreseen.possible:
        return f"{more} would make it quorate, and nobody's answer is awaited who could bring one."
    if len(foreseen.possible) < lacking:
        return f"{more} would make it quorate; the answers still awaited can't bring that many:"
    return f"{more} would make it quorate. These have not answered:"


def _awaited(foreseen: Forecast) -> list[str]:
    return [f"{agency}: {', '.join(names)}" for agency, names in foreseen.possible]


def _counts(wall: Wall) -> list[tuple[str, str]]:
    everybody = wall.meeting.invitees
    owing = [line for line in everybody if line.role.owes_report]
    filed = [line for line in owing if line.report.filed]
    shared = [line for line in filed if line.report.sharing and line.report.sharing.shared]
    answered = [line for line in everybody if line.coming is not Coming.AWAITED]
    return [
        ("Reports due", day(wall.meeting.report_due)),
        ("Answered", f"{len(answered)} of {len(everybody)}"),
        ("Reports filed", f"{len(filed)} of {len(owing)}"),
        ("Chronologies", f"{sum(line.report.chronology is True for line in filed)} of {len(owing)}"),
        ("Shared", f"{len(shared)} of {len(owing)}"),
        ("Minute taker", _minute_taker(wall)),
    ]


def _minute_taker(wall: Wall) -> str:
    """Who takes the minutes, and whether it is known that they are trained for it; it holds nothing up."""
    takers = [i.person for i in wall.meeting.invitees if i.role is Role.MINUTE_TAKER]
    said = [f"{p.name}, {'trained' if p.id in wall.trained else 'training not recorded'}" for p in takers]
    return "; ".join(said) or "Nobody on the list yet"


def _person(line: Invitee, wall: Wall) -> Container:
    """One person: who, attendance, report. Lateness is a word, and stands out by weight as well."""
    late = _late(line, wall)
    report = report_words(wall.meeting, line, wall.now)
    unread = _with_whom(line, wall.meeting)
    name = f"{line.person.name}, {line.person.agency}"
    return Container(
        items=[
            TextBlock(text=escape(name), weight="bolder"),
            TextBlock(text=escape(attendance_words(wall.meeting, line)), spacing="none"),
            TextBlock(
                text=escape(report),
                spacing="none",
                weight="bolder" if late else None,
                color="attention" if late else None,
            ),
            *([TextBlock(text=escape(unread), spacing="none")] if unread else []),
        ],
        separator=True,
        spacing="small",
    )


def attendance_words(meeting: PlanningMeeting, line: Invitee) -> str:
    """The answer in words; what somebody else recorded is marked so."""
    if line.invited_at is None:
        return "Not invited yet: waits for the chair's agreement"
    words = {
        Coming.AWAITED: "Has not answered",
        Coming.ATTENDING: "Will attend",
        Coming.DEPUTY: f"{line.deputy.name} goes instead" if line.deputy else "A deputy goes",
        Coming.ABSENT: f"Can't attend: {line.why_absent}",
    }[line.coming]
    return words + meeting.on_behalf(line.source, line.recorded_by)


def report_words(meeting: PlanningMeeting, line: Invitee, now: datetime) -> str:
    """Report, chronology and sharing in one line; a report is never declined (REP-02)."""
    due, report = meeting.report_due, line.report
    state = report_state(line, due, now)
    if state is ReportState.NOT_ASKED:
        return "No report asked"
    if state is not ReportState.FILED:
        own = due_day(line, due)
        return f"Report {state}" if own == due else f"Report {state}, due {day(own)}"
    chronology = "with chronology" if report.chronology else "no chronology"
    told = meeting.on_behalf(report.source, report.recorded_by)
    return f"Report filed{told}, {chronology}, {_sharing(meeting, line)}"


def _with_whom(line: Invitee, meeting: PlanningMeeting) -> str:
    """Which of the chair and the lead professional has not said to have a report that is in (REP-08)."""
    lacking = reports_read.lack(meeting, line)
    return f"Not read yet by {' and '.join(person.name for person in lacking)}" if lacking else ""


def _sharing(meeting: PlanningMeeting, line: Invitee) -> str:
    sharing = line.report.sharing
    if sharing is None or not sharing.shared:
        return "not yet shared with the family"
    disputed = ", who dispute part of it" if sharing.disputed else ""
    return f"shared with the family{disputed}{meeting.on_behalf(sharing.source, sharing.recorded_by)}"


def _late(line: Invitee, wall: Wall) -> bool:
    return report_state(line, wall.meeting.report_due, wall.now) is ReportState.OVERDUE


def _order(line: Invitee, wall: Wall) -> tuple[int, str, str]:
    """The later and the less answered, the further up."""
    state = report_state(line, wall.meeting.report_due, wall.now)
    unshared = state is ReportState.FILED and not (line.report.sharing and line.report.sharing.shared)
    open_points = (
        8 * (state is ReportState.OVERDUE)
        + 4 * (line.coming is Coming.AWAITED)
        + 2 * (state is ReportState.AWAITED)
        + unshared
    )
    return -open_points, line.person.agency, line.person.name


def _the_rest(lines: Sequence[Invitee], wall: Wall) -> list[Element]:
    """Everybody beyond the first dozen, a line each."""
    if not lines:
        return []
    due, now = wall.meeting.report_due, wall.now
    words = [f"{i.person.name}: {_short(i)}; {_short_report(i, due, now)}" for i in lines[:MOST_LINES]]
    left = len(lines) - MOST_LINES
    more = [quiet(f"And {left} more, of whom less is awaited.")] if left > 0 else []
    return [subheading("And these"), bullets(words), *more]


def _short(line: Invitee) -> str:
    return "not invited yet" if line.invited_at is None else str(line.coming)


def _short_report(line: Invitee, due: date, now: datetime) -> str:
    state = report_state(line, due, now)
    return "no report asked" if state is ReportState.NOT_ASKED else f"report {state}"
