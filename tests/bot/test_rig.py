"""The rig itself: a client that sends what a real one would, and nothing a real one would hold back."""

from __future__ import annotations

import pytest

from cards.elements import AdaptiveCard, InputText, ShowCard, TextBlock, button, submit_button
from dialogs.turn import Answer
from tests.bot.conftest import Bench, card
from tests.rig import Someone, cards


def form() -> AdaptiveCard:
    """A card with a required input, and another folded away."""
    reason = InputText(id="reason", label="Reason", error_message="Say why", is_required=True)
    note = InputText(id="note", label="Note", error_message="Write", value="none")
    folded = AdaptiveCard(
        body=[InputText(id="deputy", label="Deputy", error_message="Name somebody")],
        actions=[submit_button("Send deputy", "attend.deputy")],
        fallback_text="",
        summary="",
    )
    return AdaptiveCard(
        body=[TextBlock(text="Will you attend?"), reason, note],
        actions=[
            submit_button("Send", "attend.submit"),
            button("Cancel", "home.open"),
            ShowCard(title="Deputy", card=folded),
        ],
        fallback_text="Will you attend?",
        summary="A card from Quorate",
    )


async def test_a_button_sends_the_inputs_of_its_own_card_with_their_defaults(
    bench: Bench, anna: Someone
) -> None:
    bench.answers(
        Answer(say=[form()]), Answer(notice="Sent."), Answer(notice="Sent."), Answer(notice="Left.")
    )
    shown = await anna.says("attend")
    await anna.presses(shown, "Send", reason="on leave")
    assert _inputs(bench) == {"reason": "on leave", "note": "none"}
    await anna.presses(shown, "Send deputy", reason="on leave", deputy="Ben")
    assert _inputs(bench) == {"reason": "on leave", "note": "none", "deputy": "Ben"}
    assert (await anna.presses(shown, "Cancel")).text == "Left."


def test_a_client_holds_back_what_a_real_one_would() -> None:
    shown = form().to_dict()
    send = cards.button(shown, "attend.submit")
    with pytest.raises(ValueError, match="reason"):
        cards.filled_in(shown, send, {})
    with pytest.raises(LookupError, match="deputy"):
        cards.filled_in(shown, send, {"reason": "x", "deputy": "Ben"})
    with pytest.raises(LookupError, match="Cancel"):
        cards.button(shown, "Decide")


async def test_a_chat_shows_each_message_in_its_latest_form(bench: Bench, anna: Someone) -> None:
    bench.answers(Answer(say=[card("Open", "attend.submit"), "Words."]), Answer(replace=card("Closed")))
    shown = await anna.says("attend")
    pressed = await anna.presses(shown.card, "attend.submit")
    assert [cards.words(sent.card) if sent.card else sent.text for sent in anna.sees] == ["Closed", "Words."]
    assert (pressed.words, cards.titles(shown.card)) == ("Closed", ["attend.submit"])


def _inputs(bench: Bench) -> dict[str, str]:
    press = bench.conversation.last.press
    assert press is not None
    return dict(press.inputs)
