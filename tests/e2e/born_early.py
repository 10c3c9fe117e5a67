"""A baby registered before birth and born eleven days early, as it is lived: to the third core group."""

from __future__ import annotations

from typing import Any

from tests.e2e import core_group_walk as core
from tests.e2e import walk
from tests.e2e.fourteen_months import (
    answers,
    at,
    at_the_usual_people,
    attend,
    holds,
    keep,
    minutes,
    nothing,
    says,
)
from tests.e2e.town import CORE_GROUP, Town

HERE = ("lead", "police", "health", "third")
MEMBERS = ("lead", "health", "third")


async def books(town: Town) -> None:
    """The lead professional books the pre-birth meeting, by 28 weeks of the pregnancy."""
    booked = await walk.book(
        town,
        kind="pre-birth",
        children="Baby, due 3 March 2027",
        family="Baby's mother: invited\nBaby's father: not invited, bail conditions",
        starts_at_date="2026-12-08",
        began="2026-11-02",
    )
    question = await at_the_usual_people(town, booked)
    lines = {"police": "police", "midwife": "health", "third_sector": "third"}
    await walk.propose(town, question, lines)


async def meets(town: Town) -> None:
    """The planning meeting, up to its closing: the baby's name is placed."""
    await walk.open_and_call_roll(town, *HERE, family=("Baby's mother",), at=town.now)
    await walk.sum_up(town)
    for key in HERE:
        await walk.view(town, key, "place")
    await walk.reveal(town)
    await decides(town)
    await settles(town)


async def decides(town: Town) -> None:
    """The chair decides; of an unborn baby nobody is referred to the Reporter."""
    given: dict[str, Any] = {
        "option": "place",
        "reasons": "The mother drinks, and was not seen for weeks",
        "areas": "neglect",
        "evidence": "neglect: three appointments missed",
    }
    await core.tells(town, "chair", "decide", "decide", **given)


async def settles(town: Town) -> None:
    """Core group, dates, actions, who tells whom; the meeting closes."""
    family = [line.id for line in (await town.meeting()).family if line.invited]
    people = [town.ids[key] for key in MEMBERS]
    await core.tells(
        town, "chair", "outcome", "outcome", lead=town.ids["lead"], core_group=",".join([*people, *family]),
        first_core_group_date="2026-12-18", first_core_group_time="10:00", review_on="2027-05-28",
    )  # fmt: skip
    await core.tells(town, "chair", "actions", "actions", actions="Ewan Reid: visit weekly, by 16 December")
    await core.names_tellers(town, "2026-12-10")
    await walk.close(town)


async def is_born(town: Town, day: str) -> None:
    """The health visitor records the birth."""
    said = await core.tells(town, "health", "born", "born", on=day)
    core.heard(said, "The birth is recorded")


STORY = sorted(
    [
        at("2026-11-02 09:30", books),
        at("2026-11-02 11:00", walk.agree_list),
        at("2026-11-03 10:00", answers, *HERE),
        at("2026-12-01 11:00", core.files_report, *HERE),
        at("2026-12-02 11:00", core.shares_report, *HERE),
        at("2026-12-08 14:00", meets),
        at("2026-12-08 16:00", says, "lead", "link", in_channel=CORE_GROUP),
        at("2026-12-08 17:00", walk.release),
        at("2026-12-08 17:10", core.done, "admin", "register"),
        at("2026-12-09 14:00", core.told_everybody),
        at("2026-12-09 14:05", core.explains),
        at("2026-12-09 14:10", core.done, "lead", "ask for a review"),
        at("2026-12-09 14:20", core.done, "lead", "what the register holds"),
        at("2026-12-09 15:00", attend, *MEMBERS),
        at("2026-12-10 15:00", core.writes_plan),
        at("2026-12-15 16:00", core.reports_action, "lead", "visit weekly"),
        *minutes("2026-12-14 11:00", "2026-12-14 15:00", "2026-12-15 10:00", "2026-12-15 14:00", HERE),
        at("2026-12-18 10:00", holds, "2027-01-14 10:00", *MEMBERS),
        at("2026-12-18 14:00", keep, *MEMBERS),
        at("2026-12-18 14:10", attend, *MEMBERS),
        at("2026-12-23 10:00", says, "admin", "recording deleted"),
        at("2027-01-14 10:00", holds, "2027-02-11 10:00", *MEMBERS),
        at("2027-01-14 14:00", keep, *MEMBERS),
        at("2027-01-14 14:10", attend, *MEMBERS),
        at("2027-02-11 10:00", holds, "2027-03-11 10:00", *MEMBERS),
        at("2027-02-11 14:00", keep, *MEMBERS),
        at("2027-02-11 14:10", attend, *MEMBERS),
        at("2027-02-22 10:00", is_born, "2027-02-20"),
        at("2027-02-22 15:00", core.done, "lead", "leaves hospital"),
        at("2027-02-24 14:00", core.seen, "lead"),
        at("2027-03-08 14:00", core.seen, "health"),
        at("2027-03-09 09:00", nothing),
    ],
    key=lambda step: step.at,
)
"""Nobody is late; the list shows what a family costs its practitioners when all goes well."""
