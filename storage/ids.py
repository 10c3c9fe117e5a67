"""Opaque ids: they say nothing about anybody and survive urls, cards and Markdown unchanged."""

from __future__ import annotations

import base64
import secrets


def new_id() -> str:
    """A fresh id: 16 lower-case letters and digits that carry 80 random bits."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()
