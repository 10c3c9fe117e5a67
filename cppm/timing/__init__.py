"""Clocks: what is owed by whom and by when, and when somebody is reminded of it."""
