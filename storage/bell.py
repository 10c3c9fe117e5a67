"""Who changes something rings when it made something due at once, so that nobody looks in vain."""

from __future__ import annotations


class Bell:
    """Rung after the commit of a message, or of a clock's step, whose moment has come.

    It rings within one process: what another process queues, that process delivers. Used from the
    event loop only.
    """

    def __init__(self) -> None:
        self._rung = False

    def ring(self, due: bool = True) -> None:
        """Something is `due` now. It keeps ringing until it is answered."""
        self._rung = self._rung or due

    def answered(self) -> bool:
        """Whether it rang since the last answer; whoever asks sees to it."""
        rang, self._rung = self._rung, False
        return rang
