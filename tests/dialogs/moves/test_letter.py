"""The letter to the keeper of the register there: as text to copy, and as a file that is given once."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import docx
import pytest

from cppm.moves import address
from cppm.moves.address import NewAddress
from cppm.moves.address_records import AddressKind
from cppm.moves.guarding import AddressedToThem
from cppm.people import Person
from storage.errors import FileGiven
from storage.ids import new_id
from tests import builders_group
from tests.builders import HEALTH, KAY, LEAD, OUTSIDER
from tests.dialogs.chat import Chat
from tests.dialogs.group_room import GroupRoom, group_room
from tests.dialogs.moves.test_address import NOW, STAY, entry, kept, report


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[GroupRoom]:
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=NOW) as found:
        yield found


async def ids(room: GroupRoom) -> dict[str, str]:
    return {"j": (await kept(room)).id, "h": (await entry(room)).id}


async def written(room: GroupRoom, to: str = "Iona Bell") -> Chat:
    """The lead professional has written the letter; their chat, with the file offered."""
    lead = await report(room, STAY)
    await lead.send("addressletter.open", await ids(room))
    assert f"{to}, Argyll and Bute" in await lead.press("Draft it", to=to)
    return lead


def held(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


async def test_the_letter_is_typed_for_and_comes_as_text_and_as_an_offered_file(room: GroupRoom) -> None:
    """ADR-03"""
    lead = await report(room, STAY)
    await lead.goes([("letter to the keeper", "What is the keeper there called?")])
    doubted = await lead.say("decide on a visit")
    assert "and not as that command. Is that right?" in doubted, "nobody's letter begins so"
    await lead.say("no")
    heard = await lead.say("Iona Bell")
    assert "Iona Bell, Argyll and Bute" in heard
    assert lead.file is not None
    assert lead.file.pointer.ids == await ids(room)
    assert "Kay" not in lead.file.name + lead.file.says


async def test_the_file_says_what_the_text_says_and_who_took_it_is_kept(room: GroupRoom) -> None:
    """ADR-03"""
    lead = await written(room)
    assert await lead.accept("1-a") == ""
    assert lead.file is not None
    words = held(lead.file.content)
    assert "Iona Bell, Argyll and Bute" in words
    assert "8 Shore Road, Oban" in words
    assert "Kay" not in words
    [read] = [r for r in await room.store.reads.of_case((await kept(room)).case_ref) if "file" in r.why]
    assert (read.who, read.what, read.why) == (
        LEAD.id,
        "letter to the keeper",
        "took the letter to the keeper as a file",
    )


async def test_an_offer_is_good_once(room: GroupRoom) -> None:
    lead = await written(room)
    await lead.accept("1-a")
    assert str(FileGiven()) in await lead.accept("1-a")
    assert lead.file is None
    assert "Argyll and Bute" in await lead.send("addressletter.file", await ids(room))
    assert await lead.accept("2-b") == ""


@pytest.mark.parametrize("person", [HEALTH, OUTSIDER])
async def test_nobody_else_takes_it(room: GroupRoom, person: Person) -> None:
    """ADR-03"""
    await written(room)
    chat = room.chat(person)
    assert "I have not done that" in await chat.send("addressletter.file", await ids(room))
    assert chat.file is None


async def test_nothing_is_given_to_be_sent_to_somebody_who_must_not_learn_it_by_now(room: GroupRoom) -> None:
    """RAI-05"""
    lead = await written(room)
    safe = NewAddress(AddressKind.FAMILY, (KAY.id,), NOW.date(), safe="safe_1", guarded="Iona Bell")
    await room.store.whereabouts.update(
        (await kept(room)).id, lambda root: address.report(root, LEAD, safe, NOW, new_id), LEAD
    )
    assert str(AddressedToThem()) in await lead.accept("1-a")
    assert lead.file is None
    reads = await room.store.reads.of_case((await kept(room)).case_ref)
    assert not [read for read in reads if "file" in read.why]
