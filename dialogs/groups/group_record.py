"""The record of a core group's meeting: written by who leads it, read by its members, kept by each agency."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from cards.elements import Action, button
from cards.groups import gathering as cards
from cards.groups.group import AGENDA
from cppm.errors import CPPMError
from cppm.groups import in_session
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase, GroupRecord, Progress
from cppm.people import Person, Role
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.gathering import NOT_OPEN, kept_now, meant, meetings_of
from dialogs.groups.group_hub import keeps, next_buttons
from dialogs.groups.grouping import change, done_card, note_read
from dialogs.meetings.chairing import chosen, few_lines, shown
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer
from dialogs.understand import quoted

jobs = Jobs()

LONGEST = 1500
"""Characters of each part of the record; minutes with more are in the council's case system."""
_NUMBERED = re.compile(r"(\d{1,2})\s*[:.)–-]\s*(.*)", re.DOTALL)


class ProgressUnclear(CPPMError):
    """{line} does not begin with the number of an outcome. Write it like this: 1: what has come of it."""

    rule = "CG-09"


class NoRecordYet(CPPMError):
    """This core group has closed no meeting yet, so there is no record. It comes when a meeting is
    closed."""

    rule = "CG-15"


def read_progress(lines: Sequence[str], outcomes: Mapping[str, str]) -> tuple[list[Progress], list[str]]:
    """Progress by outcome ("1: she is at school every day"), and a sentence for each line not understood.

    A number without words says nothing about that outcome, and the only outcome needs no number. `outcomes`
    are words by id, in their order.
    """
    ids, found, problems = list(outcomes), [], []
    if len(ids) == 1 and lines and not any(_NUMBERED.fullmatch(line) for line in lines):
        return [Progress(ids[0], "\n".join(lines))], []
    for line in lines:
        match = _NUMBERED.fullmatch(line)
        if match is None or not 0 < int(match[1]) <= len(ids):
            problems.append(str(ProgressUnclear(line=quoted(line))))
        elif match[2].strip():
            found.append(Progress(ids[int(match[1]) - 1], match[2].strip()))
    return found, problems


def _bad_progress(lines: list[str], got: Got) -> str:
    return " ".join(read_progress(lines, got["outcomes"])[1])


