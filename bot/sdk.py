"""The parts of the Bot Framework SDK that are used, imported in this one place.

The SDK was archived at the end of 2025 and carries no types. Everything else in the house sees plain values,
so a later move to its successor changes this room only.
"""

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    ConversationResourceResponse,
    ResourceResponse,
)
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
)
from botframework.connector.auth.connector_factory import ConnectorFactory

INVOKE_RESPONSE = TurnContext._INVOKE_RESPONSE_KEY
"""Where a turn leaves the answer to an invoke (the SDK keeps the name private and uses it in three classes).
"""

__all__ = [
    "INVOKE_RESPONSE",
    "Activity",
    "ActivityTypes",
    "AuthenticateRequestResult",
    "BotFrameworkAuthentication",
    "ChannelAccount",
    "ClaimsIdentity",
    "CloudAdapter",
    "ConnectorFactory",
    "ConversationAccount",
    "ConversationResourceResponse",
    "InvokeResponse",
    "ResourceResponse",
    "TeamsActivityHandler",
    "TurnContext",
]
