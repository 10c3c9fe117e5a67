"""The cards of clocks and reminders."""
