"""A family moves from one council to another, each with a Quorate of its own: two bots, two Teams, and
between them only what people copy from a chat into their secure mail.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from cppm.moves.move_records import FamilyMove, Lasting, Step
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Agency, Duty, Standing
from storage.envelopes import Envelopes, new_pair
from storage.people import NewPerson
from tests.databases import upgraded_sqlite
from tests.e2e import walk
from tests.e2e.town import Town
from tests.rig.cards import words
from tests.rig.someone import Shown
from tests.rig.world import World

THEIRS = "FI-26-0009"
WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=UTC)


@dataclass
class Councils:
    """Perth, where Kay's name is on the register; Fife; Angus, which both know of, and a stranger."""

    perth: Town
    fife: Town
    angus: Envelopes
    stranger: Envelopes


@pytest.fixture
async def councils(tmp_path: Path) -> AsyncIterator[Councils]:
    perth, fife, angus = new_pair(), new_pair(), new_pair()
    knows = {"Perth and Kinross": perth, "Fife": fife, "Angus": angus}

    def settings(own: tuple[str, str]) -> dict[str, object]:
        partners = [f"{name}={pair[1]}" for name, pair in knows.items() if pair is not own]
        return {"handover_keys": [own[0]], "handover_partners": partners}

    towns = []
    async with World() as here, World() as there:
        for world, own, name in ((here, perth, "perth"), (there, fife, "fife")):
            (tmp_path / name).mkdir()
            key = Fernet.generate_key().decode()
            town = Town(world, upgraded_sqlite(tmp_path / name), key, more=settings(own))
            await town.open()
            await enrol_keeper(town)
            towns.append(town)
        everybody = [(name, pair[1]) for name, pair in knows.items()]
        third, stranger = (Envelopes([own], everybody) for own in (angus[0], new_pair()[0]))
        yield Councils(towns[0], towns[1], third, stranger)
        for town in towns:
            await town.close()


async def enrol_keeper(town: Town) -> None:
    """Somebody keeps the register here."""
    social_work, asked = Agency.SOCIAL_WORK, Standing.STATUTORY
    aad_id, duties = town.world.someone("Kirsty Orr").aad_id, frozenset({Duty.KEEPER})
    new = NewPerson(town.world.tenant, aad_id, "Kirsty Orr", social_work, asked, "Duty Team", duties)
    await town.house.store.people.enrol(new, None)
    await town.world.someone("Kirsty Orr").says("hello")


async def placed(councils: Councils) -> None:
    """Kay's name is placed in Perth, and there is a core group."""
    await walk.to_closed(councils.perth, lead="place", police="place", school="place", health="place")
    councils.perth.now = councils.fife.now = WEDNESDAY
    await councils.perth.settle()


async def whereabouts(town: Town) -> Whereabouts:
    [found] = await town.house.store.whereabouts.waiting()
    return found


async def move_in(town: Town) -> FamilyMove:
    return (await whereabouts(town)).moves[-1]


async def reports(councils: Councils, lasting: str) -> Shown:
    """Ewan says in Perth that the family has gone to Fife, where he has rung the keeper of the register."""
    lead = councils.perth.lead
    chosen = await lead.says("family moves")
    form = await lead.says("1") if "moves away" in chosen.words else chosen
    told: dict[str, Any] = {"council": "Fife", "lasting": lasting, "since": "2026-11-24", "living": "lives"}
    rung: dict[str, Any] = {"whom": "Ann Gow, keeper of the register", "how": "by phone at 9:40"}
    return await lead.presses(form, "familymove.submit", **told, **rung)


def sealed(shown: Shown) -> str:
    """The message to be copied into the mail."""
    found = [text for text in shown.texts if text.startswith("QUORATE HANDOVER ")]
    assert found, shown.words
    return found[-1]


async def pastes(town: Town, key: str, block: str, **more: Any) -> Shown:
    """Somebody pastes what came by secure mail."""
    form = await town.client(key).says("handover")
    shown = await town.client(key).presses(form, "handovertake.submit", block=block, **more)
    await town.settle()
    return shown


async def hands_over(councils: Councils) -> str:
    """Ewan seals the handover for Fife, after a look at what it tells."""
    return sealed(await walk.fill(councils.perth, "lead", "hand over a move", "handover", council="Fife"))


