"""The house rules, held against the code: rooms, rules of practice, words, settings, facts.

Each test reads the files as they are; a list of what is amiss beats the first thing that is.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
ROOMS = ("cppm", "cards", "dialogs", "storage", "scheduler", "bot", "rehearsal", "manifest")
SPOKEN = ("cppm", "cards", "dialogs")
"""The rooms whose words people read."""

RULE_IDS = (ROOT / "tests/rule_ids.txt").read_text().split()
RULE_ID = re.compile(r"\b[A-Z]{2,3}-\d\d\b(?!-)")
FAMILIES = {each.split("-")[0] for each in RULE_IDS}
PLACE = re.compile(r"`([\w/.-]+\.py):([\w.]+)`")
PROOF = re.compile(r"`([\w/.-]+\.py)::(\w+)`")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def modules(*rooms: str) -> list[Path]:
    """Every Python file of the rooms, and with no room of those and the files beside them."""
    if rooms:
        return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))
    return [*modules(*ROOMS), *sorted(ROOT.glob("*.py"))]


def said(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    """The top-level names that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


class TestWhoImportsWhom:
    def test_the_contracts_hold(self, capsys: pytest.CaptureFixture[str]) -> None:
        broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
        assert broken == 0, capsys.readouterr().out

    def test_every_room_is_under_contract(self) -> None:
        assert {said(path.parent) for path in ROOT.glob("*/__init__.py")} - {"tests"} <= {*ROOMS, "bench"}

    def test_the_field_imports_the_standard_library_alone(self) -> None:
        allowed = {*sys.stdlib_module_names, "cppm"}
        assert {said(p): found for p in modules("cppm") if (found := imported(p) - allowed)} == {}

    def test_cards_import_the_field_alone(self) -> None:
        allowed = {*sys.stdlib_module_names, "cppm", "cards"}
        found = {said(p): more for p in modules("cards") if (more := imported(p) - allowed)}
        assert found == {"cards/elements.py": {"adaptivecards"}}

    def test_only_the_script_that_lists_its_commands_imports_the_application(self) -> None:
        assert [said(path) for path in modules() if "app" in imported(path)] == ["manifest/build.py"]

    def test_only_one_room_touches_the_bot_framework(self) -> None:
        touching = [path for path in modules() if imported(path) & {"botbuilder", "botframework", "msrest"}]
        assert {said(path.parent) for path in touching} == {"bot"}


def rows() -> Iterator[list[str]]:
    """The rows of docs/rules.md as cells: id, rule, where, proof."""
    for line in (ROOT / "docs/rules.md").read_text().splitlines():
        if re.match(r"\| [A-Z]{2,3}-\d\d \|", line):
            yield [cell.strip() for cell in line.strip("|").split("|")]


@cache
def names_in(path: Path) -> frozenset[str]:
    """What a file defines: functions, classes, their members as Class.member, and values."""
    return frozenset(_defined(tree(path).body))


