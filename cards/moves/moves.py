"""The cards of a family's move between councils: one move, the list of them, the news, and what to send."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, Container, TextBlock, button
from cards.layout import (
    UK,
    bullets,
    card,
    day,
    day_and_time,
    escape,
    facts,
    para,
    pressing,
    quiet,
    subheading,
)
from cppm.moves.move_records import FamilyMove, Lasting, Risk, Step, StepDone
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person
from cppm.timing.timescales import local_day

MOST_LISTED = 12
GOES_ON = "Every step is done. Once the move is over, say that it needs nothing more."
OF_THEM = {
    Step.TOLD: "The other council told us",
    Step.WRITTEN: "They told us in writing",
    Step.RISK: "Risk assessed by the other council",
    Step.RECORDS: "Records received by secure means",
}
RISKS = {Risk.LOWER: "Lower than before", Risk.NOT_LOWER: "Not lower: it goes on, or has grown"}


def reference(where: Whereabouts) -> str:
    """The neutral name of a move, fit for a title."""
    return f"Move {where.case_ref}"


def step_words(move: FamilyMove, step: Step) -> str:
    """What a step is called; of a move in, what the other council does is said of them."""
    return str(step) if move.out else OF_THEM.get(step, str(step))


def way(move: FamilyMove) -> str:
    """From where to where."""
    return f"From here to {move.council}" if move.out else f"From {move.council} to here"


def read_button(where: Whereabouts, move: FamilyMove, title: str = "Open the move") -> Action:
    """The way to the move's own card."""
    return button(title, "familymoves.read", j=where.id, z=move.id)


def move_card(
    where: Whereabouts, move: FamilyMove, actions: Sequence[Action], zone: str = UK, title: str = ""
) -> AdaptiveCard:
    """One move with what is known, what was done and what is still needed."""
    done = [f"{step_words(move, Step(name))}: {_done(each)}" for name, each in move.done.items()]
    open_steps = [step_words(move, step) for step in move.open_steps]
    return card(
        title or "A family moves between councils",
        quiet(reference(where)),
        facts([*_known(where, move), *_agreed(move), *_handover(move), *_ending(move, zone)]),
        subheading("Still needed") if open_steps else para(_all_done(move)),
        bullets(open_steps) if open_steps else None,
        subheading("Done") if done else None,
        bullets(done) if done else None,
        quiet(f"Recorded by {move.reported_name}, {day_and_time(move.reported_at, zone)}."),
        summary="A move between councils",
        actions=actions,
    )


def _known(where: Whereabouts, move: FamilyMove) -> list[tuple[str, str]]:
    length = str(move.lasting).capitalize()
    if move.temporary:
        length = f"{length}, {f'until {day(move.until)}' if move.until else 'until when is not known'}"
    return [
        ("Move", way(move)),
        ("Children", where.names(move.children)),
        ("Since", day(move.since)),
        ("They stay", length),
        ("Lead here", where.lead_professional.name),
    ]


def _agreed(move: FamilyMove) -> list[tuple[str, str]]:
    assessed = move.assessed
    rows = [("Risk", RISKS[assessed.risk]), ("Because", assessed.reasons)] if assessed else []
    rows += [("Interim safety plan", move.plan)] if move.plan else []
    return rows + ([("Monitoring and visits", move.visits)] if move.visits else [])


def _handover(move: FamilyMove) -> list[tuple[str, str]]:
    """Where the sealed handover stands, in words."""
    handover = move.handover
    if handover is None or handover.offered is None:
        return []
    them = move.council if move.out else "this council"
    if handover.answered is None:
        said = f"Waits for the answer of {them}"
    else:
        said = f"{'Accepted' if handover.accepted else 'Refused'} by {them}"
        said += ", acknowledged" if handover.acknowledged else ""
    rows = [("Sealed handover", said)]
    rows += [("Their words" if move.out else "Our words", handover.answer)] if handover.answer else []
    return rows + ([(f"Ended at {move.council}", handover.ended_there)] if handover.ended_there else [])


def _ending(move: FamilyMove, zone: str) -> list[tuple[str, str]]:
    if move.ending is None:
        return []
    ended = f"{day_and_time(move.ending.at, zone)}, {move.ending.by_name}"
    return [("Ended", ended), ("Why", f"{move.ending.kind}. {move.ending.reasons}")]


