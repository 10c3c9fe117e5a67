"""Quality figures as a card: each with its numbers in words and a bar; pressing one opens its months.

The words above each bar say all that it shows.
"""

from __future__ import annotations

from collections.abc import Sequence

from cards.bars import bar
from cards.elements import Action, AdaptiveCard, Container, Element, Image, TextBlock, button
from cards.layout import card, escape, para, pressing, quiet, subheading
from cppm.figure_counts import Row, Rows
from cppm.figures import Figure, Topic
from cppm.months import Period
from cppm.suppression import MOST_HIDDEN, percent

SUMMARY = "Quality figures"
SMALL = (
    f"Numbers from 1 to {MOST_HIDDEN} are not shown, nor any that would tell them. What is not recorded is "
    "not known and counts nowhere."
)
ONCE = (
    "Hand on one table for the same months: of two that overlap, one less the other may tell a small number."
)
_PER_CENT = "%"
"""It never begins a line."""


def ids_of(period: Period) -> dict[str, str]:
    """What a button carries that leads to these months."""
    return {"since": str(period.first), "until": str(period.last)}


def figures_card(
    period: Period, topic: Topic, found: Sequence[Rows], actions: Sequence[Action]
) -> AdaptiveCard:
    """The figures about a topic. `actions` lead elsewhere."""
    there = [rows for rows in found if not rows.empty]
    others = [
        button(each.called, "figures.topic", n=each, **ids_of(period)) for each in Topic if each != topic
    ]
    return card(
        f"Quality figures: {period.words}",
        subheading(topic.called),
        None if there else para("Nothing is recorded about this in these months."),
        *(_line(rows, period) for rows in there),
        quiet("Press a figure for its months, and for what is counted.") if there else None,
        quiet(_left_out(found)) if there and len(there) < len(found) else None,
        quiet(SMALL),
        summary=SUMMARY,
        actions=[*others, *actions],
    )


def _left_out(found: Sequence[Rows]) -> str:
    return f"Nothing to count: {', '.join(rows.figure.title for rows in found if rows.empty)}."


def _line(rows: Rows, period: Period) -> Container:
    figure = rows.figure
    return Container(
        items=[
            TextBlock(text=escape(figure.title), weight="bolder"),
            *_stated(in_words(rows.total, figure), rows.total),
        ],
        separator=True,
        select_action=pressing(figure.title, "figures.one", k=figure.key, **ids_of(period)),
    )


def months_card(period: Period, rows: Rows, actions: Sequence[Action]) -> AdaptiveCard:
    """One figure, the whole and month by month, with what is counted."""
    figure = rows.figure
    months: list[Element] = []
    for month, row in rows.months:
        months.append(TextBlock(text=month.words, weight="bolder", separator=True))
        months += _stated(in_words(row, figure), row)
    return card(
        figure.title,
        para(f"{_of_whom(figure)}{period.words}"),
        *_stated(in_words(rows.total, figure), rows.total),
        subheading("By month"),
        *months,
        quiet(f"{figure.means} Rule {figure.rule}."),
        quiet(f"{SMALL} {ONCE}"),
        summary=SUMMARY,
        actions=actions,
    )


def _of_whom(figure: Figure) -> str:
    by_agency = figure.topic in (Topic.ATTENDANCE, Topic.REPORTS)
    return f"{figure.topic.called}, " if by_agency else ""


def in_words(row: Row, figure: Figure) -> str:
    """What a row shows, as a sentence."""
    seen = row.shown
    if seen.of == 0:
        return "Not known: nothing is recorded." if row.unknown else "None in this time."
    if seen.of is None:
        words = "Not shown, so that small numbers stay hidden"
    elif seen.count is not None:
        words = f"{seen.count} of {seen.of} {figure.says} ({seen.share}{_PER_CENT})"
    elif seen.least is not None:
        words = f"At least {seen.least} of {seen.of} {figure.says}"
    else:
        words = f"At most {seen.most} of {seen.of} {figure.says}"
    return f"{words}; others are not known." if row.unknown else f"{words}."


def _stated(words: str, row: Row) -> list[Element]:
    """The words, and the bar beneath them where there is a share to draw."""
    line = TextBlock(text=escape(words), spacing="none")
    drawn = _bar(row)
    return [line, drawn] if drawn else [line]


def _bar(row: Row) -> Image | None:
    """The share as a bar; of a bound, what is sure and, paler, what may be. None where nothing is shown."""
    seen = row.shown
    if not seen.of or (seen.count, seen.least, seen.most) == (None, None, None):
        return None
    if seen.share is not None:
        return bar(seen.share, seen.share, f"A bar of {seen.share} per cent")
    if seen.least is not None:
        sure = percent(seen.least, seen.of)
        return bar(sure, 100, f"A bar of at least {sure} per cent")
    perhaps = percent(seen.most or 0, seen.of)
    return bar(0, perhaps, f"A bar of at most {perhaps} per cent")
