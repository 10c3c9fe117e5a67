"""A family moves from one council to another, each with a Quorate of its own: two bots, two Teams, and
between them only what people copy from a chat into their secure mail.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from cppm.moves.move_records import FamilyMove, Lasting, Step
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Agency, Duty, Standing
from storage.envelopes import Envelopes, new_pair
from storage.people import NewPerson
from tests.databases import PostgresServer, upgraded_sqlite
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


@pytest.fixture(params=["sqlite", "postgresql"])
async def councils(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Councils]:
    perth, fife, angus = new_pair(), new_pair(), new_pair()
    knows = {"Perth and Kinross": perth, "Fife": fife, "Angus": angus}

    def settings(own: tuple[str, str]) -> dict[str, object]:
        partners = [f"{name}={pair[1]}" for name, pair in knows.items() if pair is not own]
        return {"handover_keys": [own[0]], "handover_partners": partners}

    towns = []
    async with World() as here, World() as there:
        for world, own, name in ((here, perth, "perth"), (there, fife, "fife")):
            key = Fernet.generate_key().decode()
            town = Town(world, database(request, tmp_path / name), key, more=settings(own))
            await town.open()
            await enrol_keeper(town)
            towns.append(town)
        everybody = [(name, pair[1]) for name, pair in knows.items()]
        third, stranger = (Envelopes([own], everybody) for own in (angus[0], new_pair()[0]))
        yield Councils(towns[0], towns[1], third, stranger)
        for town in towns:
            await town.close()


def database(request: pytest.FixtureRequest, folder: Path) -> str:
    """The url of a council's own database, of the kind that is asked for."""
    if request.param == "sqlite":
        folder.mkdir()
        return upgraded_sqlite(folder)
    server: PostgresServer = request.getfixturevalue("pg_server")
    return server.fresh()


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


async def reports(councils: Councils, lasting: str, rung: bool = True) -> Shown:
    """Ewan says in Perth that the family has gone to Fife, and whether he has rung the keeper there."""
    lead = councils.perth.lead
    chosen = await lead.says("family moves")
    form = await lead.says("1") if "moves away" in chosen.words else chosen
    told: dict[str, Any] = {"council": "Fife", "lasting": lasting, "since": "2026-11-24", "living": "lives"}
    whom: dict[str, Any] = {"whom": "Ann Gow, keeper of the register", "how": "by phone at 9:40"}
    return await lead.presses(form, "familymove.submit", **told, **(whom if rung else {}))


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


@pytest.mark.parametrize("councils", ["sqlite"], indirect=True)
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


@pytest.mark.parametrize("councils", ["postgresql"], indirect=True)
async def test_a_stay_is_told_late_placed_there_put_longer_and_ended_with_a_reason(
    councils: Councils,
) -> None:
    """MOV-06 MOV-07 MOV-08 MOV-09 TIM-19 TIM-20 CON-09"""
    perth, fife = councils.perth, councils.fife
    await placed(councils)
    await reports(councils, "for a while", rung=False)
    await perth.live(perth.now + timedelta(hours=5))
    assert perth.titled("lead", "The other council is to be told of a move now")
    late = await perth.card_titled("team_leader", "has not told the other council of a move")
    assert "Kay" not in words(late.card or {})
    told: dict[str, Any] = {"whom": "Ann Gow", "how": "by phone"}
    await walk.fill(perth, "lead", "move step", "movetold", step="told", **told)
    why: dict[str, Any] = {"reason": "Nobody answered there", "interim": "yes"}
    missed = await walk.fill(perth, "lead", "missed", "missed", manager=perth.ids["team_leader"], **why)
    assert "Why it is late is recorded" in missed.words, missed.words
    asked = await perth.card_titled("team_leader", "A limit was missed: please answer")
    assert "Nobody answered" not in words(asked.card or {})
    agreed = await walk.fill(perth, "team_leader", asked, "approve", agrees="yes")
    assert "You agreed to the missed limit" in agreed.words

    fife.now = perth.now
    here: dict[str, Any] = {"case_ref": THEIRS, "lead": fife.ids["lead"]}
    await pastes(fife, "admin", await hands_over(councils), **here)
    contact: dict[str, Any] = {"accepted": "yes", "contact": "Nora"}
    reply = sealed(await walk.fill(fife, "lead", "answer a handover", "handoveranswer", **contact))
    await pastes(fife, "admin", sealed(await pastes(perth, "lead", reply)))
    await walk.fill(fife, "admin", "move step", "movetold", step="placed", **told)
    assert (await move_in(fife)).has(Step.PLACED)
    for town in (perth, fife):
        visits: dict[str, Any] = {"visits": "Fife sees Kay every week", "whom": "Ann Gow"}
        await walk.fill(town, "lead", "move visits", "movevisits", **visits)
    longer: dict[str, Any] = {"for_good": "no", "until": "2026-12-20"}
    await walk.fill(perth, "lead", "move stay", "movestays", **longer)
    assert str((await move_in(perth)).until) == "2026-12-20"

    over: dict[str, Any] = {"kind": "not_needed", "reasons": "They go home on Friday"}
    ended = await walk.fill(fife, "lead", "move end", "moveend", **over)
    ending = sealed(await fife.lead.presses(ended, "Send the end, sealed"))
    assert "They go home on Friday" in (await pastes(perth, "lead", ending)).words
    assert (await move_in(perth)).ending is None, "an end over there ends nothing here"
    back: dict[str, Any] = {"kind": "returned", "reasons": "They are home"}
    ended = await walk.fill(perth, "lead", "move end", "moveend", **back)
    ending = sealed(await perth.lead.presses(ended, "Send the end, sealed"))
    assert "They are home" in (await pastes(fife, "lead", ending)).words
    for town in (perth, fife):
        assert await town.house.store.whereabouts.waiting() == []
        await town.assert_whole()
