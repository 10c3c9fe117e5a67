"""What child and family say to the core group, in their own words, or why they could not be heard (CG-18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from cards.groups.gathering import called, case_line
from cppm.errors import CPPMError
from cppm.groups import in_session
from cppm.groups.core_group import CoreGroup, FamilyMember, Gathering, GatheringPhase
from cppm.meetings.meeting import NoSuchThing, Voice
from cppm.people import Person
from cppm.rights import taking_part
from cppm.timing.timescales import local_day
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import keeps
from dialogs.groups.grouping import change, done_card, groups_where, the_group
from dialogs.meetings.chairing import few_lines
from dialogs.meetings.voices import OF_A_BABY
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

NOTHING_AHEAD = "No core group of yours has a meeting arranged. Type core groups to see yours."


class NotUnderWay(CPPMError):
    """No meeting of this core group is open now. Its chair or the lead professional opens it when it
    begins."""

    rule = "GEN-05"


def _was_heard(got: Got) -> bool:
    return got.get("heard") is True


@jobs.form
class FamilyVoice(Form):
    """What child and family say"""

    job: ClassVar[str] = "cgvoice"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = NOTHING_AHEAD

    heard: bool = ask("Were their views heard?", label="Heard")
    words: str = ask(
        "What do they say?",
        kind="long",
        label="Views",
        when=_was_heard,
        only="If they were heard.",
        max_length=1500,
        check=few_lines,
    )
    how: str = ask(
        "How were the views obtained?",
        label="How",
        when=_was_heard,
        only="If they were heard.",
        example="in the meeting, in a letter, through an advocate",
    )
    why_not: str = ask(
        "Why could they not be heard?",
        kind="long",
        label="Not heard because",
        when=lambda got: got.get("heard") is False,
        only="If they were not.",
        max_length=1000,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Whoever of the family is not heard yet, else everybody."""
        found = await groups_where(scene, lambda group: _may_hear(group, scene.person))
        current = [(group, now) for group in found if (now := group.current)]
        everybody = [(g, t, line) for g, t in current for line in g.to_be_heard]
        missing = [(g, t, line) for g, t, line in everybody if line.id not in t.voices]
        return [
            Subject({"g": g.id, "w": t.id, "f": line.id}, f"{called(line)}, {g.case_ref}")
            for g, t, line in missing or everybody
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """In their own words; who was not there can have said it in writing or to somebody (CG-18)."""
        group, held = await _heard_now(scene)
        line = _line(group, scene.ids.get("f", ""))
        voice, baby = held.voices.get(line.id), _is_baby(group, line, scene.now)
        words = "in their own words, also when they are not here and told somebody before."
        return Prepared(
            intro=[f"{called(line)}: {'presentation and behaviour speak.' if baby else words}"],
            earlier=_answers(voice) if voice else {},
            wording=OF_A_BABY | {"heard": f"Can you describe how {line.within} is?"}
            if baby
            else {"heard": f"Were the views of {line.within} heard?"},
            case_line=case_line(group, held, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep what was said, and go on with the next of the family."""

        def heard(group: CoreGroup) -> Gathering:
            held = _hearing(group, scene)
            voice = Voice(self.words, self.how, self.why_not)
            in_session.hear(group, scene.person, held.id, scene.ids.get("f", ""), voice, scene.now)
            return held

        group, held = await change(scene, heard)
        answer = _kept(scene, group, held, self)
        answer.then = next_voice(group, held)
        return answer

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is kept."""
        group, held = await _heard_now(scene)
        voice = held.voices.get(scene.ids.get("f", ""))
        return _kept(scene, group, held, cls.model_validate(_answers(voice))) if voice else None


def _is_baby(group: CoreGroup, line: FamilyMember, now: datetime) -> bool:
    """Whether presentation and behaviour speak for them (CHI-05)."""
    own = (child for child in group.registered if child.id == line.child)
    return any(taking_part.is_baby(child, local_day(now)) for child in own)


def _may_hear(group: CoreGroup, person: Person) -> bool:
    """Every member may bring what the family said, also before the meeting (CG-18)."""
    return keeps(group, person) or group.works(person)


async def _heard_now(scene: Scene) -> tuple[CoreGroup, Gathering]:
    group = await the_group(scene)
    if not keeps(group, scene.person):
        group.require_member(scene.person)
    return group, _hearing(group, scene)


def _hearing(group: CoreGroup, scene: Scene) -> Gathering:
    """The meeting that a button carries, or the one that is open or ahead. Raises NotUnderWay."""
    if scene.ids.get("w"):
        return group.gathering(scene.ids["w"])
    if group.current is None:
        raise NotUnderWay
    return group.current


def _answers(voice: Voice) -> dict[str, object]:
    """What is kept, as the answers to the form's questions."""
    if voice.words:
        return {"heard": True, "words": voice.words, "how": voice.how}
    return {"heard": False, "why_not": voice.passed_over}


def _line(group: CoreGroup, line_id: str) -> FamilyMember:
    for line in [*group.to_be_heard, *group.family]:
        if line.id == line_id:
            return line
    raise NoSuchThing(what="family member")


def next_voice(group: CoreGroup, held: Gathering) -> tuple[str, dict[str, str]] | None:
    """While the meeting is open: the next of the family to be heard, else the record."""
    if held.phase is not GatheringPhase.OPEN:
        return None
    for line in group.to_be_heard:
        if line.id not in held.voices:
            return "cgvoice", {"g": group.id, "w": held.id, "f": line.id}
    return None if held.record_of_it.working else ("cgrecord", {"g": group.id, "w": held.id})


def _kept(scene: Scene, group: CoreGroup, held: Gathering, form: FamilyVoice) -> Answer:
    line = _line(group, scene.ids.get("f", ""))
    rows = [("Who", called(line)), *form.rows(Prepared())]
    return done_card(scene, group, "Kept: what they say", rows, "", "cgvoice.open", w=held.id, f=line.id)


_VIEWS = ("family's views", "views of the family")
jobs.command(Command("core group views", "cgvoice.open", "What child and family say", _VIEWS, listed=False))
