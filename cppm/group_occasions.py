"""When each clock of a core group runs."""

from __future__ import annotations

from collections.abc import Iterator

from cppm.core_group import CoreGroup
from cppm.occasion import Occasion, Occasions
from cppm.profile import Profile


def _not_yet(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    yield from ()


OCCASIONS: dict[str, Occasions] = {"review": _not_yet}
"""The occasions of a core group, by the name under which the catalogue knows them."""
