"""What a Teams client does with a card: finds the button, gathers the inputs, holds back unfilled ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def button(
    card: dict[str, Any], named: str, kinds: tuple[str, ...] = ("Action.Execute", "Action.Submit")
) -> dict[str, Any]:
    """Return the action with this title or verb. Raises LookupError that names the buttons there are."""
    actions = [node for node in _nodes(card) if node.get("type") in kinds]
    for action in actions:
        if named in (action.get("title"), action.get("verb"), (action.get("data") or {}).get("v")):
            return action
    raise LookupError(f"no button {named!r}; there are {[action.get('title') for action in actions]}")


def titles(card: dict[str, Any]) -> list[str]:
    """Return the titles of all buttons, in reading order."""
    kinds = (
        "Action.Execute",
        "Action.Submit",
        "Action.ShowCard",
        "Action.OpenUrl",
        "Action.ToggleVisibility",
    )
    return [str(node.get("title")) for node in _nodes(card) if node.get("type") in kinds]


def asked(card: dict[str, Any]) -> set[str]:
    """Return the names of the inputs, folded cards apart."""
    return {
        str(node["id"])
        for node, scope in _scoped(card, ())
        if not scope and str(node.get("type", "")).startswith("Input.")
    }


def words(card: dict[str, Any]) -> str:
    """Return every word a reader sees, one block a line."""
    keys = ("text", "title", "value", "label", "placeholder")
    lines = [str(node[key]) for node in _nodes(card) for key in keys if isinstance(node.get(key), str)]
    return "\n".join(lines)


def filled_in(card: dict[str, Any], action: dict[str, Any], given: dict[str, str]) -> dict[str, str]:
    """Return what the client would send: the values given, and the defaults of what was left alone.

    Raises LookupError for an input that this button does not send, ValueError where a required one is empty.
    """
    inputs = {} if action.get("associatedInputs") == "none" else _inputs_of(card, action)
    if unknown := given.keys() - inputs.keys():
        raise LookupError(f"this button sends no {sorted(unknown)}, only {sorted(inputs)}")
    defaults = {
        name: str(node["value"]) for name, node in inputs.items() if node.get("value") not in (None, "")
    }
    sent = defaults | given
    missing = [name for name, node in inputs.items() if node.get("isRequired") and not sent.get(name)]
    if missing:
        raise ValueError(f"the client would not send this: {missing} must be filled in")
    return sent


def _inputs_of(card: dict[str, Any], action: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the inputs an action sends: those of its own card and of the cards around it, not of folded
    ones.
    """
    nodes = list(_scoped(card, ()))
    around = next(scope for node, scope in nodes if node is action)
    return {
        node["id"]: node
        for node, scope in nodes
        if str(node.get("type", "")).startswith("Input.") and around[: len(scope)] == scope
    }


def _nodes(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (node for node, _ in _scoped(card, ()))


def _scoped(node: Any, scope: tuple[int, ...]) -> Iterator[tuple[dict[str, Any], tuple[int, ...]]]:
    """Yield every object of a card that this client shows, with the folded cards it lies in."""
    if isinstance(node, list):
        for item in node:
            yield from _scoped(item, scope)
    if isinstance(node, dict):
        yield node, scope
        within = (*scope, id(node)) if node.get("type") == "Action.ShowCard" else scope
        for key, value in node.items():
            if key not in ("fallback", "data", "refresh"):  # a fallback is for another client
                yield from _scoped(value, within)
