"""The minutes: drafted, read by the chair, sent to everybody, corrected by an addendum, stored (MIN-22..28).

Quorate keeps where they stand, never their text: that is in the council's case system.
"""

from __future__ import annotations

from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings.key_points import recipients
from cppm.meetings.meeting import Correction, Mode, NoSuchThing, NotYours, Phase, PlanningMeeting
from cppm.people import Duty, Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.timing.clock_records import Attestation

STORED = "minutes_stored"
"""What a participant attests under this name and their id: checked, and kept in the child's file (ATT-21)."""


class NotChecked(CPPMError):
    """The chair has not read the draft minutes yet, and nobody gets them before that. Ask {chair} to read
    them first."""

    rule = "MIN-22"


class AlreadySent(CPPMError):
    """The minutes went out under the reference {reference}. They stay as they are: what is wrong in them is
    put right by a correction."""

    rule = "MIN-25"


class NotSentToYou(CPPMError):
    """The minutes of this meeting have not been sent to you, so there is nothing for you to check or to
    store. If you need them for your work, ask the chair."""

    rule = "MIN-23"


class NotSentYet(CPPMError):
    """The minutes are not out yet. They follow once the chair has read the draft, and Why? says by when."""

    rule = "MIN-23"


class WordsMissing(CPPMError):
    """Please say {what}, in a sentence or two."""

    rule = "MIN-24"


class ReferenceMissing(CPPMError):
    """Please give the reference under which the minutes are kept in the case system, so that everybody finds
    them."""

    rule = "MIN-27"


class RecordingNeeded(CPPMError):
    """The recording is kept until the minutes are complete: sent out, and every correction answered. Have it
    deleted then."""

    rule = "MIN-04"


class NoRecording(CPPMError):
    """People met in person, so there is no recording of this meeting to delete."""

    rule = "MIN-02"


# Who may


