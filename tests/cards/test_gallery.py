"""Every card of the gallery: as last looked at, good by the lint, and drawn by the official renderer."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.builders import BABY, KAY
from tests.cards.gallery import Shown, gallery
from tests.cards.lint import assert_good_card
from tests.cards.node import drawn

SNAPSHOTS = Path(__file__).parent / "snapshots"
RECORDING = bool(os.environ.get("QUORATE_RECORD_CARDS"))

every_card = pytest.mark.parametrize("each", gallery().values(), ids=list(gallery()))


def written(each: Shown) -> str:
    made = each.make()
    return json.dumps({"summary": made.summary, "card": made.to_dict()}, indent=1, ensure_ascii=False) + "\n"


@every_card
def test_is_as_it_was_last_looked_at(each: Shown) -> None:
    path = SNAPSHOTS / f"{each.name}.json"
    if RECORDING:
        path.write_text(written(each), "utf-8")
    assert path.is_file(), f"{each.name} has no snapshot yet: make cards, and read the difference"
    assert json.loads(written(each)) == json.loads(path.read_text("utf-8"))


@every_card
def test_is_a_good_card(each: Shown) -> None:
    assert_good_card(each.make(), channel=each.channel, never=each.never)


@every_card
def test_its_first_line_names_no_child(each: Shown) -> None:
    """A phone may show the first line of a card on its lock screen."""
    card = each.make().to_dict()
    first = card["body"][0].get("text", "")
    assert not any(child.name in first for child in (KAY, BABY))


def test_no_snapshot_outlives_its_card() -> None:
    left = [path for path in SNAPSHOTS.glob("*.json") if path.stem not in gallery()]
    if RECORDING:
        for path in left:
            path.unlink()
        left = []
    assert left == []


@pytest.fixture(scope="module")
def seen() -> dict[str, dict[str, Any]]:
    """What the official renderer makes of all cards, in one run."""
    return drawn({name: each.make().to_dict() for name, each in gallery().items()})


@every_card
def test_is_drawn_by_the_official_renderer(each: Shown, seen: dict[str, dict[str, Any]]) -> None:
    made, card = seen[each.name], each.make()
    assert made["problems"] == []
    assert made["unnamed"] == [], "an input that a screen reader cannot name"
    assert made["links"] == []
    assert made["headings"], "nothing for a screen reader to land on"
    assert [title for title in titles(card.to_dict()) if title not in made["buttons"]] == []


def titles(card: dict[str, Any]) -> list[str]:
    return [action["title"] for action in card.get("actions", [])]
