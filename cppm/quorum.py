"""Quorum by distinct agency: stated at the start, forecast from the answers before (QUO-01..05).

One agency counts once however many of its people are there. The chair adds no grouping.
"""

from __future__ import annotations

from dataclasses import dataclass

from cppm.meeting import Coming, Invitee, PlanningMeeting, Verdict
from cppm.people import Agency
from cppm.profile import QuorumRule


@dataclass(frozen=True)
class Quorum:
    """Which agencies count, what that means, and the usual pattern where it is missing (QUO-04)."""

    agencies: tuple[Agency, ...]
    verdict: Verdict
    needed: int
    unusual: str

    @property
    def explained(self) -> str:
        """One sentence that a chair can read out."""
        names = ", ".join(self.agencies) or "no agency"
        count = len(self.agencies)
        if count > self.needed:
            return f"{count} agencies ({names}), and {self.needed} are needed: {self.verdict}."
        return f"{count} of {self.needed} agencies ({names}): {self.verdict}."


@dataclass(frozen=True)
class Forecast:
    """The quorum as the answers promise it, and who would make it quorate."""

    expected: Quorum
    possible: tuple[tuple[Agency, tuple[str, ...]], ...]


def assess(agencies: set[Agency], rule: QuorumRule) -> Quorum:
    """What these agencies mean under the council's rule (QUO-02, 03, 05)."""
    ordered = tuple(a for a in Agency if a in agencies)
    return Quorum(ordered, _verdict(len(ordered), rule), rule.distinct, _unusual(agencies))


def present_agencies(meeting: PlanningMeeting) -> set[Agency]:
    """The agencies with a representative in the meeting now."""
    return {i.person.agency for i in meeting.invitees if i.present and i.role.represents_agency}


def quorum_now(meeting: PlanningMeeting, rule: QuorumRule) -> Quorum:
    """The quorum of those in the meeting."""
    return assess(present_agencies(meeting), rule)


def inquorate(meeting: PlanningMeeting) -> bool:
    """Whether the meeting went ahead with too few agencies, at the chair's discretion (QUO-05)."""
    return meeting.quorum is not None and meeting.quorum.verdict is Verdict.DISCRETION


def forecast(meeting: PlanningMeeting, rule: QuorumRule) -> Forecast:
    """What the answers so far promise, and which unanswered people would add an agency (ATT-05)."""
    counted = [i for i in meeting.invitees if i.role.represents_agency]
    expected = {i.person.agency for i in counted if _expected(i)}
    missing = [a for a in Agency if a not in expected]
    possible = tuple((a, _awaited(counted, a)) for a in missing if _awaited(counted, a))
    return Forecast(assess(expected, rule), possible)


def would_add_agency(meeting: PlanningMeeting, line: Invitee) -> bool:
    """Whether nobody else of the same agency is expected, so that this absence costs one."""
    return not any(
        _expected(i)
        for i in meeting.invitees
        if i is not line and i.role.represents_agency and i.person.agency == line.person.agency
    )


def _verdict(count: int, rule: QuorumRule) -> Verdict:
    if count >= rule.distinct:
        return Verdict.QUORATE
    return Verdict.DISCRETION if rule.never < count >= rule.discretion else Verdict.NEVER


def _unusual(agencies: set[Agency]) -> str:
    if not {Agency.POLICE, Agency.SOCIAL_WORK} <= agencies:
        absent = [a for a in (Agency.POLICE, Agency.SOCIAL_WORK) if a not in agencies]
        return f"Most meetings have {' and '.join(absent)}; not here."
    if not agencies & {Agency.HEALTH, Agency.EDUCATION}:
        return "Most meetings have Health or Education; neither is here."
    return ""


def _expected(line: Invitee) -> bool:
    return line.coming in (Coming.ATTENDING, Coming.DEPUTY)


def _awaited(lines: list[Invitee], agency: Agency) -> tuple[str, ...]:
    return tuple(i.person.name for i in lines if i.person.agency == agency and i.coming is Coming.AWAITED)
