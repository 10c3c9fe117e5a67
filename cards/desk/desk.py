"""A desk as a card: what waits, in parts with their counts, the worst first; each line opens the thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cards.elements import Action, AdaptiveCard, Container, Element, TextBlock, button
from cards.layout import card, escape, facts, para, pressing, quiet, refreshed_by, subheading
from cards.pages import FROM
from cppm.councils.profile import Profile
from cppm.desks import Desk

MOST_LINES = 10
"""Lines on one card: as many as a thumb scrolls through; more are a button away."""
MOST_BUTTONS = 6


@dataclass(frozen=True)
class DeskLine:
    """One line: where, what, how it stands, and what pressing it opens.

    `late` is how much of it is late; `alarming` says that it can't wait although no limit has passed.
    """

    where: str
    stands: str
    verb: str
    ids: Mapping[str, str] = field(default_factory=dict)
    what: str = ""
    late: int = 0
    alarming: bool = False


@dataclass(frozen=True)
class DeskPart:
    """A part of a desk. `count` is how many things wait in it, where a line may stand for several."""

    title: str
    count: int
    lines: Sequence[DeskLine]


def desk_card(desk: Desk, parts: Sequence[DeskPart], start: int, actions: Sequence[Action]) -> AdaptiveCard:
    """A desk from a certain line on; it is brought up to date in its place. `actions` lead elsewhere."""
    lines = [(part, line) for part in parts for line in part.lines]
    shown, rest = lines[start : start + MOST_LINES], lines[start + MOST_LINES :]
    more = (
        [button(f"{len(rest)} more", "desk.more", l=desk, **{FROM: str(start + MOST_LINES)})] if rest else []
    )
    return card(
        f"Desk: {desk.called}",
        para(_summed_up(parts) if start == 0 else f"From line {start + 1} on."),
        *_shown(shown),
        quiet(f"And {len(rest)} more after these.") if rest else None,
        summary="Your desk",
        actions=[*more, *actions][:MOST_BUTTONS],
        refresh=refreshed_by("desk.open", l=desk) if start == 0 else None,
    )


def _summed_up(parts: Sequence[DeskPart]) -> str:
    waiting = sum(part.count for part in parts)
    if not waiting:
        return "Nothing waits on this desk."
    late = sum(line.late for part in parts for line in part.lines)
    things = "1 thing is" if waiting == 1 else f"{waiting} things are"
    return f"{things} on this desk, {late or 'none'} late. Press a line to open it."


def _shown(lines: Sequence[tuple[DeskPart, DeskLine]]) -> list[Element]:
    """The lines, each part beneath its title."""
    body: list[Element] = []
    under: DeskPart | None = None
    for part, line in lines:
        if part is not under:
            body.append(subheading(f"{part.title} ({part.count})"))
            under = part
        body.append(_line(line))
    return body


def _line(line: DeskLine) -> Container:
    stands = (
        TextBlock(text=escape(line.stands), spacing="none", weight="bolder", color="attention")
        if line.late or line.alarming
        else TextBlock(text=escape(line.stands), spacing="none")
    )
    return Container(
        items=[
            TextBlock(text=escape(line.where), weight="bolder"),
            *([TextBlock(text=escape(line.what), spacing="none", is_subtle=True)] if line.what else []),
            stands,
        ],
        separator=True,
        select_action=pressing(line.where, line.verb, **line.ids),
    )


def duty_card(profile: Profile, back: Sequence[Action]) -> AdaptiveCard:
    """Whom to call about the register at any hour; Quorate is not the register (REG-01, REG-02, TIM-27)."""
    known = [row for row in (("Call", profile.duty_contact), ("Keeper", profile.keeper)) if row[1]]
    return card(
        "The register, at any hour",
        facts(known) if known else para("This council's profile names no contact yet: ask your manager."),
        para(
            "I am not the register and can't say whether a child's name is on it. The keeper of the register "
            "answers, day and night."
        ),
        para("If a child is in danger now, call 999."),
        summary="Whom to call at any hour",
        actions=back,
    )
