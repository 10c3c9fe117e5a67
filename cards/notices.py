"""The card of each message owed, made when it is sent, from the meeting as it then stands.

What shows on a lock screen is neutral; the case reference stands beneath the title; names and views
come only when a person opens something on purpose. The channel gets the agreed minimum.
"""

from __future__ import annotations

from collections.abc import Callable

from cards.disagreeing import dissent, family_review, scrutiny
from cards.elements import AdaptiveCard
from cards.meetings import after, before, minutes, reports
from cards.occasion import Occasion
from cards.rights import exclusion, handing_over, parts, preparation, restricted, taking_part
from cards.timing import clocks, reminders
from cppm.records import NoticeKind

__all__ = ["Occasion", "notice_card"]

CARDS: dict[NoticeKind, Callable[[Occasion], AdaptiveCard]] = {
    NoticeKind.LIST_TO_APPROVE: before.list_to_approve,
    NoticeKind.LIST_RETURNED: before.list_returned,
    NoticeKind.INVITATION: before.invitation,
    NoticeKind.DEPUTISING: before.deputising,
    NoticeKind.BRIEFING: preparation.to_brief,
    NoticeKind.ABSENCE: before.absence,
    NoticeKind.REPORT_IN: reports.came_in,
    NoticeKind.MEETING_MOVED: before.moved,
    NoticeKind.MEETING_CANCELLED: before.cancelled,
    NoticeKind.RESTRICTED_ALERT: restricted.alert,
    NoticeKind.RESTRICTED_NEWS: restricted.news,
    NoticeKind.EXCLUSION_ALERT: exclusion.alerted,
    NoticeKind.EXCLUSION_ERRAND: exclusion.errand,
    NoticeKind.PARTS_TO_AGREE: parts.to_agree,
    NoticeKind.VIEW_ASKED: after.view_asked,
    NoticeKind.VIEWS_COMPLETE: after.views_complete,
    NoticeKind.DECISION: after.closed,
    NoticeKind.SCRUTINY: scrutiny.opened,
    NoticeKind.SCRUTINY_TO_CHAIR: scrutiny.to_chair,
    NoticeKind.SCRUTINY_NEWS: scrutiny.news,
    NoticeKind.SCRUTINY_ENDED: scrutiny.ended,
    NoticeKind.DISSENT_TO_CHAIR: dissent.to_chair,
    NoticeKind.DISSENT_TO_MANAGER: dissent.to_manager,
    NoticeKind.DISSENT_RAISED: dissent.raised,
    NoticeKind.DISSENT_NEWS: dissent.news,
    NoticeKind.FAMILY_REVIEW_LOGGED: family_review.logged,
    NoticeKind.FAMILY_REVIEW_DECIDED: family_review.decided,
    NoticeKind.TELLING: after.telling,
    NoticeKind.KEY_POINTS_READY: after.key_points_ready,
    NoticeKind.KEY_POINTS: after.key_points,
    NoticeKind.KEY_POINTS_IN_CHANNEL: after.in_channel,
    NoticeKind.LIMIT_TO_APPROVE: clocks.limit_to_approve,
    NoticeKind.LIMIT_NOT_AGREED: clocks.limit_not_agreed,
    NoticeKind.MINUTES_TO_CHECK: minutes.to_check,
    NoticeKind.MINUTES_OUT: minutes.out,
    NoticeKind.CORRECTION: minutes.correction,
    NoticeKind.PART_HANDED_OVER: handing_over.handed_over,
    NoticeKind.FAMILY_NEEDS: taking_part.needs,
    NoticeKind.REMINDER: reminders.reminder,
    NoticeKind.ESCALATION: reminders.escalation,
}


def notice_card(kind: NoticeKind, occasion: Occasion) -> AdaptiveCard:
    """The card of a notice. Raises KeyError for a kind that has none."""
    return CARDS[kind](occasion)
