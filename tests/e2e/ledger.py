"""Every message that went out unasked: to whom, when, what it was called, and why; and what was held back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cppm.catalogue import catalogue
from cppm.records import CHANNEL, NoticeKind
from cppm.steps import StepKind
from cppm.timescales import LONDON
from storage.outbox import NO_MEETING, Delivery, State
from storage.reminders import Told
from tests.e2e.town import NAMES, Town
from tests.rig.connector import Sent

STEPS = {
    StepKind.REMINDER: "reminder",
    StepKind.LIMIT: "its limit has come",
    StepKind.CHASED: "asked after again",
    StepKind.ESCALATION: "help is needed",
    StepKind.SNOOZED: "snoozed until now",
}


@dataclass(frozen=True)
class Line:
    """One message: `planned` is when it should go out, `sent` when it did; both aware, in UTC."""

    planned: datetime
    sent: datetime | None
    to: str
    kind: str
    about: str
    title: str
    why: tuple[str, ...]
    state: State
    held_back: str = ""

    @property
    def words(self) -> str:
        """The line as people read it, without its day."""
        head = f"{self.planned.astimezone(LONDON):%H:%M}  {self.to:<28}{self.title}"
        return "\n".join([head, *(f"{'':37}· {each}" for each in self.why)])


async def ledger(town: Town) -> list[Line]:
    """Everything owed to anybody so far, the earliest first; what waits is not in it."""
    store = town.house.store
    roots = [line.id for line in await store.meetings.for_case("PK-26-0137")]
    group = await store.core_groups.of_case("PK-26-0137")
    roots += [group.id] if group else []
    told: defaultdict[str, list[Told]] = defaultdict(list)
    for root in roots:
        for each in await store.reminders.of_root(root):
            told[each.message_id].append(each)
    owed = [each for root in [*roots, NO_MEETING] for each in await store.outbox.of_meeting(root)]
    names = {id: _called(key) for key, id in town.ids.items()} | {CHANNEL: "the channel"}
    shown = {sent.activity_id: sent for sent in town.world.connector.log if sent.kind == "sent"}
    lines = [
        _line(each, told[each.id], names, shown)
        for each in owed
        if each.state in (State.SENT, State.DROPPED, State.FAILED, State.UNKNOWN)
    ]
    return sorted(lines, key=lambda line: (line.planned, line.to, line.title, line.why))


def _called(key: str) -> str:
    person = NAMES[key]
    return f"{person.name} ({key.replace('_', ' ')})"


def _line(
    owed: Delivery, told: Iterable[Told], names: Mapping[str, str], shown: Mapping[str, Sent]
) -> Line:
    items = [each for each in told]
    sent = shown.get(owed.activity_id or "")
    title = _title(sent) if sent else ""
    kept = [each for each in items if not each.item.why] if owed.state is State.SENT else items
    why = tuple(dict.fromkeys(map(_why, kept))) or (_rule(sent),)
    return Line(
        owed.due_at, owed.sent_at, names.get(owed.to, owed.to), str(owed.kind), owed.about, title,
        tuple(each for each in why if each), owed.state, owed.why if owed.state is not State.SENT else "",
    )  # fmt: skip


def _why(told: Told) -> str:
    clock = catalogue()[told.item.due_key.partition(":")[0]]
    held = f" [{told.item.why}]" if told.item.why else ""
    return f"{clock.task} ({clock.rule}): {STEPS[told.item.step]}{held}"


def _title(sent: Sent) -> str:
    """The first words of a card."""
    for block in (sent.card or {}).get("body", []):
        if block.get("type") == "TextBlock":
            return str(block["text"])
    return str(sent.text or "")


def _rule(sent: Sent | None) -> str:
    """The rule that *Why?* on the card explains."""
    actions = ((sent.card or {}).get("actions", []) if sent else []) or []
    rules = [(a.get("data") or {}).get("rule") for a in actions]
    return next((str(rule) for rule in rules if rule), "")


def written(lines: Iterable[Line]) -> str:
    """The list as a page to read: by day, then what was held back and why, then the count of each person."""
    lines = list(lines)
    pages = [*_by_day([line for line in lines if line.state is State.SENT]), "", "Held back", ""]
    pages += [
        f"{line.planned.astimezone(LONDON):%a %d %b %Y %H:%M}  {line.to:<28}{line.kind}: {line.held_back}"
        + "".join(f"\n{'':51}· {each}" for each in line.why)
        for line in lines
        if line.state is not State.SENT
    ]
    return "\n".join([*pages, "", "Messages to each person by month", "", *_by_month(lines)]) + "\n"


def _by_day(lines: Iterable[Line]) -> list[str]:
    found: list[str] = []
    day = None
    for line in lines:
        at = line.planned.astimezone(LONDON)
        if at.date() != day:
            day = at.date()
            found += ["", f"{at:%A} {at.day} {at:%B %Y}"]
        found.append(line.words)
    return found


def _by_month(lines: Iterable[Line]) -> list[str]:
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    months: dict[str, None] = {}
    for line in lines:
        if line.state is State.SENT:
            month = f"{line.planned.astimezone(LONDON):%y-%m}"
            months[month] = None
            counted[line.to][month] += 1
    head = f"{'':30}" + "".join(f"{month:>7}" for month in months) + "    all"
    return [head] + [
        f"{to:<30}" + "".join(f"{of[month] or '':>7}" for month in months) + f"{of.total():>7}"
        for to, of in sorted(counted.items())
    ]


def personal(kind: str) -> bool:
    """Whether a kind of message goes to people and not to a channel."""
    return kind not in (NoticeKind.GATHERING_IN_CHANNEL, NoticeKind.KEY_POINTS_IN_CHANNEL)