def _defined(body: list[ast.stmt], within: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield within + node.name
        elif isinstance(node, ast.ClassDef):
            yield within + node.name
            yield from _defined(node.body, f"{within}{node.name}.")
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield within + node.target.id
        elif isinstance(node, ast.Assign):
            yield from (within + target.id for target in node.targets if isinstance(target, ast.Name))


def defined_tests(path: Path) -> set[str]:
    return {name.rpartition(".")[2] for name in names_in(path)}


class TestRulesOfPractice:
    def test_every_rule_has_one_row_in_the_guides_order(self) -> None:
        assert len(RULE_IDS) == 340
        assert [row[0] for row in rows()] == RULE_IDS

    def test_no_cell_is_blank(self) -> None:
        assert [row[0] for row in rows() if len(row) != 4 or not all(row)] == []

    def test_every_row_says_where_the_rule_lives_or_why_it_does_not(self) -> None:
        unclear = [
            rule
            for rule, _, where, proof in rows()
            if not (_lives(where) and PROOF.fullmatch(proof)) and not (_does_not(where) and proof == "–")
        ]
        assert unclear == []

    def test_what_a_row_names_is_there(self) -> None:
        gone = [
            f"{rule}: {path}:{name}"
            for rule, _, where, _ in rows()
            for path, name in PLACE.findall(where)
            if not (ROOT / path).exists() or name not in names_in(ROOT / path)
        ]
        assert gone == []

    def test_the_proof_of_a_row_is_a_test_that_is_there(self) -> None:
        gone = [
            f"{rule}: {path}::{name}"
            for rule, _, _, proof in rows()
            for path, name in PROOF.findall(proof)
            if not name.startswith("test_")
            or not (ROOT / path).exists()
            or name not in defined_tests(ROOT / path)
        ]
        assert gone == []

    def test_every_rule_that_is_cited_exists(self) -> None:
        cited = {
            f"{said(path)}: {found}"
            for path in [*modules(), *modules("tests"), *(ROOT / "cppm/councils/profiles").glob("*.toml")]
            for found in RULE_ID.findall(path.read_text())
            if found.split("-")[0] in FAMILIES and found not in RULE_IDS
        }
        assert cited == set()


def _lives(where: str) -> bool:
    places, _, rest = where.partition("; ")
    return bool(PLACE.match(places)) and (not rest or _does_not(rest))


def _does_not(where: str) -> bool:
    return bool(re.match(r"(not yet|not the bot's to do): \S", where))


def never_said() -> list[str]:
    """The list under "Never said to anybody" in the glossary."""
    section = (ROOT / "docs/glossary.md").read_text().split("### Never said to anybody")[1].split("\n## ")[0]
    return re.findall(r"^\* (\w+)$", section, re.MULTILINE)


UNDERSTOOD = {
    ("dialogs/meetings/views.py", word)
    for word in ("vote", "voting", "registration voting", "ballot", "abstain")
}
"""What people may type: synonyms of commands and answers, which are understood and never shown."""

EXCLAIMED = re.compile(r"[A-Za-z)]!(?=\s|$|\")")


def words_people_may_read(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a file but the docstrings of functions and modules; those of classes may be messages."""
    notes = {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.lineno, node.value


class TestWords:
    def test_what_must_never_be_said_is_listed(self) -> None:
        assert {"vote", "ballot", "majority", "user", "invalid"} <= set(never_said())

    def test_nothing_that_people_read_says_what_must_never_be_said(self) -> None:
        never = re.compile(rf"(?i)\b({'|'.join(never_said())})\b")
        found = [
            f"{said(path)}:{line}: {text.strip()[:80]}"
            for path in modules(*SPOKEN)
            for line, text in words_people_may_read(path)
            if never.search(text) and (said(path), text) not in UNDERSTOOD
        ]
        assert found == []

    def test_nothing_exclaims(self) -> None:
        found = [
            f"{said(path)}:{line}: {text.strip()[:80]}"
            for path in modules(*SPOKEN)
            for line, text in words_people_may_read(path)
            if EXCLAIMED.search(text)
        ]
        assert found == []

    def test_every_public_function_of_the_field_says_what_it_does(self) -> None:
        silent = [
            f"{said(path)}: {node.name}"
            for path in modules("cppm")
            for node in tree(path).body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
        assert silent == []


def test_every_setting_stands_in_the_readme() -> None:
    from settings import Settings

    readme = (ROOT / "README.md").read_text()
    missing = [name for name in Settings.model_fields if f"QUORATE_{name.upper()}`" not in readme]
    assert missing == []


KEPT = ("facts", "reads")
"""The tables that only ever grow."""

_CHANGING = re.compile(
    rf"(?i)\b(update|delete\s+from|replace\s+into|drop\s+table|truncate(\s+table)?|alter\s+table)\s+\"?({'|'.join(KEPT)})\b"
)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the files came without their history")
def test_nothing_but_text_and_pictures_is_kept() -> None:
    """A database left by a trial run, or a recording, has no place beside the source."""
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(
        b"\0"
    )
    paths = [ROOT / each.decode() for each in kept if each]
    strays = [
        said(path)
        for path in paths
        if path.suffix != ".png" and path.is_file() and b"\0" in path.read_bytes()
    ]
    assert not strays, f"not text, and no picture: {strays}"


def test_no_statement_changes_what_was_kept() -> None:
    found = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and _CHANGING.search(node.value)
            ):
                found.append(f"{said(path)}:{node.lineno}")
            if isinstance(node, ast.Call) and _changes_a_kept_table(node):
                found.append(f"{said(path)}:{node.lineno}")
    assert found == []


def _changes_a_kept_table(call: ast.Call) -> bool:
    """`update(facts)`, `delete(schema.facts)`, `facts.update()` and their like."""
    if _name(call.func) not in ("update", "delete", "drop"):
        return False
    about = [*call.args[:1], *([call.func.value] if isinstance(call.func, ast.Attribute) else [])]
    return any(_name(each) in KEPT for each in about)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_each_migration_follows_the_one_before() -> None:
    """Two that were written side by side carry the same number: the later to come in takes the next one."""
    steps = sorted((ROOT / "storage/migrations/versions").glob("*.py"))
    numbers = [f"{n:04}" for n in range(len(steps) + 1)]
    named = [
        re.findall(r'^(?:down_)?revision = "?(\w+)"?$', path.read_text(), re.MULTILINE) for path in steps
    ]
    follows = [[now, before] for before, now in zip(["None", *numbers[1:]], numbers[1:], strict=False)]
    assert named == follows
    assert [path.name[:4] for path in steps] == numbers[1:]
