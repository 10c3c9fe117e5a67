"""How fast Teams lets a bot speak: per conversation, and per tenant.

Source of the numbers: msteams-docs, bots/how-to/rate-limit.md.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

PER_CONVERSATION = ((1.0, 7), (2.0, 8), (30.0, 60), (3600.0, 1800))
"""(window in seconds, sends allowed in it)."""
PER_TENANT = 50
"""Sends allowed in a second."""
REMEMBERED = 10_000
"""Conversations whose recent sends are kept in memory; the longest silent one goes first."""


@dataclass
class _Window:
    """The moments of recent sends to one place, newest last."""

    limits: tuple[tuple[float, int], ...]
    sent: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0

    def room(self, now: float) -> int:
        """How many may be sent now; of the windows only the longest is looked at."""
        self._forget(now)
        return 0 if self.closed_until > now else self.limits[-1][1] - len(self.sent)

    def wait(self, now: float, calls: int = 1) -> float:
        """Seconds until so many more may be sent."""
        self._forget(now)
        waits = [self.closed_until - now, 0.0]
        for seconds, count in self.limits:
            room = count - calls
            if len(self.sent) > room:
                waits.append(self.sent[-room - 1] + seconds - now)
        return max(waits)

    def _forget(self, now: float) -> None:
        while self.sent and self.sent[0] <= now - self.limits[-1][0]:
            self.sent.popleft()


class Pace:
    """Says how long to wait before the next send. Times are seconds of any steady clock.

    `a_second` is how many messages Teams takes from a bot in one tenant.
    """

    def __init__(self, a_second: int = PER_TENANT) -> None:
        self._per_tenant = a_second
        self._conversations: OrderedDict[str, _Window] = OrderedDict()
        self._tenants: dict[str, _Window] = {}

    def wait(self, tenant: str, conversation: str, now: float, calls: int = 1) -> float:
        """Seconds until this conversation may get so many more messages; 0 means now."""
        return max(self._tenant(tenant).wait(now, calls), self._conversation(conversation).wait(now, calls))

    def room(self, now: float) -> int:
        """How many messages may go out now to any tenant."""
        return min((window.room(now) for window in self._tenants.values()), default=self._per_tenant)

    def until_room(self, now: float) -> float:
        """Seconds until every tenant may get a message; 0 means now."""
        return max((window.wait(now) for window in self._tenants.values()), default=0.0)

    def count(self, tenant: str, conversation: str, now: float) -> None:
        """One message goes out now."""
        for window in (self._tenant(tenant), self._conversation(conversation)):
            window.sent.append(now)

    def hold(self, conversation: str, until: float) -> None:
        """Teams asked this conversation to pause (Retry-After)."""
        window = self._conversation(conversation)
        window.closed_until = max(window.closed_until, until)

    def _tenant(self, tenant: str) -> _Window:
        return self._tenants.setdefault(tenant, _Window(((1.0, self._per_tenant),)))

    def _conversation(self, conversation: str) -> _Window:
        window = self._conversations.pop(conversation, None) or _Window(PER_CONVERSATION)
        self._conversations[conversation] = window
        if len(self._conversations) > REMEMBERED:
            self._conversations.popitem(last=False)
        return window
