"""The clocks people see: mine, the board of a case, one of them, and what a manager is asked to agree to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from cards.elements import (
    Action,
    AdaptiveCard,
    Column,
    ColumnSet,
    Container,
    Element,
    Execute,
    TextBlock,
    button,
)
from cards.groups.group_occasion import GroupOccasion
from cards.home import SAY_WHY
from cards.layout import UK, by_when, capital, card, day_and_time, escape, facts, para, pressing, quiet
from cards.occasion import Occasion
from cards.pages import FROM
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person
from cppm.roots import Root, called
from cppm.timing.boards import Standing, reason_wanted, standing
from cppm.timing.catalogue import ClockKind, catalogue
from cppm.timing.clock_records import MissedLimit
from cppm.timing.timescales import LONDON, Due, local_day

MOST_MINE = 8
"""Lines of my own clocks on one card: each has two or three places to press."""
MOST_ON_BOARD = 15
LONGEST_REASON = 160


@dataclass(frozen=True)
class ClockLine:
    """One clock as people see it. `ids` are those of its meeting or core group; `opens` does the thing.

    `who` is who owes it, in words; empty on a card of one's own. `missed` is why its limit passed.
    """

    due: Due
    task: str
    reference: str
    ids: Mapping[str, str]
    opens: str
    opens_ids: Mapping[str, str] = field(default_factory=dict)
    who: str = ""
    missed: MissedLimit | None = None

    @property
    def about(self) -> dict[str, str]:
        """The ids of what is about this clock."""
        return {**self.ids, "k": self.due.key}

    @property
    def doing(self) -> dict[str, str]:
        """The ids of what does the thing itself."""
        return {**self.ids, **self.opens_ids}


# In words


def soon(moment: datetime, now: datetime, zone: str = UK) -> str:
    """The same for a line among many: without the year, as long as it is this one."""
    year = f" {now.astimezone(LONDON).year}"
    return by_when(moment, zone).replace(year, "", 1)


def left(limit: datetime, now: datetime, zone: str = UK) -> str:
    """How far off a limit is, or how long past, in days: "in 3 days", "today", "2 days late"."""
    where = ZoneInfo(zone)
    away = (limit.astimezone(where).date() - now.astimezone(where).date()).days
    if now > limit:
        return f"{_days(-away)} late" if away else "Late since today"
    return {0: "Today", 1: "Tomorrow"}.get(away, f"In {_days(away)}")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def stands(due: Due, now: datetime, zone: str = UK) -> str:
    """Where a clock stands, in one sentence."""
    when, far = soon(due.limit, now, zone), left(due.limit, now, zone)
    if standing(due, now) is Standing.UNEXPLAINED:
        return f"Done late, and the reason is still wanted. It was due {when}"
    if standing(due, now) is Standing.LATE:
        return f"{far}: it was due {when}"
    return f"{far}: new date {when}" if due.first_limit else f"{far}: by {when}"


def aim_of(due: Due, now: datetime, zone: str = UK) -> str:
    """The day to aim at, where it is another than the limit and the thing is not done."""
    if due.done_at or local_day(due.aim) >= local_day(due.limit):
        return ""
    return f"{'Aim for' if now <= due.aim else 'The aim was'} {soon(due.aim, now, zone)}"


def agreed(missed: MissedLimit, zone: str = UK) -> str:
    """Whether the manager has agreed to the reason and the new date."""
    if missed.approved_at:
        return f"{missed.manager_name} agreed on {day_and_time(missed.approved_at, zone)}"
    if missed.refused_at:
        return f"{missed.manager_name} did not agree on {day_and_time(missed.refused_at, zone)}"
    return f"Waits for {missed.manager_name} to agree"


SPEAK_TODAY = "Please speak with them today. The child's safety planning does not wait."


# Mine


def clocks_card(
    lines: Sequence[ClockLine], start: int, now: datetime, boards: Sequence[Action] = (), zone: str = UK
) -> AdaptiveCard:
    """Everything somebody owes from a certain line on, the worst first; each line opens the thing itself."""
    shown, rest = lines[start : start + MOST_MINE], lines[start + MOST_MINE :]
    more = [button("More of my clocks", "clocks.open", **{FROM: str(start + MOST_MINE)})] if rest else []
    return card(
        "Your clocks" if shown else "No clock of yours is running",
        para("What is yours to do, the most urgent first. Press a line to do it.") if shown else None,
        *(_own_line(each, now, zone) for each in shown),
        quiet(f"And {len(rest)} more after these.") if rest else None,
        summary="Your clocks",
        actions=[*more, *boards, button("What I owe", "home.open")],
    )


def _own_line(line: ClockLine, now: datetime, zone: str) -> Container:
    """What to do, *Why?* beside it and, where the limit has passed, *Say why it is late* beneath."""
    explain = pressing(SAY_WHY, "missed.open", **line.about)
    opens = explain if line.due.done_at else pressing(line.task, line.opens, **line.doing)
    why = pressing(f"Why? {line.due.rule}", "why.open", rule=line.due.rule, k=line.due.clock)
    row = ColumnSet(
        columns=[
            Column(items=_words(line, now, zone), select_action=opens),
            Column(items=[_pressable("Why?")], width="auto", select_action=why),
        ]
    )
    wanted = reason_wanted(line.due, now)
    reason = Container(items=[_pressable(SAY_WHY)], spacing="small", select_action=explain)
    return Container(items=[row, reason] if wanted else [row], separator=True)


def _pressable(words: str) -> TextBlock:
    return TextBlock(text=words, color="accent", weight="bolder")


def _words(line: ClockLine, now: datetime, zone: str) -> list[Element]:
    """What, for which meeting and by whom, and where it stands; said in words, not by colour alone."""
    late = standing(line.due, now) is not Standing.AHEAD
    about = ". ".join(filter(None, [line.reference, line.who]))
    where = TextBlock(text=escape(about), spacing="none", is_subtle=True)
    stand, aim = stands(line.due, now, zone), aim_of(line.due, now, zone)
    return [
        TextBlock(text=escape(line.task), weight="bolder"),
        *([where] if about else []),
        TextBlock(text=stand, spacing="none", weight="bolder", color="attention")
        if late
        else TextBlock(text=stand, spacing="none"),
        *([TextBlock(text=aim, spacing="none")] if aim else []),
    ]


def why_of(due: Due) -> Execute:
    """The button that explains one clock: its rule, and what the council says of this clock alone."""
    return button("Why?", "why.open", rule=due.rule, k=due.clock)


# The board of a case


def board_card(
    case_ref: str,
    lines: Sequence[ClockLine],
    start: int,
    now: datetime,
    ids: Mapping[str, str],
    buttons: Sequence[Action] = (),
    zone: str = UK,
    marks: Sequence[str] = (),
) -> AdaptiveCard:
    """All clocks of a case, planning meetings and core group together; `ids` bring the board back.

    `marks` say neutrally what people disagree about.
    """
    shown, rest = lines[start : start + MOST_ON_BOARD], lines[start + MOST_ON_BOARD :]
    more = (
        [button("More clocks", "clockboard.open", **ids, **{FROM: str(start + MOST_ON_BOARD)})]
        if rest
        else []
    )
    return card(
        "All clocks of a case",
        quiet(f"Case {case_ref}"),
        para(_summed_up(lines, now)),
        *(quiet(mark) for mark in marks),
        *(_board_line(each, now, zone) for each in shown),
        quiet(f"And {len(rest)} more after these.") if rest else None,
        summary="All clocks of a case",
        actions=[*more, *buttons],
    )


def _summed_up(lines: Sequence[ClockLine], now: datetime) -> str:
    if not lines:
        return "No clock is running in this case."
    late = sum(standing(each.due, now) is not Standing.AHEAD for each in lines)
    running = "1 clock is running" if len(lines) == 1 else f"{len(lines)} clocks are running"
    return f"{running}, {late or 'none'} late. Press a line to see it whole."


def _board_line(line: ClockLine, now: datetime, zone: str) -> Container:
    missed = line.missed
    told = [quiet(f"Why it is late: {_short(missed.reason)} {agreed(missed, zone)}.")] if missed else []
    nobody = "Nobody has said why yet." if missed is None else "Another reason or date is wanted."
    wanted = [quiet(nobody)] if reason_wanted(line.due, now) else []
    return Container(
        items=[*_words(line, now, zone), *told, *wanted],
        separator=True,
        select_action=pressing(line.task, "clocks.one", **line.about),
    )


def _short(reason: str) -> str:
    words = " ".join(reason.split())
    cut = words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 1].rstrip()}…"
    return cut if cut.endswith((".", "…")) else f"{cut}."


# One clock


def clock_card(
    line: ClockLine,
    says: str,
    now: datetime,
    actions: Sequence[Action] = (),
    zone: str = UK,
    helps: bool = False,
) -> AdaptiveCard:
    """One clock whole: who owes it, from when, the aim and the limit, the council's words, why it is late.

    `helps` is for somebody who can't do it but was asked to help.
    """
    due, missed = line.due, line.missed
    aim = [("Aim", by_when(due.aim, zone))] if aim_of(due, now, zone) else []
    rows = [
        *([("Whose", line.who)] if line.who else []),
        ("Began", day_and_time(due.started, zone)),
        *([("First limit", by_when(due.first_limit, zone))] if due.first_limit else []),
        *aim,
        ("New date" if due.first_limit else "Limit", by_when(due.limit, zone)),
        ("Stands", "Done late" if due.done_at else left(due.limit, now, zone)),
    ]
    return card(
        line.task,
        quiet(line.reference),
        facts([*rows, *(missed_rows(missed, zone) if missed else [])]),
        para(says) if says else None,
        para(SPEAK_TODAY) if helps else None,
        summary="One clock of a case",
        actions=actions,
    )


def missed_rows(missed: MissedLimit, zone: str = UK) -> list[tuple[str, str]]:
    """Why a limit passed, and who has agreed to it."""
    interim = [("Meanwhile", capital(missed.interim))] if missed.interim else []
    label, answer = (
        ("Agreed", []) if not missed.refused_at else ("Not agreed", [("What they say", missed.refusal)])
    )
    return [("Why it is late", missed.reason), *interim, (label, agreed(missed, zone)), *answer]


# For the manager


@dataclass(frozen=True)
class Ask:
    """What a manager is asked to agree to: whose clock, what was missed and why, and the new date."""

    task: str
    reference: str
    ids: Mapping[str, str]
    key: str
    missed: MissedLimit
    who: str

    def rows(self, zone: str = UK) -> list[tuple[str, str]]:
        """The same as labels and words."""
        until = self.missed.until
        return [
            ("What", self.task),
            ("Whose", self.who),
            ("Was due", by_when(self.missed.limit, zone)),
            ("New date", by_when(until, zone) if until else "None is needed: it is done"),
            *([("Meanwhile", capital(self.missed.interim))] if self.missed.interim else []),
        ]


def ask_card(ask: Ask, buttons: Iterable[Action] = (), zone: str = UK) -> AdaptiveCard:
    """For the manager named: a limit was missed. The reason, in people's own words, comes on purpose only."""
    opens = button("Read the reason and answer", "approve.open", **ask.ids, k=ask.key)
    return card(
        "A limit was missed: please answer",
        quiet(ask.reference),
        facts(ask.rows(zone)),
        para("You are asked because you can agree that it passed, and to the new date."),
        summary="Your agreement is asked for",
        actions=[opens, *buttons],
    )


