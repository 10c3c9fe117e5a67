"""The card of each message owed about where children live. None says where, or names a child."""

from __future__ import annotations

from collections.abc import Callable

from cards.elements import AdaptiveCard
from cards.moves import address, moves
from cards.timing import clocks
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person
from cppm.records import NoticeKind

Made = Callable[[Whereabouts, Person, str, str], AdaptiveCard]
"""Makes a card of the whereabouts, its reader, what it is about (an id) and the reader's time zone."""

CARDS: dict[NoticeKind, Made] = {
    **address.NOTICES,
    NoticeKind.MOVE_NEWS: moves.news,
    NoticeKind.FAMILY_HANDED_OVER: moves.handed_over_notice,
    NoticeKind.LIMIT_TO_APPROVE: clocks.whereabouts_limit_to_approve,
    NoticeKind.LIMIT_NOT_AGREED: clocks.whereabouts_limit_not_agreed,
}


def whereabouts_notice_card(
    kind: NoticeKind, root: Whereabouts, reader: Person, about: str, zone: str
) -> AdaptiveCard:
    """The card of a notice. Raises KeyError for a kind that has none."""
    return CARDS[kind](root, reader, about, zone)
