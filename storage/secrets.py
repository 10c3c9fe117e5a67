"""Encryption at rest: one key for each purpose, derived from the keys given, newest first.

Whoever obtains the key of one purpose, say names, can't open another, say restricted items.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import WrongKey

KEY_BYTES = 32


def new_key() -> str:
    """A fresh key for the settings: 32 random bytes in URL-safe base64."""
    return Fernet.generate_key().decode("ascii")


class Cipher:
    """Encrypts under the newest key of one purpose and decrypts under any of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._fernets = MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])

    def encrypt(self, plain: bytes) -> bytes:
        """The ciphertext of `plain`, different each time."""
        return self._fernets.encrypt(plain)

    def decrypt(self, token: bytes) -> bytes:
        """The plaintext. Raises WrongKey for a changed token or one of an unknown key."""
        try:
            return self._fernets.decrypt(token)
        except InvalidToken as unreadable:
            raise WrongKey from unreadable

    def rotate(self, token: bytes) -> bytes:
        """The same plaintext under the newest key. Raises WrongKey."""
        return self.encrypt(self.decrypt(token))


class Secrets:
    """The ciphers of every purpose, and the seal on the heads of the fact chains.

    `keys` are URL-safe base64 strings of 32 bytes, newest first. Raises ValueError for others.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("At least one encryption key is needed; storage.secrets.new_key() makes one.")
        self._masters = [_key_bytes(key) for key in keys]
        self.documents = self._cipher("documents")
        self.names = self._cipher("names")
        self.facts = self._cipher("facts")
        self.positions = self._cipher("positions")
        self.restricted = self._cipher("restricted")
        self.safe_addresses = self._cipher("safe addresses")
        self._sealing = self._derived("chain heads")

    def seal(self, head: bytes) -> bytes:
        """A keyed seal over the head of a chain, so that a shortened chain can't be re-headed."""
        return hmac.digest(self._sealing[0], head, hashlib.sha256)

    def sealed(self, head: bytes, seal: bytes) -> bool:
        """Whether one of the keys made this seal."""
        return any(hmac.compare_digest(hmac.digest(k, head, hashlib.sha256), seal) for k in self._sealing)

    def _cipher(self, purpose: str) -> Cipher:
        return Cipher(self._derived(purpose))

    def _derived(self, purpose: str) -> list[bytes]:
        return [_derive(master, purpose) for master in self._masters]


def _derive(master: bytes, purpose: str) -> bytes:
    info = f"quorate {purpose} 1".encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)


def _key_bytes(key: str) -> bytes:
    try:
        found = base64.urlsafe_b64decode(key.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError):
        found = b""
    if len(found) != KEY_BYTES:
        raise ValueError("An encryption key must be 32 bytes in URL-safe base64.")
    return found
