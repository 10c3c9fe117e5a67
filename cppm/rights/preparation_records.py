"""What is kept of preparing a meeting, beside the ticks: who from outside is invited, and who briefs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass
class Briefing:
    """A carer, childminder or volunteer who comes to the meeting, and who briefs them before it (INV-07).

    `briefer` is a person's id. `by` is the last day for it.
    """

    id: str
    who: str
    reason: str
    briefer: str
    briefer_name: str
    by: date
    named_at: datetime
    done_at: datetime | None = None
    note: str = ""
