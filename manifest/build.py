"""`make manifest`: the Teams app package, ready to be uploaded: dist/quorate.zip.

What stands in manifest.json beside this file is the same everywhere; the words in braces come from the
council. One permission is asked, to read who is in a channel that the app was added to, none to read talk.
"""

from __future__ import annotations

import json
import tomllib
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

HERE = Path(__file__).parent
ROOT = HERE.parent
PACKAGE = ROOT / "dist" / "quorate.zip"

MOST_COMMANDS = 12
LONGEST = {"short_name": 30, "full_name": 100, "organisation": 32}

WRITTEN = (1980, 1, 1, 0, 0, 0)
"""The date that every file in the package bears, so that the same manifest always makes the same bytes."""


class CannotBuild(Exception):
    """The package can't be made. The message names the value and says what it should be."""


@dataclass(frozen=True)
class Listed:
    """A command as Teams lists it."""

    title: str
    description: str
    in_channels: bool = False


@dataclass(frozen=True)
class Values:
    """What the manifest's braces are filled with."""

    app_id: str
    host: str
    version: str
    short_name: str
    full_name: str
    organisation: str
    website: str
    privacy: str
    terms: str


def values(
    app_id: str,
    public_url: str,
    *,
    short_name: str = "Quorate",
    full_name: str = "Quorate for Child Protection Planning Meetings",
    organisation: str = "Quorate",
    website: str = "",
    privacy: str = "",
    terms: str = "",
) -> Values:
    """Check what the council gave. Raises CannotBuild."""
    site = _page("QUORATE_PUBLIC_URL", public_url)
    for name, text in (("short_name", short_name), ("full_name", full_name), ("organisation", organisation)):
        _of_length(name, text)
    home = _page("--website", website or site)
    return Values(
        app_id=_guid(app_id),
        host=str(urlsplit(site).hostname),
        version=tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
        short_name=short_name,
        full_name=full_name,
        organisation=organisation,
        website=home,
        privacy=_page("--privacy", privacy or home),
        terms=_page("--terms", terms or home),
    )


def _guid(text: str) -> str:
    if not text:
        raise CannotBuild("QUORATE_APP_ID is missing: the id of the bot's app registration in Entra.")
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise CannotBuild(
            f"QUORATE_APP_ID should look like 00000000-0000-0000-0000-000000000000, not {text!r}."
        ) from None


def _page(name: str, url: str) -> str:
    if not url:
        raise CannotBuild(f"{name} is missing: the https address under which Teams reaches the bot.")
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname:
        raise CannotBuild(f"{name} should be an https address that Teams can reach, not {url!r}.")
    return url


def _of_length(name: str, text: str) -> None:
    option, most = f"--{name.replace('_', '-')}", LONGEST[name]
    if not 0 < len(text) <= most:
        raise CannotBuild(f"{option} has {len(text)} characters; Teams takes 1 to {most}.")


def bot_commands() -> list[Listed]:
    """The commands that the bot itself lists on its help card, in the same order."""
    from app import JOBS  # the one list of what the bot can do; only this script needs it outside the bot
    from dialogs.commands import joined

    jobs = joined(JOBS)
    anywhere = {verb for verb, door in jobs.doors.items() if door.anywhere}
    return [Listed(each.name, each.line, each.verb in anywhere) for each in jobs.listed()]


def manifest(given: Values, commands: Iterable[Listed]) -> dict[str, Any]:
    """The finished manifest. Raises CannotBuild."""
    filled: dict[str, Any] = _filled(json.loads((HERE / "manifest.json").read_text()), asdict(given))
    filled["bots"][0]["commandLists"] = _lists(list(commands))
    return filled


def _filled(part: Any, words: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return words[part[1:-1]] if part.startswith("{") else part
    if isinstance(part, list):
        return [_filled(each, words) for each in part]
    if isinstance(part, dict):
        return {name: _filled(each, words) for name, each in part.items()}
    return part


def _lists(commands: list[Listed]) -> list[dict[str, Any]]:
    """One list for the 1:1 chat, where everything is done, and one for channels if anything is done there."""
    lists = [
        _list(["personal"], commands),
        _list(["team", "groupChat"], [each for each in commands if each.in_channels]),
    ]
    return [each for each in lists if each["commands"]]


def _list(scopes: list[str], commands: list[Listed]) -> dict[str, Any]:
    if len(commands) > MOST_COMMANDS:
        raise CannotBuild(f"The bot lists {len(commands)} commands; Teams shows {MOST_COMMANDS}.")
    return {
        "scopes": scopes,
        "commands": [{"title": each.title, "description": each.description} for each in commands],
    }


def pack(filled: Mapping[str, Any], package: Path = PACKAGE) -> Path:
    """Write the package, with manifest.json and the icons at its root."""
    package.parent.mkdir(parents=True, exist_ok=True)
    contents = {
        "manifest.json": json.dumps(filled, indent=2, ensure_ascii=False).encode(),
        **{name: (HERE / name).read_bytes() for name in filled["icons"].values()},
    }
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), content, zipfile.ZIP_DEFLATED)
    return package


def main(
    app_id: Annotated[str, typer.Option(envvar="QUORATE_APP_ID")] = "",
    public_url: Annotated[str, typer.Option(envvar="QUORATE_PUBLIC_URL")] = "",
    short_name: Annotated[str, typer.Option(help="The name under the icon.")] = "Quorate",
    full_name: Annotated[
        str, typer.Option(help="The full name.")
    ] = "Quorate for Child Protection Planning Meetings",
    organisation: Annotated[str, typer.Option(help="Who offers it to the people.")] = "Quorate",
    website: Annotated[str, typer.Option(help="A page that tells about it.")] = "",
    privacy: Annotated[str, typer.Option(help="The privacy notice.")] = "",
    terms: Annotated[str, typer.Option(help="The terms of use.")] = "",
) -> None:
    """Build the Teams app package."""
    try:
        given = values(
            app_id,
            public_url,
            short_name=short_name,
            full_name=full_name,
            organisation=organisation,
            website=website,
            privacy=privacy,
            terms=terms,
        )
        package = pack(manifest(given, bot_commands()))
    except CannotBuild as why:
        typer.echo(f"No package was built. {why}", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{package.relative_to(ROOT)} is ready to be uploaded to Teams.")
    for name, page, fallback in (
        ("--website", website, given.website),
        ("--privacy", privacy, given.privacy),
        ("--terms", terms, given.terms),
    ):
        if not page:
            typer.echo(f"No {name} was given; the package points to {fallback} for it.")


if __name__ == "__main__":
    typer.run(main)
