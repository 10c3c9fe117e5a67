"""Restricted access information over real HTTP: from its provider to its readers, and to nobody else."""

from __future__ import annotations

from collections import Counter

import pytest
from structlog.testing import capture_logs

from cppm.records import FactKind
from storage.errors import NotAReader
from tests.canary import RESTRICTED_MARK, leaks_in
from tests.e2e import walk
from tests.e2e.town import Town


async def test_from_its_provider_to_its_named_reader_and_nobody_else(town: Town) -> None:
    """RAI-01..09 ATT-10"""
    town.may_see = {"police", "chair", "health"}
    with capture_logs() as logs:
        await walk.invite(town)
        for key in ("lead", "police", "health", "school"):
            await walk.answer(town, key)
        await tells_the_chair(town)
        await the_chair_names_a_reader(town)
        await is_passed_on_only_with_leave(town)
        await walk.open_and_call_roll(town, "lead", "police", "health", "school", family=("Kay's mother",))
        await holds_a_section(town)
        await nobody_else_learns_of_it(town)
        await walk.sum_up(town)
        for key in ("lead", "police", "health", "school"):
            await walk.view(town, key, "place", "From our records")
        await walk.reveal(town)
        await walk.decide(town)
        await walk.settle_outcome(town)
        await walk.close(town)
        await the_minutes_hold_no_word_of_it(town)
        await walk.release(town)
    assert leaks_in(repr(logs)) == []
    assert await town.facts() >= Counter(
        [
            FactKind.RESTRICTED_ALERTED,
            FactKind.RESTRICTED_DECIDED,
            FactKind.PASSING_ON_ASKED,
            FactKind.PASSING_ON_ANSWERED,
            FactKind.SECTION_STARTED,
            FactKind.SECTION_ENDED,
        ]
    )
    read = [each for each in await town.house.store.reads.of_case(walk.CASE) if "restricted:" in each.what]
    tried = {each.who for each in read if each.what.endswith(":refused")}
    assert {each.who for each in read} - tried == {town.ids[key] for key in ("chair", "health", "police")}
    assert town.ids["school"] in tried
    await town.assert_whole()


async def tells_the_chair(town: Town) -> None:
    """The police officer gives it here, by card."""
    asked = await walk.fill(
        town,
        "police",
        "restricted",
        "restricted",
        kind="third_party",
        justification=f"An informant could be known by it {RESTRICTED_MARK}",
        given="here",
        information=f"They live next door {RESTRICTED_MARK}",
        audience="named",
    )
    assert leaks_in(asked.words) == []


async def the_chair_names_a_reader(town: Town) -> None:
    """The chair reads it for a reason, and names the health visitor."""
    waits = await town.card_titled("chair", "Somebody asks to speak with you alone")
    stands = await town.chair.presses(waits, "restricted.read")
    asks_why = await town.chair.presses(stands, "restrictedread.open")
    read = await town.chair.presses(asks_why, "restrictedread.submit", why="prepare")
    assert "informant" in read.words
    decide = await town.chair.presses(read, "restricteddecide.open")
    await town.chair.presses(
        decide,
        "restricteddecide.submit",
        outcome="restricted",
        readers=town.ids["health"],
        until="2027-03-01",
    )
    named = await town.card_titled("health", "You are named to read restricted information")
    stands = await town.health.presses(named, "restricted.read")
    asks_why = await town.health.presses(stands, "restrictedread.open")
    read = await town.health.presses(asks_why, "restrictedread.submit", why="safety")
    assert "next door" in read.words
    assert "informant" not in read.words


async def is_passed_on_only_with_leave(town: Town) -> None:
    """The reader asks by typing, and the provider says no by card."""
    await town.health.says("pass it on")
    await town.health.says("Callum Ross")
    await town.health.says(f"For the school nurse {RESTRICTED_MARK}")
    wish = await town.card_titled("police", "Somebody asks to pass on what you gave")
    stands = await town.police.presses(wish, "restricted.read")
    asked = await town.police.presses(stands, "passonanswer.open")
    assert "For the school nurse" in asked.words
    await town.police.presses(asked, "passonanswer.submit", permits="no", words=f"Too soon {RESTRICTED_MARK}")
    await town.card_titled("health", "Your wish to pass it on is answered")


async def holds_a_section(town: Town) -> None:
    """The family leaves for a short while, and comes back."""
    begun = await walk.fill(town, "chair", "confidential section", "section", explained="yes")
    assert "The confidential section is under way" in begun.words
    await town.wait(minutes=5)
    ended = await town.chair.presses(begun, "section.end")
    assert "The confidential section has ended" in ended.words


async def the_minutes_hold_no_word_of_it(town: Town) -> None:
    """What is drafted for the minutes names the section, and nothing of what was given."""
    for key in ("chair", "admin"):
        glance = await town.client(key).says("skeleton")
        text = await town.client(key).says("minutes text")
        assert "CONFIDENTIAL SECTION" in text.words
        assert leaks_in(repr(glance.cards) + text.words) == []


async def nobody_else_learns_of_it(town: Town) -> None:
    """A practitioner with the request's own id is refused; nobody hears of it by looking around."""
    alert = (await town.meeting()).restricted[0]
    tried = await town.school.says("restricted list")
    assert "no restricted information that concerns you" in tried.words
    for key in ("lead", "school", "admin", "third"):
        for said in ("home", "meetings", "clocks", "all clocks", "messages", "restricted list"):
            heard = await town.client(key).says(said)
            assert alert.id not in repr(heard.cards), f"{said} tells {key}"
    person = await town.house.store.people.get(town.ids["school"])
    assert person is not None
    with pytest.raises(NotAReader, match="has been noted"):
        await town.house.store.restricted.read(alert.information, person, "practitioner", "curious", town.now)
