"""The bot's own token for outbound calls: asked for once an hour, never on the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msal
import requests
import structlog

from bot.trust import Credentials

log = structlog.get_logger("quorate.bot")

AHEAD = 600.0
"""Seconds before the end at which a new token is asked for, behind the caller's back."""
MARGIN = 60.0
"""Seconds before the end at which the old token is no longer used."""
PATIENCE = 10.0
"""Seconds to wait for the login service."""
PAUSE = 5.0
"""Seconds for which a refusal stands without asking again: a bad secret must not hammer the service."""

Fetch = Callable[[], Mapping[str, Any]]


class NoToken(Exception):
    """The login service gave no token. `code` is its short error code, safe to log."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class _Held:
    token: str
    ends: float


class AppToken:
    """A callable that returns the current token.

    `fetch` is blocking and runs in a thread; it returns msal's result (`access_token` and `expires_in`, or
    `error`). Any number of callers share one fetch. Raises `NoToken`.
    """

    def __init__(self, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._held: _Held | None = None
        self._refused: tuple[float, NoToken] | None = None
        self._asking: asyncio.Task[str] | None = None
        self._forgot_at = float("-inf")

    async def __call__(self) -> str:
        held, now = self._held, self._clock()
        if held is None or now >= held.ends - MARGIN:
            return await asyncio.shield(self._ask())
        if now >= held.ends - AHEAD:
            self._ask().add_done_callback(_seen)
        return held.token

    def forget(self) -> None:
        """Drop the token, because the connector did not accept it; once a minute, lest that become a loop."""
        if self._clock() >= self._forgot_at + MARGIN:
            self._held, self._forgot_at = None, self._clock()

    def _ask(self) -> asyncio.Task[str]:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._renew(), name="app token")
        return self._asking

    async def _renew(self) -> str:
        if self._refused is not None and self._clock() < self._refused[0] + PAUSE:
            raise self._refused[1]
        try:
            held = await self._fetched()
        except NoToken as refusal:
            self._refused = (self._clock(), refusal)
            log.error("no app token", code=refusal.code)
            raise
        self._held, self._refused = held, None
        return held.token

    async def _fetched(self) -> _Held:
        asked = self._clock()
        try:
            result = await asyncio.to_thread(self._fetch)
        except Exception as error:  # msal raises whatever its HTTP library, JSON or PEM reader raises
            raise NoToken(type(error).__name__) from error
        if "access_token" not in result:
            raise NoToken(str(result.get("error", "unknown")))
        return _Held(str(result["access_token"]), asked + float(result.get("expires_in", 3600)))


def app_token(credentials: Credentials, http: requests.Session | None = None) -> AppToken:
    """Return the token source for these credentials. `http` replaces msal's HTTP session (a proxy, a CA)."""
    session = http or _session()
    return AppToken(
        _managed(credentials, session)
        if credentials.managed_identity
        else _confidential(credentials, session)
    )


def _session() -> requests.Session:
    session = requests.Session()
    session.mount("https://", _InTime())
    session.mount("http://", _InTime())
    return session


class _InTime(requests.adapters.HTTPAdapter):
    """Puts a time limit on every request; requests has none of its own."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = kwargs.get("timeout") or PATIENCE
        return super().send(request, *args, **kwargs)


def _confidential(credentials: Credentials, http: requests.Session) -> Fetch:
    made: list[
        Any
    ] = []  # the application asks the network for its endpoints when made, so it is made in the thread

    def fetch() -> Mapping[str, Any]:
        if not made:
            made.append(_application(credentials, http))
        made[0].remove_tokens_for_client()  # msal would hand back the old token until it has quite run out
        result: Mapping[str, Any] = made[0].acquire_token_for_client([credentials.scope])
        return result

    return fetch


def _application(credentials: Credentials, http: requests.Session) -> Any:
    proof: str | dict[str, str] = credentials.secret or {
        "private_key": credentials.private_key or "",
        "public_certificate": credentials.certificate or "",
    }
    return msal.ConfidentialClientApplication(
        credentials.app_id,
        client_credential=proof,
        authority=f"{credentials.login_endpoint.rstrip('/')}/{credentials.tenant}",
        instance_discovery=False,  # the endpoint is our own setting; nobody else need vouch for it
        http_client=http,
    )


def _managed(credentials: Credentials, http: requests.Session) -> Fetch:
    resource = credentials.scope.removesuffix("/.default")
    identity = msal.UserAssignedManagedIdentity(client_id=credentials.app_id)

    def fetch() -> Mapping[str, Any]:
        client = msal.ManagedIdentityClient(
            identity, http_client=http
        )  # a kept one hands back its own old token
        result: Mapping[str, Any] = client.acquire_token_for_client(resource=resource)
        return result

    return fetch


def _seen(task: asyncio.Task[str]) -> None:
    """Look at the outcome of a renewal nobody waits for; its failure is logged, and tried again later."""
    if not task.cancelled():
        task.exception()
