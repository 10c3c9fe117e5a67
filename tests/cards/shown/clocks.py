"""The clocks of a person and of a case, one clock whole, and what a manager is asked to agree to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cards.elements import Action, AdaptiveCard, button
from cards.home import SAY_WHY, home_card
from cards.timing import clocks as cards
from cards.timing.clocks import Ask, ClockLine
from cards.timing.helping import Helped, helping_card
from cppm.timing.clock_records import InterimPlan, MissedLimit
from cppm.timing.timescales import Due, end_of, local_day
from tests.cards.gallery import shown

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
"""A Wednesday."""
DAY = timedelta(days=1)
MEETING = {"m": "m_0000000000000000000137"}
GROUP = {"g": "g_0000000000000000000137"}

TASKS = [
    ("Release the key points", "points.open", "SUM-01", True, MEETING),
    ("Send out the minutes", "minutessend.open", "TIM-10", True, MEETING),
    ("Write down when each child was seen", "seen.open", "TIM-13", True, GROUP),
    ("Answer the report of a significant change", "changeack.open", "TIM-14", True, GROUP),
    ("Answer the invitation", "attend.open", "ATT-04", False, MEETING),
    ("Arrange the next core group", "cgdate.open", "CG-08", True, GROUP),
    ("Tell the keeper of the register", "done.open", "REG-04", True, MEETING),
]
PEOPLE = ["Morag Sinclair", "Ewan Reid", "CP Administration", "Ailsa Grant"]


def missed(
    approved: bool = False, until: datetime | None = NOW + 5 * DAY, refused: bool = False
) -> MissedLimit:
    return MissedLimit(
        limit=end_of(local_day(NOW - 3 * DAY)),
        reason="The minute taker has been off sick since the meeting, and nobody else was trained to finish",
        manager="p_service_manager",
        manager_name="Grant Lowe",
        until=until,
        by="p_chair",
        at=NOW - DAY,
        approved_at=NOW if approved else None,
        interim=InterimPlan.IN_PLACE,
        refused_at=NOW - timedelta(hours=1) if refused else None,
        refusal="Ask Beth Orr, who is trained, and send them by Friday." if refused else "",
    )


def line(number: int, days: int, *, owner: bool = True, **changes: object) -> ClockLine:
    """A clock that ends so many days from now."""
    task, opens, rule, statutory, ids = TASKS[number % len(TASKS)]
    limit = end_of(local_day(NOW + days * DAY))
    values: dict[str, object] = {
        "key": f"clock_{number}", "clock": "minutes", "rule": rule, "owes": ("p_chair",),
        "started": NOW - 9 * DAY, "aim": limit, "limit": limit, "statutory": statutory,
    }  # fmt: skip
    due = Due(**(values | changes))  # type: ignore[arg-type]
    reference = "CPPM PK-26-0137" if ids is MEETING else "Core group PK-26-0137"
    return ClockLine(due, task, reference, ids, opens, {}, PEOPLE[number % 4] if owner else "")


def explained(number: int, approved: bool) -> ClockLine:
    known = missed(approved)
    found = line(number, 5, first_limit=known.limit)
    return ClockLine(found.due, found.task, found.reference, found.ids, found.opens, {}, found.who, known)


def board_lines(count: int) -> list[ClockLine]:
    """Late ones, one done late, two with an agreed date, the rest ahead."""
    late = [line(0, -6), line(1, -3), line(4, -1)]
    done = line(2, -2, done_at=NOW - DAY)
    dual = line(5, 9, aim=end_of(local_day(NOW + 4 * DAY)))
    ahead = [line(n, n - 4) for n in range(4, count)]
    return [*late, done, explained(1, False), explained(3, True), dual, *ahead][:count]


@shown("clocks-none")
def none() -> AdaptiveCard:
    return cards.clocks_card([], 0, NOW)


@shown("clocks-mine")
def mine() -> AdaptiveCard:
    hours = line(0, 0, owner=False, limit=NOW + timedelta(hours=4), aim=NOW + timedelta(hours=4))
    dual = line(5, 9, owner=False, aim=end_of(local_day(NOW + 4 * DAY)))
    lines = [line(1, -3, owner=False), line(2, -2, owner=False, done_at=NOW - DAY), hours, dual]
    boards = [button("All clocks of PK-26-0137", "clockboard.open", **GROUP)]
    return cards.clocks_card(lines, 0, NOW, boards)


@shown("clocks-mine-many")
def many() -> AdaptiveCard:
    lines = [line(n, n - 3, owner=False) for n in range(30)]
    boards = [button(f"All clocks of PK-26-013{n}", "clockboard.open", **GROUP) for n in (7, 8)]
    return cards.clocks_card(lines, 0, NOW, boards)


def board_buttons() -> list[Action]:
    return [button("Go to the core group", "group.open", **GROUP), button("My clocks", "clocks.open")]


@shown("clockboard-fifteen")
def fifteen() -> AdaptiveCard:
    return cards.board_card("PK-26-0137", board_lines(15), 0, NOW, GROUP, board_buttons())


@shown("clockboard-fifty")
def fifty() -> AdaptiveCard:
    return cards.board_card("PK-26-0137", board_lines(50), 0, NOW, GROUP, board_buttons())


@shown("clockboard-empty")
def empty() -> AdaptiveCard:
    return cards.board_card("PK-26-0137", [], 0, NOW, MEETING, board_buttons())


@shown("clock-late")
def late() -> AdaptiveCard:
    found = line(1, -3)
    actions = [
        button("Send the minutes", "minutessend.open", **MEETING),
        button(SAY_WHY, "missed.open", **found.about),
        button("Why?", "why.open", rule="TIM-10"),
        button("All clocks of PK-26-0137", "clockboard.open", **MEETING),
    ]
    return cards.clock_card(found, "Minutes go to participants within 10 working days.", NOW, actions)


@shown("clock-with-an-agreed-date")
def with_date() -> AdaptiveCard:
    actions = [button("Why?", "why.open", rule="TIM-10")]
    says = "Minutes go to participants within 10 working days."
    return cards.clock_card(explained(1, True), says, NOW, actions)


@shown("clock-limit-to-approve")
def limit_to_approve() -> AdaptiveCard:
    ask = Ask("Send out the minutes", "CPPM PK-26-0137", MEETING, "minutes", missed(), "Morag Sinclair")
    return cards.ask_card(ask, [button("Why?", "why.open", rule="TIM-10")])


@shown("clock-limit-to-approve-when-done")
def limit_to_approve_when_done() -> AdaptiveCard:
    ask = Ask("Send out the minutes", "CPPM PK-26-0137", MEETING, "minutes", missed(until=None), "Ewan Reid")
    return cards.ask_card(ask, [button("Why?", "why.open", rule="TIM-10")])


@shown("clock-limit-not-agreed")
def limit_not_agreed() -> AdaptiveCard:
    known = missed(refused=True)
    ask = Ask("Send out the minutes", "CPPM PK-26-0137", MEETING, "minutes", known, "Morag Sinclair")
    return cards.not_agreed_card(ask, [button("Why?", "why.open", rule="TIM-10")])


def refused() -> ClockLine:
    return replace(line(1, -3), missed=missed(refused=True))


@shown("clock-not-agreed")
def not_agreed() -> AdaptiveCard:
    actions = [button(SAY_WHY, "missed.open", **refused().about), button("Why?", "why.open", rule="TIM-10")]
    return cards.clock_card(refused(), "Minutes go to participants within 10 working days.", NOW, actions)


@shown("clockboard-not-agreed")
def board_not_agreed() -> AdaptiveCard:
    return cards.board_card("PK-26-0137", [refused(), line(5, 9)], 0, NOW, GROUP, board_buttons())


def helped(count: int) -> list[Helped]:
    """What others have not done, the first two late."""
    people = ["Fiona Blair has not filed a report.", "Ewan Reid has not recorded that a child was seen."]
    return [
        Helped(
            people[n % 2],
            f"CPPM PK-26-{n:04}",
            NOW + (n - 2) * DAY,
            n < 2,
            {**MEETING, "k": f"report:{n}"},
        )
        for n in range(count)
    ]


@shown("asked-to-help")
def asked_to_help() -> AdaptiveCard:
    return helping_card(helped(20))


@shown("asked-to-help-nothing")
def asked_to_help_with_nothing() -> AdaptiveCard:
    return helping_card([])


@shown("home-help-asked")
def home_help_asked() -> AdaptiveCard:
    return home_card([], [], helped=helped(2))


@shown("home-help-asked-often")
def home_help_asked_often() -> AdaptiveCard:
    return home_card([], [], helped=helped(5))
