"""Sealed handovers between councils: signed by the sender, readable by one council alone, text to paste.

Each council has a pair of keys, two in one: Ed25519 to sign, X25519 to be written to. A fresh key for every
handover encrypts it (HKDF and ChaCha20-Poly1305); the names of both councils' keys and the kind are bound
into seal and signature, so that nobody passes a handover on as their own. Base32 stands any mail and chat.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cppm.errors import CPPMError

VERSION = b"QH1"
HALF, NAME, SIGNATURE = 32, 16, 64
"""Bytes of a key, of the short name of a pair, and of a signature."""
HEAD = len(VERSION) + 2 * NAME + HALF
NONCE = bytes(12)
"""Every handover has a key of its own, so the nonce need not differ."""
LINE = 60
_BLOCK = re.compile(
    r"QUORATE\s+HANDOVER\s+(?P<kind>[A-Z]+)\s+BEGINS(?P<body>.*?)QUORATE\s+HANDOVER\s+(?P=kind)\s+ENDS",
    re.DOTALL | re.IGNORECASE,
)
_KIND = re.compile(r"QUORATE\s+HANDOVER\s+([A-Z]+)\s+BEGINS", re.IGNORECASE)


class NoHandoverKeys(CPPMError):
    """This Quorate has no keys for sealed handovers yet. Tell the other council as people do and record that,
    and ask whoever runs Quorate to set the keys up."""

    rule = "MOV-05"


class UnknownCouncil(CPPMError):
    """{council} is not among the councils that this Quorate exchanges handovers with. Tell them by telephone
    and in writing, and record that."""

    rule = "MOV-05"


class NoHandover(CPPMError):
    """I find no whole handover in that. Copy it from the line that says BEGINS to the line that says ENDS,
    both included, and paste it again."""

    rule = "MOV-05"


class HandoverAltered(CPPMError):
    """This handover was changed on its way, or a part of it was lost. Nothing was recorded. Ask for it to be
    sent again, and copy it whole."""

    rule = "MOV-05"


class HandoverUnknownSender(CPPMError):
    """This handover comes from nobody whose key is known here. Nothing was recorded. Ring the council that it
    says it comes from, at a number you know, and ask whoever runs Quorate about the key."""

    rule = "MOV-05"


class HandoverForAnother(CPPMError):
    """This handover is sealed for another council, so it can't be read here. Nothing was recorded. Tell
    whoever sent it to you."""

    rule = "MOV-05"


class BrokenHandoverKey(ValueError):
    """A key in the settings can't be used."""


@dataclass(frozen=True)
class Opened:
    """What was in a handover: from which council, of which kind, and its content as bytes."""

    council: str
    kind: str
    content: bytes


class PublicKey:
    """The half of a council's key that others have. Raises BrokenHandoverKey."""

    def __init__(self, text: str) -> None:
        raw = _bytes(text)
        self.signs = Ed25519PublicKey.from_public_bytes(raw[:HALF])
        self.reads = X25519PublicKey.from_public_bytes(raw[HALF:])
        self.name = hashlib.sha256(VERSION + raw).digest()[:NAME]


class PrivateKey:
    """A council's own key. Raises BrokenHandoverKey."""

    def __init__(self, text: str) -> None:
        raw = _bytes(text)
        self.signs = Ed25519PrivateKey.from_private_bytes(raw[:HALF])
        self.reads = X25519PrivateKey.from_private_bytes(raw[HALF:])
        halves = self.signs.public_key().public_bytes_raw() + self.reads.public_key().public_bytes_raw()
        self.public_text = _text(halves)
        self.public = PublicKey(self.public_text)


def new_pair() -> tuple[str, str]:
    """A fresh private key and its public half, as they stand in the settings."""
    private = _text(os.urandom(2 * HALF))
    return private, PrivateKey(private).public_text


