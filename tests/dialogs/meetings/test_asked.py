"""What is asked of somebody, and leaflets, by typing and by card."""

from __future__ import annotations

from pathlib import Path

from tests.builders import ADMIN, HEALTH, LEAD, OUTSIDER, THIRD, an_invited_meeting
from tests.dialogs.clock_room import M, days_after


async def test_what_is_asked_is_found_from_the_meeting_and_leads_to_the_leaflets(tmp_path: Path) -> None:
    """INV-02 INV-10 GEN-01 GEN-04 ATT-23"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        third = room.chat(THIRD)
        await third.send("meeting.open", M)
        shown = await third.press("The meeting and your part")
        for words in ("speak for your agency", "not a legal order", "seven tasks", "your organisation's own"):
            assert words in shown
        read = await third.press("Leaflets and guides")
        assert "For children" in read
        assert "Leaflets for parents and carers" in read


async def test_it_is_typed_as_well(tmp_path: Path) -> None:
    """INV-10 LPP-17"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        health = room.chat(HEALTH)
        assert "What is asked of you" in await health.say("what is asked of me")
        assert "Leaflets and guides" in await health.say("leaflets")
        assert "No meeting of yours is ahead" in await room.chat(OUTSIDER).say("agenda")


async def test_whoever_is_not_invited_reads_nothing(tmp_path: Path) -> None:
    """INV-09"""
    async with days_after(tmp_path, -6, an_invited_meeting([HEALTH])) as room:
        for verb in ("asked.open", "leaflets.open"):
            assert "not on the invitation list" in await room.chat(OUTSIDER).send(verb, M)
        assert "For parents and carers" in await room.chat(ADMIN).send("leaflets.open", M)


async def test_what_somebody_of_the_family_can_read_stands_with_them(tmp_path: Path) -> None:
    """LPP-17 CHI-04 PTP-04"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        lead = room.chat(LEAD)
        assert "Leaflets for parents" in await lead.send("takingpart.open", {**M, "f": "f_mother"})
        assert "Leaflets for children" in await lead.send("takingpart.open", {**M, "f": "f_kay"})
