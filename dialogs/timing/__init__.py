"""The jobs around clocks and reminders."""
