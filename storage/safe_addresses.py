"""Safe addresses: kept like restricted items, under a key of their own, and held against what is written."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, bindparam, select

from cppm.moves import guarding
from storage import schema
from storage.restricted import Body, Restricted
from storage.statement import Statement

CASE_OF = Statement(
    select(schema.safe_addresses.c.case_ref)
    .join(schema.meetings, schema.meetings.c.case_ref == schema.safe_addresses.c.case_ref)
    .where(schema.meetings.c.id == bindparam("root"))
    .limit(1)
)
WORDS = select(schema.safe_addresses.c.body).where(
    schema.safe_addresses.c.id.in_(bindparam("ids", expanding=True))
)

_decoder = msgspec.json.Decoder(Body)


class SafeAddresses(Restricted):
    """Keeps safe addresses, shows each to its named readers only, and knows a text that carries one."""

    async def case_of(self, root_id: str) -> str:
        """The case of a meeting or another root, where a safe address was ever kept for it; else empty."""
        row = await self._db.glance(lambda c: CASE_OF.first(c, {"root": root_id}))
        return str(row[0]) if row else ""

    async def found_in(self, ids: Sequence[str], texts: Sequence[str]) -> str:
        """The words of these texts that are part of a safe address among `ids`; empty for none.

        It tells only what stands in the texts already.
        """

        def look(connection: Connection) -> list[bytes]:
            return list(connection.execute(WORDS, {"ids": list(ids)}).scalars())

        kept = [_decoder.decode(self._cipher.decrypt(body)).text for body in await self._db.read(look)]
        return next((found for text in texts if (found := guarding.found_in(text, kept))), "")
