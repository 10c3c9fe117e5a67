"""What an answer to an invitation becomes: what was recorded, and what it does to the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.elements import Action, AdaptiveCard
from cards.forms import recorded_card
from cards.layout import UK, day, day_and_time
from cppm.councils.profile import QuorumRule
from cppm.meetings.meeting import Coming, Invitee, PlanningMeeting
from cppm.meetings.quorum import forecast, would_add_agency
from cppm.meetings.reports import due_day
from cppm.people import Person


@dataclass(frozen=True)
class Answered:
    """An answer as it stands: `by` is the name of whoever recorded it, `reader` looks at it."""

    meeting: PlanningMeeting
    line: Invitee
    reader: Person
    rule: QuorumRule
    by: str
    zone: str = UK

    @property
    def own(self) -> bool:
        """Whether the reader reads their own answer."""
        return self.line.person.id == self.reader.id

    @property
    def who(self) -> str:
        """Whose answer it is, as the reader is told."""
        return "You" if self.own else self.line.person.name


def case_line(meeting: PlanningMeeting, zone: str = UK) -> str:
    """Which meeting this is about, beneath a card's title."""
    return f"{meeting.reference}, {day_and_time(meeting.starts_at, zone)}"


def answered_card(answered: Answered, change: Action | None, buttons: Sequence[Action]) -> AdaptiveCard:
    """What was recorded, when and by whom, what follows from it, and *Change* until the meeting."""
    line = answered.line
    title = "Your answer is recorded" if answered.own else "The answer is recorded"
    return recorded_card(
        title,
        _rows(answered),
        answered.by,
        line.answered_at or answered.meeting.starts_at,
        change,
        case_line=case_line(answered.meeting, answered.zone),
        note="\n\n".join(_follows(answered)),
        zone=answered.zone,
        buttons=buttons,
    )


def _rows(answered: Answered) -> list[tuple[str, str]]:
    line = answered.line
    rows = [("Answer", _said(answered))]
    if line.deputy:
        rows += [("Deputy", line.deputy.name), ("Briefed", "Yes"), ("Authorised", "Yes")]
    if line.why_absent:
        rows.append(("Why", line.why_absent))
    if line.source:
        rows.append(("Told", line.source))
    if line.role.owes_report and not line.report.filed:
        rows.append(("Report", f"Still due {day(due_day(line, answered.meeting.report_due))}"))
    return rows


def _said(answered: Answered) -> str:
    return {
        Coming.ATTENDING: f"{answered.who} will attend",
        Coming.DEPUTY: "Somebody else will go",
        Coming.ABSENT: f"{answered.who} can't attend, and nobody goes instead",
        Coming.AWAITED: "Not answered yet",
    }[answered.line.coming]


def _follows(answered: Answered) -> list[str]:
    """What this answer brings about, in sentences."""
    line = answered.line
    if line.coming is Coming.DEPUTY and line.deputy:
        return [_deputy_told(line.deputy.name, line.deputy.person is not None)]
    if line.coming is not Coming.ABSENT:
        return []
    paragraphs = [_cost(answered), " ".join([_told(answered), *_still_due(line)])]
    return [each for each in paragraphs if each]


def _deputy_told(name: str, enrolled: bool) -> str:
    if enrolled:
        return f"{name} gets a message from me with the date and the place."
    return f"{name} is not enrolled here, so please pass on the date, the place and the papers."


def _cost(answered: Answered) -> str:
    """What an absence does to the quorum, as the answers stand (ATT-05)."""
    line, meeting = answered.line, answered.meeting
    if not line.role.represents_agency:
        return ""
    expected = forecast(meeting, answered.rule).expected
    alone = f"Nobody else is expected for {line.person.agency}. " if would_add_agency(meeting, line) else ""
    return f"{alone}Quorum as answered: {expected.explained}"


def _told(answered: Answered) -> str:
    """Who gets a message about it; nobody is told about themselves."""
    meeting, absent = answered.meeting, answered.line.person.id
    told = {meeting.chair.id: f"{meeting.chair.name} (chair)"}
    if meeting.lead_professional.id not in (absent, meeting.chair.id):
        told[meeting.lead_professional.id] = f"{meeting.lead_professional.name} (lead professional)"
    return f"I am telling {' and '.join(told.values())}."


def _still_due(line: Invitee) -> list[str]:
    if not line.role.owes_report or line.report.filed:
        return []
    return ["The report is due all the same: it speaks for the child."]


def what_absence_means(meeting: PlanningMeeting, line: Invitee) -> str:
    """Said where somebody is about to answer no (ATT-05, REP-03)."""
    only = (
        f"You are the only one expected for {line.person.agency}, so the meeting may lose its quorum. "
        if line.role.represents_agency and would_add_agency(meeting, line)
        else ""
    )
    report = " Your report is due all the same." if line.role.owes_report and not line.report.filed else ""
    return f"{only}The chair and the lead professional are told.{report}"
