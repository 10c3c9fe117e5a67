"""Where a conversation stands, per person and place; it survives a restart.

Only plain text, lists and mappings are kept, answers by the name of their question: a new release may
reorder, add or drop questions without misreading what was said before. What was said in a form about
restricted information is kept apart from the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any, Literal

from dialogs.forms import Subject
from dialogs.turn import Turn
from storage.positions import Position
from storage.store import Store

LIFE = timedelta(hours=24)
"""A form untouched for longer is put away."""

KEPT = timedelta(days=14)
"""How long storage keeps a conversation, so that somebody coming back is told what became of it."""

MOST_ASIDE = 3
"""Half-finished forms set aside for another; the oldest goes first."""

REMEMBERED_TURNS = 8
"""Turns whose repetition is noticed. Teams repeats a message within seconds."""

Stage = Literal["asking", "choosing", "confirming"]


@dataclass
class Running:
    """A form as far as it has come."""

    job: str
    ids: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    stage: Stage = "asking"
    revision: int = 1
    """Goes up with every answer; cards carry it, so a stale one is noticed."""
    asked: str = ""
    """The question put out of turn, by *back*; otherwise the first open one is."""
    doubt: str = ""
    """A reading, as raw, that waits for yes or no; `spoken` is how it was said back."""
    spoken: str = ""
    keep: str = ""
    """The half of an answer that was understood."""
    near: list[str] = field(default_factory=list)
    """The choices that an unclear answer was narrowed to."""
    subjects: list[tuple[dict[str, str], str]] = field(default_factory=list)
    """What it may be about, while that is being chosen."""
    started: str = ""
    touched: str = ""
    apart: bool = False
    """Whether what was said in it is kept where restricted information is."""
    recalled: list[str] = field(default_factory=list)
    """When somebody was told, since it was set aside, that they were part way through it: once at each."""

    def is_about(self, job: str, ids: Mapping[str, str]) -> bool:
        """Whether this is the form of that job for that subject."""
        return self.job == job and self.stage != "choosing" and self.ids == ids

    def touch(self, now: datetime) -> None:
        """Note that something was said."""
        self.revision += 1
        self.touched = now.isoformat()

    def settle(self) -> None:
        """Forget what was only about the last question."""
        self.asked = self.doubt = self.spoken = self.keep = ""
        self.near = []

    def has_expired(self, now: datetime) -> bool:
        """Whether nobody has touched it for so long that it is put away."""
        return now - datetime.fromisoformat(self.touched or self.started) > LIFE

    @property
    def choices(self) -> list[Subject]:
        """What it may be about, while that is being chosen."""
        return [Subject(ids, label) for ids, label in self.subjects]


@dataclass
class Standing:
    """Where one person stands in one place."""

    running: Running | None = None
    aside: list[Running] = field(default_factory=list)
    done: Running | None = None
    """The form recorded last, without its answers: a second press of its button is told so."""
    done_in: str = ""
    """The turn that recorded it."""
    turns: list[str] = field(default_factory=list)
    revision: int = 0
    """Storage's own count, to notice somebody else's write."""
    kept_apart: bool = False
    """Whether anything was kept apart when this was loaded."""
    changed: bool = False

    @property
    def newest_revision(self) -> int:
        """The highest count of any form here: a fresh one goes on from it, so no card of an old one fits."""
        every = [self.running, self.done, *self.aside]
        return max((each.revision for each in every if each), default=0)

    def start(self, running: Running) -> None:
        """Make this the running form; a half-finished one is set aside."""
        self.set_aside()
        self.running = running
        self.changed = True

    def set_aside(self) -> Running | None:
        """Put the running form by, if anything was said in it."""
        put_by, self.running = self.running, None
        if put_by is None:
            return None
        self.changed = True
        if not put_by.raw:
            return None
        put_by.settle()
        put_by.recalled = []
        self.aside = [*self.aside, put_by][-MOST_ASIDE:]
        return put_by

    def take_up(self, job: str, ids: Mapping[str, str]) -> Running | None:
        """The half-finished form of that job and subject, running again; None if there is none."""
        if self.running is not None and self.running.is_about(job, ids):
            return self.running
        for each in self.aside:
            if each.is_about(job, ids):
                self.aside.remove(each)
                self.start(each)
                return each
        return None

    def finish(self, turn: Turn) -> None:
        """The running form was recorded: forget its answers."""
        if self.running is not None:
            self.done_in = turn.id
            self.done = Running(self.running.job, self.running.ids, revision=self.running.revision)
        self.drop()

    def drop(self) -> None:
        """Forget the running form."""
        self.changed = self.changed or self.running is not None
        self.running = None

    def forget(self, job: str, ids: Mapping[str, str]) -> None:
        """Drop the form of that job and subject, whether it is running or was set aside."""
        if self.running is not None and self.running.is_about(job, ids):
            self.drop()
        others = [each for each in self.aside if not each.is_about(job, ids)]
        self.changed = self.changed or len(others) < len(self.aside)
        self.aside = others

    def remember(self, turn: Turn) -> None:
        """Note that this turn has had its effect."""
        self.turns = [*self.turns, turn.id][-REMEMBERED_TURNS:]

    def put_away_expired(self, now: datetime) -> Running | None:
        """Drop what nobody touched for a day. Returns the form that was running, if it was that."""
        self.aside = [each for each in self.aside if not each.has_expired(now)]
        expired = self.running if self.running and self.running.has_expired(now) else None
        if expired:
            self.drop()
        return expired if expired and expired.raw else None


def to_plain(standing: Standing) -> dict[str, Any]:
    """The standing as plain JSON values, without what is kept apart."""
    return {
        "running": _open_part(standing.running) if standing.running else None,
        "aside": [_open_part(each) for each in standing.aside],
        "done": vars(standing.done) if standing.done else None,
        "done_in": standing.done_in,
        "turns": standing.turns,
    }


def to_apart(standing: Standing) -> dict[str, Any]:
    """What was said in forms about restricted information; empty when there is none."""
    running = _said_in(standing.running) if standing.running else {}
    aside = [_said_in(each) for each in standing.aside]
    return {"running": running, "aside": aside} if running or any(aside) else {}


def from_plain(plain: Mapping[str, Any], revision: int, apart: Mapping[str, Any] | None = None) -> Standing:
    """The standing that `to_plain` and `to_apart` wrote, perhaps in an earlier release."""
    apart = apart or {}
    aside = zip_longest(plain.get("aside") or (), apart.get("aside") or ())
    return Standing(
        running=_running(plain.get("running"), apart.get("running")),
        aside=[found for each, said in aside if (found := _running(each, said))],
        done=_running(plain.get("done")),
        done_in=plain.get("done_in", ""),
        turns=list(plain.get("turns") or ()),
        revision=revision,
        kept_apart=bool(apart),
    )


_KNOWN = frozenset(each.name for each in fields(Running))
_SAID = ("raw", "doubt", "spoken", "keep", "near")
"""What holds somebody's words."""


