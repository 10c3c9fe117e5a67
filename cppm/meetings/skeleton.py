"""The skeleton of the minutes: all that Quorate knows of what they have to hold, in the order of the guide.

The minute taker completes it with what people said. What is not known says so; nothing is ever invented.
A meeting in two parts has a copy for each audience, siblings have one for the file of each child (PAR-02).
Restricted information and safe addresses are never in a meeting, and so never here (RAI-01, ADR-01).

Rules: MIN-05..21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cppm.councils.profile import Profile
from cppm.groups.core_group import CoreGroup
from cppm.meetings import minutes, siblings, skeleton_after, skeleton_child, skeleton_room
from cppm.meetings.meeting import NoSuchThing, PlanningMeeting
from cppm.meetings.skeleton_words import NOT_RECORDED, TO_WRITE, Marks
from cppm.papers import Paper, Part
from cppm.people import Person
from cppm.rights import cut
from cppm.rights.parts_records import HALVES
from cppm.rights.parts_records import Part as Half

OF_ALL = "Actions are recorded for the children together. Take out what is about a brother or sister alone."


@dataclass(frozen=True)
class Copy:
    """For whom a copy is made: the whole minutes, one part of the meeting alone, or the file of one child."""

    half: Half | None = None
    child: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.half is None and not self.child


@dataclass(frozen=True)
class Gap:
    """What one part of the skeleton still lacks: what is to be written, and what nobody recorded."""

    heading: str
    to_write: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def require_reader(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but those who look after the minutes, and all until the meeting is closed."""
    minutes.require_sender(meeting, actor)


def copies(meeting: PlanningMeeting) -> list[Copy]:
    """The copies that there are: always the whole; for each part of two; for the file of each of siblings."""
    halves = [Copy(half=half) for half in HALVES] if meeting.parts else []
    files = [Copy(child=child.id) for child in meeting.children] if len(meeting.children) > 1 else []
    return [Copy(), *halves, *files]


def copy_named(meeting: PlanningMeeting, half: str, child: str) -> Copy:
    """The copy that a button means. Raises NoSuchThing for one that this meeting does not have."""
    for each in copies(meeting):
        if (each.half or "", each.child) == (half, child):
            return each
    raise NoSuchThing(what="copy of the minutes")


def cut_for(meeting: PlanningMeeting, copy: Copy) -> PlanningMeeting:
    """The meeting as far as a copy may hold it."""
    if copy.half:
        return cut.of_part(meeting, copy.half)
    return siblings.for_file_of(meeting, copy.child) if copy.child else meeting


def skeleton(
    meeting: PlanningMeeting, profile: Profile, group: CoreGroup | None = None, copy: Copy | None = None
) -> Paper:
    """The skeleton of a closed meeting's minutes, or a copy of it. `group` is the core group of the case."""
    chosen = copy or Copy()
    held = cut_for(meeting, chosen)
    parts = [each for part in _parts(held, profile, group, chosen) for each in part]
    return Paper(f"Minutes of {meeting.reference}{_title(chosen)}", tuple(parts), draft=True)


def _title(copy: Copy) -> str:
    """What a copy is, without a name: it stands at the head of every page."""
    if copy.half:
        return f", for those in the {copy.half} part"
    return ", for the file of one child" if copy.child else ""


def _parts(
    held: PlanningMeeting, profile: Profile, group: CoreGroup | None, copy: Copy
) -> Iterator[list[Part]]:
    marks = Marks(held)
    yield [skeleton_room.time_and_place(held), skeleton_room.chairing(held)]
    yield skeleton_room.professionals(held, marks)
    # Who a guest comes for is in nobody's list, so that it can't be told to which part they belong.
    yield [] if copy.half else skeleton_room.guests(held)
    yield [skeleton_room.family(held, marks)]
    yield skeleton_room.not_there(held)
    yield [skeleton_room.quorum(held), skeleton_room.reports(held, marks), skeleton_after.discussed()]
    yield skeleton_room.confidential(held)
    for child in held.children:
        yield skeleton_child.about(held, child, marks, profile)
    # Who recommended may have been in the other part, and the core group's words were said in neither.
    known = None if copy.half else group
    yield [skeleton_after.recommended(held, known), _actions(held, marks, copy)]
    yield [skeleton_after.who_leads(held), skeleton_after.told(held)]
    yield [skeleton_after.recording(held), *skeleton_after.readers(held)]


def _actions(held: PlanningMeeting, marks: Marks, copy: Copy) -> Part:
    found = skeleton_after.actions(held, marks)
    return replace(found, lines=(*found.lines, OF_ALL)) if copy.child else found


# What is still missing


def gaps(paper: Paper) -> list[Gap]:
    """What each main part lacks, in order, with what the parts beneath it lack."""
    found: list[Gap] = []
    for part in paper.parts:
        to_write = _named(part, [label for label, words in part.rows if TO_WRITE in words])
        unknown = _named(part, [label for label, words in part.rows if _unknown(words)])
        if part.level == 1 or not found:
            found.append(Gap(part.heading, to_write, unknown))
        else:
            over = found[-1]
            found[-1] = Gap(over.heading, over.to_write + to_write, over.unknown + unknown)
    return found


def _named(part: Part, labels: list[str]) -> tuple[str, ...]:
    """What a part lacks; of one beneath another its heading too, and of several things there how many."""
    if part.level == 1 or not labels:
        return tuple(labels)
    return (f"{part.heading}: {labels[0]}" if len(labels) == 1 else f"{part.heading} ({len(labels)})",)


def _unknown(words: str) -> bool:
    return NOT_RECORDED.casefold() in words.casefold()


def still_named(meeting: PlanningMeeting, copy: Copy, paper: Paper) -> list[tuple[str, str]]:
    """Who is left out of a copy and yet named in somebody's words there, and under which heading (PAR-02)."""
    here = _called(cut_for(meeting, copy))
    left_out = sorted(_called(meeting) - here)
    found = []
    for name in left_out:
        word = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
        where = [part.heading for part in paper.parts if word.search(_all_words(part))]
        found += [(name, ", ".join(dict.fromkeys(where)))] if where else []
    return found


def _called(meeting: PlanningMeeting) -> set[str]:
    return {*meeting.names.values(), *(child.name for child in meeting.children)}


def _all_words(part: Part) -> str:
    return "\n".join([part.heading, *part.lines, *(f"{label} {value}" for label, value in part.rows)])
