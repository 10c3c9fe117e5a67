"""Quiet hours people chose, the zone Teams told, and where posts of a channel stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from cppm.timing.quiet import QuietHours
from storage.addresses import Address
from storage.people import NewPerson
from storage.preferences import Preference
from storage.store import Store
from storage.threads import Thread
from tests import builders

EARLY = QuietHours(time(16, 0), time(6, 30), frozenset({0, 1, 5}))
CHAT = Address("https://smba.example/uk/", "t1", "19:chat", "personal", "a1", "29:a1", "28:bot")


async def an_enrolled(store: Store) -> str:
    who = builders.POLICE
    new = NewPerson("t1", "a1", who.name, who.agency, who.standing, who.post)
    return (await store.people.enrol(new, None)).id


async def test_whoever_never_chose_has_no_preference(store: Store) -> None:
    assert await store.preferences.of("p_police") == Preference()
    assert await store.preferences.many([]) == {}


async def test_quiet_hours_and_working_days_are_kept_and_can_be_changed(store: Store) -> None:
    await store.preferences.keep("p_police", QuietHours())
    await store.preferences.keep("p_police", EARLY)
    assert (await store.preferences.of("p_police")).quiet == EARLY


async def test_the_time_zone_is_the_one_teams_told_last_and_silence_does_not_change_it(store: Store) -> None:
    person = await an_enrolled(store)
    await store.addresses.remember(replace(CHAT, zone="Europe/Lisbon"))
    assert (await store.preferences.of(person)).zone == "Europe/Lisbon"
    await store.addresses.remember(replace(CHAT, zone="Europe/Athens"))
    await store.addresses.remember(CHAT)
    assert (await store.preferences.of(person)).zone == "Europe/Athens"
    found = await store.addresses.of_person(person)
    assert found
    assert found.zone == "Europe/Athens"


async def test_a_post_is_found_again_until_it_is_forgotten(store: Store) -> None:
    first, second = Thread("g_1", "t_1", "19:c", "a-1"), Thread("g_1", "t_2", "19:c", "a-2")
    await store.threads.keep(first)
    await store.threads.keep(second)
    assert await store.threads.of("g_1", "t_1") == first
    elsewhere = replace(first, conversation="19:other", activity_id="a-9")
    await store.threads.keep(elsewhere)
    await store.threads.forget(first)
    assert await store.threads.of("g_1", "t_1") == elsewhere
    await store.threads.forget(elsewhere)
    assert await store.threads.of("g_1", "t_1") is None
    assert await store.threads.of("g_1", "t_2") == second
