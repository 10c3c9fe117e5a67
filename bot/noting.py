"""What the one log line of a turn says: gathered on the turn's way, written at its end.

No words, no names, no ids in the clear.
"""

from __future__ import annotations

from contextvars import ContextVar

_about: ContextVar[dict[str, str] | None] = ContextVar("about", default=None)


def begin(**about: str) -> dict[str, str]:
    """Start the notes of the turn that begins here; the tasks it starts add to the same."""
    _about.set(about)
    return about


def note(**more: str) -> None:
    """Add to the notes of the turn at work; outside a turn there is nothing to add to."""
    about = _about.get()
    if about is not None:
        about.update(more)
