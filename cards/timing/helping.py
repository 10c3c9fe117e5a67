"""What others have not done and somebody's help is asked for: on home, and as a list of its own (CON-09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.elements import AdaptiveCard, Container, Element, TextBlock, button
from cards.layout import UK, by_when, card, escape, para, pressing, quiet, subheading
from cards.pages import FROM

MOST_AT_HOME = 3
MOST_LISTED = 8
ALL = "All that needs my help"


@dataclass(frozen=True)
class Helped:
    """One thing another has not done: who and what in a sentence, for which meeting, and its limit.

    `ids` bring the clock whole, which is all that whoever helps may look at.
    """

    what: str
    reference: str
    limit: datetime
    late: bool
    ids: Mapping[str, str]


def help_part(helped: Sequence[Helped], zone: str = UK) -> list[Element]:
    """The first few beneath what somebody owes; empty where nobody asks for their help."""
    left = len(helped) - MOST_AT_HOME
    return [
        *([subheading("Your help is asked for")] if helped else []),
        *(_line(each, zone) for each in helped[:MOST_AT_HOME]),
        *([quiet(f"And {left} more. Type asked to help to see them all.")] if left > 0 else []),
    ]


def helping_card(helped: Sequence[Helped], start: int = 0, zone: str = UK) -> AdaptiveCard:
    """All of it from a certain line on, the worst first."""
    shown, rest = helped[start : start + MOST_LISTED], helped[start + MOST_LISTED :]
    more = [button("More", "helping.open", **{FROM: str(start + MOST_LISTED)})] if rest else []
    told = "These are not yours to do. Please speak with whoever has not done them. Press a line to see more."
    return card(
        "Your help is asked for" if shown else "Nobody waits for your help",
        para(told) if shown else None,
        *(_line(each, zone) for each in shown),
        quiet(f"And {len(rest)} more after these.") if rest else None,
        summary="Where your help is asked for",
        actions=[*more, button("What I owe", "home.open")],
    )


def _line(each: Helped, zone: str) -> Container:
    when = by_when(each.limit, zone)
    due = TextBlock(text=f"Due {when}", spacing="none", is_subtle=True)
    late = TextBlock(text=f"Late: it was due {when}", weight="bolder", color="attention", spacing="none")
    return Container(
        items=[
            TextBlock(text=escape(each.what), weight="bolder"),
            TextBlock(text=escape(each.reference), spacing="none", is_subtle=True),
            late if each.late else due,
        ],
        separator=True,
        select_action=pressing(f"{each.what} {each.reference}", "clocks.one", **each.ids),
    )
