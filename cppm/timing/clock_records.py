"""What people say about a clock: that the thing is done, or why its limit passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InterimPlan(StrEnum):
    """Whether the child is safe meanwhile, by a plan that everybody concerned knows (GEN-13)."""

    IN_PLACE = "in place and shared"
    NOT_YET = "not in place yet"
    NOT_NEEDED = "not needed: the child's safety does not hang on this"


@dataclass
class Attestation:
    """Somebody says that a thing owed is done. `note` says how, where that matters."""

    by: str
    at: datetime
    note: str = ""


@dataclass
class MissedLimit:
    """Why a limit passed, the manager who is to approve it, and the new date (national guidance 3.38).

    `limit` is the one that passed first. `until` is the new limit, an aware UTC moment; None where the
    thing was done late and only the reason was wanted. `manager` is a person's id.
    """

    limit: datetime
    reason: str
    manager: str
    manager_name: str
    until: datetime | None
    by: str
    at: datetime
    approved_at: datetime | None = None
    interim: InterimPlan | None = None
    refused_at: datetime | None = None
    """When the manager did not agree: the limit stands as it was, and a new reason or date is wanted."""
    refusal: str = ""
    """The manager's own words for that."""

    @property
    def answered(self) -> bool:
        """Whether the manager has said yes or no."""
        return self.approved_at is not None or self.refused_at is not None
