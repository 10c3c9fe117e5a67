"""Where the children of a case live: one document a case, made on first need, following the core group."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam

from cppm.groups.core_group import CoreGroup
from cppm.moves import whereabouts
from cppm.moves.whereabouts import Family, NoWhereabouts, Whereabouts
from storage import documents
from storage.bell import Rung
from storage.documents import Kind
from storage.errors import AlreadyDone
from storage.moments import stamp
from storage.roots import QUORATE, SHOWN, Loaded, Roots
from storage.schema import meetings
from storage.statement import Statement

OPEN, SETTLED = "waiting", "settled"
"""Under which phase it is listed: something waits for an answer, or nothing does."""

OF_KIND = SHOWN.where(meetings.c.kind == str(Kind.WHEREABOUTS))
OF_CASE = OF_KIND.where(meetings.c.case_ref == bindparam("case"))
SHOW, TO_FOLLOW = Statement(OF_CASE), Statement(OF_CASE.with_for_update())
WAITING = OF_KIND.where(meetings.c.phase == OPEN).order_by(meetings.c.starts_at, meetings.c.id)


class WhereaboutsOf(Roots[Whereabouts]):
    """Loads, changes and finds the whereabouts of the children of one council."""

    documents = documents.WHEREABOUTS
    missing = NoWhereabouts

    async def of_case(self, case_ref: str) -> Whereabouts | None:
        """The whereabouts of a case; None where nothing was ever reported."""
        return await self._db.glance(lambda c: self._of_case(c, SHOW, case_ref))

    async def begun(self, family: Family) -> Whereabouts:
        """The whereabouts of a case, begun now where there were none; two at once begin one."""
        found = await self.of_case(family.case_ref)
        if found is not None:
            return found
        try:
            fresh = whereabouts.begin(family, self._new_id())
            return await self.add(fresh, once=f"whereabouts:{family.case_ref}")
        except AlreadyDone:
            other = await self.of_case(family.case_ref)
            if other is None:
                raise
            return other

    async def waiting(self) -> list[Whereabouts]:
        """Those in which something waits for an answer, the longest waiting first."""
        return await self._db.read(lambda c: [self._opened(*row).root for row in c.execute(WAITING)])

    def to_follow(self, connection: Connection, case_ref: str) -> Loaded[Whereabouts] | None:
        """The whereabouts of a case, locked until this transaction ends; None without any."""
        row = TO_FOLLOW.first(connection, {"case": case_ref})
        return self._opened(*row) if row else None

    def follow(self, connection: Connection, loaded: Loaded[Whereabouts], group: CoreGroup) -> Rung:
        """Keep what a change of the core group does to it. Returns what is due now."""
        whereabouts.follow(loaded.root, whereabouts.of_group(group), QUORATE, self._now())
        return self._write(connection, loaded, None)

    def _of_case(self, connection: Connection, query: Statement, case_ref: str) -> Whereabouts | None:
        row = query.first(connection, {"case": case_ref})
        return self._opened(*row).root if row else None

    def _listed(self, root: Whereabouts) -> tuple[str, int]:
        entries = [*(each.at for each in root.addresses), *(move.reported_at for move in root.moves)]
        begun = min(entries, default=None) or self._now()
        return SETTLED if root.settled else OPEN, stamp(begun)
