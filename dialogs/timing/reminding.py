"""What people ask of their reminders: not now, not of this meeting, not at this hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import ClassVar, Literal

from cards.elements import Action, button
from cards.layout import UK, by_when
from cards.timing import wishes as cards
from cards.timing.reminders import mute_button, way_to
from cppm.meetings.meeting import NotInvited, NotYours
from cppm.roots import Root, id_name
from cppm.timing import clocks
from cppm.timing.boards import owed_by
from cppm.timing.catalogue import PLACES, catalogue
from cppm.timing.quiet import QuietHours, moment_to_remind
from cppm.timing.snoozing import Snooze, may_snooze, snoozed_until
from cppm.timing.timescales import Due
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import chosen, shown
from dialogs.scene import Scene
from dialogs.timing.owed import find, mine, root_of
from dialogs.turn import Answer

jobs = Jobs()

HOME = button("What I owe", "home.open")


# Not now


@jobs.form
class PutOff(Form):
    """Snooze a reminder"""

    job: ClassVar[str] = "snooze"
    submit: ClassVar[str] = "Snooze"
    nothing: ClassVar[str] = "Nothing of yours can be put off at the moment. Type home to see what you owe."

    how: Literal["hour", "tomorrow", "days"] = ask(
        "When shall I remind you again?",
        label="Remind me",
        options={"hour": "In an hour", "tomorrow": "Tomorrow morning", "days": "In three days"},
        synonyms={
            "hour": ("1 hour", "one hour", "later"),
            "tomorrow": ("tomorrow", "morning"),
            "days": ("3 days", "three days"),
        },
        hint="Mornings are working mornings. It comes before its limit in any case.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What this person owes and may put off."""
        lines = [line for line in await mine(scene) if may_snooze(line.due, scene.now)]
        return [Subject({**line.ids, "k": line.due.key}, f"{line.task}, {line.reference}") for line in lines]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What it is and by when. Raises ClockStopped, NotYours, NoMoreSnoozing."""
        root, due = await _theirs(scene)
        snoozed_until(due, Snooze.HOUR, scene.now)
        rows = [("What", catalogue()[due.clock].task), ("Due", by_when(due.limit, scene.turn.time_zone))]
        return Prepared(facts=rows, case_line=root.reference)

    async def record(self, scene: Scene) -> Answer:
        """Keep it, and say when the next reminder comes."""
        return await _snooze(scene, Snooze(self.how))


@jobs.on("snooze.tomorrow")
async def tomorrow(scene: Scene) -> Answer:
    """The button of a reminder: again tomorrow morning, which the next card can change."""
    return await _snooze(scene, Snooze.TOMORROW)


async def _snooze(scene: Scene, how: Snooze) -> Answer:
    root, due = await _theirs(scene)
    until = snoozed_until(due, how, scene.now, scene.profile.rest_day)
    hours, zone = await _hours(scene)
    moment = moment_to_remind(due, until, hours, zone, scene.profile.rest_day)
    if until < due.limit <= moment:
        moment = until  # their own wish, and never put off past the limit
    await scene.store.reminders.snooze(scene.person.id, root.id, due.key, moment, scene.now)
    kind = catalogue()[due.clock]
    ids = _ids(root)
    actions = [
        button(kind.button, kind.opens, **ids, **kind.ids(due)),
        button("Another time", "snooze.open", **ids, k=due.key),
        HOME,
    ]
    zone = scene.turn.time_zone
    limit = by_when(due.limit, zone)
    return shown(scene, cards.snoozed_card(kind.task, root.reference, moment, limit, actions, zone))


async def _theirs(scene: Scene) -> tuple[Root, Due]:
    root = await root_of(scene)
    due = find(scene, root)
    if not owed_by(due, scene.person):
        raise NotYours(who="whoever owes it", next_step="Type clocks to see what is yours.")
    return root, due


# Not of this meeting


@jobs.on("mute.open")
async def mute(scene: Scene) -> Answer:
    """Send no more reminders of a meeting or core group, but of limits that a guide sets."""
    wishes = await scene.store.reminders.wishes(scene.person.id)
    found = scene if _ids_given(scene) else await _meant(scene, wishes.muted)
    if isinstance(found, Answer):
        return found
    root = await root_of(found)
    _require_part(found, root)
    await scene.store.reminders.mute(scene.person.id, root.id, scene.now)
    still = [due for due in _own(found, root) if due.statutory]
    tasks = list(dict.fromkeys(catalogue()[due.clock].task for due in still))
    actions = [button("Take it back", "unmute.open", **_ids(root)), _hub(root), HOME]
    return shown(found, cards.muted_card(root.reference, tasks, actions))


@jobs.on("unmute.open")
async def unmute(scene: Scene) -> Answer:
    """Send the reminders of a meeting or core group again."""
    muted = (await scene.store.reminders.wishes(scene.person.id)).muted
    found: Scene | Answer = scene
    if not _ids_given(scene):
        roots = [await scene.store.root(root_id) for root_id in sorted(muted)]
        nothing = "You have muted nothing. Type quiet hours to say when I may remind you."
        title = "Of which shall I remind you again?"
        found = chosen(scene, [_subject(root) for root in roots], "unmute.open", title, nothing)
    if isinstance(found, Answer):
        return found
    root = await root_of(found)
    await scene.store.reminders.unmute(scene.person.id, root.id)
    actions = [_muting(root), _hub(root), HOME]
    return shown(found, cards.unmuted_card(root.reference, actions))


def _muting(root: Root) -> Action:
    """The button that mutes a meeting or core group."""
    title, verb = mute_button(root)
    return button(title, verb, **_ids(root))


async def _meant(scene: Scene, muted: frozenset[str]) -> Scene | Answer:
    """What this person owes something in and has not muted."""
    owing = {tuple(line.ids.items()): line for line in await mine(scene)}
    roots = [await root_of(scene, line.ids) for line in owing.values()]
    subjects = [_subject(root) for root in roots if root.id not in muted]
    nothing = "There is nothing to mute: you owe nothing that you have not muted. Type home to see."
    return chosen(scene, subjects, "mute.open", "Which one do you want to mute?", nothing)


def _require_part(scene: Scene, root: Root) -> None:
    if scene.person.id not in root.participants() and not _own(scene, root):
        raise NotInvited


def _own(scene: Scene, root: Root) -> list[Due]:
    return [due for due in clocks.dues(root, scene.profile) if owed_by(due, scene.person)]


# Not at this hour


def _times(first: int, last: int) -> dict[str, str]:
    """Every half hour from one to another, in minutes of the day."""
    return {
        f"{m // 60:02}:{m % 60:02}": f"{m // 60:02}:{m % 60:02}" for m in range(first * 60, last * 60 + 1, 30)
    }


def _spoken(options: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """How else people write these times: "7pm", "7:30 am"."""
    found: dict[str, tuple[str, ...]] = {}
    for value in options:
        hour, minute = int(value[:2]), value[3:]
        half = "am" if hour < 12 else "pm"
        short = f"{hour % 12 or 12}" + (f":{minute}" if minute != "00" else "")
        found[value] = (f"{short}{half}", f"{short} {half}", f"{hour}:{minute}")
    return found


EVENINGS, MORNINGS = _times(16, 22), _times(6, 10)


@jobs.form
class SetQuietHours(Form):
    """Quiet hours and working days"""

    job: ClassVar[str] = "quiet"
    submit: ClassVar[str] = "Keep them"

    begins: str = ask(
        "From when in the evening shall I be quiet?",
        kind="one_of",
        label="Quiet from",
        options=EVENINGS,
        synonyms=_spoken(EVENINGS),
        example="19:00",
    )
    ends: str = ask(
        "Until when in the morning?",
        kind="one_of",
        label="Quiet until",
        options=MORNINGS,
        synonyms=_spoken(MORNINGS),
        example="07:30",
    )
    days: list[str] = ask(
        "On which days do you work?",
        kind="some_of",
        label="Working days",
        options={str(number): name for number, name in enumerate(cards.DAYS)},
        synonyms={str(number): (name[:3],) for number, name in enumerate(cards.DAYS)},
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The hours as they are now."""
        hours, _ = await _hours(scene)
        earlier = {
            "begins": cards.clock(hours.begins),
            "ends": cards.clock(hours.ends),
            "days": [str(day) for day in sorted(hours.days)],
        }
        intro = ["Reminders that fall outside these hours wait for your next working morning."]
        return Prepared(intro=intro, earlier=earlier)

    async def record(self, scene: Scene) -> Answer:
        """Keep them for every reminder from now on."""
        days = frozenset(int(day) for day in self.days)
        hours = QuietHours(time.fromisoformat(self.begins), time.fromisoformat(self.ends), days)
        await scene.store.preferences.keep(scene.person.id, hours)
        return await _as_they_are(scene)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The hours as they stand."""
        return await _as_they_are(scene)


async def _as_they_are(scene: Scene) -> Answer:
    hours, zone = await _hours(scene)
    return shown(scene, cards.quiet_card(hours, zone, [button("Change", "quiet.open"), HOME]))


async def _hours(scene: Scene) -> tuple[QuietHours, str]:
    """When this person is left alone, and the zone that counts for it."""
    wanted = await scene.store.preferences.of(scene.person.id)
    return wanted.quiet or scene.profile.quiet, wanted.zone or UK


# Shared


def _ids(root: Root) -> dict[str, str]:
    return {id_name(root): root.id}


def _ids_given(scene: Scene) -> bool:
    return any(scene.ids.get(name) for name in PLACES.values())


def _subject(root: Root) -> Subject:
    return Subject(_ids(root), root.reference)


def _hub(root: Root) -> Action:
    return way_to(root)


jobs.command(
    Command("snooze", "snooze.open", "Put a reminder off", ("remind me later", "not now"), listed=False)
)
jobs.command(
    Command("mute", "mute.open", "Mute the reminders of a meeting", ("mute this meeting",), listed=False)
)
jobs.command(Command("unmute", "unmute.open", "Take a mute back", ("remind me again",), listed=False))
jobs.command(
    Command(
        "quiet hours",
        "quiet.open",
        "Say when I may remind you",
        ("quiet", "working days", "working hours", "do not disturb", "preferences"),
        listed=False,
    )
)
