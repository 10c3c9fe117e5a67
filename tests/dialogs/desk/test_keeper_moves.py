"""Moves in and out stand on the desk of the keeper of the register, and each line opens the move."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cppm.people import Duty
from tests.builders import LEAD, OUTSIDER
from tests.dialogs.chat import nodes
from tests.dialogs.hour import press_as_shown
from tests.dialogs.two_councils import OUT, two_councils

KEEPER = replace(OUTSIDER, duties=frozenset({Duty.KEEPER}))


async def test_a_move_out_stands_on_the_keepers_desk_and_opens(tmp_path: Path) -> None:
    """MOV-01"""
    async with two_councils(tmp_path) as pair:
        lead = pair.perth.chat(LEAD)
        await lead.send("familymove.open", {"g": pair.perth.room.id})
        await press_as_shown(lead, "Record the move", **OUT)
        keeper = pair.perth.chat(KEEPER)
        heard = await keeper.say("desk")
        assert "Moves in and out (" in heard
        line = next(
            each["selectAction"]
            for each in nodes(keeper.card)
            if each.get("selectAction", {}).get("verb") == "familymoves.read"
        )
        opened = await keeper.send(line["verb"], {name: line["data"][name] for name in ("j", "z")})
        assert "From here to Fife" in opened
