"""Settings from the environment (prefix QUORATE_) or a .env file. Refuses to start unsafe.

Each problem is one sentence that names the setting; README.md documents every one.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Self

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.trust import FILE_HOSTS, PUBLIC_HOSTS
from cppm.councils.profile import load_profile
from cppm.errors import CPPMError
from storage.database import database_url
from storage.envelopes import BrokenHandoverKey, Envelopes, PrivateKey, PublicKey
from storage.pace import PER_TENANT

REHEARSAL_DATABASE = "sqlite:///var/rehearsal.sqlite3"
REHEARSAL_TENANT = "00000000-0000-0000-0000-000000000001"
"""The tenant id that the Playground sends; invented, and used in rehearsal only."""

Listed = Annotated[list[str], NoDecode]


class SettingsError(Exception):
    """The settings don't allow a start. The message names the setting and says what to do."""


class Settings(BaseSettings):
    """Everything that can be set. A list is written with commas between its items."""

    model_config = SettingsConfigDict(env_prefix="QUORATE_", env_file=".env", extra="ignore")

    app_id: str = Field("", description="The bot's Entra application (client) id. Empty only in rehearsal.")
    app_password: SecretStr = Field(SecretStr(""), description="The client secret of that application.")
    app_certificate: Path | None = Field(
        None, description="PEM file with the certificate, instead of a secret."
    )
    app_private_key: Path | None = Field(None, description="PEM file with the certificate's private key.")
    app_managed_identity: bool = Field(False, description="1 to use a user-assigned managed identity.")
    app_tenant_id: str = Field("", description="The tenant in which the bot is registered.")
    tenants: Listed = Field(default=[], description="Tenant ids whose people may use the bot.")
    database_url: str = Field("sqlite:///var/quorate.sqlite3", description="SQLite file or PostgreSQL url.")
    keys: Listed = Field(default=[], description="Encryption keys, newest first. Keep the old ones.")
    handover_keys: Listed = Field(
        default=[],
        description="This council's own keys for sealed handovers, newest first. Keep the old ones.",
    )
    handover_partners: Listed = Field(
        default=[], description="Councils to exchange handovers with, each as its name, = and its public key."
    )
    profile: str = Field(
        "perth_kinross", description="The council's profile: its name, or the path of a file of your own."
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(3978, ge=0, le=65535, description="The port to listen on.")
    public_url: str = Field("", description="The https address under which Teams reaches the bot.")
    rehearsal: bool = Field(False, description="1 for an invented family and no sign-in; loopback only.")
    tick_seconds: float = Field(5.0, gt=0, description="Seconds between two looks at what is due.")
    messages_a_second: int = Field(
        PER_TENANT, gt=0, description="Messages that go out in a second at most; Teams' own limit is 50."
    )
    admins: Listed = Field(
        default=[], description="Entra object ids enrolled as CP Administration at first start."
    )
    openid_metadata_url: str = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Where the keys of inbound tokens are found (sovereign clouds differ).",
    )
    login_endpoint: str = Field(
        "https://login.microsoftonline.com", description="Where the bot signs in (sovereign clouds differ)."
    )
    token_issuer: str = Field(
        "https://api.botframework.com", description="Who issues inbound tokens (sovereign clouds differ)."
    )
    token_scope: str = Field(
        "https://api.botframework.com/.default",
        description="What the bot asks a token for (sovereign clouds differ).",
    )
    service_url_hosts: Listed = Field(
        default=sorted(PUBLIC_HOSTS), description="Hosts to which messages may be sent."
    )
    file_hosts: Listed = Field(
        default=sorted(FILE_HOSTS),
        description="Hosts of files sent or given in a chat; .x means any host beneath x.",
    )

    @field_validator(
        "tenants", "keys", "handover_keys", "handover_partners", "admins", "service_url_hosts", "file_hosts",
        mode="before",
    )  # fmt: skip
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [item.strip() for item in value.split(",") if item.strip()]
        return value

    @field_validator("keys")
    @classmethod
    def _fernet(cls, keys: list[str]) -> list[str]:
        for key in keys:
            try:
                Fernet(key)
            except ValueError:
                raise ValueError(
                    'each key is 32 random bytes, base64; make one with "python app.py keys new"'
                ) from None
        return keys

    @field_validator("handover_keys")
    @classmethod
    def _handover_pairs(cls, keys: list[str]) -> list[str]:
        for key in keys:
            try:
                PrivateKey(key)
            except BrokenHandoverKey:
                # The key itself is not repeated: it is a secret.
                raise ValueError(
                    'a key is not one of this council\'s own; make a pair with "python app.py handover keys"'
                ) from None
        return keys

    @field_validator("handover_partners")
    @classmethod
    def _partners(cls, partners: list[str]) -> list[str]:
        for council, key in map(_partner, partners):
            try:
                PublicKey(key)
            except BrokenHandoverKey:
                raise ValueError(
                    f"the public key of {council or 'a council'} can't be used; write its name, = and the key"
                    " that it gave"
                ) from None
        return partners

    @field_validator("profile")
    @classmethod
    def _readable_profile(cls, profile: str) -> str:
        try:
            load_profile(profile)
        except CPPMError as refused:
            raise ValueError(str(refused).rstrip(".")) from None
        return profile

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, url: str) -> str:
        try:
            database_url(url)
        except ValueError:
            # The url itself is not repeated: it may hold a password.
            raise ValueError(
                "the url begins with postgresql:// or names a file, as sqlite:///var/quorate.sqlite3 does"
            ) from None
        return url

    @field_validator("app_certificate", "app_private_key")
    @classmethod
    def _readable(cls, file: Path | None) -> Path | None:
        if file is not None and not file.is_file():
            raise ValueError(f"there is no file {file}")
        return file

    @field_validator("public_url")
    @classmethod
    def _https(cls, url: str) -> str:
        if url and not url.startswith("https://"):
            raise ValueError("the public address begins with https://")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_contradictions(self)
        return self

    @property
    def envelopes(self) -> Envelopes:
        """What seals and opens handovers with these keys."""
        return Envelopes(self.handover_keys, map(_partner, self.handover_partners))

    @property
    def only_loopback(self) -> bool:
        """Whether the address to listen on can be reached from this machine alone."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def _partner(line: str) -> tuple[str, str]:
    """A council's name and its public key, as they stand in the settings."""
    council, _, key = line.partition("=")
    return council.strip(), key.strip()


