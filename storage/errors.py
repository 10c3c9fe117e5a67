"""What can go wrong between a change and the disk. Each docstring is the sentence a person reads."""

from __future__ import annotations

from cppm.errors import CPPMError


class StorageDown(CPPMError):
    """The records can't be reached at the moment, so {so}. Please try again in a few minutes."""


class OutcomeUnknown(CPPMError):
    """The connection to the records was lost while this was being kept, and I can't tell whether it
    was. Look at how things stand now before you do it again."""


class AlreadyDone(CPPMError):
    """This has already been recorded, so I have not recorded it a second time."""


class FileGiven(CPPMError):
    """You have been given this file already. If you need it once more, ask for it where you did before."""


class NoSuchMeeting(CPPMError):
    """I can't find that meeting. Say "home" to see the meetings you take part in."""


class NoSuchCoreGroup(CPPMError):
    """I can't find that core group. Say "home" to see what you take part in."""


class NoSuchCase(CPPMError):
    """I can't find that case. Check the case reference, or ask CP Administration."""


class NoSuchPerson(CPPMError):
    """That person is not enrolled, or has left. Ask CP Administration to enrol them."""


class AlreadyEnrolled(CPPMError):
    """Somebody with this Entra id is already enrolled. Change their details instead."""


class NotAReader(CPPMError):
    """You are not one of the people named to read this. Ask the chair of the meeting.
    That you asked has been noted."""

    rule = "CHR-01"


class PositionMoved(CPPMError):
    """This conversation has moved on since that message. Please answer the latest question."""


class WrongKey(CPPMError):
    """Part of the records can't be opened with the encryption keys that were given. Give every key
    that was ever in use, newest first."""


class Stale(Exception):
    """Another writer was quicker; the unit of work runs again on the newer state."""
