"""Who is speaking: the check of the Bot Framework's token, and of what it speaks for.

Two kinds of no. 401: the token is missing, bad, or not meant for this message. 403: the token is good, but
this channel, tenant, host or sender is not allowed here. 503: the login service could not be asked, so Teams
should try again. The list of checks follows "Bot Connector authentication" of the Bot Framework REST
reference, plus the tenant, the host and the sender, which the SDK leaves out.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt

from bot import sdk
from bot.keys import Keys, KeysUnavailable, SigningKey
from bot.trust import Trust

SKEW = 300
"""Seconds by which the clocks may differ (Bot Framework REST reference)."""
REMEMBERED = 1024
"""Verified tokens kept. Teams reuses one for about an hour, and checking a signature costs more than the
rest.
"""
CHANNEL = "msteams"
NOBODY = frozenset({"installationUpdate", "conversationUpdate"})
"""Activities that the system sends, and that may name no person."""


class Refused(Exception):
    """This request gets no further. `status` is the HTTP status, `reason` a fixed word that is safe to log
    and return.
    """

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


@dataclass(frozen=True)
class _Verified:
    claims: Mapping[str, Any]
    kid: str
    ends: float


class TeamsAuthentication(sdk.BotFrameworkAuthentication):
    """The SDK's authentication seam, filled with our own checks.

    `connectors` is the factory handed to each turn. `clock` gives seconds since the epoch.
    """

    def __init__(
        self, trust: Trust, keys: Keys, connectors: Any, clock: Callable[[], float] = time.time
    ) -> None:
        self._trust, self._keys, self._connectors, self._clock = trust, keys, connectors, clock
        self._known: OrderedDict[bytes, _Verified] = OrderedDict()

    async def authenticate_request(self, activity: Any, auth_header: str) -> Any:
        """Return the SDK's result for an activity that may be heard. Raises `Refused`."""
        claims = {} if self._trust.rehearsal else await self._claims_for(activity, auth_header)
        self._check_allowed(activity)
        result = sdk.AuthenticateRequestResult()
        result.audience = self._trust.issuer
        result.claims_identity = sdk.ClaimsIdentity(dict(claims), True)
        result.connector_factory = self._connectors
        return result

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> Any:
        """Refuse: Teams does not stream."""
        raise Refused(401, "streaming")

    def create_connector_factory(self, claims_identity: Any) -> Any:
        """Return the one factory; there is one connector for the process."""
        return self._connectors

    async def create_user_token_client(self, claims_identity: Any) -> None:
        """Return nothing: this bot signs nobody in, and the SDK's own client costs milliseconds a turn."""

    async def _claims_for(self, activity: Any, header: str) -> Mapping[str, Any]:
        token = _bearer(header)
        verified = self._remembered(token) or await self._verify(token)
        key = self._keys.known(verified.kid)
        if key is None or activity.channel_id not in key.endorsements:
            raise Refused(401, "endorsement")
        if _bare(verified.claims.get("serviceurl")) != _bare(activity.service_url):
            raise Refused(401, "service url")
        return verified.claims

    def _remembered(self, token: str) -> _Verified | None:
        """Return a token verified before, unless it has run out or its key was withdrawn."""
        digest = sha256(token.encode()).digest()
        found = self._known.get(digest)
        if found is None or (self._clock() < found.ends and self._keys.known(found.kid)):
            return found
        del self._known[digest]
        return None

    async def _verify(self, token: str) -> _Verified:
        kid = self._named_key(token)
        key = await self._find(kid)
        claims = self._decoded(token, key.key)
        verified = _Verified(claims, kid, float(claims["exp"]) + SKEW)
        self._known[sha256(token.encode()).digest()] = verified
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return verified

    async def _find(self, kid: str) -> SigningKey:
        try:
            key = await self._keys.find(kid)
        except KeysUnavailable as error:
            raise Refused(503, "login service") from error
        if key is None:
            raise Refused(401, "unknown key")
        return key

    def _named_key(self, token: str) -> str:
        """Return the key's name, once the token at least claims to be for us: others need no keys fetched."""
        claims = self._decoded(token, None)
        kid = jwt.get_unverified_header(token).get("kid")
        if not isinstance(kid, str) or not claims:
            raise Refused(401, "no key named")
        return kid

    def _decoded(self, token: str, key: Any) -> Mapping[str, Any]:
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._trust.app_id,
                issuer=self._trust.issuer,
                leeway=SKEW,
                options={
                    "require": ["exp", "iss", "aud"],
                    "verify_signature": key is not None,
                    "verify_exp": True,
                    "verify_aud": True,
                    "verify_iss": True,
                },
            )
        except (
            Exception
        ) as error:  # whatever a stranger's bytes provoke in the decoder, the answer is the same
            raise Refused(401, type(error).__name__) from error
        return claims

    def _check_allowed(self, activity: Any) -> None:
        trust = self._trust
        if not isinstance(activity.service_url, str) or not trust.may_send_to(activity.service_url):
            raise Refused(403, "host")
        if trust.rehearsal:
            return
        if activity.channel_id != CHANNEL:
            raise Refused(403, "channel")
        if not trust.admits(tenant_of(activity)):
            raise Refused(403, "tenant")
        if not aad_id_of(activity) and activity.type not in NOBODY:
            raise Refused(403, "sender")


def tenant_of(activity: Any) -> str:
    """Return the directory id an activity comes from, or "" (the SDK's own field for it is always empty)."""
    channel = activity.channel_data if isinstance(activity.channel_data, dict) else {}
    tenant = channel.get("tenant")
    found = tenant.get("id") if isinstance(tenant, dict) else None
    return found if isinstance(found, str) else ""


def aad_id_of(activity: Any) -> str:
    """Return the sender's directory object id, or ""."""
    sender = activity.from_property
    return (sender.aad_object_id or "") if sender is not None else ""


def _bearer(header: str) -> str:
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused(401, "no token")
    return token.strip()


def _bare(url: Any) -> str | None:
    return url.rstrip("/").lower() if isinstance(url, str) else None
