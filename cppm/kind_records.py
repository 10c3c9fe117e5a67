"""What meetings of a certain kind keep beside what all keep."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Considered:
    """What a meeting said to the questions of its kind, by child and question; or why it left some open."""

    said: dict[str, dict[str, str]] = field(default_factory=dict)
    left_open: dict[str, str] = field(default_factory=dict)
