"""What is kept and what is owed: past-tense facts for the audit trail, notices for the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cppm.people import Duty, Person

CHANNEL = "channel"
"""The addressee of a notice that goes to the core group's channel rather than to a person."""


def everyone_with(duty: Duty) -> str:
    """The addressee that stands for everybody who holds a duty when the message is written."""
    return f"duty:{duty.value}"


class FactKind(StrEnum):
    """Every recordable fact, as `subject:thing:action`."""

    MEETING_REQUESTED = "request:meeting:asked"
    REQUEST_ANSWERED = "request:meeting:answered"
    REQUEST_HANDED_ON = "request:chair:handed_on"
    REQUEST_BOOKED = "request:meeting:booked"
    MEETING_BOOKED = "meeting:planning:booked"
    MEETING_MOVED = "meeting:planning:moved"
    MEETING_CANCELLED = "meeting:planning:cancelled"
    LIST_SENT = "meeting:invitations:sent"
    LIST_APPROVED = "meeting:invitations:approved"
    LIST_RETURNED = "meeting:invitations:returned"
    INVITEE_ADDED = "meeting:invitee:added"
    INVITEE_REMOVED = "meeting:invitee:removed"
    READING_DATED = "meeting:reading:dated"
    LINE_LEFT_EMPTY = "meeting:invitations:left_empty"
    ATTENDANCE_CONFIRMED = "invitee:attendance:confirmed"
    DEPUTY_NAMED = "invitee:deputy:named"
    ABSENCE_GIVEN = "invitee:absence:given"
    REPORT_FILED = "report:document:filed"
    REPORT_SHARED = "report:family:shared"
    REPORT_READ = "report:document:read"
    FAMILY_TIME_PLANNED = "report:family:planned"
    RESTRICTED_ALERTED = "report:restricted:alerted"
    RESTRICTED_DECIDED = "report:restricted:decided"
    RESTRICTED_RESPONDED = "report:restricted:responded"
    PASSING_ON_ASKED = "report:restricted:passing_on_asked"
    PASSING_ON_ANSWERED = "report:restricted:passing_on_answered"
    SECTION_STARTED = "meeting:section:started"
    SECTION_ENDED = "meeting:section:ended"
    MEETING_OPENED = "meeting:planning:opened"
    OPENING_CHECKED = "meeting:opening:checked"
    ROLL_CALLED = "meeting:roll:called"
    ARRIVAL_NOTED = "meeting:roll:arrived"
    LEAVING_NOTED = "meeting:roll:left"
    QUORUM_STATED = "meeting:quorum:stated"
    RECONVENED = "meeting:planning:reconvened"
    SUMMARY_CAPTURED = "child:summary:captured"
    CHILDS_VIEWS_CAPTURED = "child:views:captured"
    PARENTS_VIEWS_CAPTURED = "child:parents:captured"
    ROUND_OPENED = "child:round:opened"
    VIEW_GIVEN = "child:view:given"
    VIEW_CHANGED = "child:view:changed"
    VIEW_PASSED = "child:view:passed"
    VIEWS_OPENED = "child:views:opened"
    OTHER_AREA_NAMED = "meeting:transfer:other_area"
    CONSIDERED = "child:considerations:recorded"
    DECISION_MADE = "child:decision:made"
    SCRUTINY_FLAGGED = "child:scrutiny:flagged"
    SCRUTINY_OVERTAKEN = "child:scrutiny:overtaken"
    SCRUTINY_TAKEN = "child:scrutiny:taken"
    SCRUTINY_STOOD_ASIDE = "child:scrutiny:stood_aside"
    SCRUTINY_ASKED = "child:scrutiny:asked"
    SCRUTINY_RETURNED = "child:scrutiny:returned"
    SCRUTINY_ANSWERED = "child:scrutiny:answered"
    SCRUTINY_AGREED = "child:scrutiny:agreed"
    OUTCOME_SETTLED = "meeting:outcome:settled"
    ACTION_AGREED = "meeting:action:agreed"
    TELLING_NAMED = "meeting:telling:named"
    PERSON_TOLD = "meeting:telling:done"
    RIGHTS_TOLD = "meeting:rights:told"
    MEETING_CLOSED = "meeting:planning:closed"
    PART_HANDED_OVER = "meeting:part:handed_over"
    DISSENT_RECORDED = "dissent:statement:recorded"
    MANAGER_TOLD = "dissent:manager:told"
    ESCALATION_CONSIDERED = "dissent:escalation:considered"
    DISSENT_ANSWERED = "dissent:statement:answered"
    FAMILY_REVIEW_LOGGED = "family_review:request:logged"
    FAMILY_REVIEW_DECIDED = "family_review:request:decided"
    BOOKED_AGAIN = "meeting:planning:booked_again"
    KEY_POINTS_EDITED = "key_points:text:edited"
    KEY_POINTS_RELEASED = "key_points:text:released"
    PERSON_ENROLLED = "people:person:enrolled"
    PERSON_CHANGED = "people:person:changed"
    PERSON_LEFT = "people:person:left"
    TOLD_OTHERWISE = "message:undelivered:told_otherwise"
    CHANNEL_LINKED = "case:channel:linked"
    CHILD_BORN = "child:birth:recorded"
    NAMED_PERSON_NAMED = "child:named_person:named"
    EXCLUSION_ALERTED = "meeting:exclusion:alerted"
    EXCLUSION_DECIDED = "meeting:exclusion:decided"
    EXCLUSION_ADVISED = "meeting:exclusion:advised"
    EXCLUSION_ARRANGED = "meeting:exclusion:arranged"
    EXCLUSION_EXPLAINED = "meeting:exclusion:explained"
    EXCLUDED_VIEWS_OBTAINED = "meeting:exclusion:views_obtained"
    PARTS_PLANNED = "meeting:parts:planned"
    PARTS_AGREED = "meeting:parts:agreed"
    PARTS_SORTED = "meeting:parts:sorted"
    PART_BEGUN = "meeting:part:begun"
    PART_MARKED = "meeting:part:marked"
    MINUTES_DRAFTED = "meeting:minutes:drafted"
    MINUTES_CHECKED = "meeting:minutes:checked"
    MINUTES_SENT = "meeting:minutes:sent"
    CORRECTION_ASKED = "meeting:minutes:correction_asked"
    CORRECTION_ANSWERED = "meeting:minutes:correction_answered"
    RECORDING_DELETED = "meeting:recording:deleted"
    TASK_DONE = "clock:task:done"
    TASK_REOPENED = "clock:task:reopened"
    BRIEFER_NAMED = "guest:briefing:named"
    BRIEFED = "guest:briefing:done"
    LIMIT_MISSED = "clock:limit:explained"
    MISSED_LIMIT_APPROVED = "clock:limit:approved"
    MISSED_LIMIT_REFUSED = "clock:limit:refused"
    MISSED_LIMIT_HANDED_ON = "clock:limit:handed_on"
    GROUP_FORMED = "core_group:group:formed"
    GROUP_RENEWED = "core_group:group:renewed"
    GROUP_ENDED = "core_group:group:ended"
    GROUP_HANDED_OVER = "core_group:group:handed_over"
    REGISTRATION_ENDED = "core_group:registration:ended"
    MEMBER_JOINED = "core_group:member:joined"
    MEMBER_LEFT = "core_group:member:left"
    REVIEW_BOOKED = "core_group:review:booked"
    REVIEW_UNBOOKED = "core_group:review:unbooked"
    GATHERING_ARRANGED = "core_group:meeting:arranged"
    GATHERING_MOVED = "core_group:meeting:moved"
    HELP_TO_COME_NOTED = "core_group:help_to_come:noted"
    GATHERING_ANSWERED = "core_group:attendance:answered"
    GATHERING_OPENED = "core_group:meeting:opened"
    GATHERING_ROLL_CALLED = "core_group:roll:called"
    GATHERING_VOICE_HEARD = "core_group:views:captured"
    GATHERING_NOTED = "core_group:record:noted"
    GATHERING_CLOSED = "core_group:meeting:closed"
    RECOMMENDATION_GIVEN = "core_group:recommendation:given"
    OUTCOME_KEPT = "core_group:record:kept"
    PLAN_WRITTEN = "plan:text:written"
    PLAN_OUTCOME_SET = "plan:outcome:set"
    PLAN_ACTION_SET = "plan:action:set"
    PLAN_CHANGE_ASKED = "plan:change:asked"
    PLAN_ACTION_REPORTED = "plan:action:reported"
    PLAN_AGREED = "plan:version:agreed"
    VISITS_AGREED = "plan:visits:agreed"
    VISITS_ENDED = "plan:visits:ended"
    CHILD_SEEN = "child:sighting:recorded"
    CHANGE_REPORTED = "core_group:change:reported"
    CHANGE_ACKNOWLEDGED = "core_group:change:acknowledged"
    CHRONOLOGY_AGREED = "core_group:chronology:agreed"
    MOVE_REPORTED = "whereabouts:move:reported"
    MOVE_STEP_TAKEN = "whereabouts:move:step_taken"
    MOVE_ASSESSED = "whereabouts:move:assessed"
    MOVE_PLAN_AGREED = "whereabouts:move:plan_agreed"
    MOVE_VISITS_AGREED = "whereabouts:move:visits_agreed"
    MOVE_STAY_SET = "whereabouts:move:stay_set"
    MOVE_TRANSFER_BOOKED = "whereabouts:move:transfer_booked"
    MOVE_ENDED = "whereabouts:move:ended"
    MOVE_HANDED_OVER = "whereabouts:move:handed_over"
    ADDRESS_REPORTED = "address:entry:reported"
    ADDRESS_ACKNOWLEDGED = "address:link:acknowledged"
    ADDRESS_MENDED = "address:entry:mended"
    ADDRESS_GUARDED = "address:person:guarded"
    ADDRESS_UNGUARDED = "address:person:unguarded"
    STAY_VISIT_PROPOSED = "address:visit:proposed"
    STAY_VISIT_AGREED = "address:visit:agreed"
    STAY_LETTER_WRITTEN = "address:letter:written"
    WHEREABOUTS_FOLLOWED = "whereabouts:people:followed"
    WHEREABOUTS_HANDED_ON = "whereabouts:people:handed_on"
    CHRONOLOGY_RECEIVED = "core_group:chronology:received"
    CONSENT_GIVEN = "invitee:consent:given"
    CONSENT_REFUSED = "invitee:consent:refused"
    CHILD_INVITATION_WEIGHED = "family:invitation:weighed"
    PART_AGREED = "family:part:agreed"
    SUPPORT_ARRANGED = "family:support:arranged"
    INTERPRETER_ARRANGED = "family:interpreter:arranged"
    FAMILY_INFORMED = "family:information:given"
    FAMILY_HEARD = "family:views:heard"


