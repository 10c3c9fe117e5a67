"""The two login services: the Bot Framework's OpenID keys (http), the directory's token endpoint (https)."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
from aiohttp import web
from jwt.algorithms import RSAAlgorithm

from tests.rig import certificates
from tests.rig.servers import Fault, Faults, Gate, Site

ISSUER = "https://api.botframework.com"


class Login:
    """Signs Teams' tokens, publishes the keys, gives the bot its own token, and counts what it is asked."""

    def __init__(self, app_id: str) -> None:
        self.app_id = app_id
        self.faults = Faults()
        self.keys = ["key-1"]
        self.endorsements = ["msteams"]
        self.openid_calls = 0
        self.token_calls = 0
        self.token_forms: list[dict[str, str]] = []
        self._openid = Site(self._routes(self._keys_side))
        self._directory = Site(self._routes(self._token_side), certificates.server_context())

    async def start(self) -> None:
        """Open both."""
        await self._openid.start()
        await self._directory.start()

    async def stop(self) -> None:
        """Close both."""
        await self._openid.stop()
        await self._directory.stop()

    @property
    def openid_url(self) -> str:
        """The OpenID metadata document."""
        return f"{self._openid.url}/v1/.well-known/openidconfiguration"

    @property
    def login_endpoint(self) -> str:
        """The directory, over https."""
        return self._directory.url

    def rotate(self, *, keep_old: bool = True) -> None:
        """Sign with a new key from now on."""
        self.keys.append(f"key-{len(self.keys) + 1}")
        if not keep_old:
            del self.keys[:-1]

    def fail(self, status: int = 500, times: int = 1, on: str = "") -> None:
        """Let the next requests fail; `on` is "openid", "keys" or "token"."""
        self.faults.add(Fault(on, times, status=status, code="unavailable"))

    def hold(self, on: str) -> Gate:
        """Let the next request of a kind wait until the gate is opened."""
        gate = Gate()
        self.faults.add(Fault(on, 1, gate=gate))
        return gate

    def token(
        self,
        service_url: str,
        *,
        kid: str | None = None,
        key: str | None = None,
        without: str = "",
        **claims: Any,
    ) -> str:
        """Return a token as Teams sends it. `key` signs with another key; `without` drops a claim."""
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": self.app_id,
            "serviceurl": service_url,
            "nbf": now - 60,
            "exp": now + 3600,
        } | claims
        body.pop(without, None)
        named = kid or self.keys[-1]
        return jwt.encode(body, certificates.key(key or named), algorithm="RS256", headers={"kid": named})

    @staticmethod
    def _routes(handle: Any) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        return app

    async def _keys_side(self, request: web.Request) -> web.Response:
        if request.path.endswith("/keys"):
            return await self.faults.meet(
                "keys", request, lambda: web.json_response({"keys": self._published()})
            )
        self.openid_calls += 1
        document = {"issuer": ISSUER, "jwks_uri": f"{self._openid.url}/v1/.well-known/keys"}
        return await self.faults.meet("openid", request, lambda: web.json_response(document))

    def _published(self) -> list[dict[str, Any]]:
        return [
            {**json.loads(RSAAlgorithm.to_jwk(certificates.key(kid).public_key())), "kid": kid}
            | self._endorsed()
            for kid in self.keys
        ]

    def _endorsed(self) -> dict[str, Any]:
        return {"endorsements": self.endorsements} if self.endorsements else {}

    async def _token_side(self, request: web.Request) -> web.Response:
        if request.path.endswith("/openid-configuration"):
            return web.json_response(self._directory_document(request.path.split("/")[1]))
        self.token_calls += 1
        self.token_forms.append({key: str(value) for key, value in (await request.post()).items()})
        given = {
            "token_type": "Bearer",
            "expires_in": 3599,
            "expires_on": str(int(time.time()) + 3599),  # as a managed identity says it
            "access_token": f"app-token-{self.token_calls}",
        }
        return await self.faults.meet("token", request, lambda: web.json_response(given))

    def _directory_document(self, tenant: str) -> dict[str, str]:
        base = f"{self._directory.url}/{tenant}"
        return {
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "issuer": f"{base}/v2.0",
        }
