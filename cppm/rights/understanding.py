"""What the family was told and understood, and what they said before and after the meeting.

Rules: CHI-03..06, LPP-01, LPP-07, LPP-14, LPP-15, LPP-17, MIN-28, PTP-01, PTP-03..05, PTP-07,
REP-12, PAR-11.
"""

from __future__ import annotations

from datetime import date, datetime

from cppm.errors import CPPMError
from cppm.meetings.decision import registered
from cppm.meetings.meeting import FamilyLine, Phase, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind
from cppm.rights.participation_records import Heard, Told, Topic, Understood
from cppm.rights.taking_part import child_of, is_baby, kept, of, require_looks_after
from cppm.timing.timescales import local_day, say_day

HELD = (Phase.BOOKED, Phase.INVITED, Phase.OPEN, Phase.CLOSED)
BEFOREHAND = (Topic.MEETING, Topic.DATE, Topic.WHO, Topic.SUPPORT, Topic.LEAFLETS, Topic.COURSE)
UNTIL_CLEAR = (Topic.REGISTRATION, Topic.MINUTES)
"""What is explained again until it is understood (PTP-05, PTP-07)."""


class NothingTold(CPPMError):
    """Please choose what {name} was told. What you leave out stays open."""

    rule = "LPP-01"


class NotToBeTold(CPPMError):
    """That is not something for {name} to be told now. Open the family's part again for what is."""

    rule = "LPP-01"


class TellingIncomplete(CPPMError):
    """Please say who told them, and how: in person, by phone, with the interpreter."""

    rule = "PTP-05"


class UnclearUnexplained(CPPMError):
    """Please say what is still unclear to {name}, and what you do about it."""

    rule = "PTP-05"


class NotYetCome(CPPMError):
    """{day} is still to come. Record it when it has happened."""

    rule = "PTP-05"


class ViewsUnheard(CPPMError):
    """Please write down what {name} says, to whom and how, or why they could not be heard. For a baby,
    describe presentation and behaviour."""

    rule = "CHI-05"


def to_tell(meeting: PlanningMeeting, line: FamilyLine) -> tuple[Topic, ...]:
    """What somebody of the family is told as the meeting stands now; a baby is told nothing."""
    child = child_of(meeting, line)
    if is_baby(child) or meeting.phase is Phase.CANCELLED:
        return ()
    if meeting.phase is Phase.CLOSED:
        return _afterwards(meeting)
    if line.invited:
        return BEFOREHAND
    weighed = of(meeting, line.id).invited
    excused = weighed is not None and bool(weighed.not_told_because)
    return (Topic.MEETING, Topic.NOT_INVITED) if child and not excused else ()


def _afterwards(meeting: PlanningMeeting) -> tuple[Topic, ...]:
    found = (Topic.REGISTRATION,) if registered(meeting) else ()
    return (*found, Topic.MINUTES) if meeting.minutes.sent_at else found


def still_to_tell(meeting: PlanningMeeting, line: FamilyLine) -> list[Topic]:
    """What they have not been told yet, or not understood where it has to be understood.

    A date that has since moved is told anew (LPP-07).
    """
    told = of(meeting, line.id).told
    return [topic for topic in to_tell(meeting, line) if not _settled(meeting, topic, told.get(topic))]


def helpers(meeting: PlanningMeeting, line: FamilyLine) -> list[str]:
    """Who should be beside somebody when things are explained: advocate, interpreter (PAR-11)."""
    mine = of(meeting, line.id)
    found = [mine.support.name] if mine.support and mine.support.name else []
    spoken = mine.interpreter.language if mine.interpreter else ""
    return [*found, *([f"an interpreter for {spoken}"] if spoken else [])]


def _settled(meeting: PlanningMeeting, topic: Topic, told: Told | None) -> bool:
    if told is None:
        return False
    if topic is Topic.DATE:
        return all(each.at < told.at for each in meeting.postponements)
    return topic not in UNTIL_CLEAR or told.understood is Understood.YES


def tell(
    meeting: PlanningMeeting,
    actor: Person,
    line_id: str,
    topics: list[Topic],
    by: str,
    on: date,
    how: str,
    understood: Understood,
    words: str,
    at: datetime,
) -> None:
    """Somebody was told these things by `by` on a day, in a way, and whether they understood.

    `words` is what they asked, or what is still unclear. Said again, the newer stands.
    """
    require_looks_after(meeting, actor)
    meeting.require_phase("recording what they were told", *HELD)
    line = meeting.family_line(line_id)
    if not topics:
        raise NothingTold(name=line.who)
    if not set(topics) <= set(to_tell(meeting, line)):
        raise NotToBeTold(name=line.who)
    if not by.strip() or not how.strip():
        raise TellingIncomplete
    if understood is not Understood.YES and not words.strip():
        raise UnclearUnexplained(name=line.who)
    _require_past(on, at)
    told = Told(by.strip(), on, how.strip(), understood, words.strip(), at, actor.id)
    mine = kept(meeting, line_id)
    mine.told.update(dict.fromkeys(topics, told))
    meeting.record(
        FactKind.FAMILY_INFORMED,
        actor,
        at,
        line=line_id,
        topics=[topic.name.lower() for topic in topics],
        by=told.by,
        on=on.isoformat(),
        how=told.how,
        understood=str(understood),
        words=told.words,
    )


def hear(meeting: PlanningMeeting, actor: Person, line_id: str, heard: Heard, at: datetime) -> None:
    """What somebody says before the meeting or, once it is closed, after it (CHI-05, LPP-14)."""
    require_looks_after(meeting, actor)
    meeting.require_phase("recording views", *HELD)
    line = meeting.family_line(line_id)
    found = _checked(line, heard, at)
    mine, after = kept(meeting, line_id), meeting.phase is Phase.CLOSED
    if found == (mine.after if after else mine.before):
        return
    if after:
        mine.after = found
    else:
        mine.before = found
    detail = vars(found) | {"on": found.on.isoformat() if found.on else ""}
    when = "after" if after else "before"
    meeting.record(FactKind.FAMILY_HEARD, actor, at, line=line_id, when=when, said=detail)


def _checked(line: FamilyLine, heard: Heard, at: datetime) -> Heard:
    words, how, by = heard.words.strip(), heard.how.strip(), heard.by.strip()
    if words and how and by and heard.on:
        _require_past(heard.on, at)
        return Heard(words, how, by, heard.on, written=heard.written, helped_by=heard.helped_by.strip())
    if words or not heard.passed_over.strip():
        raise ViewsUnheard(name=line.who)
    return Heard("", "", "", None, heard.passed_over.strip())


def _require_past(on: date, at: datetime) -> None:
    if on > local_day(at):
        raise NotYetCome(day=say_day(on))