@jobs.form
class WriteRecord(Form):
    """The record of this meeting"""

    job: ClassVar[str] = "cgrecord"
    submit: ClassVar[str] = "Keep the record"
    nothing: ClassVar[str] = NOT_OPEN

    working: str = ask(
        f"{AGENDA[0]} {AGENDA[1]}",
        kind="long",
        label="Plan and risks",
        max_length=LONGEST,
        check=few_lines,
    )
    strengths: str = ask(AGENDA[2], kind="long", label="Strengths", max_length=LONGEST, check=few_lines)
    progress: list[str] = ask(
        "How far has each outcome come?",
        kind="lines",
        label="Progress",
        required=False,
        when=lambda got: got.get("outcomes"),
        example="1: she is at school every day",
        max_length=4000,
        check=_bad_progress,
    )
    decisions: str = ask(
        "What did you decide?",
        kind="long",
        label="Decisions",
        hint="New actions and changes go into the plan itself.",
        max_length=LONGEST,
        check=few_lines,
    )
    contingency: str = ask(
        "Is a contingency called upon, which and why?",
        kind="long",
        label="Contingency",
        required=False,
        hint="Leave it empty when none is.",
        max_length=1000,
        check=few_lines,
    )
    extra_meeting: bool = ask(
        "Does anybody want an extra meeting to talk about difficulties between professionals?",
        label="Extra meeting",
    )
    worries: str = ask(
        "What is it about?",
        kind="long",
        label="Difficulties",
        when=lambda got: got.get("extra_meeting") is True,
        only="If an extra meeting is wanted.",
        hint="For example resources or roles. It is talked about outside the core group.",
        max_length=1000,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The open meetings of the groups this person keeps."""
        return await meetings_of(scene, keeps, GatheringPhase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The outcomes to speak of, and what was written before."""
        group, held = await kept_now(scene)
        outcomes = outcomes_of(group)
        listed = "; ".join(f"{number}. {words}" for number, words in enumerate(outcomes.values(), 1))
        return Prepared(
            known={"outcomes": outcomes},
            earlier=_written(held, outcomes),
            hints={"progress": f"By its number: {listed}."} if outcomes else {},
            case_line=cards.case_line(group, held, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the record; it can be changed until the meeting is closed."""
        kept = GroupRecord(
            self.working, self.strengths, self.decisions, self.contingency, self.worries, self.extra_meeting
        )

        def noted(group: CoreGroup) -> Gathering:
            held = meant(group, scene)
            progress, _ = read_progress(self.progress, outcomes_of(group))
            in_session.note(group, scene.person, held.id, kept, progress, scene.now)
            return held

        group, held = await change(scene, noted)
        return _noted(scene, group, held)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The record as it is kept."""
        return _noted(scene, *await kept_now(scene))


def outcomes_of(group: CoreGroup) -> dict[str, str]:
    """The plan's outcomes in words, by id, in their order, but for those no longer pursued."""
    return {o.id: o.words for o in group.plan.outcomes if not o.dropped}


def _every_outcome(group: CoreGroup) -> dict[str, str]:
    """The same with those no longer pursued, for what was said of them before."""
    return {o.id: o.words for o in group.plan.outcomes}


def _written(held: Gathering, outcomes: Mapping[str, str]) -> dict[str, object]:
    """What was written before; for the progress, a line to fill in for each outcome."""
    said = {p.outcome: p.words for p in held.progress}
    lines = "\n".join(f"{n}: {said.get(each, '')}" for n, each in enumerate(outcomes, 1))
    record = held.record_of_it
    if not record.working:
        return {"progress": lines} if outcomes else {}
    return {
        "working": record.working,
        "strengths": record.strengths,
        "decisions": record.decisions,
        "contingency": record.contingency,
        "extra_meeting": record.extra_meeting,
        "worries": record.worries,
        **({"progress": lines} if outcomes else {}),
    }


def _noted(scene: Scene, group: CoreGroup, held: Gathering) -> Answer:
    outcomes = _every_outcome(group)
    rows = [*cards.record_rows(held.record_of_it)]
    rows += [(outcomes.get(p.outcome, cards.GONE), p.words) for p in held.progress]
    return done_card(scene, group, "The record is kept", rows, "", "cgrecord.open", w=held.id)


# Reading and keeping it


async def _closed(scene: Scene, verb: str, title: str) -> Scene | Answer:
    """The scene about a group with a record: the button's, the only one, or the one that was named."""
    if scene.ids.get("g"):
        return scene
    lines = await scene.store.core_groups.for_person(scene.person.id)
    groups = [await scene.store.core_groups.load(line.id) for line in lines if not line.ended]
    found = [Subject({"g": g.id}, g.reference) for g in groups if in_session.readable(g, scene.person)]
    return chosen(scene, found, verb, title, str(NoRecordYet()))


def _last(group: CoreGroup, scene: Scene) -> Gathering:
    """The meeting of the button or, without one, the last whose record this person may read."""
    if scene.ids.get("w"):
        return group.gathering(scene.ids["w"])
    found = in_session.readable(group, scene.person)
    if not found:
        group.role_of(scene.person)
        raise NoRecordYet
    return found[-1]


@jobs.on("cgread.open")
async def read(scene: Scene) -> Answer:
    """The record, for those in the group and whoever sat in that meeting; that it was read is kept."""
    about = await _closed(scene, "cgread.open", "The record of the core group")
    if isinstance(about, Answer):
        return about
    group = await scene.store.core_groups.load(about.ids["g"])
    held = _last(group, about)
    in_session.require_reader(group, scene.person, held)
    await note_read(about, group, "core group record")
    card = cards.record_card(
        group,
        held,
        _every_outcome(group),
        _what_next(group, scene.person),
        about.start,
        scene.turn.time_zone,
    )
    return Answer(say=[card]) if about.ids.get("n") else shown(scene, card)


def _what_next(group: CoreGroup, person: Person) -> list[Action]:
    """The group's own steps, for whoever may open it."""
    role = group.participants().get(person.id)
    return [button("Home", "home.open")] if role is Role.CORE_GROUP_DEPUTY else next_buttons(group, person)


@jobs.on("cgkept.open")
async def kept(scene: Scene) -> Answer:
    """A member says that the outcome is in their own agency's system (CG-13)."""
    about = await _closed(scene, "cgkept.open", "I have kept the outcome")
    if isinstance(about, Answer):
        return about

    def keep(group: CoreGroup) -> Gathering:
        held = _last(group, about)
        in_session.keep_outcome(group, scene.person, held.id, scene.now)
        return held

    group, held = await change(about, keep)
    return done_card(
        about,
        group,
        "Noted: you have kept the outcome",
        [("Meeting", cards.case_line(group, held, scene.turn.time_zone))],
        "It is in your own agency's system, as the core group agreed.",
    )


_RECORD = ("core group minutes", "record of the core group", "read core group record")
_KEPT = ("i have kept it", "kept it", "i have kept the outcome", "outcome kept")
for _command in (
    Command(
        "write core group record", "cgrecord.open", "Write the record", ("write the record",), listed=False
    ),
    Command("core group record", "cgread.open", "Read the record of the core group", _RECORD, listed=False),
    Command("kept", "cgkept.open", "I have kept it in my agency's system", _KEPT, listed=False),
):
    jobs.command(_command)