def _refuse_contradictions(s: Settings) -> None:
    if s.rehearsal:
        _refuse_unsafe_rehearsal(s)
        return
    if not s.app_id:
        raise ValueError(
            "QUORATE_APP_ID is missing; without an app id the bot starts only with QUORATE_REHEARSAL=1"
        )
    _refuse_unless_one_proof(s)
    for name, value in (("APP_TENANT_ID", s.app_tenant_id), ("TENANTS", s.tenants), ("KEYS", s.keys)):
        if not value:
            raise ValueError(f"QUORATE_{name} is missing; {_WHY[name]}")
    if not s.service_url_hosts:
        raise ValueError("QUORATE_SERVICE_URL_HOSTS is empty; name the hosts that messages may be sent to")


_WHY = {
    "APP_TENANT_ID": "it names the tenant in which the bot is registered",
    "TENANTS": "it lists the tenants whose people may use the bot",
    "KEYS": 'names and free text are encrypted with it; make one with "python app.py keys new"',
}


def _refuse_unsafe_rehearsal(s: Settings) -> None:
    if s.app_id:
        raise ValueError("QUORATE_REHEARSAL and QUORATE_APP_ID exclude each other; unset one of them")
    if not s.only_loopback:
        raise ValueError(
            "QUORATE_HOST must be 127.0.0.1 in rehearsal, which anybody who reaches it could use"
        )


def _refuse_unless_one_proof(s: Settings) -> None:
    certificate = bool(s.app_certificate or s.app_private_key)
    if certificate and not (s.app_certificate and s.app_private_key):
        raise ValueError("QUORATE_APP_CERTIFICATE and QUORATE_APP_PRIVATE_KEY go together; give both files")
    ways = [bool(s.app_password.get_secret_value()), certificate, s.app_managed_identity]
    if sum(ways) != 1:
        raise ValueError(
            "give exactly one of QUORATE_APP_PASSWORD, QUORATE_APP_CERTIFICATE and "
            "QUORATE_APP_MANAGED_IDENTITY"
        )


def load_settings(**overrides: object) -> Settings:
    """Read the settings. Raises SettingsError with one clear sentence that names the setting at fault."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_first_sentence(error)) from None


def _first_sentence(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    words = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return f"{words[0].upper()}{words[1:]}."
    return f"QUORATE_{str(first['loc'][0]).upper()}: {words}."
