"""The Teams app package: what Teams checks before it takes it, and that it tells the truth about the bot."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typer
from jsonschema import Draft4Validator
from PIL import Image, ImageChops
from typer.testing import CliRunner

from manifest import build, icons
from manifest.build import CannotBuild, Listed

APP_ID = "11111111-2222-3333-4444-555555555555"
URL = "https://quorate.example.org"
SCHEMAS = build.ROOT / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"
COMMANDS = [Listed("home", "What you owe"), Listed("link", "Link this channel to a case", True)]


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / "v1.30/MicrosoftTeams.schema.json").read_text())
    return found


@pytest.fixture
def whole() -> dict[str, Any]:
    """The manifest as it is built, with the bot's own commands."""
    return build.manifest(build.values(APP_ID, URL), build.bot_commands())


def test_the_manifest_is_valid_by_the_official_schema(whole: dict[str, Any]) -> None:
    assert [error.message for error in Draft4Validator(schema()).iter_errors(whole)] == []


def test_the_manifest_is_of_the_newest_schema_there_is(whole: dict[str, Any]) -> None:
    newest = max(tuple(map(int, each.name[1:].split("."))) for each in SCHEMAS.glob("v[0-9]*"))
    assert whole["manifestVersion"] == ".".join(map(str, newest))
    assert f"/v{whole['manifestVersion']}/" in whole["$schema"]


def test_nothing_is_left_unfilled(whole: dict[str, Any]) -> None:
    assert not any(text.startswith("{") for text in [*whole["developer"].values(), *whole["name"].values()])
    assert (whole["id"], whole["bots"][0]["botId"]) == (APP_ID, APP_ID)
    assert whole["validDomains"] == ["quorate.example.org"]


def test_the_commands_are_the_bots_own(whole: dict[str, Any]) -> None:
    personal = whole["bots"][0]["commandLists"][0]
    assert personal["scopes"] == ["personal"]
    assert [each["title"] for each in personal["commands"]] == [each.title for each in build.bot_commands()]
    assert {"home", "help"} <= {each["title"] for each in personal["commands"]}


def test_channels_list_only_what_may_be_used_there() -> None:
    lists = build.manifest(build.values(APP_ID, URL), COMMANDS)["bots"][0]["commandLists"]
    assert [(each["scopes"], len(each["commands"])) for each in lists] == [
        (["personal"], 2),
        (["team", "groupChat"], 1),
    ]


def test_more_commands_than_teams_shows_are_refused() -> None:
    many = [Listed(f"command {number}", "…") for number in range(13)]
    with pytest.raises(CannotBuild, match="13 commands; Teams shows 12"):
        build.manifest(build.values(APP_ID, URL), many)


def test_it_asks_to_read_no_messages(whole: dict[str, Any]) -> None:
    asked = {each["name"] for each in whole["authorization"]["permissions"]["resourceSpecific"]}
    assert asked == {"ChannelMember.Read.Group"}


def test_it_takes_files_and_is_offered_in_chats_teams_and_meetings(whole: dict[str, Any]) -> None:
    bot = whole["bots"][0]
    assert bot["supportsFiles"]
    assert bot["scopes"] == ["personal", "team", "groupChat"]


def test_the_package_holds_the_manifest_and_the_icons_at_its_root(
    tmp_path: Path, whole: dict[str, Any]
) -> None:
    package = build.pack(whole, tmp_path / "a" / "quorate.zip")
    with zipfile.ZipFile(package) as archive:
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(archive.read("manifest.json")) == whole
        assert archive.read("color.png") == icons.COLOUR.read_bytes()


def test_the_same_manifest_makes_the_same_bytes(tmp_path: Path, whole: dict[str, Any]) -> None:
    one, two = (build.pack(whole, tmp_path / name).read_bytes() for name in ("one.zip", "two.zip"))
    assert one == two


@pytest.mark.parametrize(
    ("app_id", "url", "says"),
    [
        ("", URL, "QUORATE_APP_ID is missing"),
        ("quorate", URL, "QUORATE_APP_ID should look like 0000"),
        (APP_ID, "", "QUORATE_PUBLIC_URL is missing"),
        (APP_ID, "http://quorate.example.org", "should be an https address"),
        (APP_ID, "https://localhost:3978", "that Teams can reach"),
    ],
)
def test_a_missing_or_unusable_value_is_named(app_id: str, url: str, says: str) -> None:
    with pytest.raises(CannotBuild, match=says):
        build.values(app_id, url)


def test_a_name_that_teams_would_cut_is_refused() -> None:
    with pytest.raises(CannotBuild, match="--short-name has 31 characters; Teams takes 1 to 30"):
        build.values(APP_ID, URL, short_name="x" * 31)


def run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(build.main)
    done = CliRunner().invoke(app, list(arguments), env={"QUORATE_APP_ID": "", "QUORATE_PUBLIC_URL": ""})
    return done.exit_code, done.output


def test_the_command_says_where_the_package_is_and_which_pages_it_points_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build.pack, "__defaults__", (tmp_path / "dist/quorate.zip",))
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    code, output = run(
        "--app-id", APP_ID, "--public-url", URL, "--privacy", "https://council.example.org/privacy"
    )
    assert code == 0
    assert "dist/quorate.zip is ready" in output
    assert f"No --website was given; the package points to {URL}" in output
    assert "No --privacy" not in output


def test_the_command_builds_nothing_without_an_app_id() -> None:
    code, output = run("--public-url", URL)
    assert code == 2
    assert (
        output
        == "No package was built. QUORATE_APP_ID is missing: the id of the bot's app registration in Entra.\n"
    )


def test_the_colour_icon_is_square_and_plain_with_its_symbol_in_the_middle() -> None:
    icon = Image.open(icons.COLOUR)
    assert (icon.format, icon.size) == ("PNG", (192, 192))
    ground = Image.new("RGBA", icon.size, (*icons.GROUND, 255))
    left, top, right, bottom = (
        ImageChops.difference(icon.convert("RGBA"), ground).convert("RGB").getbbox() or (0,) * 4
    )
    assert (left, top) >= (48, 48)
    assert max(right, bottom) <= 144
    assert min(right - left, bottom - top) >= 90


def test_the_outline_icon_is_white_on_nothing_without_a_margin() -> None:
    icon = Image.open(icons.OUTLINE)
    assert (icon.format, icon.mode, icon.size) == ("PNG", "RGBA", (32, 32))
    assert set(icon.convert("RGB").get_flattened_data()) == {(255, 255, 255)}
    there = icon.getchannel("A")
    assert there.getextrema() == (0, 255)
    assert there.getbbox() == (0, 0, 32, 32)


def test_the_icons_are_those_that_the_script_draws() -> None:
    assert (
        ImageChops.difference(Image.open(icons.COLOUR).convert("RGBA"), icons.colour_icon()).getbbox() is None
    )
    assert ImageChops.difference(Image.open(icons.OUTLINE), icons.outline_icon()).getbbox() is None
