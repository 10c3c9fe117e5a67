"""Safe addresses: kept like restricted items, under a key of their own, and held against what is written."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, select

from cppm.moves import guarding
from storage import schema
from storage.restricted import Body, Restricted

OF_CASE = select(schema.safe_addresses.c.body).where(schema.safe_addresses.c.case_ref == bindparam("case"))

_decoder = msgspec.json.Decoder(Body)


class SafeAddresses(Restricted):
    """Keeps safe addresses, shows each to its named readers only, and knows a text that carries one."""

    async def carried(self, case_ref: str, *texts: str) -> bool:
        """Whether one of these texts holds part of a safe address of the case. It says nothing else."""

        def look(connection: Connection) -> list[bytes]:
            return list(connection.execute(OF_CASE, {"case": case_ref}).scalars())

        bodies = await self._db.read(look)
        words = [_decoder.decode(self._cipher.decrypt(body)).text for body in bodies]
        return any(guarding.carries(text, words) for text in texts)
