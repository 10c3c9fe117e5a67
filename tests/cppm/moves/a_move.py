"""A family that moves: the whereabouts of the builders' case, and the same seen from the other council."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from cppm.moves import moves, whereabouts
from cppm.moves.move_records import Direction, FamilyMove, Lasting
from cppm.moves.moves import Reported
from cppm.moves.whereabouts import Family, Whereabouts
from cppm.people import Duty, Person
from tests.builders import KAY, LEAD, OUTSIDER
from tests.builders_group import a_core_group

AT = datetime(2027, 1, 12, 10, 0, tzinfo=UTC)
"""A Tuesday."""
TODAY = AT.date()
KEEPER = replace(OUTSIDER, id="p_keeper", name="Kirsty Orr", duties=frozenset({Duty.KEEPER}))
THEIR_KEEPER = "Ann Gow, keeper of the register"


def here() -> Whereabouts:
    """The case in the council that the family leaves."""
    return whereabouts.begin(whereabouts.of_group(a_core_group()), "j_here")


def there() -> Whereabouts:
    """The same family in the council that it comes to, where nobody knew of it."""
    return whereabouts.begin(Family("FI-27-0009", LEAD, (replace(KAY, id="c_there"),), ()), "j_there")


def said(
    lasting: Lasting = Lasting.PERMANENT, direction: Direction = Direction.OUT, **changes: object
) -> Reported:
    """What is reported; `changes` replace parts of it."""
    inwards = direction is Direction.IN
    plain = Reported(
        direction,
        lasting,
        "Fife" if not inwards else "Perth and Kinross",
        (KAY.id,) if not inwards else ("c_there",),
        date(2027, 1, 11),
        date(2027, 1, 31) if lasting is Lasting.TEMPORARY else None,
        THEIR_KEEPER if inwards else "",
        "by phone" if inwards else "",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def moved(
    where: Whereabouts,
    lasting: Lasting = Lasting.PERMANENT,
    direction: Direction = Direction.OUT,
    actor: Person = LEAD,
) -> FamilyMove:
    """A move that was just reported."""
    return moves.report(where, actor, said(lasting, direction), "z_1", AT)
