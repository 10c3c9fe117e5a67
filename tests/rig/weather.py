"""A bad day of the Bot Connector: faults by chance, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import web

from tests.rig.servers import Fault

RETRY_AFTER = 20.0
"""Seconds for which a throttled conversation is to be left alone."""


@dataclass
class BadWeather:
    """Goes wrong with so many of the calls (`shares`, by the name of the fault).

    `steady` is the clock by which Retry-After is measured; `too_early` counts calls to a conversation that
    was to be left alone, `met` the faults by name.
    """

    seed: int
    shares: Mapping[str, float]
    steady: Callable[[], float]
    too_early: int = 0
    met: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._closed: dict[str, float] = {}

    def __call__(self, kind: str, request: web.Request) -> Fault | None:
        """What goes wrong with this call, if anything."""
        place = unquote(request.match_info.get("conversation", "")).partition(";")[0]
        self.too_early += self.steady() < self._closed.get(place, 0.0)
        drawn = self._chance.random()
        for name, share in self.shares.items():
            if drawn < share:
                self.met[name] += 1
                if name == "throttled":
                    self._closed[place] = self.steady() + RETRY_AFTER
                return self._fault(name)
            drawn -= share
        return None

    def _fault(self, name: str) -> Fault:
        taken = self._chance.random() < 0.5
        match name:
            case "throttled":
                return Fault("", 1, status=429, headers={"Retry-After": str(RETRY_AFTER)}, code="Throttled")
            case "busy":
                return Fault("", 1, status=412, code="PreconditionFailed")
            case "failing":
                return Fault("", 1, self._chance.choice([502, 503, 504]), code="BadGateway", taken=taken)
            case "late":
                return Fault("", 1, after=0.02)
            case "too late":
                return Fault("", 1, hang=True, taken=True)
            case "cut off":
                return Fault("", 1, drop=True, taken=taken)
        raise ValueError(name)
