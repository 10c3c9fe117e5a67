"""Who of the family is not invited, or is excluded: the chair alone decides, with grounds and reasons.

Somebody whom the booking leaves out waits for the chair's decision like anybody about whom the chair is
alerted. What happens with them afterwards: `exclusion_plan`.

Rules: EXC-01..05, EXC-09..11, EXC-13, ATT-09.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import FamilyLine, NoSuchThing, NotYours, Phase, PlanningMeeting
from cppm.people import Duty, Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.rights.exclusion_records import DANGEROUS, GROUNDS, Alert, Decided, Exclusion, Ground, Legal

DECIDABLE = (Phase.BOOKED, Phase.INVITED, Phase.OPEN)


class ExclusionUnexplained(CPPMError):
    """Please give {what}, in a sentence. It goes into the minutes, and they are told it themselves."""

    rule = "EXC-06"


class GroundMissing(CPPMError):
    """Please name at least one ground. Only exceptional circumstances keep somebody of the family out."""

    rule = "EXC-02"


class VirtualUnconsidered(CPPMError):
    """Please say why they can't take part by video or phone. That is always considered first; if they can,
    choose it instead."""

    rule = "EXC-03"


class AdviceUnexplained(CPPMError):
    """Please say who gives the legal advice and what it is, or why you decide without. It is prudent before
    somebody with parental responsibilities and rights is kept out."""

    rule = "EXC-05"


class NoAdviceAwaited(CPPMError):
    """No legal advice is awaited here. To change what was recorded, decide again."""

    rule = "EXC-05"


class PoliceUnconsidered(CPPMError):
    """Please say whether the police are called, and whether the policy on violence and aggression is
    followed."""

    rule = "EXC-11"


class PartUnclear(CPPMError):
    """Please say from which part of the meeting, for example while the reports are heard."""

    rule = "EXC-09"


class ExcludedFromRoom(CPPMError):
    """{who} is excluded from this meeting, so they can't stand on the roll. If that has changed, decide on it
    anew first."""

    rule = "EXC-09"


class AboutAChild(CPPMError):
    """This is about parents, carers and those who represent them. Whether a child is invited stands with the
    child's own line."""

    rule = "EXC-01"


@dataclass(frozen=True)
class Said:
    """What the chair says when deciding; which of it is needed depends on `decided`."""

    decided: Decided
    reasons: str
    grounds: tuple[Ground, ...] = ()
    not_virtual: str = ""
    legal: Legal = Legal.NOT_HELD
    legal_words: str = ""
    part: str = ""
    police: str = ""


# How things stand


def adults(meeting: PlanningMeeting) -> list[FamilyLine]:
    """Those of the family who can be kept out: everybody but the children themselves."""
    return [line for line in meeting.family if line.child is None]


def family_line(meeting: PlanningMeeting, line_id: str) -> FamilyLine:
    """The line with this id. Raises NoSuchThing, and AboutAChild for a child's own."""
    line = meeting.family_line(line_id)
    if line.child is not None:
        raise AboutAChild
    return line


def current(meeting: PlanningMeeting, line_id: str) -> Exclusion | None:
    """What the chair decided last about this person, if anything."""
    return next((e for e in reversed(meeting.exclusions) if e.line == line_id), None)


def standing(meeting: PlanningMeeting) -> list[Exclusion]:
    """The decisions that keep somebody out now, in the order of the family."""
    found = (current(meeting, line.id) for line in adults(meeting))
    return [each for each in found if each and each.keeps_out]


def find(meeting: PlanningMeeting, exclusion_id: str) -> Exclusion:
    """The decision with this id that keeps somebody out now. Raises NoSuchThing."""
    for each in standing(meeting):
        if each.id == exclusion_id:
            return each
    raise NoSuchThing(what="decision")


def out_of_room(meeting: PlanningMeeting) -> dict[str, str]:
    """Who is kept from the whole meeting, by the id of their line."""
    names = {line.id: line.who for line in meeting.family}
    return {each.line: names[each.line] for each in standing(meeting) if each.decided is Decided.OUT}