def may_send(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody looks after the minutes: the chair, the minute taker, CP Administration."""
    takes = meeting.participants().get(person.id) is Role.MINUTE_TAKER
    return takes or person.id == meeting.chair.id or person.has(Duty.CP_ADMIN)


def require_sender(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody who does not look after the minutes, and all before the meeting is closed."""
    if not may_send(meeting, actor):
        raise NotYours(
            who="the chair, the minute taker or CP Administration", next_step="Ask one of them about them."
        )
    meeting.require_phase("dealing with the minutes", Phase.CLOSED)


def drafted(meeting: PlanningMeeting) -> bool:
    """Whether the draft has been with the chair, said or seen by what came after it."""
    kept = meeting.minutes
    return any((kept.drafted_at, kept.checked_at, kept.sent_at))


def require_checker(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but the chair of a closed meeting (MIN-22)."""
    meeting.require_chair(actor)
    meeting.require_phase("reading the draft minutes", Phase.CLOSED)


def gets_minutes(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether the minutes were sent to somebody, or were theirs to read before (MIN-23)."""
    sent = meeting.minutes.sent_at is not None
    return sent and (person.id == meeting.chair.id or person.id in recipients(meeting))


def require_reader(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody who was not sent the minutes. Raises NotInvited, NotSentYet, NotSentToYou."""
    meeting.role_of(actor)
    if meeting.minutes.sent_at is None:
        raise NotSentYet
    if not gets_minutes(meeting, actor):
        raise NotSentToYou


# What is done


def hand_over_draft(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """The draft is with the chair, who is asked to read it. Said twice changes nothing."""
    require_sender(meeting, actor)
    minutes = meeting.minutes
    if minutes.drafted_at or minutes.checked_at:
        return
    minutes.drafted_at = at
    meeting.record(FactKind.MINUTES_DRAFTED, actor, at)
    meeting.owe(NoticeKind.MINUTES_TO_CHECK, meeting.chair.id, key="draft")


def check(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """The chair has read the draft and found it right; done twice changes nothing (MIN-22)."""
    require_checker(meeting, actor)
    minutes = meeting.minutes
    if minutes.checked_at:
        return
    minutes.checked_at, minutes.checked_by = at, actor.id
    meeting.record(FactKind.MINUTES_CHECKED, actor, at)


def send(meeting: PlanningMeeting, actor: Person, reference: str, at: datetime) -> None:
    """The minutes went out in the case system; every participant is asked to check and store them (MIN-23).

    Raises NotChecked before the chair has read them, AlreadySent for another reference later on.
    """
    require_sender(meeting, actor)
    minutes, words = meeting.minutes, reference.strip()
    if minutes.checked_at is None:
        raise NotChecked(chair=meeting.chair.name)
    if not words:
        raise ReferenceMissing
    if minutes.sent_at:
        if words != minutes.reference:
            raise AlreadySent(reference=minutes.reference)
        return
    minutes.sent_at, minutes.reference = at, words
    meeting.record(FactKind.MINUTES_SENT, actor, at, reference=words, recipients=recipients(meeting))
    for person_id in recipients(meeting):
        meeting.owe(NoticeKind.MINUTES_OUT, person_id, key="sent")


def store(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """A participant has checked the minutes and keeps them in the child's file (ATT-19, 21, MIN-27)."""
    require_reader(meeting, actor)
    key = f"{STORED}:{actor.id}"
    if key in meeting.attested:
        return
    meeting.attested[key] = Attestation(actor.id, at)
    meeting.record(FactKind.TASK_DONE, actor, at, key=key)


def has_stored(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody has said that they checked and stored the minutes."""
    return f"{STORED}:{person.id}" in meeting.attested


def ask_correction(
    meeting: PlanningMeeting, actor: Person, words: str, at: datetime, correction_id: str
) -> Correction:
    """A participant says what is wrong or missing; the chair gets it word for word (MIN-24)."""
    require_reader(meeting, actor)
    if not words.strip():
        raise WordsMissing(what="what is wrong or missing in the minutes")
    asked = Correction(correction_id, actor.id, actor.name, words.strip(), at)
    meeting.minutes.corrections.append(asked)
    meeting.record(FactKind.CORRECTION_ASKED, actor, at, correction=asked.id, words=asked.words)
    meeting.owe(NoticeKind.CORRECTION, meeting.chair.id, key=f"asked:{asked.id}", about=asked.id)
    return asked


def find_correction(meeting: PlanningMeeting, correction_id: str) -> Correction:
    """The correction with this id. Raises NoSuchThing."""
    for each in meeting.minutes.corrections:
        if each.id == correction_id:
            return each
    raise NoSuchThing(what="correction")


def answer_correction(
    meeting: PlanningMeeting, actor: Person, correction_id: str, agreed: bool, answer: str, at: datetime
) -> None:
    """The chair agrees, and says what the addendum holds, or says why the minutes stay (MIN-25).

    The minutes themselves never change. Answered twice changes nothing.
    """
    meeting.require_chair(actor)
    asked = find_correction(meeting, correction_id)
    if asked.answered_at:
        return
    if not answer.strip():
        raise WordsMissing(what="what is added to the minutes, or why they stay as they are")
    asked.agreed, asked.answer, asked.answered_at = agreed, answer.strip(), at
    meeting.record(
        FactKind.CORRECTION_ANSWERED, actor, at, correction=asked.id, agreed=agreed, answer=asked.answer
    )
    meeting.owe(NoticeKind.CORRECTION, asked.person, key=f"answered:{asked.id}", about=asked.id)


def recorded(meeting: PlanningMeeting) -> bool:
    """Whether there is a recording: of none in person, and where it was said or is always so (MIN-02)."""
    said = meeting.always_recorded or "recording" in meeting.opening
    return said and meeting.mode is not Mode.IN_PERSON


def recording_kept(meeting: PlanningMeeting) -> bool:
    """Whether a recording may still be there although the minutes are complete (MIN-02, 04)."""
    return recorded(meeting) and _complete(meeting) and not _deleted(meeting)


def _complete(meeting: PlanningMeeting) -> bool:
    minutes = meeting.minutes
    return minutes.sent_at is not None and all(each.answered_at for each in minutes.corrections)


def _deleted(meeting: PlanningMeeting) -> bool:
    return meeting.minutes.recording_deleted_at is not None


def recording_deleted(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """The recording is deleted, now that the minutes are complete (MIN-04). Said twice changes nothing."""
    require_sender(meeting, actor)
    if meeting.mode is Mode.IN_PERSON:
        raise NoRecording
    if _deleted(meeting):
        return
    if not _complete(meeting):
        raise RecordingNeeded
    meeting.minutes.recording_deleted_at = at
    meeting.record(FactKind.RECORDING_DELETED, actor, at)
