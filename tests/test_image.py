"""What the Dockerfile copies is enough to run, and no more than that. No container engine is needed."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest
from cryptography.fernet import Fernet

ROOT = Path(__file__).parents[1]
STEPS = (ROOT / "Dockerfile").read_text().splitlines()


def copied() -> list[str]:
    """The files and folders that go into the image, as paths from the root."""
    return [path for step in STEPS if step.startswith("COPY ") for path in step.split()[1:-1]]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder that holds what the image would hold, beside the locked packages."""
    for path in copied():
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, tmp_path / path, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (tmp_path / path).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def test_the_build_sees_what_it_copies_and_nothing_else() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"}
    assert let_in == set(copied())
    assert not {"tests", "var", ".env", "dist"} & let_in


async def test_what_is_copied_starts_answers_and_stops_in_good_order(image: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "QUORATE_APP_ID": "7f1d5b0e-1c57-4a5e-9a3c-0d6f5a9b1e01",
        "QUORATE_APP_PASSWORD": "a secret",
        "QUORATE_APP_TENANT_ID": "2b9a4c1e-6d3f-4f6a-8a51-3e7c0f1d2b02",
        "QUORATE_TENANTS": "2b9a4c1e-6d3f-4f6a-8a51-3e7c0f1d2b02",
        "QUORATE_KEYS": Fernet.generate_key().decode(),
        "QUORATE_PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "app.py", "serve",
        cwd=image, env=os.environ | settings,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            assert await ready(session, f"http://127.0.0.1:{port}/readyz", process) == "ready"
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
    assert (image / "var" / "quorate.sqlite3").exists()


async def ready(session: aiohttp.ClientSession, url: str, process: asyncio.subprocess.Process) -> str:
    """What the bot says of itself once it answers with 200."""
    while process.returncode is None:
        try:
            async with session.get(url) as response:
                if response.status == 200:
                    return str((await response.json())["status"])
        except aiohttp.ClientConnectorError:
            await asyncio.sleep(0.05)  # nothing tells from outside when a port opens
    raise AssertionError((await process.communicate())[0].decode())
