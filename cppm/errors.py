"""Refusals. Each class's docstring is the sentence a person reads; `{}` fields are filled in.

Every refusal says what is wrong, names the rule in plain words and says what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """The step that puts a refusal right: what its button says, its verb, and the opaque ids it is about."""

    title: str
    verb: str
    ids: Mapping[str, str]


class CPPMError(Exception):
    """I could not do that."""

    rule: str = ""

    def __init__(self, way: Way | None = None, **details: object) -> None:
        self.way = way
        self.details = details
        super().__init__(str(self))

    def __str__(self) -> str:
        return " ".join((type(self).__doc__ or "").split()).format(**self.details)


class ReasonMissing(CPPMError):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "INV-09"


class ChangeUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "CON-09"
