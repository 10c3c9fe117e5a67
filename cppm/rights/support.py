"""Who is beside the family: an advocate or support person for each, an interpreter who is none of theirs.

Rules: LPP-03, LPP-11, LPP-12, PAR-05..07, PAR-09.
"""

from __future__ import annotations

from datetime import datetime

from cppm.errors import CPPMError, ReasonMissing
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.meetings.slots import NO_INTERPRETER
from cppm.people import Person
from cppm.records import FactKind
from cppm.rights.participation_records import Booked, Interpreter, Support, SupportKind
from cppm.rights.taking_part import BEFORE, child_of, kept, require_looks_after, tell_chair

COMES = (SupportKind.ADVOCATE, SupportKind.PERSON)
IN_HAND = (Booked.BOOKED, Booked.CONFIRMED)


class SupporterUnnamed(CPPMError):
    """Please say who comes, so that they are expected at the door and named when people introduce
    themselves."""

    rule = "PAR-07"


class AlreadyInTheRoom(CPPMError):
    """{name} has a part of their own in this meeting, and somebody in support only supports. Choose somebody
    else."""

    rule = "PAR-06"


class OnlyForAChild(CPPMError):
    """Only for a child can a parent hold back an advocate. Say instead whether {name} wants somebody."""

    rule = "PAR-09"


class HeldBackUnexplained(ReasonMissing):
    """Please say why a parent does not want it, and what you think should happen. {why}"""

    rule = "PAR-09"


class LanguageUnsaid(CPPMError):
    """Please give the language, and who comes once the interpreter is booked."""

    rule = "PAR-05"


class InterpreterOfTheFamily(CPPMError):
    """Nobody of the family or of their friends interprets: what is said here is difficult to hear and to say,
    and it has to be put exactly. Book an interpreter from a service."""

    rule = "PAR-05"


def arrange_support(
    meeting: PlanningMeeting,
    actor: Person,
    line_id: str,
    kind: SupportKind,
    name: str,
    words: str,
    at: datetime,
    agreed: bool | None = None,
) -> None:
    """Who supports somebody of the family (PAR-07); they have no other role (PAR-06).

    The chair says whether a friend or relative comes: `agreed` is the chair's alone and kept from nobody
    else. A parent who refuses it for a child is the chair's to consider (PAR-09).
    """
    require_looks_after(meeting, actor)
    meeting.require_phase("arranging support", *BEFORE, Phase.OPEN)
    line = meeting.family_line(line_id)
    who = name.strip() if kind in COMES else ""
    if kind in COMES and not who:
        raise SupporterUnnamed
    if who and who.casefold() in _others(meeting):
        raise AlreadyInTheRoom(name=who)
    if kind is SupportKind.HELD_BACK:
        if child_of(meeting, line) is None:
            raise OnlyForAChild(name=line.who)
        if not words.strip():
            raise HeldBackUnexplained(why="The chair reads it.")
    mine = kept(meeting, line_id)
    answer = _chairs_answer(meeting, actor, mine.support, kind, who, agreed)
    found = Support(kind, who, words.strip(), answer)
    if mine.support == found:
        return
    mine.support, mine.support_came = found, None
    meeting.record(
        FactKind.SUPPORT_ARRANGED,
        actor,
        at,
        line=line_id,
        support=str(kind),
        name=who,
        words=found.words,
        agreed=answer,
    )
    if kind is SupportKind.HELD_BACK or waits_for_chair(found):
        tell_chair(meeting, actor, at)


def waits_for_chair(support: Support | None) -> bool:
    """Whether a friend or relative is named and the chair has not said whether they come (PAR-06)."""
    return support is not None and support.kind is SupportKind.PERSON and support.agreed is None


def _chairs_answer(
    meeting: PlanningMeeting,
    actor: Person,
    before: Support | None,
    kind: SupportKind,
    name: str,
    agreed: bool | None,
) -> bool | None:
    """What the chair says of a friend or relative; an earlier answer about the same person stands."""
    if kind is not SupportKind.PERSON:
        return None
    if actor.id == meeting.chair.id:
        return agreed
    same = before is not None and (before.kind, before.name) == (kind, name)
    return before.agreed if before and same else None


def _others(meeting: PlanningMeeting) -> set[str]:
    """The names of those who speak, decide or minute in this meeting."""
    people = [i.person for i in meeting.invitees if not i.beside and i.role.gives_view]
    return {p.name.casefold() for p in (*people, meeting.chair, meeting.lead_professional)}


def arrange_interpreter(
    meeting: PlanningMeeting,
    actor: Person,
    line_id: str,
    booked: Booked,
    language: str,
    name: str,
    of_family: bool,
    at: datetime,
) -> None:
    """The interpreter for one of the family: needed or not, booked, confirmed (LPP-03, PAR-05).

    `name` is the interpreter's or the service's; `of_family`: they belong to the family or its friends.
    """
    require_looks_after(meeting, actor)
    meeting.require_phase("arranging an interpreter", *BEFORE, Phase.OPEN)
    needed = booked is not Booked.NOT_NEEDED
    tongue, who = (language.strip(), name.strip()) if needed else ("", "")
    if needed and (not tongue or (booked in IN_HAND and not who)):
        raise LanguageUnsaid
    if needed and (of_family or who.casefold() in {line.who.casefold() for line in meeting.family}):
        raise InterpreterOfTheFamily
    mine, found = kept(meeting, line_id), Interpreter(booked, tongue, who)
    if mine.interpreter == found:
        return
    first = needed and meeting.interpreter == NO_INTERPRETER
    mine.interpreter, mine.interpreter_came = found, None
    meeting.interpreter = _whole(meeting)
    meeting.record(FactKind.INTERPRETER_ARRANGED, actor, at, line=line_id, **vars(found))
    if first:
        tell_chair(meeting, actor, at)


def _whole(meeting: PlanningMeeting) -> str:
    """What the booking says of interpreters, now that it is known for whom they come."""
    found = [p.interpreter.booked for p in meeting.participation.values() if p.interpreter]
    needed = [each for each in found if each is not Booked.NOT_NEEDED]
    if not needed:
        return NO_INTERPRETER
    return str(Booked.BOOKED if all(each in IN_HAND for each in needed) else Booked.BEING_BOOKED)
