"""What a message owed about a core group is about, and the shape that all their cards share."""

from __future__ import annotations

from dataclasses import dataclass

from cards.elements import Action, button
from cards.layout import UK
from cppm.councils.profile import Profile
from cppm.groups.core_group import CoreGroup, Gathering
from cppm.people import Person
from cppm.timing.timescales import Due


@dataclass(frozen=True)
class GroupOccasion:
    """What a notice is about: the group, the reader, the thing meant. `reader` is None in the channel."""

    group: CoreGroup
    reader: Person | None
    about: str
    profile: Profile
    zone: str = UK
    due: Due | None = None

    @property
    def gathering(self) -> Gathering | None:
        """The meeting meant, or the one ahead where the notice is about none in particular."""
        named = next((g for g in self.group.gatherings if g.id == self.about), None)
        return named or self.group.current

    def to(self, title: str, verb: str, /, **ids: str) -> Action:
        """A button of this group."""
        return button(title, verb, g=self.group.id, **ids)

    @property
    def reference(self) -> str:
        """The neutral name of the group."""
        return self.group.reference

    @property
    def hub(self) -> Action:
        """The button to the group's own card."""
        return self.to("Go to the core group", "group.open")
