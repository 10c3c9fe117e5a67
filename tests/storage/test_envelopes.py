"""Sealed handovers: readable by one council alone, and refused with a sentence when anything is not right."""

from __future__ import annotations

import base64
import re

import pytest

from cppm.errors import CPPMError
from storage.envelopes import (
    BrokenHandoverKey,
    Envelopes,
    HandoverAltered,
    HandoverForAnother,
    HandoverUnknownSender,
    NoHandover,
    NoHandoverKeys,
    PrivateKey,
    UnknownCouncil,
    kind_in,
    new_pair,
)

FIFE, PERTH, ANGUS = new_pair(), new_pair(), new_pair()
IN_PERTH = Envelopes([PERTH[0]], [("Fife", FIFE[1]), ("Angus", ANGUS[1])])
IN_FIFE = Envelopes([FIFE[0]], [("Perth and Kinross", PERTH[1])])
IN_ANGUS = Envelopes([ANGUS[0]], [("Perth and Kinross", PERTH[1]), ("Fife", FIFE[1])])
PLAIN = b'{"name": "Ciara", "words": "seo agad e"}'


def sealed(kind: str = "OFFER", to: str = "Fife") -> str:
    return IN_PERTH.seal(to, kind, PLAIN)


def test_the_council_it_is_for_reads_it_and_knows_from_whom_it_is() -> None:
    """MOV-05"""
    opened = IN_FIFE.open(sealed())
    assert (opened.council, opened.kind, opened.content) == ("Perth and Kinross", "OFFER", PLAIN)


def test_nothing_of_it_can_be_read_on_the_way() -> None:
    """MOV-05"""
    text = sealed()
    assert "Ciara" not in text
    assert sealed() != text
    with pytest.raises(HandoverForAnother):
        IN_ANGUS.open(text)


@pytest.mark.parametrize(
    "handled",
    [
        lambda text: text.lower(),
        lambda text: text.replace("\n", " "),
        lambda text: text.replace("\n", "\r\n\r\n"),
        lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
        lambda text: f"Good morning,\n\nplease see below.\n\n{text}\n\nKind regards",
    ],
)
def test_it_survives_what_mail_and_chat_do_to_a_text(handled: object) -> None:
    """MOV-05"""
    assert callable(handled)
    assert IN_FIFE.open(handled(sealed())).content == PLAIN


def test_every_line_of_it_is_plain_letters_and_digits() -> None:
    """MOV-05: nothing that a chat would take for Markdown, a link or a smiley."""
    assert all(re.fullmatch(r"[A-Z0-9 ]+", line) for line in sealed().split("\n"))


@pytest.mark.parametrize("at", [5, 40, 70, 130, 200, 290])
def test_a_letter_changed_anywhere_is_noticed(at: int) -> None:
    """MOV-05"""
    first, *lines, last = sealed().split("\n")
    body = "".join(lines)
    at %= len(body)
    changed = body[:at] + ("A" if body[at] != "A" else "B") + body[at + 1 :]
    with pytest.raises((HandoverAltered, HandoverUnknownSender)):
        IN_FIFE.open("\n".join([first, changed, last]))


def test_another_title_than_it_was_sealed_under_is_noticed() -> None:
    """MOV-05"""
    with pytest.raises(HandoverAltered):
        IN_FIFE.open(sealed("ANSWER").replace("ANSWER", "OFFER"))


def test_a_part_of_it_is_not_taken() -> None:
    """MOV-05"""
    lines = sealed().split("\n")
    with pytest.raises(NoHandover):
        IN_FIFE.open("\n".join(lines[:-1]))
    with pytest.raises(HandoverAltered):
        IN_FIFE.open("\n".join([lines[0], lines[1], lines[-1]]))
    with pytest.raises(NoHandover):
        IN_FIFE.open("good morning")


def test_nobody_can_pass_it_on_as_their_own() -> None:
    """MOV-05: Angus puts its own name and signature on what Perth sealed for Fife."""
    first, *lines, last = sealed().split("\n")
    letters = "".join(lines)
    raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    angus = PrivateKey(ANGUS[0])
    body = raw[:3] + angus.public.name + raw[19:-64]
    forged = base64.b32encode(body + angus.signs.sign(b"OFFER" + body)).decode().rstrip("=")
    fife = Envelopes([FIFE[0]], [("Perth and Kinross", PERTH[1]), ("Angus", ANGUS[1])])
    with pytest.raises(HandoverAltered):
        fife.open("\n".join([first, forged, last]))


def test_a_council_that_is_not_known_here_is_refused() -> None:
    """MOV-05"""
    stranger = new_pair()
    text = Envelopes([stranger[0]], [("Fife", FIFE[1])]).seal("Fife", "OFFER", PLAIN)
    with pytest.raises(HandoverUnknownSender):
        IN_FIFE.open(text)
    with pytest.raises(UnknownCouncil, match="Moray is not among the councils"):
        IN_PERTH.seal("Moray", "OFFER", PLAIN)


def test_without_keys_of_ones_own_nothing_is_sealed_or_opened() -> None:
    """MOV-05"""
    none = Envelopes([], [("Fife", FIFE[1])])
    assert none.councils == []
    with pytest.raises(NoHandoverKeys):
        none.seal("Fife", "OFFER", PLAIN)
    with pytest.raises(NoHandoverKeys):
        none.open(sealed())


def test_an_older_key_still_opens_and_the_newest_signs() -> None:
    """MOV-05"""
    newer = new_pair()
    fife = Envelopes([newer[0], FIFE[0]], [("Perth and Kinross", PERTH[1])])
    assert fife.open(sealed()).content == PLAIN
    perth = Envelopes([PERTH[0]], [("Fife", newer[1]), ("Fife", FIFE[1])])
    assert perth.open(fife.seal("Perth and Kinross", "ANSWER", PLAIN)).council == "Fife"
    assert perth.councils == ["Fife"]
    assert perth.open(IN_FIFE.seal("Perth and Kinross", "ANSWER", PLAIN)).council == "Fife"


@pytest.mark.parametrize("key", ["", "short", "é" * 86, FIFE[0][:-2]], ids="none short odd cut".split())
def test_a_key_that_is_none_is_refused_at_the_start(key: str) -> None:
    """MOV-05"""
    with pytest.raises(BrokenHandoverKey):
        Envelopes([key])
    with pytest.raises(BrokenHandoverKey):
        Envelopes([], [("Fife", key)])


def test_the_kind_can_be_told_before_it_is_opened() -> None:
    """MOV-05"""
    assert kind_in(f"Hello\n{sealed('ANSWER')}") == "ANSWER"
    assert kind_in("Hello") == ""


def test_a_council_is_known_however_its_name_is_typed() -> None:
    """MOV-05"""
    assert IN_PERTH.knows(" fife ") == "Fife"
    assert IN_PERTH.knows("Moray") == ""


def test_every_refusal_says_what_to_do() -> None:
    """MOV-05"""
    for each in (NoHandover, HandoverAltered, HandoverUnknownSender, HandoverForAnother, NoHandoverKeys):
        assert issubclass(each, CPPMError)
        assert str(each()).count(".") > 1
