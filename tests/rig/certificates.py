"""A throw-away certificate authority and a certificate for 127.0.0.1, made once per test run."""

from __future__ import annotations

import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Identity:
    """A certificate with its private key, as PEM text."""

    certificate: str
    private_key: str


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """Return an RSA key by name; making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ca_file() -> str:
    """Return the path of the authority's certificate, for a client to trust."""
    path = Path(tempfile.mkdtemp(prefix="rig-")) / "ca.pem"
    path.write_bytes(_authority().public_bytes(serialization.Encoding.PEM))
    return str(path)


@cache
def server_context() -> ssl.SSLContext:
    """Return the TLS context of a server on 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    folder = Path(tempfile.mkdtemp(prefix="rig-"))
    made = identity("127.0.0.1")
    (folder / "cert.pem").write_text(made.certificate)
    (folder / "key.pem").write_text(made.private_key)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@cache
def identity(name: str) -> Identity:
    """Return a certificate by this authority, valid for 127.0.0.1."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    hosts = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(key("authority").public_key())
    made = (
        _builder(subject, key(name))
        .issuer_name(_authority().subject)
        .add_extension(hosts, critical=False)
        .add_extension(authority, critical=False)
        .sign(key("authority"), hashes.SHA256())
    )
    return Identity(made.public_bytes(serialization.Encoding.PEM).decode(), _pem(key(name)))


@cache
def _authority() -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throw-away authority")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    owner = key("authority")
    return (
        _builder(name, owner)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(owner.public_key()), critical=False)
        .sign(owner, hashes.SHA256())
    )


def _builder(subject: x509.Name, owner: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(owner.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
    )


def _pem(owner: rsa.RSAPrivateKey) -> str:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return owner.private_bytes(serialization.Encoding.PEM, form, plain).decode()
