"""Two councils, each with its own store and chats, that exchange sealed handovers by the people in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cppm.moves.move_records import FamilyMove
from cppm.moves.whereabouts import Whereabouts
from storage.envelopes import Envelopes, new_pair
from tests.builders_group import a_core_group
from tests.dialogs.group_room import GroupRoom, LintedChat, group_room

NOW = datetime(2027, 1, 12, 10, 0, tzinfo=UTC)
OUT = {
    "council": "Fife",
    "lasting": "for good",
    "since": "2027-01-11",
    "whom": "Ann Gow, keeper",
    "how": "by phone",
}
IN = {
    "names": "Kay, 7",
    "case_ref": "FI-27-0009",
    "lead": "p_lead",
    "council": "Perth and Kinross",
    "lasting": "for a while",
    "since": "2027-01-11",
    "whom": "Ewan Reid, social worker",
    "how": "by phone",
}


@dataclass
class Council:
    """One council: the room and where the moves are."""

    room: GroupRoom

    def chat(self, who: object) -> LintedChat:
        return self.room.chat(who)  # type: ignore[arg-type]

    async def where(self) -> Whereabouts:
        """The only whereabouts there are."""
        [found] = await self.room.store.whereabouts.waiting()
        return found

    async def move(self) -> FamilyMove:
        """Its latest move."""
        return (await self.where()).moves[-1]

    async def ids(self) -> dict[str, str]:
        """What a button of the move carries."""
        where = await self.where()
        return {"j": where.id, "z": where.moves[-1].id}


@dataclass
class Pair:
    """Perth and Kinross, where Kay's name is on the register, and Fife, where nobody knows her."""

    perth: Council
    fife: Council
    stranger: Envelopes
    """A third council that knows both, and of which Fife does not know."""
    angus: Envelopes
    """A third council that both know."""


@asynccontextmanager
async def two_councils(folder: Path, now: datetime = NOW) -> AsyncIterator[Pair]:
    """Both with keys of their own and the other's public one."""
    perth, fife, angus, stranger = (new_pair() for _ in range(4))
    (folder / "perth").mkdir()
    (folder / "fife").mkdir()
    knows = [("Perth and Kinross", perth[1]), ("Fife", fife[1]), ("Angus", angus[1])]
    async with (
        group_room(folder / "perth", a_core_group(), now=now) as here,
        group_room(folder / "fife", now=now) as there,
    ):
        here.store.envelopes = Envelopes([perth[0]], knows[1:])
        there.store.envelopes = Envelopes([fife[0]], [knows[0], knows[2]])
        third, other = Envelopes([stranger[0]], knows), Envelopes([angus[0]], knows)
        yield Pair(Council(here), Council(there), third, other)


def sealed_in(words: str) -> str:
    """The handover among everything that was answered."""
    begins = words.index("QUORATE HANDOVER ")
    return words[begins : words.index(" ENDS", begins) + len(" ENDS")]
