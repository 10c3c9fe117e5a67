"""The cards of a planning meeting."""