def waiting(meeting: PlanningMeeting) -> list[FamilyLine]:
    """Those on whom the chair has still to decide: left out when it was booked, or named in an alert."""
    return [line for line in adults(meeting) if _waits(meeting, line)]


def left_out(meeting: PlanningMeeting) -> list[FamilyLine]:
    """Those of them whom the booking left out: all that anybody but the chair may know of it."""
    return [line for line in adults(meeting) if not line.invited and current(meeting, line.id) is None]


def alerted(meeting: PlanningMeeting) -> list[FamilyLine]:
    """Those on whom the chair has to decide for an alert alone, of which nobody else may learn (EXC-13)."""
    known = {line.id for line in left_out(meeting)}
    return [line for line in waiting(meeting) if line.id not in known]


def _waits(meeting: PlanningMeeting, line: FamilyLine) -> bool:
    decided = current(meeting, line.id)
    if decided is None and not line.invited:
        return True
    alerts = [a.at for a in meeting.alerts if a.line == line.id]
    return bool(alerts) and (decided is None or max(alerts) > decided.at)


def waits_since(meeting: PlanningMeeting, line: FamilyLine) -> datetime:
    """Since when a decision on this person is waited for."""
    decided = current(meeting, line.id)
    if decided is None and not line.invited:
        return meeting.convened_at
    return min(a.at for a in meeting.alerts if a.line == line.id and (not decided or a.at > decided.at))