async def test_a_family_goes_for_good_and_both_councils_know_at_every_step(councils: Councils) -> None:
    """MOV-01 MOV-02 MOV-04 MOV-05 MOV-08 MOV-10 MOV-11 TIM-08 TIM-19"""
    perth, fife = councils.perth, councils.fife
    await placed(councils)
    assert "From here to Fife" in (await reports(councils, "for good")).words
    news = await perth.card_titled("admin", "News of a move between councils")
    assert "Kay" not in words(news.card or {})
    await walk.fill(perth, "lead", "move risk", "moverisk", risk="not lower", reasons="The father is near")
    block = await hands_over(councils)
    assert "Kay" not in block
    here: dict[str, Any] = {"case_ref": THEIRS, "lead": fife.ids["lead"]}
    assert "A handover is taken in" in (await pastes(fife, "admin", block, **here)).words
    coming = await move_in(fife)
    assert (coming.council, coming.lasting) == ("Perth and Kinross", Lasting.PERMANENT)
    assert coming.transfers
    heard = await fife.card_titled("lead", "News of a move between councils")
    assert "Kay" in (await fife.lead.presses(heard, "familymoves.read")).words
    reply = sealed(
        await walk.fill(fife, "lead", "answer a handover", "handoveranswer", accepted="yes", contact="Nora")
    )
    receipt = sealed(await pastes(perth, "lead", reply))
    assert "They have the answer" in (await pastes(fife, "admin", receipt)).words

    plan: dict[str, Any] = {"plan": "Fife visits daily", "whom": "Ann Gow"}
    for town in (perth, fife):
        await walk.fill(town, "lead", "move plan", "moveplan", **plan)
        stays: dict[str, Any] = {"for_good": "yes", "stays_since": "2026-11-24"}
        await walk.fill(town, "lead", "move stay", "movestays", **stays)
        sent: dict[str, Any] = {"means": "secure mail", "whom": "Ann Gow"}
        await walk.fill(town, "lead", "move records", "moverecords", **sent)
    card = await fife.lead.says("moves")
    opened = await fife.lead.presses(card, f"{THEIRS}: From Perth and Kinross to here")
    form = await fife.lead.presses(opened, "Book the transfer meeting")
    when: dict[str, Any] = {"starts_at_date": "2026-12-08", "starts_at_time": "14:00", "mode": "on Teams"}
    people: dict[str, Any] = {
        "chair": fife.ids["chair"],
        "lead": fife.ids["lead"],
        "interpreter": "not needed",
    }
    await fife.lead.presses(
        form, "book.submit", family="Kay: invited\nKay's mother: invited", **when, **people
    )
    assert (await move_in(fife)).has(Step.TRANSFER)
    told: dict[str, Any] = {
        "step": "transfer",
        "whom": "Nora",
        "how": "on 8 December, by phone",
    }
    refused = await walk.fill(
        perth, "lead", "move end", "moveend", kind="transferred", reasons="Fife leads now"
    )
    assert "Transfer meeting arranged" in refused.words
    await walk.fill(perth, "lead", "move step", "movetold", **told)
    await walk.fill(perth, "lead", "move end", "moveend", kind="transferred", reasons="Fife leads now")
    read = await perth.lead.presses(await perth.lead.says("moves"), "PK-26-0137: From here to Fife")
    ending = sealed(await perth.lead.presses(read, "Send the end, sealed"))
    assert "Fife leads now" in (await pastes(fife, "lead", ending)).words
    assert await perth.house.store.whereabouts.waiting() == []
    for town in (perth, fife):
        await town.assert_whole()


async def test_whatever_is_not_right_about_a_handover_is_refused_and_leaves_nothing(
    councils: Councils,
) -> None:
    """MOV-05 MOV-06 MOV-07"""
    perth, fife = councils.perth, councils.fife
    await placed(councils)
    await reports(councils, "for a while")
    block = await hands_over(councils)
    first, body, *rest = block.split("\n")
    changed = "\n".join([first, body[:-1] + ("A" if body[-1] != "A" else "B"), *rest])
    here: dict[str, Any] = {"case_ref": THEIRS, "lead": fife.ids["lead"]}
    for wrong, sentence in (
        ("Dear colleagues", "I find no whole handover in that"),
        (block[:-20], "I find no whole handover in that"),
        (changed, "was changed on its way"),
        (councils.angus.seal("Perth and Kinross", "OFFER", b"{}"), "sealed for another council"),
        (councils.stranger.seal("Fife", "OFFER", b"{}"), "comes from nobody whose key is known here"),
        (councils.angus.seal("Fife", "OFFER", b"{}"), "I can't read what is in it"),
    ):
        assert sentence in (await pastes(fife, "admin", wrong, **here)).words
        await fife.admin.says("cancel")
    fife.now = WEDNESDAY.replace(month=12, day=20)
    assert "could be read until" in (await pastes(fife, "admin", block, **here)).words
    fife.now = WEDNESDAY
    await fife.admin.says("cancel")
    assert await fife.house.store.whereabouts.waiting() == []

    await pastes(fife, "admin", block, **here)
    again = await pastes(fife, "lead", block, case_ref="FI-26-0010", lead=fife.ids["lead"])
    assert "has been taken in before" in again.words
    assert len((await whereabouts(fife)).moves) == 1
    why = "The family never came here"
    reply = sealed(
        await walk.fill(fife, "admin", "answer a handover", "handoveranswer", accepted="no", reason=why)
    )
    refused = await pastes(perth, "lead", reply)
    assert why in refused.words
    assert "has been taken in before" in (await pastes(perth, "lead", reply)).words
    assert not (await move_in(perth)).has(Step.PLACED)
    for town in (perth, fife):
        await town.assert_whole()
