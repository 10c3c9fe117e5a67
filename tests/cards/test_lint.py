"""The lint itself: it must find what it is there to find."""

from typing import Any

import pytest

from cards.elements import (
    Action,
    AdaptiveCard,
    Execute,
    Image,
    InputText,
    Submit,
    TextBlock,
    button,
)
from cards.layout import card, para
from tests.cards.lint import faults


def a_card(*body: Any, actions: tuple[Action, ...] = (), **more: Any) -> AdaptiveCard:
    return card("Title", *body, actions=actions, **{"summary": "Something for you", **more})


def asking(**other: Any) -> InputText:
    return InputText(**{"id": "name", "label": "Name", "error_message": "Please give a name.", **other})


def test_a_good_card_has_no_faults() -> None:
    assert faults(a_card(para("Words"), asking(), actions=(button("Go", "a.open", meeting="m1"),))) == []


BAD = {
    "odd value": (a_card(TextBlock(text="x", size="huge")), "schema: body/1"),  # type: ignore[arg-type]
    "no wrap": (a_card(TextBlock(text="x", wrap=False)), "does not wrap"),
    "no alternative": (a_card(Image(url="https://example.org/x.png", alt_text="")), "alternative text"),
    "no label": (a_card(asking(label="")), "no label"),
    "no error message": (a_card(asking(error_message="")), "no errorMessage"),
    "twice": (a_card(asking(), asking()), "there twice"),
    "overwrites": (a_card(asking(id="m"), actions=(button("Go", "a.open", m="1"),)), "would overwrite"),
    "reserved": (a_card(asking(id="t")), "would overwrite"),
    "no verb": (a_card(actions=(Execute(title="Go", verb=""),)), "verb ''"),
    "other verb": (a_card(actions=(Execute(title="Go", verb="a.open", data={"v": "b.open"}),)), "'b.open'"),
    "words in data": (a_card(actions=(button("Go", "a.open", who="Ailsa Brodie"),)), "not an opaque id"),
    "long button": (a_card(actions=(button("Go on and on " * 5, "a.open"),)), "65 characters"),
    "other fallback": (
        a_card(
            actions=(Execute(title="Go", verb="a.open", data={"v": "a.open"}, fallback=Submit(title="Go")),)
        ),
        "carries something else",
    ),
    "case in summary": (a_card(summary="CPPM PK-24-0137 is due"), "names a case"),
    "no summary": (a_card(summary="", fallback="Words"), "not one short line"),
    "exclamation": (a_card(para("Done!")), "we do not say '!'"),
    "a word": (a_card(para("Please vote")), "we do not say 'vote'"),
    "a picture word": (a_card(para("Done \U0001f44d")), "we do not say"),
    "too big": (a_card(*(para("word " * 500) for _ in range(8))), "bytes in UTF-16"),
    "no heading": (
        AdaptiveCard(body=[para("Words")], fallback_text="Words", summary="Something"),
        "start with a heading",
    ),
}


@pytest.mark.parametrize(("bad", "fault"), BAD.values(), ids=list(BAD))
def test_finds(bad: AdaptiveCard, fault: str) -> None:
    found = faults(bad)
    assert any(fault in each for each in found), found


def test_a_channel_hears_no_names_and_is_asked_nothing() -> None:
    found = faults(a_card(para("About Skye Rowan"), asking()), channel=True, never=["skye rowan"])
    assert len(found) == 2
    preview = card("CPPM PK-24-0137", summary="Something for you")
    assert any("lock screen" in each for each in faults(preview, channel=True))
