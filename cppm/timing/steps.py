"""The moments in the life of something owed: reminders, its limit, being asked after, help called for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cppm.timing.timescales import Due


class StepKind(StrEnum):
    """What a step of a due calls for when its moment comes."""

    REMINDER = "reminder"
    LIMIT = "limit"
    CHASED = "chased"
    ESCALATION = "escalation"
    SNOOZED = "snoozed"
    """Asked for by the reader: "remind me tomorrow". It belongs to no clock."""


@dataclass(frozen=True)
class Step:
    """One moment in the life of a due, in UTC."""

    at: datetime
    kind: StepKind


def steps_of(due: Due) -> list[Step]:
    """Every step of a due, earliest first. What was done late is only asked after (`done_at`)."""
    found = [Step(moment, StepKind.REMINDER) for moment in due.reminders if moment < due.limit]
    found.append(Step(due.limit, StepKind.LIMIT))
    found += [Step(moment, StepKind.CHASED) for moment in due.chased]
    if due.escalates_at:
        found.append(Step(due.escalates_at, StepKind.ESCALATION))
    found += [Step(moment, StepKind.ESCALATION) for moment in due.escalates_again]
    return sorted(found, key=lambda step: step.at)
