"""A planning meeting, from the booking of its day to its minutes."""