def _open_part(running: Running) -> dict[str, Any]:
    return {name: each for name, each in vars(running).items() if not (running.apart and name in _SAID)}


def _said_in(running: Running) -> dict[str, Any]:
    return {name: getattr(running, name) for name in _SAID} if running.apart else {}


def _running(plain: Mapping[str, Any] | None, said: Mapping[str, Any] | None = None) -> Running | None:
    if not plain:
        return None
    return Running(**{key: each for key, each in {**plain, **(said or {})}.items() if key in _KNOWN})


async def load(store: Store, turn: Turn, person_id: str) -> Standing:
    """Where this person stands in the place of this turn."""
    position = await store.positions.get(person_id, turn.place.conversation)
    return from_plain(position.body, position.revision, position.apart) if position else Standing()


async def save(store: Store, turn: Turn, person_id: str, standing: Standing) -> None:
    """Keep it, once for this turn. Raises AlreadyDone for a turn that came before, PositionMoved when another
    turn was quicker.
    """
    standing.remember(turn)
    apart = to_apart(standing)
    position = Position(
        person_id,
        turn.place.conversation,
        to_plain(standing),
        turn.now + KEPT,
        standing.revision,
        apart if apart or standing.kept_apart else None,
    )
    # The turn's own id is the key of what it changes in a meeting: the two must not be taken for each other.
    await store.positions.save(position, once=f"position:{turn.id}")