class Envelopes:
    """Seals and opens handovers. `own` are private keys, newest first; `partners` are pairs of a council's
    name and a public key of it, the one that is written to first. Raises BrokenHandoverKey."""

    def __init__(self, own: Sequence[str] = (), partners: Iterable[tuple[str, str]] = ()) -> None:
        self._own = [PrivateKey(text) for text in own]
        self._partners = [(council, PublicKey(text)) for council, text in partners]

    @property
    def councils(self) -> list[str]:
        """The councils that handovers can be exchanged with, by name; none without a key of one's own."""
        return sorted(dict(self._partners)) if self._own else []

    def knows(self, council: str) -> str:
        """The name under which a council is known here, however it is typed; empty for an unknown one."""
        return next((c for c in self.councils if c.casefold() == council.strip().casefold()), "")

    def seal(self, council: str, kind: str, content: bytes) -> str:
        """A handover for one council, as text. Raises NoHandoverKeys, UnknownCouncil."""
        if not self._own:
            raise NoHandoverKeys
        to = next((key for name, key in self._partners if name == council), None)
        if to is None:
            raise UnknownCouncil(council=council)
        own, fresh = self._own[0], X25519PrivateKey.generate()
        head = VERSION + own.public.name + to.name + fresh.public_key().public_bytes_raw()
        bound = kind.encode() + head
        cipher = ChaCha20Poly1305(_key(fresh.exchange(to.reads), bound))
        body = head + cipher.encrypt(NONCE, content, bound)
        return _armoured(kind, body + own.signs.sign(kind.encode() + body))

    def open(self, text: str) -> Opened:
        """What a pasted handover holds.

        Raises NoHandoverKeys, NoHandover, HandoverAltered, HandoverUnknownSender, HandoverForAnother.
        """
        if not self._own:
            raise NoHandoverKeys
        kind, raw = _unarmoured(text)
        if len(raw) < HEAD + SIGNATURE or not raw.startswith(VERSION):
            raise HandoverAltered
        body, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
        names = body[len(VERSION) : HEAD - HALF]
        council, sender = self._sender(names[:NAME])
        try:
            sender.signs.verify(signature, kind.encode() + body)
        except InvalidSignature as changed:
            raise HandoverAltered from changed
        return Opened(council, kind, self._decrypted(kind, body, names[NAME:]))

    def _sender(self, name: bytes) -> tuple[str, PublicKey]:
        for council, key in self._partners:
            if key.name == name:
                return council, key
        raise HandoverUnknownSender

    def _decrypted(self, kind: str, body: bytes, to: bytes) -> bytes:
        own = next((key for key in self._own if key.public.name == to), None)
        if own is None:
            raise HandoverForAnother
        bound = kind.encode() + body[:HEAD]
        try:
            shared = own.reads.exchange(X25519PublicKey.from_public_bytes(body[HEAD - HALF : HEAD]))
            return ChaCha20Poly1305(_key(shared, bound)).decrypt(NONCE, body[HEAD:], bound)
        except (InvalidTag, ValueError) as changed:
            raise HandoverAltered from changed


def kind_in(text: str) -> str:
    """The kind that the first line of a pasted handover says; empty where there is none."""
    found = _KIND.search(text)
    return found[1].upper() if found else ""


def block_in(text: str) -> str:
    """The whole handover in a text, from BEGINS to ENDS, without what stands around it; empty for none."""
    found = _BLOCK.search(text)
    return found[0] if found else ""


def _armoured(kind: str, raw: bytes) -> str:
    letters = base64.b32encode(raw).decode("ascii").rstrip("=")
    lines = [letters[at : at + LINE] for at in range(0, len(letters), LINE)]
    title = f"QUORATE HANDOVER {kind}"
    return "\n".join([f"{title} BEGINS", *lines, f"{title} ENDS"])


def _unarmoured(text: str) -> tuple[str, bytes]:
    found = _BLOCK.search(text)
    if found is None:
        raise NoHandover
    letters = re.sub(r"[^A-Z2-7]", "", found["body"].upper())
    try:
        return found["kind"].upper(), base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error as lost:
        raise HandoverAltered from lost


def _key(shared: bytes, bound: bytes) -> bytes:
    return HKDF(hashes.SHA256(), HALF, salt=bound, info=b"quorate handover 1").derive(shared)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as wrong:
        raise BrokenHandoverKey("a handover key is 64 bytes in base64") from wrong
    if len(raw) != 2 * HALF:
        raise BrokenHandoverKey("a handover key is 64 bytes in base64")
    return raw