def not_agreed_card(ask: Ask, buttons: Iterable[Action] = (), zone: str = UK) -> AdaptiveCard:
    """For whoever said why a limit was missed. What the manager says to it comes on purpose only."""
    was_asked = [("You asked for", by_when(ask.missed.until, zone))] if ask.missed.until else []
    return card(
        "A missed limit was not agreed to",
        quiet(ask.reference),
        facts(
            [
                ("What", ask.task),
                ("It was due", by_when(ask.missed.limit, zone)),
                *was_asked,
                ("Answered by", ask.missed.manager_name),
            ]
        ),
        para("The limit stands as it was. Read what they say, and give another reason or another date."),
        quiet("You get this because you said why it is late."),
        summary="A missed limit was not agreed to",
        actions=[button("Read it and say why", "missed.open", **ask.ids, k=ask.key), *buttons],
    )


def limit_to_approve(o: Occasion) -> AdaptiveCard:
    """The message to the manager of a planning meeting's missed limit. Raises KeyError without one."""
    return _asked(o.meeting, {"m": o.meeting.id}, o.about, o.zone)


def group_limit_to_approve(o: GroupOccasion) -> AdaptiveCard:
    """The same for a core group."""
    return _asked(o.group, {"g": o.group.id}, o.about, o.zone)


