"""How fast a bot may speak: seven a second to one conversation, and so on, and fifty a second in a tenant."""

from __future__ import annotations

import pytest

from storage.pace import PER_CONVERSATION, PER_TENANT, REMEMBERED, Pace

TENANT, CHAT = "tenant", "chat"


def send(pace: Pace, times: int, at: float, conversation: str = CHAT, tenant: str = TENANT) -> None:
    for _ in range(times):
        pace.count(tenant, conversation, at)


def test_the_numbers_are_those_of_teams() -> None:
    assert PER_CONVERSATION == ((1.0, 7), (2.0, 8), (30.0, 60), (3600.0, 1800))
    assert PER_TENANT == 50


@pytest.mark.parametrize(("window", "allowed"), PER_CONVERSATION)
def test_one_more_than_a_window_allows_waits_until_the_window_has_passed(window: float, allowed: int) -> None:
    pace = Pace()
    for n in range(allowed - 1):
        assert n < 7 or pace.wait(TENANT, CHAT, 100.0 + n * window / allowed) <= window
        pace.count(TENANT, CHAT, 100.0 + n * window / allowed)
    last = 100.0 + (allowed - 1) * window / allowed
    pace.count(TENANT, CHAT, last)
    assert pace.wait(TENANT, CHAT, last) >= 100.0 + window - last - 1e-6
    assert pace.wait(TENANT, CHAT, 100.0 + window + 3600.0) == 0


def test_seven_go_at_once_and_the_eighth_waits_for_its_second() -> None:
    pace = Pace()
    for _ in range(7):
        assert pace.wait(TENANT, CHAT, 100.0) == 0
        pace.count(TENANT, CHAT, 100.0)
    assert pace.wait(TENANT, CHAT, 100.25) == 0.75
    assert pace.wait(TENANT, CHAT, 101.0) == 0
    pace.count(TENANT, CHAT, 101.0)
    assert pace.wait(TENANT, CHAT, 101.0) == 1.0


def test_one_conversation_does_not_hold_up_another() -> None:
    pace = Pace()
    send(pace, 7, 100.0)
    assert pace.wait(TENANT, "another chat", 100.0) == 0


def test_fifty_in_a_second_are_all_that_a_tenant_gets() -> None:
    pace = Pace()
    for n in range(50):
        assert pace.wait(TENANT, f"chat {n}", 100.0) == 0
        pace.count(TENANT, f"chat {n}", 100.0)
    assert pace.wait(TENANT, "chat 51", 100.5) == 0.5
    assert pace.wait("another tenant", "chat 51", 100.5) == 0
    assert pace.wait(TENANT, "chat 51", 101.0) == 0


def test_a_conversation_that_was_asked_to_pause_waits_as_long_as_it_was_told() -> None:
    pace = Pace()
    pace.hold(CHAT, 130.0)
    assert pace.wait(TENANT, CHAT, 100.0) == 30.0
    assert pace.wait(TENANT, "another chat", 100.0) == 0
    assert pace.wait(TENANT, CHAT, 130.0) == 0


def test_only_so_many_conversations_are_remembered_and_the_longest_silent_goes_first() -> None:
    pace = Pace()
    send(pace, 7, 100.0, "silent")
    send(pace, 7, 100.0, "busy")
    for n in range(REMEMBERED - 1):
        pace.wait("elsewhere", f"chat {n}", 100.0)
        if n % 1000 == 0:
            pace.wait(TENANT, "busy", 100.0)
    assert pace.wait(TENANT, "busy", 100.0) == 1.0
    assert pace.wait(TENANT, "silent", 100.0) == 0


def test_what_takes_two_calls_waits_until_there_is_room_for_both() -> None:
    pace = Pace()
    send(pace, 6, 100.0)
    assert pace.wait(TENANT, CHAT, 100.5) == 0
    assert pace.wait(TENANT, CHAT, 100.5, calls=2) == 0.5


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    pace = Pace()
    pace.hold(CHAT, 130.0)
    pace.hold(CHAT, 105.0)
    assert pace.wait(TENANT, CHAT, 100.0) == 30.0
