"""The connector in the shape the SDK expects, so that `TurnContext.send_activity` and its kin use it too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import sdk
from bot.connector import Connector
from bot.models import dump


class Connectors(sdk.ConnectorFactory):
    """The SDK's factory seam: one `TurnConversations` per service URL, made once and kept."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._made: dict[str, TurnClient] = {}

    async def create(self, service_url: str, audience: str | None = None) -> TurnClient:
        """Return the client for a service URL."""
        client = self._made.get(service_url)
        if client is None:
            client = TurnClient(TurnConversations(self._connector, service_url))
            if len(self._made) < 64:  # Teams has a handful of service URLs
                self._made[service_url] = client
        return client


@dataclass(frozen=True)
class TurnClient:
    """What the SDK calls a ConnectorClient, as far as a turn uses it."""

    conversations: TurnConversations


class TurnConversations:
    """The operations behind `TurnContext.send_activity`, `update_activity` and `delete_activity`."""

    def __init__(self, connector: Connector, service_url: str) -> None:
        self._connector, self._url = connector, service_url

    async def send_to_conversation(self, conversation_id: str, activity: Any) -> Any:
        """Post an SDK activity."""
        return sdk.ResourceResponse(id=await self._connector.send(self._url, conversation_id, dump(activity)))

    async def reply_to_activity(self, conversation_id: str, activity_id: str, activity: Any) -> Any:
        """Post an SDK activity in answer to another."""
        made = await self._connector.reply(self._url, conversation_id, activity_id, dump(activity))
        return sdk.ResourceResponse(id=made)

    async def update_activity(self, conversation_id: str, activity_id: str, activity: Any) -> Any:
        """Replace an activity."""
        await self._connector.update(self._url, conversation_id, activity_id, dump(activity))
        return sdk.ResourceResponse(id=activity_id)

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        """Delete an activity."""
        await self._connector.delete(self._url, conversation_id, activity_id)

    async def create_conversation(self, parameters: Any) -> Any:
        """Make a conversation from the SDK's parameters."""
        made = await self._connector.create_conversation(self._url, dump(parameters))
        return sdk.ConversationResourceResponse(id=made.conversation, activity_id=made.activity_id)
