"""The delivery report of a meeting or core group: every message, to whom, when, and why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.elements import Action, AdaptiveCard, Element, button
from cards.layout import bullets, card, para, quiet, stated, subheading
from cards.pages import Part, page

ANSWERED = re.compile(r"(?:(?P<status>\d{3})|no answer)(?: (?P<word>\S+))?$")
"""What Teams answered to a call, at the end of a reason: 403 BotNotInstalled, no answer Timeout."""
NOT_INSTALLED = "Quorate is not installed for them"
REASONS = dict.fromkeys(("the app was removed", "the bot was removed"), NOT_INSTALLED)


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
    """Why a message did not arrive, as people say it.

    What Teams answered ends a reason; its own word is kept only where nobody here knows what it means.
    """
    found = ANSWERED.search(why)
    return why[: found.start()] + _meaning(found) if found else REASONS.get(why, why)


def _meaning(answered: re.Match[str]) -> str:
    """What an answer of Teams means: its status, or none, and its word."""
    status, word = answered["status"] or "", (answered["word"] or "").lower()
    if "blocked" in word:
        return "they have blocked Quorate"
    if any(sign in word for sign in ("install", "roster", "removed")):
        return NOT_INSTALLED
    if status in ("403", "404"):
        return "Teams no longer lets Quorate write to them"
    if not status or status == "429" or status.startswith("5"):
        return "Teams could not be reached, or was too busy"
    return f"Teams refuses ({answered[0]})"


def all_messages(**ids: str) -> Action:
    """The button to the whole report."""
    return button("All messages", "reminders.open", **ids)
