"""A small world around the bot, over real HTTP: Teams with its people, its connector, its login services."""

from tests.rig.connector import Connector, Sent
from tests.rig.login import Login
from tests.rig.someone import Channel, Shown, Someone
from tests.rig.world import Reply, World

__all__ = ["Channel", "Connector", "Login", "Reply", "Sent", "Shown", "Someone", "World"]
