"""Saying that something owed is done, where Quorate can't see it: the attestation ends the clock."""

from __future__ import annotations

from datetime import datetime

from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.meetings.meeting import NotYours
from cppm.people import Duty, Person
from cppm.records import FactKind
from cppm.roots import Root
from cppm.timing.boards import REGISTER_UPDATE, find, owed_by
from cppm.timing.catalogue import catalogue
from cppm.timing.clock_records import Attestation
from cppm.timing.timescales import Due


class NotAttested(CPPMError):
    """This is done by doing it, not by saying so, and then its clock stops by itself. Type clocks and press
    it there."""

    rule = "CON-09"


def require_attester(root: Root, actor: Person, due: Due) -> None:
    """Refuse what ends by itself, and everybody but who owes it, CP Administration and, for a change of the
    register, its keeper (REG-03).
    """
    if not catalogue()[due.clock].attested:
        raise NotAttested
    keeper = due.clock == REGISTER_UPDATE and actor.has(Duty.KEEPER)
    if not owed_by(due, actor) and not actor.has(Duty.CP_ADMIN) and not keeper:
        raise NotYours(
            who="whoever owes this, or CP Administration,", next_step="Ask them whether it is done."
        )


def attest(root: Root, actor: Person, key: str, note: str, at: datetime, profile: Profile) -> None:
    """What is owed under `key` is done; `note` says how. Said twice changes nothing. Raises ClockStopped."""
    if key in root.attested:
        return
    require_attester(root, actor, find(root, key, profile))
    root.attested[key] = Attestation(actor.id, at, note.strip())
    root.record(FactKind.TASK_DONE, actor, at, key=key, note=note.strip())
