"""Moves between councils: one move at its stages, the list, the news, what to send, and the forms."""

import asyncio
from datetime import timedelta
from typing import Any

from cards.elements import Action, AdaptiveCard, button
from cards.moves import moves as cards
from cppm.moves import handshake, move_safety, moves
from cppm.moves.move_records import Assessed, EndingKind, FamilyMove, Lasting, Risk, Step
from cppm.moves.whereabouts import Whereabouts
from dialogs.forms import Form, fill
from dialogs.moves.handovers import AnswerHandover, HandOver, TakeIn
from dialogs.moves.move_steps import AssessMove, EndMove, SayStepDone
from dialogs.moves.moves import ReportMove
from dialogs.progress import Running
from dialogs.scene import Scene
from dialogs.showing import Face
from dialogs.turn import Place, PlaceKind, Turn
from storage.envelopes import Envelopes, new_pair
from tests.builders import LEAD, PROFILE, SCHOOL
from tests.builders_group import a_core_group
from tests.cards.gallery import shown
from tests.cppm.moves.a_move import AT, KEEPER, THEIR_KEEPER, TODAY, here, moved, there

LATER = AT + timedelta(hours=2)
IDS = {"j": "j_here", "z": "z_1"}


class _Store:
    """As much of a store as a form looks at before it is shown."""

    def __init__(self, where: Whereabouts | None) -> None:
        self.where = where
        own, theirs = new_pair(), new_pair()
        self.envelopes = Envelopes([own[0]], [("Fife", theirs[1]), ("Perth and Kinross", own[1])])
        self.whereabouts = self.core_groups = self.people = self

    async def load(self, id: str) -> Any:
        return self.where or a_core_group()

    async def with_duty(self, duty: object) -> list[Any]:
        return [LEAD]


def face(shape: type[Form], where: Whereabouts | None, ids: dict[str, str], **raw: str) -> AdaptiveCard:
    """A form as it stands with these answers."""
    turn = Turn("t1", "tenant", "a1", LEAD, Place("a:1", PlaceKind.PERSONAL), LATER)
    store: Any = _Store(where)
    prepared = asyncio.run(shape.prepare(Scene(turn, store, PROFILE, ids)))
    running = Running(shape.job, ids, raw)
    return Face(shape, running, prepared, fill(shape, running.raw, prepared, LATER)).card()


def out(lasting: Lasting = Lasting.PERMANENT) -> tuple[Whereabouts, FamilyMove]:
    """A move to Fife that was told."""
    where = here()
    move = moved(where, lasting)
    moves.note(where, LEAD, "z_1", Step.TOLD, TODAY, THEIR_KEEPER, "by phone at 14:10", LATER)
    return where, move


def coming() -> tuple[Whereabouts, FamilyMove]:
    """A family that comes for a while, handed over and not answered."""
    ours, theirs = here(), there()
    moved(ours, Lasting.TEMPORARY)
    handshake.offer(ours, LEAD, "z_1", "Fife", "e_1", AT)
    message = handshake.outgoing(ours, ours.moves[0], "01738 476768 (24 hours)")
    assert message is not None
    move = handshake.take_offer(theirs, KEEPER, "Perth and Kinross", message, "z_1", LATER)
    return theirs, move


def ways(*titles: str) -> list[Action]:
    """Buttons as they stand on such a card."""
    return [button(title, "familymoves.open") for title in titles]


@shown("move-reported")
def reported() -> AdaptiveCard:
    """A move for good, just told."""
    where, move = out()
    titles = ("Say what is done", "Record the risk", "The records are over", "Hand over, sealed")
    return cards.move_card(where, move, ways(*titles, "It needs nothing more", "All moves"))


