"""Where the first post about something stands in a channel, so that it is brought up to date in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, text

from storage.database import Database, doing
from storage.moments import stamp
from storage.schema import holds, threads


@dataclass(frozen=True)
class Thread:
    """A post in a channel about one thing of a meeting or core group, and the thread that hangs on it."""

    root_id: str
    about: str
    conversation: str
    activity_id: str


KEEP = text(
    "INSERT INTO threads (root_id, about, conversation, activity_id)"
    " VALUES (:root_id, :about, :conversation, :activity_id) ON CONFLICT (root_id, about)"
    " DO UPDATE SET conversation = excluded.conversation, activity_id = excluded.activity_id"
)
ONE = select(threads).where(threads.c.root_id == bindparam("root"), threads.c.about == bindparam("thing"))
FORGET = delete(threads).where(
    threads.c.root_id == bindparam("root"),
    threads.c.about == bindparam("thing"),
    threads.c.activity_id == bindparam("activity"),
)
HOLD = text(
    "INSERT INTO holds (root_id, about, message_id, until) VALUES (:root, :thing, :message, :until)"
    " ON CONFLICT (root_id, about) DO UPDATE SET message_id = excluded.message_id, until = excluded.until"
    " WHERE holds.message_id = excluded.message_id OR holds.until <= :now"
)
LET_GO = delete(holds).where(
    holds.c.root_id == bindparam("root"),
    holds.c.about == bindparam("thing"),
    holds.c.message_id == bindparam("message"),
)


class Threads:
    """Finds, keeps and forgets the first posts of channels. One message at a time posts about a thing."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of(self, root_id: str, about: str) -> Thread | None:
        """The post about this, or None when there is none yet."""
        row = await self._db.glance(lambda c: c.execute(ONE, {"root": root_id, "thing": about}).first())
        return Thread(row.root_id, row.about, row.conversation, row.activity_id) if row else None

    async def keep(self, thread: Thread) -> None:
        """Remember a post; it takes the place of an earlier one, for example in a channel linked before."""
        await self._db.write(lambda c: c.execute(KEEP, vars(thread)), repeatable=True)

    async def forget(self, thread: Thread) -> None:
        """The post is gone: somebody deleted it."""
        asked = {"root": thread.root_id, "thing": thread.about, "activity": thread.activity_id}
        await self._db.write(doing(FORGET, asked), repeatable=True)

    async def hold(self, root_id: str, about: str, message_id: str, now: datetime, until: datetime) -> bool:
        """Keep every other message about this waiting, in whatever process; False while another does.

        It ends with `let_go`, or by itself at `until`, when whoever holds it has vanished.
        """
        asked = {"root": root_id, "thing": about, "message": message_id}
        row = asked | {"until": stamp(until), "now": stamp(now)}
        return await self._db.write(lambda c: c.execute(HOLD, row).rowcount == 1, repeatable=True)

    async def let_go(self, root_id: str, about: str, message_id: str) -> None:
        """The message is posted, or will not be now."""
        asked = {"root": root_id, "thing": about, "message": message_id}
        await self._db.write(doing(LET_GO, asked), repeatable=True)
