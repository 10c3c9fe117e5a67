from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal

import pytest

from dialogs.commands import Command, Jobs, Words, joined
from dialogs.forms import Form, Prepared, ask, fill
from dialogs.questions import write

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


class Small(Form):
    """A small form.

    More about it.
    """

    job = "small"

    answer: Literal["yes", "no"] = ask("Come?", options={"yes": "I come", "no": "I do not"})
    why: str = ask("Why not?", kind="long", when=lambda got: got["answer"] == "no", label="Reason")
    day: date | None = ask("Which day?", required=False)
    unborn: bool | None = ask("Is it so?", when=lambda got: got["age"] is None)


def test_the_title_is_the_docstrings_first_line() -> None:
    assert Small.title == "A small form"


def test_kinds_follow_from_annotations() -> None:
    assert [each.kind for each in Small.questions.values()] == ["one_of", "long", "date", "yes_no"]


def test_what_is_not_put_is_dropped() -> None:
    raw = {"answer": "yes", "why": "stale", "day": "", "unborn": "no"}
    filled = fill(Small, raw, Prepared(known={"age": None}), NOW)
    assert filled.form == Small(answer="yes", unborn=False)
    assert filled.form is not None
    assert filled.form.rows(Prepared()) == [("Come", "I come"), ("Which day", "-"), ("Is it so", "No")]


def test_what_preparing_knows_decides_for_good() -> None:
    filled = fill(Small, {}, Prepared(known={"age": 7}), NOW)
    assert filled.asked == ["answer", "day"]
    assert filled.perhaps == {"why"}


def test_known_answers_are_not_asked() -> None:
    filled = fill(Small, {}, Prepared(known={"answer": "no", "age": 7}), NOW)
    assert filled.open == ["why", "day"]


@pytest.mark.parametrize(
    ("annotation", "asked"),
    [
        (date, ask("When?", required=False)),
        (bool, ask("So?", when=lambda got: True)),
        (Literal["a"], ask("Which?", options={"b": "B"})),
        (str, ask("Which?", options={"a,b": "A or B"})),
        (str, "no question"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused_at_once(annotation: Any, asked: Any) -> None:
    with pytest.raises(TypeError):
        type(
            "Wrong",
            (Form,),
            {"__annotations__": {"field": annotation}, "field": asked, "__module__": __name__},
        )


@pytest.mark.parametrize(
    ("value", "raw"),
    [
        (None, ""),
        (True, "yes"),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 7, 1, 13, 0, tzinfo=UTC), "2026-07-01T14:00"),
        (["a", "b"], "a,b"),
        ("words", "words"),
    ],
)
def test_values_are_kept_as_a_card_sends_them(value: object, raw: str) -> None:
    assert write(value) == raw


def test_a_command_must_lead_somewhere() -> None:
    jobs = Jobs()
    jobs.command(Command("lost", "lost.open", "Nowhere."))
    with pytest.raises(ValueError, match="lost"):
        joined([jobs])


def test_words_mean_one_thing() -> None:
    jobs = Jobs()
    jobs.command(Command("view", "view.open", "Your view.", ("vote",)))
    with pytest.raises(ValueError, match="vote"):
        jobs.command(Command("other", "other.open", "Other.", ("vote",)))


def test_a_job_is_registered_once() -> None:
    jobs = Jobs()
    jobs.form(Small)
    with pytest.raises(ValueError, match="small"):
        jobs.form(Small)


def test_no_more_commands_than_teams_lists() -> None:
    jobs = Jobs()
    jobs.form(Small)
    for number in range(11):
        jobs.command(Command(f"command{number}", "small.open", "It."))
    with pytest.raises(ValueError, match="12"):
        joined([jobs])


WORDS = Words(
    [
        Command("attend", "attend.open", "Report that you come", ("attendance", "rsvp")),
        Command("report", "report.open", "", ("file report", "my report")),
        Command("why", "why.open", ""),
        Command("key points", "points.open", "", ("summary",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("attend", "attend", ""),
        ("Please can you show me the key points", "key points", ""),
        ("why QUO-05", "why", "QUO-05"),
        ("repotr", "report", ""),
        ("I want to file report now", "report", ""),
        ("rsvp case 7, Tuesday", "attend", "case 7, Tuesday"),
        ("send my reprot", "report", ""),
        ("report that you come", "attend", ""),
    ],
)
def test_commands_are_understood(text: str, name: str, rest: str) -> None:
    match = WORDS.match(text)
    assert match.command is not None
    assert (match.command.name, match.rest) == (name, rest)


def test_unlike_any_command_gives_the_likeliest() -> None:
    match = WORDS.match("xylophone")
    assert match.command is None
    assert len(match.likely) == 3
