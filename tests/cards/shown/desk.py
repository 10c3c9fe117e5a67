"""The desks, full and empty, the 24-hour contact, and the task about messages that did not arrive."""

from dataclasses import replace

from cards.desk.desk import DeskLine, DeskPart, desk_card, duty_card
from cards.desk.leaving import left_to_you_card
from cards.desk.undelivered import LostMessage, undelivered_card
from cards.elements import AdaptiveCard, button
from cppm.desks import Desk
from cppm.moves.guarding import ALERT
from dialogs.desk.desk import DOES, HOME
from dialogs.desk.unreached import ASK
from tests.builders import POLICE, PROFILE
from tests.cards.gallery import shown

MEETING = {"m": "m" * 22}
OTHER = button("Other desks", "desk.open")
LATE = "2 days late: it was due Friday 20 November"
UPDATE = "Bring the register up to date"
AHEAD = "In 3 days: by Friday 27 November"


def lines(count: int, what: str, stands: str, verb: str, late: int = 0) -> list[DeskLine]:
    return [
        DeskLine(f"CPPM PK-26-{137 + n:04}", AHEAD if n else stands, verb, MEETING, what, 0 if n else late)
        for n in range(count)
    ]


def lost(name: str, what: str, why: str) -> DeskLine:
    return DeskLine(name, why, "toldotherwise.open", {"p": "p_police"}, what, alarming=True)


@shown("desk-cp-administration")
def administration() -> AdaptiveCard:
    blocked = "They have blocked Quorate. Tell them another way."
    missing = "2 messages: Invitation, Key points"
    parts = [
        DeskPart("Messages that did not arrive", 2, [lost("Fiona Blair", missing, blocked)]),
        DeskPart(
            "Not reachable in Teams",
            1,
            [DeskLine("Callum Ross", f"Quorate is not installed for them. {ASK}", "change.open", {"p": "p"})],
        ),
        DeskPart(
            "Line managers who have left",
            1,
            [
                DeskLine(
                    "Ailsa Grant",
                    "Their line manager, Una Forbes, has left. Name another",
                    "change.open",
                    {"p": "p"},
                )
            ],
        ),
        DeskPart("Invitations without an answer", 5, lines(2, "3 people", LATE, "ready.open", 2)),
        DeskPart("Reports missing", 4, lines(2, "2 people", AHEAD, "ready.open")),
        DeskPart(
            "Register changes to make", 1, lines(1, "Bring the register up to date", AHEAD, "done.open")
        ),
        DeskPart("Recordings to delete", 1, lines(1, "Delete the recording", AHEAD, "recording.open")),
    ]
    return desk_card(Desk.CP_ADMIN, parts, 0, [*DOES[Desk.CP_ADMIN], OTHER, HOME])


@shown("desk-keeper-of-the-register")
def keeper() -> AdaptiveCard:
    make = lines(2, UPDATE, LATE, "done.open", 1)
    known = lines(1, "Ewan Reid: Tell the family what the register holds", AHEAD, "clocks.one")
    parts = [
        DeskPart("Register changes to make", 2, make),
        DeskPart("Register changes to make known", 1, known),
    ]
    stay = {"j": "j" * 22, "h": "h" * 22}
    told = "Ewan Reid: Tell the keeper of the register elsewhere of a stay"
    elsewhere = DeskLine("Whereabouts PK-26-0137", AHEAD, "addresschain.open", stay, told)
    parts.append(DeskPart("Address chains not closed", 1, [elsewhere]))
    return desk_card(Desk.KEEPER, parts, 0, [*DOES[Desk.KEEPER], HOME])


@shown("desk-chair")
def chair() -> AdaptiveCard:
    when = "Tuesday 1 December 2026, 14:00 (UK time)"
    answered = "As answered: 3 of 3 agencies (Children and Families Social Work, Police, Health): quorate."
    waits = f"3 answers and 2 reports awaited. {answered}"
    own = [DeskLine("CPPM PK-26-0137", waits, "ready.open", MEETING, when)]
    own.append(replace(own[0], where="CPPM PK-26-0201", stands="The invitation list is not agreed yet"))
    parts = [
        DeskPart("To release", 1, lines(1, "Release the key points", LATE, "points.open", 1)),
        DeskPart("Minutes", 1, lines(1, "Check the minutes and send them out", AHEAD, "minutes.open")),
        DeskPart("My meetings", 2, own),
    ]
    return desk_card(Desk.CHAIR, parts, 0, [*DOES[Desk.CHAIR], HOME])


