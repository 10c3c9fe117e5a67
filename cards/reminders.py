"""What is said when something is still owed: to who owes it, to who can help, and when a message is lost."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import AdaptiveCard, button
from cards.layout import bullets, card, day_and_time, facts, para, quiet
from cards.occasion import Occasion, notice
from cppm import clocks
from cppm.roots import called
from cppm.timescales import Due


def reminder(o: Occasion) -> AdaptiveCard:
    """What, when it is due, why you, and the button that does it. Raises KeyError without a due."""
    due = _due(o)
    kind = clocks.catalogue()[due.clock]
    return notice(
        o,
        kind.asks,
        facts([("Due", day_and_time(due.limit, o.zone)), ("Meeting", o.when)]),
        quiet("You get this because it is yours to do. It stops when it is done."),
        summary="There is something for you to do",
        actions=[o.to(kind.button, kind.opens, **kind.ids(due)), o.hub],
        why=due.rule,
    )


def escalation(o: Occasion) -> AdaptiveCard:
    """For whoever can help, and need not be invited: who, what, since when. Raises KeyError without a due."""
    due = _due(o)
    late = clocks.catalogue()[due.clock].late
    return notice(
        o,
        "Your help is needed",
        para(f"{called(o.meeting, due.owes[0]) or 'A colleague'} {late}."),
        facts([("It was due", day_and_time(due.limit, o.zone)), ("Meeting", o.when)]),
        para("Please speak with them today. The child's safety planning does not wait."),
        summary="Your help is needed",
        why=due.rule,
    )


def _due(o: Occasion) -> Due:
    if o.due is None:
        raise KeyError(o.about)
    return o.due


def undelivered_card(reference: str, person: str, what: str, reasons: Sequence[str]) -> AdaptiveCard:
    """For CP Administration: a message that could not be delivered, so that somebody is told another way."""
    return card(
        "A message did not arrive",
        quiet(reference),
        facts([("For", person), ("What", what.capitalize())]),
        bullets(reasons),
        para("Please reach them another way, and check that the app is installed for them."),
        summary="A message did not arrive",
        actions=[button("Why?", "why.open", rule="SUM-01")],
    )
