"""Something that somebody can do next: what `hub.py` and the modules of steps hand to the cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """Something that can be done now. `pressing` steps are owed; the others are only possible."""

    title: str
    verb: str
    ids: dict[str, str] = field(default_factory=dict)
    pressing: bool = True


WALL = Step("Who is ready", "ready.open")
"""The wall of one meeting."""


def each_once(found: Iterable[Step]) -> list[Step]:
    """The steps without what was named before; what is owed anywhere stays owed."""
    kept: dict[tuple[str, ...], Step] = {}
    for step in found:
        key = (step.verb, *step.ids.values())
        if key not in kept or (step.pressing and not kept[key].pressing):
            kept[key] = step
    return list(kept.values())
