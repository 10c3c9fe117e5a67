"""The cards of those who keep order: desks, and messages that did not arrive."""