def whereabouts_limit_to_approve(root: Whereabouts, reader: Person, about: str, zone: str) -> AdaptiveCard:
    """The same for what is owed about addresses and moves."""
    return _asked(root, {"j": root.id}, about, zone)


def limit_not_agreed(o: Occasion) -> AdaptiveCard:
    """The message to whoever explained a planning meeting's missed limit. Raises KeyError without one."""
    return _not_agreed(o.meeting, {"m": o.meeting.id}, o.about, o.zone)


def group_limit_not_agreed(o: GroupOccasion) -> AdaptiveCard:
    """The same for a core group."""
    return _not_agreed(o.group, {"g": o.group.id}, o.about, o.zone)


def whereabouts_limit_not_agreed(root: Whereabouts, reader: Person, about: str, zone: str) -> AdaptiveCard:
    """The same for what is owed about addresses and moves."""
    return _not_agreed(root, {"j": root.id}, about, zone)


def _asked(root: Root, ids: Mapping[str, str], key: str, zone: str) -> AdaptiveCard:
    return ask_card(_ask(root, ids, key), [_why(key)], zone)


def _not_agreed(root: Root, ids: Mapping[str, str], key: str, zone: str) -> AdaptiveCard:
    whole = button("See how it stands", "clocks.one", **ids, k=key)
    return not_agreed_card(_ask(root, ids, key), [whole, _why(key)], zone)


def _ask(root: Root, ids: Mapping[str, str], key: str) -> Ask:
    kept = root.missed[key]
    return Ask(_kind(key).task, root.reference, ids, key, kept, called(root, kept.by) or "Whoever asks")


def _why(key: str) -> Action:
    return button("Why?", "why.open", rule=_kind(key).rule, k=key.partition(":")[0])


def _kind(key: str) -> ClockKind:
    return catalogue()[key.partition(":")[0]]
