"""Microsoft's Agents Playground as the Teams client of each invented person.

One Playground a person, each in a folder of its own with its own settings, so that everybody arrives at the
bot with their own Entra object id and service address. They stop when the bot does, and leave nothing behind.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession

from rehearsal.family import CASE, PLAYERS, Player

PROGRAM = Path(__file__).parent.parent / "node_modules/@microsoft/m365agentsplayground/cli.js"

TENANT = "00000000-0000-0000-0000-000000000001"
BOT = {"id": "28:quorate", "name": "Quorate"}
CHANNEL = "19:core-group@thread.tacv2"
"""The channel of the invented family's core group."""

FIRST_PORT = 56150
"""Where the first invented person's client is found; the others follow. A taken port becomes another one."""

KNOWN = 5
"""How many others the Playground takes beside its own person: no more and no fewer."""

LONGEST_START = 45.0
LONGEST_STOP = 5.0


class PlaygroundError(Exception):
    """The Teams client can't be started. The message says what is missing and what to do."""


@dataclass(frozen=True)
class Client:
    """A running Playground: whose it is, and where to open it."""

    player: Player
    url: str


@asynccontextmanager
async def running_playgrounds(
    players: Iterable[Player], endpoint: str, others: Sequence[Player] = tuple(PLAYERS.values())
) -> AsyncIterator[list[Client]]:
    """One Playground a player, talking to the bot at `endpoint`. Raises PlaygroundError.

    `others` are everybody there is; each Playground knows the first few of them.
    """
    node = _node()
    async with AsyncExitStack() as stack:
        starts = (_start(stack, node, player, endpoint, others) for player in players)
        started = await asyncio.gather(*starts, return_exceptions=True)  # all, so that all are stopped
        for one in started:
            if isinstance(one, BaseException):
                raise one
        yield [one for one in started if isinstance(one, Client)]


def settings_of(player: Player, others: Iterable[Player]) -> dict[str, object]:
    """What one person's Playground is told about who is there, in its own words and spelling."""
    known = [other for other in others if other.key != player.key][:KNOWN]
    return {
        "version": "0.1.0",
        "tenantId": TENANT,
        "bot": BOT,
        "currentUser": _user(player),
        "users": [_user(other) for other in known],
        "personalChat": {"id": f"personal-{player.key}"},
        "groupChat": {"id": f"meeting-chat-{player.key}", "name": "Meeting chat"},
        "team": {
            "id": "19:team@thread.tacv2",
            "name": "Child protection",
            "aadGroupId": "00000000-0000-0000-0002-000000000001",
            "channels": [{"id": CHANNEL, "name": f"Core group {CASE}"}],
        },
    }


def _user(player: Player) -> dict[str, str]:
    given, _, surname = player.name.partition(" ")
    return {
        "id": f"29:{player.key}",
        "name": player.name,
        "userPrincipleName": player.address,
        "aadObjectId": player.aad_id,
        "givenName": given,
        "surname": surname,
        "email": player.address,
    }


def _node() -> str:
    """The machine's Node, or the one that was installed beside this Python. Raises PlaygroundError."""
    node = shutil.which("node") or shutil.which("node", path=Path(sys.executable).parent)
    if node is None:
        raise PlaygroundError('There is no Node to run the Teams client with. "make run" fetches one.')
    if not PROGRAM.exists():
        raise PlaygroundError('The Agents Playground is not installed. "make run" installs it.')
    return node


async def _start(
    stack: AsyncExitStack, node: str, player: Player, endpoint: str, others: Sequence[Player]
) -> Client:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"quorate-{player.key}-")))
    settings, log = folder / ".m365agentsplayground.yml", folder / "playground.log"
    settings.write_text(json.dumps(settings_of(player, others)))  # JSON is YAML too
    surroundings = {
        "TZ": os.environ.get("TZ", "Europe/London"),
        "TEAMSAPPTESTER_BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(settings),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(log),
    }
    arguments = ["start", "-e", endpoint, "-c", "msteams", "-p", str(_port(player, others)), "--dt"]
    process = await asyncio.create_subprocess_exec(
        node,
        str(PROGRAM),
        *arguments,
        cwd=folder,
        env={**os.environ, **surroundings},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    stack.push_async_callback(_stop, process)
    try:
        async with asyncio.timeout(LONGEST_START):
            url = f"http://localhost:{await _listening(process)}"
            reading = asyncio.create_task(_read_on(process))
            stack.callback(reading.cancel)
            await _answering(url, process)
    except (TimeoutError, _Ended):
        raise PlaygroundError(
            f"The Teams client of {player.name} did not start. {_reason(log)}".strip()
        ) from None
    return Client(player, url)


def _port(player: Player, others: Sequence[Player]) -> int:
    """The same person is found in the same place at every start."""
    keys = [other.key for other in others]
    return FIRST_PORT + (keys.index(player.key) if player.key in keys else len(keys))


class _Ended(Exception):
    """It ended before it could be used."""


async def _listening(process: asyncio.subprocess.Process) -> str:
    """The port it says it listens on. Raises _Ended."""
    assert process.stdout is not None
    async for line in process.stdout:
        words = line.decode(errors="replace").split()
        if words[:2] == ["Listening", "on"]:
            return words[2]
    raise _Ended


async def _answering(url: str, process: asyncio.subprocess.Process) -> None:
    """Return once it answers: it reads its settings only after it said that it listens. Raises _Ended."""
    async with ClientSession() as web:
        while process.returncode is None:
            with suppress(ClientError):
                async with web.get(f"{url}/_debug/ping") as pong:
                    if pong.ok:
                        return
            await asyncio.sleep(0.1)
    raise _Ended


async def _read_on(process: asyncio.subprocess.Process) -> None:
    """Keep reading what it prints, or it would wait for a reader one day."""
    assert process.stdout is not None
    while await process.stdout.read(65536):
        pass


def _reason(log: Path) -> str:
    """Why it stopped, which it tells its log file alone."""
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    reasons = [line.partition("Reason:")[2].strip() for line in lines if line.startswith("error Reason:")]
    return f'It says: "{reasons[-1]}"' if reasons else ""


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Ask it to end, and end it when it doesn't."""
    with suppress(ProcessLookupError):
        process.terminate()
        try:
            async with asyncio.timeout(LONGEST_STOP):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
