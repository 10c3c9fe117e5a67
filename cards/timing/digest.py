"""Several reminders for one person on one card: the worst first, each line opening the thing itself."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import AdaptiveCard, Container, Element, Execute, TextBlock, button
from cards.home import SAY_WHY
from cards.layout import card, escape, para, quiet, subheading
from cards.timing.clocks import stands
from cards.timing.helping import ALL
from cards.timing.reminders import Reminder, help_words
from cppm.timing.boards import rank

MOST_LINES = 8
"""Lines of each part; what is more of one's own is a button away, on home."""
LONGEST_TITLE = 45


def digest_card(reminders: Sequence[Reminder]) -> AdaptiveCard:
    """What is yours to do, then where your help is asked for; one card for two things or for fifty.

    Those that would read alike share a line, which opens the first of them.
    """
    ranked = sorted(reminders, key=lambda r: rank(r.due, r.now))
    own, others = [r for r in ranked if not r.helps], [r for r in ranked if r.helps]
    mine, helped = _alike(own)[:MOST_LINES], _alike(others)[:MOST_LINES]
    rest, waiting = len(own) - _all_of(mine), len(others) - _all_of(helped)
    return card(
        f"{len(own)} things are yours to do" if len(own) > 1 else _alone(own, others),
        para("The most urgent first. Press a line to do it.") if mine else None,
        *(_own_line(first, count) for first, count in mine),
        quiet(f"And {rest} more: open what you owe to see them.") if rest else None,
        subheading("Your help is needed") if mine and helped else None,
        *(_help_line(first, count) for first, count in helped),
        quiet(f"And {waiting} more: open all that needs your help to see them.") if waiting else None,
        quiet(
            "You get this because these are yours to do, or yours to help with. Each stops when it is done."
        ),
        summary="There is something for you to do" if mine else "Your help is needed",
        actions=[
            button("More" if rest else "What I owe", "home.open"),
            *([button(ALL, "helping.open")] if waiting else []),
            button("Quiet hours", "quiet.open"),
        ],
    )


def _alone(own: Sequence[Reminder], others: Sequence[Reminder]) -> str:
    return "Something is yours to do" if own else f"Your help is needed with {len(others)} things"


def _alike(reminders: Sequence[Reminder]) -> list[tuple[Reminder, int]]:
    """The first of those that would read the same, and how many there are: two who are to be told, say."""
    found: dict[tuple[object, ...], list[Reminder]] = {}
    for r in reminders:
        found.setdefault((r.root.id, r.due.clock, r.due.limit, r.due.owes, r.wants_reason), []).append(r)
    return [(group[0], len(group)) for group in found.values()]


def _all_of(lines: Sequence[tuple[Reminder, int]]) -> int:
    return sum(count for _, count in lines)


def _own_line(r: Reminder, count: int) -> Container:
    title = SAY_WHY if r.wants_reason else r.kind.task
    opens = _slim(r.opens)
    opens.title = title[:LONGEST_TITLE]
    return Container(
        items=[*_words(r, r.kind.task, count)],
        separator=True,
        select_action=opens,
    )


def _help_line(r: Reminder, count: int) -> Container:
    """Whoever helps need not take part, so the line opens the clock and not the meeting."""
    whole = _slim(r.whole)
    return Container(items=[*_words(r, help_words(r), count)], separator=True, select_action=whole)


def _words(r: Reminder, what: str, count: int) -> list[Element]:
    stand = stands(r.due, r.now, r.zone)
    where = f"{r.root.reference}, {count} of these" if count > 1 else r.root.reference
    return [
        TextBlock(text=escape(what), weight="bolder"),
        TextBlock(text=escape(where), spacing="none", is_subtle=True),
        TextBlock(text=stand, spacing="none", weight="bolder", color="attention")
        if r.late
        else TextBlock(text=stand, spacing="none"),
    ]


def _slim(action: Execute) -> Execute:
    """Without what older clients fall back on, which would be most of a long card in bytes."""
    action.fallback = None
    return action
