"""Requests for planning meetings: listed for who asked and who answers, and for CP Administration."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from cppm.requests import MeetingRequest, NoSuchRequest
from storage import documents
from storage.documents import Kind
from storage.moments import stamp
from storage.roots import SHOWN, Roots
from storage.schema import meetings, takes_part

ASKED, AGREED, OVER = "asked", "agreed", "over"
"""Under which phase a request is listed; what is refused or booked is over."""

OF_KIND = SHOWN.where(meetings.c.kind == str(Kind.REQUEST)).order_by(meetings.c.starts_at, meetings.c.id)
FOR_PERSON = OF_KIND.where(
    meetings.c.id.in_(select(takes_part.c.meeting_id).where(takes_part.c.person_id == bindparam("person")))
)
WAITING = OF_KIND.where(meetings.c.phase != OVER)


class Requests(Roots[MeetingRequest]):
    """Loads, changes and finds the requests made to one council."""

    documents = documents.REQUEST
    missing = NoSuchRequest

    async def for_person(self, person_id: str) -> list[MeetingRequest]:
        """The requests that somebody made or answers as the chair, the earliest first."""
        return await self._found(FOR_PERSON, person=person_id)

    async def waiting(self) -> list[MeetingRequest]:
        """Every request that waits for its answer or its booking, the earliest first."""
        return await self._found(WAITING)

    async def _found(self, query: Any, **asked: str) -> list[MeetingRequest]:
        return await self._db.read(lambda c: [self._opened(*row).root for row in c.execute(query, asked)])

    def _listed(self, root: MeetingRequest) -> tuple[str, int]:
        answer = root.answer
        phase = ASKED if answer is None else AGREED if answer.agreed and not root.booked else OVER
        return phase, stamp(root.asked_at)
