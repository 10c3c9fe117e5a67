"""Quorum by distinct agencies or by core agencies: stated at the start, forecast before it (QUO-01..05).

One agency counts once however many of its people are there. The chair adds no grouping.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cppm.councils.profile import QuorumRule
from cppm.meetings import transfer
from cppm.meetings.meeting import Coming, Invitee, MeetingKind, PlanningMeeting, Verdict
from cppm.people import Agency


@dataclass(frozen=True)
class Quorum:
    """Which agencies are there and what that means under the council's rule."""

    agencies: tuple[Agency, ...]
    verdict: Verdict
    rule: QuorumRule
    not_here: tuple[str, ...] | None = None
    """At a transfer meeting, whom of both areas it lacks (QUO-08); None at any other."""

    @property
    def needed(self) -> int:
        """How many agencies make a quorum."""
        return self.rule.needed

    @property
    def missing(self) -> tuple[Agency, ...]:
        """The core agencies that are not there, where the council has any."""
        return tuple(a for a in self.rule.core if a not in self.agencies)

    @property
    def lacks(self) -> str:
        """What a quorum would be, to follow who is there."""
        if self.not_here is not None:
            return f"a transfer meeting also needs {_listed(self.not_here)}"
        if self.rule.core:
            return f"a quorum needs {said(self.rule.core)}"
        return f"{self.needed} agencies make a quorum"

    @property
    def unusual(self) -> str:
        """What one would look for and does not find here (QUO-04)."""
        if self.not_here is not None:
            return ""
        if self.rule.core:
            absent = [a for a in self.rule.relevant if a not in self.agencies]
            return f"Looked for where relevant, and not here: {said(absent)}." if absent else ""
        return _unusual(set(self.agencies))

    @property
    def explained(self) -> str:
        """One sentence that a chair can read out."""
        names = ", ".join(self.agencies) or "no agency"
        if self.not_here is not None:
            lacking = f"without {_listed(self.not_here)}" if self.not_here else "from both areas"
            return f"{names}, {lacking}: {self.verdict}."
        if self.rule.core:
            return self._by_core(names)
        count = self.rule.count(self.agencies)
        if count > self.needed:
            return f"{count} agencies ({names}), and {self.needed} are needed: {self.verdict}."
        return f"{count} of {self.needed} agencies ({names}): {self.verdict}."

    def _by_core(self, names: str) -> str:
        if not self.missing:
            return f"All core agencies ({names}): {self.verdict}."
        if not self.agencies:
            return f"No agency yet, and {self.lacks}: {self.verdict}."
        return f"{names}, without {said(self.missing)}: {self.verdict}."


@dataclass(frozen=True)
class Forecast:
    """The quorum as the answers promise it, and who would make it quorate."""

    expected: Quorum
    possible: tuple[tuple[Agency, tuple[str, ...]], ...]


def assess(agencies: set[Agency], rule: QuorumRule) -> Quorum:
    """What these agencies mean under the council's rule (QUO-02, 03, 05)."""
    ordered = tuple(a for a in Agency if a in agencies)
    return Quorum(ordered, _verdict(agencies, rule), rule)


def present_agencies(meeting: PlanningMeeting) -> set[Agency]:
    """The agencies with a representative in the meeting now."""
    return {i.person.agency for i in meeting.invitees if i.present and i.role.represents_agency}


def quorum_now(meeting: PlanningMeeting, rule: QuorumRule) -> Quorum:
    """The quorum of those in the meeting."""
    return _of(meeting, [i for i in meeting.invitees if i.present], rule)


def _of(meeting: PlanningMeeting, lines: list[Invitee], rule: QuorumRule) -> Quorum:
    """What these people mean: by their agencies, and at a transfer by role and area (QUO-08)."""
    found = assess({i.person.agency for i in lines if i.role.represents_agency}, rule)
    if meeting.kind is not MeetingKind.TRANSFER:
        return found
    lacks = transfer.missing(meeting, lines)
    if not lacks:
        return replace(found, verdict=Verdict.QUORATE, not_here=())
    some = Verdict.DISCRETION if len(found.agencies) >= rule.discretion else Verdict.NEVER
    return replace(found, verdict=some, not_here=lacks)


def lost(meeting: PlanningMeeting) -> Quorum | None:
    """What remains of a quorum that was stated and is none any more, since people have left (QUO-07)."""
    stated = meeting.quorum
    if stated is None or stated.verdict is not Verdict.QUORATE:
        return None
    rule = QuorumRule(distinct=stated.needed, core=stated.core, counts_as_one=stated.counts_as_one)
    remains = quorum_now(meeting, rule)
    return None if remains.verdict is Verdict.QUORATE else remains


def inquorate(meeting: PlanningMeeting) -> bool:
    """Whether the meeting went ahead with too few agencies, at the chair's discretion (QUO-05)."""
    return meeting.quorum is not None and meeting.quorum.verdict is Verdict.DISCRETION


def forecast(meeting: PlanningMeeting, rule: QuorumRule) -> Forecast:
    """What the answers so far promise, and which unanswered people would add an agency (ATT-05)."""
    counted = [i for i in meeting.invitees if i.role.represents_agency]
    expected = {i.person.agency for i in counted if _expected(i)}
    now = _of(meeting, [i for i in counted if _expected(i)], rule)
    helpful = now.missing if rule.core else _adding(expected, rule)
    possible = tuple((a, _awaited(counted, a)) for a in helpful if _awaited(counted, a))
    return Forecast(now, possible)


def _adding(expected: set[Agency], rule: QuorumRule) -> list[Agency]:
    """The agencies that would count beside those expected."""
    counted = rule.groups(expected)
    return [agency for agency in Agency if not rule.groups([agency]) <= counted]


def would_add_agency(meeting: PlanningMeeting, line: Invitee) -> bool:
    """Whether nobody else of the same agency is expected, so that this absence costs one."""
    return not any(
        _expected(i)
        for i in meeting.invitees
        if i is not line and i.role.represents_agency and i.person.agency == line.person.agency
    )


def _verdict(agencies: set[Agency], rule: QuorumRule) -> Verdict:
    if rule.makes_quorum(agencies):
        return Verdict.QUORATE
    return Verdict.DISCRETION if rule.count(agencies) >= rule.discretion else Verdict.NEVER


def said(agencies: Sequence[Agency]) -> str:
    """Agencies in a sentence: "Health, Education and Police"."""
    return _listed(agencies)


def _listed(words: Sequence[str]) -> str:
    *others, last = words or ("",)
    return f"{', '.join(others)} and {last}" if others else last


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
