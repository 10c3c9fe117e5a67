"""The table of permissions over real HTTP: for every row, an outsider and somebody of another part get a no.

Each press carries a genuine seal, as if the person had been shown the button; what answers is the field. That
everybody at every stage is refused is walked within the engine; here it is that the way there loses nothing.
"""

from __future__ import annotations

import pytest

from bot.seals import Seals
from cppm import permissions
from cppm.capacities import Place
from cppm.permissions import Right
from tests.e2e import walk
from tests.e2e.town import Town
from tests.rig import activities
from tests.rig.someone import Shown, Someone

pytestmark = pytest.mark.parametrize("town", ["sqlite"], indirect=True)

SECRETS = ("Kay", "mother", "father", "Injuries", "unexplained")
OUTSIDER, PRACTITIONER = "inspector", "school"
"""Enrolled and without any part; and a practitioner, who has neither chair, list nor core group."""
REFUSALS = ("I have not done that", "There is none to read")


def verb_of(row: Right) -> str:
    """One verb of a row, as a button carries it."""
    first = min(row.verbs)
    return first if "." in first else f"{first}.open"


async def presses(town: Town, who: Someone, verb: str, ids: dict[str, str]) -> Shown:
    """Press a button that the bot itself would have sealed for this person and chat."""
    action = {"type": "Action.Execute", "verb": verb, "data": {"v": verb, **ids}}
    card = {"type": "AdaptiveCard", "actions": [action]}
    sealed = Seals([town.key]).seal(card, who.aad_id, who.conversation)["actions"][0]["data"]
    return await who.does(**activities.executed(sealed, verb, None))


async def test_every_row_refuses_an_outsider_and_another_part_over_real_http(town: Town) -> None:
    await walk.to_closed(town, lead="place", police="place", health="place", school="place")
    meeting, group = await town.meeting(), await town.group()
    about = {
        "m": meeting.id,
        "c": meeting.children[0].id,
        "f": meeting.family[0].id,
        "d": "d_1",
        "r": "r_1",
        "y": "y1",
    }
    of_group = {"g": group.id, "c": meeting.children[0].id}
    rows: list[tuple[Place, Right, dict[str, str]]] = [
        *((meeting, row, about) for row in (*permissions.OF_MEETING, *permissions.BOTH)),
        *((group, row, of_group) for row in permissions.CORE_GROUP),
    ]
    before, refused, breaches = await town.facts(), 0, []
    for key in (OUTSIDER, PRACTITIONER):
        person = await town.house.store.people.get(town.ids[key])
        assert person
        for root, row, ids in rows:
            verb = verb_of(row)
            if permissions.may(root, person, verb):
                continue
            shown, refused = await presses(town, town.client(key), verb, ids), refused + 1
            told = [secret for secret in SECRETS if secret in shown.words]
            if shown.status != 200 or told or not any(no in shown.words for no in REFUSALS):
                breaches.append(f"{verb} by {key}: {shown.status} {told} {shown.words[:120]!r}")
    assert breaches == [], "\n".join(breaches)
    assert refused > len(rows), "most rows refuse both"
    assert await town.facts() == before
    await town.assert_whole()
