"""One family's fourteen months as they are lived: who does what, and when, by the clock in Scotland."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.e2e import core_group_walk as core
from tests.e2e import walk
from tests.e2e.core_group_walk import local
from tests.e2e.town import CORE_GROUP, Town
from tests.rig.someone import Shown

Doing = Callable[..., Awaitable[Any]]
PRACTITIONERS = ("lead", "police", "health", "school", "third")


@dataclass(frozen=True)
class Step:
    """Something that somebody does at a moment."""

    at: datetime
    does: Doing
    who: tuple[Any, ...]
    what: dict[str, Any]

    async def __call__(self, town: Town) -> None:
        await town.live(self.at)
        await self.does(town, *self.who, **self.what)
        await town.settle()


def at(moment: str, does: Doing, *who: Any, **what: Any) -> Step:
    """A step, at a moment such as "2026-11-26 10:00"."""
    return Step(local(moment), does, who, what)


# What several do one after the other


async def books(town: Town) -> None:
    """The lead professional books the initial meeting and proposes the list."""
    await walk.propose(town, await at_the_usual_people(town, await walk.book(town)))


async def at_the_usual_people(town: Town, booked: Shown) -> Shown:
    """The question that follows a booking; where the bot died before it came, it is asked for."""
    if any(walk.offers(card, "usual.submit") for card in booked.cards):
        return booked
    return await town.lead.presses(await town.lead.says("list"), "usual.open")


async def answers(town: Town, *keys: str, **inputs: Any) -> None:
    for key in keys:
        await walk.answer(town, key, **inputs)


async def meets(town: Town, option: str, *present: str, deputies: tuple[str, ...] = ()) -> None:
    """The planning meeting up to its views, on which all agree."""
    await walk.open_and_call_roll(town, *present, deputies=deputies, family=("Kay's mother",), at=town.now)
    await walk.sum_up(town)
    for key in present:
        await walk.view(town, key, option)
    await walk.reveal(town)


async def registers(town: Town) -> None:
    """The name is placed; core group, dates, actions and who tells whom are settled; the meeting closes."""
    await walk.decide(town)
    meeting = await town.meeting()
    family = [line.id for line in meeting.family if line.invited]
    people = [town.ids[key] for key in ("lead", "health", "school", "third")]
    await core.tells(
        town, "chair", "outcome", "outcome", lead=town.ids["lead"], core_group=",".join([*people, *family]),
        first_core_group_date="2026-11-26", first_core_group_time="10:00", review_on="2027-05-11",
    )  # fmt: skip
    action = "Ewan Reid: visit every second day, by 20 November"
    await core.tells(town, "chair", "actions", "actions", actions=action)
    await core.names_tellers(town, "2026-11-19")
    await walk.close(town)


async def nothing(town: Town) -> None:
    """Time has passed, and nobody does anything."""


async def says(town: Town, key: str, words: str, **more: Any) -> None:
    await town.client(key).says(words, **more)


async def holds(town: Town, following: str, *here: str, recommending: str = "", closes: bool = True) -> None:
    """A meeting of the core group from its opening to its closing, an hour and a half later."""
    await core.opens_group(town, *here)
    await core.records(town)
    await core.dates(town, local(following), mode="in person", place="Family centre")
    for key in here if recommending else ():
        await core.recommends(town, key, recommending)
    await town.live(town.now + timedelta(minutes=90))
    if closes:
        await core.closes_group(town)


async def books_review(town: Town, day: str) -> None:
    """The lead professional books the review from the core group, and proposes its list."""
    form = await town.lead.says("review")
    when: dict[str, Any] = {"starts_at_date": day, "starts_at_time": "10:00"}
    booked = await town.lead.presses(walk.card_with(form, "book.submit"), "book.submit", **when)
    await walk.propose(town, await at_the_usual_people(town, booked), {"police": "police"})


async def retains(town: Town) -> None:
    """The name stays: the core group goes on with its next date, and the next review is set."""
    await walk.decide(town, "retain", areas="physical abuse", evidence="physical abuse: two injuries")
    await core.tells(town, "chair", "outcome", "outcome", review_on="2027-11-05")
    await core.tells(town, "chair", "actions", "actions", actions="Ewan Reid: visit weekly, by 28 May")
    await core.names_tellers(town, "2027-05-10")
    await walk.close(town)


async def removes(town: Town) -> None:
    """The name comes off, with what shows less risk and which support goes on."""
    await walk.decide(
        town, "remove", less_risk="No injury since January", stronger="Her aunt is there every day",
        support="Family support until spring, as her mother wishes", next_lead="Ewan Reid until Christmas",
    )  # fmt: skip
    await core.tells(
        town, "chair", "actions", "actions", actions="Jo Kerr: family support weekly, by 17 December"
    )
    await core.names_tellers(town, "2027-10-22")
    await walk.close(town)


async def keep(town: Town, *keys: str) -> None:
    await core.keeps(town, *keys)


def minutes(
    draft: str, check: str, out: str, stored: str, present: tuple[str, ...] = PRACTITIONERS
) -> list[Step]:
    """The minutes of a planning meeting that nobody wants corrected."""
    return [
        at(draft, says, "admin", "draft ready"),
        at(check, core.tells, "chair", "check minutes", "minutescheck", right="yes"),
        at(out, core.minutes_out),
        at(out, core.explains),
        at(stored, core.stores, *present),
    ]


def four_weeks(held: str, following: str, answer: str, keeps: str, *here: str, **how: Any) -> list[Step]:
    """Answers for a meeting of the core group, the meeting, and its outcome kept by each agency."""
    return [
        at(answer, attend, *here),
        at(held, holds, following, *here, **how),
        at(keeps, keep, *here),
    ]


async def attend(town: Town, *keys: str) -> None:
    for key in keys:
        await core.attends(town, key)


async def presses(town: Town, key: str, title: str, button: str) -> None:
    """Somebody presses a button of a message they were sent."""
    await town.client(key).presses(town.titled(key, title)[-1], button)


async def deputises(town: Town, key: str, deputy: str) -> None:
    await core.attends(town, key, answer="deputy", deputy=town.ids[deputy], briefed="yes", authorised="yes")


async def confirms(town: Town, key: str, words: str, job: str) -> None:
    """Somebody says something that is shown to them once more before it is recorded."""
    await walk.confirm(town, key, await town.client(key).says(words), job)


async def explains(town: Town, until: str) -> None:
    """The lead professional says why a child was seen too late; the team leader is asked to agree."""
    await core.tells(
        town, "lead", "missed", "missed", reason="The family was away until Monday",
        interim="yes", manager=town.ids["team_leader"], until=until,
    )  # fmt: skip


async def moves(town: Town, to: str, reason: str) -> None:
    await core.dates(town, local(to), reason=reason)


ALL = ("lead", "health", "school", "third")

THE_INITIAL_MEETING = [
    at("2026-11-02 09:30", books),
    at("2026-11-02 11:00", walk.agree_list),
    at("2026-11-03 10:00", answers, "lead", "health", "school"),
    at("2026-11-04 14:00", answers, "third"),
    at("2026-11-06 15:00", core.files_report, "lead"),
    at("2026-11-09 11:00", core.files_report, "health"),
    at("2026-11-10 15:00", core.files_report, "school"),
    at("2026-11-11 10:00", core.files_report, "third"),
    at("2026-11-11 16:00", core.shares_report, "lead"),
    at("2026-11-12 16:00", core.shares_report, "third"),
    at("2026-11-13 10:00", core.shares_report, "health", "school"),
    at("2026-11-13 11:00", answers, "police"),
    at("2026-11-13 11:10", core.files_report, "police"),  # a day late
    at("2026-11-16 11:00", core.shares_report, "police"),
    at("2026-11-17 14:00", meets, "place", *PRACTITIONERS),
    at("2026-11-17 15:20", registers),
    at("2026-11-17 16:00", says, "lead", "link", in_channel=CORE_GROUP),
    at("2026-11-17 17:00", walk.release),
    at("2026-11-18 10:00", core.done, "admin", "register"),
    at("2026-11-18 15:00", core.told_everybody),
    at("2026-11-18 15:05", core.explains),
    at("2026-11-18 15:10", core.done, "lead", "ask for a review"),
    at("2026-11-19 16:10", core.done, "lead", "what the register holds"),
    at("2026-11-23 11:00", says, "admin", "draft ready"),
    at("2026-11-24 11:00", core.tells, "chair", "check minutes", "minutescheck", right="yes"),
    at("2026-11-24 14:00", core.minutes_out),
    at("2026-11-24 14:30", core.explains),
    at("2026-11-24 15:00", core.stores, "lead", "health", "police"),
    at("2026-11-25 15:00", core.tells, "school", "correction", "correct", words="Page 2: breakfast club"),
    at("2026-11-27 11:00", core.tells, "chair", "answer correction", "correctanswer",
       agreed="yes", addendum="The breakfast club begins at eight"),
    at("2026-12-04 10:00", says, "admin", "recording deleted"),
]  # fmt: skip
TO_THE_FIRST_REVIEW = [
    # The first core group
    at("2026-11-17 16:20", core.attends, "lead"),
    at("2026-11-17 17:30", core.attends, "health"),
    at("2026-11-20 10:00", core.attends_in_channel, "school"),
    at("2026-11-24 10:00", core.attends, "third"),
    at("2026-11-20 15:00", core.writes_plan),
    at("2026-11-20 16:00", core.reports_action, "lead", "visit every second day"),
    at("2026-11-26 10:00", holds, "2026-12-22 10:00", *ALL),
    at("2026-11-27 09:30", keep, "lead", "health"),
    at("2026-12-02 10:00", presses, "school", "Is the outcome in your agency", "Snooze"),
    at("2026-12-02 10:10", keep, "third"),
    at("2026-12-03 10:00", keep, "school"),
    at("2026-12-02 10:30", core.tells, "third", "quiet hours", "quiet",
       begins="17:00", ends="09:00", days="0,1,2"),
    # The second, before Christmas
    at("2026-11-30 10:00", attend, "lead", "health", "school"),
    at("2026-12-21 10:00", attend, "third"),
    at("2026-12-22 10:00", holds, "2027-01-19 10:00", *ALL),
    at("2026-12-22 15:00", core.plans_action, "health", "Weigh her every fortnight", "2027-01-15"),
    at("2026-12-23 09:30", keep, "lead", "health"),
    at("2026-12-29 11:00", keep, "school"),
    # The third
    at("2027-01-05 09:30", attend, "lead", "health", "school"),
    at("2027-01-05 10:00", keep, "third"),
    at("2027-01-05 10:10", attend, "third"),
    at("2027-01-12 14:00", core.reports_action, "health", "Weigh her every fortnight"),
    at("2027-01-19 10:00", holds, "2027-02-16 10:00", *ALL),
    at("2027-01-19 15:00", core.tells, "lead", "agree chronology", "chronology", by="2027-04-16"),
    at("2027-01-20 09:30", keep, *ALL),
    # A significant change
    at("2027-02-03 15:00", core.tells, "third", "significant change", "significant", kind="household",
       what="Her father is back in the house", review="none"),
    at("2027-02-04 10:00", core.tells, "chair", "answer change", "changeack",
       answer="He leaves, or we meet at once", grants="none"),
    # The fourth; the child is seen too late, and it is explained
    *four_weeks("2027-02-16 10:00", "2027-03-16 10:00", "2027-01-21 09:30", "2027-02-17 09:30", *ALL),
    at("2027-02-19 11:00", explains, "2027-02-23"),
    at("2027-02-19 15:00", core.tells, "team_leader", "missed limit", "approve", agrees="yes"),
    at("2027-02-23 14:00", core.seen, "lead"),
    at("2027-02-23 15:00", core.plans_action, "school", "A place in the breakfast club", "2027-03-12"),
    at("2027-03-05 11:00", core.reports_action, "school", "A place in the breakfast club",
       state="cannot", why="There is no place before summer"),
    # The fifth, with a deputy; the review is booked
    at("2027-02-18 09:30", attend, "lead", "school", "third"),
    at("2027-03-10 15:00", deputises, "health", "gp"),
    at("2027-03-16 10:00", holds, "2027-04-13 10:00", *ALL),
    at("2027-03-17 09:30", keep, *ALL),
    at("2027-03-17 10:00", books_review, "2027-05-06"),
    at("2027-03-17 13:00", walk.agree_list),
    # The sixth, the last before the review
    at("2027-03-18 09:30", attend, "lead", "health", "school"),
    at("2027-04-06 10:00", core.attends, "third", answer="no", why="On leave"),
    at("2027-04-13 10:00", holds, "2027-05-11 10:00", "lead", "health", "school", recommending="remain"),
    at("2027-04-14 09:30", keep, "lead", "health", "school"),
    at("2027-04-14 10:00", confirms, "lead", "chronology done", "chronologydone"),
    at("2027-04-19 10:00", keep, "third"),
    at("2027-04-28 11:00", core.recommends, "third", "remain"),
]  # fmt: skip
THE_FIRST_REVIEW = [
    at("2027-03-18 10:00", answers, *PRACTITIONERS),
    at("2027-04-26 11:00", core.files_report, "lead", "health", "school", "third"),
    at("2027-04-27 11:00", core.shares_report, "lead", "health", "school", "third"),
    at("2027-04-30 11:00", core.files_report, "police"),
    at("2027-05-04 11:00", core.shares_report, "police"),
    at("2027-05-06 10:00", meets, "retain", *PRACTITIONERS),
    at("2027-05-06 11:20", retains),
    at("2027-05-06 13:00", walk.release),
    at("2027-05-07 14:00", core.told_everybody),
    at("2027-05-07 14:05", core.explains),
    at("2027-05-07 14:10", core.done, "lead", "ask for a review"),
    *minutes("2027-05-12 11:00", "2027-05-13 10:00", "2027-05-13 14:00", "2027-05-17 10:00"),
    at("2027-05-24 10:00", says, "admin", "recording deleted"),
]  # fmt: skip
TO_THE_SECOND_REVIEW = [
    *four_weeks("2027-05-11 10:00", "2027-06-08 10:00", "2027-04-20 09:30", "2027-05-12 09:30", *ALL),
    at("2027-05-07 15:00", core.completes_actions),
    at("2027-05-27 15:00", core.reports_action, "lead", "visit weekly"),
    *four_weeks("2027-06-08 10:00", "2027-07-06 10:00", "2027-05-17 09:30", "2027-06-09 09:30", *ALL),
    # The ninth is moved, and one member has muted the group
    at("2027-06-10 09:30", attend, "lead", "health", "school"),
    at("2027-06-14 10:00", moves, "2027-07-01 10:00", "The school holidays begin"),
    at("2027-06-14 11:00", attend, "lead", "health", "school"),
    at("2027-06-28 10:00", presses, "third", "whether you come to the core group", "Mute this core group"),
    at("2027-07-01 10:00", holds, "2027-07-29 10:00", "lead", "health", "school"),
    at("2027-07-02 09:30", keep, "lead", "health", "school"),
    # The tenth is closed a day late
    at("2027-07-05 09:30", attend, "lead", "health"),
    at("2027-07-29 10:00", holds, "2027-08-26 10:00", "lead", "health", closes=False),
    at("2027-07-30 10:00", core.closes_group),
    at("2027-07-30 10:30", keep, "lead", "health"),
    at("2027-08-02 09:30", says, "third", "unmute"),
    *four_weeks("2027-08-26 10:00", "2027-09-23 10:00", "2027-08-03 09:30", "2027-08-30 10:00", *ALL),
    at("2027-08-31 10:00", books_review, "2027-10-19"),
    at("2027-08-31 13:00", walk.agree_list),
    *four_weeks(
        "2027-09-23 10:00", "2027-10-21 10:00", "2027-08-31 09:30", "2027-09-27 10:00", *ALL,
        recommending="remove",
    ),
    at("2027-09-28 10:00", attend, *ALL),
]  # fmt: skip
THE_SECOND_REVIEW = [
    at("2027-09-01 10:00", answers, *PRACTITIONERS),
    at("2027-10-11 11:00", core.files_report, *PRACTITIONERS),
    at("2027-10-12 11:00", core.shares_report, *PRACTITIONERS),
    at("2027-10-19 10:00", meets, "remove", *PRACTITIONERS),
    at("2027-10-19 11:20", removes),
    at("2027-10-19 13:00", walk.release),
    at("2027-10-19 14:00", core.done, "admin", "register"),
    at("2027-10-20 14:00", core.told_everybody),
    at("2027-10-20 14:05", core.explains),
    at("2027-10-20 14:10", core.done, "lead", "ask for a review"),
    *minutes("2027-10-26 11:00", "2027-10-27 10:00", "2027-10-27 14:00", "2027-10-28 10:00"),
    at("2027-11-05 10:00", says, "admin", "recording deleted"),
    at("2028-01-03 09:00", nothing),
]


def visits() -> list[Step]:
    """Lead professional and health visitor see the child on Thursdays, in turn, but for some gaps."""
    first = local("2026-11-19 16:00")
    weeks = [first + timedelta(weeks=n) for n in range(48)]
    away = {local(f"{day} 16:00") for day in AWAY}
    return [
        Step(week, core.seen, (("lead", "health")[n % 2],), {})
        for n, week in enumerate(weeks)
        if week not in away
    ] + [at("2026-12-29 14:00", core.seen, "lead")]


AWAY = ("2026-12-24", "2026-12-31", "2027-02-11", "2027-02-18", "2027-08-05")
STORY = sorted(
    [
        *THE_INITIAL_MEETING, *TO_THE_FIRST_REVIEW, *THE_FIRST_REVIEW, *TO_THE_SECOND_REVIEW,
        *THE_SECOND_REVIEW, *visits(),
    ],
    key=lambda step: step.at,
)  # fmt: skip


async def live(town: Town, story: list[Step] | None = None) -> None:
    """Everybody does what they do, in the order of the moments."""
    for step in STORY if story is None else story:
        await step(town)
