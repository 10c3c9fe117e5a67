"""Every message that went out unasked: to whom, when, what it was called, and why; and what was held back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from cppm.records import CHANNEL, NoticeKind
from cppm.timing.catalogue import catalogue
from cppm.timing.steps import StepKind
from cppm.timing.timescales import LONDON
from storage.outbox import NO_MEETING, Delivery, State
from storage.reminders import Told
from tests.e2e.town import NAMES, Town
from tests.rig.connector import Sent

CASE = "PK-26-0137"
STEPS = {
    StepKind.REMINDER: "reminder",
    StepKind.LIMIT: "its limit has passed",
    StepKind.CHASED: "asked after again",
    StepKind.ESCALATION: "help is needed",
    StepKind.SNOOZED: "snoozed until now",
}
BECAUSE = {
    NoticeKind.LIST_TO_APPROVE: "the lead professional sent the invitation list",
    NoticeKind.INVITATION: "the chair agreed the invitation list",
    NoticeKind.VIEW_ASKED: "the chair asked for views in the meeting",
    NoticeKind.VIEWS_COMPLETE: "everybody who had to has given a view",
    NoticeKind.DECISION: "the chair closed the meeting",
    NoticeKind.TELLING: "the chair named them to tell whoever was not there",
    NoticeKind.KEY_POINTS_READY: "the meeting is closed, and 24 hours run",
    NoticeKind.KEY_POINTS: "the chair released the key points",
    NoticeKind.KEY_POINTS_IN_CHANNEL: "the chair released the key points",
    NoticeKind.GROUP_JOINED: "the planning meeting chose them",
    NoticeKind.GROUP_ENDED: "the last name came off the register",
    NoticeKind.GATHERING: "a deputy was named, or a meeting arranged",
    NoticeKind.GATHERING_MOVED: "the meeting was moved",
    NoticeKind.GATHERING_CLOSED: "the meeting closed with its record and the next date",
    NoticeKind.GATHERING_IN_CHANNEL: "the meeting is near: a week before, the day before, the day",
    NoticeKind.REPORT_IN: "a report was filed: its reference, for chair and lead professional",
    NoticeKind.MINUTES_TO_CHECK: "CP Administration drafted the minutes",
    NoticeKind.MINUTES_OUT: "the minutes went out",
    NoticeKind.CORRECTION: "a correction was asked for, or answered",
    NoticeKind.CHANGE_REPORTED: "a member reported a significant change",
    NoticeKind.CHANGE_ACKNOWLEDGED: "the chair answered the significant change",
    NoticeKind.CANNOT_DELIVER: "a member can't do an action of the plan",
    NoticeKind.RECOMMENDATIONS: "the members have recommended, or one is still awaited",
    NoticeKind.LIMIT_TO_APPROVE: "somebody explained a missed limit and named them",
    NoticeKind.LIMIT_NOT_AGREED: "the manager named did not agree to a missed limit",
}
"""Why each message that is no reminder goes out."""
SETTLED = (State.SENT, State.DROPPED, State.FAILED, State.UNKNOWN)
THE_CHANNEL = "the core group's channel"


@dataclass(frozen=True)
class Line:
    """One message: `planned` is when it should go out, `sent` when it did; aware and in UTC.

    `silent` is a post brought up to date in its place, of which nobody is told.
    """

    planned: datetime
    sent: datetime | None
    to: str
    kind: NoticeKind
    title: str
    why: tuple[str, ...]
    clocks: tuple[str, ...]
    state: State
    held_back: str = ""
    silent: bool = False

    @property
    def local(self) -> datetime:
        """When it should go out, by the clock in Scotland and without the minutes that a restart costs."""
        at = self.planned.astimezone(LONDON)
        return at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0)

    @property
    def heard(self) -> bool:
        """Whether it went out and somebody was told."""
        return self.state is State.SENT and not self.silent


async def ledger(town: Town) -> list[Line]:
    """What became of everything owed in the case so far, the earliest first; what waits is not in it."""
    store = town.house.store
    roots = [line.id for line in await store.meetings.for_case(CASE)]
    group = await store.core_groups.of_case(CASE)
    roots += [group.id] if group else []
    told: defaultdict[str, list[Told]] = defaultdict(list)
    for root in roots:
        for each in await store.reminders.of_root(root):
            told[each.message_id].append(each)
    owed = [each for root in [*roots, NO_MEETING] for each in await store.outbox.of_meeting(root)]
    settled = [each for each in owed if each.state in SETTLED]
    names = {id: _called(key) for key, id in town.ids.items()} | {CHANNEL: THE_CHANNEL}
    shown = {each.activity_id: each for each in town.world.connector.log if each.kind == "sent"}
    posts: set[str] = set()
    lines = []
    for message in sorted(settled, key=lambda d: (d.sent_at or d.due_at, d.owed_at)):
        new = message.activity_id not in posts
        posts |= {message.activity_id or ""}
        lines.append(_line(message, told[message.id], names, shown, new))
    return sorted(lines, key=lambda line: (line.local, line.title, line.why, line.to))


def _called(key: str) -> str:
    return f"{NAMES[key].name}, {key.replace('_', ' ')}"


def _line(
    owed: Delivery, told: Iterable[Told], names: Mapping[str, str], shown: Mapping[str, Sent], new: bool
) -> Line:
    items = [each for each in told if not each.item.why or owed.state is not State.SENT]
    sent = shown.get(owed.activity_id or "")
    title = _title(sent) if sent else ""
    if not new:
        title = f"{title}: a line beneath the post"
    return Line(
        planned=owed.due_at,
        sent=owed.sent_at,
        to=names.get(owed.to, owed.to),
        kind=owed.kind,
        title=title,
        why=tuple(dict.fromkeys(map(_why, items))) or (BECAUSE[owed.kind],),
        clocks=tuple(each.item.due_key.partition(":")[0] for each in items),
        state=owed.state,
        held_back="" if owed.state is State.SENT else owed.why,
        silent=owed.to == CHANNEL and not new and ":state:" in owed.key,
    )


def _why(told: Told) -> str:
    clock = catalogue()[told.item.due_key.partition(":")[0]]
    held = f" [{told.item.why}]" if told.item.why else ""
    return f"{clock.task} ({clock.rule}): {STEPS[told.item.step]}{held}"


def _title(sent: Sent) -> str:
    """The first words of a card."""
    found = [str(b["text"]) for b in (sent.card or {}).get("body", []) if b.get("type") == "TextBlock"]
    return (found or [sent.text or ""])[0]


def written(lines: Iterable[Line]) -> str:
    """The list as a page to read: day by day, then what was held back and why, then how many for whom."""
    found = list(lines)
    silent = sum(line.silent for line in found)
    pages = [
        days(found),
        "\nHeld back, and why\n",
        *_held_back([line for line in found if line.state is not State.SENT]),
        f"\n{silent} times a post in the channel was brought up to date in its place, and nobody was told.",
        "\n\nMessages to each person by month\n",
        *_by_month([line for line in found if line.heard]),
    ]
    return "\n".join(pages) + "\n"


def days(lines: Iterable[Line]) -> str:
    """The first part of the page: what went out, day by day."""
    head = "Every message that Quorate sent unasked, to whom, when and why."
    return "\n".join([head, *_by_day([line for line in lines if line.heard])]) + "\n"


def local_time(said: str) -> datetime:
    """A moment as the page writes it: "Friday 13 November 2026 09:00", by the clock in Scotland."""
    return datetime.strptime(said, "%A %d %B %Y %H:%M").replace(tzinfo=LONDON)


def heard_by_each(page: str) -> Counter[tuple[datetime, str, str]]:
    """What a page says that each person heard, when and why, however it was spread over messages."""
    found: Counter[tuple[datetime, str, str]] = Counter()
    day, at, why = "", local_time("Monday 1 January 2001 00:00"), list[str]()
    for line in page.partition("\nHeld back")[0].splitlines()[1:]:
        said = line.strip()
        if line[:1].strip():
            day = said
        elif line[2:3].strip():
            at, why = local_time(f"{day} {said[:5]}"), []
        elif said.startswith("because: "):
            why.append(said)
        elif said:
            found.update((at, said, each) for each in why)
    return found


def _by_day(lines: Iterable[Line]) -> list[str]:
    found = []
    for day, of_day in groupby(lines, lambda line: line.local.date()):
        found.append(f"\n{day:%A} {day.day} {day:%B %Y}")
        for (at, title, why), same in groupby(of_day, lambda line: (line.local, line.title, line.why)):
            found += [f"  {at:%H:%M}  {title}", *(f"         because: {each}" for each in why)]
            found += [f"         to {line.to}" for line in same]
    return found


def _held_back(lines: Iterable[Line]) -> list[str]:
    """One line each for people; the channel's, which hold nothing anybody waits for, by number."""
    lines = list(lines)
    found = []
    for line in lines:
        if line.to != THE_CHANNEL:
            what = "; ".join(line.why)
            found.append(f"{line.local:%a %d %b %Y %H:%M}  {line.to}: {what} – {line.held_back}")
    counted = Counter(line.held_back for line in lines if line.to == THE_CHANNEL)
    return found + [f"{count} times in the channel: {why}" for why, count in sorted(counted.items())]


def _by_month(lines: Iterable[Line]) -> list[str]:
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        counted[line.to][f"{line.local:%y-%m}"] += 1
    months = sorted({month for of in counted.values() for month in of})
    head = f"{'':28}" + "".join(f"{month:>6}" for month in months) + "   all"
    return [head] + [
        f"{to:<28}" + "".join(f"{of[month] or '':>6}" for month in months) + f"{of.total():>6}"
        for to, of in sorted(counted.items())
    ]


def shift(line: Line) -> timedelta:
    """How much later than planned a message went out."""
    return (line.sent or line.planned) - line.planned
