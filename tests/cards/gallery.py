"""Every card worth a look, by name: the snapshots, the lint, the renderer and the pictures read this list.

To add cards, write a module in `tests/cards/shown/` with functions that return a card:

    @shown("attendance-asked")
    def attendance_asked() -> AdaptiveCard: ...

`channel=True` says that the card may stand in a channel; `never` names words that must not be in it then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from cards.elements import AdaptiveCard

FOLDER = Path(__file__).parent / "shown"
_registry: dict[str, "Shown"] = {}


@dataclass(frozen=True)
class Shown:
    """A card of the gallery. `make` is called anew for each use."""

    name: str
    make: Callable[[], AdaptiveCard]
    channel: bool
    never: tuple[str, ...]


def shown(
    name: str, *, channel: bool = False, never: tuple[str, ...] = ()
) -> Callable[[Callable[[], AdaptiveCard]], Callable[[], AdaptiveCard]]:
    """Put what the function returns into the gallery. A name is also a file's name."""

    def put(make: Callable[[], AdaptiveCard]) -> Callable[[], AdaptiveCard]:
        if name in _registry:
            raise ValueError(f"two cards in the gallery are called {name}")
        _registry[name] = Shown(name, make, channel, never)
        return make

    return put


@cache
def gallery() -> Mapping[str, Shown]:
    """All cards, from all modules of `shown/`."""
    for path in sorted(FOLDER.glob("[!_]*.py")):
        import_module(f"tests.cards.shown.{path.stem}")
    return dict(sorted(_registry.items()))
