"""Every verb that is registered, pressed by everybody at every stage: what the table says, or a calm no."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app import JOBS
from cppm import permissions
from cppm.capacities import Place, Who, when_is, who_is
from cppm.groups.core_group import CoreGroup
from cppm.people import Person
from cppm.permissions import Right
from dialogs import hub
from dialogs.commands import joined
from dialogs.disagreeing.family_review import NONE_TO_READ
from dialogs.engine import Engine
from dialogs.groups import group_hub
from dialogs.home import home
from storage import ids
from storage.store import Store, open_store
from tests import builders, builders_group, cast
from tests.builders import BOOKED_AT, KAY, STARTS_AT
from tests.builders_group import FIRST_AT, FORMED_AT
from tests.databases import upgraded_sqlite
from tests.dialogs.chat import PRIVATE, Chat
from tests.enrolled import enrol_all

REFUSED = "I have not done that"
"""The title of a refusal."""
NOTHING_FOUND = ("", NONE_TO_READ)
"""Said alike to everybody who asks for what is not there for them."""
FAMILY = ("Kay", "mother", "father", "Injuries", "12 Rose Terrace")
MINUTES, DAY = timedelta(minutes=1), timedelta(days=1)
KEY = Fernet.generate_key().decode()
WHOLE = joined(JOBS)
VERBS = sorted({*WHOLE.doors, "help.open", *(f"{job}.open" for job in WHOLE.forms)})
SENT = {f"{job}.open": f"{job}.submit" for job in WHOLE.forms}
"""The verb that sends a form, by the one that opens it."""

NOW: dict[str, datetime] = {
    "booked": BOOKED_AT,
    "invited": STARTS_AT - 10 * MINUTES,
    "open": STARTS_AT + 10 * MINUTES,
    "views open": STARTS_AT + 35 * MINUTES,
    "closed": FORMED_AT + 5 * MINUTES,
    "released": FORMED_AT + 120 * MINUTES,
    "cancelled": STARTS_AT,
    "formed": FORMED_AT + 2 * DAY,
    "meets": FIRST_AT + 55 * MINUTES,
    "met": FIRST_AT + DAY,
    "ended": builders_group.REVIEW_AT + DAY,
}
STAGES = [*cast.MEETINGS, *cast.GROUPS]


def is_no(words: str) -> bool:
    """Whether somebody was refused, or told that there is nothing."""
    return REFUSED in words or words in NOTHING_FOUND


def at_stage(stage: str) -> Place:
    return cast.meeting_at(stage) if stage in cast.MEETINGS else cast.group_at(stage)


def rows_here(root: Place) -> set[Right]:
    """The rows that speak of this kind of place."""
    own = permissions.CORE_GROUP if isinstance(root, CoreGroup) else permissions.OF_MEETING
    return {*own, *permissions.BOTH}


def verbs_here(root: Place, verbs: list[str]) -> Iterator[str]:
    rows = rows_here(root)
    yield from (verb for verb in verbs if _has_row(verb) and permissions.row_of(verb) in rows)


def about(root: Place, verb: str) -> dict[str, str]:
    """What a button of this verb would carry."""
    if not isinstance(root, CoreGroup):
        an_only_child = verb.startswith("skeleton.")  # whose minutes have no copy for each child
        return {
            "m": root.id,
            **({} if an_only_child else {"c": KAY.id}),
            "d": "d_1",
            "f": "f_father",
            "r": "r_1",
            "y": "y_1",
            "p": "p_student",
            "a": "r_1",
            "e": "e_1",
        }
    ahead = verb.partition(".")[0] in ("cgattend", "cgattendfor", "cgdate")
    held = root.gatherings[-1 if ahead else 0].id
    thing = {"x": "x_visit"} if verb.startswith(("actiondone", "planaction.o")) else {}
    line = {"f": "f_mother"} if verb.startswith("cgvoice") else {}
    return {"g": root.id, "w": held, "c": KAY.id, **thing, **line}


@dataclass
class Room:
    """One meeting or core group, and everybody; what a press changes is undone before the next."""

    folder: Path
    stage: str
    root: Place
    now: datetime
    store: Store = field(init=False)
    engine: Engine = field(init=False)
    presses: int = 0

    @classmethod
    async def built(cls, folder: Path, stage: str) -> Room:
        """The room of this stage, ready."""
        os.mkdir(folder)
        room = cls(folder, stage, at_stage(stage), NOW[stage])
        await room._build()
        return room

    async def _build(self) -> None:
        preset = [person.id for person in cast.EVERYBODY]
        self._open(upgraded_sqlite(self.folder), preset)
        await enrol_all(self.store, cast.EVERYBODY, "tenant")
        await self._box.add(self.root)
        await self.store.close()
        shutil.copytree(self.folder, self._kept)
        self._open(self._url, [])

    def _open(self, url: str, preset: list[str]) -> None:
        self._url = url
        new_id = lambda: preset.pop(0) if preset else ids.new_id()  # noqa: E731
        self.store = open_store(url, [KEY], builders.PROFILE, new_id, lambda: self.now)
        self.engine = Engine(self.store, builders.PROFILE, JOBS, home)

    @property
    def _kept(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}-kept")

    @property
    def _box(self):  # type: ignore[no-untyped-def]
        return self.store.core_groups if isinstance(self.root, CoreGroup) else self.store.meetings

    async def hears(self, person: Person, verb: str, ids: dict[str, str] | None = None) -> str:
        """What is answered to a press, in a conversation of its own."""
        self.presses += 1
        place = replace(PRIVATE, conversation=f"a:{person.id}:{self.presses}")
        kind = "g" if isinstance(self.root, CoreGroup) else "m"
        carried = about(self.root, verb) if ids is None else {kind: self.root.id, **ids}
        return await Chat(self.engine, person, self.now, place).send(verb, carried)

    async def changed(self) -> bool:
        """Whether anything was recorded since the room was built."""
        return bool((await self._box.load(self.root.id)).revision != self.root.revision)

    async def press(self, person: Person, verb: str, ids: dict[str, str] | None = None) -> str:
        """What is heard; then everything is as it was before."""
        heard = await self.hears(person, verb, ids)
        if await self.changed():
            await self.store.close()
            shutil.rmtree(self.folder)
            shutil.copytree(self._kept, self.folder)
            self._open(self._url, [])
        return heard


def test_every_verb_has_a_row_and_every_row_a_verb() -> None:
    missing = [verb for verb in VERBS if not _has_row(verb)]
    known = {*WHOLE.forms, *VERBS}
    stale = [v for rows in permissions.TABLE.values() for r in rows for v in r.verbs if v not in known]
    assert (missing, stale) == ([], [])


def _has_row(verb: str) -> bool:
    try:
        permissions.row_of(verb)
    except KeyError:
        return False
    return True


@pytest.mark.parametrize("stage", STAGES)
async def test_whoever_the_table_does_not_name_gets_a_refusal_that_names_no_child(
    tmp_path: Path, stage: str
) -> None:
    room = await Room.built(tmp_path / "room", stage)
    breaches = []
    for person, verb in outside(room.root, STAGES.index(stage)):
        words = await room.hears(person, verb)
        named = [word for word in FAMILY if word in words]
        if not is_no(words) or (named and Who.CHAIR not in who_is(cast.known_to(room.root, person), person)):
            breaches.append(f"{verb} by {person.id}: {words[:100]!r} {named}")
    if await room.changed():
        breaches.append("something was recorded")
    await room.store.close()
    assert breaches == []


def outside(root: Place, turn: int) -> Iterator[tuple[Person, str]]:
    """Whoever the table does not name, with the verb: for each verb somebody of each part in it, and of none.

    Of those who are alike to the table the next has their turn each time. A form is opened at one stage and
    sent at the next, for either way has to ask the same verb of the field.
    """
    parts = cast.alike(root, cast.EVERYBODY)
    for number, verb in enumerate(verbs_here(root, VERBS), start=turn):
        for part, people in enumerate(parts, start=number):
            person = people[number % len(people)]
            if not permissions.may(cast.known_to(root, person), person, verb):
                yield person, SENT.get(verb, verb) if part % 2 else verb


@pytest.mark.parametrize("stage", STAGES)
async def test_no_button_that_is_shown_leads_to_a_refusal(tmp_path: Path, stage: str) -> None:
    room = await Room.built(tmp_path / "room", stage)
    steps = group_hub.steps if isinstance(room.root, CoreGroup) else hub.steps
    refused = []
    for person in cast.EVERYBODY:
        for step in steps(cast.known_to(room.root, person), person, room.now):  # type: ignore[arg-type]
            words = await room.press(person, step.verb, step.ids)
            refused += [f"{step} for {person.id}: {words[:200]!r}"] if REFUSED in words else []
    await room.store.close()
    assert refused == []


async def test_the_table_promises_nobody_what_the_verb_refuses_them(tmp_path: Path) -> None:
    """Each way of being in each row without further conditions gets through at some stage."""
    promised: set[tuple[str, Who]] = set()
    kept: set[tuple[str, Who]] = set()
    for stage in STAGES:
        room = await Room.built(tmp_path / stage.replace(" ", "-"), stage)
        root = room.root
        for verb in verbs_here(root, VERBS):
            row = permissions.row_of(verb)
            if row.also or when_is(root) not in row.when:
                continue
            for person in cast.EVERYBODY:
                ways = row.who & who_is(cast.known_to(root, person), person)
                promised |= {(verb, way) for way in ways}
                if ways - {way for v, way in kept if v == verb}:
                    words = await room.press(person, verb)
                    kept |= {(verb, way) for way in ways if REFUSED not in words}
        await room.store.close()
    assert [f"{verb}: {way}" for verb, way in sorted(promised - kept)] == []
