"""A throwaway bot to try the client on: it says what it got, and can be made to post."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientSession, web

Json = dict[str, Any]


def plain_card(text: str) -> Json:
    """A card with one line and one button."""
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": text}],
        "actions": [{"type": "Action.Execute", "title": "Go", "verb": "go", "data": {"v": "go"}}],
    }


def attached(card: Json) -> Json:
    """A message that is a card and nothing else."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}


class EchoBot:
    """Keeps what arrives in `got`, oldest first."""

    def __init__(self) -> None:
        self.got: list[Json] = []

    def app(self) -> web.Application:
        """Its web application."""
        app = web.Application()
        app.router.add_post("/api/messages", self._turn)
        app.cleanup_ctx.append(self._session)
        return app

    async def _session(self, app: web.Application) -> Any:
        async with ClientSession() as self.web:
            yield

    async def _turn(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.got.append(activity)
        if activity["type"] == "invoke":
            card = plain_card("pressed " + activity["value"]["action"]["verb"])
            kind = "application/vnd.microsoft.card.adaptive"
            return web.json_response({"statusCode": 200, "type": kind, "value": card})
        if activity["type"] == "message" and activity.get("value"):
            await self.post(activity, {"type": "message", "text": f"submitted {activity['value']}"})
        elif activity["type"] == "message" and activity["text"].endswith("card"):
            await self.post(activity, attached(plain_card("a card")))
        elif activity["type"] == "message":
            await self.post(activity, {"type": "message", "text": f"you said {activity['text']}"})
        return web.Response(status=200)

    async def post(self, to: Json, message: Json) -> str:
        """Send into the conversation that an activity came from. Returns the new message's id."""
        async with self.web.post(_activities(to), json=message, raise_for_status=True) as answer:
            return str((await answer.json())["id"])

    async def change(self, to: Json, message_id: str, message: Json) -> None:
        """Put something else in place of an earlier message."""
        url = f"{_activities(to)}/{message_id}"
        async with self.web.put(url, json=message, raise_for_status=True):
            return


def _activities(to: Json) -> str:
    return f"{to['serviceUrl']}/v3/conversations/{to['conversation']['id']}/activities"