class NoticeKind(StrEnum):
    """Every kind of message that can be owed to somebody."""

    MEETING_REQUESTED = "meeting_requested"
    REQUEST_ANSWERED = "request_answered"
    REQUEST_TO_BOOK = "request_to_book"
    LIST_TO_APPROVE = "list_to_approve"
    LIST_RETURNED = "list_returned"
    INVITATION = "invitation"
    DEPUTISING = "deputising"
    BRIEFING = "briefing"
    ABSENCE = "absence"
    REPORT_IN = "report_in"
    MEETING_MOVED = "meeting_moved"
    MEETING_CANCELLED = "meeting_cancelled"
    RESTRICTED_ALERT = "restricted_alert"
    RESTRICTED_NEWS = "restricted_news"
    EXCLUSION_ALERT = "exclusion_alert"
    EXCLUSION_ERRAND = "exclusion_errand"
    PARTS_TO_AGREE = "parts_to_agree"
    VIEW_ASKED = "view_asked"
    VIEWS_COMPLETE = "views_complete"
    DECISION = "decision"
    SCRUTINY = "scrutiny"
    SCRUTINY_TO_CHAIR = "scrutiny_to_chair"
    SCRUTINY_NEWS = "scrutiny_news"
    SCRUTINY_ENDED = "scrutiny_ended"
    DISSENT_TO_CHAIR = "dissent_to_chair"
    DISSENT_TO_MANAGER = "dissent_to_manager"
    DISSENT_RAISED = "dissent_raised"
    DISSENT_NEWS = "dissent_news"
    FAMILY_REVIEW_LOGGED = "family_review_logged"
    FAMILY_REVIEW_DECIDED = "family_review_decided"
    TELLING = "telling"
    KEY_POINTS_READY = "key_points_ready"
    KEY_POINTS = "key_points"
    KEY_POINTS_IN_CHANNEL = "key_points_in_channel"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    UNDELIVERED = "undelivered"
    LEFT_TO_YOU = "left_to_you"
    PART_HANDED_OVER = "part_handed_over"
    LIMIT_TO_APPROVE = "limit_to_approve"
    LIMIT_NOT_AGREED = "limit_not_agreed"
    MINUTES_TO_CHECK = "minutes_to_check"
    MINUTES_OUT = "minutes_out"
    CORRECTION = "correction"
    GROUP_JOINED = "group_joined"
    GROUP_LEFT = "group_left"
    GROUP_ENDED = "group_ended"
    GROUP_HANDED_OVER = "group_handed_over"
    GATHERING = "gathering"
    GATHERING_MOVED = "gathering_moved"
    GATHERING_CLOSED = "gathering_closed"
    GATHERING_IN_CHANNEL = "gathering_in_channel"
    CANNOT_DELIVER = "cannot_deliver"
    CHANGE_REPORTED = "change_reported"
    CHANGE_ACKNOWLEDGED = "change_acknowledged"
    RECOMMENDATIONS = "recommendations"
    MOVE_NEWS = "move_news"
    FAMILY_HANDED_OVER = "family_handed_over"
    FAMILY_NEEDS = "family_needs"
    ADDRESS_REPORTED = "address_reported"
    ADDRESS_NEWS = "address_news"
    ADDRESS_DONE = "address_done"
    STAY_TO_AGREE = "stay_to_agree"


