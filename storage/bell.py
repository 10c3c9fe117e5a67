"""Who changes something rings when it made something due at once, so that nobody looks in vain."""

from __future__ import annotations

from enum import Flag


class Rung(Flag):
    """What has come due: messages to send, or steps of clocks, which are still to become messages."""

    NOTHING = 0
    MESSAGES = 1
    CLOCKS = 2


class Bell:
    """Rung after the commit of a message, or of a clock's step, whose moment has come.

    It rings within one process: what another process queues, that process delivers. Used from the
    event loop only.
    """

    def __init__(self) -> None:
        self._rung = Rung.NOTHING

    def ring(self, due: Rung = Rung.MESSAGES) -> None:
        """Something is `due` now. It keeps ringing until it is answered."""
        self._rung |= due

    @property
    def rings(self) -> bool:
        """Whether something came due that nobody has begun to look for."""
        return bool(self._rung)

    def answered(self) -> Rung:
        """What came due since the last answer; whoever asks sees to it."""
        rung, self._rung = self._rung, Rung.NOTHING
        return rung
