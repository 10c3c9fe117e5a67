"""A whole meeting in two parts over HTTP: what is said in one reaches nobody who was in the other alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cppm.meetings.meeting import Phase
from tests.e2e import walk
from tests.e2e.town import Town

FIRST = "He came to the house at night"
"""Said in the first part alone, by the mother and the health visitor."""
GUESTS = ("lead", "police", "health", "school", "third")


async def in_two_parts(town: Town) -> None:
    """Planned by the chair, agreed by the lead professional; mother and health visitor in the first alone."""
    meeting = await town.meeting()
    mother = next(line.id for line in meeting.family if line.who == "Kay's mother")
    why: dict[str, Any] = {"because": "abuse", "words": "The father hurt the mother"}
    planned = await walk.fill(town, "chair", "two parts", "parts", **why)
    who: dict[str, Any] = {"first": f"{mother},{town.ids['health']}", "second": town.ids["school"]}
    await town.chair.presses(walk.card_with(planned, "part.submit"), "part.submit", **who)
    await town.settle()
    asked = await town.card_titled("lead", "Two parts are planned for a meeting")
    form = await town.lead.presses(asked, "parts.open")
    await town.lead.presses(walk.card_with(form, "parts.submit"), "parts.submit", agree="yes")


async def say_in_the_first_part(town: Town) -> None:
    """The chair captures what the mother says while only the first part is there."""
    await town.chair.says("quorum")
    await town.chair.says("next part")
    texts = {"risks": FIRST, "needs": FIRST, "protective": FIRST}
    await walk.fill(town, "chair", "summary", "summary", **texts)
    heard = {"heard": "yes", "words": FIRST, "how": "in the meeting"}
    await walk.fill(town, "chair", "child's views", "voice", **heard)
    await walk.fill(town, "chair", "parents' views", "parents", **heard)
    await town.chair.says("ask for views")
    await town.settle()
    for key in ("lead", "police", "health", "third"):
        await walk.view(town, key, "place", FIRST)
    await town.chair.says("next part")
    await walk.view(town, "school", "place", "From our records")
    await town.chair.says("together")


async def write_for_each_part(town: Town) -> None:
    """The reasons were said in both parts, so the chair writes them for those in one alone."""
    for part in ("first", "second"):
        draft = await town.chair.says("key points")
        form = await town.chair.presses(walk.card_with(draft, "points.open"), f"Correct for the {part} part")
        own: dict[str, Any] = {
            "reasons": "The risk is not low enough.",
            "actions": "The lead professional visits.",
        }
        await town.chair.presses(walk.card_with(form, "points.submit"), "points.submit", **own)


async def test_a_meeting_in_two_parts_keeps_them_apart_to_its_end(town: Town) -> None:
    """PAR-01 PAR-02 PAR-03 SUM-03"""
    await walk.invite(town)
    await in_two_parts(town)
    for key in GUESTS:
        await walk.answer(town, key)
    await walk.open_and_call_roll(town, *GUESTS, family=("Kay's mother",))
    await say_in_the_first_part(town)
    await walk.reveal(town)
    await walk.decide(town, reasons=f"{FIRST}, and the school's records")
    await walk.settle_outcome(town, ("lead", "police"))
    await walk.close(town)
    assert (await town.meeting()).phase is Phase.CLOSED
    told = {t.who for t in (await town.meeting()).outcome.tellings}
    assert any("mother" in who for who in told), "she was there for one part alone"
    await write_for_each_part(town)
    await walk.release(town)
    town.now += timedelta(days=2)
    await town.settle()
    for typed in ("decision", "key points", "board", "meeting", "minutes", "clocks", "home"):
        await town.client("school").says(typed)
    assert FIRST in (await town.client("police").says("decision")).words
    school = town.client("school").conversation
    seen = [body for where, body in town.world.answered if where == school]
    seen += [repr(sent.activity) for sent in town.world.connector.log if sent.conversation == school]
    assert len(seen) > len(GUESTS)
    assert [each for each in seen if FIRST in each] == []
