"""A whole initial meeting under each council's profile, over real HTTP, and what its people then read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cppm.councils.profile import known_profiles, load_profile
from cppm.meetings.meeting import Option, Phase, Verdict
from cppm.rules import council_value, where_it_stands
from tests.databases import upgraded_sqlite
from tests.e2e import walk
from tests.e2e.conftest import KEY
from tests.e2e.core_group_walk import tells
from tests.e2e.test_meetings import assert_agreed, hold_agreed
from tests.e2e.town import Town
from tests.rig.world import World

AT_HOME = "perth_kinross"
"""The council under which every other whole meeting is held."""


async def opened(world: World, tmp_path: Path, council: str) -> Town:
    town = Town(world, upgraded_sqlite(tmp_path), KEY, more={"profile": council})
    await town.open()
    return town


@pytest.fixture(params=[key for key in known_profiles() if key != AT_HOME])
async def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, world: World) -> AsyncIterator[Town]:
    """The bot of each other council."""
    town = await opened(world, tmp_path, request.param)
    yield town
    await town.close()


async def test_a_whole_meeting_is_held_under_each_councils_profile(elsewhere: Town) -> None:
    """GEN-05 TIM-01 TIM-09 QUO-03"""
    town, profile = elsewhere, load_profile(str(elsewhere.more["profile"]))
    await hold_agreed(town)
    await assert_agreed(town)
    meeting = await town.meeting()
    assert meeting.quorum
    assert meeting.quorum.core == profile.quorum.core
    for rule in ("TIM-01", "TIM-09", "TIM-13", "QUO-03"):
        shown = (await town.chair.says(f"why {rule}")).words
        assert council_value(rule, profile) in shown
        assert where_it_stands(rule, profile) in shown
    owed = {row.due.clock for row in await town.house.store.dues.of_meeting(meeting.id)}
    assert owed
    assert owed <= profile.clocks.keys()
    for client in (town.chair, town.lead, town.third):
        assert "Perth" not in (await client.says("home")).words
    assert "Perth" not in (await town.chair.says("clocks")).words


async def test_people_disagree_under_each_councils_profile(elsewhere: Town) -> None:
    """DEC-08 DEC-09 DIS-03 DIS-07 TIM-15"""
    town, profile = elsewhere, load_profile(str(elsewhere.more["profile"]))
    views: dict[str, Any] = {"lead": "place", "police": "place", "health": "place", "school": "not_place"}
    await walk.to_views(town, **views)
    area: dict[str, Any] = {"areas": "neglect", "evidence": "neglect: no meals on five school days"}
    await walk.decide(town, rationale="The evidence of the last six weeks outweighs the progress.", **area)
    await walk.settle_outcome(town)
    await walk.close(town)
    await walk.release(town)
    assert bool((await town.meeting()).scrutinies) is profile.scrutiny_on_no_consensus
    said: dict[str, Any] = {"reason": "It was explained.", "alternative": "A child's plan."}
    await tells(town, "police", "dissent", "dissent", **said)
    line = next(each.id for each in (await town.meeting()).family if each.who == "Kay's mother")
    town.now += timedelta(days=9)
    asked: dict[str, Any] = {
        "who": line,
        "how": "letter",
        "received": "2026-11-26",
        "words": "I was not heard.",
    }
    await tells(town, "lead", "family review", "familyreview", **asked)
    (review,) = (await town.meeting()).family_reviews
    assert review.late is (profile.key == "south_lanarkshire")
    owed = {row.due.clock for row in await town.house.store.dues.of_meeting((await town.meeting()).id)}
    assert "family_review_answer" in owed
    assert ("dissent_answered" in owed) is (profile.key == "north_lanarkshire")
    assert not owed & profile.guide_silent
    assert profile.family_review in (await town.chair.says("complaint")).words
    assert "Perth" not in (await town.chair.says("minutes text")).words
    await town.assert_whole()


async def test_under_national_guidance_the_chair_names_the_exception(tmp_path: Path, world: World) -> None:
    """QUO-05"""
    town = await opened(world, tmp_path, "national_2023")
    try:
        await walk.invite(town, {"school_nurse": "health"})
        for key in ("lead", "health"):
            await walk.answer(town, key)
        await walk.open_and_call_roll(town, "lead", "health")
        asked = await town.chair.says("quorum")
        assert "without Police" in asked.words
        assert "not known to all the core agencies" in asked.words
        assert (await town.meeting()).quorum is None
        form = walk.card_with(asked, "quorum.submit")
        await town.chair.presses(form, "quorum.submit", reason="Known to two", ground="1")
        stated = (await town.meeting()).quorum
        assert stated
        assert (stated.verdict, stated.ground) == (
            Verdict.DISCRETION,
            "the child is not known to all the core agencies",
        )
        await town.assert_whole()
    finally:
        await town.close()


async def test_in_argyll_and_bute_a_name_goes_on_under_a_main_area(tmp_path: Path, world: World) -> None:
    """OUT-07"""
    town = await opened(world, tmp_path, "argyll_bute")
    try:
        await walk.to_views(town, lead="place", police="place", health="place", school="place")
        form = walk.card_with(await town.chair.says("decide"), "decide.submit")
        answers: dict[str, Any] = {
            "option": "place",
            "reasons": "She sees too much",
            "areas": "domestic abuse",
            "evidence": "domestic abuse: seen in October",
            "reporter": "not needed",
            "reporter_reason": "The family works with the plan",
        }
        refused = await town.chair.presses(form, "decide.submit", **answers)
        assert "at least one main area" in refused.words
        await town.chair.says("cancel")
        await walk.decide(town, areas="neglect", evidence="neglect: no meals on five school days")
        meeting = await town.meeting()
        assert [d.option for d in meeting.decisions.values()] == [Option.PLACE]
        assert meeting.phase is Phase.OPEN
    finally:
        await town.close()
