import pytest
from adaptivecards.adaptivecard import AdaptiveCard as PackageCard
from adaptivecards.baseobject import BareObject
from adaptivecards.elements import TextBlock as PackageTextBlock

from cards import elements
from cards.elements import AdaptiveCard, InputText, Refresh, TextBlock, button, submit_button
from cards.layout import refreshed_by

every_class = pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in vars(elements).values()
        if isinstance(kind, type) and issubclass(kind, elements.Strict)
    ],
)


def small_card() -> AdaptiveCard:
    return AdaptiveCard(body=[TextBlock(text="Words")], fallback_text="Words", summary="Something for you")


def test_the_package_is_what_is_used() -> None:
    assert isinstance(small_card(), PackageCard)
    assert isinstance(TextBlock(text="Words"), PackageTextBlock)
    assert all(issubclass(kind, BareObject) for kind in (elements.Element, elements.Action, elements.Choice))


@every_class
def test_a_keyword_nobody_declared_is_refused(kind: type[elements.Strict]) -> None:
    given = dict.fromkeys(kind.required)
    with pytest.raises(TypeError, match=f"{kind.__name__} has no property 'colour'"):
        kind(**given, colour="red")


@every_class
def test_what_is_required_is_missed(kind: type[elements.Strict]) -> None:
    if kind.required:
        with pytest.raises(TypeError, match=f"{kind.__name__} needs "):
            kind()


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="maxLength must be of type"):
        InputText(id="name", label="Name", error_message="Please.", max_length="12")  # type: ignore[arg-type]


def test_names_become_those_of_the_schema() -> None:
    made = InputText(id="name", label="Name", error_message="Please.", is_required=True, is_multiline=True)
    assert made.to_dict() == {
        "type": "Input.Text",
        "id": "name",
        "label": "Name",
        "errorMessage": "Please.",
        "isRequired": True,
        "isMultiline": True,
    }


def test_none_leaves_out_and_takes_away() -> None:
    made = TextBlock(text="Words", size=None, weight="bolder")
    made.weight = None
    assert made.to_dict() == {"type": "TextBlock", "wrap": True, "text": "Words"}
    assert made.weight is None
    assert isinstance(TextBlock.weight, elements.Property)


def test_the_summary_travels_beside_the_card() -> None:
    made = small_card()
    assert made.summary == "Something for you"
    assert "summary" not in made.to_dict()
    assert made.to_dict()["version"] == "1.5"


def test_plain_values_are_not_shared_with_the_card() -> None:
    made = small_card()
    made.to_dict()["body"].clear()
    assert len(made.to_dict()["body"]) == 1


def test_a_button_carries_its_verb_three_times_over() -> None:
    made = button("Go", "attend.open", meeting="m1").to_dict()
    data = {"v": "attend.open", "meeting": "m1"}
    assert (made["verb"], made["data"], made["fallback"]["data"]) == ("attend.open", data, data)
    assert (made["type"], made["fallback"]["type"]) == ("Action.Execute", "Action.Submit")


def test_only_a_submit_button_asks_for_what_is_required() -> None:
    assert button("Cancel", "attend.cancel").to_dict()["associatedInputs"] == "none"
    assert submit_button("Send", "attend.submit").to_dict()["associatedInputs"] == "auto"


def test_refreshing_is_asked_for_by_the_reader() -> None:
    made = Refresh(action=refreshed_by("home.refresh")).to_dict()
    assert made["userIds"] == []
    assert made["action"]["data"] == {"v": "home.refresh"}


@pytest.mark.parametrize("taken", ["v", "t"])
def test_no_id_takes_the_key_of_the_verb_or_the_seal(taken: str) -> None:
    """The bot writes its seal over what is there, so the id would be lost on the way to Teams."""
    with pytest.raises(ValueError, match="belongs to the verb or the seal"):
        button("Go", "attend.open", **{taken: "g1"})
