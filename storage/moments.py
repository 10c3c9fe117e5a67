"""Moments as they are stored: whole microseconds since 1970 in UTC, the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> int:
    """An aware moment as microseconds since 1970. Raises TypeError for a naive one."""
    return (moment - EPOCH) // MICROSECOND


def moment(stamp: int) -> datetime:
    """The aware UTC moment of a stored stamp."""
    return EPOCH + timedelta(microseconds=stamp)


def moment_or_none(stamp: int | None) -> datetime | None:
    """The moment of a stamp that may be missing."""
    return None if stamp is None else moment(stamp)
