"""Every rule that is cited can be explained, and every refusal is a sentence one can live with."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import cppm
from cppm.councils.profile import known_profiles, load_profile
from cppm.errors import CPPMError
from cppm.rules import RULES, council_value
from cppm.timing.catalogue import catalogue
from tests.builders import PROFILE

ROOM = Path(cppm.__file__).parent
MODULES = {m.name: importlib.import_module(m.name) for m in pkgutil.walk_packages([str(ROOM)], "cppm.")}
SETTING_UP = {"CPPMError", "UnknownUnit", "UnknownMark", "UnknownProfile", "BrokenProfile", "BrokenCatalogue"}
"""Faults of a profile file: the council's engineers meet them, so no rule of practice stands behind them."""

FORBIDDEN = re.compile(
    r"!|\bvot\w+|\bballot|\bpoll\b|\babstain|\bmajority|\buser\b|\binvalid\b|\bdeclin", re.I
)
DASHES = re.compile("[\u2014]")


def errors() -> dict[str, type[CPPMError]]:
    found = {}
    for module in MODULES.values():
        for name, value in vars(module).items():
            if inspect.isclass(value) and issubclass(value, CPPMError):
                found[name] = value
    return found


ERRORS = errors()


def placeholders(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


def sentence(error: type[CPPMError]) -> str:
    """What a person would read, with every gap filled by a word; some gaps hold a sentence of their own."""
    filled: dict[str, Any] = dict.fromkeys(placeholders(error.__doc__ or ""), "something")
    whole = {"why": "Something.", "next_step": "Do something."}
    return str(error(**filled | {gap: words for gap, words in whole.items() if gap in filled}))


def raised() -> Iterator[tuple[str, int, str, set[str]]]:
    """Every place where a refusal is raised: module, line, class, and the details given."""
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ERRORS:
                    yield path.name, node.lineno, name, {k.arg for k in node.keywords if k.arg}
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name | ast.Attribute):
                name = getattr(node.exc, "id", getattr(node.exc, "attr", ""))
                if name in ERRORS:
                    yield path.name, node.lineno, name, set()


@pytest.mark.parametrize("name", sorted(set(ERRORS) - SETTING_UP))
def test_every_refusal_cites_a_rule_that_can_be_explained(name: str) -> None:
    """DESIGN 1.8"""
    assert ERRORS[name].rule in RULES, f"{name} cites {ERRORS[name].rule!r}"


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_every_refusal_is_a_plain_calm_sentence(name: str) -> None:
    """DESIGN 6"""
    said = sentence(ERRORS[name])
    assert said[0].isupper() or said.startswith(("something", '"'))
    assert said.endswith(".")
    assert not FORBIDDEN.search(said), said
    assert not DASHES.search(said)
    assert "{" not in said
    assert "  " not in said


def test_every_refusal_is_raised_with_all_its_details() -> None:
    """DESIGN 1.8"""
    found = list(raised())
    assert len(found) > 60
    short = [
        f"{where}:{line} {name} lacks {placeholders(ERRORS[name].__doc__ or '') - given}"
        for where, line, name, given in found
        if not placeholders(ERRORS[name].__doc__ or "") <= given
    ]
    assert short == []


def test_every_clock_of_every_profile_cites_a_rule() -> None:
    """TIM-01"""
    for key in known_profiles():
        for clock in load_profile(key).clocks.values():
            assert clock.rule in RULES, clock.name
    for kind in catalogue().values():
        assert kind.rule in RULES, kind.name


def test_every_rule_cited_anywhere_in_the_field_can_be_explained() -> None:
    """DESIGN 6"""
    cited: set[str] = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                cited |= {node.value} if re.fullmatch(r"[A-Z]{2,3}-\d\d", node.value) else set()
    assert cited - set(RULES) == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_is_explained_in_plain_words(rule: object) -> None:
    """DESIGN 6"""
    title, words = (getattr(rule, a) for a in ("title", "words"))
    assert title
    assert words.endswith((".", "?"))
    assert not FORBIDDEN.search(f"{title} {words}")
    assert not DASHES.search(f"{title} {words}")


def test_no_rule_is_written_down_twice() -> None:
    """DESIGN 6"""
    text = (ROOM / "rules.py").read_text("utf-8")
    ids = re.findall(r'Rule\("([A-Z]{2,3}-\d\d)"', text)
    assert len(ids) == len(set(ids)) == len(RULES)


def test_the_councils_own_value_is_said() -> None:
    """DESIGN 1.6"""
    assert "7 calendar days" in council_value("TIM-01", PROFILE)
    assert "24 clock hours" in council_value("TIM-09", PROFILE)
    assert "6 months" in council_value("TIM-05", PROFILE)
    assert council_value("QUO-03", PROFILE).startswith("3 agencies make a quorum")
    assert council_value("GEN-05", PROFILE) == "Perth and Kinross adds no local rule to this one."


def test_names_with_braces_do_not_break_a_sentence() -> None:
    """DESIGN 1.8"""
    assert "{x} [y]" in str(ERRORS["AlreadyInvited"](name="{x} [y]"))


def test_the_field_reads_neither_clock_nor_environment() -> None:
    """DESIGN 2"""
    for path in ROOM.rglob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(
            r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(|os\.environ", text
        ), path