def _all_done(move: FamilyMove) -> str:
    """What to say where no step is open; until somebody ends it, a move goes on."""
    return "Nothing is needed any more." if move.ending else GOES_ON


def _done(each: StepDone) -> str:
    how = ", ".join(part for part in (each.whom, each.how) if part)
    return f"{day(each.on)}{f', {how}' if how else ''} ({each.by_name})"


def moves_card(found: Sequence[tuple[Whereabouts, FamilyMove]], actions: Sequence[Action]) -> AdaptiveCard:
    """The moves that somebody has a part in; what waits for most is not sorted out: each line opens one."""
    more = len(found) - MOST_LISTED
    return card(
        "Moves between councils",
        para("Press a line to open it.") if found else None,
        *(_line(where, move) for where, move in found[:MOST_LISTED]),
        None if found else para("No move that you have a part in needs anything now."),
        quiet(f"And {more} more.") if more > 0 else None,
        summary="Moves between councils",
        actions=actions,
    )


def _line(where: Whereabouts, move: FamilyMove) -> Container:
    title = f"{where.case_ref}: {way(move)}"
    return Container(
        items=[
            TextBlock(text=escape(title), weight="bolder"),
            TextBlock(text=f"They stay {_stands(move)}", spacing="none", is_subtle=True),
        ],
        separator=True,
        select_action=pressing(title, "familymoves.read", j=where.id, z=move.id),
    )


def _stands(move: FamilyMove) -> str:
    count = len(move.open_steps)
    still = f"{count} {'step is' if count == 1 else 'steps are'} open" if count else "every step is done"
    return f"for {'good' if move.lasting is Lasting.PERMANENT else 'a while'}, {still}"


def news(where: Whereabouts, reader: Person, about: str, zone: str) -> AdaptiveCard:
    """The message owed when a move has news; what it says is behind the button."""
    move = next(each for each in where.moves if each.id == about)
    count = len(move.open_steps)
    still = _all_done(move) if not count else f"{count} steps are still open."
    title = "News of a move between councils"
    return card(
        title,
        quiet(reference(where)),
        facts([("Move", way(move)), ("First told on", day(local_day(move.reported_at)))]),
        para("One step is still open." if count == 1 else still),
        summary=title,
        actions=[read_button(where, move), button("Why?", "why.open", rule="MOV-01")],
    )


def handed_over_card(where: Whereabouts, was: Person, why: str) -> AdaptiveCard:
    """Said to whoever handed the family over; they may not see it any more."""
    rows = [("Lead professional", where.lead_professional.name), ("Before", was.name), ("Reason", why)]
    return card(
        "The family is handed over",
        quiet(reference(where)),
        facts(rows),
        para("What was owed is with the new lead professional now. Both are told."),
        summary="The family is handed over",
        actions=[button("All moves", "familymoves.open")],
    )


def handed_over_notice(where: Whereabouts, reader: Person, about: str, zone: str) -> AdaptiveCard:
    """For whoever leads now, and without details for whoever led before."""
    leads = reader.id == where.lead_professional.id
    title = "You lead a family from now on" if leads else "A family is handed over"
    words = (
        "A colleague hands it over to you: its open steps are yours. Read up on it, and tell the family who"
        " you are."
        if leads
        else f"{where.lead_professional.name} leads it now, and owes what was still open."
    )
    ways = [button("See its moves", "familymoves.open")] if leads else []
    return card(
        title,
        quiet(reference(where)),
        para(words),
        summary=title,
        actions=[*ways, button("Why?", "why.open", rule="INV-08")],
    )


def to_send_card(where: Whereabouts, move: FamilyMove, what: str, actions: Sequence[Action]) -> AdaptiveCard:
    """What to do with the sealed words that follow as a message of their own."""
    return card(
        f"{what}: ready to send",
        quiet(reference(where)),
        facts([("To", move.council), ("By", "Your council's secure mail, to the keeper of their register")]),
        para(
            "The next message holds it, sealed. Copy that message whole, from BEGINS to ENDS, into the mail, "
            f"or take it as a file and attach that. Only {move.council} can read it, within 14 days. "
            "It names nobody in the mail itself."
        ),
        summary="A sealed handover is ready to send",
        actions=actions,
    )
