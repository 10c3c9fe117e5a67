"""Why a message did not arrive, in the words that people read (SUM-01)."""

import pytest

from cards.desk.undelivered import because
from cards.meetings.deliveries import in_words


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("403 ConversationBlockedByUser", "They have blocked Quorate"),
        ("403 BotNotInConversationRoster", "Quorate is not installed for them"),
        ("the app was removed", "Quorate is not installed for them"),
        ("404 ConversationNotFound", "Teams no longer lets Quorate write to them"),
        ("503", "Teams could not be reached, or was too busy"),
        ("no answer NoToken.invalid_client", "Teams could not be reached, or was too busy"),
        (
            "may have arrived: no answer Timeout",
            "It may have arrived: Teams could not be reached, or was too busy",
        ),
        ("400 BadSyntax", "Teams refuses (400 BadSyntax)"),
        ("the person has left", "The person has left"),
    ],
)
def test_a_reason_is_said_without_the_word_of_a_machine_where_its_meaning_is_known(
    why: str, words: str
) -> None:
    assert because(why) == words


def test_a_channel_that_refuses_is_said_in_words_too() -> None:
    said = in_words("the channel refuses messages: 403 ConversationBlockedByUser")
    assert said == "the channel refuses messages: they have blocked Quorate"
