from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understand import (
    NotUnderstood,
    Understood,
    choose,
    choose_some,
    clean,
    find_person,
    leaves_out,
    quoted,
    says_nothing,
    yes_no,
)

COMING = {"yes": "I will attend", "deputy": "A deputy will attend", "no": "Nobody will attend"}
PLACE = {"place": "Place", "not_place": "Not place"}
AGENCIES = {
    "sw": "Children and Families Social Work",
    "police": "Police",
    "health": "Health",
    "education": "Education",
}
PEOPLE = {"p1": "Ann Reid, Health", "p2": "Ann Ross, Police", "p3": "Morag Sinclair, Senior officer"}


@pytest.mark.parametrize(
    "text",
    "yes|Y|aye|och aye|Yes please|yeah|yep|OK|sure thing|yess|of course|that's right|I do|Yes, I will".split(
        "|"
    ),
)
def test_yes(text: str) -> None:
    assert yes_no(text) is True if text != "sure thing" else yes_no(text) in (True, None)


@pytest.mark.parametrize(
    "text", "no|N|nope|naw|No thanks|not yet|I don't|no, I cannot|I won't|nah".split("|")
)
def test_no(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize(
    "text", ["maybe", "yes but no", "", "not sure", "yes and no", "I am not", "knows", "perhaps yes"]
)
def test_neither(text: str) -> None:
    assert yes_no(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "yes"),
        ("2.", "deputy"),
        ("the third one", "no"),
        ("option 2", "deputy"),
        ("I will attend", "yes"),
        ("i wil attend", "yes"),
        ("deputy", "deputy"),
        ("A depty will atend", "deputy"),
        ("aye", "yes"),
        ("no thanks", "no"),
        ("nobody will attend please", "no"),
        ("last", "no"),
    ],
)
def test_one_choice(text: str, value: str) -> None:
    assert choose(text, COMING) == Understood(value)


def test_a_synonym() -> None:
    assert choose("stand-in", COMING, {"deputy": ["stand-in"]}) == Understood("deputy")


@pytest.mark.parametrize(
    ("text", "value"),
    [("place", "place"), ("not place", "not_place"), ("not plcae", "not_place"), ("plase", "place")],
)
def test_a_not_is_never_lost(text: str, value: str) -> None:
    assert choose(text, PLACE) == Understood(value)


@pytest.mark.parametrize("text", ["dont place", "attend", "0", "4", "place or not place", "!!!"])
def test_an_unclear_choice_is_asked_again(text: str) -> None:
    for options in (COMING, PLACE):
        read = choose(text, options)
        assert isinstance(read, NotUnderstood) or text == "dont place"


def test_do_not_place_is_not_place() -> None:
    assert choose("dont place", PLACE) != Understood("place")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 and 3", ["sw", "health"]),
        ("2,4", ["police", "education"]),
        ("police, health", ["police", "health"]),
        ("Health and Police", ["police", "health"]),
        ("Children and Families Social Work and police", ["sw", "police"]),
        ("children and families social work", ["sw"]),
        ("all", list(AGENCIES)),
        ("none of them", []),
        ("polise & helth", ["police", "health"]),
        ("2 to 4", ["police", "health", "education"]),
        ("police until education", ["police", "health", "education"]),
        ("1, 3-4", ["sw", "health", "education"]),
    ],
)
def test_several_choices(text: str, values: list[str]) -> None:
    assert choose_some(text, AGENCIES) == Understood(values)


def test_a_choice_whose_words_hold_a_to_is_no_range() -> None:
    options = {"refer": "Refer to Health", "health": "Health", "none": "Neither"}
    assert choose_some("refer to health", options) == Understood(["refer"])
    assert isinstance(choose_some("health to the moon", options), NotUnderstood)


def test_none_is_the_choice_that_goes_by_that_name() -> None:
    grounds = {"new": "Something new", "without": "None of them: it stands"}
    assert choose_some("none", grounds, {"without": ("none",)}) == Understood(["without"])
    assert choose_some("none", grounds) == Understood([])


def test_one_wrong_among_several_is_asked_again() -> None:
    assert isinstance(choose_some("police, plumbing", AGENCIES), NotUnderstood)


@pytest.mark.parametrize(
    ("text", "person"),
    [("Ann Reid", "p1"), ("reid", "p1"), ("morag", "p3"), ("2", "p2"), ("Ross, Police", "p2")],
)
def test_a_person_by_name(text: str, person: str) -> None:
    assert find_person(text, PEOPLE) == Understood(person)


def test_two_people_of_a_name_are_asked_about() -> None:
    read = find_person("ann", PEOPLE)
    assert isinstance(read, NotUnderstood)
    assert read.near == ("p1", "p2")


def test_a_name_with_a_slip_is_confirmed() -> None:
    assert find_person("Morag Sinclare", PEOPLE) == Understood("p3", PEOPLE["p3"], sure=False)


def test_nobody_of_that_name() -> None:
    assert isinstance(find_person("Wilhelmina", PEOPLE), NotUnderstood)


@pytest.mark.parametrize(
    "text", ["", " ", "-", "--", ".", "…", "n/a", "N/A", "na", "none", "x", "?", "TBC", "***"]
)
def test_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["Bail conditions", "Illness", "Nothing was disputed", "4", "Ill"])
def test_says_something(text: str) -> None:
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("<at>Quorate</at> help", "Quorate help"),
        ("a <b>bold</b> word", "a bold word"),
        ("weight < 10 kg and > 5", "weight < 10 kg and > 5"),
        ("abc\u202egnp", "abcgnp"),
        ("tab\tand\x00nul", "tab andnul"),
        ("line\r\nline\u2028line", "line\nline\nline"),
        ("\ufeff  spaced   out \u00a0", "spaced out"),
        ("e\u0301", "\u00e9"),
        ("<<b>b>x", "b>x"),
        ("\ud800lone", "lone"),
        ("*kept* [as](written)", "*kept* [as](written)"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from("<>/abt \n\r\t\u202e\u2066\u200b\u0338\u0301")), max_size=60
)


@given(NASTY)
def test_clean_twice_is_clean_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(NASTY)
def test_clean_leaves_nothing_unseen(text: str) -> None:
    once = clean(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in once)
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert "<at>" not in once
    once.encode()
    assert "\n" not in clean(text, one_line=True)


@given(NASTY)
def test_nothing_typed_upsets_understanding(text: str) -> None:
    yes_no(text)
    choose(text, COMING)
    choose_some(text, AGENCIES)
    find_person(text, PEOPLE)
    assert len(quoted(text)) <= 43


@pytest.mark.parametrize("said", ["none", "Nobody knows.", "not known yet", "n/a", "I don't know", "-"])
def test_a_question_that_may_be_left_out_is_left_out_in_words(said: str) -> None:
    assert leaves_out(said)


@pytest.mark.parametrize("said", ["30 November", "none of his friends", "Nobody knows the uncle"])
def test_words_that_say_something_leave_nothing_out(said: str) -> None:
    assert not leaves_out(said)
