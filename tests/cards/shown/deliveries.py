"""The delivery report of a meeting or core group."""

from cards.elements import AdaptiveCard, button
from cards.meetings.deliveries import NOT_INSTALLED, Message, messages_card
from tests.cards.gallery import shown

SENT = "Sent Tuesday 17 November 2026, 14:46 (UK time)"
IDS = {"m": "m_kay"}
BACK = [button("Go to the meeting", "meeting.open", m="m_kay")]


@shown("messages-report")
def report() -> AdaptiveCard:
    lines = [
        Message("Fiona Blair", "Key points", SENT),
        Message("Ailsa Grant", "Reminder: File my report", "Not sent: already done"),
        Message(
            "Ewan Reid",
            "Reminder: Answer the invitation",
            "Comes Monday 9 November 2026, 09:00 (UK time): quiet hours",
        ),
        Message("Callum Ross", "Invitation", f"Not delivered: {NOT_INSTALLED}. Reach them another way."),
        Message("The core group's channel", "Key points in channel", SENT),
    ]
    return messages_card("CPPM PK-26-0137", lines, {"Callum Ross": "403 BotNotInstalled"}, 0, IDS, BACK)


@shown("messages-none")
def nothing() -> AdaptiveCard:
    return messages_card("CPPM PK-26-0137", [], {}, 0, IDS, BACK)


@shown("messages-many")
def many() -> AdaptiveCard:
    lines = [Message("Fiona Blair", f"Reminder: File my report {n}", SENT) for n in range(120)]
    return messages_card("Core group PK-26-0137", lines, {}, 0, {"g": "g_1"}, BACK)
