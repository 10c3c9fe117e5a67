"""Seals on buttons, wherever in a card a button can be."""

from __future__ import annotations

from typing import Any

import pytest

from bot.seals import ANYBODY, ForgedCard, Seals

EXECUTE = {"type": "Action.Execute", "verb": "attend.open", "data": {"v": "attend.open", "meeting": "m1"}}
PERSON, CHAT = "aad-1", "a:chat"


@pytest.fixture
def seals() -> Seals:
    return Seals(["first key"])


def sealed(seals: Seals, action: dict[str, Any], person: str = PERSON, chat: str = CHAT) -> dict[str, Any]:
    data: dict[str, Any] = seals.seal({"actions": [action]}, person, chat)["actions"][0]["data"]
    return data


@pytest.mark.parametrize(
    "where",
    [
        lambda a: {"actions": [a]},
        lambda a: {"body": [{"type": "ActionSet", "actions": [a]}]},
        lambda a: {"body": [{"type": "Container", "selectAction": a, "items": []}]},
        lambda a: {"body": [{"type": "ColumnSet", "columns": [{"items": [{"selectAction": a}]}]}]},
        lambda a: {"body": [{"type": "Input.Text", "id": "x", "inlineAction": a}]},
        lambda a: {
            "actions": [{"type": "Action.ShowCard", "card": {"type": "AdaptiveCard", "actions": [a]}}]
        },
        lambda a: {"refresh": {"action": a, "userIds": []}},
        lambda a: {"actions": [{"type": "Action.OpenUrl", "url": "https://x", "fallback": a}]},
    ],
)
def test_every_button_is_sealed_wherever_it_stands(seals: Seals, where: Any) -> None:
    found: list[dict[str, Any]] = []

    def look(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("type") in ("Action.Execute", "Action.Submit"):
                found.append(node["data"])
            for value in node.values():
                look(value)
        if isinstance(node, list):
            for item in node:
                look(item)

    older = {"type": "Action.Submit", "data": EXECUTE["data"]}
    look(seals.seal(where({**EXECUTE, "fallback": older}), PERSON, CHAT))
    assert [seals.check(data, PERSON, CHAT).ids for data in found] == [{"meeting": "m1"}, {"meeting": "m1"}]


def test_the_card_given_is_left_as_it_was(seals: Seals) -> None:
    card = {"actions": [EXECUTE]}
    seals.seal(card, PERSON, CHAT)
    assert "t" not in EXECUTE["data"]


def test_inputs_are_told_from_ids(seals: Seals) -> None:
    pressed = {**sealed(seals, EXECUTE), "answer": "yes", "child": "c9", "msteams": {"type": "messageBack"}}
    found = seals.check(pressed, PERSON, CHAT)
    assert (found.verb, found.ids, found.inputs) == (
        "attend.open",
        {"meeting": "m1"},
        {"answer": "yes", "child": "c9"},
    )


def test_a_verb_stands_in_for_missing_data(seals: Seals) -> None:
    assert (
        seals.check(sealed(seals, {"type": "Action.Execute", "verb": "home.open"}), PERSON, CHAT).verb
        == "home.open"
    )


def test_a_button_that_only_says_words_is_left_alone(seals: Seals) -> None:
    words = {"type": "Action.Submit", "data": {"msteams": {"type": "imBack", "value": "help"}}}
    assert seals.seal({"actions": [words]}, PERSON, CHAT) == {"actions": [words]}


@pytest.mark.parametrize(
    "change",
    [
        {"meeting": "m2"},
        {"v": "decide.submit"},
        {"t": "~"},
        {"t": ""},
        {"t": "meeting~é"},
        {"meeting": None},
        {"meeting": {"a": 1}},
        {"v": ["attend.open"]},
    ],
)
def test_any_change_breaks_the_seal(seals: Seals, change: dict[str, Any]) -> None:
    with pytest.raises(ForgedCard):
        seals.check(sealed(seals, EXECUTE) | change, PERSON, CHAT)


def test_an_id_cannot_be_taken_out_or_declared(seals: Seals) -> None:
    data = sealed(seals, EXECUTE)
    mac = data["t"].partition("~")[2]
    for names in ("", "meeting,person", "person"):
        with pytest.raises(ForgedCard):
            seals.check(data | {"person": "p1", "t": f"{names}~{mac}"}, PERSON, CHAT)


@pytest.mark.parametrize(("person", "chat"), [("aad-2", CHAT), (PERSON, "a:other"), (ANYBODY, CHAT)])
def test_a_seal_is_good_for_one_reader_in_one_conversation(seals: Seals, person: str, chat: str) -> None:
    with pytest.raises(ForgedCard):
        seals.check(sealed(seals, EXECUTE), person, chat)


def test_a_channels_seal_is_good_in_all_its_threads(seals: Seals) -> None:
    data = sealed(seals, EXECUTE, ANYBODY, "19:team;messageid=1")
    assert seals.check(data, ANYBODY, "19:team;messageid=2").verb == "attend.open"
    with pytest.raises(ForgedCard):
        seals.check(data, ANYBODY, "19:another")


def test_keys_rotate(seals: Seals) -> None:
    old = sealed(seals, EXECUTE)
    rotated = Seals(["second key", "first key"])
    assert rotated.check(old, PERSON, CHAT).verb == "attend.open"
    assert rotated.check(sealed(rotated, EXECUTE), PERSON, CHAT).verb == "attend.open"
    with pytest.raises(ForgedCard):
        seals.check(sealed(rotated, EXECUTE), PERSON, CHAT)


def test_an_id_that_is_no_string_is_a_makers_mistake(seals: Seals) -> None:
    with pytest.raises(TypeError, match=r"attend\.open"):
        seals.seal({"actions": [{**EXECUTE, "data": {"v": "attend.open", "meeting": 7}}]}, PERSON, CHAT)


def test_no_key_is_no_seal() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        Seals([])
