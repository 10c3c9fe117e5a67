"""Whom the bot believes, and to which hosts it sends its token. Settings arrive here as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yarl import URL

PUBLIC_HOSTS = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
)
"""Where Teams takes messages, cloud by cloud (msteams-docs, send-proactive-messages.md)."""

FILE_HOSTS = frozenset({".sharepoint.com", ".sharepoint.us", ".svc.ms"})
"""Where Teams keeps files sent in a 1:1 chat. A leading dot stands for any host beneath."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Trust:
    """Whom to believe.

    `tenants` are the directory ids allowed in. `service_hosts` are host names (https only), or whole loopback
    origins such as `http://127.0.0.1:8080` for a test bench. An empty `app_id` means rehearsal: anybody on
    this machine, nobody else. Raises ValueError when `app_id` is empty and `rehearsal` is not asked for, or
    when no tenant is named.
    """

    app_id: str
    tenants: frozenset[str]
    service_hosts: frozenset[str] = frozenset(PUBLIC_HOSTS)
    file_hosts: frozenset[str] = FILE_HOSTS
    openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    issuer: str = "https://api.botframework.com"
    rehearsal: bool = False

    def __post_init__(self) -> None:
        if self.rehearsal == bool(self.app_id):
            raise ValueError("an app id and rehearsal exclude each other, and one of them is needed")
        if not (self.rehearsal or self.tenants):
            raise ValueError("name at least one tenant that may use this bot")

    @property
    def front_door(self) -> str:
        """The service URL for somebody never heard from: the global one (send-proactive-messages.md)."""
        known = [host for host in PUBLIC_HOSTS if host in self.service_hosts]
        host = (known or sorted(self.service_hosts))[0] if self.service_hosts else ""
        return f"{host}/teams/" if "://" in host else f"https://{host}/teams/"

    def admits(self, tenant: str) -> bool:
        """Whether people of this directory may use the bot; directory ids are written in either case."""
        return tenant.casefold() in {each.casefold() for each in self.tenants}

    def may_send_to(self, service_url: str) -> bool:
        """Whether messages, and with them the bot's token, may go to this service URL."""
        url = _parsed(service_url)
        if self.rehearsal:
            return url is not None and url.host in _LOOPBACK
        return url is not None and _listed(url, self.service_hosts)

    def may_fetch(self, file_url: str) -> bool:
        """Whether a file of a chat may be fetched from this URL, or put there."""
        url = _parsed(file_url, query=True)
        if self.rehearsal and url is not None and url.host in _LOOPBACK:
            return True
        return url is not None and _listed(url, self.file_hosts)


@dataclass(frozen=True, repr=False)
class Credentials:
    """How the bot proves itself to the login service: one of a secret, a certificate or a managed identity.

    `certificate` is the PEM text of the public certificate, `private_key` the PEM text of its key.
    `login_endpoint` and `scope` differ in sovereign clouds. Raises ValueError unless exactly one way is
    given.
    """

    app_id: str
    tenant: str
    secret: str | None = None
    certificate: str | None = None
    private_key: str | None = None
    managed_identity: bool = False
    login_endpoint: str = "https://login.microsoftonline.com"
    scope: str = "https://api.botframework.com/.default"

    def __post_init__(self) -> None:
        ways = (bool(self.secret), bool(self.certificate and self.private_key), self.managed_identity)
        if sum(ways) != 1:
            raise ValueError(
                "give exactly one of a secret, a certificate with its key, or a managed identity"
            )

    def __repr__(self) -> str:
        return f"Credentials(app_id={self.app_id!r}, tenant={self.tenant!r})"


def _parsed(text: str, query: bool = False) -> URL | None:
    """Return the URL, read by the same parser that later sends to it, or None when it hides anything."""
    try:
        url = URL(text)
    except (TypeError, ValueError):
        return None
    hides = url.user or url.password or url.fragment or "\\" in text or (url.query_string and not query)
    return url if url.host and not hides else None


def _listed(url: URL, hosts: Iterable[str]) -> bool:
    return any(_matches(url, host) for host in hosts)


def _matches(url: URL, entry: str) -> bool:
    if "://" in entry:
        return url.host in _LOOPBACK and str(url.origin()) == entry.rstrip("/")
    if url.scheme != "https" or url.explicit_port not in (None, 443) or not url.host:
        return False
    return url.host.endswith(entry) if entry.startswith(".") else url.host == entry
