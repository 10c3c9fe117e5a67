"""The delivery report of a meeting or core group: every message, to whom, when, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.elements import Action, AdaptiveCard, Element, button
from cards.layout import bullets, card, para, quiet, stated, subheading
from cards.pages import Part, page


@dataclass(frozen=True)
class Message:
    """One message or reminder: who it is for, what it is, and what became of it, in words."""

    who: str
    what: str
    stands: str


def messages_card(
    reference: str,
    messages: Sequence[Message],
    unreachable: Mapping[str, str],
    start: int,
    ids: Mapping[str, str],
    actions: Sequence[Action],
) -> AdaptiveCard:
    """The newest first, as many as fit; whoever can't be reached in Teams stands on top."""
    lines: list[Element] = [stated(each.who, f"{each.what}. {each.stands}") for each in messages]
    shown = page([Part("Messages", lines)], start)
    return card(
        "Messages",
        quiet(reference),
        *not_reachable(unreachable),
        *shown.body,
        None if messages else para("No message has been sent or is on its way."),
        summary="The messages of a meeting",
        actions=[*shown.more("Earlier messages", "reminders.open", **ids), *actions],
    )


def not_reachable(people: Mapping[str, str]) -> list[Element]:
    """Who can't be reached in Teams, and why; nothing where everybody can."""
    if not people:
        return []
    return [
        subheading("Not reachable in Teams"),
        para(
            "Please tell them another way. They are reached again once they write to Quorate or install it."
        ),
        bullets(f"{who}: {in_words(why)}" for who, why in people.items()),
    ]


def in_words(why: str) -> str:
    """What Teams says of somebody who can't be reached, as people say it; its own word where it is rare."""
    said = why.lower()
    if "blocked" in said:
        return "they have blocked Quorate"
    if any(word in said for word in ("install", "roster", "removed")):
        return "Quorate is not installed for them"
    return f"Teams refuses ({why})"


def all_messages(**ids: str) -> Action:
    """The button to the whole report."""
    return button("All messages", "reminders.open", **ids)