@shown("move-not-lower")
def not_lower() -> AdaptiveCard:
    """The risk goes on: a plan, the stay confirmed, a transfer meeting over there."""
    where, move = out()
    reasons = "The father lives two streets from the new flat, and nobody there knows the family yet."
    move_safety.assess(where, LEAD, "z_1", Assessed(Risk.NOT_LOWER, reasons), LATER)
    plan = "Fife visits daily until the meeting; Ewan rings every evening; no contact with the father."
    move_safety.agree_plan(where, LEAD, "z_1", plan, THEIR_KEEPER, TODAY, LATER)
    move_safety.set_stay(where, LEAD, "z_1", LATER, stays_since=TODAY)
    titles = ("Say what is done", "The records are over", "It needs nothing more", "All moves")
    return cards.move_card(where, move, ways(*titles))


@shown("move-coming")
def a_family_comes() -> AdaptiveCard:
    """A family comes for a while, with a sealed handover that waits for the answer."""
    where, move = coming()
    titles = ("Say what is done", "Record the visits agreed", "Answer the handover", "All moves")
    return cards.move_card(where, move, ways(*titles), title="A handover is taken in")


@shown("move-ended")
def ended() -> AdaptiveCard:
    """A stay that is over; the other council is still to be told."""
    where, move = out(Lasting.TEMPORARY)
    move_safety.end(where, LEAD, "z_1", EndingKind.RETURNED, "They are home since Sunday evening.", LATER)
    return cards.move_card(where, move, ways("Say what is done", "All moves"))


@shown("moves-list")
def list_of_moves() -> AdaptiveCard:
    """Two moves, one each way."""
    found = [out(), coming()]
    return cards.moves_card(found, ways("A family moves", "Take in a handover"))


@shown("moves-none")
def no_moves() -> AdaptiveCard:
    """Nobody moves."""
    return cards.moves_card([], ways("A family moves"))


@shown("move-news")
def news() -> AdaptiveCard:
    """What comes unasked."""
    where, move = out()
    return cards.news(where, LEAD, move.id, "Europe/London")


@shown("move-to-send")
def to_send() -> AdaptiveCard:
    """What to do with the sealed words below it."""
    where, move = out()
    return cards.to_send_card(where, move, "The handover", [cards.read_button(where, move)])


@shown("move-form")
def report_form() -> AdaptiveCard:
    """A family of a core group moves away."""
    return face(ReportMove, None, {"g": "g_kay"})


@shown("move-form-coming")
def coming_form() -> AdaptiveCard:
    """A family comes."""
    return face(ReportMove, None, {"k": "in"}, council="Fife", lasting="for a while")


@shown("move-step-form")
def step_form() -> AdaptiveCard:
    """A step that is done."""
    return face(SayStepDone, out(Lasting.TEMPORARY)[0], IDS)


@shown("move-risk-form")
def risk_form() -> AdaptiveCard:
    """The risk after the move."""
    return face(AssessMove, out()[0], IDS, risk="lower")


@shown("move-end-form")
def end_form() -> AdaptiveCard:
    """The end, by card."""
    return face(EndMove, out()[0], IDS)


@shown("handover-form")
def handover_form() -> AdaptiveCard:
    """What the other council will learn, before it is sealed."""
    return face(HandOver, out()[0], IDS)


@shown("handover-take-form")
def take_form() -> AdaptiveCard:
    """Where a handover is pasted."""
    return face(TakeIn, None, {})


@shown("handover-answer-form")
def answer_form() -> AdaptiveCard:
    """The answer to a handover."""
    where, _ = coming()
    return face(AnswerHandover, where, {"j": "j_there", "z": "z_1"})


@shown("move-family-handed-over")
def family_handed_over() -> AdaptiveCard:
    return cards.handed_over_card(here(), SCHOOL, "On leave from Monday")


@shown("move-you-lead")
def you_lead_the_family() -> AdaptiveCard:
    where = here()
    return cards.handed_over_notice(where, where.lead_professional, "", "Europe/London")


@shown("move-somebody-leads")
def somebody_else_leads_the_family() -> AdaptiveCard:
    return cards.handed_over_notice(here(), KEEPER, "", "Europe/London")
