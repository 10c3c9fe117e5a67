"""Words that only restricted information and safe addresses hold in the tests; nowhere else may they show.

Tests plant them: RESTRICTED_MARK in every restricted field, ADDRESS_MARK in every safe address. A mark that
turns up in a log, a message, a card for somebody else or another table is a leak. `tests/conftest.py` looks
at what every test logs and prints, a town of tests/e2e at what everybody sees and at its whole database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from storage.errors import WrongKey
from storage.schema import metadata
from storage.secrets import Cipher, Secrets

if TYPE_CHECKING:
    from storage.store import Store

RESTRICTED_MARK = "Vetchling-Harrier"
ADDRESS_MARK = "Sorrelbank-Kittiwake"
MARKS = (RESTRICTED_MARK, ADDRESS_MARK)

APART = frozenset(
    {"restricted", "restricted_readers", "restricted_drafts", "safe_addresses", "safe_address_readers"}
)
"""The tables that may hold marked words, each under a key of its own."""
MEANT = frozenset({"restricted-for-the-chair", "restricted-for-a-reader", "address-safe-shown"})
"""The cards of the gallery that show marked words to whoever opened them on purpose."""


def leaks_in(text: str | bytes) -> list[str]:
    """The marks that stand in a text."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return [mark for mark in MARKS if mark in plain]


@dataclass(frozen=True)
class Seen:
    """What was shown in one chat. `summary` is what a lock screen shows of it."""

    where: str
    text: str
    summary: str = ""


def seen_wrongly(shown: Iterable[Seen], allowed: Iterable[str]) -> list[str]:
    """Where marked words show that may not: in another chat, or on anybody's lock screen."""
    chats = set(allowed)
    return [
        each.where
        for each in shown
        if (leaks_in(each.text) and each.where not in chats) or leaks_in(each.summary)
    ]


async def in_the_open(store: Store) -> bytes:
    """Every value outside the tables kept apart, decrypted wherever an ordinary key opens it."""
    secrets = store._secrets
    return await store.db.read(lambda connection: _values(connection, secrets))


def _values(connection: Connection, secrets: Secrets) -> bytes:
    ordinary = (secrets.documents, secrets.names, secrets.facts, secrets.positions)
    tables = [table for table in metadata.sorted_tables if table.name not in APART]
    values = [value for t in tables for row in connection.execute(select(t)) for value in row]
    return b"\n".join(_opened(value, ordinary) for value in values)


def _opened(value: object, ciphers: tuple[Cipher, ...]) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode()
    for cipher in ciphers:
        try:
            return cipher.decrypt(value)
        except WrongKey:
            continue
    return value