def to_settle(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """What the chair has still to settle before the meeting may close: rule and words (EXC-01, 06, 07)."""
    names = {line.id: line.within for line in meeting.family}
    found = [("EXC-01", f"your decision whether {line.within} is invited") for line in waiting(meeting)]
    for each in standing(meeting):
        who = names[each.line]
        if each.plan is None:
            found.append(("EXC-06", f"who tells {who} your reasons, and how their views are obtained"))
        elif each.plan.views and not each.plan.views.done_at:
            found.append(("EXC-07", f"the views of {who}, or why they could not be obtained"))
    return found


def open_still(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """The same and the legal advice that is awaited, which holds up no closing: rule and words (EXC-05)."""
    names = {line.id: line.who for line in meeting.family}
    advice = [
        ("EXC-05", f"legal advice about {names[each.line]}")
        for each in standing(meeting)
        if each.legal is Legal.WAITING
    ]
    return [*to_settle(meeting), *advice]


def require_reader(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but the chair, the lead professional and those who look after the minutes (EXC-10)."""
    takes = meeting.participants().get(actor.id) is Role.MINUTE_TAKER
    leads = actor.id in (meeting.chair.id, meeting.lead_professional.id)
    if not (takes or leads or actor.has(Duty.CP_ADMIN)):
        raise NotYours(
            who="the chair, the lead professional and those who look after the minutes",
            next_step="Ask the chair if you need to know.",
        )


def require_decider(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but the chair, and the chair of a meeting that is over (EXC-01)."""
    meeting.require_chair(actor)
    meeting.require_phase("deciding who is not invited", *DECIDABLE)


# What is done


def alert(
    meeting: PlanningMeeting, actor: Person, line_id: str, words: str, at: datetime, alert_id: str
) -> Alert:
    """A practitioner tells the chair alone that somebody should perhaps not be there (EXC-13, ATT-09)."""
    require_alerter(meeting, actor)
    line = family_line(meeting, line_id)
    if not words.strip():
        raise ExclusionUnexplained(what="your concern")
    told = Alert(alert_id, line.id, words.strip(), actor.id, actor.name, at)
    meeting.alerts.append(told)
    meeting.record(FactKind.EXCLUSION_ALERTED, actor, at, line=line.id, words=told.words)
    meeting.owe(NoticeKind.EXCLUSION_ALERT, meeting.chair.id, key=told.id, about=told.id)
    return told


def require_alerter(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody who does not work with the family here, and all when the meeting is over."""
    if not meeting.role_of(actor).gives_view:
        raise NotYours(who="those who work with the family", next_step="Speak with the chair instead.")
    meeting.require_phase("alerting the chair", *DECIDABLE)


def decide(
    meeting: PlanningMeeting, actor: Person, line_id: str, said: Said, at: datetime, new_id: str
) -> Exclusion:
    """The chair decides about one person; a later decision takes the place of an earlier one (EXC-01).

    Before the meeting their line follows; in it, whoever is excluded from all of it is no longer there.
    """
    require_decider(meeting, actor)
    line = family_line(meeting, line_id)
    _check(said, meeting.phase is Phase.OPEN)
    kept = Exclusion(new_id, line.id, said.decided, said.reasons.strip(), at, actor.id, list(said.grounds))
    if said.decided.keeps_out:
        kept.not_virtual, kept.part, kept.police = (
            said.not_virtual.strip(),
            said.part.strip() if said.decided is Decided.PART else "",
            said.police.strip(),
        )
        kept.legal, kept.legal_words = said.legal, said.legal_words.strip()
    kept.in_the_hour = meeting.phase is Phase.OPEN
    earlier = current(meeting, line.id)
    if earlier and kept.keeps_out and earlier.keeps_out:
        kept.plan = earlier.plan
    meeting.exclusions.append(kept)
    _follow(meeting, line, kept)
    meeting.record(
        FactKind.EXCLUSION_DECIDED,
        actor,
        at,
        line=line.id,
        exclusion=kept.id,
        decided=kept.decided,
        grounds=list(kept.grounds),
        reasons=kept.reasons,
        not_virtual=kept.not_virtual,
        legal=kept.legal,
        legal_words=kept.legal_words,
        part=kept.part,
        police=kept.police,
    )
    return kept


def _check(said: Said, in_the_hour: bool) -> None:
    if not said.reasons.strip():
        raise ExclusionUnexplained(what="your reasons")
    if not said.decided.keeps_out:
        return
    if not said.grounds:
        raise GroundMissing
    if not said.not_virtual.strip():
        raise VirtualUnconsidered
    if said.legal is not Legal.NOT_HELD and not said.legal_words.strip():
        raise AdviceUnexplained
    if said.decided is Decided.PART and not said.part.strip():
        raise PartUnclear
    if in_the_hour and not DANGEROUS.isdisjoint(said.grounds) and not said.police.strip():
        raise PoliceUnconsidered


def _follow(meeting: PlanningMeeting, line: FamilyLine, kept: Exclusion) -> None:
    """The line on the list and in the room, as it is after a decision."""
    out = kept.decided is Decided.OUT
    if meeting.phase is Phase.OPEN:
        line.present = False if out else line.present
        line.invited = line.invited or not out
        return
    line.reason = "" if not out else line.reason or "; ".join(GROUNDS[each] for each in kept.grounds)
    line.invited = not out


def advise(meeting: PlanningMeeting, actor: Person, exclusion_id: str, words: str, at: datetime) -> None:
    """The legal advice that was waited for has come; the chair decides anew if it changes anything."""
    require_decider(meeting, actor)
    found = find(meeting, exclusion_id)
    if found.legal is not Legal.WAITING:
        raise NoAdviceAwaited
    if not words.strip():
        raise AdviceUnexplained
    found.legal, found.legal_words = Legal.TAKEN, words.strip()
    meeting.record(FactKind.EXCLUSION_ADVISED, actor, at, exclusion=found.id, words=found.legal_words)


def check_roll(meeting: PlanningMeeting, family: list[str]) -> None:
    """Refuse a roll with somebody on it who is excluded from the whole meeting."""
    out = out_of_room(meeting)
    kept_out = [out[line] for line in family if line in out]
    if kept_out:
        raise ExcludedFromRoom(who=" and ".join(kept_out))