@dataclass(frozen=True)
class Fact:
    """Something that happened. `detail` holds plain JSON values and is encrypted at rest."""

    kind: FactKind
    at: datetime
    by: str
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """A message owed. It carries ids only: its words are made when it is sent, after a fresh check.

    `to` is a person's id, CHANNEL, or everyone_with(duty). `key` is the business key: the same kind,
    addressee and key in the same meeting is never sent twice.
    """

    kind: NoticeKind
    to: str
    key: str
    about: str = ""


class Recording:
    """What a meeting and a core group share: each change is recorded as a fact and may owe messages."""

    revision: int

    def __post_init__(self) -> None:
        self._facts: list[Fact] = []
        self._notices: list[Notice] = []

    @property
    def facts(self) -> list[Fact]:
        """What happened since this was loaded; storage writes it and starts anew."""
        return self._facts

    @property
    def notices(self) -> list[Notice]:
        """The messages owed since this was loaded; storage writes them to the outbox."""
        return self._notices

    def record(self, kind: FactKind, actor: Person | str, at: datetime, **detail: object) -> None:
        """Keep a fact and bump the revision, so that no change goes unnoticed.

        `actor` is a person or, where a fact follows from another's fact, the id kept there.
        """
        self.revision += 1
        by = actor if isinstance(actor, str) else actor.id
        self._facts.append(Fact(kind, at, by, detail))

    def owe(self, kind: NoticeKind, to: str, key: str, about: str = "") -> None:
        """Owe somebody a message."""
        self._notices.append(Notice(kind, to, key, about))
