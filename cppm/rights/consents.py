"""Students and others who come to learn: nobody is invited before family and chair have both agreed (ATT-22).

The family is asked without pressure; the chair limits how many. Either may take it back at any time.
"""

from __future__ import annotations

from datetime import datetime

from cppm.errors import CPPMError, ReasonMissing
from cppm.meetings.meeting import Invitee, NoSuchThing, Phase, PlanningMeeting
from cppm.people import Agency, Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.rights.participation_records import Consent

OBSERVE = (Agency.REPORTER, Agency.LEGAL, Agency.PROCURATOR_FISCAL, Agency.ARMED_FORCES)
"""Whose people usually only observe: they know the law or the service, not the child."""

THE_FAMILYS, THE_CHAIRS = "the family's consent", "the chair's consent"


class StudentWithoutConsent(CPPMError):
    """{name} comes to learn, and may be in the room only when the family and the chair have both agreed
    beforehand. Still missing: {missing}. Record it first, or leave them out."""

    rule = "ATT-22"


class UnderPressure(CPPMError):
    """Please ask the family again, and say that they may refuse and that nothing hangs on it. Record their
    answer after that."""

    rule = "ATT-22"


class AskingUnsaid(ReasonMissing):
    """Please say who asked the family about {name}, and what they answered. {why}"""

    rule = "ATT-22"


class RefusalUnexplained(ReasonMissing):
    """Please say why {name} can't come, in a sentence. {why}"""

    rule = "ATT-22"


def needed(line: Invitee) -> bool:
    """Whether somebody comes to learn: a student, or an observer whose agency works with families."""
    observes = line.role is Role.OBSERVER and line.person.agency not in OBSERVE
    return line.role is Role.STUDENT or observes


def lacking(line: Invitee) -> list[str]:
    """Whose consent is missing or was refused, in words; nothing for whoever needs none.

    Somebody invited without a record of it was invited when both consents were asked for together.
    """
    if not needed(line) or (line.consent is None and line.invited):
        return []
    said = line.consent
    answers = {THE_FAMILYS: said and said.family, THE_CHAIRS: said and said.chair}
    return [whose for whose, agreed in answers.items() if not agreed]


def refused(line: Invitee) -> bool:
    """Whether the family or the chair said no."""
    return line.consent is not None and False in (line.consent.family, line.consent.chair)


def require(line: Invitee) -> None:
    """Refuse that somebody is in the room without both consents."""
    if missing := lacking(line):
        raise StudentWithoutConsent(name=line.person.name, missing=" and ".join(missing))


def learners(meeting: PlanningMeeting) -> list[Invitee]:
    """Everybody on the list who comes to learn and was not refused."""
    return [line for line in meeting.invitees if needed(line) and not refused(line)]


def record_family(
    meeting: PlanningMeeting,
    actor: Person,
    person_id: str,
    agreed: bool,
    freely: bool,
    words: str,
    at: datetime,
) -> None:
    """What the family said; `freely` says that they know they may refuse. `words`: who asked, and how.

    Once they agree, the chair is asked; when they refuse, or take it back, the invitation is void.
    """
    meeting.require_keeper_of_list(actor)
    line = _line(meeting, person_id)
    if agreed and not freely:
        raise UnderPressure
    if not words.strip():
        raise AskingUnsaid(name=line.person.name, why="It is kept with their answer.")
    said = _consent(line)
    if (said.family, said.family_words) == (agreed, words.strip()):
        return
    said.family, said.family_words = agreed, words.strip()
    _recorded(meeting, actor, line, "family", agreed, said.family_words, at)
    asks_chair = agreed and said.chair is None and actor.id != meeting.chair.id
    if asks_chair and meeting.phase is not Phase.BOOKED:
        ask_chair(meeting, line, at)


def record_chair(
    meeting: PlanningMeeting, actor: Person, person_id: str, agreed: bool, why_not: str, at: datetime
) -> None:
    """What the chair says, who decides how many come to learn. A refusal has its reason."""
    meeting.require_chair(actor)
    line = _line(meeting, person_id)
    if not agreed and not why_not.strip():
        raise RefusalUnexplained(name=line.person.name, why="Whoever asked is told.")
    said = _consent(line)
    why = "" if agreed else why_not.strip()
    if (said.chair, said.why_not) == (agreed, why):
        return
    said.chair, said.why_not = agreed, why
    _recorded(meeting, actor, line, "chair", agreed, why, at)


def chair_agrees_with_list(meeting: PlanningMeeting, line: Invitee, at: datetime) -> None:
    """Agreeing the list is the chair's consent to those for whom the family has agreed."""
    if needed(line) and line.consent and line.consent.chair is None:
        line.consent.chair = True
        meeting.record(
            FactKind.CONSENT_GIVEN, meeting.chair, at, person=line.person.id, whose="chair", words=""
        )


def send_invitation(meeting: PlanningMeeting, line: Invitee, at: datetime) -> None:
    """The invitation goes out, now that everybody who has to agree has."""
    line.invited_at = at
    meeting.owe(NoticeKind.INVITATION, line.person.id, key=at.isoformat())


def ask_chair(meeting: PlanningMeeting, line: Invitee, at: datetime) -> None:
    """Ask the chair to agree to somebody who was added to a list that is agreed (CON-07)."""
    line.waits_since = at
    meeting.owe(NoticeKind.LIST_TO_APPROVE, meeting.chair.id, key=f"{line.person.id}:{at.isoformat()}")


def _line(meeting: PlanningMeeting, person_id: str) -> Invitee:
    meeting.require_phase("recording consent", Phase.BOOKED, Phase.INVITED, Phase.OPEN)
    line = meeting.invitee(person_id)
    if not needed(line):
        raise NoSuchThing(what="student")
    return line


def _consent(line: Invitee) -> Consent:
    line.consent = line.consent or Consent()
    return line.consent


def _recorded(
    meeting: PlanningMeeting, actor: Person, line: Invitee, whose: str, agreed: bool, words: str, at: datetime
) -> None:
    kind = FactKind.CONSENT_GIVEN if agreed else FactKind.CONSENT_REFUSED
    meeting.record(kind, actor, at, person=line.person.id, whose=whose, words=words)
    if refused(line):
        line.invited_at = None
        if line.stay and line.present:
            line.stay.left = at
    elif not lacking(line) and not line.invited and meeting.phase is not Phase.BOOKED:
        send_invitation(meeting, line, at)