@shown("desk-service-manager")
def manager() -> AdaptiveCard:
    asked = "Ewan Reid has not filed the assessment report"
    parts = [
        DeskPart("Decisions to look at independently", 1, lines(1, "Look independently at a decision", LATE,
                                                                "scrutiny.read", 1)),
        DeskPart("Dissent without an answer", 1, lines(1, "Answer a dissent in writing", AHEAD,
                                                       "dissentanswer.open")),
        DeskPart("Your help is asked for", 1, lines(1, asked, LATE, "clocks.one", 1)),
    ]  # fmt: skip
    return desk_card(Desk.SERVICE_MANAGER, parts, 0, [*DOES[Desk.SERVICE_MANAGER], HOME])


@shown("desk-lead-professional")
def lead() -> AdaptiveCard:
    dates = [
        DeskLine(
            "PK-26-0137",
            "Core group: Thursday 3 December 2026, 10:00 (UK time)",
            "group.open",
            {"g": "g" * 22},
            ALERT,
        )
    ]
    stay = {"j": "j" * 22, "h": "h" * 22}
    visit = DeskLine(
        "Whereabouts PK-26-0137", AHEAD, "stayvisit.open", stay, "Decide on a visit during a stay"
    )
    parts = [
        DeskPart("Children to see", 2, lines(1, "See the child (2 times)", LATE, "seen.open", 2)),
        DeskPart(
            "Actions of the plan", 1, lines(1, "Do my action in the child's plan", AHEAD, "actiondone.open")
        ),
        DeskPart("Addresses and stays", 1, [visit]),
        DeskPart("My children: next dates", 1, dates),
    ]
    return desk_card(Desk.LEAD, parts, 0, [*DOES[Desk.LEAD], OTHER, HOME])


@shown("desk-as-full-as-it-gets")
def full() -> AdaptiveCard:
    parts = [
        DeskPart("Invitations without an answer", 120, lines(40, "3 people", LATE, "ready.open", 3)),
        DeskPart("Reports missing", 40, lines(40, "1 person", AHEAD, "ready.open")),
    ]
    return desk_card(Desk.CP_ADMIN, parts, 0, [*DOES[Desk.CP_ADMIN], OTHER, HOME])


@shown("desk-further-down")
def further_down() -> AdaptiveCard:
    parts = [DeskPart("Reports missing", 40, lines(40, "1 person", AHEAD, "ready.open"))]
    back = [button("Back to the top", "desk.open", l=Desk.CP_ADMIN)]
    return desk_card(Desk.CP_ADMIN, parts, 30, back)


@shown("desk-empty")
def empty() -> AdaptiveCard:
    return desk_card(Desk.SERVICE_MANAGER, [], 0, [*DOES[Desk.SERVICE_MANAGER], HOME])


@shown("duty-contact")
def duty_contact() -> AdaptiveCard:
    return duty_card(PROFILE, [HOME])


@shown("duty-contact-unknown")
def no_duty_contact() -> AdaptiveCard:
    return duty_card(replace(PROFILE, duty_contact="", keeper=""), [HOME])


@shown("undelivered")
def undelivered() -> AdaptiveCard:
    message = LostMessage("Key points", "CPPM PK-26-0137", "403 BotNotInstalled")
    return undelivered_card(POLICE.name, [message], {"p": "p_police"})


@shown("undelivered-several")
def undelivered_several() -> AdaptiveCard:
    message = LostMessage("Invitation", "CPPM PK-26-0137", "may have arrived: no answer Timeout")
    many = [replace(message, reference=f"CPPM PK-26-{n:04}") for n in range(137, 149)]
    return undelivered_card(POLICE.name, many, {"p": "p_police"})


@shown("left-to-you")
def left_to_you() -> AdaptiveCard:
    left = {f"CPPM PK-26-{n:04}": n % 3 for n in range(137, 152)}
    return left_to_you_card("Ewan Reid", left)
